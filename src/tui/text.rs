//! The one place where foreign text becomes fit for cells: neutralised, measured, cut.

use std::{borrow::Cow, time::Duration};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::track::Seconds;
pub use crate::track::thousands;

/// At most this many combining marks stay on one character.
const MARKS_KEPT: usize = 2;

/// Text without anything that could move a cursor, turn a line around or have no width of its own.
///
/// Control characters (escape sequences with them), bidirectional controls, joiners, variation selectors and byte
/// order marks go; line breaks and tabs become spaces; piles of combining marks are cut.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut marks = 0;
    let cleaned = text
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => Some(' '),
            c if c.is_control() || is_invisible(c) => None,
            c if is_mark(c) => {
                marks += 1;
                (marks <= MARKS_KEPT).then_some(c)
            }
            c => {
                marks = 0;
                Some(c)
            }
        })
        .collect();
    Cow::Owned(cleaned)
}

fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xAD | 0x61C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1D173..=0x1D17A
        | 0xE0000..=0xE0FFF)
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// Whether every byte is a letter of one cell: most texts are, and to look for letters of several characters in them would take a
/// quarter of a frame's time.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Cells the text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The longest start of the text that fits `room` cells.
#[must_use]
pub fn head(text: &str, room: usize) -> &str {
    if is_plain(text) {
        return &text[..room.min(text.len())];
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme.width();
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// The longest end of the text that fits `room` cells.
#[must_use]
pub fn tail(text: &str, room: usize) -> &str {
    if is_plain(text) {
        return &text[text.len().saturating_sub(room)..];
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > room {
            return &text[at + grapheme.len()..];
        }
    }
    text
}

/// Cut at the end, where it is too long.
#[must_use]
pub fn cut<'a>(text: &'a str, room: usize, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    if room == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}{ellipsis}", head(text, room - 1).trim_end()))
}

/// Cut in the middle, where it is too long: the start keeps two thirds, and where room is short all of it.
#[must_use]
pub fn cut_middle<'a>(text: &'a str, room: usize, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    if room < 8 {
        return cut(text, room, ellipsis);
    }
    let end = (room - 1) / 3;
    let tail = tail(text, end).trim_start();
    let head = head(text, room - 1 - width(tail));
    Cow::Owned(format!("{}{ellipsis}{tail}", head.trim_end()))
}

/// No part of a name is cut to fewer letters than this.
const LEAST: usize = 6;

/// What a part so wide keeps in any case.
fn least(width: usize) -> usize {
    width.min(LEAST + 1)
}

/// Room for parts that are so wide: each has its least, and what is `left` goes to the first of them first.
fn share(mut left: usize, widths: [usize; 3]) -> [usize; 3] {
    widths.map(|width| {
        let more = left.min(width - least(width));
        left -= more;
        least(width) + more
    })
}

/// Artist, title and version cut to fit one line: first the version gives way, then the title, the artist last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The artist.
    pub artist: String,
    /// The title.
    pub title: String,
    /// The version, with its brackets.
    pub version: String,
}

/// Fits `artist – title (version)` into `room` cells; `dash` stands between artist and title.
#[must_use]
pub fn fit(
    artist: &str,
    title: &str,
    version: Option<&str>,
    dash: &str,
    room: usize,
    ellipsis: &str,
) -> Line {
    let (artist, title) = (clean(artist), clean(title));
    let version = version.map(clean).unwrap_or_default();
    let brackets = if version.is_empty() { 0 } else { 3 };
    let between = if artist.is_empty() { 0 } else { width(dash) };
    let (a, t, v) = (width(&artist), width(&title), width(&version));
    let left = room.checked_sub(between + brackets + least(a) + least(t) + least(v));
    let version_goes = !version.is_empty() && between + a + t <= room;
    let [a, t, v] = if let Some(left) = left.filter(|left| !version_goes || *left >= a - least(a)) {
        share(left, [a, t, v])
    } else if version_goes {
        // Before the artist is cut the version goes, where both then stand whole; a sign stays, so that versions are told apart
        // from the record itself.
        let left = room - between - a - t;
        let gone =
            [format!(" ({ellipsis})"), ellipsis.to_owned()].into_iter().find(|gone| width(gone) <= left);
        let line = fit(&artist, &title, None, dash, room, ellipsis);
        return Line { version: gone.unwrap_or_default(), ..line };
    } else if !version.is_empty() {
        return fit(&artist, &title, None, dash, room, ellipsis);
    } else {
        // Not even a start of both: the title alone.
        return Line {
            artist: String::new(),
            title: cut(&title, room, ellipsis).into_owned(),
            version: String::new(),
        };
    };
    Line {
        artist: cut_middle(&artist, a, ellipsis).into_owned(),
        title: cut_middle(&title, t, ellipsis).into_owned(),
        version: if version.is_empty() {
            String::new()
        } else {
            format!(" ({})", cut(&version, v, ellipsis))
        },
    }
}

