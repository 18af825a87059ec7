//! How well sounds are told apart: three clips of each track of a folder, a folder being an album.
//!
//! *Track*: another clip of the same track is nearest. *Album*: the nearest clip of another track is from the same album.
//! Intervals are of 1,000 bootstrap samples of tracks.

mod clips;
mod mfcc;
mod rates;

use rayon::prelude::*;
use serde::Serialize;

pub use clips::{Track, clips, mono_16k, tracks};
pub use rates::{Named, Outcomes, Rate, outcomes, paired, rate};

use segue::sound::{
    embed::{EmbedError, Embedder, Embedding, PATCHES},
    fit::{self, ProjectionFitError},
    mel::Mel,
    network::Network,
    projection::Projection,
};

/// What is compared.
#[derive(Clone, Debug)]
pub struct Options {
    /// Levels to bring clips to, in LUFS, beside leaving them as they come.
    pub levels: Vec<f32>,
    /// Numbers of patches beside all ten.
    pub patches: Vec<usize>,
    /// Seed of the bootstrap.
    pub seed: u64,
}

/// One way of telling sounds apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What is compared.
    pub feature: String,
    /// Clips are brought to this loudness, in LUFS.
    pub level: Option<f32>,
    /// Patches listened to.
    pub patches: usize,
    /// Another clip of the same track is nearest.
    pub track: Rate,
    /// The nearest clip of another track is of the same album.
    pub album: Rate,
    /// Both rates, of the penultimate layer's without any level.
    pub of_penultimate: (f64, f64),
}

/// The difference of two lines, clip by clip.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// This one's rate
    pub of: String,
    /// less this one's.
    pub less: String,
    /// Same track.
    pub track: Rate,
    /// Same album.
    pub album: Rate,
}

/// What `segue-lab evaluate --sound` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Folders with tracks.
    pub albums: usize,
    /// Tracks listened to.
    pub tracks: usize,
    /// Clips of them.
    pub clips: usize,
    /// Tracks left out, and why.
    pub skipped: Vec<Skipped>,
    /// Nearest by chance: same track, same album.
    pub chance: (f64, f64),
    /// The ways.
    pub results: Vec<Line>,
    /// Levels against none, and what is shipped against the penultimate layer.
    pub differences: Vec<Difference>,
    /// Ways left out, and why.
    pub without: Vec<Skipped>,
}

/// Something left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// One clip: whose it is, and its 16 kHz samples.
#[derive(Clone, Debug)]
pub struct Clip {
    /// The album's number.
    pub album: usize,
    /// The track's number.
    pub track: usize,
    /// Mono, 16 kHz.
    pub samples: Vec<f32>,
}

/// A way, with what came of every clip.
struct Way {
    feature: String,
    level: Option<f32>,
    patches: usize,
    outcomes: Outcomes,
}

const PENULTIMATE: &str = "penultimate";
const FITTED: &str = "vector, fitted here";
/// Fitted on four fifths of the albums, asked about the fifth, five times.
const OTHERS: &str = "vector, fitted on other albums";
const FOLDS: usize = 5;

