//! `Artist - Title` in one text: a file's name, a line of a playlist, a title whose artist is empty.

use super::{name::Name, version::reads_as_version};

/// What parts artist and title; the usual one first.
const DASHES: [&str; 5] = [" - ", " – ", " — ", " ― ", " -- "];

/// Discs of a box at most; what has more before a dash is a name.
const MOST_DISCS: u32 = 12;

impl Name {
    /// Reads `Artist - Title (Version)`, with or without a track number before it, with spaces or underscores; `None` where there is no
    /// artist. A number alone is no artist.
    pub fn from_line(line: &str) -> Option<Self> {
        let spaced = if line.trim().contains(' ') { line.to_owned() } else { line.replace('_', " ") };
        let (artist, title) = at_dash(without_number(&spaced))?;
        named(artist, title)
    }
}

/// Artist and title at the dash that parts them.
fn at_dash(text: &str) -> Option<(&str, &str)> {
    let split = |text| DASHES.iter().find_map(|dash: &&str| str::split_once(text, dash));
    let (artist, title) = split(text)?;
    // `Artist – Title - Extended Mix`: the second dash is that of a version.
    match split(artist) {
        Some((before, _)) if reads_as_version(title) => {
            Some((before, text[before.len()..].trim_start_matches([' ', '-', '–', '—', '―'])))
        }
        _ => Some((artist, title)),
    }
}

const DASH_SIGNS: [char; 7] = ['-', '–', '—', '‐', '‑', '−', '―'];

/// The two sides of the first dash with spaces around it and outside of brackets; ` -- ` is one as well.
pub fn split_at_dash(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && DASH_SIGNS.contains(&c) && before.is_whitespace() && at > 0 => {
                let after = text[at..].trim_start_matches(DASH_SIGNS);
                if after.starts_with(char::is_whitespace) {
                    return Some((&text[..at], after));
                }
            }
            _ => {}
        }
        before = c;
    }
    None
}

fn named(artist: &str, title: &str) -> Option<Name> {
    let (artist, title) = (artist.trim(), title.trim());
    let number = artist.bytes().all(|byte| byte.is_ascii_digit());
    if number && let Some((artist, title)) = at_dash(title) {
        return named(artist, title);
    }
    (!number && !title.is_empty()).then(|| Name::parse(artist, title))
}

/// A title without the track number before it: `01. `, `01 - `, `A1 `, `5-11 `, `(02) `. But `808 State` and `2 Bad Mice` keep theirs.
pub fn without_number(text: &str) -> &str {
    let text = text.trim();
    let rest = number_end(text).map(|end| text[end..].trim_start_matches(MARKS));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(text)
}

const MARKS: [char; 8] = ['.', ')', ']', '_', ' ', '-', '–', '—'];

/// Where a track number ends, if the text begins with one.
fn number_end(text: &str) -> Option<usize> {
    let bracket = usize::from(text.starts_with(['(', '[', '#']));
    // Sides of records; U2 and M83 are none.
    let side = usize::from(text[bracket..].starts_with(|c: char| ('A'..='H').contains(&c)));
    let (number, after) = digits(&text[bracket + side..])?;
    let end = bracket + side + number.len();
    if let ("(", ')') | ("[", ']') = (&text[..bracket], after.chars().next()?) {
        return Some(end);
    }
    if side == 1 && number.len() > 1 {
        return None;
    }
    let dash = DASHES.iter().find_map(|dash| after.strip_prefix(dash));
    // `A1 - Artist - Title`, but the artist A1.
    let dash = dash.is_some_and(|rest| side == 0 || at_dash(rest).is_some());
    let dotted = after.starts_with('.') && !after[1..].starts_with(|c: char| c.is_ascii_digit());
    let marked = dash || dotted || after.starts_with([')', ']', '_']);
    let counted = number.starts_with('0') && side == 0 && after.starts_with([' ', '-']);
    let hash = text.starts_with('#') && after.starts_with(' ');
    let vinyl = side == 1 && after.starts_with(' ') && !after.starts_with(" -") && at_dash(after).is_some();
    if marked || counted || hash || vinyl {
        return Some(end);
    }
    let disc = number.parse().is_ok_and(|disc: u32| (1..=MOST_DISCS).contains(&disc)) && side + bracket == 0;
    let (track, after) = digits(after.strip_prefix('-').filter(|_| disc)?)?;
    (track.len() == 2 && after.starts_with([' ', '.'])).then_some(end + 1 + track.len())
}

