//! What is evaluated on: mixes with their DJs and dates, and every record by a number.

use std::{collections::HashMap, ops::ControlFlow};

use segue::{
    catalogue::{Catalogue, CatalogueError, Change, Incoming, MixOrigin, MixSource},
    track::{Rules, TrackId, fold, sortable_date},
    wikitext::{Mix as Page, title_parts},
};

/// A mix.
#[derive(Clone, Debug)]
pub struct Mix {
    /// Its date as a number that sorts (`yyyymmdd`), zero where unknown.
    pub date: u32,
    /// Who played it, by number.
    pub djs: Vec<u32>,
    /// Its records in playing order, each once.
    pub records: Vec<u32>,
    page: Incoming,
}

/// All mixes, in the order of their titles, so that a split of the same mixes is the same however the catalogue was filled.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// The mixes.
    pub mixes: Vec<Mix>,
    /// The key of every record.
    pub keys: Vec<String>,
    /// What is one record.
    pub rules: Rules,
}

impl Corpus {
    /// Reads everything that a catalogue holds whose keys these rules made.
    pub fn of(catalogue: &Catalogue, rules: &Rules) -> Result<Self, CatalogueError> {
        let contents = catalogue.contents()?;
        let mut pages: Vec<(Page, Vec<String>, Vec<TrackId>)> = Vec::new();
        contents.mixes(|mix| {
            let parts = title_parts(mix.title);
            let page = Page {
                title: mix.title.to_owned(),
                date: mix.date.map(str::to_owned),
                artists: segue::track::split_djs(parts.artists, mix.categories, &|_| false),
                categories: mix.categories.to_vec(),
                audio: Vec::new(),
                redirect: None,
                entries: Vec::new(),
            };
            pages.push((page, mix.djs.iter().map(|dj| fold(dj)).collect(), Vec::new()));
            ControlFlow::Continue(())
        })?;
        let mut next = pages.iter_mut();
        contents.tracklists(|_, list| {
            let Some((page, _, tracks)) = next.next() else { return ControlFlow::Break(()) };
            for (track, line) in list.lines() {
                page.entries.push(line.map(|text| (*text).to_owned()));
                tracks.extend(track);
            }
            ControlFlow::Continue(())
        })?;
        let mut keys = HashMap::new();
        contents.tracks(|track| {
            keys.insert(track.id, track.key.to_owned());
            ControlFlow::Continue(())
        })?;
        pages.sort_by(|a, b| a.0.title.cmp(&b.0.title));
        Ok(Self { rules: rules.clone(), ..Self::numbered(pages, &keys) })
    }

    fn numbered(pages: Vec<(Page, Vec<String>, Vec<TrackId>)>, keys: &HashMap<TrackId, String>) -> Self {
        let (mut djs, mut records) = (Numbers::default(), Numbers::default());
        let (mut mixes, rules) = (Vec::new(), Rules::current().clone());
        for (page, names, tracks) in pages {
            let mut once = Vec::with_capacity(tracks.len());
            for key in tracks.iter().filter_map(|id| keys.get(id)) {
                let record = records.of(key);
                if !once.contains(&record) {
                    once.push(record);
                }
            }
            mixes.push(Mix {
                date: page.date.as_deref().map_or(0, sortable_date),
                djs: names.iter().map(|name| djs.of(name)).collect(),
                records: once,
                page: Incoming {
                    source: MixSource {
                        page_id: None,
                        revision: None,
                        origin: MixOrigin::Import,
                        url: None,
                        foreign_id: None,
                    },
                    mix: page,
                },
            });
        }
        Self { mixes, keys: records.names(), rules }
    }

    /// The numbers of all mixes.
    #[must_use]
    pub fn all(&self) -> Vec<u32> {
        (0..self.mixes.len() as u32).collect()
    }

    /// Some mixes as changes to a catalogue that does not have them.
    #[must_use]
    pub fn changes(&self, mixes: &[u32]) -> Vec<Change> {
        mixes.iter().map(|&mix| Change::Upsert(self.mixes[mix as usize].page.clone())).collect()
    }

    /// The title of a mix.
    #[must_use]
    pub fn title(&self, mix: u32) -> &str {
        &self.mixes[mix as usize].page.mix.title
    }
}

/// Numbers for names, in order of appearance.
#[derive(Default)]
struct Numbers(HashMap<String, u32>);

impl Numbers {
    fn of(&mut self, name: &str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(name.to_owned()).or_insert(next)
    }

    fn names(self) -> Vec<String> {
        let mut names = vec![String::new(); self.0.len()];
        for (name, number) in self.0 {
            names[number as usize] = name;
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{made, training::Training};

    const LINES: [(&str, &[&str]); 3] = [
        (
            "2001-01-31 - Ann, Bob - Show",
            &["A & B - One [Warp]", "C - Two [Warp Records]", "A & B - One [Warp]"],
        ),
        ("2002 - Ann - Show", &["B - Three", "A & B - One [Warp]", "? - ?"]),
        ("2003 - Cid - Show", &["C - Two [Warp]", "D - Four", "B - Three"]),
    ];

    #[test]
    fn a_catalogue_becomes_mixes_of_numbered_records() {
        let corpus = made::corpus(&LINES);
        assert_eq!(corpus.mixes[0].records, [0, 1]);
        assert_eq!(corpus.mixes[1].records, [2, 0]);
        assert_eq!((corpus.mixes[0].djs.len(), corpus.mixes[1].djs.len()), (2, 1));
        assert!(corpus.mixes[0].djs.contains(&corpus.mixes[1].djs[0]));
        assert_eq!(
            corpus.mixes.iter().map(|m| m.date).collect::<Vec<_>>(),
            [20_010_131, 20_020_000, 20_030_000]
        );
        assert_eq!(corpus.keys.len(), 4);
    }

    #[test]
    fn the_order_in_which_a_catalogue_was_filled_changes_nothing() {
        let one = made::corpus(&LINES);
        let other = made::corpus(&[LINES[2], LINES[0], LINES[1]]);
        let of = |corpus: &Corpus| {
            let lists: Vec<_> =
                corpus.mixes.iter().map(|m| (m.records.clone(), m.djs.clone(), m.date)).collect();
            (lists, corpus.keys.clone())
        };
        assert_eq!(of(&one), of(&other));
    }

    #[test]
    fn what_only_held_out_mixes_say_is_not_known() {
        // The second mix alone names the label of the record that both have.
        let corpus = made::corpus(&[
            ("2001 - Ann - Show", &["A - One", "B - Two"]),
            ("2002 - Bob - Show", &["A - One [Warp]", "C - Three"]),
        ]);
        let labels =
            |mixes: &[u32]| Training::new(&corpus, mixes).expect("read").snapshot.tables.labels.len();
        assert_eq!((labels(&[0]), labels(&[0, 1])), (0, 1));
    }
}
