//! `segue dj`: what a DJ played.

use super::{
    CommandResult, Context,
    text::{self, ColumnAlign},
};

pub(super) fn run(context: &Context, name: &str) -> CommandResult {
    let page = context.dj(name)?;
    context.print(&page, |out| {
        writeln!(out, "{}: {}", text::clean(&page.dj), text::count(page.mixes.len(), "mix", "mixes"))?;
        for mix in &page.mixes {
            writeln!(out, "  {}", text::clean(&mix.title))?;
        }
        let rows: Vec<Vec<String>> = page
            .tracks
            .iter()
            .map(|t| std::iter::once(t.times.to_string()).chain(text::track_cells(&t.row)).collect())
            .collect();
        let columns: Vec<(&str, ColumnAlign)> =
            std::iter::once(("times", ColumnAlign::Right)).chain(text::TRACK_COLUMNS).collect();
        text::table(out, &columns, &rows)
    })
}
