//! How well sounds are told apart: three clips of each track of a folder, a folder being an album.
//!
//! *Track*: another clip of the same track is nearest. *Album*: the nearest clip of another track is from the same album.
//! Intervals are of 1,000 bootstrap samples of tracks.

mod clips;
mod mfcc;
mod rates;

use rayon::prelude::*;
use serde::Serialize;

pub use clips::{Track, clips, tracks};
pub use rates::{Named, Outcomes, Rate, outcomes, paired, rate};

use super::{
    embed::{EmbedError, Embedder, Embedding, PATCHES},
    fit,
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

/// What `segue evaluate --sound` prints.
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

/// A way, with what it makes of every clip.
struct Way {
    feature: String,
    level: Option<f32>,
    patches: usize,
    points: Vec<Vec<f32>>,
}

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
    let listen = |level: Option<f32>, patches: usize| -> Result<Vec<Embedding>, EmbedError> {
        let embedder = Embedder::new(network.clone(), Projection::first()?, level).with_patches(patches);
        let listen = |clip: &Clip| embedder.embed(&clip.samples, stop).inspect(|_| step());
        pool.install(|| clips.par_iter().map(listen).collect())
    };
    let mut ways = Vec::new();
    let mut without = Vec::new();
    let plain = listen(None, PATCHES)?;
    let of = |part: fn(&Embedding) -> Vec<f32>, all: &[Embedding]| all.iter().map(part).collect::<Vec<_>>();
    let mut add = |feature: &str, level, patches, points| {
        ways.push(Way { feature: feature.to_owned(), level, patches, points });
    };
    add("vector, projection 1", None, PATCHES, of(|e| e.vector.to_vec(), &plain));
    add("penultimate", None, PATCHES, of(|e| e.penultimate.clone(), &plain));
    add("tags", None, PATCHES, of(|e| e.tags.clone(), &plain));
    let mel = Mel::default();
    let mfcc: Vec<Vec<f32>> =
        pool.install(|| clips.par_iter().map(|c| mfcc::summary(&mel.log_mel(&c.samples))).collect());
    add("MFCC", None, PATCHES, mfcc::standardised(mfcc));
    for &patches in &options.patches {
        let fewer = listen(None, patches)?;
        add("vector, projection 1", None, patches, of(|e| e.vector.to_vec(), &fewer));
    }
    let mut fitted = |level: Option<f32>, heard: &[Embedding]| {
        let rows: Vec<&[f32]> = heard.iter().map(|e| e.pools.as_slice()).collect();
        match fit::fit(&rows, stop) {
            Ok(projection) => {
                keep(level, &projection);
                let points = heard.iter().map(|e| projection.apply(&e.pools).to_vec()).collect();
                ways.push(Way { feature: "vector, fitted here".to_owned(), level, patches: PATCHES, points });
            }
            Err(e) => without
                .push(Skipped { what: format!("vector, fitted here{}", at(level)), reason: e.to_string() }),
        }
    };
    fitted(None, &plain);
    for &level in &options.levels {
        fitted(Some(level), &listen(Some(level), PATCHES)?);
    }
    Ok(report(clips, &ways, without, options.seed))
}

fn at(level: Option<f32>) -> String {
    level.map(|level| format!(" at {level} LUFS")).unwrap_or_default()
}

fn report(clips: &[Clip], ways: &[Way], without: Vec<Skipped>, seed: u64) -> Report {
    let named: Vec<Named> = clips.iter().map(|clip| Named { album: clip.album, track: clip.track }).collect();
    let all: Vec<Outcomes> = ways.iter().map(|way| outcomes(&way.points, &named)).collect();
    let line = |way: &Way, outcomes: &Outcomes| Line {
        feature: way.feature.clone(),
        level: way.level,
        patches: way.patches,
        track: rate(&outcomes.track, &named, seed),
        album: rate(&outcomes.album, &named, seed),
    };
    let name = |way: &Way| format!("{}{}", way.feature, at(way.level));
    let find = |feature: &str, level| {
        ways.iter().position(|w| w.feature == feature && w.level == level && w.patches == PATCHES)
    };
    let mut differences = Vec::new();
    let mut difference = |a: Option<usize>, b: Option<usize>| {
        if let (Some(a), Some(b)) = (a, b) {
            differences.push(Difference {
                of: name(&ways[a]),
                less: name(&ways[b]),
                track: paired(&all[a].track, &all[b].track, &named, seed),
                album: paired(&all[a].album, &all[b].album, &named, seed),
            });
        }
    };
    difference(find("vector, projection 1", None), find("penultimate", None));
    for way in ways.iter().filter(|way| way.level.is_some()) {
        difference(find(&way.feature, way.level), find(&way.feature, None));
    }
    let distinct =
        |of: fn(&Named) -> usize| named.iter().map(of).collect::<std::collections::HashSet<_>>().len();
    Report {
        albums: distinct(|n| n.album),
        tracks: distinct(|n| n.track),
        clips: clips.len(),
        skipped: Vec::new(),
        chance: rates::chance(&named),
        results: ways.iter().zip(&all).map(|(way, outcomes)| line(way, outcomes)).collect(),
        differences,
        without,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::{
        mel::RATE,
        resample,
        synth::{self, Style},
    };

    #[test]
    #[ignore = "takes minutes without optimisation; .ci/run runs it with"]
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
    #[ignore = "takes minutes without optimisation; .ci/run runs it with"]
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
        assert_eq!(features, ["vector, projection 1", "penultimate", "tags", "MFCC", "vector, projection 1"]);
        assert!(report.results[0].album.value > 0.9, "{:?}", report.results[0]);
        assert_eq!(report.without.len(), 2, "12 clips are too few for a projection");
    }
}
