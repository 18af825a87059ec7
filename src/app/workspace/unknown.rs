//! A name that nobody has, as every command says it: what is not there, and the nearest names that are.

use crate::{
    app::failure::Failure,
    library::{UnknownName, query::PageKind},
    plain::one_line,
};

impl From<UnknownName> for Failure {
    fn from(unknown: UnknownName) -> Self {
        let others = unknown.others();
        let UnknownName { kind, name, .. } = unknown;
        let name = one_line(&name);
        let (word, message, alone) = match kind {
            PageKind::Dj => (
                "unknown_dj",
                format!("No mix here is by '{name}'."),
                "segue search finds DJs by parts of their names.",
            ),
            PageKind::Label => (
                "unknown_label",
                format!("No record here is on '{name}'."),
                "segue search looks in labels too.",
            ),
            PageKind::Artist => (
                "unknown_artist",
                format!("No record here is by '{name}'."),
                "segue search finds artists by parts of their names.",
            ),
            PageKind::Style => (
                "unknown_style",
                format!("No mix here is filed under '{name}'."),
                "No mix here is filed under a style; those that are crawled are.",
            ),
            PageKind::Mix => (
                "unknown_mix",
                format!("No mix here is called '{name}'."),
                "Give the page's whole title; segue dj NAME lists a DJ's mixes.",
            ),
        };
        let hint = others.map_or_else(|| alone.to_owned(), |others| format!("The {others}."));
        Self::new(word, message, hint)
    }
}
