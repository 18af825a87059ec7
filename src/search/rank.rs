//! Which match stands before which.

use std::cmp::Ordering;

use super::{
    fit::{Fit, Kind, fields, fit, words},
    index::SearchIndex,
    matches::Matches,
    text::find,
    words::{Errors, Word},
};

/// Of a stage so many are looked at, by popularity…
const LOOKED_AT: usize = 2000;
/// …and so many more than are wanted looked at closely.
const CLOSELY: usize = 200;
const STOP_EVERY: usize = 256;

/// What a row is worth for a query; the parts are named so that tests can turn the knobs.
struct Worth;

impl Worth {
    /// Whole words, then starts, then insides, then errors, then letters left out, then a word short: no other virtue lifts
    /// a row over such a step.
    const STEP: f32 = 10.0;
    /// What an artist's name finds as the version of somebody else's record stands behind the artist's own.
    const BY_OTHERS: f32 = 5.0;
    /// For twice as many DJs.
    const POPULAR: f32 = 0.2;
    const WHOLE_FIELD: f32 = 0.5;
    /// The same where whole names come first: more than any popularity.
    const WHOLE_NAME: f32 = 5.0;
    const IN_ORDER: f32 = 0.6;
    /// One typing error; where whole names come first, nearer counts more than better known.
    const ERROR: f32 = 0.5;
    const ERROR_IN_NAME: f32 = 1.5;
}

/// A match with what is known of it so far.
#[derive(Clone, Copy)]
struct Scored {
    row: u32,
    score: f32,
    place: Place,
}

/// Where the words stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// They begin or end the artist's credit.
    Own,
    /// All are in the version.
    Version,
    Elsewhere,
}

/// The best `limit` matches, best first, with their scores. `None`: stopped.
pub(super) fn best(
    index: &SearchIndex,
    words: &[Word],
    matches: &Matches,
    limit: usize,
    whole_first: bool,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<(u32, f32)>> {
    let keep = limit.saturating_mul(2).max(CLOSELY);
    let look = Look::new(index, words, whole_first);
    let mut scored = Vec::new();
    for stage in matches.stages() {
        for (at, &row) in stage.iter().take(keep.max(LOOKED_AT)).enumerate() {
            if at % STOP_EVERY == 0 && stop() {
                return None;
            }
            scored.push(look.glance(row));
        }
        if scored.len() >= keep {
            break;
        }
    }
    own_before_others(&mut scored);
    sort(&mut scored, keep);
    for (at, one) in scored.iter_mut().enumerate() {
        if at % STOP_EVERY == 0 && stop() {
            return None;
        }
        one.score += look.closely(one.row);
    }
    sort(&mut scored, limit);
    Some(scored.into_iter().map(|one| (one.row, one.score)).collect())
}

/// Whether a row of this score has every word whole or as a beginning.
pub(super) fn begins(score: f32) -> bool {
    score >= f32::from(step_of(Kind::Prefix)) * Worth::STEP
}

/// Whether a row of this score, of names, lacks a word.
pub(super) fn lacks(score: f32) -> bool {
    score < f32::from(step_of(Kind::Shortened)) * Worth::STEP
}

/// Where the words are an artist's name, what others made that only bears it as a version stands behind.
fn own_before_others(scored: &mut [Scored]) {
    if scored.iter().any(|one| one.place == Place::Own) {
        for one in scored.iter_mut().filter(|one| one.place == Place::Version) {
            one.score -= Worth::BY_OTHERS;
        }
    }
}

/// Best first, at equal scores the more popular; only so many are kept.
fn sort(scored: &mut Vec<Scored>, keep: usize) {
    let by = |a: &Scored, b: &Scored| b.score.total_cmp(&a.score).then(a.row.cmp(&b.row));
    if scored.len() > keep && keep > 0 {
        scored.select_nth_unstable_by(keep - 1, by);
    }
    scored.truncate(keep);
    scored.sort_unstable_by(by);
}

/// A look at rows for one query.
struct Look<'a> {
    index: &'a SearchIndex,
    words: &'a [Word],
    whole_first: bool,
    /// What an error costs.
    error: f32,
    /// What each field is worth of which the words are all.
    whole: f32,
    /// Of all words.
    letters: f32,
    /// All words as typed, one space apart.
    phrase: Vec<u8>,
    pairs: Vec<Vec<u8>>,
}

impl<'a> Look<'a> {
    fn new(index: &'a SearchIndex, words: &'a [Word], whole_first: bool) -> Self {
        let whole = if whole_first { Worth::WHOLE_NAME * words.len() as f32 } else { Worth::WHOLE_FIELD };
        let joined = |words: &[Word]| words.iter().map(Word::bytes).collect::<Vec<_>>().join(&b' ');
        Self {
            index,
            words,
            whole_first,
            error: if whole_first { Worth::ERROR_IN_NAME } else { Worth::ERROR },
            whole,
            letters: words.iter().map(|word| word.text.len()).sum::<usize>() as f32,
            phrase: joined(words),
            pairs: words.windows(2).map(joined).collect(),
        }
    }

