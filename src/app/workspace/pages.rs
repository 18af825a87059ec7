//! Pages of DJs, labels and mixes, and records of styles and years without a seed.

use super::Workspace;
use crate::{
    app::failure::Failure,
    library::{
        browse::{Browse, BrowseAnswer},
        query::{DjPage, LabelPage, MixPage},
        similar::controls::{Controls, UnknownName},
    },
    plain::one_line,
};

impl Workspace {
    /// What a DJ played.
    pub fn dj(&self, name: &str) -> Result<DjPage, Failure> {
        let snapshot = self.library()?.snapshot();
        snapshot.tables.dj_page(name).ok_or_else(|| {
            let near = snapshot.tables.nearest_djs(name, 5);
            let hint = if near.is_empty() {
                "segue search finds records.".into()
            } else {
                format!("Near it: {}", near.join(", "))
            };
            Failure::new("unknown_dj", format!("No mix here is by '{}'.", one_line(name)), hint)
        })
    }

    /// What a label put out.
    pub fn label(&self, name: &str) -> Result<LabelPage, Failure> {
        self.library()?.snapshot().tables.label_page(name).ok_or_else(|| {
            let message = format!("No record here is on '{}'.", one_line(name));
            Failure::new("unknown_label", message, "segue search looks in labels too.")
        })
    }

    /// What the mix of that title, or `id:N`, holds.
    pub fn mix(&self, title: &str) -> Result<MixPage, Failure> {
        self.library()?.find_mix(title)?.ok_or_else(|| {
            let message = format!("No mix here is called '{}'.", one_line(title));
            let hint = "Give the page's whole title; segue dj NAME lists a DJ's mixes.";
            Failure::new("unknown_mix", message, hint)
        })
    }

    /// Records of styles and years; a style that no mix has is an error.
    pub fn browse(&self, browse: &Browse) -> Result<BrowseAnswer, Failure> {
        let snapshot = self.library()?.snapshot();
        let asked = Controls { styles: browse.styles.clone(), ..Controls::default() };
        match asked.stranger(&snapshot.tables) {
            Some(unknown) => Err(unknown.into()),
            None => Ok(snapshot.tables.browse(browse)),
        }
    }
}

impl From<UnknownName> for Failure {
    fn from(stranger: UnknownName) -> Self {
        let UnknownName { what, name, nearest } = stranger;
        let kind = if what == "DJ" { "unknown_dj" } else { "unknown_style" };
        let hint = match nearest.as_slice() {
            [] if what == "style" => {
                "No mix here is filed under a style; those that are crawled are.".to_owned()
            }
            [] => "segue dj NAME shows what a DJ played.".to_owned(),
            names => format!("Near it: {}.", names.join(", ")),
        };
        Self::new(kind, format!("no {what} '{}' here", one_line(&name)), hint)
    }
}
