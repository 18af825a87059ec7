//! `segue artist`: what an artist made.

use super::{CommandResult, Context, text};
use crate::library::query::PageKind;

pub(super) fn run(context: &Context, name: &str) -> CommandResult {
    let snapshot = context.library()?.snapshot();
    let page = snapshot.tables.artist_page(name);
    let page = page.ok_or_else(|| snapshot.unknown(PageKind::Artist, name))?;
    context.print(&page, |out| {
        let records = text::count(page.tracks.len(), "record", "records");
        writeln!(out, "{}: {records}", text::clean(&page.artist))?;
        let rows: Vec<Vec<String>> = page.tracks.iter().map(text::track_cells).collect();
        text::table(out, &text::TRACK_COLUMNS, &rows)
    })
}
