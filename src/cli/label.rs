//! `segue label`: what a label put out.

use super::{CommandResult, Context, Failure, text};

pub(super) fn run(context: &Context, name: &str) -> CommandResult {
    let library = context.library()?;
    let page = library.snapshot().tables.label_page(name).ok_or_else(|| {
        let message = format!("No record here is on '{}'.", text::clean(name));
        Failure::new("unknown_label", message, "segue search looks in labels too.")
    })?;
    context.print(&page, |out| {
        writeln!(
            out,
            "{}: {}",
            text::clean(&page.label),
            text::count(page.tracks.len(), "record", "records")
        )?;
        let rows: Vec<Vec<String>> = page.tracks.iter().map(text::track_cells).collect();
        text::table(out, &text::TRACK_COLUMNS, &rows)
    })
}
