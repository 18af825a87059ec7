//! `segue similar --by sound`: what sounds like one or several records, also such as no mix has.

use super::{
    CommandResult, Context, Failure,
    controls::ControlArgs,
    fitting,
    mixable::MixableArgs,
    text::{self, ColumnAlign},
};
use crate::{
    app::Workspace,
    library::{
        SimilarQuery,
        query::{SimilarAnswer, SimilarRow},
    },
    track::TrackId,
};

pub(super) fn run(
    context: &Context,
    words: &[String],
    limit: u32,
    controls: &ControlArgs,
    mixable: &MixableArgs,
) -> CommandResult {
    let library = context.library()?;
    let history = controls.history(context, &library)?;
    let mut controls = controls.for_sound(context, &library)?;
    let pools = Workspace::pools()?;
    let mut seeds: Vec<TrackId> = Vec::new();
    let mut unresolved: Vec<(String, Failure)> = Vec::new();
    for word in words {
        match context.heard(&library, &pools, word) {
            Ok(id) if seeds.contains(&id) => {}
            Ok(id) => seeds.push(id),
            Err(failure) => unresolved.push((word.clone(), failure)),
        }
    }
    if seeds.is_empty()
        && let Some((_, failure)) = unresolved.pop()
    {
        return Err(failure);
    }
    controls.only = mixable.only(context, &library, &pools, &seeds)?;
    controls.played = mixable.unplayed.then_some(false);
    // What is played with the seeds stands beside what sounds like them.
    fitting::with_bar(|on| Workspace::fit_if_wanted(&library, &pools, on))?;
    let mut ask = SimilarQuery::new(&seeds, limit as usize);
    ask.unresolved = unresolved.into_iter().map(|(word, _)| word).collect();
    ask.controls = controls;
    ask.history = history;
    let answer = library.sounds_like(&ask, pools.interactive(), &|| false)?;
    let Some(answer) = answer else { return Ok(()) };
    context.print(&answer, |out| show(&answer, out))
}

fn show(answer: &SimilarAnswer, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    for seed in &answer.seeds {
        writeln!(out, "{}", text::record(seed))?;
    }
    for word in &answer.unresolved {
        writeln!(out, "unknown: {}", text::clean(word))?;
    }
    if answer.tracks.is_empty() {
        return writeln!(
            out,
            "Nothing else has been listened to yet: segue import FOLDER listens to your files."
        );
    }
    let rows: Vec<Vec<String>> = answer.tracks.iter().map(cells).collect();
    let columns = [
        ("id", ColumnAlign::Left),
        ("artist – title", ColumnAlign::Left),
        ("label", ColumnAlign::Left),
        ("distance", ColumnAlign::Right),
        ("played with", ColumnAlign::Right),
        ("in common", ColumnAlign::Left),
    ];
    text::table(out, &columns, &rows)
}

fn cells(row: &SimilarRow) -> Vec<String> {
    let track = &row.row;
    let version = row.why.iter().any(|why| why.model == "version").then_some("other version");
    let tags = row.tags.iter().map(String::as_str);
    vec![
        track.id.to_string(),
        text::record(track),
        text::clean(track.label.as_deref().unwrap_or_default()),
        row.sound_distance.map(|d| format!("{d:.3}")).unwrap_or_default(),
        row.why.iter().find(|why| why.model == "als").map(|why| why.rank.to_string()).unwrap_or_default(),
        text::clean(&version.into_iter().chain(tags).collect::<Vec<_>>().join(", ")),
    ]
}