/// The same where the version tells one line from another of the same artist and title: the artist gives way first, then the title
/// and the version's middle.
#[must_use]
pub fn fit_version(
    artist: &str,
    title: &str,
    version: Option<&str>,
    dash: &str,
    room: usize,
    ellipsis: &str,
) -> Line {
    let usual = fit(artist, title, version, dash, room, ellipsis);
    let (artist, title) = (clean(artist), clean(title));
    let version = version.map(clean).unwrap_or_default();
    let [a, t, v] = [&artist, &title, &version].map(|part| width(part));
    // The dash stands between, and a blank and two brackets round the version.
    let left = room.checked_sub(width(dash) + 3 + least(a) + least(t) + least(v));
    let (Some(left), true) = (left, usual.version != format!(" ({version})") && v > 0) else { return usual };
    let [t, v, a] = share(left, [t, v, a]);
    Line {
        artist: cut_middle(&artist, a, ellipsis).into_owned(),
        title: cut_middle(&title, t, ellipsis).into_owned(),
        version: format!(" ({})", cut_middle(&version, v, ellipsis)),
    }
}

/// `1 mix`, `2 mixes`.
#[must_use]
pub fn plural(count: u64, what: &str) -> String {
    let figure = thousands(count);
    match (count, ["x", "s", "sh", "ch"].iter().any(|end| what.ends_with(end))) {
        (1, _) => format!("{figure} {what}"),
        (_, true) => format!("{figure} {what}es"),
        (_, false) => format!("{figure} {what}s"),
    }
}

/// `3 s`, `5 min`, `2 h`, `4 days`.
#[must_use]
pub fn short(age: Duration) -> String {
    let seconds = age.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h", seconds / 3600),
        _ => plural(seconds / 86_400, "day"),
    }
}

/// `just now`, `5 min ago`, `4 days ago`.
#[must_use]
pub fn ago(age: Duration) -> String {
    if age < Duration::from_mins(1) { "just now".to_owned() } else { format!("{} ago", short(age)) }
}

