//! What a mark or a note is about.

use rusqlite::Row;

use super::{Seen, seen};
use crate::track::fold;

/// A track, or somebody's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A track as seen.
    Track(Seen),
    /// An artist.
    Artist(String),
    /// A DJ.
    Dj(String),
    /// A label.
    Label(String),
}

pub(super) struct Columns<'s> {
    pub subject: &'static str,
    pub key: String,
    pub artist: &'s str,
    pub title: &'s str,
    pub version: Option<&'s str>,
}

impl Subject {
    pub(super) fn columns(&self) -> Columns<'_> {
        let named =
            |subject, name| Columns { subject, key: fold(name), artist: "", title: name, version: None };
        match self {
            Self::Track(Seen { key, name }) => Columns {
                subject: "track",
                key: key.as_str().to_owned(),
                artist: &name.artist,
                title: &name.title,
                version: name.version.as_deref(),
            },
            Self::Artist(name) => named("artist", name),
            Self::Dj(name) => named("dj", name),
            Self::Label(name) => named("label", name),
        }
    }

    /// From the five columns `subject, key, artist, title, version`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let kind: String = row.get(0)?;
        Ok(match kind.as_str() {
            "artist" => Self::Artist(row.get(3)?),
            "dj" => Self::Dj(row.get(3)?),
            "label" => Self::Label(row.get(3)?),
            _ => Self::Track(seen(row, 1)?),
        })
    }
}
