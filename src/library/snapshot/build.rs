//! Building the tables from the catalogue: tracks in order of id, then mixes with their plays.

use std::collections::HashMap;

use super::{
    columns::{Lists, StringsBuilder},
    segment::Meta,
    tables::{NONE, Tables, witnesses},
    tally::Tally,
};
use crate::track::{self, MixId, Seconds, TrackId};

/// A track as the catalogue has it.
#[derive(Clone, Copy, Debug)]
pub struct TrackIn<'a> {
    /// Its number; tracks come in ascending order of it.
    pub id: TrackId,
    /// What all versions of it have in common ([`Key::family`](crate::track::Key::family)).
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
    works: HashMap<String, u32>,
    labels: Tally,
    artists: Tally,
    artist_pairs: Vec<(u32, u32)>,
    mix_ids: Vec<u32>,
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
    /// Adds a track.
    pub fn track(&mut self, track: TrackIn) {
        let row = self.ids.len() as u32;
        self.ids.push(track.id.0);
        self.artist.push(track.artist);
        self.title.push(track.title);
        self.version.push(track.version.unwrap_or_default());
        self.year.push(track.year.unwrap_or_default());
        let next = self.works.len() as u32;
        let work = self.works.get(track.family).copied().unwrap_or_else(|| {
            self.works.insert(track.family.to_owned(), next);
            next
        });
        self.work.push(work);
        let label = track.label.and_then(|l| track::label_key(l).map(|key| self.labels.row(key, l)));
        self.label.push(label.unwrap_or(NONE));
        for name in track::artists(track.artist) {
            let artist = self.artists.row(track::fold(&name), &name);
            if !self.artist_pairs.iter().rev().take_while(|(r, _)| *r == row).any(|(_, a)| *a == artist) {
                self.artist_pairs.push((row, artist));
            }
        }
    }

    /// Adds a mix and who played it.
    pub fn mix<'a>(&mut self, mix: MixIn, djs: impl IntoIterator<Item = &'a str>) {
        let row = self.mix_ids.len() as u32;
        self.mix_ids.push(mix.id.0);
        self.mix_title.push(mix.title);
        self.mix_url.push(mix.url.unwrap_or_default());
        self.mix_date.push(mix.date.unwrap_or_default());
        for name in mix.styles {
            let style = self.styles.row(track::fold(name), name);
            self.style_pairs.push((row, style));
        }
        for name in djs {
            let dj = self.djs.row(track::fold(name), name);
            if !self.dj_pairs.iter().rev().take_while(|(r, _)| *r == row).any(|(_, d)| *d == dj) {
                self.dj_pairs.push((row, dj));
            }
        }
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

    /// The tables.
    #[must_use]
    pub fn finish(self, meta: Meta) -> Tables {
        let (n_tracks, n_mixes) = (self.ids.len(), self.mix_ids.len());
        let flipped = |pairs: &[(u32, u32)]| pairs.iter().map(|&(a, b)| (b, a)).collect::<Vec<_>>();
        let numbered = |values: &[u32]| values.iter().zip(0..).map(|(&v, i)| (v, i)).collect::<Vec<_>>();
        let by_label: Vec<(u32, u32)> =
            numbered(&self.label).into_iter().filter(|(label, _)| *label != NONE).collect();
        let by_mix = self.play_mix.iter().copied().zip(self.play_track.iter().copied());
        let mut tables = Tables {
            meta,
            versions: Lists::group(self.works.len(), numbered(&self.work).into_iter()),
            work: self.work.into(),
            plays_of: Lists::group(n_tracks, numbered(&self.play_track).into_iter()),
            plays: Lists::group(n_mixes, by_mix),
            artists_of: Lists::group(n_tracks, self.artist_pairs.iter().copied()),
            tracks_by: Lists::group(self.artists.len(), flipped(&self.artist_pairs).into_iter()),
            tracks_on: Lists::group(self.labels.len(), by_label.into_iter()),
            djs_of: Lists::group(n_mixes, self.dj_pairs.iter().copied()),
            styles_of: Lists::group(n_mixes, self.style_pairs.iter().copied()),
            styles: self.styles.names(),
            mixes_by: Lists::group(self.djs.len(), flipped(&self.dj_pairs).into_iter()),
            artists: self.artists.names(),
            labels: self.labels.names(),
            djs: self.djs.names(),
            ids: self.ids.into(),
            artist: self.artist.finish(),
            title: self.title.finish(),
            version: self.version.finish(),
            label: self.label.into(),
            year: self.year.into(),
            mix_ids: self.mix_ids.into(),
            mix_title: self.mix_title.finish(),
            mix_url: self.mix_url.finish(),
            mix_date: self.mix_date.finish(),
            play_mix: self.play_mix.into(),
            play_place: self.play_place.into(),
            play_line: self.play_line.into(),
            play_cue: self.play_cue.into(),
            ..Tables::default()
        };
        let rows = 0..n_tracks as u32;
        tables.mixes = rows.clone().map(|r| tables.mixes_of(r).count() as u32).collect::<Vec<_>>().into();
        tables.witnesses =
            rows.map(|r| witnesses(tables.mixes_of(r), &tables.djs_of)).collect::<Vec<_>>().into();
        tables
    }
}