/// Tells the clips apart in every way; each fitted projection is given to `keep` with its level.
pub fn evaluate(
    clips: &[Clip],
    options: &Options,
    pool: &rayon::ThreadPool,
    progress: &(dyn Fn(usize, usize) + Sync),
    keep: &mut dyn FnMut(Option<f32>, &Projection),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Report, EmbedError> {
    let runs = 1 + options.levels.len() + options.patches.len();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let step = || progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, runs * clips.len());
    let network = Network::built_in()?;
    let (first, shipped) = (Projection::first()?, Projection::shipped()?);
    let listen = |level: Option<f32>, patches: usize| -> Result<Vec<Embedding>, EmbedError> {
        let embedder = Embedder::new(network.clone(), first.clone(), level).with_patches(patches);
        let listen = |clip: &Clip| embedder.embed(&clip.samples, stop).inspect(|_| step());
        pool.install(|| clips.par_iter().map(listen).collect())
    };
    let named: Vec<Named> = clips.iter().map(|clip| Named { album: clip.album, track: clip.track }).collect();
    let mut ways = Vec::new();
    let mut without = Vec::new();
    let plain = listen(None, PATCHES)?;
    let of = |part: fn(&Embedding) -> Vec<f32>, all: &[Embedding]| all.iter().map(part).collect::<Vec<_>>();
    let mut add = |feature: &str, level, patches, points: &[Vec<f32>]| {
        let outcomes = outcomes(points, &named);
        ways.push(Way { feature: feature.to_owned(), level, patches, outcomes });
    };
    let placed = |projection: &Projection, all: &[Embedding]| {
        all.iter().map(|e| projection.apply(&e.pools).to_vec()).collect::<Vec<_>>()
    };
    let by = |projection: &Projection| format!("vector, projection {}", projection.version());
    add(&by(&shipped), None, PATCHES, &placed(&shipped, &plain));
    if shipped != first {
        add(&by(&first), None, PATCHES, &placed(&first, &plain));
    }
    add(PENULTIMATE, None, PATCHES, &of(|e| e.penultimate.clone(), &plain));
    add("tags", None, PATCHES, &of(|e| e.tags.clone(), &plain));
    let mel = Mel::default();
    let mfcc: Vec<Vec<f32>> =
        pool.install(|| clips.par_iter().map(|c| mfcc::summary(&mel.log_mel(&c.samples))).collect());
    add("MFCC", None, PATCHES, &mfcc::standardised(mfcc));
    for &patches in &options.patches {
        let fewer = listen(None, patches)?;
        add(&by(&shipped), None, patches, &placed(&shipped, &fewer));
    }
    let mut fitted = |level: Option<f32>, heard: &[Embedding]| {
        let projection = match fit::fit(&pools_of(heard, &|_| true), stop) {
            Ok(projection) => projection,
            Err(e) => {
                without.push(Skipped { what: format!("{FITTED}{}", at(level)), reason: e.to_string() });
                return;
            }
        };
        keep(level, &projection);
        let points = placed(&projection, heard);
        let way =
            |feature: &str, outcomes| Way { feature: feature.into(), level, patches: PATCHES, outcomes };
        ways.push(way(FITTED, outcomes(&points, &named)));
        match fitted_on_others(heard, &named, stop) {
            Ok(outcomes) => ways.push(way(OTHERS, outcomes)),
            Err(e) => {
                without.push(Skipped { what: format!("{OTHERS}{}", at(level)), reason: e.to_string() });
            }
        }
    };
    fitted(None, &plain);
    for &level in &options.levels {
        fitted(Some(level), &listen(Some(level), PATCHES)?);
    }
    Ok(report(&named, &ways, without, options.seed))
}

fn pools_of<'e>(heard: &'e [Embedding], takes: &dyn Fn(usize) -> bool) -> Vec<&'e [f32]> {
    heard.iter().enumerate().filter(|(i, _)| takes(*i)).map(|(_, e)| e.pools.as_slice()).collect()
}

