//! Why a row is there, in a few words, where its figures cannot tell.

use crate::{
    app::answer::{Kinship, SimilarRow},
    tui::words,
};

/// What stands in place of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// In full.
    pub long: String,
    /// In fewer words.
    pub fewer: Option<String>,
    /// What is in those, where it is a name: it says something also where it is cut.
    pub names: bool,
    /// Where there is little room.
    pub short: &'static str,
}

impl Reason {
    fn new(long: impl Into<String>, short: &'static str) -> Self {
        Self { long: long.into(), fewer: None, names: false, short }
    }

    /// Of a row that no mix holds together with a seed.
    pub(super) fn of(row: &SimilarRow) -> Option<Self> {
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
            let fewer = Some(format!("via {}", via.title));
            return Some(Self {
                fewer,
                names: true,
                ..Self::new(format!("bridged by {}", via.title), "bridged")
            });
        }
        Some(match &row.kin {
            Some(Kinship::Artist(_)) => Self::new("same artist", "artist"),
            Some(Kinship::Label(_)) => Self::new("same label", "label"),
            Some(Kinship::Style(name)) => Self {
                fewer: Some(name.clone()),
                names: true,
                ..Self::new(format!("same style: {name}"), "style")
            },
            None => Self::by_model(row),
        })
    }

    fn by_model(row: &SimilarRow) -> Self {
        if row.sound_distance.is_some() || row.why.iter().any(|why| why.model == "sound") {
            return Self::new("sounds alike", "sound");
        }
        let near = || Self::new("near in taste", "taste");
        let rank = row.why.iter().find_map(words::rank);
        rank.map_or_else(near, |rank| Self { fewer: Some(near().long), ..Self::new(rank, "taste") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        library::query::{TrackRow, Why},
        track::TrackId,
    };

    fn row() -> SimilarRow {
        let row = TrackRow {
            id: TrackId(1),
            artist: "A".into(),
            title: "T".into(),
            version: None,
            label: None,
            year: None,
            mixes: 1,
            djs: 1,
        };
        SimilarRow::alone(row, 1.0, vec![Why { model: "als", rank: 13 }])
    }

    #[test]
    fn no_row_is_without_a_reason() {
        let long = |row: &SimilarRow| Reason::of(row).map(|reason| reason.long);
        let said = |row: SimilarRow, words: &str| assert_eq!(long(&row).as_deref(), Some(words));
        assert_eq!(long(&SimilarRow { together: 2, ..row() }), None, "its figures tell it");
        said(row(), "13th by what DJs play together");
        said(SimilarRow { via: Some(row().row), ..row() }, "bridged by T");
        said(SimilarRow { kin: Some(Kinship::Artist("A".into())), ..row() }, "same artist");
        said(SimilarRow { kin: Some(Kinship::Label("L".into())), ..row() }, "same label");
        said(SimilarRow { kin: Some(Kinship::Style("Dub".into())), ..row() }, "same style: Dub");
        said(SimilarRow { sound_distance: Some(0.3), ..row() }, "sounds alike");
        said(SimilarRow { paired: true, ..row() }, "you say they work");
        said(SimilarRow { why: Vec::new(), ..row() }, "near in taste");
        said(SimilarRow { why: vec![Why { model: "version", rank: 1 }], ..row() }, "another version");
    }
}
