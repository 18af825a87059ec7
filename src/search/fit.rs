//! How well one word of the query fits one row.

use super::{
    text::find,
    words::{Errors, Word},
};

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
    /// A word with a typing error, or two words without the blank between them.
    Near,
    /// A word with letters left out.
    Shortened,
}

/// No error, and the whole word.
const NONE: Errors = Errors { count: 0, start: false };

/// How many kinds there are.
pub(super) const KINDS: usize = 5;

/// How a word fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit<'a> {
    pub(super) kind: Kind,
    /// 0 artist, 1 title, 2 version, 3 label.
    pub(super) field: usize,
    /// Bytes of the row's word that the query's word covers, and the row's word.
    pub(super) covered: usize,
    pub(super) word: &'a [u8],
    /// Of [`Kind::Near`].
    pub(super) errors: Errors,
}

/// The four fields of a row's text.
pub(super) fn fields(row: &[u8]) -> impl Iterator<Item = &[u8]> {
    row.split(|&byte| byte == BETWEEN)
}

pub(super) fn words(field: &[u8]) -> impl Iterator<Item = &[u8]> {
    field.split(|&byte| byte == b' ')
}

/// The best way `word` fits into the row's text, at worst of kind `worst`.
pub(super) fn fit<'a>(row: &'a [u8], word: &Word, worst: Kind) -> Option<Fit<'a>> {
    let mut best: Option<Fit<'a>> = None;
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
        let before = row[..at].iter().rev().take_while(|byte| !is_gap(**byte)).count();
        let counts = kind != Kind::Inside || word.counts_inside_of(before + needle.len() + rest);
        if kind <= worst && counts && best.is_none_or(|best| kind < best.kind) {
            let field = fields(&row[..at]).count() - 1;
            best = Some(Fit { kind, field, covered: needle.len(), word: &row[at..end + rest], errors: NONE });
        }
        if kind == Kind::Exact {
            return best;
        }
        from = at + 1;
    }
    if best.is_some() || worst < Kind::Near {
        return best;
    }
    let shortened = || if worst == Kind::Shortened { shortened(row, word) } else { None };
    near(row, word).or_else(|| joined(row, word)).or_else(shortened)
}

/// The nearest word, with the fewest errors.
fn near<'a>(row: &'a [u8], word: &Word) -> Option<Fit<'a>> {
    let mut letters = Vec::new();
    let all = fields(row).enumerate().flat_map(|(field, text)| words(text).map(move |other| (field, other)));
    let near = all.filter_map(|(field, other)| Some((word.errors(other, &mut letters)?, field, other)));
    let (errors, field, other) = near.min_by_key(|(errors, ..)| *errors)?;
    Some(Fit { kind: Kind::Near, field, covered: word.text.len().min(other.len()), word: other, errors })
}

/// Two words of a field, one after the other, that the word is without the blank; where it is being typed, with the
/// start of the second.
fn joined<'a>(row: &'a [u8], word: &Word) -> Option<Fit<'a>> {
    if !word.may_lack_a_blank() {
        return None;
    }
    fields(row).enumerate().find_map(|(field, text)| {
        let mut start = 0;
        let (found, errors) = words(text).zip(words(text).skip(1)).find_map(|(first, second)| {
            let from = start;
            start += first.len() + 1;
            let rest =
                word.bytes().strip_prefix(first).filter(|rest| !first.is_empty() && !rest.is_empty())?;
            let fits = if word.typing { second.starts_with(rest) } else { second == rest };
            let errors = Errors { count: 1, start: second.len() > rest.len() };
            fits.then(|| (&text[from..start + second.len()], errors))
        })?;
        Some(Fit { kind: Kind::Near, field, covered: word.text.len(), word: found, errors })
    })
}

fn shortened<'a>(row: &'a [u8], word: &Word) -> Option<Fit<'a>> {
    fields(row).enumerate().find_map(|(field, text)| {
        let hit = words(text).find(|other| word.shortens(other))?;
        Some(Fit { kind: Kind::Shortened, field, covered: word.text.len(), word: hit, errors: NONE })
    })
}

fn is_gap(byte: u8) -> bool {
    byte == b' ' || byte == BETWEEN
}

#[cfg(test)]
mod tests {
    use super::{super::words::parse, *};

    fn kind(row: &str, typed: &str) -> Option<(Kind, usize)> {
        fit(row.as_bytes(), &parse(typed)[0], Kind::Shortened).map(|fit| (fit.kind, fit.field))
    }

    #[test]
    fn the_best_kind_of_match_wins_wherever_it_stands() {
        let row = "aphex twin\nwindowlicker\nfeed me edit\nwarp";
        assert_eq!(kind(row, "twin"), Some((Kind::Exact, 0)));
        assert_eq!(kind(row, "windowl"), Some((Kind::Prefix, 1)));
        assert_eq!(kind(row, "licker"), Some((Kind::Inside, 1)));
        assert_eq!(kind(row, "widnow"), Some((Kind::Near, 1)));
        assert_eq!(kind(row, "wndlckr"), Some((Kind::Shortened, 1)));
        assert_eq!(
            kind("lovely\nlove\n\n", "love"),
            Some((Kind::Exact, 1)),
            "exact later beats a prefix before"
        );
        assert_eq!(kind("\n\n\nwarp", "wrap"), Some((Kind::Near, 3)));
    }

    #[test]
    fn letters_are_never_scattered_over_a_field() {
        let row = "sunnery james and ryan marciano\narchangel bootleg\n\n";
        for typed in ["surya", "snrymrcn", "jmsrn", "unnery x", "arcbootl"] {
            assert_eq!(kind(row, typed).filter(|(kind, _)| *kind > Kind::Inside), None, "{typed}");
        }
    }

    #[test]
    fn a_blank_may_be_missing_between_two_words_of_a_field() {
        let row = "joy orbison\nhyph mngo\nmain mix\nhotflush";
        assert_eq!(kind(row, "hyphmngo"), Some((Kind::Near, 1)));
        assert_eq!(kind(row, "hyphmn"), Some((Kind::Near, 1)), "as it is being typed");
        assert_eq!(kind(row, "hyphmn "), None);
        assert_eq!(kind(row, "orbisonhyph"), None, "not across fields");
        assert_eq!(kind(row, "mngohyph"), None);
    }

    #[test]
    fn other_scripts_match_by_characters() {
        assert_eq!(kind("東京事変\n群青日和\n\n", "群日和"), Some((Kind::Near, 1)));
        assert_eq!(kind("東京事変\n群青日和\n\n", "事変"), Some((Kind::Inside, 0)));
        assert_eq!(kind("кинопробы\n\n\n", "кнпрб"), Some((Kind::Shortened, 0)));
    }
}
