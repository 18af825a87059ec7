//! A name that nobody has: what it was to be, and the nearest that there are.

use super::{Snapshot, query::PageKind};
use crate::plain::one_line;

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
    /// Nothing is near it: those are the ones with the most mixes.
    pub commonest: bool,
}

impl UnknownName {
    /// `nearest are A, B`, as lists of styles and DJs are written, without anything that steers a terminal; `None` where there is none.
    pub fn others(&self) -> Option<String> {
        let which = if self.commonest { "commonest" } else { "nearest" };
        let is = match self.nearest.len() {
            0 => return None,
            1 => "is",
            _ => "are",
        };
        // A mix's title may hold a comma.
        let between = if self.kind == PageKind::Mix { "; " } else { ", " };
        let names: Vec<String> = self.nearest.iter().map(|name| one_line(name)).collect();
        Some(format!("{which} {is} {}", names.join(between)))
    }
}

impl Snapshot {
    /// A name that is not there, with its nearest.
    pub fn unknown(&self, kind: PageKind, name: &str) -> UnknownName {
        let mut nearest = self.pages.nearest(&self.tables, kind, name, NEAREST);
        let commonest = nearest.is_empty() && kind == PageKind::Style;
        if commonest {
            nearest = self.tables.style_counts(NEAREST).styles.into_iter().map(|style| style.style).collect();
        }
        UnknownName { kind, name: name.to_owned(), nearest, commonest }
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

    #[test]
    fn styles_that_are_not_near_are_the_commonest_and_names_are_joined_as_they_are_typed() {
        let mixes = [
            ("2001-01-01 - Ann Lee - One", &["S - Seed", "[[Category:House]]", "[[Category:Techno]]"][..]),
            ("2002-01-01 - Ann Lea - Two", &["S - Seed", "[[Category:House]]"]),
        ];
        let snapshot = Snapshot::new(fixture::tables(&mixes));
        let others = |kind, name: &str| snapshot.unknown(kind, name).others();
        assert_eq!(others(PageKind::Style, "dnb").as_deref(), Some("commonest are House, Techno"));
        assert_eq!(others(PageKind::Style, "huose").as_deref(), Some("nearest is House"));
        assert_eq!(others(PageKind::Dj, "ann le").as_deref(), Some("nearest are Ann Lee, Ann Lea"));
        assert_eq!(others(PageKind::Dj, "xylophone"), None);
    }
}
