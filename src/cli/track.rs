//! `segue track`: where and by whom a track was played.

use super::{CommandResult, Context, text};
use crate::library::query::TrackPage;

pub(super) fn run(context: &Context, words: &str) -> CommandResult {
    let library = context.library()?;
    let snapshot = library.snapshot();
    let record = context.resolve(&library, words)?;
    let page = match snapshot.tables.row_of(record.row.id) {
        Some(row) => snapshot.tables.track_page(row),
        None => TrackPage { track: record.row, plays: Vec::new() },
    };
    context.print(&page, |out| {
        writeln!(out, "{}  {}", page.track.id, text::record(&page.track))?;
        let mixes = text::count(page.track.mixes as usize, "mix", "mixes");
        writeln!(out, "in {mixes}, by {}", text::count(page.track.djs as usize, "DJ", "DJs"))?;
        for play in &page.plays {
            writeln!(out, "  {}", text::clean(&play.mix))?;
            for (side, other) in [("after", &play.before), ("before", &play.after)] {
                if let Some(other) = other {
                    writeln!(out, "      {side} {}", text::record(other))?;
                }
            }
        }
        Ok(())
    })
}
