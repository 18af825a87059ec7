//! Keys as tags and other programs write them.

use super::{Mode, MusicalKey, camelot};

/// Longer texts are no key.
const LONGEST: usize = 40;

/// What ends the first of two notations that stand beside each other.
const PARTS: [char; 8] = ['/', '|', '(', ')', '[', ']', ',', ';'];

#[rustfmt::skip]
const MAJOR: &[&str] = &["maj", "major", "dur", "majeur", "maggiore", "mayor", "maior", "majör", "мажор"];
#[rustfmt::skip]
const MINOR: &[&str] = &["m", "min", "minor", "moll", "mineur", "minore", "menor", "minör", "mol", "минор"];

/// Notes and what raises and lowers them, longest first.
#[rustfmt::skip]
const SOLFEGE: &[(&str, u8)] = &[
    ("sol", 7), ("dó", 0), ("do", 0), ("ut", 0), ("ré", 2), ("re", 2), ("mi", 4), ("fá", 5), ("fa", 5), ("lá", 9), ("la", 9), ("si", 11),
];
#[rustfmt::skip]
const SHARP: &[&str] = &["#", "sharp", "is", "dièse", "diese", "diesis", "sostenido", "sustenido"];
#[rustfmt::skip]
const FLAT: &[&str] = &["bémol", "bemolle", "bemol", "flat", "b", "es"];

impl MusicalKey {
    /// Reads a key in any of the usual notations: `8A` and `08a` (Camelot), `1m` and `12d` (Open Key), `F#m`, `A♭ maj`, `B-flat minor`,
    /// `Fis-Moll`, `La mineur`; with a tuning behind it (`A#m +50`), or twice (`Am/8A`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let whole = written(without_tuning(text)).map(|w| w.key);
        whole.or_else(|| {
            let parts = text.split(PARTS).flat_map(|part| part.split(" - "));
            let parts: Vec<Written> = parts.filter_map(|part| written(without_tuning(part.trim()))).collect();
            let first = parts.first()?;
            // `E♭/D♯ minor`: one mode for both spellings.
            let same = parts.iter().find(|w| w.says_mode && w.key.tonic == first.key.tonic);
            Some(same.filter(|_| !first.says_mode).unwrap_or(first).key)
        })
    }

    /// The key by Traktor's number, which is ours in the stores: semitones above C, 12 more for minor.
    pub fn from_number(number: u8) -> Option<Self> {
        let mode = if number >= 12 { Mode::Minor } else { Mode::Major };
        (number < 24).then_some(Self { tonic: number % 12, mode })
    }

    /// Takes back what [`MusicalKey::from_number`] does.
    pub fn number(self) -> u8 {
        self.tonic % 12 + if self.mode == Mode::Minor { 12 } else { 0 }
    }

    /// The key by Engine DJ's number: major and minor in turn, up the fifths from C.
    pub fn from_engine(number: u8) -> Option<Self> {
        let fifths = 7 * (number / 2);
        let minor = number % 2 == 1;
        let (tonic, mode) = if minor { (fifths + 9, Mode::Minor) } else { (fifths, Mode::Major) };
        (number < 24).then_some(Self { tonic: tonic % 12, mode })
    }
}

struct Written {
    key: MusicalKey,
    says_mode: bool,
}

/// The key of an hour: `8A` or `1m`.
pub(super) fn hour(text: &str) -> Option<MusicalKey> {
    camelot::parse(text).or_else(|| open_key(text))
}

fn written(text: &str) -> Option<Written> {
    hour(text).map(|key| Written { key, says_mode: true }).or_else(|| named(text))
}

/// `1d` is C major and `1m` A minor; each hour is a fifth.
fn open_key(text: &str) -> Option<MusicalKey> {
    let letter = text.chars().last()?;
    let hour: u8 = text.strip_suffix(letter)?.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    let major = MusicalKey { tonic: 7 * (hour - 1) % 12, mode: Mode::Major };
    match letter.to_ascii_lowercase() {
        'd' => Some(major),
        'm' => Some(major.relative()),
        _ => None,
    }
}

/// Without how far the record is from 440 Hz: `A#m +50`, `Am -12 ct`.
fn without_tuning(text: &str) -> &str {
    let Some(at) = text.rfind(['+', '-', '±']).filter(|at| *at > 0) else { return text };
    let cents = text[at..].trim_start_matches(['+', '-', '±', ' ']);
    let end = cents.find(|c: char| !c.is_ascii_digit()).unwrap_or(cents.len());
    let unit = cents[end..].trim();
    let is_tuning = (1..=3).contains(&end) && matches!(unit, "" | "c" | "ct" | "cent" | "cents" | "%");
    if is_tuning { text[..at].trim_end() } else { text }
}

/// Letters with their signs, in English, German and Romance spellings.
fn named(text: &str) -> Option<Written> {
    let text = text.replace('♯', "#").replace('♭', "b").replace(['-', '_'], " ");
    let lower = text.to_lowercase();
    let (natural, rest) = note(&lower)?;
    let (shift, rest) = accidental(rest, lower.starts_with(['a', 'e']));
    // The case of a single letter is all that tells these two apart.
    let mode = rest.trim();
    let says_mode = !mode.is_empty();
    let mode = match mode {
        "m" if text.ends_with('M') => Mode::Major,
        "" => Mode::Major,
        word if MAJOR.contains(&word) => Mode::Major,
        word if MINOR.contains(&word) => Mode::Minor,
        _ => return None,
    };
    // In German B is the note below H.
    let german = lower.ends_with("dur") || lower.ends_with("moll");
    let shift = if german && lower.starts_with('b') && shift == 0 { 11 } else { shift };
    Some(Written { key: MusicalKey { tonic: (natural + shift) % 12, mode }, says_mode })
}

