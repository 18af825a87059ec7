//! Which characters of the shown names the query's words matched.

use super::{
    fit::Kind,
    text::{in_word, letter},
    words::Word,
};
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

/// The letters of a shown name, folded, each with the place of the character it came from.
struct Shown {
    letters: Vec<char>,
    places: Vec<u32>,
    /// `[words + 1]` where words start in `letters`.
    starts: Vec<usize>,
}

impl Shown {
    fn new(name: &str) -> Self {
        let (mut folded, mut from) = (Vec::new(), Vec::new());
        for (place, c) in name.chars().take(SHOWN).enumerate() {
            fold_char(c, |c| {
                folded.push(c);
                from.push(place as u32);
            });
        }
        let meant: Vec<Option<char>> = (0..folded.len()).map(|at| letter(&folded, at)).collect();
        // Where nothing is a letter or a digit, the symbols are the words.
        let symbols = !meant.iter().flatten().any(|c| in_word(*c));
        let mut shown = Self { letters: Vec::new(), places: Vec::new(), starts: Vec::new() };
        let mut inside = false;
        for (c, place) in meant.into_iter().zip(from).filter_map(|(c, place)| Some((c?, place))) {
            let counts = if symbols { !c.is_whitespace() } else { in_word(c) };
            if counts {
                if !inside {
                    shown.starts.push(shown.letters.len());
                }
                shown.letters.push(c);
                shown.places.push(place);
            }
            inside = counts;
        }
        shown.starts.push(shown.letters.len());
        shown
    }

    /// The letters that the word matches, and how well.
    fn matched(&self, word: &Word) -> Option<(Kind, Vec<usize>)> {
        let held = self.held(word);
        held.or_else(|| self.alike(Kind::Near, |other| word.is_near(other, &mut Vec::new())))
            .or_else(|| self.alike(Kind::Shortened, |other| word.shortens(other)))
    }

    /// The word as it stands there, at best whole.
    fn held(&self, word: &Word) -> Option<(Kind, Vec<usize>)> {
        let many = word.chars.len();
        let windows = self.letters.windows(many.max(1)).enumerate();
        let found = windows.filter(|(_, letters)| **letters == *word.chars).filter_map(|(at, _)| {
            let begins = self.starts.contains(&at);
            let crosses = self.starts.iter().any(|start| at < *start && *start < at + many);
            let kind = match (begins, self.starts.contains(&(at + many))) {
                (true, true) => Kind::Exact,
                (true, false) => Kind::Prefix,
                (false, _) if crosses || !word.counts_inside() => return None,
                (false, _) => Kind::Inside,
            };
            Some((kind, at))
        });
        let (kind, at) = found.min()?;
        Some((kind, (at..at + many).collect()))
    }

    /// All letters of the first word that this says is meant.
    fn alike(&self, kind: Kind, mut is_meant: impl FnMut(&[u8]) -> bool) -> Option<(Kind, Vec<usize>)> {
        self.starts.windows(2).find_map(|pair| {
            let here = pair[0]..pair[1];
            let other: String = self.letters[here.clone()].iter().collect();
            is_meant(other.as_bytes()).then(|| (kind, here.collect()))
        })
    }
}

/// Each word is marked in the field where it fits best.
pub(super) fn marks(words: &[Word], [artist, title, version, label]: [&str; 4]) -> Marks {
    let fields = [artist, title, version, label].map(Shown::new);
    let mut marked: [Vec<u32>; 4] = Default::default();
    for word in words {
        let found = fields.iter().zip(&mut marked).filter_map(|(field, marked)| {
            let (kind, letters) = field.matched(word)?;
            Some((kind, field, marked, letters))
        });
        if let Some((_, field, marked, letters)) = found.min_by_key(|(kind, ..)| *kind) {
            marked.extend(letters.iter().map(|at| field.places[*at]));
        }
    }
    for field in &mut marked {
        field.sort_unstable();
        field.dedup();
    }
    let [artist, title, version, label] = marked;
    Marks { artist, title, version, label }
}

#[cfg(test)]
mod tests {
    use super::{super::words::parse, *};

    fn marked(query: &str, artist: &str, title: &str) -> (String, String) {
        let marks = marks(&parse(query), [artist, title, "", ""]);
        let show = |name: &str, marks: &[u32]| {
            let chars: Vec<char> = name.chars().collect();
            marks.iter().map(|&at| chars[at as usize]).collect::<String>()
        };
        (show(artist, &marks.artist), show(title, &marks.title))
    }

    #[test]
    fn matched_characters_are_those_shown() {
        let marked_as = |query, artist, title, one: &str, other: &str| {
            assert_eq!(marked(query, artist, title), (one.to_owned(), other.to_owned()), "{query}");
        };
        marked_as("joga bjo", "Björk", "Jóga", "Bjö", "Jóga");
        marked_as("strasse", "Kraftwerk", "Die Straße", "", "Straße");
        marked_as("dont", "X", "Don’t", "", "Dont");
        marked_as("licker", "Aphex Twin", "Windowlicker", "", "licker");
        marked_as("widnowlicker", "A", "Windowlicker", "", "Windowlicker");
        marked_as("zzz", "Aphex Twin", "Windowlicker", "", "");
        marked_as("spy pink", "S.P.Y", "P!nk", "SPY", "P!nk");
        marked_as("hyphmngo", "Joy Orbison", "Hyph Mngo", "", "HyphMngo");
        marked_as("plstkmn", "Plastikman", "Spastik", "Plastikman", "");
        marked_as("love", "Lovely", "All My Love", "", "Love");
        marked_as("!!!", "!!!", "Heart", "!!!", "");
    }
}
