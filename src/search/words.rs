//! What was typed, as words to look for.

use std::collections::HashMap;

use super::{
    edits::{forgiven, within},
    pasted::meant,
    text::{JOINERS, cut, mask, push_words},
};

/// Of a paste, this many bytes are read…
pub(super) const QUERY_BYTES: usize = 512;
/// …this many different words looked for…
const QUERY_WORDS: usize = 12;
/// …of each this many bytes.
const WORD_BYTES: usize = 48;
/// A word of so many ASCII letters is looked for inside others; fewer are inside nearly any. Other scripts write words of
/// one or two characters, and no blanks between them.
const FEWEST_INSIDE: usize = 3;
/// Beside other words, one of fewer letters has to be more than two thirds of the word it is inside: `ink` is no `think`.
const TELLING_INSIDE: usize = 5;
/// A word of so many letters that is typed twice is looked for twice…
const FEWEST_REPEATED: usize = 3;
/// …but this one, which names have or not.
const ARTICLE: &str = "the";
/// Beside other words, one of so many letters forgives an edit too.
const SHORT: usize = 2;
/// Letters may be left out of a word of which this many were typed.
const FEWEST_LETTERS: usize = 3;
/// A blank may be missing in a word of so many letters.
const FEWEST_JOINED: usize = 4;

/// One word of a query, folded.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Never empty.
    pub(super) text: String,
    pub(super) chars: Vec<char>,
    pub(super) mask: u32,
    /// The letters from each byte on, as in `mask`.
    pub(super) rests: Vec<u32>,
    /// The last one, still being typed.
    pub(super) typing: bool,
    /// How many edits it forgives.
    pub(super) edits: usize,
    /// How often it was typed.
    pub(super) times: usize,
    /// Other words were typed too.
    beside: bool,
}

/// How a word is another with typing errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Errors {
    pub(super) count: usize,
    /// It is only the start of the other.
    pub(super) start: bool,
}