/// The natural note in semitones above C, and what stands behind it.
fn note(lower: &str) -> Option<(u8, &str)> {
    let word = |(word, semitones): &(&str, u8)| Some((*semitones, lower.strip_prefix(word)?));
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', 'm']);
    let romance = SOLFEGE.iter().find_map(word).filter(|(_, rest)| ends(accidental(rest, false).1));
    romance.or_else(|| {
        let mut letters = lower.chars();
        let natural = match letters.next()? {
            'c' => 0,
            'd' => 2,
            'e' => 4,
            'f' => 5,
            'g' => 7,
            'a' => 9,
            'b' | 'h' => 11,
            _ => return None,
        };
        Some((natural, letters.as_str()))
    })
}

/// How many semitones a sign behind the note adds. Behind A and E a German `s` is a flat.
fn accidental(rest: &str, vowel: bool) -> (u8, &str) {
    let after = |signs: &[&str]| {
        signs.iter().find_map(|sign| {
            let after = rest.trim_start().strip_prefix(sign)?;
            let ends = sign.starts_with('#') || after.is_empty() || after.starts_with([' ', 'm']);
            ends.then_some(after)
        })
    };
    if let Some(after) = after(SHARP) {
        return (1, after);
    }
    if let Some(after) = after(FLAT) {
        return (11, after);
    }
    match rest.strip_prefix('s').filter(|after| vowel && (after.is_empty() || after.starts_with(' '))) {
        Some(after) => (11, after),
        None => (0, rest),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("8A", "Am")]
    #[case("08a", "Am")]
    #[case("1m", "Am")]
    #[case("12d", "F")]
    #[case("6m", "G#m")]
    #[case("11m", "Gm")]
    #[case("1D", "C")]
    #[case("F♯m", "F#m")]
    #[case("A♭m", "G#m")]
    #[case("A♭ maj", "Ab")]
    #[case("Abm", "G#m")]
    #[case("Gb", "F#")]
    #[case("Gb minor", "F#m")]
    #[case("Fmaj", "F")]
    #[case("F min", "Fm")]
    #[case("dm", "Dm")]
    #[case("DM", "D")]
    #[case("Hm", "Bm")]
    #[case("A#m +50", "Bbm")]
    #[case("A#m+50", "Bbm")]
    #[case("Am -12 ct", "Am")]
    #[case("8A -12", "Am")]
    #[case("Am/8A", "Am")]
    #[case("8A / Am", "Am")]
    #[case("8A (Am)", "Am")]
    #[case("8A - Am", "Am")]
    #[case("E♭/D♯ minor", "Ebm")]
    #[case("B-flat minor", "Bbm")]
    #[case("B flat major", "Bb")]
    #[case("F-sharp minor", "F#m")]
    #[case("Fis-Moll", "F#m")]
    #[case("fis-moll", "F#m")]
    #[case("Es-Dur", "Eb")]
    #[case("As-Dur", "Ab")]
    #[case("As moll", "G#m")]
    #[case("Des-Dur", "Db")]
    #[case("B-Dur", "Bb")]
    #[case("b-moll", "Bbm")]
    #[case("H-Moll", "Bm")]
    #[case("a-Moll", "Am")]
    #[case("La mineur", "Am")]
    #[case("Fa dièse mineur", "F#m")]
    #[case("Si bémol majeur", "Bb")]
    #[case("Sol minore", "Gm")]
    #[case("Do# menor", "C#m")]
    fn keys_are_read_in_every_notation(#[case] text: &str, #[case] key: &str) {
        assert_eq!(MusicalKey::parse(text).map(|key| key.to_string()).as_deref(), Some(key));
    }

    #[rstest]
    #[case("")]
    #[case("o")]
    #[case("13A")]
    #[case("0B")]
    #[case("8C")]
    #[case("13m")]
    #[case("X")]
    #[case("C##")]
    #[case("Amaze")]
    #[case("Dorian")]
    #[case("é")]
    #[case("off")]
    #[case("+50")]
    #[case("128")]
    #[case("All")]
    fn nonsense_is_no_key(#[case] text: &str) {
        assert_eq!(MusicalKey::parse(text), None);
    }

    #[test]
    fn numbers_of_traktor_and_engine_are_read() {
        let traktor = |n| MusicalKey::from_number(n).map(|key| key.to_string());
        assert_eq!([traktor(0), traktor(9), traktor(21)].map(Option::unwrap), ["C", "A", "Am"]);
        let engine = |n| MusicalKey::from_engine(n).map(|key| key.to_string());
        assert_eq!(
            [engine(0), engine(1), engine(2), engine(3), engine(23)].map(Option::unwrap),
            ["C", "Am", "G", "Em", "Dm"]
        );
        assert_eq!((traktor(24), engine(24)), (None, None));
        let all: std::collections::HashSet<_> =
            (0..24).filter_map(MusicalKey::from_engine).map(MusicalKey::number).collect();
        assert_eq!(all.len(), 24);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(number in 0_u8..24) {
            let key = MusicalKey::from_number(number).unwrap();
            prop_assert_eq!(MusicalKey::parse(&key.to_string()), Some(key));
            prop_assert_eq!(MusicalKey::parse(&camelot::name(key)), Some(key));
            prop_assert_eq!(key.number(), number);
        }

        #[test]
        fn any_text_is_a_key_or_none(text in ".{0,12}|[A-Ha-h][#b♯♭ /+-]{0,3}[a-z0-9 ]{0,8}") {
            let _ = MusicalKey::parse(&text);
        }
    }
}
