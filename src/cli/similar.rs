//! `segue similar`: recommendations from one or several records.

use clap::{Args, ValueEnum};

use super::{
    CommandResult, Context, Failure,
    controls::ControlArgs,
    fitting,
    mixable::MixableArgs,
    sounds_like,
    text::{self, ColumnAlign},
};
use crate::{
    app::Workspace,
    library::{
        SimilarQuery, Together, fit,
        query::{By, Kinship, PlayOrder, SimilarRow, TrackRow},
        resolve::ResolvedRecord,
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
    /// Keep away from this record: less of what is played with it; may be given again and again
    #[arg(long, value_name = "TRACK")]
    without: Vec<String>,
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

pub(super) fn run(context: &Context, args: &SimilarArgs) -> CommandResult {
    if args.by == Some(ByArg::Sound) {
        if args.go_on {
            let message = "--continue goes on by what is played, not by sound";
            return Err(Failure::new("usage", message, "Leave out --by, or name next or blend."));
        }
        return sounds_like::run(context, &args.tracks, args.limit, &args.controls, &args.mixable);
    }
    let library = context.library()?;
    let mut controls = args.controls.controls(context, &library)?;
    let pools = Workspace::pools()?;
    fitting::with_bar(|on| Workspace::fit_if_wanted(&library, &pools, on))?;
    let snapshot = library.snapshot();
    let mut seeds: Vec<TrackId> = Vec::new();
    let mut unresolved: Vec<(String, Failure)> = Vec::new();
    let mine = library.mine(&context.user()?)?;
    for word in &args.tracks {
        match context.resolve_among(&library, &mine, word) {
            Ok(ResolvedRecord { row, .. }) if snapshot.tables.row_of(row.id).is_none() => {
                unresolved.push((word.clone(), in_no_mix(&row)));
            }
            Ok(ResolvedRecord { row, .. }) if seeds.contains(&row.id) => {}
            Ok(ResolvedRecord { row, .. }) => seeds.push(row.id),
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
    let mut ask = SimilarQuery::new(&seeds, args.limit as usize);
    for word in &args.without {
        ask.steer.push((context.resolve_among(&library, &mine, word)?.row.id, -1.0));
    }
    ask.rejected.extend(ask.steer.iter().map(|(id, _)| *id));
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
    ask.tuning.you *= args.controls.you.unwrap_or(1.0);
    ask.history = args.controls.history(context, &library)?;
    ask.unresolved = unresolved.into_iter().map(|(word, _)| word).collect();
    let Some(answer) = snapshot.similar(by, &ask, pools.interactive(), &|| false) else { return Ok(()) };
    context.print(&answer, |out| {
        for seed in &answer.seeds {
            let mixes = text::count(seed.mixes as usize, "mix", "mixes");
            writeln!(out, "{}  {mixes}", text::record(seed))?;
        }
        for row in ask.steer.iter().filter_map(|(id, _)| snapshot.tables.row_of(*id)) {
            writeln!(out, "away from {}", text::record(&snapshot.tables.track_row(row)))?;
        }
        for word in &answer.unresolved {
            writeln!(out, "unknown: {}", text::clean(word))?;
        }
        if answer.taste && ask.tuning.you > 0.0 {
            writeln!(out, "with your taste: {}", text::count(ask.history.taste.len(), "record", "records"))?;
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
            ("id", ColumnAlign::Left),
            ("artist – title", ColumnAlign::Left),
            ("label", ColumnAlign::Left),
            ("DJs", ColumnAlign::Right),
            ("mixes", ColumnAlign::Right),
            ("evidence", ColumnAlign::Left),
        ];
        text::table(out, &columns, &rows)
    })
}

fn in_no_mix(row: &TrackRow) -> Failure {
    let message =
        format!("no mix here has {}, so nobody is known to play anything with it", text::record(row));
    Failure::new("in_no_mix", message, "segue similar --by sound finds what sounds like it.")
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

/// `straight after: 2 DJs, 3 times`, `3 after, last 1999`, `via …` or `other version`.
fn evidence(row: &SimilarRow) -> String {
    let version = if row.is_version() { "other version" } else { "" };
    let straight = row.straight_after.map(|after| {
        let (djs, times) = (after.djs as usize, after.times as usize);
        format!("straight after: {}, {}", text::count(djs, "DJ", "DJs"), text::count(times, "time", "times"))
    });
    let straight = straight.unwrap_or_default();
    let side = match row.direction {
        Some(PlayOrder::Before) => "before",
        Some(PlayOrder::After) => "after",
        Some(PlayOrder::Both) => "before and after",
        None => "",
    };
    let found = match (row.distance, &row.via) {
        (Some(distance), _) => {
            let last = row.last.as_deref().map(|d| format!(", last {d}")).unwrap_or_default();
            format!("{distance} {side}{last}")
        }
        (None, Some(via)) => format!("via {}", text::record(via)),
        (None, None) => row.kin.as_ref().map(kinship).unwrap_or_default(),
    };
    let models = row.models().count();
    let wanted = if models > 1 || row.models().any(|why| why.model == "walk") {
        wanted_by(row)
    } else {
        String::new()
    };
    let yours = if row.is_your_taste() { "your taste" } else { "" };
    let played = if row.played_before { "in your sets" } else { "" };
    [version, &straight, &found, yours, played, &wanted]
        .iter()
        .filter(|s| !s.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(", ")
}

/// What the two have in common, where no mix has both.
fn kinship(kin: &Kinship) -> String {
    let (what, name) = match kin {
        Kinship::Artist(name) => ("artist", name),
        Kinship::Label(name) => ("label", name),
        Kinship::Style(name) => ("style", name),
    };
    format!("same {what}: {}", text::clean(name))
}

/// `als 3, walk 1`: which models want the row and at which rank.
fn wanted_by(row: &SimilarRow) -> String {
    row.models().map(|why| format!("{} {}", why.model, why.rank)).collect::<Vec<_>>().join(", ")
}
