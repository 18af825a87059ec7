//! `segue dj`: what a DJ played.

use super::{
    CommandResult, Context, Failure,
    text::{self, ColumnAlign},
};

pub(super) fn run(context: &Context, name: &str) -> CommandResult {
    let library = context.library()?;
    let snapshot = library.snapshot();
    let page = snapshot.tables.dj_page(name).ok_or_else(|| {
        let near = snapshot.tables.nearest_djs(name, 5);
        let hint = if near.is_empty() {
            "segue search finds records.".into()
        } else {
            format!("Near it: {}", near.join(", "))
        };
        Failure::new("unknown_dj", format!("No mix here is by '{}'.", text::clean(name)), hint)
    })?;
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
