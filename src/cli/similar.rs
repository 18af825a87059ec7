//! `segue similar`: recommendations from one or several records.

use std::io::IsTerminal;

use super::{
    Context, Failure, Outcome,
    text::{self, Side},
};
use crate::{
    library::{
        Ask, Library,
        query::{By, Direction, SimilarRow},
    },
    track::TrackId,
};

pub(super) fn run(context: &Context, words: &[String], by: By, limit: u32) -> Outcome {
    let library = context.library()?;
    let pools = Context::pools()?;
    fit_if_wanted(&library, &pools)?;
    let snapshot = library.snapshot();
    let mut seeds: Vec<TrackId> = Vec::new();
    let mut unresolved: Vec<(String, Failure)> = Vec::new();
    for word in words {
        match context.resolve(&library, word) {
            Ok(row) => seeds.extend(snapshot.tables.id_of(row).filter(|id| !seeds.contains(id))),
            Err(failure) => unresolved.push((word.clone(), failure)),
        }
    }
    if seeds.is_empty()
        && let Some((_, failure)) = unresolved.pop()
    {
        return Err(failure);
    }
    let mut ask = Ask::new(&seeds, limit as usize);
    ask.rarity = context.settings.recommend.rarity;
    ask.unresolved = unresolved.into_iter().map(|(word, _)| word).collect();
    debug_assert!(by == By::Played, "the only recommender there is");
    let Some(answer) = snapshot.played_with(&ask, pools.interactive(), &|| false) else { return Ok(()) };
    context.print(&answer, |out| {
        for seed in &answer.seeds {
            let mixes = text::count(seed.mixes as usize, "mix", "mixes");
            writeln!(out, "{}  {mixes}", text::record(seed))?;
        }
        for word in &answer.unresolved {
            writeln!(out, "unknown: {}", text::clean(word))?;
        }
        if answer.thin {
            writeln!(out, "thin: all evidence comes from one mix")?;
        }
        let rows: Vec<Vec<String>> = answer.tracks.iter().map(cells).collect();
        let columns = [
            ("id", Side::Left),
            ("artist – title", Side::Left),
            ("label", Side::Left),
            ("DJs", Side::Right),
            ("mixes", Side::Right),
            ("evidence", Side::Left),
        ];
        text::table(out, &columns, &rows)
    })
}

fn cells(row: &SimilarRow) -> Vec<String> {
    let track = &row.row;
    vec![
        track.id.to_string(),
        text::record(track),
        text::clean(track.label.as_deref().unwrap_or_default()),
        row.djs_together.to_string(),
        row.together.to_string(),
        evidence(row),
    ]
}

/// `3 after, last 1999`, `via …` or `other version`.
fn evidence(row: &SimilarRow) -> String {
    let version = if row.why.iter().any(|w| w.model == "version") { "other version" } else { "" };
    let side = match row.direction {
        Some(Direction::Before) => "before",
        Some(Direction::After) => "after",
        Some(Direction::Both) => "before and after",
        None => "",
    };
    let found = match (row.distance, &row.via) {
        (Some(distance), _) => {
            let last = row.last.as_deref().map(|d| format!(", last {d}")).unwrap_or_default();
            format!("{distance} {side}{last}")
        }
        (None, Some(via)) => format!("via {}", text::record(via)),
        (None, None) => String::new(),
    };
    [version, &found].iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

/// Fits the model where it is missing or out of date, with a bar on stderr when somebody watches.
pub(super) fn fit_if_wanted(library: &Library, pools: &crate::jobs::Pools) -> Outcome {
    if !library.wants_fit() {
        return Ok(());
    }
    let bar = if std::io::stderr().is_terminal() {
        indicatif::ProgressBar::new(1)
    } else {
        indicatif::ProgressBar::hidden()
    };
    if let Ok(style) = indicatif::ProgressStyle::with_template("fitting {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    let mut progress = |p: crate::recommend::als::Progress| {
        bar.set_length(p.of as u64);
        bar.set_position(p.done as u64);
    };
    let fitted = library.fit(pools.interactive(), &mut progress, &|| false);
    bar.finish_and_clear();
    fitted?;
    Ok(())
}
