//! The Camelot wheel: keys as hours, so that neighbours sound together.

use super::{Mode, MusicalKey};

/// The hour, 1 to 12, of a key; its letter is A for minor and B for major.
pub fn hour(key: MusicalKey) -> u8 {
    let major = match key.mode {
        Mode::Major => key.tonic,
        Mode::Minor => key.tonic + 3,
    };
    (7 * (major % 12) + 7) % 12 + 1
}

/// `8A` for A minor.
pub fn name(key: MusicalKey) -> String {
    let letter = if key.mode == Mode::Minor { 'A' } else { 'B' };
    format!("{}{letter}", hour(key))
}

/// Reads `8A`, `08a`, `12B`.
pub fn parse(text: &str) -> Option<MusicalKey> {
    let letter = text.chars().last()?;
    let hour: u8 = text.strip_suffix(letter)?.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    // Seven semitones are an hour, and seven times seven is one more than four octaves.
    let major = MusicalKey { tonic: (7 * (hour + 4)) % 12, mode: Mode::Major };
    match letter.to_ascii_uppercase() {
        'A' => Some(major.relative()),
        'B' => Some(major),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wheel_is_the_usual_one() {
        let wheel = [
            ("C", "8B"),
            ("G", "9B"),
            ("D", "10B"),
            ("A", "11B"),
            ("E", "12B"),
            ("B", "1B"),
            ("F#", "2B"),
            ("Db", "3B"),
            ("Ab", "4B"),
            ("Eb", "5B"),
            ("Bb", "6B"),
            ("F", "7B"),
            ("Am", "8A"),
            ("Em", "9A"),
            ("Bm", "10A"),
            ("F#m", "11A"),
            ("C#m", "12A"),
            ("G#m", "1A"),
            ("Ebm", "2A"),
            ("Bbm", "3A"),
            ("Fm", "4A"),
            ("Cm", "5A"),
            ("Gm", "6A"),
            ("Dm", "7A"),
        ];
        for (musical, camelot) in wheel {
            let key = MusicalKey::parse(musical).expect(musical);
            assert_eq!(name(key), camelot);
            assert_eq!(parse(camelot), Some(key));
            assert_eq!(key.to_string(), musical);
        }
    }
}
