//! A record's name in its three parts.

use std::fmt;

use super::{
    clean::clean_line,
    key::TrackKey,
    rules::Rules,
    version::{reads_as_version, tail_reads_as_version, version_key},
};

/// Artist, base title and version of one record, as people write them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The credit, with whoever the title said was featured.
    pub artist: String,
    /// The title without its version.
    pub title: String,
    /// What tells this recording from others of the same title; none where it is neutral.
    pub version: Option<String>,
}

/// A longer artist, title or version, in bytes, is something else, or an attack.
pub const LONGEST_NAME: usize = 1_000;

impl Name {
    /// Whether no record is called so: see [`LONGEST_NAME`].
    pub fn is_too_long(&self) -> bool {
        let version = self.version.as_deref().unwrap_or_default();
        [&self.artist, &self.title].iter().any(|name| name.len() > LONGEST_NAME)
            || version.len() > LONGEST_NAME
    }

    /// Reads a credit and a title as written: `Song (feat. X) [Y Remix]`, `Song - Extended Mix`.
    pub fn parse(artist: &str, title_as_written: &str) -> Self {
        Self::parse_with(artist, title_as_written, Rules::current())
    }

    /// As [`Name::parse`], with other rules for what is neutral.
    pub fn parse_with(artist: &str, title_as_written: &str, rules: &Rules) -> Self {
        let (artist, title) = (clean_line(artist), clean_line(title_as_written));
        let parts = Parts::of(&title);
        let versions: Vec<_> =
            parts.versions.iter().copied().filter(|v| !version_key(v, rules).is_empty()).collect();
        let mut credit = artist.into_owned();
        for guest in &parts.guests {
            if !credit.to_lowercase().contains(&guest.to_lowercase()) {
                if !credit.is_empty() {
                    credit.push_str(" Feat. ");
                }
                credit.push_str(guest);
            }
        }
        Self {
            artist: credit,
            title: parts.base,
            version: (!versions.is_empty()).then(|| versions.join(", ")),
        }
    }

    /// The title with its version, as it is written in one field.
    pub fn whole_title(&self) -> String {
        match &self.version {
            Some(version) => format!("{} ({version})", self.title),
            None => self.title.clone(),
        }
    }

    /// The key by which two spellings of one record are one.
    pub fn key(&self) -> TrackKey {
        self.key_with(Rules::current())
    }

    /// The key as other rules make it.
    pub fn key_with(&self, rules: &Rules) -> TrackKey {
        TrackKey::of(&self.artist, &self.title, self.version.as_deref(), rules)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} – {}", self.artist, self.title)?;
        match &self.version {
            Some(version) => write!(f, " ({version})"),
            None => Ok(()),
        }
    }
}

/// Brackets looked at in one title; what has more is no title, and reading it must not take long.
const MOST_GROUPS: usize = 12;

