//! The demo's six styles by ear: whether the nearest record is of the same style, and how often a classifier that has heard others
//! tells the style right. And what styles are worth to the tempo: for how many of the demo's records it is shown with them and without,
//! and how many real records have one that tells half from double.

use std::{collections::BTreeSet, path::Path};

use rayon::prelude::*;
use segue::{
    catalogue::Writer,
    import::{ImportWatch, import},
    library::Snapshot,
    sound::{
        embed::Embedder,
        mel::RATE,
        resample,
        styles::{Labelled, Styles},
        synth::{self, Style},
        tempo::{self, Usual},
    },
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
    tempi(&embedder);
    told();
}

/// For how many of the demo's records a tempo is shown, and right, by what is known of them.
fn tempi(embedder: &Embedder) {
    let ways = ["nothing", "the tags that are heard", "the style of their mixes"];
    let records: Vec<(Style, u32)> =
        Style::ALL.iter().flat_map(|&style| (0..IN_THE_DEMO).map(move |n| (style, n))).collect();
    let outcomes: Vec<[(bool, bool); 3]> = records
        .par_iter()
        .map(|&(style, number)| {
            let clip = resample::to_rate(synth::clip(style, number).mono(), RATE).unwrap();
            let heard = embedder.embed(&clip.samples, &|| false).unwrap();
            let usual = [Usual::ANY, Usual::of_tags(&heard.tags), Usual::of_styles([style.name()])];
            usual.map(|usual| {
                let tempo = tempo::estimate(&clip.samples, RATE, &usual).filter(tempo::Tempo::is_sure);
                let made = synth::facts(style, number).tempo;
                let right = tempo.zip(made).is_some_and(|(tempo, made)| (tempo.bpm - made).abs() < 0.5);
                (tempo.is_some(), right)
            })
        })
        .collect();
    for (way, name) in ways.iter().enumerate() {
        let shown = outcomes.iter().filter(|ways| ways[way].0).count();
        let right = outcomes.iter().filter(|ways| ways[way].1).count();
        println!(
            "  tempo by {name}: shown for {shown} of the demo's {} records, right for {right}",
            records.len()
        );
    }
}

/// How many records of `../shared/data`, where it lies, have mixes with styles, and with one whose records have a usual tempo.
fn told() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/mixes.jsonl.gz");
    if !file.exists() {
        println!("  no {}: its styles are not counted", file.display());
        return;
    }
    let mut writer = Writer::in_memory().unwrap();
    import(&file, &mut writer, &mut ImportWatch { progress: &mut |_| {}, stop: &|| false }).unwrap();
    let tables = Snapshot::of(&writer).unwrap().tables;
    let (mut filed, mut paced) = (0, 0);
    for row in 0..tables.n_tracks() as u32 {
        let of_mix = |mix| tables.styles_of.get(mix).iter().map(|style| tables.styles.get(*style));
        let styles: BTreeSet<&str> = tables.mixes_of(row).flat_map(of_mix).collect();
        filed += usize::from(!styles.is_empty());
        paced += usize::from(!Usual::of_styles(styles).is_unknown());
    }
    println!(
        "  of {} records in ../shared/data {filed} have a style, and {paced} one that tells half from double time",
        tables.n_tracks()
    );
}