/// One to three digits that stand first, and something behind them.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    (1..=3).contains(&end).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("01 - Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("01. Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("01 Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("01-Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("A1 Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("(07) Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("[07] - Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("#7 Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("128 - Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("07_plastikman_-_spastik", "plastikman", "spastik")]
    #[case("5-11 Blur - Trouble", "Blur", "Trouble")]
    #[case("01 - ARMIN vs ARTY - Nehalennia", "ARMIN vs ARTY", "Nehalennia")]
    #[case("808 State - Pacific", "808 State", "Pacific")]
    #[case("2 Bad Mice - Bombscare", "2 Bad Mice", "Bombscare")]
    #[case("24-7 Spyz - Jimi's Jam", "24-7 Spyz", "Jimi's Jam")]
    #[case("65daysofstatic - Retreat", "65daysofstatic", "Retreat")]
    #[case("4hero - Star Chasers", "4hero", "Star Chasers")]
    #[case("10.000 Maniacs - Trouble Me", "10.000 Maniacs", "Trouble Me")]
    #[case("A1 - Plastikman - Spastik", "Plastikman", "Spastik")]
    #[case("A1 - Take On Me", "A1", "Take On Me")]
    #[case("U2 - One", "U2", "One")]
    #[case("M83 - Midnight City", "M83", "Midnight City")]
    #[case("D12 - Purple Pills", "D12", "Purple Pills")]
    #[case("20-20 Vision - Title", "20-20 Vision", "Title")]
    #[case("D1 Bloq", "", "")]
    #[case("128 - Spastik", "", "")]
    #[case("spastik", "", "")]
    #[case(" - ", "", "")]
    #[case("01", "", "")]
    #[case("Âme – Rej", "Âme", "Rej")]
    #[case("Digital — Deadline", "Digital", "Deadline")]
    #[case("Digital -- Deadline", "Digital", "Deadline")]
    #[case("Jónsi – Alex - Maré", "Jónsi – Alex", "Maré")]
    fn names_are_read(#[case] line: &str, #[case] artist: &str, #[case] title: &str) {
        let expected = (!artist.is_empty()).then(|| Name::parse(artist, title));
        assert_eq!(Name::from_line(line), expected);
    }

    #[rstest]
    #[case("03. Plastikman - Spastik (Dubfire Rework)", "Dubfire Rework")]
    #[case("Plastikman – Spastik - Dubfire Rework", "Dubfire Rework")]
    fn a_version_is_one(#[case] line: &str, #[case] version: &str) {
        let name = Name::from_line(line).expect("a name");
        assert_eq!((name.artist.as_str(), name.title.as_str()), ("Plastikman", "Spastik"));
        assert_eq!(name.version.as_deref(), Some(version));
    }

    #[rstest]
    #[case("1-01 Lily", "Lily")]
    #[case("105 - Stage Select", "Stage Select")]
    #[case("99 Problems", "99 Problems")]
    #[case("7", "7")]
    #[case("1.", "1.")]
    fn a_title_loses_its_number_and_nothing_else(#[case] text: &str, #[case] title: &str) {
        assert_eq!(without_number(text), title);
    }

    proptest! {
        #[test]
        fn any_line_has_a_name_or_none(line in "[0-9A-Za-z().#_–— -]{0,16}|.{0,16}") {
            if let Some(name) = Name::from_line(&line) {
                prop_assert!(!name.artist.trim().is_empty() && !name.title.is_empty(), "{name:?}");
            }
        }
    }
}