/// A title taken apart.
#[derive(Default)]
struct Parts<'a> {
    base: String,
    versions: Vec<&'a str>,
    guests: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(title: &'a str) -> Self {
        let mut parts = Self::default();
        let mut rest = title.trim();
        for _ in 0..MOST_GROUPS {
            let Some((before, inside, after)) = next_group(rest, !parts.base.is_empty()) else { break };
            if parts.take(inside) {
                parts.add(before);
            } else {
                parts.add(&rest[..rest.len() - after.len()]);
            }
            rest = after;
        }
        parts.add(rest);
        parts.take_tail(title);
        parts.take_bare_guest(title);
        if parts.base.is_empty() {
            // A title that is nothing but a version, as `Remix`, is a title.
            return Self { base: title.trim().to_owned(), versions: Vec::new(), guests: Vec::new() };
        }
        parts
    }

    fn add(&mut self, text: &str) {
        for word in text.split_whitespace() {
            if !self.base.is_empty() {
                self.base.push(' ');
            }
            self.base.push_str(word);
        }
    }

    /// Takes a bracket's inside if it is a version or names guests.
    fn take(&mut self, inside: &'a str) -> bool {
        let inside = inside.trim();
        if let Some(guests) = after_feat(inside) {
            let (guests, version) = guests.split_once(" - ").unwrap_or((guests, ""));
            self.guests.push(guests.trim());
            self.versions.extend(Some(version.trim()).filter(|v| !v.is_empty()));
            return true;
        }
        let version = reads_as_version(inside);
        if version {
            self.versions.push(inside);
        }
        version
    }

    /// `Song - Extended Mix`: the way streaming services write a version.
    fn take_tail(&mut self, title: &'a str) {
        let Some((front, tail)) = [" - ", " – ", " — "].iter().find_map(|dash| self.base.rsplit_once(dash))
        else {
            return;
        };
        if front.trim().is_empty() || !tail_reads_as_version(tail) {
            return;
        }
        let (tail, front_len) = (tail.trim().len(), front.trim_end().len());
        let tail = &self.base[self.base.len() - tail..];
        if let Some(at) = title.rfind(tail) {
            self.versions.insert(0, &title[at..at + tail.len()]);
            self.base.truncate(front_len);
        }
    }

    /// `Song Feat. Singer`, without brackets.
    fn take_bare_guest(&mut self, title: &'a str) {
        let found =
            self.base.match_indices(' ').find_map(|(at, _)| Some((at, after_feat(&self.base[at + 1..])?)));
        let Some((at, guest)) = found else { return };
        if let Some(start) = title.rfind(guest) {
            self.guests.insert(0, &title[start..start + guest.len()]);
            self.base.truncate(at);
        }
    }
}

/// The rest of a text that begins with "feat." in one of its spellings.
fn after_feat(text: &str) -> Option<&str> {
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let word = word.trim_end_matches([':', '.']);
    let is_feat = ["feat", "ft", "featuring"].iter().any(|feat| feat.eq_ignore_ascii_case(word));
    (is_feat && !rest.trim().is_empty()).then(|| rest.trim())
}

/// Before, inside and after the next bracket; one that opens the title is passed over unless `at_start` is fine. An
/// unclosed bracket goes to the end.
fn next_group(text: &str, at_start: bool) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find(['(', '['])?;
        let close = closing(&text[open..]).map_or(text.len(), |at| open + at);
        if open == 0 && !at_start {
            from = (close + 1).min(text.len());
            continue;
        }
        let after = text.get(close + 1..).unwrap_or("");
        return Some((&text[..open], &text[open + 1..close], after));
    }
}

/// Where the bracket that opens `text` closes: at its own kind, else at any.
fn closing(text: &str) -> Option<usize> {
    let own = if text.starts_with('(') { (b'(', b')') } else { (b'[', b']') };
    balanced(text, |byte| byte == own.0, |byte| byte == own.1)
        .or_else(|| balanced(text, |byte| matches!(byte, b'(' | b'['), |byte| matches!(byte, b')' | b']')))
}

