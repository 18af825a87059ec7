//! Which match stands before which.

use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::{
    fit::{Fit, Kind, fields, fit},
    index::SearchIndex,
    matches::Matches,
    text::find,
    words::Word,
};

/// So many more than are wanted are looked at closely.
const CLOSELY: usize = 200;
const STOP_EVERY: usize = 256;

/// What a row is worth for a query; the parts are named so that tests can turn the knobs.
struct Worth;

impl Worth {
    /// Whole words and starts, then insides, then errors and scattered letters, then a word short: no other virtue
    /// lifts a row over such a step.
    const STEP: f32 = 10.0;
    const POPULAR: f32 = 1.0;
    const WHOLE_FIELD: f32 = 0.5;
    const IN_ORDER: f32 = 0.6;
    const NUCLEO: f32 = 0.5;
}

/// The best `limit` matches, best first, with their scores. `None`: stopped.
pub(super) fn best(
    index: &SearchIndex,
    words: &[Word],
    matches: &Matches,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<(u32, f32)>> {
    let keep = limit.saturating_mul(2).max(CLOSELY);
    let enough = matches.ends.iter().copied().find(|end| *end >= keep).unwrap_or(matches.rows.len());
    let rows = &matches.rows[..enough];
    let mut scored = Vec::with_capacity(rows.len());
    for (at, &row) in rows.iter().enumerate() {
        if at % STOP_EVERY == 0 && stop() {
            return None;
        }
        scored.push((row, glance(index, words, row)));
    }
    sort(&mut scored, keep);

    let mut close = Close::new(words);
    for (at, (row, score)) in scored.iter_mut().enumerate() {
        if at % STOP_EVERY == 0 && stop() {
            return None;
        }
        *score += close.look(index.text(*row), words);
    }
    sort(&mut scored, limit);
    Some(scored)
}

/// Best first, at equal scores the more popular; only so many are kept.
fn sort(scored: &mut Vec<(u32, f32)>, keep: usize) {
    let by = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if scored.len() > keep && keep > 0 {
        scored.select_nth_unstable_by(keep - 1, by);
    }
    scored.truncate(keep);
    scored.sort_unstable_by(by);
}

/// The cheap part of the score, for every match.
fn glance(index: &SearchIndex, words: &[Word], row: u32) -> f32 {
    let text = index.text(row);
    let mut step = 3;
    let mut sum = 0.0;
    let mut exact = [0_usize; 4];
    for word in words {
        let found = fit(text, word, Kind::Scattered);
        step = step.min(found.map_or(0, |fit| step_of(fit.kind)));
        sum += found.map_or(0.0, |fit| worth(&fit));
        if let Some(Fit { kind: Kind::Exact, field, covered, .. }) = found {
            exact[field.min(3)] += covered + 1;
        }
    }
    let whole =
        fields(text).zip(exact).take(2).filter(|(field, bytes)| !field.is_empty() && *bytes > field.len());
    let djs = index.djs.get(row as usize).copied().unwrap_or_default();
    f32::from(step) * Worth::STEP
        + sum / words.len() as f32
        + Worth::WHOLE_FIELD * whole.count() as f32 / words.len() as f32
        + Worth::POPULAR * (1.0 + f32::from(djs)).log2() / 8.0
}

fn step_of(kind: Kind) -> u8 {
    match kind {
        Kind::Exact | Kind::Prefix => 3,
        Kind::Inside => 2,
        Kind::Near | Kind::Scattered => 1,
    }
}

fn worth(fit: &Fit) -> f32 {
    let share = fit.covered as f32 / fit.whole.max(1) as f32;
    match fit.kind {
        Kind::Exact => 1.0,
        Kind::Prefix => 0.7 + 0.2 * share,
        Kind::Inside => 0.5 + 0.2 * share,
        Kind::Near => 0.4 + 0.3 * share,
        Kind::Scattered => 0.3 * share,
    }
}

/// The dear part: nucleo's score (boundaries, runs) and the query's words standing side by side.
struct Close {
    matcher: Matcher,
    needles: Vec<(Vec<char>, f32)>,
    pairs: Vec<String>,
    letters: Vec<char>,
}

impl Close {
    fn new(words: &[Word]) -> Self {
        let mut matcher = matcher();
        let needles = words
            .iter()
            .map(|word| {
                let needle = word.chars.clone();
                let perfect = score(&mut matcher, word.bytes(), &needle, &mut Vec::new());
                (needle, f32::from(perfect.unwrap_or(1).max(1)))
            })
            .collect();
        let pairs = words.windows(2).map(|pair| format!("{} {}", pair[0].text, pair[1].text)).collect();
        Self { matcher, needles, pairs, letters: Vec::new() }
    }

    fn look(&mut self, text: &[u8], words: &[Word]) -> f32 {
        let mut sum = 0.0;
        for (needle, perfect) in &self.needles {
            let best = fields(text)
                .filter_map(|field| score(&mut self.matcher, field, needle, &mut self.letters))
                .max();
            sum += best.map_or(0.0, |best| f32::from(best) / perfect);
        }
        let pairs = self.pairs.iter().filter(|pair| find(text, pair.as_bytes()).is_some()).count();
        let in_order = if self.pairs.is_empty() { 0.0 } else { pairs as f32 / self.pairs.len() as f32 };
        Worth::NUCLEO * sum / words.len() as f32 + Worth::IN_ORDER * in_order
    }
}

/// Both sides are folded already.
pub(super) fn matcher() -> Matcher {
    let mut config = Config::DEFAULT;
    config.ignore_case = false;
    config.normalize = false;
    Matcher::new(config)
}

fn score(matcher: &mut Matcher, field: &[u8], needle: &[char], letters: &mut Vec<char>) -> Option<u16> {
    if field.is_empty() {
        return None;
    }
    letters.clear();
    letters.extend(String::from_utf8_lossy(field).chars());
    matcher.fuzzy_match(Utf32Str::Unicode(letters), Utf32Str::Unicode(needle))
}
