//! What was typed, as words to look for.

use super::{
    edits::{forgiven, within},
    text::{cut, mask, push_words},
};

/// Of a paste, this many bytes are read…
const QUERY_BYTES: usize = 512;
/// …this many different words looked for…
const QUERY_WORDS: usize = 12;
/// …of each this many bytes.
const WORD_BYTES: usize = 48;

/// One word of a query, folded.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Never empty.
    pub(super) text: String,
    /// Its characters.
    pub(super) chars: Vec<char>,
    pub(super) mask: u32,
    /// The letter of each byte, and the letters from each byte on, as in `mask`.
    pub(super) bits: Vec<u32>,
    pub(super) rests: Vec<u32>,
    /// The last one, still being typed.
    pub(super) typing: bool,
    /// How many edits it forgives.
    pub(super) edits: usize,
}

impl Word {
    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Is it within its edits of `word`? `letters` is room to work in.
    pub(super) fn is_near(&self, word: &[u8], letters: &mut Vec<char>) -> bool {
        if self.edits == 0 {
            return false;
        }
        if self.text.is_ascii() && word.is_ascii() {
            return within(self.bytes(), word, self.edits, self.typing);
        }
        letters.clear();
        letters.extend(std::str::from_utf8(word).unwrap_or_default().chars());
        within(&self.chars, letters, self.edits, self.typing)
    }
}

/// The different words of a query, in order.
pub(super) fn parse(query: &str) -> Vec<Word> {
    let query = cut(query.trim_start(), QUERY_BYTES);
    let mut folded = String::new();
    push_words(&mut folded, query);
    let open = !query.ends_with(char::is_whitespace);
    let mut words: Vec<Word> = Vec::new();
    for text in folded.split(' ').map(|word| cut(word, WORD_BYTES)) {
        if text.is_empty() || words.iter().any(|word| word.text == text) {
            continue;
        }
        if words.len() == QUERY_WORDS {
            break;
        }
        let chars: Vec<char> = text.chars().collect();
        let bytes = text.as_bytes();
        words.push(Word {
            text: text.to_owned(),
            mask: mask(bytes),
            bits: bytes.iter().map(|&byte| mask(&[byte])).collect(),
            rests: (0..bytes.len()).map(|from| mask(&bytes[from..])).collect(),
            typing: false,
            edits: forgiven(chars.len()),
            chars,
        });
    }
    if let Some(last) = words.last_mut() {
        last.typing = open;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(query: &str) -> Vec<String> {
        parse(query).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_folded_and_different() {
        assert_eq!(texts("Björk – Jóga, JOGA"), ["bjork", "joga"]);
        assert_eq!(texts("  "), [""; 0]);
    }

    #[test]
    fn the_last_word_is_being_typed_until_a_blank_follows() {
        assert!(parse("aphex tw")[1].typing && !parse("aphex tw")[0].typing);
        assert!(!parse("aphex twin ")[1].typing);
    }

    #[test]
    fn a_paste_is_capped() {
        assert!(texts(&"x".repeat(1 << 20))[0].len() <= WORD_BYTES);
        let many = (0..5000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(texts(&many).len(), QUERY_WORDS);
        assert!(texts(&"東京".repeat(1 << 18))[0].len() <= WORD_BYTES);
    }
}
