//! A split written out, for another program to check the measures on the same mixes.

use std::{fs::File, io::BufWriter, path::Path};

use segue::{
    library::fit,
    recommend::{interactions::NONE, tie_key},
};
use serde::Serialize;

use super::Outcome;
use crate::evaluate::{Corpus, Held, Settings, Training, cases};

/// Everything by the training mixes' own numbering of tracks.
#[derive(Serialize)]
struct SplitFile {
    /// The tracks of each training mix, in playing order, each once.
    train: Vec<Vec<u32>>,
    /// The known tracks of each held-out mix, in playing order, each once.
    test: Vec<Vec<u32>>,
    /// Equal scores and equal numbers of mixes are ordered by this, the smallest first.
    ties: Vec<u32>,
    /// The artists of each track.
    artists: Vec<Vec<u32>>,
    /// The label of each track, -1 for none.
    labels: Vec<i64>,
    /// The date of each training mix, 0 where unknown.
    dates: Vec<u32>,
    /// How *Played with* is fitted.
    played: Fit,
}

#[derive(Serialize)]
struct Fit {
    factors: usize,
    regularisation: f32,
    alpha: f32,
    iterations: usize,
    artist: f32,
    label: f32,
    period: f32,
    starts: usize,
}

/// Writes it as one JSON document.
pub(super) fn write(path: &Path, corpus: &Corpus, held: &Held, settings: &Settings) -> Outcome {
    let training = Training::new(corpus, &held.train)?;
    let (graph, tables) = (training.snapshot.graph(), &training.snapshot.tables);
    let tracks = tables.n_tracks();
    let als = &settings.segue.recommend;
    let file = SplitFile {
        train: graph.mixes.iter().map(<[u32]>::to_vec).collect(),
        test: cases(corpus, &training, &held.test).0.into_iter().map(|case| case.tracks).collect(),
        ties: (0..tracks as u32).map(tie_key).collect(),
        artists: (0..tracks).map(|track| graph.artists.get(track).to_vec()).collect(),
        labels: graph.labels.iter().map(|&label| if label == NONE { -1 } else { label.into() }).collect(),
        dates: fit::dates(tables),
        played: Fit {
            factors: als.factors,
            regularisation: als.regularisation,
            alpha: als.alpha,
            iterations: als.iterations,
            artist: als.artist_weight,
            label: als.label_weight,
            period: als.period_weight,
            starts: als.starts,
        },
    };
    serde_json::to_writer(BufWriter::new(File::create(path)?), &file)?;
    Ok(())
}