/// Every clip asked in the space of a projection that has not heard its album.
fn fitted_on_others(
    heard: &[Embedding],
    named: &[Named],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Outcomes, ProjectionFitError> {
    let mut all = Outcomes { track: vec![None; named.len()], album: vec![None; named.len()] };
    for fold in 0..FOLDS {
        let held = |i: usize| named[i].album % FOLDS == fold;
        let projection = fit::fit(&pools_of(heard, &|i| !held(i)), stop)?;
        let points: Vec<Vec<f32>> = heard.iter().map(|e| projection.apply(&e.pools).to_vec()).collect();
        let found = outcomes(&points, named);
        for i in (0..named.len()).filter(|&i| held(i)) {
            (all.track[i], all.album[i]) = (found.track[i], found.album[i]);
        }
    }
    Ok(all)
}

fn at(level: Option<f32>) -> String {
    level.map(|level| format!(" at {level} LUFS")).unwrap_or_default()
}

fn report(named: &[Named], ways: &[Way], without: Vec<Skipped>, seed: u64) -> Report {
    let find = |feature: &str, level| {
        ways.iter().find(|w| w.feature == feature && w.level == level && w.patches == PATCHES)
    };
    let rates = |way: &Way| (rate(&way.outcomes.track, named, seed), rate(&way.outcomes.album, named, seed));
    let penultimate = find(PENULTIMATE, None).map(rates);
    let line = |way: &Way| {
        let (track, album) = rates(way);
        let of_penultimate = penultimate
            .map_or((0.0, 0.0), |(t, a)| (track.value / t.value.max(1e-9), album.value / a.value.max(1e-9)));
        let (feature, level, patches) = (way.feature.clone(), way.level, way.patches);
        Line { feature, level, patches, track, album, of_penultimate }
    };
    let name = |way: &Way| format!("{}{}", way.feature, at(way.level));
    let mut differences = Vec::new();
    let mut difference = |a: Option<&Way>, b: Option<&Way>| {
        if let (Some(a), Some(b)) = (a, b) {
            differences.push(Difference {
                of: name(a),
                less: name(b),
                track: paired(&a.outcomes.track, &b.outcomes.track, named, seed),
                album: paired(&a.outcomes.album, &b.outcomes.album, named, seed),
            });
        }
    };
    difference(ways.first(), find(PENULTIMATE, None));
    for way in ways.iter().filter(|way| way.level.is_some()) {
        difference(Some(way), find(&way.feature, None));
    }
    let distinct =
        |of: fn(&Named) -> usize| named.iter().map(of).collect::<std::collections::HashSet<_>>().len();
    Report {
        albums: distinct(|n| n.album),
        tracks: distinct(|n| n.track),
        clips: named.len(),
        skipped: Vec::new(),
        chance: rates::chance(named),
        results: ways.iter().map(line).collect(),
        differences,
        without,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use segue::sound::{
        mel::RATE,
        resample,
        synth::{self, Style},
    };

    #[test]
    #[ignore = "takes minutes without optimisation: cargo test --release --lib sound::evaluate -- --ignored"]
    fn the_six_styles_of_the_demo_separate() {
        let embedder = Embedder::built_in().expect("built in").with_patches(3);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
        let records: Vec<(usize, u32)> =
            (0..Style::ALL.len()).flat_map(|s| (0..5).map(move |n| (s, n))).collect();
        let points: Vec<Vec<f32>> = pool.install(|| {
            let place = |&(style, number): &(usize, u32)| {
                let clip = synth::clip(Style::ALL[style], number).mono();
                let clip = resample::to_rate(clip, RATE).expect("resampled");
                embedder.embed(&clip.samples, &|| false).expect("an embedding").vector.to_vec()
            };
            records.par_iter().map(place).collect()
        });
        let named: Vec<Named> =
            records.iter().enumerate().map(|(track, (style, _))| Named { album: *style, track }).collect();
        let same = outcomes(&points, &named).album;
        let share = same.iter().filter(|well| **well == Some(true)).count() as f64 / same.len() as f64;
        assert!(share >= 0.95, "{share}: {same:?}");
    }

    #[test]
    #[ignore = "takes minutes without optimisation: cargo test --release --lib sound::evaluate -- --ignored"]
    fn made_up_styles_are_told_apart_better_by_the_network_than_by_chance() {
        let mut clips = Vec::new();
        for (album, style) in [Style::DrumAndBass, Style::Ambient].into_iter().enumerate() {
            for number in 0..2 {
                let whole = resample::to_rate(synth::clip(style, number).mono(), RATE).expect("resampled");
                for part in whole.samples.chunks_exact(RATE as usize * 10) {
                    let track = album * 2 + number as usize;
                    clips.push(Clip { album, track, samples: part.to_vec() });
                }
            }
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
        let options = Options { levels: vec![-14.0], patches: vec![1], seed: 1 };
        let report =
            evaluate(&clips, &options, &pool, &|_, _| {}, &mut |_, _| {}, &|| false).expect("evaluates");
        assert_eq!((report.albums, report.tracks, report.clips), (2, 4, 12));
        let features: Vec<&str> = report.results.iter().map(|line| line.feature.as_str()).collect();
        let (shipped, first) = ("vector, projection 2", "vector, projection 1");
        assert_eq!(features, [shipped, first, "penultimate", "tags", "MFCC", shipped]);
        assert!(report.results[0].album.value > 0.9, "{:?}", report.results[0]);
        assert!((report.results[2].of_penultimate.0 - 1.0).abs() < 1e-9);
        assert_eq!(report.without.len(), 2, "12 clips are too few for a projection");
    }
}
