//! Credits: one line of names to its artists.

use super::fold::{fold, squash};

/// Words that join artists, folded, as they stand between two spaces. The comma is looked for by itself.
#[rustfmt::skip]
const JOINS: &[&str] = &[
    "&", "+", "/", "x", "b2b", "vs", "vs.", "versus", "feat", "feat.", "feat:", "ft", "ft.", "featuring",
    "pres", "pres.", "presents", "presenting", "and", "with", "w/", "starring", "aka",
];

/// The artists of a credit, as written, in order: `A Feat. B & C` is A, B and C.
///
/// A join stands between spaces (a comma before one), so that `Natural/Electronic.System.`, `AC/DC` and `Mik&Ale` are
/// whole, and so is `Adam X`. A spelled-out "and" joins nothing here: too many names have one.
pub fn artists(credit: &str) -> Vec<String> {
    split(credit, |join| !matches!(join, "and" | "with" | "aka" | "starring"))
}

/// The artists as a key has them: folded to letters and digits, sorted, each once. It splits more than [`artists`] does,
/// so that `Pig&Dan`, `Pig & Dan` and `Pig And Dan` are the same set.
pub(super) fn artist_set(credit: &str) -> Vec<String> {
    let mut set: Vec<String> = split(credit, |_| true)
        .iter()
        .flat_map(|name| tight_pair(name))
        .map(without_article)
        .filter(|name| !name.is_empty())
        .collect();
    set.sort_unstable();
    set.dedup();
    set
}

fn split(credit: &str, joins: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names: Vec<String> = vec![String::new()];
    let mut tokens = credit.split_whitespace().peekable();
    while let Some(token) = tokens.next() {
        let bare = token.trim_start_matches(['(', '[']);
        let opens = bare.len() < token.len();
        let started = names.last().is_some_and(|name| !name.is_empty());
        // A join at either end of the credit, or a word before another, is a name: `Adam X`, `Adam X & Perc`.
        let is_word = bare.starts_with(|c: char| c.is_ascii_alphabetic());
        let named = tokens.peek().is_none_or(|next| is_word && is_join(next, &joins));
        if (started || opens) && !named && is_join(bare, &joins) {
            names.push(String::new());
            continue;
        }
        let (token, ends) = match token.strip_suffix(',') {
            Some(before) if !before.is_empty() => (before, true),
            _ => (token, false),
        };
        if let Some(name) = names.last_mut() {
            if started {
                name.push(' ');
            }
            name.push_str(token);
        }
        if ends {
            names.push(String::new());
        }
    }
    names.retain(|name| !name.is_empty());
    names.iter_mut().for_each(close_brackets);
    names
}

/// `A (Feat. B)` leaves `B)`: a name does not end with a bracket that it did not open.
fn close_brackets(name: &mut String) {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if name.ends_with(close) && !name.contains(open) {
            name.pop();
        }
    }
}

fn is_join(token: &str, joins: &impl Fn(&str) -> bool) -> bool {
    JOINS.iter().any(|join| join.eq_ignore_ascii_case(token) && joins(join))
}

/// The two of `Pig&Dan`; one name where a side is short (`W&W`, `R&B`).
fn tight_pair(name: &str) -> Vec<&str> {
    match name.split_once('&') {
        Some((a, b)) if a.trim().chars().count() > 2 && b.trim().chars().count() > 2 => vec![a, b],
        _ => vec![name],
    }
}

fn without_article(name: &str) -> String {
    match fold(name).strip_prefix("the ") {
        Some(rest) => squash(rest),
        None => squash(name),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{artist_set, artists};

    #[rstest]
    #[case("A feat. B & C", &["A", "B", "C"])]
    #[case("A Ft. B, C", &["A", "B", "C"])]
    #[case("A (feat. B)", &["A", "B"])]
    #[case("A Feat: B", &["A", "B"])]
    #[case("A vs B vs. C", &["A", "B", "C"])]
    #[case("Above & Beyond Pres. Oceanlab", &["Above", "Beyond", "Oceanlab"])]
    #[case("Full Crate X Mar x Boi", &["Full Crate", "Mar", "Boi"])]
    #[case("Neel & Natural/Electronic.System.", &["Neel", "Natural/Electronic.System."])]
    #[case("AC/DC", &["AC/DC"])]
    #[case("Mik&Ale", &["Mik&Ale"])]
    #[case("W&W", &["W&W"])]
    #[case("Adam X & Perc", &["Adam X", "Perc"])]
    #[case("Adam X", &["Adam X"])]
    #[case("X", &["X"])]
    #[case("Svreca / Neel", &["Svreca", "Neel"])]
    #[case("Frank And Tony", &["Frank And Tony"])]
    #[case("10,000 Maniacs", &["10,000 Maniacs"])]
    #[case("", &[])]
    fn a_credit_splits_at_joins_and_nowhere_else(#[case] credit: &str, #[case] names: &[&str]) {
        assert_eq!(artists(credit), names);
    }

    #[rstest]
    #[case("Pig&Dan", "Pig & Dan")]
    #[case("Frank & Tony", "Frank And Tony")]
    #[case("B feat. A", "A & B")]
    #[case("The Prodigy", "Prodigy")]
    #[case("S.P.Y", "SPY")]
    #[case("W&W", "W&w")]
    fn a_set_is_the_same_however_the_credit_is_joined(#[case] one: &str, #[case] other: &str) {
        assert_eq!(artist_set(one), artist_set(other));
    }

    #[test]
    fn short_pairs_are_one_name() {
        assert_eq!(artist_set("W&W"), ["wandw"]);
    }
}
