//! Which rows match: whole words first, then starts, insides, scattered letters, typing errors, all words but one.

use super::{
    SearchIndex,
    bits::Bits,
    fit::{Kind, fit, is_scattered},
    vocabulary::Lists,
    words::Word,
};

/// Matches are counted up to here.
pub(super) const COUNTED: usize = 10_000;
/// With so many hits, and as many as are wanted, scattered letters would only add noise.
const ENOUGH: usize = 100;
/// With fewer hits than this, typing errors are forgiven.
const FEW: usize = 10;
/// Loose matches (scattered letters, typing errors, a word short) beyond so many a stage are left out: each has to be
/// looked at closely, and the list is long full.
const LOOSE: usize = 2000;
/// So few rows are looked at one by one; more are intersected list by list.
const LOOK_AT: usize = 16_384;
/// A look at a row costs as much as so many entries of a list.
const LOOK_COST: usize = 48;
/// Where a word's letters occur in a great many rows, so many are looked at, and no more once enough match.
const LOOKS: usize = 16_384;
/// How often a loop over rows asks whether it should stop.
const STOP_EVERY: usize = 1024;

/// The rows that match, the best stages first, each stage in order of popularity.
pub(super) struct Matches {
    pub(super) rows: Vec<u32>,
    /// Where stages end in `rows`: whatever comes later is worse.
    pub(super) ends: Vec<usize>,
    seen: Bits,
    /// Matches are counted up to here.
    most: usize,
    /// More matched than were counted.
    pub(super) more: bool,
    /// None of them matches every word as typed.
    pub(super) closest: bool,
}

impl Matches {
    fn new(rows: usize) -> Self {
        Self {
            rows: Vec::new(),
            ends: Vec::new(),
            seen: Bits::none(rows),
            most: COUNTED,
            more: false,
            closest: false,
        }
    }

    /// From here on only so many more.
    fn only(&mut self, more: usize) {
        self.most = (self.rows.len() + more).min(COUNTED);
    }

    /// `false` once full.
    fn add(&mut self, row: u32) -> bool {
        if self.seen.has(row) {
            return true;
        }
        if self.rows.len() >= self.most {
            self.more = true;
            return false;
        }
        self.seen.insert(row);
        self.rows.push(row);
        true
    }

    fn add_all(&mut self, rows: &Bits) {
        for row in rows.iter() {
            if !self.add(row) {
                return;
            }
        }
    }
}

impl SearchIndex {
    /// `None`: stopped.
    pub(super) fn matches(&self, words: &[Word], limit: usize, stop: &dyn Fn() -> bool) -> Option<Matches> {
        let mut matches = Matches::new(self.len());
        let order = self.rarest_first(words);
        for kind in [Kind::Exact, Kind::Prefix, Kind::Inside] {
            if !matches.more {
                matches.add_all(&self.narrow(&order, kind, stop)?);
            }
            if kind != Kind::Exact {
                // Whole words and starts of words are worth alike.
                matches.ends.push(matches.rows.len());
            }
        }
        let sure = matches.rows.len();
        let enough = limit.max(ENOUGH);
        if sure < enough {
            self.scattered(&order, enough, &mut matches, stop)?;
        }
        let matched = matches.rows.len();
        if sure < FEW && words.iter().any(|word| word.edits > 0) {
            matches.only(enough.max(LOOSE));
            matches.add_all(&self.narrow(&order, Kind::Near, stop)?);
        }
        matches.ends.push(matches.rows.len());
        if matches.rows.is_empty() && words.len() > 1 {
            self.all_but_one(&order, &mut matches, stop)?;
        }
        matches.closest = matched == 0 && !matches.rows.is_empty();
        Some(matches)
    }

