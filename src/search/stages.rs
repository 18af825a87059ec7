//! Which rows match: whole words first, then starts, insides, typing errors, letters left out, all words but one.

use super::{apart::Demand, fit::Kind, index::SearchIndex, matches::Matches, narrow::Term, words::Word};

/// With so many hits, and as many as are wanted, loose matches would only add noise.
const ENOUGH: usize = 100;
/// With fewer hits than this, typing errors are forgiven.
const FEW: usize = 10;
/// Loose matches (typing errors, letters left out, a word short) beyond so many a stage are left out: each has to be
/// looked at closely, and the list is long full.
const LOOSE: usize = 2000;

impl SearchIndex {
    /// Where `names` are looked for, what only has the letters inside does not stand for a name with an error. `None`: stopped.
    pub(super) fn matches(
        &self,
        words: &[Word],
        limit: usize,
        names: bool,
        stop: &dyn Fn() -> bool,
    ) -> Option<Matches> {
        let mut matches = Matches::new(self.len());
        matches.demands = Demand::of(words);
        let terms = self.rarest_first(words);
        let mut begun = 0;
        for kind in [Kind::Exact, Kind::Prefix, Kind::Inside] {
            if !matches.more {
                self.add_all(&terms, kind, &mut matches, stop)?;
            }
            matches.end_stage();
            if kind == Kind::Prefix {
                begun = matches.rows.len();
            }
        }
        let sure = matches.rows.len();
        let found = if names { begun } else { sure };
        if found == 0 {
            matches.demands.clear();
        }
        if found < FEW {
            matches.only(limit.max(ENOUGH).max(LOOSE));
            // Beside what is found, the start of a word with an error in it is too little.
            let ended: Vec<Word> = words.iter().map(Word::ended).collect();
            let ended = self.rarest_first(&ended);
            self.add_all(if found > 0 { &ended } else { &terms }, Kind::Near, &mut matches, stop)?;
            matches.end_stage();
        }
        if sure == 0 && matches.rows.len() < FEW {
            self.add_all(&terms, Kind::Shortened, &mut matches, stop)?;
            matches.end_stage();
        }
        if matches.rows.is_empty() && words.len() > 1 {
            self.add_all_but_one(&terms, Kind::Near, &mut matches, stop)?;
            matches.end_stage();
        }
        matches.closest = sure == 0 && !matches.rows.is_empty();
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
}
