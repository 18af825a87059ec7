//! Names as databases of releases write them.

use crate::wikitext::Entry;

/// What is added to a title because the record is heard in a mix; the record is the one without it.
const MIXED: [&str; 4] = ["mixed", "mix cut", "mixed cut", "mixed version"];

/// A line of a mix from an artist's and a record's name.
pub(super) fn entry(artist: &str, title: &str) -> Entry {
    Entry::from_names(artist, without_mixed(title), None)
}

/// The title without `(mixed)` or `[Mix Cut]`.
pub(super) fn without_mixed(title: &str) -> &str {
    let title = title.trim();
    let before = |(open, close)| title.strip_suffix(close)?.rsplit_once(open);
    let found: Option<(&str, &str)> = [('(', ')'), ('[', ']')].into_iter().find_map(before);
    match found {
        Some((front, inside))
            if MIXED.contains(&inside.trim().to_lowercase().as_str()) && !front.trim().is_empty() =>
        {
            without_mixed(front)
        }
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wikitext::EntryKind;

    #[test]
    fn a_mixed_record_is_the_record() {
        for (title, bare) in [
            ("Atol (mixed)", "Atol"),
            ("Atol (Dub) [Mix Cut]", "Atol (Dub)"),
            ("Atol [Mixed] (Mixed)", "Atol"),
            ("Atol (Mixed Up)", "Atol (Mixed Up)"),
            ("(Mixed)", "(Mixed)"),
        ] {
            assert_eq!(without_mixed(title), bare);
        }
    }

    #[test]
    fn what_nobody_knows_is_no_record() {
        assert_eq!(entry("Surgeon", "Atol [Dub]").title.as_deref(), Some("Atol [Dub]"));
        assert_eq!(entry("Unknown Artist", "Untitled").kind, EntryKind::Partial);
        assert_eq!(entry("", "Atol").kind, EntryKind::Partial);
    }
}
