//! Which rows hold every word of a query, or all but one.

use std::{borrow::Cow, cell::OnceCell};

use super::{
    bits::Bits,
    fit::{KINDS, Kind, fit},
    index::SearchIndex,
    lists::Lists,
    matches::{Matches, STOP_EVERY},
    vocabulary::Vocabulary,
    words::Word,
};

/// So few rows are looked at one by one rather than ask the vocabulary where a word is inside or nearly written.
const LOOK_AT: usize = 1024;
/// A look at a row costs as much as so many entries of a list.
const LOOK_COST: usize = 128;

/// A word of the query with its lists of rows by [`Kind`], found when first asked for.
pub(super) struct Term<'a> {
    word: &'a Word,
    lists: [OnceCell<Lists>; KINDS],
}

impl<'a> Term<'a> {
    pub(super) fn new(word: &'a Word) -> Self {
        Self { word, lists: Default::default() }
    }

    /// `None`: stopped.
    fn lists(&self, vocabulary: &Vocabulary, kind: Kind, stop: &dyn Fn() -> bool) -> Option<&Lists> {
        let known = &self.lists[kind as usize];
        if known.get().is_none() {
            let _ = known.set(match kind {
                Kind::Exact => vocabulary.exact(self.word.bytes()),
                Kind::Prefix => vocabulary.prefix(self.word.bytes()),
                Kind::Inside => vocabulary.inside(self.word, stop)?,
                Kind::Near => {
                    vocabulary.near(self.word, self.lists(vocabulary, Kind::Inside, stop)?, stop)?
                }
                Kind::Shortened => {
                    vocabulary.shortened(self.word, self.lists(vocabulary, Kind::Near, stop)?, stop)?
                }
            });
        }
        known.get()
    }
}

/// The rows that hold every word so far, and those that hold all but one where these count.
struct Rows {
    all: Bits,
    all_but_one: Option<Bits>,
}

impl Rows {
    fn new(rows: usize, spare: bool) -> Self {
        Self { all: Bits::all(rows), all_but_one: spare.then(|| Bits::none(rows)) }
    }

    /// One more word; these are its rows.
    fn narrow(&mut self, word: &Bits) {
        if let Some(all_but_one) = &mut self.all_but_one {
            all_but_one.keep(word);
            all_but_one.add_without(&self.all, word);
        }
        self.all.keep(word);
    }

    fn either(&self) -> Cow<'_, Bits> {
        match &self.all_but_one {
            Some(all_but_one) => Cow::Owned(all_but_one.or(&self.all)),
            None => Cow::Borrowed(&self.all),
        }
    }

    fn count(&self) -> usize {
        self.all.count() + self.all_but_one.as_ref().map_or(0, Bits::count)
    }
}

impl SearchIndex {
    /// Adds the rows in which every word matches by `kind` or better. `None`: stopped.
    pub(super) fn add_all(
        &self,
        terms: &[Term],
        kind: Kind,
        matches: &mut Matches,
        stop: &dyn Fn() -> bool,
    ) -> Option<()> {
        self.add_narrowed(terms, kind, Rows::new(self.len(), false), matches, stop)
    }

    /// Adds the rows in which all words but one match by `kind` or better. `None`: stopped.
    pub(super) fn add_all_but_one(
        &self,
        terms: &[Term],
        kind: Kind,
        matches: &mut Matches,
        stop: &dyn Fn() -> bool,
    ) -> Option<()> {
        self.add_narrowed(terms, kind, Rows::new(self.len(), true), matches, stop)
    }

