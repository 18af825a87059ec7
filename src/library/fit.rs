//! Fitting the model on a snapshot's plays: cold, or warm from an earlier model.

use std::time::{Instant, SystemTime};

use rayon::ThreadPool;
use serde::Serialize;

use super::{
    model::{Fitted, Made},
    own::{self, OwnSets},
    snapshot::{segment::Meta, tables::Tables},
};
use crate::{
    config::Recommend,
    recommend::{
        Model,
        als::{self, Collapsed, Factors, FitError, FitProgress, FitSettings, Warm},
        interactions::{Interactions, NONE, Plays},
        lists::Lists,
    },
    track::sortable_date,
};

/// A warm fit goes on while an iteration lowers the loss by more than this share, until it is at what a cold fit would reach.
/// Without that end, a refit after 1 % new mixes took five iterations and 0.84 of a cold fit's time, to end 1.5 % below the cold
/// fit's loss: more than anybody had asked for.
const WORTH_ANOTHER: f64 = 0.0005;
/// How near to a cold fit's loss is near enough, as a share of it.
const NEAR: f64 = 0.001;
/// The loss of a cold fit grows as this power of the number of mixes: what was found on the starter without 0.1, 1, 2, 3, 10 and
/// 25 % of its mixes, to within 0.1 % of the loss up to 3 % and 0.4 % beyond.
const GROWTH: f64 = 1.3;
/// With more tracks there is one start: a second would take more than a second.
const MOST_TRACKS: usize = 100_000;

/// What a fit did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FitReport {
    /// Iterations done.
    pub iterations: u32,
    /// The loss at the end.
    pub loss: f64,
    /// Wall time.
    pub seconds: f64,
}

