//! A name that nobody has: what it was to be, and the nearest that there are.

use super::{Snapshot, query::PageKind};

/// Suggestions for a name that is not there.
const NEAREST: usize = 5;

/// A DJ, label, artist, style or mix that the catalogue does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// What it was to be.
    pub kind: PageKind,
    /// The name asked for.
    pub name: String,
    /// The nearest there are; of styles, of which there are few, else those with the most mixes.
    pub nearest: Vec<String>,
}

impl Snapshot {
    /// A name that is not there, with its nearest.
    pub fn unknown(&self, kind: PageKind, name: &str) -> UnknownName {
        let mut nearest = self.pages.nearest(&self.tables, kind, name, NEAREST);
        if nearest.is_empty() && kind == PageKind::Style {
            nearest = self.tables.style_counts(NEAREST).styles.into_iter().map(|style| style.style).collect();
        }
        UnknownName { kind, name: name.to_owned(), nearest }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::library::fixture;

    #[rstest]
    #[case(PageKind::Dj, "jmi baen", &["Jim Bean"])]
    #[case(PageKind::Label, "metalheds", &["Metalheadz"])]
    #[case(PageKind::Label, "metal", &["Metalheadz"])]
    #[case(PageKind::Artist, "sedrik", &["Sedric"])]
    #[case(PageKind::Artist, "the great sedric", &["Sedric"])]
    #[case(PageKind::Dj, "xylophone", &[])]
    #[case(PageKind::Style, "xylophone", &["House"])]
    #[case(PageKind::Style, "huose", &["House"])]
    #[case(PageKind::Mix, "Jim Bean - Won", &["2001-01-01 - Jim Bean - One"])]
    fn a_name_that_is_not_there_has_its_nearest_of_the_kind(
        #[case] kind: PageKind,
        #[case] name: &str,
        #[case] nearest: &[&str],
    ) {
        let tables = fixture::tables(&[(
            "2001-01-01 - Jim Bean - One",
            &["Sedric - Seed [Metalheadz]", "[[Category:House]]"],
        )]);
        let snapshot = Snapshot::new(tables);
        assert!(!snapshot.tables.has_page(kind, name));
        assert_eq!(snapshot.unknown(kind, name).nearest, nearest);
    }
}
