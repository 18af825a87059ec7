//! Building the tables from the catalogue: tracks in order of id, then mixes with their plays.

use std::collections::HashMap;

use super::{
    columns::{ListColumn, StringsBuilder, room},
    copies::{Mixes, copies},
    kept::KeptRows,
    roots::{Roots, key},
    segment::Meta,
    tables::{NONE, Tables, Witnesses},
    tally::Tally,
};
use crate::{
    catalogue::MixOrigin,
    track::{self, MixId, Seconds, TrackId, Whose, sortable_date},
};

/// A track as the catalogue has it.
#[derive(Clone, Copy, Debug)]
pub struct TrackIn<'a> {
    /// Its number; tracks come in ascending order of it.
    pub id: TrackId,
    /// What all versions of it have in common ([`TrackKey::family`](crate::track::TrackKey::family)).
    pub family: &'a str,
    /// Credit as most often written.
    pub artist: &'a str,
    /// Without version.
    pub title: &'a str,
    /// `None` where neutral.
    pub version: Option<&'a str>,
    /// As most often written.
    pub label: Option<&'a str>,
    /// Year of release.
    pub year: Option<u16>,
}

/// A mix; all of them come before the first [`Builder::play`].
#[derive(Clone, Copy, Debug)]
pub struct MixIn<'a> {
    /// Its number; mixes come in ascending order of it.
    pub id: MixId,
    /// Where it comes from.
    pub origin: MixOrigin,
    /// The page's title.
    pub title: &'a str,
    /// Its address.
    pub url: Option<&'a str>,
    /// As written.
    pub date: Option<&'a str>,
    /// The styles it is filed under.
    pub styles: &'a [String],
}

/// One line of kind `track`.
#[derive(Clone, Copy, Debug)]
pub struct PlayIn {
    /// The mix; plays come in the order of mixes.
    pub mix: MixId,
    /// The track, already given to the builder.
    pub track: TrackId,
    /// Which record of the mix, counting unknown ones.
    pub place: u32,
    /// Its line among the mix's entries.
    pub line: u32,
    /// From the chapter's start.
    pub cue: Option<Seconds>,
}

/// Collects rows; [`Builder::finish`] makes the inverted columns.
#[derive(Default)]
pub struct Builder {
    ids: Vec<u32>,
    artist: StringsBuilder,
    title: StringsBuilder,
    version: StringsBuilder,
    label: Vec<u32>,
    year: Vec<u16>,
    work: Vec<u32>,
    works: HashMap<u64, u32>,
    work_keys: Vec<u64>,
    labels: Tally,
    label_as: Vec<u32>,
    artists: Tally,
    artist_pairs: Vec<(u32, u32)>,
    artist_as: Vec<u32>,
    mix_ids: Vec<u32>,
    mix_origin: Vec<MixOrigin>,
    mix_title: StringsBuilder,
    mix_url: StringsBuilder,
    mix_date: StringsBuilder,
    djs: Tally,
    dj_pairs: Vec<(u32, u32)>,
    styles: Tally,
    style_pairs: Vec<(u32, u32)>,
    play_track: Vec<u32>,
    play_mix: Vec<u32>,
    play_place: Vec<u16>,
    play_line: Vec<u16>,
    play_cue: Vec<u32>,
}

impl Builder {
    /// For about as much as these tables hold.
    pub fn like(tables: &Tables) -> Self {
        let (tracks, plays) = (tables.n_tracks(), tables.plays.values.len());
        Self {
            ids: room(tracks),
            artist: StringsBuilder::like(&tables.artist),
            title: StringsBuilder::like(&tables.title),
            version: StringsBuilder::like(&tables.version),
            label: room(tracks),
            year: room(tracks),
            work: room(tracks),
            works: HashMap::with_capacity(tables.roots.works.len()),
            work_keys: room(tables.roots.works.len()),
            label_as: room(tracks),
            labels: Tally::like(&tables.roots.labels),
            artists: Tally::like(&tables.roots.artists),
            artist_pairs: room(tables.artists_of.values.len()),
            artist_as: room(tables.artists_of.values.len()),
            play_track: room(plays),
            play_mix: room(plays),
            play_place: room(plays),
            play_line: room(plays),
            play_cue: room(plays),
            ..Self::default()
        }
    }

