//! How a name becomes searchable words, and the letters they are made of.

use crate::track::{fold, words};

/// A field keeps this many bytes; what comes after is shown but not searched.
const FIELD_BYTES: usize = 512;

/// Appends the words of `written` to `out`, folded and one space apart: `Don't  Stop (The Rock)` is `dont stop the
/// rock`. Where nothing is a letter or a digit (`!!!`), the symbols are the words.
pub(super) fn push_words(out: &mut String, written: &str) {
    let start = out.len();
    let folded = fold(cut(written, 4 * FIELD_BYTES));
    push_apart(out, words(&folded));
    if out.len() == start {
        push_apart(out, folded.split_whitespace().filter(|word| !word.contains(char::is_control)));
    }
    if out.len() > start + FIELD_BYTES {
        let kept = cut(&out[start..], FIELD_BYTES).trim_end().len();
        out.truncate(start + kept);
    }
}

fn push_apart<'a>(out: &mut String, words: impl Iterator<Item = &'a str>) {
    for (at, word) in words.enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// The longest start of `text` that has at most `bytes` bytes.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Which letters occur: a bit for each of a–z, three for digits, one for other ASCII, two for everything else. A text
/// can hold a word only where its mask holds the word's.
pub(super) fn mask(text: &[u8]) -> u32 {
    text.iter().fold(0, |mask, &byte| mask | bit(byte))
}

fn bit(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte % 3),
        b' ' | b'\n' => 0,
        0x80.. => 1 << (30 + byte % 2),
        _ => 1 << 29,
    }
}

/// Where `needle` first occurs in `hay`. Both are short.
pub(super) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let last = hay.len().checked_sub(needle.len())?;
    (0..=last).find(|&at| hay[at] == first && &hay[at + 1..=at + rest.len()] == rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched(written: &str) -> String {
        let mut out = String::new();
        push_words(&mut out, written);
        out
    }

    #[test]
    fn words_are_folded_and_one_space_apart() {
        assert_eq!(searched("  Björk –  Jóga (Howie's Main Mix) "), "bjork joga howies main mix");
        assert_eq!(searched("AC/DC"), "ac dc");
        assert_eq!(searched("Don’t Stop"), "dont stop");
        assert_eq!(searched("two  blanks "), "two blanks");
    }

    #[test]
    fn a_name_of_symbols_is_its_symbols() {
        assert_eq!(searched("!!!"), "!!!");
        assert_eq!(searched("🔥 🔥"), "🔥 🔥");
        assert_eq!(searched("\u{1b}[31m"), "31m", "escape characters are no part of a word");
        assert_eq!(searched("\u{7}\n"), "");
    }

    #[test]
    fn a_megabyte_of_name_is_cut() {
        assert!(searched(&"é 東京".repeat(100_000)).len() <= FIELD_BYTES);
    }

    #[test]
    fn finding_is_exact() {
        assert_eq!(find(b"windowlicker", b"lick"), Some(6));
        assert_eq!(find(b"aab", b"ab"), Some(1));
        assert_eq!(find(b"ab", b"abc"), None);
        assert_eq!(find(b"ab", b""), None);
    }
}
