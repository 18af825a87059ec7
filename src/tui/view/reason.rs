//! Why a row is there, in a few words, where its figures cannot tell.

use crate::{
    library::query::{Kinship, SimilarRow},
    tui::words,
};

/// What stands in place of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// In full.
    pub long: String,
    /// Where there is little room; none where the figures tell it then.
    pub short: Option<&'static str>,
}

impl Reason {
    fn new(long: impl Into<String>, short: &'static str) -> Self {
        Self { long: long.into(), short: Some(short) }
    }

    /// Of a row that no mix holds together with a seed, or that was played straight after one.
    pub(super) fn of(row: &SimilarRow) -> Option<Self> {
        if let Some(after) = row.straight_after {
            return Some(Self { long: words::straight(after), short: None });
        }
        if row.together > 0 {
            return None;
        }
        if row.paired {
            return Some(Self::new("you say they work", "you"));
        }
        if row.is_version() {
            return Some(Self::new("another version", "version"));
        }
        if let Some(via) = &row.via {
            return Some(Self::new(format!("bridged by {}", via.title), "bridged"));
        }
        Some(match &row.kin {
            Some(Kinship::Artist(_)) => Self::new("same artist", "artist"),
            Some(Kinship::Label(_)) => Self::new("same label", "label"),
            Some(Kinship::Style(name)) => Self::new(format!("same style: {name}"), "style"),
            None => Self::by_model(row),
        })
    }

    fn by_model(row: &SimilarRow) -> Self {
        if row.sound_distance.is_some() || row.why.iter().any(|why| why.model == "sound") {
            return Self::new("sounds alike", "sound");
        }
        Self::new(row.why.iter().find_map(words::rank).unwrap_or_else(|| "taste".to_owned()), "taste")
    }
}
