//! The columns of a snapshot: tracks, artists, labels, mixes, DJs and plays, by dense rows.
//!
//! Rows of tracks ascend with their ids, so a row is found by bisection and `TrackId`s stay out of the hot loops.

use std::sync::OnceLock;

use super::{
    columns::{ListColumn, Strings},
    roots::Roots,
    segment::{Meta, Segment, SegmentError},
};
use crate::{
    slab::Slab,
    track::{TrackId, Whose},
};

/// No row: a track without label, a play without cue.
pub const NONE: u32 = u32::MAX;

/// All columns. A *play* is one line of kind `track` in a mix; plays are numbered mix after mix in tracklist order.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// What it was made from.
    pub meta: Meta,
    /// Track row → id, ascending.
    pub ids: Slab<u32>,
    /// Track row → artist credit.
    pub artist: Strings,
    /// Track row → title without version.
    pub title: Strings,
    /// Track row → version, empty where neutral.
    pub version: Strings,
    /// Track row → label row or [`NONE`].
    pub label: Slab<u32>,
    /// Track row → year of release, 0 where unknown.
    pub year: Slab<u16>,
    /// Track row → number of mixes.
    pub mixes: Slab<u32>,
    /// Track row → number of independent DJs.
    pub witnesses: Slab<u32>,
    /// Track row → work row: the record without its version.
    pub work: Slab<u32>,
    /// Work row → track rows: the versions of one record.
    pub versions: ListColumn,
    /// Track row → its plays.
    pub plays_of: ListColumn,
    /// Track row → artist rows.
    pub artists_of: ListColumn,
    /// Artist row → name.
    pub artists: Strings,
    /// Artist row → track rows.
    pub tracks_by: ListColumn,
    /// Label row → name.
    pub labels: Strings,
    /// Label row → track rows.
    pub tracks_on: ListColumn,
    /// Mix row → id.
    pub mix_ids: Slab<u32>,
    /// Mix row → whose it is; see [`Tables::whose`].
    pub mix_whose: Slab<u8>,
    /// Mix row → page title.
    pub mix_title: Strings,
    /// Mix row → page address.
    pub mix_url: Strings,
    /// Mix row → date as written.
    pub mix_date: Strings,
    /// Mix row → style rows.
    pub styles_of: ListColumn,
    /// Style row → name.
    pub styles: Strings,
    /// Mix row → DJ rows.
    pub djs_of: ListColumn,
    /// DJ row → name.
    pub djs: Strings,
    /// DJ row → mix rows.
    pub mixes_by: ListColumn,
    /// Mix row → track rows in order; the position in `plays.values` is the play's number.
    pub plays: ListColumn,
    /// Play → mix row.
    pub play_mix: Slab<u32>,
    /// Play → which record of the mix it is, counting unknown ones too.
    pub play_place: Slab<u16>,
    /// Play → its line among the mix's entries.
    pub play_line: Slab<u16>,
    /// Play → cue in seconds or [`NONE`].
    pub play_cue: Slab<u32>,
    /// What the next tables are made from; empty where the file has none.
    pub roots: Roots,
    /// [`Tables::years`], found when first asked for.
    pub(in crate::library) years: OnceLock<Option<(u16, u16)>>,
}

macro_rules! sections {
    ($visit:ident, $t:expr) => {
        sections!(@ $visit, $t;
            bytes artist.heap, u32 artist.ends, bytes title.heap, u32 title.ends, bytes version.heap, u32 version.ends,
            bytes artists.heap, u32 artists.ends, bytes labels.heap, u32 labels.ends,
            bytes mix_title.heap, u32 mix_title.ends, bytes mix_url.heap, u32 mix_url.ends,
            bytes mix_date.heap, u32 mix_date.ends, bytes djs.heap, u32 djs.ends,
            bytes styles.heap, u32 styles.ends, u32 styles_of.values, u32 styles_of.starts,
            u32 versions.values, u32 versions.starts, u32 plays_of.values, u32 plays_of.starts, u32 artists_of.values, u32 artists_of.starts,
            u32 tracks_by.values, u32 tracks_by.starts, u32 tracks_on.values, u32 tracks_on.starts,
            u32 djs_of.values, u32 djs_of.starts, u32 mixes_by.values, u32 mixes_by.starts,
            u32 plays.values, u32 plays.starts)
    };
    (@ $visit:ident, $t:expr; $($kind:ident $field:ident . $part:ident),*) => {
        $($visit!(concat!(stringify!($field), ".", stringify!($part)), $t.$field.$part);)*
        $visit!("ids", $t.ids);
        $visit!("label", $t.label);
        $visit!("year", $t.year);
        $visit!("work", $t.work);
        $visit!("mixes", $t.mixes);
        $visit!("witnesses", $t.witnesses);
        $visit!("mix_ids", $t.mix_ids);
        $visit!("mix_whose", $t.mix_whose);
        $visit!("play_mix", $t.play_mix);
        $visit!("play_place", $t.play_place);
        $visit!("play_line", $t.play_line);
        $visit!("play_cue", $t.play_cue);
    };
}