    /// Adds a track.
    pub fn track(&mut self, track: TrackIn) {
        let row = self.ids.len() as u32;
        self.ids.push(track.id.0);
        self.artist.push(track.artist);
        self.title.push(track.title);
        self.version.push(track.version.unwrap_or_default());
        self.year.push(track.year.unwrap_or_default());
        let work = self.work_of(key(track.family));
        self.work.push(work);
        let label =
            track.label.and_then(|l| track::label_key(l).map(|name| self.labels.spelling(key(&name), l)));
        self.push_label(label);
        for name in track::artists(track.artist) {
            let key = key(&track::fold(&name));
            let known = self.artists.row(key);
            if !self.artist_pairs.iter().rev().take_while(|(r, _)| *r == row).any(|(_, a)| Some(*a) == known)
            {
                let spelling = self.artists.spelling(key, &name);
                self.push_artist(row, spelling);
            }
        }
    }

    /// Adds the track that stands in `row` of earlier tables and is what it was then.
    pub fn kept_track(&mut self, kept: &mut KeptRows, row: u32) {
        let new = self.ids.len() as u32;
        let old = kept.old;
        self.ids.push(Tables::at(&old.ids, row));
        self.artist.copy(&old.artist, row);
        self.title.copy(&old.title, row);
        self.version.copy(&old.version, row);
        self.year.push(Tables::at(&old.year, row));
        kept.moved(row, new as usize);
        let work = kept.work(Tables::at(&old.work, row), |key| self.work_of(key));
        self.work.push(work);
        let label = Tables::at(&old.roots.label_as, row);
        let label = (label != NONE).then(|| kept.labels.spelling(label, &old.roots.labels, &mut self.labels));
        self.push_label(label);
        for at in old.artists_of.range(row) {
            let spelling = Tables::at(&old.roots.artist_as, at as u32);
            let spelling = kept.artists.spelling(spelling, &old.roots.artists, &mut self.artists);
            self.push_artist(new, spelling);
        }
    }

    fn work_of(&mut self, key: u64) -> u32 {
        *self.works.entry(key).or_insert_with(|| {
            self.work_keys.push(key);
            self.work_keys.len() as u32 - 1
        })
    }

    fn push_label(&mut self, spelling: Option<u32>) {
        self.label.push(spelling.map_or(NONE, |spelling| self.labels.row_of(spelling)));
        self.label_as.push(spelling.unwrap_or(NONE));
    }

    fn push_artist(&mut self, track: u32, spelling: u32) {
        self.artist_pairs.push((track, self.artists.row_of(spelling)));
        self.artist_as.push(spelling);
    }

