//! The plays as the walk and the transitions want them, made from the tables once a snapshot.

use super::snapshot::{
    columns,
    tables::{NONE, Tables},
};
use crate::recommend::{
    graph::Graph,
    lists::{Lists, ListsBuf},
};

/// What the tables do not hold as it is needed: 8 bytes a play and 4 a track.
#[derive(Debug)]
pub struct Adjacency {
    mixes: ListsBuf,
    of_track: ListsBuf,
}

impl Adjacency {
    /// Both directions, every track once a mix. Plays of rows that are not there (a damaged file) are passed over.
    pub fn new(tables: &Tables) -> Self {
        let mut last = vec![NONE; tables.n_tracks()];
        let mut mixes = ListsBuf::default();
        let mut once = Vec::new();
        for mix in 0..tables.n_mixes() as u32 {
            once.clear();
            let first = |&track: &u32| {
                last.get_mut(track as usize).is_some_and(|last| std::mem::replace(last, mix) != mix)
            };
            once.extend(tables.plays.get(mix).iter().copied().filter(first));
            mixes.push(&once);
        }
        Self::of(mixes, tables.n_tracks())
    }

    /// Both directions of these mixes, each track once a mix and below `tracks`.
    pub fn of(mixes: ListsBuf, tracks: usize) -> Self {
        let of_track = mixes.view().inverted(tracks);
        Self { mixes, of_track }
    }

    /// The whole graph; artists and labels are the tables' own columns.
    pub fn graph<'a>(&'a self, tables: &'a Tables) -> Graph<'a> {
        Graph {
            mixes: self.mixes.view(),
            of_track: self.of_track.view(),
            artists: lists(&tables.artists_of, tables.artists.len()),
            by_artist: lists(&tables.tracks_by, tables.n_tracks()),
            labels: &tables.label,
            by_label: lists(&tables.tracks_on, tables.n_tracks()),
        }
    }
}

/// A column of lists; empty where a damaged file contradicts itself.
fn lists(column: &columns::ListColumn, rows: usize) -> Lists<'_> {
    let whole = Lists::new(&column.starts, &column.values);
    whole.filter(|lists| lists.values().iter().all(|&row| (row as usize) < rows)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture::{row, tables};

    #[test]
    fn the_graph_holds_a_track_once_a_mix_and_knows_who_made_it() {
        let tables = tables(&[
            ("2001 - Ann - One", &["A - First [Warp]", "B - Second", "A - First"]),
            ("2002 - Bob - Two", &["A - Third [Warp]", "B - Second"]),
        ]);
        let adjacency = Adjacency::new(&tables);
        let graph = adjacency.graph(&tables);
        let [first, second, third] = ["First", "Second", "Third"].map(|title| row(&tables, title));
        assert_eq!(graph.mixes.get(0), [first, second]);
        assert_eq!(graph.of_track.get(second as usize), [0, 1]);
        assert_eq!(graph.support(first), 1);
        let artist = graph.artists.get(first as usize)[0];
        assert_eq!(graph.by_artist.get(artist as usize), [first, third]);
        assert_eq!(graph.by_label.get(graph.label(third).expect("a label") as usize), [first, third]);
    }

    #[test]
    fn plays_of_rows_that_are_not_there_are_passed_over() {
        let mut tables = tables(&[("2001 - Ann - One", &["A - First", "B - Second"])]);
        tables.plays.values = vec![0, 9].into();
        assert_eq!(Adjacency::new(&tables).graph(&tables).mixes.get(0), [0]);
    }
}
