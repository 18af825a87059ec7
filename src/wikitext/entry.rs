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
pub enum EntryKind {
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

/// One line of a tracklist; its texts are its own, or (`Entry<&str>`) stand in a stored one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry<S = String> {
    /// What the line is.
    pub kind: EntryKind,
    /// The chapter it stands in.
    pub chapter: Option<S>,
    /// When it begins, from its chapter's start.
    pub cue: Option<Seconds>,
    /// Laid over the one before.
    pub layered: bool,
    /// The credit, as written.
    pub artist: Option<S>,
    /// The title with its version, as written.
    pub title: Option<S>,
    /// The label, as written.
    pub label: Option<S>,
    /// The label's number for the release.
    pub catalogue_number: Option<S>,
    /// The year in the label's bracket.
    pub year: Option<u16>,
    /// The recording's ISRC, which no page of the wiki has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isrc: Option<S>,
    /// The line as it stands on the page.
    pub raw: S,
}

impl<S> Entry<S> {
    /// The same line with its texts as `text` gives them.
    #[must_use]
    pub fn map<'s, T>(&'s self, text: impl Fn(&'s S) -> T) -> Entry<T> {
        let field = |field: &'s Option<S>| field.as_ref().map(&text);
        Entry {
            kind: self.kind,
            chapter: field(&self.chapter),
            cue: self.cue,
            layered: self.layered,
            artist: field(&self.artist),
            title: field(&self.title),
            label: field(&self.label),
            catalogue_number: field(&self.catalogue_number),
            year: self.year,
            isrc: field(&self.isrc),
            raw: text(&self.raw),
        }
    }
}

impl Entry {
    /// A record of which artist and title are known, as no page has it. The title may have its version.
    pub fn named(artist: &str, title: &str, cue: Option<Seconds>) -> Self {
        let (artist, title) = (artist.trim(), title.trim());
        let raw = format!("{artist} - {title}");
        let (artist, title) = (Some(artist.to_owned()), Some(title.to_owned()));
        Self { kind: EntryKind::Track, cue, artist, title, ..Self::empty(&raw) }
    }

    /// A line of artist and title as a database names them, which may say that nobody knows.
    pub fn from_names(artist: &str, title: &str, cue: Option<Seconds>) -> Self {
        let (artist, title) = (artist.trim(), title.trim());
        let raw = if artist.is_empty() { title.to_owned() } else { format!("{artist} - {title}") };
        let mut entry = Self { cue, ..Self::empty(&raw) };
        fill_halves(&mut entry, artist, title);
        entry
    }

    /// Reads a line whose two halves are known: what of them says that nobody knows, and the label behind the title.
    pub fn of_halves(artist: &str, title: &str, raw: &str) -> Self {
        let (title, label) = label::take(title);
        let mut entry = Self {
            label: label.name,
            catalogue_number: label.catalogue_number,
            year: label.year,
            ..Self::empty(raw)
        };
        fill_halves(&mut entry, artist.trim(), title.trim());
        entry
    }

    fn empty(raw: &str) -> Self {
        Self {
            kind: EntryKind::Gap,
            chapter: None,
            cue: None,
            layered: false,
            artist: None,
            title: None,
            label: None,
            catalogue_number: None,
            year: None,
            isrc: None,
            raw: raw.to_owned(),
        }
    }
}

/// Reads one line without its list markup. The cue is given apart, as the whole page decides what it means.
pub(super) fn read(text: &str, raw: &str) -> (Entry, Cue) {
    let plain = markup::plain(text);
    let plain = plain.trim();
    let (layered_before, rest) = without_plus(plain);
    let (cue, rest) = cue::take(rest);
    let (layered_after, rest) = without_plus(rest);
    let mut entry = Entry { layered: layered_before || layered_after, ..Entry::empty(raw) };
    if line::is_gap(rest) {
        return (entry, cue);
    }
    let (names, label) = label::take(without_doubt(prefix::without_rubric(rest)));
    entry.label = label.name;
    entry.catalogue_number = label.catalogue_number;
    entry.year = label.year;
    fill(&mut entry, without_length(names.trim()));
    (entry, cue)
}

/// `Artist - Title (5:12)`: how long the record is.
fn without_length(text: &str) -> &str {
    let before = |(open, close)| text.strip_suffix(close).and_then(|front: &str| front.rsplit_once(open));
    let found = [('(', ')'), ('[', ']')].into_iter().find_map(before);
    let is_length = |inside: &str| {
        let fields = inside.split(':');
        (2..=3).contains(&fields.clone().count())
            && fields.clone().all(|f| (1..=2).contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()))
            && fields.skip(1).all(|f| f.len() == 2)
    };
    found
        .filter(|(front, inside)| is_length(inside) && front.contains(" - "))
        .map_or(text, |(front, _)| front.trim_end())
}

fn without_plus(text: &str) -> (bool, &str) {
    match text.strip_prefix('+') {
        Some(rest) if rest.starts_with([' ', '[']) => (true, rest.trim_start()),
        _ => (false, text),
    }
}

/// `? Artist - Title`: the writer is not sure.
fn without_doubt(text: &str) -> &str {
    text.strip_prefix("? ").filter(|rest| rest.starts_with(char::is_alphanumeric)).unwrap_or(text)
}

