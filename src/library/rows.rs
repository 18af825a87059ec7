//! Rows for lists, from the snapshot's columns.

use super::{
    query::{MixRow, TrackRow},
    snapshot::tables::{NONE, Tables},
};
use crate::track::{MixId, Name, TrackId};

/// A record that this catalogue does not know, as it was seen.
pub fn unknown_row(name: &Name) -> TrackRow {
    TrackRow {
        id: TrackId(0),
        artist: name.artist.clone(),
        title: name.title.clone(),
        version: name.version.clone(),
        label: None,
        year: None,
        mixes: 0,
        djs: 0,
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

impl Tables {
    /// The list row of a track's dense row.
    pub fn track_row(&self, row: u32) -> TrackRow {
        let label = Self::at(&self.label, row);
        TrackRow {
            id: self.id_of(row).unwrap_or(TrackId(0)),
            artist: self.artist.get(row).to_owned(),
            title: self.title.get(row).to_owned(),
            version: owned(self.version.some(row)),
            label: if label == NONE { None } else { owned(self.labels.some(label)) },
            year: Some(Self::at(&self.year, row)).filter(|y| *y != 0),
            mixes: Self::at(&self.mixes, row),
            djs: Self::at(&self.witnesses, row),
        }
    }

    /// The list row of a mix's dense row.
    pub fn mix_row(&self, mix: u32) -> MixRow {
        MixRow {
            id: MixId(Self::at(&self.mix_ids, mix)),
            date: owned(self.mix_date.some(mix)),
            title: self.mix_title.get(mix).to_owned(),
            url: owned(self.mix_url.some(mix)),
            whose: self.whose(mix),
        }
    }

    /// The names of a mix's DJs.
    pub fn dj_names(&self, mix: u32) -> Vec<String> {
        self.djs_of.get(mix).iter().map(|&dj| self.djs.get(dj).to_owned()).collect()
    }

    /// Sorts mix rows latest first: partial dates by prefix, undated last, then by title.
    pub fn latest_first(&self, mixes: &mut [u32]) {
        mixes.sort_by(|&a, &b| {
            let date = |m| self.mix_date.get(m);
            date(b).cmp(date(a)).then_with(|| self.mix_title.get(a).cmp(self.mix_title.get(b)))
        });
    }
}
