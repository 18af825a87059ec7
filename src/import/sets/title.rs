//! What stands above a list: its title, who played it and when.

use jiff::civil::Date;

use crate::wikitext::title_parts;

/// Where a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// A line above the list.
    Heading,
    /// The file's name, which says only what no heading says.
    FileName,
}

/// A title has so many letters at most.
const LONGEST: usize = 150;

/// What is known of a set beside its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    pub title: Option<String>,
    pub dj: Option<String>,
    pub date: Option<String>,
    /// What was played, where nothing but the file's name says it.
    pub show: Option<String>,
}

impl About {
    /// Takes what a line says, where it was not known yet.
    pub(super) fn take(&mut self, text: &str, from: From) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if from == From::Heading && self.field(text) {
            return;
        }
        let parts = title_parts(text);
        let named = parts.date.is_some() || !parts.show.is_empty();
        let date = parts.date.map(str::to_owned).or_else(|| whole_date(text));
        if self.date.is_none() {
            self.date = date;
        }
        if self.dj.is_none() && named && !parts.artists.is_empty() && whole_date(parts.artists).is_none() {
            self.dj = Some(parts.artists.to_owned());
        }
        let title = (from == From::Heading || named) && is_a_name(text);
        if self.title.is_none() && title {
            self.title = Some(text.to_owned());
        }
    }

    /// `DJ: X`, `Mixed by X`, `Date: …`.
    fn field(&mut self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let value = |names: &[&str]| {
            let name = names.iter().find(|name| lower.starts_with(**name))?;
            Some(text.get(name.len()..)?.trim_start_matches([':', ' ']).trim().to_owned())
                .filter(|v| !v.is_empty())
        };
        if let Some(dj) = value(&["dj:", "artist:", "mixed by", "selected by", "compiled by", "performed by"])
        {
            self.dj.get_or_insert(dj);
        } else if let Some(date) =
            value(&["date:", "recorded:", "recorded on", "aired:", "broadcast:", "released:"])
        {
            if self.date.is_none() {
                self.date = whole_date(&date);
            }
        } else if let Some(title) = value(&["title:", "mix:", "show:"]) {
            self.title.get_or_insert(title);
        } else {
            return false;
        }
        true
    }
}

/// The file's name, as what was played at a set without a title; none where it is no name, as that of the standard input.
pub(super) fn of_file(stem: &str) -> Option<String> {
    let stem = stem.trim();
    stem.contains(char::is_alphanumeric).then(|| stem.chars().take(LONGEST).collect())
}

/// A date and nothing else is no title, and neither is a sentence.
fn is_a_name(text: &str) -> bool {
    let only_date = text.len() < 20 && whole_date(text).is_some() && !text.contains(" - ");
    !only_date && text.chars().count() <= LONGEST && text.contains(char::is_alphabetic)
}

/// Whether a line says that the list follows.
pub(super) fn is_marker(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    matches!(
        plain.as_str(),
        "tracklist"
            | "tracklisting"
            | "fulltracklist"
            | "trackslist"
            | "tracks"
            | "setlist"
            | "playlist"
            | "songs"
            | "tl"
            | "songlist"
            | "titelliste"
            | "tracklista"
            | "トラックリスト"
            | "曲目"
            | "セットリスト"
            | "歌单"
            | "曲目列表"
    )
}

/// Whether a line with a dash is a title rather than a record: it has a date, a place, or says what it is.
pub(super) fn is_title(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "podcast", "radio", "mixtape", "live", "mix", "session", "sessions", "set", "episode", "show",
        "guestmix",
    ];
    let parts = title_parts(text);
    let show = parts.show.to_lowercase();
    let says = show.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word));
    // A version in brackets says `Mix` too, and where it was played.
    let version = text.find(['(', '[']);
    let place = text[..version.unwrap_or(text.len())].contains(" @ ");
    parts.date.is_some() || place || whole_date(text).is_some() || (says && version.is_none())
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first whole date in a text, as `2024-05-04`: `2024-05-04`, `4.5.2024`, `2024/05/04`, `4 May 2024`, `May 4th, 2024`; where a text
/// is only a year, that.
pub(super) fn whole_date(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year)) {
        return Some(text.to_owned());
    }
    let words: Vec<&str> =
        text.split([' ', ',', '(', ')', '[', ']', '_']).filter(|word| !word.is_empty()).collect();
    let numeric = words.iter().find_map(|word| numeric_date(word));
    let date = numeric.or_else(|| words.windows(3).find_map(written_date))?;
    Some(date.to_string())
}

