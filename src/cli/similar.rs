//! `segue similar`: recommendations from one or several records.

use std::io::IsTerminal;

use clap::{Args, ValueEnum};

use super::{
    Context, Failure, Outcome,
    controls::ControlArgs,
    mixable::MixableArgs,
    sounds_like,
    text::{self, Side},
};
use crate::{
    library::{
        Ask, Library, Together, fit,
        query::{By, Direction, SimilarRow},
    },
    track::TrackId,
};

/// What `segue similar` takes.
#[derive(Args, Clone, Debug)]
pub struct SimilarArgs {
    /// "Artist - Title", id:N, or words to search for
    #[arg(required = true, value_name = "TRACK")]
    tracks: Vec<String>,
    /// Which recommender [default: played; with --continue and --between: blend]
    #[arg(long, value_enum)]
    by: Option<ByArg>,
    /// At most so many rows
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
    /// The records are a set that goes on: the last five count, the last one most
    #[arg(long = "continue", conflicts_with = "between")]
    go_on: bool,
    /// Two records: what fits after the one and before the other
    #[arg(long, conflicts_with = "by")]
    between: bool,
    /// What to leave out
    #[command(flatten)]
    controls: ControlArgs,
    /// What has to mix
    #[command(flatten)]
    mixable: MixableArgs,
}

/// `--by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ByArg {
    /// What DJs play with it
    Played,
    /// What sounds like it
    Sound,
    /// What they play straight after it
    Next,
    /// All recommenders in one list
    Blend,
}

impl From<ByArg> for By {
    fn from(by: ByArg) -> Self {
        match by {
            ByArg::Played => Self::Played,
            ByArg::Sound => Self::Sound,
            ByArg::Next => Self::Next,
            ByArg::Blend => Self::Blend,
        }
    }
}

pub(super) fn run(context: &Context, args: &SimilarArgs) -> Outcome {
    if args.by == Some(ByArg::Sound) {
        if args.go_on {
            let message = "--continue goes on by what is played, not by sound";
            return Err(Failure::new("usage", message, "Leave out --by, or name next or blend."));
        }
        return sounds_like::run(context, &args.tracks, args.limit, &args.controls, &args.mixable);
    }
    let library = context.library()?;
    let mut controls = args.controls.controls(context, &library)?;
    let pools = Context::pools()?;
    fit_if_wanted(&library, &pools)?;
    let snapshot = library.snapshot();
    let mut seeds: Vec<TrackId> = Vec::new();
    let mut unresolved: Vec<(String, Failure)> = Vec::new();
    for word in &args.tracks {
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
    if args.between && seeds.len() != 2 {
        let found = text::count(seeds.len(), "record", "records");
        let message = format!("--between takes two records, and here {found} could be found");
        return Err(Failure::new("usage", message, "Name the one to come from and the one to go to."));
    }
    let mut ask = Ask::new(&seeds, args.limit as usize);
    ask.together = match (args.between, args.go_on) {
        (true, _) => Together::Gap,
        (_, true) => Together::Set,
        _ => Together::Alike,
    };
    ask.rarity = args.controls.rarity(context);
    controls.only = args.mixable.only(context, &library, &pools, &seeds)?;
    controls.played = args.mixable.unplayed.then_some(false);
    ask.controls = controls;
    let usual = if ask.together == Together::Alike { By::Played } else { By::Blend };
    let by = args.by.map_or(usual, By::from);
    if by == By::Blend {
        ask.sounds = library.sounds(pools.interactive()).ok();
        ask.taste = library.taste();
    }
    ask.tuning = fit::tuning(&context.settings);
    ask.unresolved = unresolved.into_iter().map(|(word, _)| word).collect();
    let Some(answer) = snapshot.similar(by, &ask, pools.interactive(), &|| false) else { return Ok(()) };
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
        for (control, rows) in &answer.hidden {
            writeln!(out, "{}: {} hidden", text::clean(control), text::count(*rows as usize, "row", "rows"))?;
        }
        if answer.nothing_after {
            writeln!(out, "Nobody is known to have played anything straight after it.")?;
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
    let version = if row.is_version() { "other version" } else { "" };
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
    let wanted = if row.why.len() > 1 || row.why.iter().any(|w| w.model == "walk") {
        wanted_by(row)
    } else {
        String::new()
    };
    [version, &found, &wanted].iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>().join(", ")
}

/// `als 3, walk 1`: which models want the row and at which rank.
fn wanted_by(row: &SimilarRow) -> String {
    row.why.iter().map(|why| format!("{} {}", why.model, why.rank)).collect::<Vec<_>>().join(", ")
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