    /// The cheap part of the score.
    fn glance(&self, row: u32) -> Scored {
        let text = self.index.text(row);
        let mut step = step_of(Kind::Exact);
        let mut sum = 0.0;
        let mut covered = [0_usize; 4];
        let mut places = [0_usize; 4];
        let mut letters = 0;
        for word in self.words {
            let Some(found) = fit(text, word, Kind::Shortened) else {
                step = 0;
                continue;
            };
            step = step.min(self.step(&found));
            sum += worth(&found) - self.error * errors(&found, word);
            letters += word.text.len();
            places[found.field.min(3)] += 1;
            covered[found.field.min(3)] += bytes_like(text, &found);
        }
        let whole = fields(text)
            .zip(covered)
            .take(2)
            .filter(|(field, bytes)| !field.is_empty() && *bytes > field.len());
        let djs = self.index.djs.get(row as usize).copied().unwrap_or_default();
        let score = f32::from(step) * Worth::STEP
            + sum / self.words.len() as f32
            + self.whole * whole.count() as f32 / self.words.len() as f32 * letters as f32 / self.letters
            + Worth::POPULAR * (1.0 + f32::from(djs)).log2();
        Scored { row, score, place: self.place(text, places) }
    }

    /// Every word of a row counts only as much as its worst. Where whole names come first, one with an error in it stands before
    /// those that only have the letters inside.
    fn step(&self, fit: &Fit) -> u8 {
        match fit.kind {
            Kind::Near if self.whole_first && !fit.errors.start => step_of(Kind::Inside),
            Kind::Inside if self.whole_first => step_of(Kind::Near),
            kind => step_of(kind),
        }
    }

    /// `places` is how many words each field holds.
    fn place(&self, text: &[u8], places: [usize; 4]) -> Place {
        let credit = fields(text).next().unwrap_or_default();
        let ends =
            |credit: &[u8]| credit.strip_suffix(&self.phrase[..]).is_some_and(|rest| rest.ends_with(b" "));
        if places[2] == self.words.len() {
            Place::Version
        } else if places[0] == self.words.len() && (credit.starts_with(&self.phrase) || ends(credit)) {
            Place::Own
        } else {
            Place::Elsewhere
        }
    }

    /// The dear part: words that stand side by side as typed.
    fn closely(&self, row: u32) -> f32 {
        let text = self.index.text(row);
        let beside = self.pairs.iter().filter(|pair| find(text, pair).is_some()).count();
        Worth::IN_ORDER * beside as f32 / self.pairs.len().max(1) as f32
    }
}

fn step_of(kind: Kind) -> u8 {
    match kind {
        Kind::Exact => 5,
        Kind::Prefix => 4,
        Kind::Inside => 3,
        Kind::Near => 2,
        Kind::Shortened => 1,
    }
}

/// How much of its field the word is all of, each of its repeats and the gap behind it counted.
fn bytes_like(text: &[u8], fit: &Fit) -> usize {
    if matches!(fit.kind, Kind::Prefix | Kind::Inside) || fit.errors.start {
        return 0;
    }
    let field = fields(text).nth(fit.field).unwrap_or_default();
    let repeats = words(field).filter(|word| *word == fit.word).count();
    repeats.max(1) * (fit.word.len() + 1)
}

/// How much is wrong with a word; few mistype its first letter.
fn errors(fit: &Fit, typed: &Word) -> f32 {
    if fit.kind != Kind::Near {
        return 0.0;
    }
    let start = if fit.errors.start { 0.6 } else { 0.0 };
    let first = if fit.word.first() == typed.bytes().first() { 0.0 } else { 0.4 };
    fit.errors.count as f32 + start + first + unlikely(typed.bytes(), fit)
}

/// How unlikely more than one error are, each for itself.
const SEVERAL: f32 = 0.6;

/// How unlikely one error is beside a letter left out, doubled or swapped: another letter of the same kind, of another, one too many.
fn unlikely(typed: &[u8], fit: &Fit) -> f32 {
    match fit.errors {
        Errors { count: 1, start: false } => {}
        Errors { start: false, .. } => return SEVERAL,
        Errors { start: true, .. } => return 0.0,
    }
    let word = fit.word;
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let at = |text: &[u8], place: usize| text.get(place).copied();
    let vowel = |letter: Option<u8>| letter.is_some_and(|letter| b"aeiouy".contains(&letter));
    match typed.len().cmp(&word.len()) {
        Ordering::Less => 0.0,
        Ordering::Equal if at(typed, same) == at(word, same + 1) && at(typed, same + 1) == at(word, same) => {
            0.0
        }
        Ordering::Equal if vowel(at(typed, same)) == vowel(at(word, same)) => 0.3,
        Ordering::Equal => 0.6,
        Ordering::Greater if same > 0 && at(typed, same) == at(typed, same - 1) => 0.0,
        Ordering::Greater => 0.8,
    }
}

fn worth(fit: &Fit) -> f32 {
    let share = fit.covered as f32 / fit.word.len().max(1) as f32;
    match fit.kind {
        Kind::Exact | Kind::Near => 1.0,
        Kind::Prefix => 0.7 + 0.2 * share,
        Kind::Inside => 0.5 + 0.2 * share,
        Kind::Shortened => 0.3 * share,
    }
}
