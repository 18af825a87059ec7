//! The demo's six styles by ear: whether the nearest record is of the same style, and how often a classifier that has heard others
//! tells the style right.

use rayon::prelude::*;
use segue::sound::{
    embed::Embedder,
    mel::RATE,
    resample,
    styles::{Labelled, Styles},
    synth::{self, Style},
};
use segue_lab::sound::{Named, outcomes};

/// Records of each style; the demo's mixes have ten.
const EACH: u32 = 60;
const IN_THE_DEMO: u32 = 10;

pub(super) fn run() {
    println!("styles: {EACH} made-up records of each of {} styles", Style::ALL.len());
    let embedder = Embedder::built_in().unwrap();
    let records: Vec<(usize, u32)> =
        (0..Style::ALL.len()).flat_map(|style| (0..EACH).map(move |n| (style, n))).collect();
    let heard: Vec<(Vec<f32>, Vec<f32>)> = records
        .par_iter()
        .map(|&(style, number)| {
            let clip = resample::to_rate(synth::clip(Style::ALL[style], number).mono(), RATE).unwrap();
            let heard = embedder.embed(&clip.samples, &|| false).unwrap();
            (heard.vector.to_vec(), heard.pools)
        })
        .collect();
    for each in [IN_THE_DEMO, EACH] {
        let some = || records.iter().zip(&heard).filter(|((_, n), _)| *n < each);
        let points: Vec<Vec<f32>> = some().map(|(_, (vector, _))| vector.clone()).collect();
        let named: Vec<Named> =
            some().enumerate().map(|(track, ((style, _), _))| Named { album: *style, track }).collect();
        let same = outcomes(&points, &named).album;
        let right = same.iter().filter(|well| **well == Some(true)).count();
        println!(
            "  {each} each: the nearest is of the same style for {right} of {} ({:.1} %, at least 95)",
            same.len(),
            100.0 * right as f64 / same.len() as f64
        );
    }
    let names: Vec<String> = Style::ALL.iter().map(|style| style.name().to_owned()).collect();
    let labelled: Vec<Labelled<'_>> = records
        .iter()
        .zip(&heard)
        .map(|(&(genre, number), (_, pools))| Labelled { pools, genre, group: u64::from(number) })
        .collect();
    let (_, judged) = Styles::fit(&names, &labelled, &|| false).unwrap();
    println!(
        "  the classifier: {:.3} of {} held-out records right, learned from {}; the commonest style would be {:.3}",
        judged.accuracy, judged.held_out, judged.learned_from, judged.baseline
    );
}
