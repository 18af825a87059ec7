//! Which rows match: whole words first, then starts, insides, scattered letters, typing errors, all words but one.

use std::{cmp::Reverse, hint::black_box};

use super::{
    fit::{Kind, is_scattered},
    index::SearchIndex,
    letters::Halves,
    matches::{Matches, STOP_EVERY},
    narrow::Term,
    words::Word,
};

/// With so many hits, and as many as are wanted, scattered letters would only add noise.
const ENOUGH: usize = 100;
/// With fewer hits than this, typing errors are forgiven.
const FEW: usize = 10;
/// Loose matches (scattered letters, typing errors, a word short) beyond so many a stage are left out: each has to be
/// looked at closely, and the list is long full.
const LOOSE: usize = 2000;
/// Where a word's letters occur in a great many rows, so many are looked at, and no more once enough match.
const LOOKS: usize = 16_384;

impl SearchIndex {
    /// `None`: stopped.
    pub(super) fn matches(&self, words: &[Word], limit: usize, stop: &dyn Fn() -> bool) -> Option<Matches> {
        let mut matches = Matches::new(self.len());
        let terms = self.rarest_first(words);
        for kind in [Kind::Exact, Kind::Prefix, Kind::Inside] {
            if !matches.more {
                self.add_all(&terms, kind, &mut matches, stop)?;
            }
            if kind != Kind::Exact {
                // Whole words and starts of words are worth alike.
                matches.ends.push(matches.rows.len());
            }
        }
        let sure = matches.rows.len();
        let enough = limit.max(ENOUGH);
        if sure < enough {
            self.scattered(words, enough, &mut matches, stop)?;
        }
        let matched = matches.rows.len();
        if sure < FEW && words.iter().any(|word| word.edits > 0) {
            matches.only(enough.max(LOOSE));
            self.add_all(&terms, Kind::Near, &mut matches, stop)?;
        }
        matches.ends.push(matches.rows.len());
        if matches.rows.is_empty() && words.len() > 1 {
            matches.only(LOOSE);
            self.add_all_but_one(&terms, Kind::Near, &mut matches, stop)?;
        }
        matches.closest = matched == 0 && !matches.rows.is_empty();
        Some(matches)
    }

    /// The words by how many rows hold them, the most telling first.
    fn rarest_first<'a>(&self, words: &'a [Word]) -> Vec<Term<'a>> {
        let mut order: Vec<&Word> = words.iter().collect();
        order.sort_by_cached_key(|word| {
            (self.vocabulary.prefix(word.bytes()).size, usize::MAX - word.text.len())
        });
        order.into_iter().map(Term::new).collect()
    }

    /// Adds the rows in which every word is a subsequence of one field. The letters of each row, then of each field,
    /// rule out nearly all of them before any text is looked at.
    fn scattered(
        &self,
        words: &[Word],
        enough: usize,
        matches: &mut Matches,
        stop: &dyn Fn() -> bool,
    ) -> Option<()> {
        // The word of the most letters rules out the most.
        let mut words: Vec<&Word> = words.iter().collect();
        words.sort_by_key(|word| Reverse(word.mask.count_ones()));
        let Some(first) = words.first() else { return Some(()) };
        let needed = words.iter().fold(0, |all, word| all | word.mask);
        matches.only(enough.max(LOOSE));
        let mut maybe = Few::new();
        let mut looks = 0;
        for (block, letters) in self.all_letters.chunks(STOP_EVERY).enumerate() {
            if stop() {
                return None;
            }
            let letters_of = |row: u32| self.letters.get(row as usize).copied().unwrap_or_default();
            maybe.with_letters(letters, needed, (block * STOP_EVERY) as u32);
            maybe.keep(|row| {
                let lacks = |field: Halves| first.mask & !field.all() != 0;
                let [artist, title, version, label] = letters_of(row);
                !(lacks(artist) & lacks(title) & lacks(version) & lacks(label))
            });
            maybe.keep(|row| {
                let letters = letters_of(row);
                words.iter().all(|word| letters.iter().any(|field| field.may_hold(word)))
            });
            // Texts are fetched one while the other is on its way, not one when the other has been looked at.
            black_box(
                maybe.rows().iter().fold(0, |any, &row| any ^ self.text(row).first().copied().unwrap_or(0)),
            );
            for &row in maybe.rows() {
                let (text, letters) = (self.text(row), letters_of(row));
                looks += 1;
                if words.iter().all(|word| is_scattered(text, &letters, word)) && !matches.add(row) {
                    return Some(());
                }
            }
            if looks > LOOKS && matches.rows.len() >= enough {
                matches.more = true;
                return Some(());
            }
        }
        Some(())
    }
}

/// The rows of a block that are not ruled out yet.
struct Few {
    rows: [u32; STOP_EVERY],
    count: usize,
}

impl Few {
    fn new() -> Self {
        Self { rows: [0; STOP_EVERY], count: 0 }
    }

    fn rows(&self) -> &[u32] {
        &self.rows[..self.count]
    }

    /// Those of a block whose `letters` hold all that are `needed`; its first row is `from`.
    fn with_letters(&mut self, letters: &[u32], needed: u32, from: u32) {
        /// So many are ruled out at once.
        const TOGETHER: usize = 16;
        let mut count = 0;
        let lacks = |has: u32| needed & !has != 0;
        for (from, letters) in (from..).step_by(TOGETHER).zip(letters.chunks(TOGETHER)) {
            // No branch inside: the compiler compares several at a time.
            if letters.iter().fold(true, |all, &has| all & lacks(has)) {
                continue;
            }
            for (row, &has) in (from..).zip(letters) {
                self.rows[count] = row;
                count += usize::from(!lacks(has));
            }
        }
        self.count = count;
    }

    /// Those that also pass this. No branch: which pass is too random to predict.
    fn keep(&mut self, passes: impl Fn(u32) -> bool) {
        let mut kept = 0;
        for at in 0..self.count {
            let row = self.rows[at];
            self.rows[kept] = row;
            kept += usize::from(passes(row));
        }
        self.count = kept;
    }
}