/// `4:05`, `1:02:03`.
#[must_use]
pub fn clock(Seconds(seconds): Seconds) -> String {
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

/// A text without spaces to break at, such as an address, in pieces of so many cells.
#[must_use]
pub fn broken(text: &str, room: u16) -> Vec<String> {
    let text = clean(text);
    let (mut rest, mut lines) = (&*text, Vec::new());
    while !rest.is_empty() {
        // A letter wider than the room still has to go somewhere.
        let piece = match head(rest, usize::from(room.max(1))) {
            "" => rest.graphemes(true).next().unwrap_or(rest),
            piece => piece,
        };
        lines.push(piece.to_owned());
        rest = &rest[piece.len()..];
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_a_moment_ago_was_just_now() {
        let told = |seconds| ago(Duration::from_secs(seconds));
        assert_eq!([0, 59, 60, 7_200].map(told), ["just now", "just now", "1 min ago", "2 h ago"]);
    }

    /// What a line takes with a dash of three cells.
    fn cells(line: &Line) -> usize {
        let dash = if line.artist.is_empty() { 0 } else { 3 };
        width(&line.artist) + dash + width(&line.title) + width(&line.version)
    }

    #[test]
    fn nothing_that_moves_a_cursor_survives() {
        assert_eq!(clean("a\u{1b}[2Jb"), "a[2Jb");
        assert_eq!(clean("a\u{202e}b\u{200d}c\u{feff}"), "abc");
        assert_eq!(clean("two\r\nlines\tand \u{2028}more"), "two  lines and  more");
        assert_eq!(clean("z\u{335}\u{336}\u{337}\u{338}a\u{301}"), "z\u{335}\u{336}a\u{301}");
        assert_eq!(clean("Mik&Ale – Żółć 今日"), "Mik&Ale – Żółć 今日");
    }

    /// The parts of one record's line as they are fitted.
    fn dubplate(fit: fn(&str, &str, Option<&str>, &str, usize, &str) -> Line, room: usize) -> String {
        let line = fit("Wots My Code", "Dubplate Of The Year", Some("Total Science Remix"), " – ", room, "…");
        assert!(cells(&line) <= room);
        [line.artist, line.title, line.version].join("|")
    }

    #[test]
    fn the_version_gives_way_first_then_the_title_and_the_artist_last() {
        let line = |room| dubplate(fit, room);
        assert_eq!(line(57), "Wots My Code|Dubplate Of The Year| (Total Science Remix)");
        assert_eq!(line(50), "Wots My Code|Dubplate Of The Year| (Total Scien…)");
        assert_eq!(line(45), "Wots My Code|Dubplate Of The Year| (Total…)");
        assert_eq!(line(40), "Wots My Code|Dubplate O…Year| (Total…)");
        assert_eq!(line(28), "Wots…de|Dubpla…| (Total…)");
        assert_eq!(line(20), "Wots M…ode|Dubpla…|", "a version of fewer letters says nothing");
        assert_eq!(line(12), "|Dubplate Of…|");
        let version = Some("Ed Rush & Optical Remix");
        let short = |room| fit("Lil' Louis", "French Kiss", version, " – ", room, "…");
        assert_eq!((short(24).artist, short(29).artist), ("Lil' Louis".to_owned(), "Lil' Louis".to_owned()));
        let gone = [29, 28, 27, 25, 24].map(|room| short(room).version);
        assert_eq!(
            gone,
            [" (…)", " (…)", "…", "…", ""],
            "that there is a version is told as long as it can be"
        );
        assert_eq!(short(24).title, "French Kiss");
        assert_eq!(short(35).version, " (Ed Rush…)");
    }

    #[test]
    fn a_version_that_tells_lines_apart_is_the_last_to_give_way() {
        let line = |room| dubplate(fit_version, room);
        assert_eq!(line(57), "Wots My Code|Dubplate Of The Year| (Total Science Remix)");
        assert_eq!(line(53), "Wots…de|Dubplate Of The Year| (Total Science Remix)");
        assert_eq!(line(45), "Wots M…|Dubplate Of The Year| (Total Sc…mix)");
        assert_eq!(line(30), "Wots M…|Dubpla…ear| (Total…)");
        assert_eq!(line(12), "|Dubplate Of…|");
    }

    #[test]
    fn long_titles_lose_their_middle() {
        assert_eq!(cut_middle("Ain't No Mountain High Enough", 16, "…"), "Ain't No M…nough");
        assert_eq!(cut_middle("Enough", 6, "…"), "Enough");
        assert_eq!(cut("Enough", 4, "…"), "Eno…");
    }

    proptest! {
        #[test]
        fn fitted_lines_never_exceed_their_room(artist in "\\PC{0,30}", title in ".{0,60}", version in proptest::option::of(".{0,20}"), room in 0_usize..80) {
            for fit in [fit, fit_version] {
                let line = fit(&artist, &title, version.as_deref(), " – ", room, "…");
                prop_assert!(cells(&line) <= room);
            }
        }

        #[test]
        fn cleaning_is_idempotent(text in ".{0,60}") {
            let once = clean(&text).into_owned();
            prop_assert_eq!(clean(&once).into_owned(), once);
        }

        #[test]
        fn plain_texts_are_measured_and_cut_as_others(text in "[ -~]{0,40}", room in 0_usize..50) {
            let (marked, before) = (format!("{text}ä"), format!("ä{text}"));
            prop_assert_eq!(width(&marked), width(&text) + 1);
            prop_assert_eq!(head(&text, room), &head(&marked, room)[..room.min(text.len())]);
            prop_assert_eq!(tail(&text, room), tail(&before, room.min(text.len())));
        }

        #[test]
        fn cuts_fit(text in "\\PC{0,60}", room in 0_usize..60) {
            prop_assert!(width(&cut_middle(&text, room, "…")) <= room);
            prop_assert!(width(&cut(&text, room, "…")) <= room);
        }
    }
}