    /// The words by how many rows hold them, the most telling first.
    fn rarest_first<'a>(&self, words: &'a [Word]) -> Vec<&'a Word> {
        let mut order: Vec<&Word> = words.iter().collect();
        order.sort_by_cached_key(|word| {
            (self.vocabulary.prefix(word.bytes()).size, usize::MAX - word.text.len())
        });
        order
    }

    fn lists(&self, word: &Word, kind: Kind, stop: &dyn Fn() -> bool) -> Option<Lists> {
        match kind {
            Kind::Exact => Some(self.vocabulary.exact(word.bytes())),
            Kind::Prefix => Some(self.vocabulary.prefix(word.bytes())),
            Kind::Inside => self.vocabulary.inside(word, false, stop),
            Kind::Near | Kind::Scattered => self.vocabulary.inside(word, true, stop),
        }
    }

    /// The rows in which every word matches by `kind` or better.
    fn narrow(&self, words: &[&Word], kind: Kind, stop: &dyn Fn() -> bool) -> Option<Bits> {
        let Some((first, others)) = words.split_first() else { return Some(Bits::none(0)) };
        let mut rows = self.union(&self.lists(first, kind, stop)?, None, stop)?;
        for word in others {
            let count = rows.count();
            if count == 0 {
                break;
            }
            if count > LOOK_AT {
                let lists = self.lists(word, kind, stop)?;
                if lists.size < count * LOOK_COST {
                    rows = self.union(&lists, Some(&rows), stop)?;
                    continue;
                }
            }
            let mut kept = Bits::none(self.len());
            for (at, row) in rows.iter().enumerate() {
                if at % STOP_EVERY == 0 && stop() {
                    return None;
                }
                if fit(self.text(row), word, kind).is_some() {
                    kept.insert(row);
                }
            }
            rows = kept;
        }
        Some(rows)
    }

    /// The rows of these lists, of those in `among` where given.
    fn union(&self, lists: &Lists, among: Option<&Bits>, stop: &dyn Fn() -> bool) -> Option<Bits> {
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
                    if among.is_none_or(|among| among.has(row)) {
                        rows.insert(row);
                    }
                }
            }
        }
        Some(rows)
    }

    /// Adds the rows in which every word is a subsequence of one field. The letters of each field (four bytes, read in
    /// order) rule out nearly all rows before any text is looked at.
    fn scattered(
        &self,
        words: &[&Word],
        enough: usize,
        matches: &mut Matches,
        stop: &dyn Fn() -> bool,
    ) -> Option<()> {
        let Some(first) = words.iter().max_by_key(|word| word.mask.count_ones()) else { return Some(()) };
        matches.only(enough.max(LOOSE));
        let mut maybe = [0_u32; STOP_EVERY];
        let mut looks = 0;
        let letters = bytemuck::try_cast_slice::<u32, [u32; 4]>(&self.letters).unwrap_or_default();
        for (block, letters) in letters.chunks(STOP_EVERY).enumerate() {
            if stop() {
                return None;
            }
            let mut count = 0;
            // No branch: whether a row goes on is too random to predict.
            for (at, [artist, title, version, label]) in letters.iter().enumerate() {
                maybe[count] = at as u32;
                let lacks = |field: &u32| first.mask & !field != 0;
                count += usize::from(!(lacks(artist) & lacks(title) & lacks(version) & lacks(label)));
            }
            for &at in &maybe[..count] {
                let letters = &letters[at as usize];
                if !words.iter().all(|word| letters.iter().any(|has| word.mask & !has == 0)) {
                    continue;
                }
                let row = (block * STOP_EVERY) as u32 + at;
                let text = self.text(row);
                looks += 1;
                if words.iter().all(|word| is_scattered(text, letters, word)) && !matches.add(row) {
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

    /// Adds the rows that match all words but one. Such a row matches one of any two words, so two lists are enough to
    /// find it.
    fn all_but_one(&self, words: &[&Word], matches: &mut Matches, stop: &dyn Fn() -> bool) -> Option<()> {
        matches.only(LOOSE);
        // Words that nothing holds come first and cannot both be the one that is left out.
        let mut either = Bits::none(self.len());
        for word in words.iter().take(2) {
            let rows = self.union(&self.lists(word, Kind::Near, stop)?, None, stop)?;
            rows.iter().for_each(|row| either.insert(row));
        }
        for (at, row) in either.iter().enumerate() {
            if at % STOP_EVERY == 0 && stop() {
                return None;
            }
            let text = self.text(row);
            let mut missed = 0;
            let near = words.iter().all(|word| {
                missed += usize::from(fit(text, word, Kind::Near).is_none());
                missed < 2
            });
            if near && !matches.add(row) {
                break;
            }
        }
        Some(())
    }
}
