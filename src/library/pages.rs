//! Pages of a DJ, a label, an artist and a track, from the snapshot.

use std::collections::HashMap;

use super::{
    query::{ArtistPage, CountedRow, DatedRow, DjPage, LabelPage, PageKind, PlayRow, TrackPage, TrackRow},
    snapshot::{
        columns::Strings,
        tables::{NONE, Tables},
    },
};
use crate::track::{self, MixId, Seconds, Whose};

impl Tables {
    /// What a DJ played; the name is compared folded.
    pub fn dj_page(&self, name: &str) -> Option<DjPage> {
        let dj = find(&self.djs, name)?;
        let mut mixes = self.mixes_by.get(dj).to_vec();
        let mut times: HashMap<u32, u32> = HashMap::new();
        for &mix in &mixes {
            let mut rows = self.plays.get(mix).to_vec();
            rows.sort_unstable();
            rows.dedup();
            for row in rows {
                *times.entry(row).or_default() += 1;
            }
        }
        self.latest_first(&mut mixes);
        let mut rows: Vec<(u32, u32)> = times.into_iter().collect();
        rows.sort_unstable_by_key(|&(row, n)| (std::cmp::Reverse((n, self.popularity(row))), row));
        Some(DjPage {
            dj: self.djs.get(dj).to_owned(),
            mixes: mixes.iter().map(|&m| self.mix_row(m)).collect(),
            tracks: rows
                .iter()
                .map(|&(row, times)| CountedRow {
                    row: self.track_row(row),
                    times,
                    came_out: self.came_out(row),
                })
                .collect(),
        })
    }

    /// What a label put out; compared by its folded name.
    pub fn label_page(&self, name: &str) -> Option<LabelPage> {
        let label = self.label(name)?;
        Some(LabelPage {
            label: self.labels.get(label).to_owned(),
            tracks: self.most_played(self.tracks_on.get(label)),
        })
    }

    /// What an artist made, also with others; the name is compared folded.
    pub fn artist_page(&self, name: &str) -> Option<ArtistPage> {
        let artist = find(&self.artists, name)?;
        Some(ArtistPage {
            artist: self.artists.get(artist).to_owned(),
            tracks: self.most_played(self.tracks_by.get(artist)),
        })
    }

    /// Where and by whom a track was played, latest first.
    pub fn track_page(&self, row: u32) -> TrackPage {
        let mut plays: Vec<u32> = self.plays_of.get(row).to_vec();
        plays.sort_by(|&a, &b| {
            let date = |p| self.mix_date.get(Self::at(&self.play_mix, p));
            date(b).cmp(date(a)).then(a.cmp(&b))
        });
        TrackPage { track: self.track_row(row), plays: plays.iter().map(|&p| self.play_row(p)).collect() }
    }

    /// How many mixes hold the track, by the mix's year: `(year, mixes)`, ascending, years without plays left out.
    pub fn plays_by_year(&self, row: u32) -> Vec<(u16, u32)> {
        let mut years = std::collections::BTreeMap::new();
        for mix in self.mixes_of(row) {
            if let Some(year) = self.mix_date.get(mix).get(..4).and_then(|y| y.parse::<u16>().ok()) {
                *years.entry(year).or_insert(0) += 1;
            }
        }
        years.into_iter().collect()
    }

    /// The mix row that played the track first, by date as written; undated mixes are passed over.
    pub fn first_played(&self, row: u32) -> Option<u32> {
        self.first_of(self.mixes_of(row))
    }

    /// The first of these mixes, by date as written; undated ones are passed over.
    pub(super) fn first_of(&self, mixes: impl Iterator<Item = u32>) -> Option<u32> {
        mixes.filter(|&m| self.mix_date.some(m).is_some()).min_by_key(|&m| self.mix_date.get(m))
    }

    /// The tracks that most DJs play, no two of them with an artist in common.
    pub fn most_played_by_others(&self, n: usize) -> Vec<TrackRow> {
        let mut rows: Vec<u32> = (0..self.n_tracks() as u32).collect();
        let many = rows.len().min(20 * n);
        if many == 0 {
            return Vec::new();
        }
        let rank = |row: &u32| (std::cmp::Reverse(self.popularity(*row)), *row);
        rows.select_nth_unstable_by_key(many - 1, rank);
        rows.truncate(many);
        rows.sort_unstable_by_key(rank);
        let mut artists: Vec<u32> = Vec::new();
        rows.retain(|&row| {
            let own = self.artists_of.get(row);
            let new = !own.iter().any(|a| artists.contains(a));
            artists.extend_from_slice(own);
            new
        });
        rows.iter().take(n).map(|&row| self.track_row(row)).collect()
    }

    /// The years of the first and the last mix of others; of all where there are the user's and friends' alone.
    pub fn years(&self) -> Option<(u16, u16)> {
        *self.years.get_or_init(|| {
            let all = || 0..self.n_mixes() as u32;
            let of_others = all().filter(|mix| self.whose(*mix) == Whose::World);
            self.years_of(of_others).or_else(|| self.years_of(all()))
        })
    }

    /// The years of the first and the last of these mixes.
    pub(super) fn years_of(&self, mixes: impl Iterator<Item = u32>) -> Option<(u16, u16)> {
        let years = mixes.filter_map(|mix| self.mix_year(mix));
        years.fold(None, |range, y| Some(range.map_or((y, y), |(a, b): (u16, u16)| (a.min(y), b.max(y)))))
    }