impl Word {
    fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let bytes = text.as_bytes();
        Self {
            text: text.to_owned(),
            mask: mask(bytes),
            rests: (0..bytes.len()).map(|from| mask(&bytes[from..])).collect(),
            typing: false,
            edits: forgiven(chars.len()),
            times: 1,
            beside: false,
            chars,
        }
    }

    /// Beside others, typed so often.
    fn beside_others(self, times: usize) -> Self {
        let long = self.chars.len();
        let edits = if long == SHORT { 1 } else { self.edits };
        let is_telling = long >= FEWEST_REPEATED && self.text != ARTICLE;
        Self { beside: true, times: if is_telling { times } else { 1 }, edits, ..self }
    }

    /// Nothing follows.
    pub(super) fn ended(&self) -> Self {
        Self { typing: false, ..self.clone() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Does it count where it stands inside any other word?
    pub(super) fn counts_inside(&self) -> bool {
        self.chars.len() >= FEWEST_INSIDE || !self.text.is_ascii()
    }

    /// Does it count inside a word of so many bytes?
    pub(super) fn counts_inside_of(&self, bytes: usize) -> bool {
        let telling = !self.beside
            || !self.text.is_ascii()
            || self.text.len() >= TELLING_INSIDE
            || 3 * self.text.len() > 2 * bytes;
        telling && self.counts_inside()
    }

    /// May it, with an error, be the start of a word? Of two letters and an error most are.
    pub(super) fn may_begin_near(&self) -> bool {
        self.typing && self.chars.len() > SHORT
    }

    /// Is it within its edits of `word`? `letters` is room to work in.
    pub(super) fn is_near(&self, word: &[u8], letters: &mut Vec<char>) -> bool {
        self.edits > 0 && self.is_within(word, self.edits, self.may_begin_near(), letters)
    }

    /// With how few errors it is `word`; `None` where it is not near.
    pub(super) fn errors(&self, word: &[u8], letters: &mut Vec<char>) -> Option<Errors> {
        if !self.is_near(word, letters) {
            return None;
        }
        let ways = (1..=self.edits)
            .flat_map(|count| [false, self.may_begin_near()].map(|start| Errors { count, start }));
        ways.into_iter().find(|way| self.is_within(word, way.count, way.start, letters))
    }

    fn is_within(&self, word: &[u8], edits: usize, start: bool, letters: &mut Vec<char>) -> bool {
        if self.text.is_ascii() && word.is_ascii() {
            return within(self.bytes(), word, edits, start);
        }
        letters.clear();
        letters.extend(std::str::from_utf8(word).unwrap_or_default().chars());
        within(&self.chars, letters, edits, start)
    }

    /// Is it `word` with letters left out: the first is there, the others in order, and at least half of them? So
    /// `plstkmn` is `plastikman`.
    pub(super) fn shortens(&self, word: &[u8]) -> bool {
        if self.chars.len() < FEWEST_LETTERS {
            return false;
        }
        let Ok(word) = std::str::from_utf8(word) else { return false };
        let mut left = word.chars();
        let first = left.next();
        first == self.chars.first().copied()
            && 2 * self.chars.len() >= word.chars().count()
            && self.chars[1..].iter().all(|c| left.any(|other| other == *c))
    }

    /// Is it long enough to be two words without the blank between them?
    pub(super) fn may_lack_a_blank(&self) -> bool {
        self.chars.len() >= FEWEST_JOINED
    }

    /// The two words it would be with a blank at each place.
    pub(super) fn halves(&self) -> impl Iterator<Item = (&str, &str)> {
        self.text.char_indices().skip(1).map(|(at, _)| self.text.split_at(at))
    }
}

/// The different words of a query, in order.
pub(super) fn parse(query: &str) -> Vec<Word> {
    let query = meant(cut(query.trim_start(), QUERY_BYTES));
    let mut folded = String::new();
    push_words(&mut folded, &query);
    let typed: Vec<&str> =
        folded.split(' ').map(|word| cut(word, WORD_BYTES)).filter(|text| !text.is_empty()).collect();
    let mut texts: Vec<&str> = Vec::new();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for text in typed {
        if !texts.contains(&text) {
            texts.push(text);
        }
        *times.entry(text).or_default() += 1;
    }
    let last = texts.last().copied();
    if texts.iter().any(|text| !JOINERS.contains(text)) {
        texts.retain(|text| !JOINERS.contains(text));
    }
    texts.truncate(QUERY_WORDS);
    let open = !query.ends_with(char::is_whitespace);
    let alone = texts.len() == 1;
    let word = |text: &&str| {
        let word = Word { typing: open && last == Some(*text), ..Word::new(text) };
        if alone { word } else { word.beside_others(times.get(text).copied().unwrap_or(1)) }
    };
    texts.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

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
    fn what_joins_names_is_no_word_to_look_for_unless_it_is_all() {
        assert_eq!(texts("Above and Beyond feat. Zoë"), ["above", "beyond", "zoe"]);
        assert_eq!(texts("A ft. B vs. C"), ["a", "b", "c"]);
        assert_eq!(texts("feat."), ["feat"]);
        assert_eq!(texts("and"), ["and"]);
    }

    #[test]
    fn the_last_word_is_being_typed_until_a_blank_follows() {
        let typing = |query: &str| parse(query).iter().map(|word| word.typing).collect::<Vec<_>>();
        assert_eq!(typing("aphex tw"), [false, true]);
        assert_eq!(typing("aphex twin "), [false, false]);
        assert_eq!(typing("above and"), [false], "the word before is not being typed any more");
    }

    #[test]
    fn a_paste_is_capped() {
        assert!(texts(&"x".repeat(1 << 20))[0].len() <= WORD_BYTES);
        let many = (0..5000).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(texts(&many).len(), QUERY_WORDS);
        assert!(texts(&"東京".repeat(1 << 18))[0].len() <= WORD_BYTES);
    }

    #[rstest]
    #[case("plstkmn", "plastikman", true)]
    #[case("plkmn", "plastikman", true)]
    #[case("plkm", "plastikman", false)]
    #[case("lstkmn", "plastikman", false)]
    #[case("plmstkn", "plastikman", false)]
    #[case("pl", "pla", false)]
    #[case("群日和", "群青日和", true)]
    fn letters_are_left_out_of_one_word(#[case] typed: &str, #[case] word: &str, #[case] is_it: bool) {
        assert_eq!(parse(typed)[0].shortens(word.as_bytes()), is_it);
    }
}
