//! A record's name in its three parts.

use std::fmt;

use super::{
    key::Key,
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

impl Name {
    /// Reads a credit and a title as written: `Song (feat. X) [Y Remix]`, `Song - Extended Mix`.
    #[must_use]
    pub fn parse(artist: &str, title_as_written: &str) -> Self {
        Self::parse_with(artist, title_as_written, Rules::current())
    }

    /// As [`Name::parse`], with other rules for what is neutral.
    #[must_use]
    pub fn parse_with(artist: &str, title_as_written: &str, rules: &Rules) -> Self {
        let parts = Parts::of(title_as_written);
        let versions: Vec<_> =
            parts.versions.iter().copied().filter(|v| !version_key(v, rules).is_empty()).collect();
        let mut credit = artist.trim().to_owned();
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

    /// The key by which two spellings of one record are one.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key_with(Rules::current())
    }

    /// The key as other rules make it.
    #[must_use]
    pub fn key_with(&self, rules: &Rules) -> Key {
        Key::of(self, rules)
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
        while let Some((before, inside, after)) = next_group(rest, !parts.base.is_empty()) {
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
            from = close.min(text.len() - 1) + 1;
            while !text.is_char_boundary(from) {
                from += 1;
            }
            continue;
        }
        let after = text.get(close + 1..).unwrap_or("");
        return Some((&text[..open], &text[open + 1..close], after));
    }
}

/// Where the bracket that opens `text` closes; either kind closes either.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