    /// Adds a mix and who played it.
    pub fn mix<'a>(&mut self, mix: MixIn, djs: impl IntoIterator<Item = &'a str>) {
        let row = self.mix_ids.len() as u32;
        self.mix_ids.push(mix.id.0);
        self.mix_origin.push(mix.origin);
        self.mix_title.push(mix.title);
        self.mix_url.push(mix.url.unwrap_or_default());
        self.mix_date.push(mix.date.unwrap_or_default());
        for name in mix.styles {
            let style = self.styles.spelling(key(&track::fold(name)), name);
            self.style_pairs.push((row, self.styles.row_of(style)));
        }
        for name in djs {
            let dj = self.djs.spelling(key(&track::fold(name)), name);
            let dj = self.djs.row_of(dj);
            if !self.dj_pairs.iter().rev().take_while(|(r, _)| *r == row).any(|(_, d)| *d == dj) {
                self.dj_pairs.push((row, dj));
            }
        }
    }

    /// How many tracks were given so far.
    pub fn n_tracks(&self) -> usize {
        self.ids.len()
    }

    /// The mixes given so far.
    pub fn mix_ids(&self) -> &[u32] {
        &self.mix_ids
    }

    /// Adds a play. One of a track or mix that was not given before is passed over.
    pub fn play(&mut self, play: PlayIn) {
        let row = self.ids.binary_search(&play.track.0);
        let mix = self.mix_ids.binary_search(&play.mix.0);
        let (Ok(row), Ok(mix)) = (row, mix) else { return };
        self.play_track.push(row as u32);
        self.play_mix.push(mix as u32);
        self.play_place.push(play.place.min(u16::MAX.into()) as u16);
        self.play_line.push(play.line.min(u16::MAX.into()) as u16);
        self.play_cue.push(play.cue.map_or(NONE, |c| c.0));
    }

    /// Adds the plays of the mix in row `mix` of earlier tables, which has the lines that it had then.
    pub fn kept_plays(&mut self, kept: &KeptRows, mix: u32) {
        let old = kept.old;
        let Ok(row) = self.mix_ids.binary_search(&Tables::at(&old.mix_ids, mix)) else { return };
        for play in old.plays.range(mix) {
            let track = kept.tracks.get(Tables::at(&old.plays.values, play as u32) as usize);
            let Some(&track) = track.filter(|track| **track != NONE) else { continue };
            self.play_track.push(track);
            self.play_mix.push(row as u32);
            self.play_place.push(Tables::at(&old.play_place, play as u32));
            self.play_line.push(Tables::at(&old.play_line, play as u32));
            self.play_cue.push(Tables::at(&old.play_cue, play as u32));
        }
    }

    /// Leaves out mixes that are there twice: they are one.
    fn leave_out_copies(&mut self) {
        let (n_tracks, n_mixes) = (self.ids.len(), self.mix_ids.len());
        if self
            .mix_origin
            .iter()
            .all(|origin| matches!(origin, MixOrigin::Starter | MixOrigin::Import | MixOrigin::Wiki))
        {
            return;
        }
        let dates: Vec<u32> = (0..n_mixes as u32).map(|mix| sortable_date(self.mix_date.get(mix))).collect();
        let by_mix = self.play_mix.iter().copied().zip(self.play_track.iter().copied());
        let copies = copies(&Mixes {
            origins: &self.mix_origin,
            dates: &dates,
            djs: &ListColumn::group(n_mixes, self.dj_pairs.iter().copied()),
            plays: &ListColumn::group(n_mixes, by_mix.clone()),
            played_in: &ListColumn::group(n_tracks, by_mix.map(|(mix, track)| (track, mix))),
        });
        if copies.contains(&true) {
            self.keep_mixes(&copies.iter().map(|copy| !copy).collect::<Vec<_>>());
        }
    }

    fn keep_mixes(&mut self, keep: &[bool]) {
        let numbered = |next: &mut u32, keep: &bool| {
            *next += u32::from(*keep);
            Some(*next - u32::from(*keep))
        };
        let rows: Vec<u32> = keep.iter().scan(0, numbered).collect();
        let stays = |mix: u32| keep[mix as usize];
        self.mix_title.retain(stays);
        self.mix_url.retain(stays);
        self.mix_date.retain(stays);
        retain(&mut self.mix_ids, stays);
        retain(&mut self.mix_origin, stays);
        for pairs in [&mut self.dj_pairs, &mut self.style_pairs] {
            pairs.retain_mut(|(mix, _)| {
                let stays = stays(*mix);
                *mix = rows[*mix as usize];
                stays
            });
        }
        let mixes = std::mem::take(&mut self.play_mix);
        let of_play = |play: u32| stays(mixes[play as usize]);
        retain(&mut self.play_track, of_play);
        retain(&mut self.play_place, of_play);
        retain(&mut self.play_line, of_play);
        retain(&mut self.play_cue, of_play);
        self.play_mix = mixes.iter().filter(|mix| stays(**mix)).map(|&mix| rows[mix as usize]).collect();
    }

    /// The tables.
    pub fn finish(mut self, meta: Meta, stamp: i64) -> Tables {
        self.leave_out_copies();
        let (n_tracks, n_mixes) = (self.ids.len(), self.mix_ids.len());
        let (n_labels, n_artists, n_djs) = (self.labels.len(), self.artists.len(), self.djs.len());
        let by_label = numbered(&self.label).filter(|(label, _)| *label != NONE);
        let by_mix = self.play_mix.iter().copied().zip(self.play_track.iter().copied());
        let (artists, artist_spellings) = self.artists.finish();
        let (labels, label_spellings) = self.labels.finish();
        let mut tables = Tables {
            meta,
            versions: ListColumn::group(self.works.len(), numbered(&self.work)),
            plays_of: ListColumn::group(n_tracks, numbered(&self.play_track)),
            plays: ListColumn::group(n_mixes, by_mix),
            artists_of: ListColumn::group(n_tracks, self.artist_pairs.iter().copied()),
            tracks_by: ListColumn::group(n_artists, flipped(&self.artist_pairs)),
            tracks_on: ListColumn::group(n_labels, by_label),
            djs_of: ListColumn::group(n_mixes, self.dj_pairs.iter().copied()),
            styles_of: ListColumn::group(n_mixes, self.style_pairs.iter().copied()),
            styles: self.styles.finish().0,
            mixes_by: ListColumn::group(n_djs, flipped(&self.dj_pairs)),
            artists,
            labels,
            djs: self.djs.finish().0,
            work: self.work.into(),
            ids: self.ids.into(),
            artist: self.artist.finish(),
            title: self.title.finish(),
            version: self.version.finish(),
            label: self.label.into(),
            year: self.year.into(),
            mix_ids: self.mix_ids.into(),
            mix_whose: self.mix_origin.iter().map(|origin| whose(*origin)).collect::<Vec<_>>().into(),
            mix_title: self.mix_title.finish(),
            mix_url: self.mix_url.finish(),
            mix_date: self.mix_date.finish(),
            play_mix: self.play_mix.into(),
            play_place: self.play_place.into(),
            play_line: self.play_line.into(),
            play_cue: self.play_cue.into(),
            roots: Roots {
                stamp: vec![stamp].into(),
                works: self.work_keys.into(),
                artists: artist_spellings,
                artist_as: self.artist_as.into(),
                labels: label_spellings,
                label_as: self.label_as.into(),
            },
            ..Tables::default()
        };
        let rows = 0..n_tracks as u32;
        tables.mixes = rows.clone().map(|r| tables.mixes_of(r).count() as u32).collect::<Vec<_>>().into();
        let mut witnesses = Witnesses::new(&tables.djs_of, n_djs);
        let counts: Vec<u32> = rows.map(|r| witnesses.count(tables.mixes_of(r))).collect();
        tables.witnesses = counts.into();
        tables
    }
}

/// As [`Tables::whose`] reads it.
fn whose(origin: MixOrigin) -> u8 {
    match origin.whose() {
        Whose::World => 0,
        Whose::Me => 1,
        Whose::Friend => 2,
    }
}

/// Leaves the rows that `stays` names.
fn retain<T>(column: &mut Vec<T>, stays: impl Fn(u32) -> bool) {
    let mut rows = 0..;
    column.retain(|_| rows.next().is_some_and(&stays));
}

fn numbered(values: &[u32]) -> impl Iterator<Item = (u32, u32)> + Clone {
    values.iter().copied().zip(0..)
}

fn flipped(pairs: &[(u32, u32)]) -> impl Iterator<Item = (u32, u32)> + Clone {
    pairs.iter().map(|&(a, b)| (b, a))
}
