//! Made-up names from real words. The vocabulary grows with the catalogue as the real one does.

use std::collections::{HashMap, HashSet};

use super::draw::Draw;
use segue::{
    catalogue::{CatalogueError, Change, starter},
    wikitext::EntryKind,
};

/// Words at [`MEASURED_TRACKS`] tracks, and the power by which they grow with the tracks (Heaps' law), measured on
/// real tracklists.
const MEASURED_WORDS: f64 = 50_000.0;
const MEASURED_TRACKS: f64 = 80_000.0;
const GROWTH: f64 = 0.66;
/// Artists a track.
const ARTISTS: f64 = 0.4;
/// How much more often common words are used.
const SKEW: f64 = 4.0;

const VERSIONS: [&str; 10] =
    ["Dub", "VIP", "Instrumental", "Edit", "Rework", "Live", "Acid Mix", "Club Mix", "Bootleg", "Reprise"];
const LABEL_ENDS: [&str; 6] = ["Records", "Recordings", "Music", "Audio", "Trax", "Sounds"];
const SHOWS: [&str; 8] =
    ["Essential Mix", "Podcast", "Radio Show", "Sessions", "Mixtape", "Live", "Transmission", "Guest Mix"];
/// From fewer real words than this, no new ones are spliced: they would be the same again and again.
const ENOUGH_WORDS: usize = 1000;
const CONSONANTS: &[u8] = b"bcdfghjklmnprstvwxz";
const VOWELS: &[u8] = b"aeiouy";

/// Real words, the most frequent first.
#[derive(Clone, Debug, Default)]
pub struct Sample(Vec<String>);

impl Sample {
    /// The words of the starter's records.
    pub fn starter() -> Result<Self, CatalogueError> {
        let changes = starter::changes()?;
        let entries = changes.iter().flat_map(|change| match change {
            Change::Upsert(incoming) => incoming.mix.entries.as_slice(),
            _ => &[],
        });
        let records = entries.filter(|entry| entry.kind == EntryKind::Track);
        Ok(Self::new(records.flat_map(|entry| [entry.artist.as_deref(), entry.title.as_deref()]).flatten()))
    }

    /// Counts the words of real names (artists and titles). Where they do not suffice, words are made of
    /// parts of them; of syllables where there are very few.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for name in names {
            for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                match counts.get_mut(word) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(word.to_owned(), 1)),
                }
            }
        }
        let mut words: Vec<(u32, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
        words.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut seen = HashSet::new();
        Self(
            words.into_iter().map(|(_, word)| word).filter(|word| seen.insert(word.to_lowercase())).collect(),
        )
    }
}

/// Whose words: artists and titles bring new words each for themselves.
#[derive(Clone, Copy)]
enum Side {
    Artist,
    Title,
}

/// Names by number.
#[derive(Clone, Debug)]
pub(super) struct Names<'a> {
    sample: &'a [String],
    draw: Draw,
}

impl<'a> Names<'a> {
    pub(super) fn new(sample: &'a Sample, draw: Draw) -> Self {
        Self { sample: &sample.0, draw }
    }

    /// The line of track `n`, of `genre`, as a tracklist has it, without a cue.
    pub(super) fn track(&self, n: u64, genre: u64, genres: u64) -> String {
        let mut line = self.artist(self.artist_of(n));
        line.push_str(" - ");
        line.push_str(&self.title(n));
        let draw = self.draw.stream(1).stream(n);
        match draw.below(0, 20) {
            0..6 => {
                let by = self.artist(draw.skewed(1, artists(n).max(1), 2.0));
                line += &[" (", &by, " Remix)"].concat();
            }
            6..9 => line += &[" (", VERSIONS[draw.below(2, VERSIONS.len() as u64) as usize], ")"].concat(),
            _ => {}
        }
        if draw.below(3, 20) < 11 {
            let label = draw.skewed(4, 1 + n / 100, 1.5) * genres + genre;
            line += &[" [", &self.label(label), "]"].concat();
        }
        line
    }

