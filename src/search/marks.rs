//! Which characters of the shown names the query's words matched.

use nucleo_matcher::{Matcher, Utf32Str};

use super::{rank::matcher, words::Word};
use crate::track::fold_char;

/// Which characters of the shown names matched, as char offsets, ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// In the artist.
    pub artist: Vec<u32>,
    /// In the title (without version).
    pub title: Vec<u32>,
    /// In the version.
    pub version: Vec<u32>,
    /// In the label.
    pub label: Vec<u32>,
}

/// Of a long name, so many characters are looked at.
const SHOWN: usize = 400;

/// A shown name as folded characters, each with the place of the character it came from.
struct Shown {
    folded: Vec<char>,
    places: Vec<u32>,
}

impl Shown {
    fn new(name: &str) -> Self {
        let mut shown = Self { folded: Vec::new(), places: Vec::new() };
        for (place, c) in name.chars().take(SHOWN).enumerate() {
            fold_char(c, |folded| {
                shown.folded.push(folded);
                shown.places.push(place as u32);
            });
        }
        shown
    }
}

/// Marks rows; keeps nucleo's tables between them.
pub(super) struct Marker(Matcher);

impl Marker {
    pub(super) fn new() -> Self {
        Self(matcher())
    }

    /// Each word is marked in the field where it fits best.
    pub(super) fn marks(
        &mut self,
        words: &[Word],
        artist: &str,
        title: &str,
        version: &str,
        label: &str,
    ) -> Marks {
        let fields = [artist, title, version, label].map(Shown::new);
        let mut marks = Marks::default();
        let mut indices = Vec::new();
        for word in words {
            let mut best: Option<(u16, usize, Vec<u32>)> = None;
            for (at, field) in fields.iter().enumerate() {
                indices.clear();
                let (hay, needle) = (Utf32Str::Unicode(&field.folded), Utf32Str::Unicode(&word.chars));
                if let Some(score) = self.0.fuzzy_indices(hay, needle, &mut indices)
                    && best.as_ref().is_none_or(|best| score > best.0)
                {
                    best = Some((score, at, indices.clone()));
                }
            }
            let contiguous = best
                .as_ref()
                .is_some_and(|(_, _, found)| found.windows(2).all(|pair| pair[1] == pair[0] + 1));
            let found = match best {
                Some((_, at, found)) if contiguous => Some((at, found)),
                scattered => near(&fields, word).or(scattered.map(|(_, at, found)| (at, found))),
            };
            if let Some((at, found)) = found {
                let field = match at {
                    0 => &mut marks.artist,
                    1 => &mut marks.title,
                    2 => &mut marks.version,
                    _ => &mut marks.label,
                };
                field.extend(found.iter().filter_map(|&index| fields[at].places.get(index as usize)));
            }
        }
        for field in [&mut marks.artist, &mut marks.title, &mut marks.version, &mut marks.label] {
            field.sort_unstable();
            field.dedup();
        }
        marks
    }
}

/// The word that was mistyped: its field and all its characters.
fn near(fields: &[Shown; 4], word: &Word) -> Option<(usize, Vec<u32>)> {
    let mut letters = Vec::new();
    fields.iter().enumerate().find_map(|(at, field)| {
        let mut start = 0;
        field.folded.split(|c| !c.is_alphanumeric()).find_map(|other| {
            let here = start as u32..(start + other.len()) as u32;
            start += other.len() + 1;
            let other: String = other.iter().collect();
            word.is_near(other.as_bytes(), &mut letters).then(|| (at, here.collect()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{super::words::parse, *};

    fn marked(query: &str, artist: &str, title: &str) -> (String, String) {
        let marks = Marker::new().marks(&parse(query), artist, title, "", "");
        let show = |name: &str, marks: &[u32]| {
            let chars: Vec<char> = name.chars().collect();
            marks.iter().map(|&at| chars[at as usize]).collect::<String>()
        };
        (show(artist, &marks.artist), show(title, &marks.title))
    }

    #[test]
    fn matched_characters_are_those_shown() {
        assert_eq!(marked("joga bjo", "Björk", "Jóga"), ("Bjö".into(), "Jóga".into()));
        assert_eq!(marked("strasse", "Kraftwerk", "Die Straße"), (String::new(), "Straße".into()));
        assert_eq!(marked("dont", "X", "Don’t"), (String::new(), "Dont".into()));
        assert_eq!(marked("licker", "Aphex Twin", "Windowlicker"), (String::new(), "licker".into()));
        assert_eq!(marked("widnowlicker", "A", "Windowlicker"), (String::new(), "Windowlicker".into()));
        assert_eq!(marked("zzz", "Aphex Twin", "Windowlicker"), (String::new(), String::new()));
    }
}
