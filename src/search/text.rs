//! How a name becomes searchable words, and the letters they are made of.

use std::borrow::Cow;

use crate::track::fold;

/// Words that one credit writes, another abbreviates and a third leaves out.
pub(super) const JOINERS: [&str; 5] = ["feat", "ft", "featuring", "vs", "and"];
/// A field keeps this many bytes; what comes after is shown but not searched.
const FIELD_BYTES: usize = 512;

/// The words of a name as a search compares them, without those that only join names.
pub fn words(name: &str) -> Vec<String> {
    let mut text = String::new();
    push_words(&mut text, name);
    let words = text.split(' ').filter(|word| !word.is_empty() && !JOINERS.contains(word));
    words.map(str::to_owned).collect()
}

/// Appends the words of `written` to `out`, folded and one space apart: `Don't  Stop (The Rock)` is `dont stop the
/// rock`, `P!nk` is `pink`. Where nothing is a letter or a digit (`!!!`), the symbols are the words.
pub(super) fn push_words(out: &mut String, written: &str) {
    let start = out.len();
    let folded = fold(cut(written, 4 * FIELD_BYTES));
    let meant = as_meant(&folded);
    push_apart(out, meant.split(|c| !in_word(c)).filter(|word| !word.is_empty()));
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

/// Letters, digits, and the marks without which Thai or Hindi syllables fall apart.
pub(super) fn in_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c))
}

/// Folded text with the symbols that stand for letters as these (`p!nk`, `ke$ha`), and without the vowel marks that
/// Arabic and Hebrew leave out as often as not.
fn as_meant(folded: &str) -> Cow<'_, str> {
    if folded.bytes().all(|byte| byte.is_ascii() && !matches!(byte, b'!' | b'$')) {
        return Cow::Borrowed(folded);
    }
    let letters: Vec<char> = folded.chars().collect();
    let meant = (0..letters.len()).filter_map(|at| letter(&letters, at));
    Cow::Owned(meant.collect())
}

/// What the character at this place of a folded text stands for; `None` for a mark that does not count.
pub(super) fn letter(folded: &[char], at: usize) -> Option<char> {
    let beside = |at: Option<usize>| at.and_then(|at| folded.get(at)).copied().unwrap_or(' ');
    let (before, c, after) = (beside(at.checked_sub(1)), beside(Some(at)), beside(at.checked_add(1)));
    match c {
        '!' if before.is_alphabetic() && after.is_alphabetic() => Some('i'),
        '$' if before.is_alphabetic() || after.is_alphabetic() => Some('s'),
        '$' if before == '$' && beside(at.checked_sub(2)).is_alphabetic() => Some('s'),
        '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => None,
        c => Some(c),
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
    use rstest::rstest;

    use super::*;

    fn searched(written: &str) -> String {
        let mut out = String::new();
        push_words(&mut out, written);
        out
    }

    #[rstest]
    #[case("  Björk –  Jóga (Howie's Main Mix) ", "bjork joga howies main mix")]
    #[case("AC/DC", "ac dc")]
    #[case("Don’t Stop", "dont stop")]
    #[case("Don`t „Stop“ «It» ‹Now› \"Then\"", "dont stop it now then")]
    #[case("two  blanks ", "two blanks")]
    #[case("P!nk, Ke$ha, Too $hort, A$AP, Joey Bada$$", "pink kesha too short asap joey badass")]
    #[case("Panic! At The Disco, $100 Bill, !", "panic at the disco 100 bill")]
    #[case("เพลงที่รัก", "เพลงที่รัก")]
    #[case("مُصْطَفـى", "مصطفى")]
    fn words_are_folded_and_one_space_apart(#[case] written: &str, #[case] words: &str) {
        assert_eq!(searched(written), words);
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
