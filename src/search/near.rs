//! The words that an edit turns into what was typed, found in the sorted vocabulary by its starts.

use std::ops::Range;

use super::vocabulary::Vocabulary;

/// Words that begin alike: a range of the sorted vocabulary and how many bytes they share.
#[derive(Clone)]
struct Start {
    words: Range<u32>,
    bytes: usize,
}

impl Start {
    /// Those that go on with `more`.
    fn then(&self, vocabulary: &Vocabulary, more: &[u8]) -> Self {
        let (words, bytes) = (self.words.clone(), self.bytes);
        let first = vocabulary.first_from(words, |word| word.get(bytes..).unwrap_or_default() < more);
        let goes_on = |word: &[u8]| word.get(bytes..).is_some_and(|rest| rest.starts_with(more));
        let end = vocabulary.first_from(first..self.words.end, goes_on);
        Self { words: first..end, bytes: self.bytes + more.len() }
    }

    /// Each next letter.
    fn each_letter(&self, vocabulary: &Vocabulary) -> impl Iterator<Item = Self> {
        let mut left = self.words.clone();
        std::iter::from_fn(move || {
            let rest = left.clone().find_map(|id| {
                left.start = id;
                vocabulary.word(id).get(self.bytes..).filter(|rest| !rest.is_empty())
            })?;
            let letter = &rest[..letter_len(rest[0]).min(rest.len())];
            let next = Self { words: left.clone(), bytes: self.bytes }.then(vocabulary, letter);
            left.start = next.words.end.max(left.start + 1);
            Some(next)
        })
    }
}

/// How many bytes a letter has that begins so.
fn letter_len(first: u8) -> usize {
    match first {
        ..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    }
}

/// Ranges of the words, ascending and apart, that are `typed` or one edit from it (optimal string alignment); where it is
/// still being typed, of the words with such a start.
pub(super) fn within_one_edit(vocabulary: &Vocabulary, typed: &str, typing: bool) -> Vec<Range<u32>> {
    let mut found = Vec::new();
    let mut add = |start: &Start, rest: &[u8]| {
        let Start { words, bytes } = start.then(vocabulary, rest);
        let Range { start, end } = words;
        if typing && start < end {
            found.push(start..end);
        } else if start < end && vocabulary.word(start).len() == bytes {
            found.push(start..start + 1);
        }
    };
    let mut same = Start { words: 0..vocabulary.len(), bytes: 0 };
    add(&same, typed.as_bytes());
    let mut rest = typed;
    let mut swapped = String::new();
    while !same.words.is_empty() {
        let mut letters = rest.chars();
        let letter = letters.next();
        let after = letters.as_str();
        for start in same.each_letter(vocabulary) {
            add(&start, rest.as_bytes());
            if letter.is_some() {
                add(&start, after.as_bytes());
            }
        }
        let Some(letter) = letter else { break };
        add(&same, after.as_bytes());
        if let Some(next) = letters.next() {
            swapped.clear();
            swapped.extend([next, letter]);
            swapped.push_str(letters.as_str());
            add(&same, swapped.as_bytes());
        }
        same = same.then(vocabulary, &rest.as_bytes()[..letter.len_utf8()]);
        rest = after;
    }
    apart(found)
}

/// The same numbers in ranges that ascend and do not touch.
fn apart(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let touch = next.start <= last.end;
        if touch {
            last.end = last.end.max(next.end);
        }
        touch
    });
    ranges
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{
        super::{text::find, vocabulary::masks, words::parse},
        *,
    };

    /// Each word in a row of its own.
    fn vocabulary(words: &[String]) -> Vocabulary {
        let mut ends = vec![0];
        ends.extend(words.iter().scan(0, |end, word| {
            *end += word.len() as u32;
            Some(*end)
        }));
        let rows = 0..words.len() as u32;
        Vocabulary {
            text: words.concat().into_bytes().into(),
            starts: ends.into(),
            masks: masks(words.iter().map(String::as_bytes)),
            firsts: rows.clone().chain([rows.end]).collect::<Vec<_>>().into(),
            postings: rows.collect::<Vec<_>>().into(),
        }
    }

    /// A letter added, dropped, replaced or swapped with the next at each place.
    fn edited(word: &str, edits: &[(usize, i32, String)]) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        for (at, kind, letter) in edits {
            let (at, letter) = (at % (letters.len() + 1), letter.chars().next().unwrap_or('a'));
            match kind {
                0 => letters.insert(at, letter),
                1 if at < letters.len() => _ = letters.remove(at),
                2 if at < letters.len() => letters[at] = letter,
                _ if at + 1 < letters.len() => letters.swap(at, at + 1),
                _ => {}
            }
        }
        letters.into_iter().collect()
    }

    proptest! {
        /// Up to seven letters forgive one edit, eight and more two.
        #[test]
        fn the_words_found_are_those_that_a_look_at_each_finds(
            typed in "[a-hж東]{3,10}",
            blank in " ?",
            others in prop::collection::vec("[a-hж東]{1,10}", 0..20),
            edits in prop::collection::vec(prop::collection::vec((0_usize..10, 0..4, "[a-hж東]"), 0..4), 1..60),
        ) {
            let typed_so = edits.iter().map(|edits| edited(&typed, edits)).filter(|word| !word.is_empty());
            let words: BTreeSet<String> = others.into_iter().chain(typed_so).collect();
            let words: Vec<String> = words.into_iter().collect();
            let vocabulary = vocabulary(&words);
            let typed = &parse(&format!("{typed}{blank}"))[0];
            let inside = vocabulary.inside(typed, &|| false).expect("nobody stops it");
            let near = vocabulary.near(typed, &inside, &|| false).expect("nobody stops it");
            let found: Vec<u32> = vocabulary.rows(&near).flatten().copied().collect();
            let look = |word: &str| {
                find(word.as_bytes(), typed.bytes())
                    .is_some_and(|at| at == 0 || typed.counts_inside_of(word.len()))
                    || typed.is_near(word.as_bytes(), &mut Vec::new())
            };
            let looked: Vec<u32> =
                (0..).zip(&words).filter(|(_, word)| look(word)).map(|(row, _)| row).collect();
            prop_assert_eq!(near.size, found.len());
            prop_assert_eq!(found, looked);
        }
    }
}
