//! Credits: one line of names to its artists.

use super::fold::{fold, squash};

/// Words that join artists, folded, as they stand between two spaces. The comma is looked for by itself.
const JOINS: &[&str] = &[
    "&",
    "feat",
    "feat.",
    "feat:",
    "ft",
    "ft.",
    "featuring",
    "vs",
    "vs.",
    "versus",
    "x",
    "pres",
    "pres.",
    "presents",
    "presenting",
    "b2b",
    "with",
    "w/",
    "starring",
    "aka",
    "+",
    "and",
];

/// The artists of a credit, as written, in order: `A Feat. B & C` is A, B and C.
///
/// A join stands between spaces (a comma before one), so that `Natural/Electronic.System.`, `AC/DC` and `Mik&Ale` are
/// whole, and so is `Adam X`. A spelled-out "and" joins nothing here: too many names have one.
#[must_use]
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
    let mut names: Vec<String> = Vec::new();
    let mut name = String::new();
    let mut finish = |name: &mut String| {
        let done = name.trim().trim_matches(|c| {
            matches!(c, '(' | ')' | '[' | ']')
                && name.matches(['(', '[']).count() != name.matches([')', ']']).count()
        });
        if !done.is_empty() {
            names.push(done.to_owned());
        }
        name.clear();
    };
    let mut tokens = credit.split_whitespace().peekable();
    while let Some(token) = tokens.next() {
        let bare = token.trim_start_matches(['(', '[']);
        let is_join = bare.len() <= 10 && is_join(bare, &joins);
        // A join at either end of the credit, or next to another, is a name: `Adam X`, `+ -`.
        if is_join && (!name.is_empty() || bare.len() < token.len()) && tokens.peek().is_some() {
            finish(&mut name);
            continue;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        match token.strip_suffix(',') {
            Some(before) if !before.is_empty() => {
                name.push_str(before);
                finish(&mut name);
            }
            _ => name.push_str(token),
        }
    }
    finish(&mut name);
    names
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
