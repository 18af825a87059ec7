//! What came in since a mix, and what of it concerns whom one follows and what one has queued.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::{
    query::{NewMix, News},
    snapshot::tables::Tables,
};
use crate::track::{self, MixId, TrackId};

/// Rows of the page; more are only counted.
const ROWS: usize = 500;

/// Whom and what somebody cares about; names as written, compared folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interest {
    /// Records, such as the queue's.
    pub records: Vec<TrackId>,
    /// DJs.
    pub djs: Vec<String>,
    /// Labels.
    pub labels: Vec<String>,
    /// Artists.
    pub artists: Vec<String>,
}

impl Tables {
    /// The mix that came in last.
    pub fn newest_mix(&self) -> Option<MixId> {
        self.mix_ids.last().map(|&id| MixId(id))
    }

    /// The mixes that came in after `since`: those that concern the interest first, then the latest by date.
    pub fn news(&self, since: MixId, interest: &Interest) -> News {
        let first = self.mix_ids.partition_point(|&id| id <= since.0) as u32;
        let records: HashSet<u32> = interest.records.iter().filter_map(|&id| self.row_of(id)).collect();
        let played = self.played_by(&interest.djs);
        let credited = self.credited(interest);
        let mut news = News { mixes: self.n_mixes() as u32 - first, ..News::default() };
        for mix in first..self.n_mixes() as u32 {
            let mut followed: Vec<String> = played.get(&mix).into_iter().flatten().cloned().collect();
            let mut queued: Vec<u32> = Vec::new();
            for &row in self.plays.get(mix) {
                followed.extend(credited.get(&row).into_iter().flatten().cloned());
                queued.extend(records.contains(&row).then_some(row));
            }
            let mut seen = HashSet::new();
            followed.retain(|name| seen.insert(name.clone()));
            queued.sort_unstable();
            queued.dedup();
            news.of_queue += u32::from(!queued.is_empty());
            news.rows.push(NewMix { mix: self.mix_row(mix), followed, queued: queued.len() as u32 });
        }
        news.rows.sort_by(|a, b| {
            let concerns = |row: &NewMix| row.followed.len() as u32 + row.queued;
            let rank = |row: &NewMix| (concerns(row) > 0, Reverse(row.mix.id.0));
            rank(b)
                .0
                .cmp(&rank(a).0)
                .then_with(|| b.mix.date.cmp(&a.mix.date))
                .then(rank(a).1.cmp(&rank(b).1))
        });
        news.rows.truncate(ROWS);
        news
    }

    /// Mix row → the DJs among `names` who played it.
    fn played_by(&self, names: &[String]) -> HashMap<u32, Vec<String>> {
        let wanted: HashSet<String> = names.iter().map(|name| track::fold(name)).collect();
        let mut found: HashMap<u32, Vec<String>> = HashMap::new();
        for dj in (0..self.djs.len() as u32).filter(|_| !wanted.is_empty()) {
            let name = self.djs.get(dj);
            if wanted.contains(&track::fold(name)) {
                for &mix in self.mixes_by.get(dj) {
                    found.entry(mix).or_default().push(name.to_owned());
                }
            }
        }
        found
    }

    /// Track row → the followed artists and labels it is by and on.
    fn credited(&self, interest: &Interest) -> HashMap<u32, Vec<String>> {
        let artists: HashSet<String> = interest.artists.iter().map(|name| track::fold(name)).collect();
        let labels: HashSet<String> =
            interest.labels.iter().filter_map(|name| track::label_key(name)).collect();
        let mut found: HashMap<u32, Vec<String>> = HashMap::new();
        for artist in (0..self.artists.len() as u32).filter(|_| !artists.is_empty()) {
            if artists.contains(&track::fold(self.artists.get(artist))) {
                for &row in self.tracks_by.get(artist) {
                    found.entry(row).or_default().push(self.artists.get(artist).to_owned());
                }
            }
        }
        for label in (0..self.labels.len() as u32).filter(|_| !labels.is_empty()) {
            if track::label_key(self.labels.get(label)).is_some_and(|key| labels.contains(&key)) {
                for &row in self.tracks_on.get(label) {
                    found.entry(row).or_default().push(self.labels.get(label).to_owned());
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture::tables;

    const MIXES: &[(&str, &[&str])] = &[
        ("2001 - Old - Show", &["A - One [Warp]", "B - Two"]),
        ("2002 - Nobody - Show", &["C - Three", "D - Four"]),
        ("2003 - Andy C - Show", &["C - Three", "E - Five"]),
        ("2000 - Another - Show", &["A - One [Warp]", "B - Two"]),
    ];

    fn found(interest: &Interest) -> News {
        let tables = tables(MIXES);
        let since = tables.mix_row(0).id;
        tables.news(since, interest)
    }

    #[test]
    fn only_what_came_after_is_new_and_the_latest_stands_first() {
        let news = found(&Interest::default());
        assert_eq!((news.mixes, news.of_queue), (3, 0));
        let dates: Vec<_> = news.rows.iter().map(|row| row.mix.date.clone().unwrap()).collect();
        assert_eq!(dates, ["2003", "2002", "2000"]);
    }

    #[test]
    fn what_concerns_one_comes_first_and_says_why() {
        let tables = tables(MIXES);
        let two = tables.id_of(tables.plays.get(0)[1]).unwrap();
        let interest = Interest {
            records: vec![two],
            djs: vec!["andy c".into()],
            labels: vec!["WARP RECORDS".into()],
            artists: vec!["a".into()],
        };
        let news = found(&interest);
        assert_eq!(news.of_queue, 1);
        assert_eq!(news.rows[0].followed, ["Andy C"]);
        assert_eq!(
            (news.rows[1].followed.clone(), news.rows[1].queued),
            (vec!["A".into(), "Warp".into()], 1)
        );
        assert!(news.rows[2].followed.is_empty());
        assert_eq!(tables.newest_mix(), Some(tables.mix_row(3).id));
    }
}