impl Tables {
    /// Name and bytes of every column, for [`super::segment::write`].
    pub fn sections(&self) -> Vec<(&'static str, &[u8])> {
        let mut all: Vec<(&'static str, &[u8])> = Vec::new();
        macro_rules! add {
            ($name:expr, $slab:expr) => {
                all.push(($name, bytemuck::cast_slice(&$slab)))
            };
        }
        sections!(add, self);
        self.roots.add_sections(&mut all);
        all
    }

    /// Windows into an open file.
    pub fn from_segment(segment: &Segment) -> Result<Self, SegmentError> {
        let mut t = Self { meta: segment.meta(), ..Self::default() };
        macro_rules! read {
            ($name:expr, $slab:expr) => {
                $slab = segment.slab($name)?
            };
        }
        sections!(read, t);
        t.roots = Roots::from_segment(segment).unwrap_or_default();
        match t.contradiction() {
            Some(column) => Err(segment.unusable(format!("column {column} does not fit the others"))),
            None => Ok(t),
        }
    }

    /// A column of another length than those beside it, or one that its own ends do not fit. Looks at lengths and last ends alone, so
    /// it costs nothing; values are for the checksums.
    fn contradiction(&self) -> Option<&'static str> {
        let (tracks, mixes, plays) = (self.ids.len(), self.mix_ids.len(), self.plays.values.len());
        let (artists, labels, djs) = (self.artists.len(), self.labels.len(), self.djs.len());
        let lengths = [
            ("title", self.title.len(), tracks),
            ("artist", self.artist.len(), tracks),
            ("version", self.version.len(), tracks),
            ("label", self.label.len(), tracks),
            ("year", self.year.len(), tracks),
            ("mixes", self.mixes.len(), tracks),
            ("witnesses", self.witnesses.len(), tracks),
            ("work", self.work.len(), tracks),
            ("plays_of", self.plays_of.len(), tracks),
            ("artists_of", self.artists_of.len(), tracks),
            ("tracks_by", self.tracks_by.len(), artists),
            ("tracks_on", self.tracks_on.len(), labels),
            ("mix_whose", self.mix_whose.len(), mixes),
            ("mix_title", self.mix_title.len(), mixes),
            ("mix_url", self.mix_url.len(), mixes),
            ("mix_date", self.mix_date.len(), mixes),
            ("styles_of", self.styles_of.len(), mixes),
            ("djs_of", self.djs_of.len(), mixes),
            ("plays", self.plays.len(), mixes),
            ("mixes_by", self.mixes_by.len(), djs),
            ("play_mix", self.play_mix.len(), plays),
            ("play_place", self.play_place.len(), plays),
            ("play_line", self.play_line.len(), plays),
            ("play_cue", self.play_cue.len(), plays),
        ];
        let other = lengths.iter().find(|(_, is, wanted)| is != wanted).map(|(name, ..)| *name);
        other.or_else(|| self.with_bad_ends())
    }

    fn with_bad_ends(&self) -> Option<&'static str> {
        let strings = [
            ("artist", &self.artist),
            ("title", &self.title),
            ("version", &self.version),
            ("artists", &self.artists),
            ("labels", &self.labels),
            ("mix_title", &self.mix_title),
            ("mix_url", &self.mix_url),
            ("mix_date", &self.mix_date),
            ("djs", &self.djs),
            ("styles", &self.styles),
        ];
        let lists = [
            ("versions", &self.versions),
            ("plays_of", &self.plays_of),
            ("artists_of", &self.artists_of),
            ("tracks_by", &self.tracks_by),
            ("tracks_on", &self.tracks_on),
            ("styles_of", &self.styles_of),
            ("djs_of", &self.djs_of),
            ("mixes_by", &self.mixes_by),
            ("plays", &self.plays),
        ];
        let bad = strings.iter().find(|(_, column)| !column.ends_fit()).map(|(name, _)| *name);
        bad.or_else(|| lists.iter().find(|(_, column)| !column.ends_fit()).map(|(name, _)| *name))
    }

    /// How many tracks.
    pub fn n_tracks(&self) -> usize {
        self.ids.len()
    }

    /// How many mixes.
    pub fn n_mixes(&self) -> usize {
        self.mix_ids.len()
    }

    /// The row of a track, `None` where this snapshot does not hold it.
    pub fn row_of(&self, id: TrackId) -> Option<u32> {
        self.ids.binary_search(&id.0).ok().map(|row| row as u32)
    }

    /// The id of a row.
    pub fn id_of(&self, row: u32) -> Option<TrackId> {
        self.ids.get(row as usize).copied().map(TrackId)
    }

    /// The mix rows a track is played in, each once, ascending.
    pub fn mixes_of(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        let mut last = NONE;
        self.plays_of.get(row).iter().filter_map(move |&play| {
            let mix = *self.play_mix.get(play as usize)?;
            (std::mem::replace(&mut last, mix) != mix).then_some(mix)
        })
    }

    /// Whose a mix is.
    pub fn whose(&self, mix: u32) -> Whose {
        match Self::at(&self.mix_whose, mix) {
            1 => Whose::Me,
            2 => Whose::Friend,
            _ => Whose::World,
        }
    }

    /// All versions of the record, the row itself among them, ascending.
    pub fn versions_of(&self, row: u32) -> &[u32] {
        self.versions.get(Self::at(&self.work, row))
    }

    /// The value of a column at a row; the type's zero where out of bounds.
    pub fn at<T: bytemuck::Pod>(column: &Slab<T>, row: u32) -> T {
        column.get(row as usize).copied().unwrap_or_else(T::zeroed)
    }
}