fn balanced(text: &str, opens: impl Fn(u8) -> bool, closes: impl Fn(u8) -> bool) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|byte| {
        depth += usize::from(opens(byte));
        let ends = closes(byte) && depth == 1;
        depth -= usize::from(closes(byte) && depth > 0);
        ends
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Name;

    #[rstest]
    #[case("Windowlicker", "Windowlicker", None)]
    #[case("Windowlicker (Feed Me Edit)", "Windowlicker", Some("Feed Me Edit"))]
    #[case("Strobe (Original Mix)", "Strobe", None)]
    #[case("Strobe (Extended Mix)", "Strobe", None)]
    #[case("Strobe - Extended Mix", "Strobe", None)]
    #[case("Strobe (Radio Edit)", "Strobe", None)]
    #[case("Strobe - Remastered 2011", "Strobe", None)]
    #[case("Strobe - 2011 Remaster", "Strobe", None)]
    #[case("Strobe [Mixed]", "Strobe", None)]
    #[case("Strobe (12\" Mix)", "Strobe", None)]
    #[case("Strobe (at -8)", "Strobe", None)]
    #[case("Strobe [unreleased]", "Strobe", None)]
    #[case("Strobe (Club Mix)", "Strobe", Some("Club Mix"))]
    #[case("Strobe (Dub)", "Strobe", Some("Dub"))]
    #[case("Strobe (VIP)", "Strobe", Some("VIP"))]
    #[case("Strobe (Instrumental)", "Strobe", Some("Instrumental"))]
    #[case("Strobe - Live At Fabric", "Strobe", Some("Live At Fabric"))]
    #[case("Strobe - Dustin Zahn Remix", "Strobe", Some("Dustin Zahn Remix"))]
    #[case("Strobe (Wex 10] Remix)", "Strobe", Some("Wex 10] Remix"))]
    #[case("Strobe (Joseph Capriati Remix]", "Strobe", Some("Joseph Capriati Remix"))]
    #[case("Strobe [Damfunk Remix", "Strobe", Some("Damfunk Remix"))]
    #[case("Strobe (Ø [Phase] Remix)", "Strobe", Some("Ø [Phase] Remix"))]
    #[case("Strobe (MK Dub III)", "Strobe", Some("MK Dub III"))]
    #[case("Strobe (Jan Re-Lift)", "Strobe", Some("Jan Re-Lift"))]
    #[case("Runaway (U & I) (Quintino Remix)", "Runaway (U & I)", Some("Quintino Remix"))]
    #[case("Beatdown (Afrojack Remix) (Wonderland)", "Beatdown (Wonderland)", Some("Afrojack Remix"))]
    #[case("Alive (Zedd Remix) (Dada Life Edit)", "Alive", Some("Zedd Remix, Dada Life Edit"))]
    #[case("(I Can't Get No) Satisfaction (Dub)", "(I Can't Get No) Satisfaction", Some("Dub"))]
    #[case("Untitled (A1)", "Untitled (A1)", None)]
    #[case("Dance, Pt. 1", "Dance, Pt. 1", None)]
    #[case("(Remix)", "(Remix)", None)]
    #[case("Harlequin - The Beauty", "Harlequin - The Beauty", None)]
    fn a_title_is_its_base_and_its_version(
        #[case] written: &str,
        #[case] base: &str,
        #[case] version: Option<&str>,
    ) {
        let name = Name::parse("A", written);
        assert_eq!((name.title.as_str(), name.version.as_deref()), (base, version));
    }

    #[rstest]
    #[case("Song (feat. Gia Koka) [Joris Voorn Remix]", "A Feat. Gia Koka", Some("Joris Voorn Remix"))]
    #[case("Song Feat. Gia Koka (Joris Voorn Remix)", "A Feat. Gia Koka", Some("Joris Voorn Remix"))]
    #[case("Song ft. Gia Koka - Extended Mix", "A Feat. Gia Koka", None)]
    #[case("Song (feat Hohberg - Adriatique Remix)", "A Feat. Hohberg", Some("Adriatique Remix"))]
    fn whoever_a_title_features_is_an_artist(
        #[case] written: &str,
        #[case] artist: &str,
        #[case] version: Option<&str>,
    ) {
        let name = Name::parse("A", written);
        assert_eq!(
            (name.artist.as_str(), name.title.as_str(), name.version.as_deref()),
            (artist, "Song", version)
        );
    }

    #[test]
    fn an_artist_featured_twice_is_named_once() {
        assert_eq!(Name::parse("A Feat. B", "Song (feat. b)").artist, "A Feat. B");
    }

    #[test]
    fn a_name_is_shown_as_one_line() {
        assert_eq!(Name::parse("A & B", "Song (C Remix)").to_string(), "A & B – Song (C Remix)");
        assert_eq!(Name::parse("A", "Song (Original Mix)").to_string(), "A – Song");
    }

    #[test]
    fn a_title_full_of_brackets_is_read_at_once() {
        for noise in ["(", "(a] ", "[]", "( - feat. ", ")("] {
            assert_eq!(Name::parse("A", &noise.repeat(400_000)).artist.chars().next(), Some('A'));
        }
    }
}
