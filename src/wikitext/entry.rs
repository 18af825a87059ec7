//! One entry of a tracklist.

use serde::Serialize;

use super::{
    cue::{self, Cue},
    half, label, line, markup, prefix,
};
use crate::track::Seconds;

/// What an entry is. Only a track counts as a play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Artist and title are known.
    Track,
    /// One of them is.
    Partial,
    /// Something was played and nobody knows what.
    Unknown,
    /// Intro, interview, outro: no record. Its name is the title.
    Segment,
    /// Some time of which nothing is written.
    Gap,
}

/// One line of a tracklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What the line is.
    pub kind: Kind,
    /// The chapter it stands in.
    pub chapter: Option<String>,
    /// When it begins, from its chapter's start.
    pub cue: Option<Seconds>,
    /// Laid over the one before.
    pub layered: bool,
    /// The credit, as written.
    pub artist: Option<String>,
    /// The title with its version, as written.
    pub title: Option<String>,
    /// The label, as written.
    pub label: Option<String>,
    /// The label's number for the release.
    pub catalogue_number: Option<String>,
    /// The year in the label's bracket.
    pub year: Option<u16>,
    /// The line as it stands on the page.
    pub raw: String,
}

/// Reads one line without its list markup. The cue is given apart, as the whole page decides what it means.
pub(super) fn read(text: &str, raw: &str) -> (Entry, Cue) {
    let plain = markup::plain(text);
    let plain = plain.trim();
    let (layered_before, rest) = without_plus(plain);
    let (cue, rest) = cue::take(rest);
    let (layered_after, rest) = without_plus(rest);
    let mut entry = Entry {
        kind: Kind::Gap,
        chapter: None,
        cue: None,
        layered: layered_before || layered_after,
        artist: None,
        title: None,
        label: None,
        catalogue_number: None,
        year: None,
        raw: raw.to_owned(),
    };
    if line::is_gap(rest) {
        return (entry, cue);
    }
    let (names, label) = label::take(prefix::without_rubric(rest));
    entry.label = label.name;
    entry.catalogue_number = label.catalogue_number;
    entry.year = label.year;
    fill(&mut entry, names.trim());
    (entry, cue)
}

fn without_plus(text: &str) -> (bool, &str) {
    match text.strip_prefix("+ ") {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text),
    }
}

fn fill(entry: &mut Entry, names: &str) {
    let halves = half::split(names);
    let (artist, title) = match halves {
        Some((artist, _)) if is_bare_segment(artist) => {
            entry.kind = Kind::Segment;
            entry.title = Some(squeezed(names));
            return;
        }
        Some(halves) => halves,
        None if names.is_empty() || half::is_unknown(names) => ("", ""),
        None => {
            entry.kind = if half::is_segment(names) { Kind::Segment } else { Kind::Partial };
            entry.title = Some(squeezed(unbracketed(names)));
            return;
        }
    };
    let known = |half: &str, unknown: bool| (!half.is_empty() && !unknown).then(|| squeezed(half));
    entry.artist = known(artist, half::is_unknown_artist(artist));
    entry.title = known(title, half::is_unknown(title));
    entry.kind = match (&entry.artist, &entry.title) {
        (Some(_), Some(_)) => Kind::Track,
        (None, None) => Kind::Unknown,
        _ => Kind::Partial,
    };
}

fn is_bare_segment(text: &str) -> bool {
    ["intro", "outro", "interview", "interlude"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// `[Interview]` and `(Interview)` are their inside.
fn unbracketed(text: &str) -> &str {
    let inside = text.strip_prefix(['[', '(']).and_then(|t| t.strip_suffix([']', ')']));
    inside.filter(|inside| !inside.contains(['[', ']', '(', ')'])).unwrap_or(text).trim()
}

fn squeezed(text: &str) -> String {
    let text =
        if text.contains('_') && !text.contains(' ') { text.replace('_', " ") } else { text.to_owned() };
    if text.contains("  ") {
        text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    } else {
        text.trim().to_owned()
    }
}
