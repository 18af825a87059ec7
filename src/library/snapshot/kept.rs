//! Earlier tables of which most rows stay, and where their rows are now.

use super::{
    roots::Spellings,
    tables::{NONE, Tables},
    tally::Tally,
};

/// Where the rows of earlier tables went; filled as [`Builder::kept_track`](super::build::Builder::kept_track) takes them over.
pub struct KeptRows<'a> {
    /// The earlier tables.
    pub old: &'a Tables,
    /// Earlier track row → row now, or [`NONE`].
    pub(super) tracks: Vec<u32>,
    works: Vec<u32>,
    pub(super) labels: Moved,
    pub(super) artists: Moved,
}

/// Earlier spelling → spelling now, or [`NONE`].
pub(super) struct Moved(Vec<u32>);

impl<'a> KeptRows<'a> {
    /// Nothing is taken over yet. `None` where the tables say too little about where they come from.
    pub fn of(old: &'a Tables) -> Option<Self> {
        let roots = &old.roots;
        let whole = roots.stamp.len() == 1
            && roots.works.len() == old.versions.len()
            && roots.artist_as.len() == old.artists_of.values.len()
            && roots.label_as.len() == old.n_tracks();
        let nowhere = |rows: usize| vec![NONE; rows];
        whole.then(|| Self {
            old,
            tracks: nowhere(old.n_tracks()),
            works: nowhere(roots.works.len()),
            labels: Moved(nowhere(roots.labels.row_of.len())),
            artists: Moved(nowhere(roots.artists.row_of.len())),
        })
    }

    /// The track of an earlier row stands in the row `now`.
    pub fn moved(&mut self, row: u32, now: usize) {
        self.tracks[row as usize] = now as u32;
    }

    /// The row now of an earlier work, which `make` gives where it is the first of it.
    pub(super) fn work(&mut self, old: u32, make: impl FnOnce(u64) -> u32) -> u32 {
        let work = &mut self.works[old as usize];
        if *work == NONE {
            *work = make(self.old.roots.works[old as usize]);
        }
        *work
    }
}

impl Moved {
    /// The spelling now; counts as one more use.
    pub(super) fn spelling(&mut self, old: u32, from: &Spellings, to: &mut Tally) -> u32 {
        let spelling = &mut self.0[old as usize];
        if *spelling == NONE {
            *spelling = to.spelling(from.keys[from.row_of[old as usize] as usize], from.spelt.get(old));
        } else {
            to.again(*spelling);
        }
        *spelling
    }
}

/// The earlier row of each track that has the names it had, or [`NONE`].
pub fn same_names(now: &Tables, old: &Tables) -> Vec<u32> {
    let same = |row, before| {
        now.artist.bytes(row) == old.artist.bytes(before)
            && now.title.bytes(row) == old.title.bytes(before)
            && now.version.bytes(row) == old.version.bytes(before)
            && label_of(now, row) == label_of(old, before)
    };
    let mut rows = old.ids.iter().zip(0..).peekable();
    let earlier = now.ids.iter().zip(0..).map(|(id, row)| {
        while rows.next_if(|(old, _)| *old < id).is_some() {}
        rows.next_if(|(old, before)| *old == id && same(row, *before)).map_or(NONE, |(_, before)| before)
    });
    earlier.collect()
}

/// Empty without a label: [`NONE`] is no row.
fn label_of(tables: &Tables, row: u32) -> &[u8] {
    tables.labels.bytes(Tables::at(&tables.label, row))
}