fn numeric_date(word: &str) -> Option<Date> {
    let fields: Vec<&str> = word.split(['-', '.', '/']).collect();
    let [a, b, c] = fields.as_slice() else { return None };
    let number = |field: &str| field.parse::<i16>().ok();
    let (year, month, day) = match (a.len(), c.len()) {
        (4, 1..=2) => (number(a)?, number(b)?, number(c)?),
        // The month first only where nothing else can be.
        (1..=2, 4) if number(b)? > 12 => (number(c)?, number(a)?, number(b)?),
        (1..=2, 4) => (number(c)?, number(b)?, number(a)?),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `4 May 2024`, `May 4th 2024`.
fn written_date(words: &[&str]) -> Option<Date> {
    let [a, b, year] = words else { return None };
    let month = |word: &str| {
        let word = word.to_lowercase();
        MONTHS.iter().position(|month| word.starts_with(month) && word.len() < 10).map(|at| at as i8 + 1)
    };
    let day = |word: &str| word.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<i8>().ok();
    let year: i16 =
        year.trim_end_matches(['.', ':']).parse().ok().filter(|year| (1900..2100).contains(year))?;
    let (month, day) = month(b).zip(day(a)).or_else(|| month(a).zip(day(b)))?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("2024-05-04 - DJ Test - Club", Some("2024-05-04"))]
    #[case("recorded 4.5.2024 in Vienna", Some("2024-05-04"))]
    #[case("05/14/2024", Some("2024-05-14"))]
    #[case("Live, May 4th, 2024", Some("2024-05-04"))]
    #[case("4 May 2024", Some("2024-05-04"))]
    #[case("1999", Some("1999"))]
    #[case("Robot Heart 2024", None)]
    #[case("192.168.2024", None)]
    fn dates_are_read_as_people_write_them(#[case] text: &str, #[case] date: Option<&str>) {
        assert_eq!(whole_date(text).as_deref(), date);
    }

    #[test]
    fn headings_say_first_and_a_files_name_what_is_left() {
        let mut about = About::default();
        about.take("DJ Test - Live @ Robot Heart 2024", From::Heading);
        about.take("Mixed by Somebody", From::Heading);
        about.take("2024-05-04 - Nobody - Elsewhere", From::FileName);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            about,
            About {
                title: some("DJ Test - Live @ Robot Heart 2024"),
                dj: some("DJ Test"),
                date: some("2024-05-04"),
                show: None,
            }
        );
        let mut about = About::default();
        about.take("tracklist-03", From::FileName);
        assert_eq!(about, About::default(), "a name that says nothing");
    }

    #[test]
    fn a_files_name_is_what_was_played_and_that_of_the_standard_input_is_none() {
        assert_eq!(of_file("tracklist-03").as_deref(), Some("tracklist-03"));
        assert_eq!(of_file(" Freitag im Flex ").as_deref(), Some("Freitag im Flex"));
        assert_eq!((of_file("-"), of_file("")), (None, None));
        assert_eq!(of_file(&"a".repeat(5_000)).unwrap().len(), LONGEST);
    }

    #[test]
    fn a_title_is_told_from_a_record() {
        for title in ["2024-05-04 - A - B", "A - Live @ B", "A - Essential Mix", "A - Podcast 12"] {
            assert!(is_title(title), "{title}");
        }
        for record in ["A - B", "A - B (Club Mix)", "A - ID (Live @ Berlin)", "Live - Lightning Crashes"] {
            assert!(!is_title(record), "{record}");
        }
    }
}
