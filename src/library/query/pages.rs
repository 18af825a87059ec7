//! Pages: of a DJ, a label, an artist, a mix, a record, and of what came in.

use serde::Serialize;

use super::row::{MixRow, TrackRow};
use crate::{
    track::{MixId, Seconds, TrackId},
    wikitext::EntryKind,
};

/// What came in since a mix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// When that was, as one says it: `Tuesday`, `2026-11-03`.
    pub since: Option<String>,
    /// Mixes that came in.
    pub mixes: u32,
    /// Those of them that play records of the queue.
    pub of_queue: u32,
    /// The mixes, those that concern the user first.
    pub rows: Vec<NewMix>,
}

/// A mix that came in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMix {
    /// The mix.
    pub mix: MixRow,
    /// Followed DJs who played it, artists and labels in it, as written.
    pub followed: Vec<String>,
    /// Records of the queue in it.
    pub queued: u32,
}

/// A track in a list, with how often.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CountedRow {
    /// The track.
    #[serde(flatten)]
    pub row: TrackRow,
    /// How often the page's DJ played it.
    pub times: u32,
    /// The year it passes a filter of years by: the one that tracklists name, else that of the first play; for the screen.
    #[serde(skip)]
    pub came_out: Option<u16>,
}

/// A track of a label's or artist's page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DatedRow {
    /// The track.
    #[serde(flatten)]
    pub row: TrackRow,
    /// As [`CountedRow::came_out`].
    #[serde(skip)]
    pub came_out: Option<u16>,
}

/// What a DJ played.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DjPage {
    /// The name.
    pub dj: String,
    /// The mixes, latest first.
    pub mixes: Vec<MixRow>,
    /// The tracks, most played first.
    pub tracks: Vec<CountedRow>,
}

/// What a label put out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelPage {
    /// The name as most often written.
    pub label: String,
    /// Its tracks, most played first.
    pub tracks: Vec<DatedRow>,
}

/// What an artist made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArtistPage {
    /// The name as most often written.
    pub artist: String,
    /// Their tracks, most played first.
    pub tracks: Vec<DatedRow>,
}

/// One line of a mix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EntryRow {
    /// What the line is.
    pub kind: EntryKind,
    /// The chapter it stands in.
    pub chapter: Option<String>,
    /// Seconds from the chapter's start.
    pub cue: Option<Seconds>,
    /// Laid over the line before.
    pub layered: bool,
    /// The track; `None` for other kinds.
    #[serde(skip)]
    pub track: Option<TrackId>,
    /// The artist as written on this page.
    pub artist: Option<String>,
    /// The title as written, with its version.
    pub title: Option<String>,
    /// The label as written.
    pub label: Option<String>,
    /// The catalogue number as written.
    pub catalogue_number: Option<String>,
    /// The year named in the line.
    pub year: Option<u16>,
    /// The recording's ISRC, where a database of releases names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isrc: Option<String>,
    /// The line as written.
    pub raw: String,
}

impl EntryRow {
    /// Artist and title with this between them, else the line as written; never its time, which stands in [`EntryRow::cue`].
    pub fn words(&self, dash: &str) -> String {
        match (&self.artist, &self.title, self.cue) {
            (None, Some(title), _) if self.kind == EntryKind::Segment => title.clone(),
            (None, None, None) => self.raw.clone(),
            (None, None, Some(_)) if self.kind == EntryKind::Gap => "...".to_owned(),
            (None, None, Some(_)) => "?".to_owned(),
            (artist, title, _) => [artist, title].map(|part| part.as_deref().unwrap_or("?")).join(dash),
        }
    }

    /// `NovaMute - NoMu 1, 1993`, as far as the line names them.
    pub fn release(&self) -> Option<String> {
        let number = [self.label.as_deref(), self.catalogue_number.as_deref()];
        let number: Vec<&str> = number.into_iter().flatten().collect();
        let year = self.year.map(|year| year.to_string());
        let parts = [Some(number.join(" - ")).filter(|number| !number.is_empty()), year];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// A whole mix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MixPage {
    /// Number, date, title, address.
    #[serde(flatten)]
    pub mix: MixRow,
    /// Who played it.
    pub djs: Vec<String>,
    /// Where it is heard: web addresses.
    #[serde(skip)]
    pub audio: Vec<String>,
    /// Its lines in order.
    pub entries: Vec<EntryRow>,
}

/// One play of a track.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlayRow {
    /// The mix's number.
    #[serde(skip)]
    pub id: MixId,
    /// The mix's title.
    pub mix: String,
    /// Its date as written.
    pub date: Option<String>,
    /// Who played it.
    pub djs: Vec<String>,
    /// The page's address.
    pub url: Option<String>,
    /// The record before it.
    pub before: Option<TrackRow>,
    /// The record after it.
    pub after: Option<TrackRow>,
    /// Seconds from the chapter's start.
    pub cue: Option<Seconds>,
}

/// Where and by whom a track was played.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackPage {
    /// The track.
    pub track: TrackRow,
    /// Its plays, latest first.
    pub plays: Vec<PlayRow>,
}
