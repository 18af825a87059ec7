//! `segue label`: what a label put out.

use super::{CommandResult, Context, text};

pub(super) fn run(context: &Context, name: &str) -> CommandResult {
    let page = context.label(name)?;
    context.print(&page, |out| {
        writeln!(
            out,
            "{}: {}",
            text::clean(&page.label),
            text::count(page.tracks.len(), "record", "records")
        )?;
        let rows: Vec<Vec<String>> = page.tracks.iter().map(|track| text::track_cells(&track.row)).collect();
        text::table(out, &text::TRACK_COLUMNS, &rows)
    })
}