fn fill(entry: &mut Entry, names: &str) {
    let halves = half::split(names);
    let (artist, title) = match halves {
        Some((artist, _)) if is_bare_segment(artist) => {
            entry.kind = EntryKind::Segment;
            entry.title = Some(squeezed(names));
            return;
        }
        Some(halves) => halves,
        None if names.is_empty() || half::is_unknown(names) => ("", ""),
        None => {
            entry.kind = if half::is_segment(names) { EntryKind::Segment } else { EntryKind::Partial };
            entry.title = Some(squeezed(unbracketed(names)));
            return;
        }
    };
    fill_halves(entry, artist, title);
}

fn fill_halves(entry: &mut Entry, artist: &str, title: &str) {
    let known = |half: &str, unknown: bool| (!half.is_empty() && !unknown).then(|| squeezed(half));
    entry.artist = known(artist, half::is_unknown_artist(artist));
    entry.title = known(title, half::is_unknown(title));
    entry.kind = match (&entry.artist, &entry.title) {
        (Some(_), Some(_)) => EntryKind::Track,
        (None, None) => EntryKind::Unknown,
        _ => EntryKind::Partial,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{Entry, EntryKind, read};

    fn entry(line: &str) -> Entry {
        read(line, line).0
    }

    #[rstest]
    #[case("Marco Shuttle - AfA [Incienso]", EntryKind::Track, Some("Marco Shuttle"), Some("AfA"))]
    #[case("A - Song (5:12)", EntryKind::Track, Some("A"), Some("Song"))]
    #[case("A - Song (1:02:03) [Warp]", EntryKind::Track, Some("A"), Some("Song"))]
    #[case("A -- Song", EntryKind::Track, Some("A"), Some("Song"))]
    #[case("4:33 (4:33)", EntryKind::Partial, None, Some("4:33 (4:33)"))]
    #[case("A - Untitled", EntryKind::Track, Some("A"), Some("Untitled"))]
    #[case("A - Song (B Remix) [Warp - 1, 1999]", EntryKind::Track, Some("A"), Some("Song (B Remix)"))]
    #[case("A - Intro", EntryKind::Track, Some("A"), Some("Intro"))]
    #[case("'''A''' - ''B''", EntryKind::Track, Some("A"), Some("B"))]
    #[case("'''CLASSIC OF THE WEEK:''' A - B", EntryKind::Track, Some("A"), Some("B"))]
    #[case("Tune Of The Week: A - B", EntryKind::Track, Some("A"), Some("B"))]
    #[case("? A - B", EntryKind::Track, Some("A"), Some("B"))]
    #[case("A - ?", EntryKind::Partial, Some("A"), None)]
    #[case("A - ID", EntryKind::Partial, Some("A"), None)]
    #[case("A - ID (B Remix)", EntryKind::Partial, Some("A"), None)]
    #[case("A - [Warp]", EntryKind::Partial, Some("A"), None)]
    #[case("? - B", EntryKind::Partial, None, Some("B"))]
    #[case("Unknown Artist - B", EntryKind::Partial, None, Some("B"))]
    #[case("Exoplanet", EntryKind::Partial, None, Some("Exoplanet"))]
    #[case("?", EntryKind::Unknown, None, None)]
    #[case("'''?'''", EntryKind::Unknown, None, None)]
    #[case("ID", EntryKind::Unknown, None, None)]
    #[case("ID - ID", EntryKind::Unknown, None, None)]
    #[case("? [Unknown Jack Track]", EntryKind::Unknown, None, None)]
    #[case("[012]", EntryKind::Unknown, None, None)]
    #[case("Intro", EntryKind::Segment, None, Some("Intro"))]
    #[case("[Interview]", EntryKind::Segment, None, Some("Interview"))]
    #[case("Outro - DJ Slimzee", EntryKind::Segment, None, Some("Outro - DJ Slimzee"))]
    #[case("...", EntryKind::Gap, None, None)]
    #[case("[05] --", EntryKind::Gap, None, None)]
    fn a_line_is_of_a_kind(
        #[case] line: &str,
        #[case] kind: EntryKind,
        #[case] artist: Option<&str>,
        #[case] title: Option<&str>,
    ) {
        let entry = entry(line);
        assert_eq!((entry.kind, entry.artist.as_deref(), entry.title.as_deref()), (kind, artist, title));
        assert_eq!(entry.raw, line);
    }

    #[rstest]
    #[case("+ A - B", true)]
    #[case("[??] + A - B", true)]
    #[case("+ [12] A - B", true)]
    #[case("+[12] A - B", true)]
    #[case("+plattform - B", false)]
    #[case("A + C - B", false)]
    fn a_plus_is_laid_over_the_one_before(#[case] line: &str, #[case] layered: bool) {
        assert_eq!(entry(line).layered, layered);
        assert_eq!(entry(line).kind, EntryKind::Track);
    }

    proptest! {
        #[test]
        fn kinds_say_which_halves_are_known(line in "[-A-Zé? .…\\[\\](){}'#+:;0-9|<>/&\u{2028}]{0,30}|.{0,30}") {
            let entry = entry(&line);
            let halves = (entry.artist.is_some(), entry.title.is_some());
            let fits = match entry.kind {
                EntryKind::Track => halves == (true, true),
                EntryKind::Partial => halves.0 != halves.1,
                EntryKind::Segment => halves == (false, true),
                EntryKind::Unknown | EntryKind::Gap => halves == (false, false),
            };
            prop_assert!(fits, "{entry:?}");
        }
    }
}
