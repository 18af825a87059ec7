//! `segue similar --by sound`: what sounds like one or several records, also such as no mix has.

use super::text::{self, ColumnAlign};
use crate::app::answer::{SimilarAnswer, SimilarRow};

pub(super) fn show(answer: &SimilarAnswer, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    for seed in &answer.seeds {
        writeln!(out, "{}", text::record(seed))?;
    }
    for word in &answer.unresolved {
        writeln!(out, "unknown: {}", text::clean(word))?;
    }
    if answer.tracks.is_empty() {
        return writeln!(out, "Nothing else is analysed yet: segue import FOLDER analyses your files.");
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
