//! `segue dj`: what a DJ played.

use super::{
    CommandResult, Context,
    text::{self, ColumnAlign},
};
use crate::library::query::PageKind;

pub(super) fn run(context: &Context, name: &str) -> CommandResult {
    let snapshot = context.library()?.snapshot();
    let page = snapshot.tables.dj_page(name).ok_or_else(|| snapshot.unknown(PageKind::Dj, name))?;
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