/// A fingerprint of what shapes a fit, FNV-1a over the settings' text. What it says is kept with the model, so that
/// changed settings lead to a new fit.
pub fn fingerprint(recommend: &Recommend) -> u64 {
    let shaping = Recommend { rarity: 0.0, ..*recommend };
    let text = serde_json::to_string(&shaping).unwrap_or_default();
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The dates of a snapshot's mixes, as numbers that sort.
pub fn dates(tables: &Tables) -> Vec<u32> {
    (0..tables.n_mixes() as u32).map(|mix| sortable_date(tables.mix_date.get(mix))).collect()
}

/// A snapshot's plays as a fit wants them; `dates` are those of [`dates`].
pub fn plays<'a>(tables: &'a Tables, dates: &'a [u32]) -> Plays<'a> {
    let lists =
        |of: &'a super::snapshot::columns::ListColumn| Lists::new(&of.starts, &of.values).unwrap_or_default();
    Plays {
        tracks: tables.n_tracks(),
        mixes: lists(&tables.plays),
        artists: lists(&tables.artists_of),
        labels: &tables.label,
        dates,
    }
}

/// The matrix of a snapshot: mixes, and the weak rows of artists, labels and periods. Damaged plays are an error: a model of
/// nothing would take the place of one that works.
pub fn interactions(tables: &Tables, settings: &FitSettings) -> Result<Interactions, FitError> {
    let whole = |of: &super::snapshot::columns::ListColumn| Lists::new(&of.starts, &of.values).is_some();
    if !whole(&tables.plays) || !whole(&tables.artists_of) {
        return Err(FitError::Damaged);
    }
    let dates = dates(tables);
    let taught = own::taught(tables, OwnSets::With);
    let mut plays = plays(tables, &dates);
    if let Some(taught) = &taught {
        plays.mixes = taught.view();
    }
    Interactions::new(&plays, settings.row_weights()).map_err(|_| FitError::Damaged)
}

/// Fits a model to the snapshot's plays, from every start: warm from `old` where it has as many factors, as many starts and the same
/// settings, else cold.
pub fn fit(
    tables: &Tables,
    recommend: &Recommend,
    old: Option<&Fitted>,
    pool: &ThreadPool,
    progress: &mut dyn FnMut(FitProgress),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(Fitted, FitReport), FitError> {
    let begin = Instant::now();
    let starts = if tables.n_tracks() > MOST_TRACKS { 1 } else { recommend.starts };
    let settings = FitSettings { starts, ..*recommend };
    let meta = Meta { settings: fingerprint(recommend), ..tables.meta };
    let mut fits =
        Fits { merged: Collapsed::of(&interactions(tables, &settings)?)?, settings, pool, progress, stop };
    let old = old.filter(|old| {
        let shape = old.view().shape;
        old.meta.settings == meta.settings && (shape.factors, shape.starts) == (settings.factors, starts)
    });
    let (factors, iterations) = match old {
        Some(old) => fits.warm(tables, old)?,
        None => (fits.run(settings.iterations, &|_| None)?, settings.iterations),
    };
    // The matrix goes before the arrays of the model come.
    drop(fits);
    let loss = last_loss(&factors);
    let model = Model::of_starts(factors, &settings, pool, stop)?;
    let made = Made {
        meta,
        mixes: tables.n_mixes() as u64,
        iterations: iterations as u32,
        loss,
        at: SystemTime::now(),
    };
    let report = FitReport { iterations: made.iterations, loss, seconds: begin.elapsed().as_secs_f64() };
    Ok((Fitted::new(model, tables.ids.clone(), &made), report))
}

/// The fits of one model, a random start each.
struct Fits<'a> {
    merged: Collapsed,
    settings: FitSettings,
    pool: &'a ThreadPool,
    progress: &'a mut dyn FnMut(FitProgress),
    stop: &'a (dyn Fn() -> bool + Sync),
}

impl Fits<'_> {
    /// Each fit from its own start, so many iterations.
    fn run<'w>(
        &mut self,
        iterations: usize,
        warm: &dyn Fn(usize) -> Option<Warm<'w>>,
    ) -> Result<Vec<Factors>, FitError> {
        let of = self.settings.starts;
        let fits = (0..of).map(|at| {
            let seed = self.settings.seed.wrapping_add((at as u64) << 32);
            let settings = FitSettings { iterations, seed, ..self.settings };
            let mut progress = |p: FitProgress| {
                (self.progress)(FitProgress { done: at * p.of + p.done, of: of * p.of, ..p });
            };
            als::fit_collapsed(&self.merged, &settings, warm(at), self.pool, &mut progress, self.stop)
        });
        fits.collect()
    }

    /// One iteration from the old items, and more while they pay.
    fn warm(&mut self, tables: &Tables, old: &Fitted) -> Result<(Vec<Factors>, usize), FitError> {
        let rows: Vec<u32> =
            tables.ids.iter().map(|&id| old.row_of(crate::track::TrackId(id)).unwrap_or(NONE)).collect();
        let same: Vec<u32> = (0..tables.n_tracks() as u32).collect();
        let shape = old.view().shape;
        let mut factors = self.run(1, &|at| {
            let at = shape.parts().nth(at)?.start;
            Some(Warm { items: old.items(), stride: shape.stride(), at, old: &rows })
        })?;
        let mut before = factors.iter().filter_map(|fit| fit.loss.first()).sum::<f64>();
        let grown = tables.n_mixes() as f64 / old.mixes.max(1) as f64;
        let wanted = old.loss * grown.powf(GROWTH) * (1.0 + NEAR);
        let most = self.settings.iterations;
        let mut done = 1;
        loop {
            let now = last_loss(&factors);
            if done >= most || now <= wanted || before - now <= WORTH_ANOTHER * before {
                return Ok((factors, done));
            }
            before = now;
            factors = self.run(1, &|at| {
                let Factors { items, stride, .. } = factors.get(at)?;
                Some(Warm { items, stride: *stride, at: 0, old: &same })
            })?;
            done += 1;
        }
    }
}