    /// Words with short lists narrow the rows down; what is left is looked at for the others.
    fn add_narrowed(
        &self,
        terms: &[Term],
        kind: Kind,
        mut rows: Rows,
        matches: &mut Matches,
        stop: &dyn Fn() -> bool,
    ) -> Option<()> {
        let mut others = Vec::new();
        for term in terms {
            let count = rows.count();
            if count == 0 {
                return Some(());
            }
            let dear = kind >= Kind::Inside;
            if dear && count <= LOOK_AT {
                others.push(term.word);
                continue;
            }
            let lists = term.lists(&self.vocabulary, kind, stop)?;
            if lists.size / LOOK_COST > count {
                others.push(term.word);
                continue;
            }
            let mut holding = self.union(lists, stop)?;
            if kind >= Kind::Near && term.word.may_lack_a_blank() {
                self.add_joined(term.word, &rows.either(), &mut holding, stop)?;
            }
            rows.narrow(&holding);
        }
        for (at, row) in rows.either().iter().enumerate() {
            if at % STOP_EVERY == 0 && stop() {
                return None;
            }
            let text = self.text(row);
            let mut spare = rows.all_but_one.as_ref().is_some_and(|short| !short.has(row));
            let mut holds = |word: &Word| fit(text, word, kind).is_some() || std::mem::take(&mut spare);
            if others.iter().all(|word| holds(word)) && matches.admits(text) && !matches.add(row) {
                break;
            }
        }
        Some(())
    }

    /// Adds the rows among these that hold the word as two, without the blank between them. `None`: stopped.
    fn add_joined(&self, word: &Word, among: &Bits, rows: &mut Bits, stop: &dyn Fn() -> bool) -> Option<()> {
        for (first, second) in word.halves() {
            let first = self.vocabulary.exact(first.as_bytes());
            if first.size == 0 {
                continue;
            }
            let find = if word.typing { Vocabulary::prefix } else { Vocabulary::exact };
            let second = find(&self.vocabulary, second.as_bytes());
            if second.size == 0 {
                continue;
            }
            let mut both = self.union(&first, stop)?;
            both.keep(&self.union(&second, stop)?);
            both.keep(among);
            // They may stand apart.
            for (at, row) in both.iter().enumerate() {
                if at % STOP_EVERY == 0 && stop() {
                    return None;
                }
                if fit(self.text(row), word, Kind::Near).is_some() {
                    rows.insert(row);
                }
            }
        }
        Some(())
    }

    /// The rows of these lists.
    fn union(&self, lists: &Lists, stop: &dyn Fn() -> bool) -> Option<Bits> {
        let mut rows = Bits::none(self.len());
        let mut read = 0;
        for list in self.vocabulary.rows(lists) {
            for chunk in list.chunks(64 * STOP_EVERY) {
                read += chunk.len();
                if read > 64 * STOP_EVERY {
                    read = 0;
                    if stop() {
                        return None;
                    }
                }
                for &row in chunk {
                    rows.insert(row);
                }
            }
        }
        Some(rows)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{tests::Titles, words::parse},
        *,
    };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// So many rows that some words narrow by their lists and others by a look.
        #[test]
        fn the_rows_found_are_those_that_a_look_at_each_finds(
            words in prop::collection::vec("[abc]{1,9}", 3..90),
            typed in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..9), 1..6),
            step in 1_usize..40,
        ) {
            let typed: Vec<&str> = typed
                .iter()
                .map(|(at, letters)| (at.get(&words), *letters))
                .map(|(word, letters)| &word[..word.len().min(letters)])
                .collect();
            let word = |at: usize| words[at % words.len()].as_str();
            let titles: Vec<String> =
                (0..4000).map(|at| [word(at), word(at * step + at / 7), word(at / 100)].join(" ")).collect();
            let index = SearchIndex::build(&Titles(titles));
            let typed = parse(&typed.join(" "));
            for kind in [Kind::Exact, Kind::Prefix, Kind::Inside, Kind::Near, Kind::Shortened] {
                for spare in [0, 1] {
                    let terms: Vec<Term> = typed.iter().map(Term::new).collect();
                    let mut matches = Matches::new(index.len());
                    let rows = Rows::new(index.len(), spare == 1);
                    index.add_narrowed(&terms, kind, rows, &mut matches, &|| false).expect("nobody stops it");
                    let missed = |row: u32| {
                        typed.iter().filter(|word| fit(index.text(row), word, kind).is_none()).count()
                    };
                    let looked: Vec<u32> = (0..4000).filter(|row| missed(*row) <= spare).collect();
                    prop_assert_eq!(&matches.rows, &looked, "{:?}, {} spare", kind, spare);
                }
            }
        }
    }
}
