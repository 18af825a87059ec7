//! `segue similar`: recommendations from one or several records.

use std::io::{self, Write};

use clap::Args;

use super::{
    CommandResult, Context, Failure,
    controls::ControlArgs,
    fitting,
    mixable::MixableArgs,
    sounds_like,
    text::{self, ColumnAlign},
};
use crate::app::{
    WordsAnswer, WordsRequest,
    answer::{By, Kinship, PlayOrder, SimilarRow, Together, Why},
};

/// What `segue similar` takes.
#[derive(Args, Clone, Debug)]
pub struct SimilarArgs {
    /// "Artist - Title", id:N, or words to search for
    #[arg(required = true, value_name = "TRACK")]
    tracks: Vec<String>,
    /// Which recommender [default: played; with --continue and --between: blend]
    #[arg(long, value_enum)]
    by: Option<By>,
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

impl SimilarArgs {
    fn request(&self) -> Result<WordsRequest<'_>, Failure> {
        let usage = |message, hint| Err(Failure::new("usage", message, hint));
        if self.by == Some(By::Sound) {
            let is_played = "for played, next and blend.";
            match &self.controls {
                _ if self.go_on => {
                    let message = "--continue goes on by what is played, not by sound";
                    return usage(message, "Leave out --by, or name next or blend.".to_owned());
                }
                ControlArgs { rarity: Some(_), .. } => {
                    return usage("--by sound has no rarity dial", format!("It is {is_played}"));
                }
                ControlArgs { you: Some(_), .. } => {
                    return usage(
                        "--by sound does not ask what you have played",
                        format!("--you is {is_played}"),
                    );
                }
                _ => {}
            }
        }
        Ok(WordsRequest {
            tracks: &self.tracks,
            together: match (self.between, self.go_on) {
                (true, _) => Together::Gap,
                (_, true) => Together::Set,
                _ => Together::Alike,
            },
            without: &self.without,
            by: self.by,
            limit: self.limit as usize,
            rarity: self.controls.rarity,
            you: self.controls.you,
            controls: self.controls.asked(),
            not_mine: self.controls.not_mine,
            mixing: self.mixable.clone().into(),
        })
    }
}

pub(super) fn run(context: &Context, args: &SimilarArgs) -> CommandResult {
    let request = args.request()?;
    let answer = fitting::with_bar(|on| context.similar(&request, on))?;
    let Some(answer) = answer else { return Ok(()) };
    context.print(&answer.answer, |out| match request.by {
        Some(By::Sound) => sounds_like::show(&answer.answer, out),
        _ => show(&answer, out),
    })
}

fn show(found: &WordsAnswer, out: &mut dyn Write) -> io::Result<()> {
    let WordsAnswer { answer, away, taste } = found;
    for seed in &answer.seeds {
        let mixes = match seed.mixes as usize {
            0 => "in no mix here".to_owned(),
            mixes => text::count(mixes, "mix", "mixes"),
        };
        writeln!(out, "{}  {mixes}", text::record(seed))?;
    }
    for row in away {
        writeln!(out, "away from {}", text::record(row))?;
    }
    for word in &answer.unresolved {
        writeln!(out, "unknown: {}", text::clean(word))?;
    }
    if let Some(records) = taste {
        writeln!(out, "with your taste: {}", text::count(*records, "record", "records"))?;
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

/// `3rd by what DJs play together, 1st by shared mixes`.
fn wanted_by(row: &SimilarRow) -> String {
    row.models().filter_map(Why::in_words).collect::<Vec<_>>().join(", ")
}