/// The loss at the end, of all fits together.
fn last_loss(factors: &[Factors]) -> f64 {
    factors.iter().filter_map(|fit| fit.loss.last()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{SimilarQuery, Snapshot, fixture};

    #[test]
    fn damaged_plays_fit_no_model() {
        let tables = || fixture::tables(&[("2001 - Ann - One", &["A - First", "B - Second"])]);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let fitted = |tables: &Tables| {
            let small = Recommend { factors: 2, ..Recommend::default() };
            fit(tables, &small, None, &pool, &mut |_| {}, &|| false).map(|_| ())
        };
        assert_eq!(fitted(&tables()), Ok(()));
        let mut unknown = tables();
        unknown.plays.values = vec![0, 9].into();
        assert_eq!(fitted(&unknown), Err(FitError::Damaged));
        let mut torn = tables();
        torn.plays.starts = vec![0, 7].into();
        assert_eq!(fitted(&torn), Err(FitError::Damaged));
    }

    #[test]
    fn a_refit_begins_with_what_each_start_had_come_to() {
        let all: Vec<(String, Vec<String>)> = (0..40)
            .map(|mix| {
                let records =
                    (0..12).map(|n| format!("A{} - R{}", (mix * 5 + n * 7) % 30, (mix + n * n) % 50));
                (format!("20{mix:02} - Ann - Mix {mix}"), records.collect())
            })
            .collect();
        let lines: Vec<Vec<&str>> =
            all.iter().map(|(_, records)| records.iter().map(String::as_str).collect()).collect();
        let mixes: Vec<(&str, &[&str])> =
            all.iter().zip(&lines).map(|((title, _), lines)| (title.as_str(), lines.as_slice())).collect();
        let tables = fixture::tables(&mixes);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let both = Recommend { factors: 64, starts: 2, iterations: 3, ..Recommend::default() };
        let again = |recommend: &Recommend, old: &Fitted| {
            let mut steps = Vec::new();
            let (_, report) =
                fit(&tables, recommend, Some(old), &pool, &mut |p| steps.push((p.done, p.of)), &|| false)
                    .expect("fits");
            (report, steps)
        };
        let (old, cold) = fit(&tables, &both, None, &pool, &mut |_| {}, &|| false).expect("fits");
        assert_eq!((old.view().shape.factors, old.view().shape.starts), (64, 2));
        let (warm, steps) = again(&both, &old);
        assert_eq!((warm.iterations, steps), (1, vec![(1, 4), (2, 4), (3, 4), (4, 4)]));
        assert!(warm.loss <= cold.loss * 1.0001, "{} and {}", warm.loss, cold.loss);
        let (other, _) = again(&Recommend { starts: 1, ..both }, &old);
        assert_eq!(other.iterations, 3, "another model begins anew");
    }

    #[test]
    fn the_rarity_dial_asks_for_no_new_fit_and_the_factors_do() {
        let base = Recommend::default();
        assert_eq!(fingerprint(&base), fingerprint(&Recommend { rarity: 0.1, ..base }));
        assert_ne!(fingerprint(&base), fingerprint(&Recommend { factors: 40, ..base }));
    }

    #[test]
    fn what_is_played_together_comes_first_and_versions_of_the_seed_last() {
        let tables = fixture::tables(&[
            ("2001 - Ann - One", &["S - Seed", "A - Near", "N - Noise 1", "N - Noise 2"]),
            ("2002 - Bob - Two", &["S - Seed", "A - Near", "M - Other 1", "M - Other 2"]),
            ("2003 - Cyd - Three", &["S - Seed (Dub)", "X - Far 1", "X - Far 2", "X - Far 3"]),
            ("2004 - Dee - Four", &["Y - Far 4", "X - Far 1", "X - Far 2", "X - Far 5"]),
        ]);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let small = Recommend { factors: 8, regularisation: 0.1, ..Recommend::default() };
        let (model, report) = fit(&tables, &small, None, &pool, &mut |_| {}, &|| false).expect("fits");
        assert_eq!(report.iterations as usize, small.iterations);
        let seed = tables.id_of(fixture::row(&tables, "Seed")).expect("an id");
        let snapshot = Snapshot::new(tables).with_model(Some(model));
        let answer =
            snapshot.played_with(&SimilarQuery::new(&[seed], 8), &pool, &|| false).expect("not stopped");
        assert_eq!(answer.tracks.len(), 8);
        assert_eq!(answer.tracks[0].row.title, "Near");
        assert_eq!((answer.tracks[0].together, answer.tracks[0].distance), (2, Some(1)));
        assert!(answer.tracks.iter().all(|t| t.row.id != seed), "the seed is no answer");
        let last = answer.tracks.last().expect("eight");
        assert_eq!((last.row.version.as_deref(), last.why[0].model), (Some("Dub"), "version"));
        assert!(answer.tracks[..7].iter().all(|t| t.why[0].model == "als"));
    }
}
