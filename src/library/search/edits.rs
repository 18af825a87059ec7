//! Typing errors: optimal string alignment (a wrong, missing or added letter, or two swapped, is one edit each).

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

    /// The textbook table.
    fn distance(a: &[u8], b: &[u8]) -> usize {
        let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                d[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let wrong = usize::from(a[i - 1] != b[j - 1]);
                    let mut best = (d[i - 1][j] + 1).min(d[i][j - 1] + 1).min(d[i - 1][j - 1] + wrong);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(d[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        d[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn agrees_with_the_textbook_table(a in "[abc]{0,8}", b in "[abc]{0,8}", edits in 0_usize..3) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(within(a, b, edits, false), distance(a, b) <= edits);
            let any_start = (0..=b.len()).any(|end| distance(a, &b[..end]) <= edits);
            prop_assert_eq!(within(a, b, edits, true), any_start);
        }
    }

    #[test]
    fn two_swapped_letters_are_one_edit() {
        assert!(within(b"widnow", b"window", 1, false));
        assert!(within(b"widn", b"windowlicker", 1, true));
        assert!(!within(b"widn", b"windowlicker", 1, false));
    }
}
