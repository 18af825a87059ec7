//! The corpus of a catalogue.

use std::{collections::HashMap, ops::ControlFlow};

use super::corpus::Corpus;
use crate::catalogue::{Contents, Error};
use crate::recommend::interactions::{NONE, Plays};
use crate::recommend::lists::ListsBuf;
use crate::track::{artists, fold, label_key, sortable_date};

/// A corpus that owns its lists.
#[derive(Clone, Debug, Default)]
pub struct CorpusBuf {
    tracks: usize,
    mixes: ListsBuf,
    artists: ListsBuf,
    labels: Vec<u32>,
    djs: ListsBuf,
    dates: Vec<u32>,
    /// Title of each mix.
    pub titles: Vec<String>,
}

impl CorpusBuf {
    /// Reads all mixes and tracks. Mixes come in the order of their titles, so that a split of the same mixes is the
    /// same however the catalogue was filled.
    pub fn read(contents: &Contents<'_>) -> Result<Self, Error> {
        let mut corpus = Self::default();
        let mut rows = HashMap::new();
        let (mut artist_rows, mut label_rows) = (Rows::default(), Rows::default());
        contents.tracks(|track| {
            rows.insert(track.id, rows.len() as u32);
            let mut list: Vec<u32> =
                artists(track.artist).iter().map(|name| artist_rows.of(&fold(name))).collect();
            list.sort_unstable();
            list.dedup();
            corpus.artists.push(&list);
            let label = track.label.and_then(label_key);
            corpus.labels.push(label.map_or(NONE, |label| label_rows.of(&label)));
            ControlFlow::Continue(())
        })?;
        corpus.tracks = rows.len();
        let mut mixes = Vec::new();
        contents.mixes(|mix| {
            let djs: Vec<String> = mix.djs.iter().map(|dj| fold(dj)).collect();
            let date = mix.date.map_or(0, sortable_date);
            mixes.push(Mix { title: mix.title.to_owned(), djs, date, tracks: Vec::new() });
            ControlFlow::Continue(())
        })?;
        let mut of_mix = mixes.iter_mut();
        contents.tracklists(|_, list| {
            let Some(mix) = of_mix.next() else { return ControlFlow::Break(()) };
            mix.tracks.extend(list.tracks().flatten().filter_map(|id| rows.get(&id).copied()));
            ControlFlow::Continue(())
        })?;
        mixes.sort_by(|a, b| a.title.cmp(&b.title));
        let mut dj_rows = Rows::default();
        for mix in mixes {
            let djs: Vec<u32> = mix.djs.iter().map(|dj| dj_rows.of(dj)).collect();
            corpus.djs.push(&djs);
            corpus.dates.push(mix.date);
            corpus.mixes.push(&mix.tracks);
            corpus.titles.push(mix.title);
        }
        Ok(corpus)
    }

    /// The numbers of all mixes.
    #[must_use]
    pub fn all(&self) -> Vec<u32> {
        (0..self.mixes.view().len() as u32).collect()
    }

    /// The same corpus, borrowed.
    #[must_use]
    pub fn view(&self) -> Corpus<'_> {
        let plays = Plays {
            tracks: self.tracks,
            mixes: self.mixes.view(),
            artists: self.artists.view(),
            labels: &self.labels,
            dates: &self.dates,
        };
        Corpus { plays, djs: self.djs.view() }
    }
}

/// A mix as it is read.
struct Mix {
    title: String,
    djs: Vec<String>,
    date: u32,
    tracks: Vec<u32>,
}

#[derive(Default)]
struct Rows(HashMap<String, u32>);

impl Rows {
    fn of(&mut self, name: &str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name.to_owned()).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Change, MixLine, Origin, Writer};
    use crate::recommend::evaluate::Training;

    fn read(lines: &[&str]) -> CorpusBuf {
        let mut writer = Writer::in_memory().expect("in memory");
        let changes: Vec<Change> = lines
            .iter()
            .map(|line| {
                let line: MixLine = serde_json::from_str(line).expect("a mix");
                Change::Upsert(line.incoming(Origin::Import))
            })
            .collect();
        writer.apply(&changes).expect("applied");
        let catalogue = writer.into_catalogue();
        CorpusBuf::read(&catalogue.contents().expect("contents")).expect("read")
    }

    const LINES: [&str; 3] = [
        r#"{"title":"2001-01-31 - Ann, Bob - Show","tracklist":["A & B - One [Warp]","C - Two [Warp Records]","A & B - One [Warp]"]}"#,
        r#"{"title":"2002 - Ann - Show","tracklist":["B - Three","A & B - One [Warp]","? - ?"]}"#,
        r#"{"title":"2003 - Cid - Show","tracklist":["C - Two [Warp]","D - Four","B - Three"]}"#,
    ];

    #[test]
    fn a_catalogue_becomes_rows() {
        let read = read(&LINES[..2]);
        let corpus = read.view();
        assert_eq!(corpus.plays.tracks, 3);
        assert_eq!(corpus.plays.mixes.iter().collect::<Vec<_>>(), [&[0, 1, 0][..], &[2, 0]]);
        assert_eq!(corpus.plays.artists.get(0).len(), 2);
        assert_eq!(corpus.plays.artists.get(2).len(), 1);
        assert!(corpus.plays.artists.get(0).contains(&corpus.plays.artists.get(2)[0]));
        assert_eq!(corpus.plays.labels[0], corpus.plays.labels[1]);
        assert_eq!(corpus.plays.labels[2], NONE);
        assert_eq!(corpus.djs.get(1).len(), 1);
        assert!(corpus.djs.get(0).contains(&corpus.djs.get(1)[0]));
        assert_eq!(corpus.plays.dates, [20_010_131, 20_020_000]);
    }
    #[test]
    fn the_order_in_which_a_catalogue_was_filled_changes_no_split() {
        let one = read(&LINES);
        let other = read(&[LINES[2], LINES[0], LINES[1]]);
        assert_eq!(one.titles, other.titles);
        let known = |read: &CorpusBuf| {
            let training = Training::new(&read.view(), &read.all());
            (training.plays().mixes.values().to_vec(), training.support)
        };
        assert_eq!(known(&one), known(&other));
        let lists = |of: &ListsBuf| of.view().iter().map(<[u32]>::to_vec).collect::<Vec<_>>();
        assert_eq!(lists(&one.djs), lists(&other.djs));
        assert_eq!(one.dates, other.dates);
    }
}