    /// Whether this kind has a page of this name.
    pub fn has_page(&self, kind: PageKind, name: &str) -> bool {
        match kind {
            PageKind::Dj => find(&self.djs, name).is_some(),
            PageKind::Label => self.label(name).is_some(),
            PageKind::Artist => find(&self.artists, name).is_some(),
            PageKind::Style => find(&self.styles, name).is_some(),
            PageKind::Mix => self.mix_by_title(name).is_some(),
        }
    }

    fn label(&self, name: &str) -> Option<u32> {
        let key = track::label_key(name)?;
        let has = |label: &u32| track::label_key(self.labels.get(*label)).as_deref() == Some(&*key);
        (0..self.labels.len() as u32).find(has)
    }

    /// The row of a mix with this id.
    pub fn mix_by_id(&self, id: MixId) -> Option<u32> {
        self.mix_ids.iter().position(|&m| m == id.0).map(|m| m as u32)
    }

    /// The mix of this title, underscores as spaces, else compared folded.
    pub fn mix_by_title(&self, title: &str) -> Option<u32> {
        let plain = title.replace('_', " ");
        let all = || 0..self.mix_ids.len() as u32;
        all().find(|&m| self.mix_title.get(m) == plain).or_else(|| {
            let folded = track::fold(&plain);
            all().find(|&m| track::fold(self.mix_title.get(m)) == folded)
        })
    }

    /// For ordering: DJs, then mixes.
    pub fn popularity(&self, row: u32) -> (u32, u32) {
        (Self::at(&self.witnesses, row), Self::at(&self.mixes, row))
    }

    fn most_played(&self, rows: &[u32]) -> Vec<DatedRow> {
        let mut rows = rows.to_vec();
        rows.sort_unstable_by_key(|&row| (std::cmp::Reverse(self.popularity(row)), row));
        let dated = |&row: &u32| DatedRow { row: self.track_row(row), came_out: self.came_out(row) };
        rows.iter().map(dated).collect()
    }

    fn play_row(&self, play: u32) -> PlayRow {
        let mix = Self::at(&self.play_mix, play);
        let range = self.plays.range(mix);
        let beside = |other: Option<u32>| {
            let other = other.filter(|o| range.contains(&(*o as usize)))?;
            let apart = Self::at(&self.play_place, other).abs_diff(Self::at(&self.play_place, play));
            (apart <= 1).then(|| self.track_row(self.plays.values[other as usize]))
        };
        let row = self.mix_row(mix);
        let cue = Self::at(&self.play_cue, play);
        PlayRow {
            id: row.id,
            mix: row.title,
            date: row.date,
            djs: self.dj_names(mix),
            url: row.url,
            before: beside(play.checked_sub(1)),
            after: beside(play.checked_add(1)),
            cue: (cue != NONE).then_some(Seconds(cue)),
        }
    }
}

/// The row of a name, compared folded; an exact spelling wins.
fn find(names: &Strings, name: &str) -> Option<u32> {
    let all = || 0..names.len() as u32;
    all().find(|&row| names.get(row) == name).or_else(|| {
        let folded = track::fold(name);
        all().find(|&row| track::fold(names.get(row)) == folded)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture::{self, row};

    fn tables() -> Tables {
        fixture::tables(&[
            ("2001-01-01 - Ann - One", &["S - Seed [Warp]", "A - Near [WARP Records - W 1]", "?", "B - Far"]),
            ("2003-02 - Ann & Bob - Two", &["A - Near [Warp]", "S - Seed", "S - Seed"]),
            ("2000 - Bob - Alone", &["Z - Else"]),
        ])
    }

    #[test]
    fn a_dj_page_counts_mixes_not_lines() {
        let page = tables().dj_page("ANN").expect("found");
        assert_eq!(page.dj, "Ann");
        let mixes: Vec<_> = page.mixes.iter().map(|m| m.date.as_deref()).collect();
        assert_eq!(mixes, [Some("2003-02"), Some("2001-01-01")]);
        let tracks: Vec<_> = page.tracks.iter().map(|t| (t.row.title.as_str(), t.times)).collect();
        assert_eq!(tracks, [("Seed", 2), ("Near", 2), ("Far", 1)]);
        assert!(tables().dj_page("Nobody").is_none());
    }

    #[test]
    fn labels_and_artists_are_found_folded() {
        let page = tables().label_page("warp records").expect("found");
        assert_eq!((page.label.as_str(), page.tracks.len()), ("Warp", 2));
        assert_eq!(tables().artist_page("a").expect("found").tracks[0].row.title, "Near");
    }

    #[test]
    fn a_track_page_names_only_direct_neighbours() {
        let tables = tables();
        let page = tables.track_page(row(&tables, "Near"));
        assert_eq!(page.plays.len(), 2);
        assert_eq!(page.plays[0].date.as_deref(), Some("2003-02"));
        assert_eq!(page.plays[0].before, None);
        assert_eq!(page.plays[1].after, None, "an unknown record stands between");
        assert_eq!(page.plays[1].before.as_ref().map(|r| r.title.as_str()), Some("Seed"));
        assert_eq!(tables.plays_by_year(row(&tables, "Seed")), [(2001, 1), (2003, 1)]);
        assert_eq!(tables.first_played(row(&tables, "Seed")), tables.mix_by_title("2001-01-01_-_Ann_-_One"));
    }
}
