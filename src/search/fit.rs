//! How well one word of the query fits one row.

use super::{letters::Halves, text::find, words::Word};

/// Separates the four fields in a row's text.
pub(super) const BETWEEN: u8 = b'\n';

/// Kinds of match, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A whole word.
    Exact,
    /// The start of a word.
    Prefix,
    /// Inside a word.
    Inside,
    /// A word with a typing error.
    Near,
    /// The letters in this order in one field.
    Scattered,
}

/// How a word fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    pub(super) kind: Kind,
    /// 0 artist, 1 title, 2 version, 3 label.
    pub(super) field: usize,
    /// Bytes of the row's word that the query's word covers, and the row's word's length.
    pub(super) covered: usize,
    pub(super) whole: usize,
}

/// The four fields of a row's text.
pub(super) fn fields(row: &[u8]) -> impl Iterator<Item = &[u8]> {
    row.split(|&byte| byte == BETWEEN)
}

/// The best way `word` fits into the row's text, at worst of kind `worst`.
pub(super) fn fit(row: &[u8], word: &Word, worst: Kind) -> Option<Fit> {
    let mut best: Option<Fit> = None;
    let needle = word.bytes();
    let mut from = 0;
    while let Some(at) = row.get(from..).and_then(|rest| find(rest, needle)).map(|at| at + from) {
        let end = at + needle.len();
        let rest = row[end..].iter().take_while(|byte| !is_gap(**byte)).count();
        let starts = at == 0 || is_gap(row[at - 1]);
        let kind = match (starts, rest) {
            (true, 0) => Kind::Exact,
            (true, _) => Kind::Prefix,
            _ => Kind::Inside,
        };
        if kind <= worst && best.is_none_or(|best| kind < best.kind) {
            let field = fields(&row[..at]).count() - 1;
            best = Some(Fit { kind, field, covered: needle.len(), whole: needle.len() + rest });
        }
        if kind == Kind::Exact {
            return best;
        }
        from = at + 1;
    }
    if best.is_some() || worst < Kind::Near {
        return best;
    }
    near(row, word).or_else(|| if worst == Kind::Scattered { scattered(row, word) } else { None })
}

fn near(row: &[u8], word: &Word) -> Option<Fit> {
    let mut letters = Vec::new();
    fields(row).enumerate().find_map(|(field, text)| {
        let hit = text.split(|&byte| byte == b' ').find(|other| word.is_near(other, &mut letters))?;
        Some(Fit { kind: Kind::Near, field, covered: word.text.len().min(hit.len()), whole: hit.len() })
    })
}

fn scattered(row: &[u8], word: &Word) -> Option<Fit> {
    fields(row).enumerate().find_map(|(field, text)| {
        let fit = Fit { kind: Kind::Scattered, field, covered: word.text.len(), whole: text.len() };
        is_subsequence(text, word).then_some(fit)
    })
}

/// Is the word a subsequence of one of the row's fields? `letters` are theirs.
pub(super) fn is_scattered(row: &[u8], letters: &[Halves; 4], word: &Word) -> bool {
    let mut rest = row;
    for field in letters {
        let end = rest.iter().position(|&byte| byte == BETWEEN).unwrap_or(rest.len());
        if field.may_hold(word) && is_subsequence(&rest[..end], word) {
            return true;
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    false
}

/// Do the word's characters occur in this order?
pub(super) fn is_subsequence(text: &[u8], word: &Word) -> bool {
    if word.text.is_ascii() {
        let mut left = text.iter();
        return word.bytes().iter().all(|byte| left.any(|other| other == byte));
    }
    let mut left = std::str::from_utf8(text).unwrap_or_default().chars();
    word.chars.iter().all(|c| left.any(|other| other == *c))
}

fn is_gap(byte: u8) -> bool {
    byte == b' ' || byte == BETWEEN
}

#[cfg(test)]
mod tests {
    use super::{super::words::parse, *};

    fn kind(row: &str, typed: &str) -> Option<(Kind, usize)> {
        fit(row.as_bytes(), &parse(typed)[0], Kind::Scattered).map(|fit| (fit.kind, fit.field))
    }

    #[test]
    fn the_best_kind_of_match_wins_wherever_it_stands() {
        let row = "aphex twin\nwindowlicker\nfeed me edit\nwarp";
        assert_eq!(kind(row, "twin"), Some((Kind::Exact, 0)));
        assert_eq!(kind(row, "windowl"), Some((Kind::Prefix, 1)));
        assert_eq!(kind(row, "licker"), Some((Kind::Inside, 1)));
        assert_eq!(kind(row, "widnow"), Some((Kind::Near, 1)));
        assert_eq!(kind(row, "wndlckr"), Some((Kind::Scattered, 1)));
        assert_eq!(kind(row, "aptwin"), Some((Kind::Scattered, 0)), "a subsequence may cross words");
        assert_eq!(kind(row, "twinwarp"), None, "but not fields");
        assert_eq!(
            kind("lovely\nlove\n\n", "love"),
            Some((Kind::Exact, 1)),
            "exact later beats a prefix before"
        );
        assert_eq!(kind("\n\n\nwarp", "wrap"), Some((Kind::Near, 3)));
    }

    #[test]
    fn other_scripts_match_by_characters() {
        assert_eq!(kind("東京事変\n群青日和\n\n", "群日"), Some((Kind::Scattered, 1)));
        assert_eq!(kind("東京事変\n群青日和\n\n", "事変"), Some((Kind::Inside, 0)));
        assert_eq!(kind("кино\n\n\n", "кн"), Some((Kind::Scattered, 0)));
    }
}