/// The set that `i` belongs to, shortening the way there (disjoint sets with path halving).
fn root(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}

/// Counts the independent DJs behind sets of mixes.
pub struct Witnesses<'a> {
    djs_of: &'a ListColumn,
    /// DJ → the set asked about last that they are in, and their first mix in it.
    seen: Vec<(u32, u32)>,
    asked: u32,
    parent: Vec<usize>,
}

impl<'a> Witnesses<'a> {
    /// For mixes by these of `djs` DJs.
    pub fn new(djs_of: &'a ListColumn, djs: usize) -> Self {
        Self { djs_of, seen: vec![(0, 0); djs], asked: 0, parent: Vec::new() }
    }

    /// How many independent DJs stand behind these mixes. Sets of one DJ are one witness, and so are the halves of a
    /// b2b: mixes that share a DJ, directly or through others, count together. A mix by nobody known is a witness of
    /// its own.
    pub fn count(&mut self, mixes: impl Iterator<Item = u32>) -> u32 {
        self.asked += 1;
        self.parent.clear();
        for mix in mixes {
            let own = self.parent.len();
            self.parent.push(own);
            for &dj in self.djs_of.get(mix) {
                let Some(seen) = self.seen.get_mut(dj as usize) else { continue };
                if seen.0 != self.asked {
                    *seen = (self.asked, own as u32);
                }
                let (a, b) = (root(&mut self.parent, own), root(&mut self.parent, seen.1 as usize));
                self.parent[a] = b;
            }
        }
        self.parent.iter().enumerate().filter(|(i, parent)| i == *parent).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(sets: &[&[u32]]) -> u32 {
        let pairs = sets.iter().enumerate().flat_map(|(m, djs)| djs.iter().map(move |d| (m as u32, *d)));
        let djs_of = ListColumn::group(sets.len(), pairs);
        let mut witnesses = Witnesses::new(&djs_of, 4);
        assert_eq!(witnesses.count(0..0), 0, "nothing is left of an earlier question");
        let first = witnesses.count(0..sets.len() as u32);
        assert_eq!(witnesses.count(0..sets.len() as u32), first);
        first
    }

    #[test]
    fn columns_that_do_not_fit_each_other_are_refused() {
        let tables = crate::library::fixture::tables(&[("2001 - Ann - One", &["A - B", "C - D"])]);
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("tables.seg");
        let whole = tables.sections();
        let open = |sections: &[(&str, &[u8])]| {
            super::super::segment::write(&path, tables.meta, sections).expect("written");
            Tables::from_segment(&Segment::open(&path).expect("opens")).map(drop).map_err(|e| e.to_string())
        };
        assert_eq!(open(&whole), Ok(()));
        for column in ["year", "label", "title.heap", "plays.values", "djs_of.starts", "mix_date.ends"] {
            let mut sections = whole.clone();
            let (_, bytes) = sections.iter_mut().find(|(name, _)| *name == column).expect("a column");
            *bytes = &bytes[..bytes.len() / 4 / 2 * 4];
            assert!(open(&sections).is_err_and(|said| said.contains("does not fit")), "{column}");
        }
    }

    #[test]
    fn one_dj_is_one_witness_however_often_and_with_whom() {
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[&[1], &[1], &[1]]), 1, "three sets of one DJ");
        assert_eq!(count(&[&[1, 2], &[1], &[2]]), 1, "the halves of a b2b");
        assert_eq!(count(&[&[1], &[2], &[3]]), 3);
        assert_eq!(count(&[&[1], &[2], &[1, 2], &[3]]), 2, "joined late");
        assert_eq!(count(&[&[], &[]]), 2, "nobody known");
    }
}
