//! `segue artist`: what an artist made.

use super::{CommandResult, Context, text};

pub(super) fn run(context: &Context, name: &str) -> CommandResult {
    let page = context.artist(name)?;
    context.print(&page, |out| {
        let records = text::count(page.tracks.len(), "record", "records");
        writeln!(out, "{}: {records}", text::clean(&page.artist))?;
        let rows: Vec<Vec<String>> = page.tracks.iter().map(|track| text::track_cells(&track.row)).collect();
        text::table(out, &text::TRACK_COLUMNS, &rows)
    })
}
