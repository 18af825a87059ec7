//! Key strings (`ctrl-d`, `space`, `g d`) as chords and sequences of chords.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BareKey {
    /// A printable character; shift is already in it.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator.
    Tab,
    /// Shift with the tabulator.
    BackTab,
    /// Backspace, also where the terminal sends Ctrl-h for it.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Home.
    Home,
    /// End.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// A function key.
    F(u8),
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key.
    pub key: BareKey,
    /// With Control.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
}

impl Chord {
    /// The key alone.
    pub const fn plain(key: BareKey) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// A printable character.
    pub const fn char(c: char) -> Self {
        Self::plain(BareKey::Char(c))
    }

    /// The character with Control.
    pub const fn ctrl(c: char) -> Self {
        Self { key: BareKey::Char(c), ctrl: true, alt: false }
    }

    /// What it types, where it types something.
    pub fn typed(self) -> Option<char> {
        match self {
            Self { key: BareKey::Char(c), ctrl: false, alt: false } => Some(c),
            _ => None,
        }
    }
}

/// Why a key string is none.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{text:?} is no key; write one like a, ctrl-d, space, enter, f1, or a sequence like \"g d\"")]
pub struct BadKey {
    /// What was written.
    pub text: String,
}

const NAMED: [(&str, BareKey); 23] = [
    ("enter", BareKey::Enter),
    ("return", BareKey::Enter),
    ("esc", BareKey::Esc),
    ("escape", BareKey::Esc),
    ("tab", BareKey::Tab),
    ("shift-tab", BareKey::BackTab),
    ("backtab", BareKey::BackTab),
    ("backspace", BareKey::Backspace),
    ("delete", BareKey::Delete),
    ("del", BareKey::Delete),
    ("insert", BareKey::Insert),
    ("home", BareKey::Home),
    ("end", BareKey::End),
    ("pageup", BareKey::PageUp),
    ("pgup", BareKey::PageUp),
    ("pagedown", BareKey::PageDown),
    ("pgdn", BareKey::PageDown),
    ("up", BareKey::Up),
    ("down", BareKey::Down),
    ("left", BareKey::Left),
    ("right", BareKey::Right),
    ("space", BareKey::Char(' ')),
    ("minus", BareKey::Char('-')),
];

impl FromStr for Chord {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bad = || BadKey { text: text.to_owned() };
        let mut chord = Self::plain(BareKey::Esc);
        let mut rest = text;
        loop {
            if let Some(after) = strip_prefix(rest, "ctrl-").or_else(|| strip_prefix(rest, "c-")) {
                chord.ctrl = true;
                rest = after;
            } else if let Some(after) = strip_prefix(rest, "alt-").or_else(|| strip_prefix(rest, "a-")) {
                chord.alt = true;
                rest = after;
            } else {
                break;
            }
        }
        chord.key = key(rest).ok_or_else(bad)?;
        if let (true, BareKey::Char(c)) = (chord.ctrl, chord.key) {
            chord.key = BareKey::Char(c.to_ascii_lowercase());
        }
        Ok(chord)
    }
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    (head.eq_ignore_ascii_case(prefix) && text.len() > prefix.len()).then(|| &text[prefix.len()..])
}

fn key(text: &str) -> Option<BareKey> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control()).then_some(BareKey::Char(c));
    }
    let lower = text.to_ascii_lowercase();
    if let Some((_, key)) = NAMED.iter().find(|(name, _)| *name == lower) {
        return Some(*key);
    }
    let number = lower.strip_prefix('f')?.parse().ok()?;
    (1..=24).contains(&number).then_some(BareKey::F(number))
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match self.key {
            BareKey::Char(' ') => f.write_str("space"),
            BareKey::Char(c) => write!(f, "{c}"),
            BareKey::F(n) => write!(f, "f{n}"),
            other => f.write_str(NAMED.iter().find(|(_, key)| *key == other).map_or("?", |(name, _)| name)),
        }
    }
}

/// One or more chords, pressed one after the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sequence(pub Vec<Chord>);

impl FromStr for Sequence {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let chords: Vec<Chord> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if chords.is_empty() {
            return Err(BadKey { text: text.to_owned() });
        }
        Ok(Self(chords))
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, chord) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{chord}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_strings_come_back_as_written() {
        for text in
            ["a", "G", "ctrl-d", "space", "enter", "g d", "f1", "shift-tab", "alt-x", "-", "+", "*", "?", ":"]
        {
            let sequence: Sequence = text.parse().unwrap();
            assert_eq!(sequence.to_string(), text);
        }
    }

    #[test]
    fn other_spellings_mean_the_same() {
        assert_eq!("C-d".parse::<Chord>(), Ok(Chord::ctrl('d')));
        assert_eq!("Ctrl-D".parse::<Chord>(), Ok(Chord::ctrl('d')));
        assert_eq!("Return".parse::<Chord>(), Ok(Chord::plain(BareKey::Enter)));
        assert_eq!("c".parse::<Chord>(), Ok(Chord::char('c')));
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in ["", "  ", "ctrl-", "f99", "hyper-x", "abc"] {
            assert!(text.parse::<Sequence>().is_err(), "{text:?}");
        }
        assert!("abc".parse::<Chord>().unwrap_err().to_string().contains("\"g d\""));
    }
}