    pub(super) fn dj(&self, n: u64) -> String {
        let name = self.artist(n * 3 + 1);
        if self.draw.stream(2).below(n, 4) == 0 { format!("DJ {name}") } else { name }
    }

    pub(super) fn show(&self, n: u64) -> String {
        let draw = self.draw.stream(3);
        format!(
            "{} {}",
            self.word(draw.skewed(2 * n, 2000, SKEW)),
            SHOWS[draw.below(2 * n + 1, SHOWS.len() as u64) as usize]
        )
    }

    /// A new artist every few tracks, else one who is there already.
    fn artist_of(&self, n: u64) -> u64 {
        let known = artists(n);
        if artists(n + 1) > known || known == 0 { known } else { self.draw.stream(4).skewed(n, known, 2.0) }
    }

    fn artist(&self, n: u64) -> String {
        let words = 1 + self.draw.stream(5).skewed(n, 3, 1.4);
        self.phrase(Side::Artist, n, words)
    }

    fn title(&self, n: u64) -> String {
        let words = 1 + self.draw.stream(6).skewed(n, 5, 1.6);
        self.phrase(Side::Title, n, words)
    }

    fn label(&self, n: u64) -> String {
        let draw = self.draw.stream(7).stream(n);
        let name = self.word(draw.skewed(0, self.sample.len().max(2000) as u64, 2.0));
        match draw.below(1, 3) {
            0 => name,
            _ => format!("{name} {}", LABEL_ENDS[draw.below(2, LABEL_ENDS.len() as u64) as usize]),
        }
    }

    /// The words that number `n` of a side brings, filled up with such as are there already.
    fn phrase(&self, side: Side, n: u64, words: u64) -> String {
        let (per_track, offset) = match side {
            Side::Artist => (ARTISTS, 0),
            Side::Title => (1.0, 1),
        };
        let known =
            |n: u64| (MEASURED_WORDS / 2.0 * (n as f64 / per_track / MEASURED_TRACKS).powf(GROWTH)) as u64;
        let (before, after) = (known(n), known(n + 1));
        let draw = self.draw.stream(8 + offset).stream(n);
        // The very first names would have to bring dozens of words each; nobody misses them.
        let fresh = (after - before).min(4);
        let mut phrase: Vec<String> = (after - fresh..after).map(|k| self.word(2 * k + offset)).collect();
        for place in fresh..words {
            let word = self.word(draw.skewed(place, (2 * before).max(40), SKEW));
            let at = draw.below(100 + place, phrase.len() as u64 + 1) as usize;
            phrase.insert(at, word);
        }
        phrase.join(" ")
    }

    /// Word number `k`: a real one, or one made of the start of one and the end of another.
    fn word(&self, k: u64) -> String {
        if let Some(word) = self.sample.get(k as usize) {
            return word.clone();
        }
        let draw = self.draw.stream(10).stream(k);
        if self.sample.len() < ENOUGH_WORDS {
            return syllables(draw);
        }
        let part = |place: u64| self.sample[draw.below(place, self.sample.len() as u64) as usize].as_str();
        let (start, end) = (part(0), part(1));
        let (start_len, end_len) = (start.chars().count(), end.chars().count());
        let mut word: String = start.chars().take(start_len.div_ceil(2).max(2)).collect();
        word.extend(end.chars().skip(end_len / 2).flat_map(char::to_lowercase));
        if word.chars().count() < 5 {
            word.extend(part(2).chars().flat_map(char::to_lowercase));
        }
        word
    }
}

/// Artists that have a track below `n`.
fn artists(n: u64) -> u64 {
    (n as f64 * ARTISTS) as u64
}

/// A word where there are no real ones.
fn syllables(draw: Draw) -> String {
    let mut word: String = (0..3 + draw.below(0, 2))
        .flat_map(|at| {
            let consonant = CONSONANTS[draw.below(2 * at + 1, CONSONANTS.len() as u64) as usize];
            [consonant, VOWELS[draw.below(2 * at + 2, VOWELS.len() as u64) as usize]]
        })
        .map(char::from)
        .collect();
    word[..1].make_ascii_uppercase();
    word
}
