//! What stands above and between the entries of a list: its heading, and the names of its chapters.

use super::{Line, begin, list_entry, vote::Form};
use crate::import::sets::title::{self, About};

/// A chapter's name is no longer.
const LONGEST_CHAPTER: usize = 80;
/// A heading that stands apart has so many lines at most.
const LONGEST_HEADING: usize = 2;

/// Where the entries begin: behind a line that says so, else behind what reads as a heading.
pub(super) fn first_entry(lines: &[Line], form: Form, is_record: &dyn Fn(&str) -> bool) -> usize {
    if let Some(at) = lines.iter().position(|line| title::is_marker(&line.text))
        && lines[at + 1..].iter().any(|line| list_entry(&line.text, form))
    {
        return at + 1;
    }
    let titles = lines.iter().take_while(|line| title::is_title(&line.text));
    if form.bare {
        // Any line may be an entry of it, but for a heading that is no record.
        let unknown = lines.iter().take_while(|line| !is_record(&line.text)).count();
        let apart = apart(lines).filter(|&apart| apart <= unknown).unwrap_or(0);
        return apart.max(titles.count().min(unknown));
    }
    let begun = form.kinds.any() || form.tail;
    let entry = |line: &Line| list_entry(&line.text, form) || !begun && is_record(&line.text);
    let first = lines.iter().position(entry).unwrap_or(lines.len());
    if begun || lines.len() < 3 {
        return first;
    }
    // Without a beginning a title looks like an entry: it stands apart, or has a date or a place.
    first.max(apart(lines).unwrap_or_else(|| titles.count().min(1)))
}

/// How many lines stand apart at the top of a list whose lines do not all stand apart.
fn apart(lines: &[Line]) -> Option<usize> {
    let below = || lines.iter().skip(1);
    let apart = below().position(|line| line.after_gap)? + 1;
    let spaced = below().all(|line| line.after_gap);
    (!spaced && apart <= LONGEST_HEADING && apart * 2 < lines.len()).then_some(apart)
}

/// The name of a chapter: `X:`, `CD 2`, a heading.
pub(super) fn chapter(line: &Line, form: Form) -> Option<String> {
    let text = line.text.trim();
    if text.chars().count() > LONGEST_CHAPTER || title::is_marker(text) {
        return None;
    }
    let begin = begin::take(text, form.kinds);
    let begun = begin.time.is_some() || begin.number.is_some() || begin.minutes.is_some() || begin.layered;
    let named = text.strip_suffix(':').map(str::trim).filter(|name| !name.is_empty());
    match named {
        Some(name) if !begun => Some(name.to_owned()),
        _ if line.heading && !begun && form.separator.split(text).is_none() => Some(text.to_owned()),
        _ if is_part(text) => Some(text.to_owned()),
        _ => None,
    }
}

/// `CD 2`, `Part II`, `Side A`, `Hour 1`.
fn is_part(text: &str) -> bool {
    const PARTS: [&str; 10] = ["cd", "disc", "disk", "part", "pt", "pt.", "hour", "side", "set", "chapter"];
    let Some((word, number)) = text.split_once([' ', '\u{a0}']) else {
        return text.len() < 5
            && text.to_lowercase().strip_prefix("cd").is_some_and(|n| n.parse::<u8>().is_ok());
    };
    let number = number.trim().trim_matches(['#', '-', '–', ':']);
    let counts = number.parse::<u8>().is_ok()
        || number.len() < 5 && number.chars().all(|c| "ivxIVX".contains(c)) && !number.is_empty()
        || matches!(number, "A" | "B" | "C" | "D" | "one" | "two" | "One" | "Two");
    PARTS.contains(&word.to_lowercase().as_str()) && counts
}

/// What the lines above a list say of it; what they do not, its file's name may.
pub(super) fn about(head: &[Line], stem: &str) -> About {
    let mut about = About::default();
    for line in head.iter().filter(|line| !title::is_marker(&line.text)) {
        about.take(&line.text, title::From::Heading);
    }
    about.take(stem, title::From::FileName);
    if about.title.is_none() {
        about.show = title::of_file(stem);
    }
    about
}
