//! `segue search`: fuzzy search over the catalogue.

use super::{CommandResult, Context, text};
use crate::app::answer::{PageHit, SearchHit, TrackRow};

/// So many pages stand above the records.
const PAGES: usize = 3;

/// A hit's row, and one for each other spelling of its version below it.
fn rows(hit: &SearchHit) -> Vec<Vec<String>> {
    let mut cells = text::track_cells(&hit.row);
    if hit.owned {
        cells[1].push_str(" *");
    }
    let spelling = |row: &TrackRow| {
        let mut cells = text::track_cells(row);
        cells[1] = format!("  also {}", text::clean(row.version.as_deref().unwrap_or("without version")));
        cells
    };
    std::iter::once(cells).chain(hit.spellings.iter().map(spelling)).collect()
}

/// `DJ Jim Bean · 28 mixes`, `label Drumcode · 537 records`.
fn named(page: &PageHit) -> String {
    let count = match page.holds() {
        (mixes, "mix") => text::count(mixes as usize, "mix", "mixes"),
        (records, _) => text::count(records as usize, "record", "records"),
    };
    format!("{} {} · {count}", page.kind.word(), page.name)
}

pub(super) fn run(context: &Context, query: &str, limit: u32) -> CommandResult {
    let answer = context.search(query, limit as usize)?;
    context.print(&answer, |out| {
        for page in answer.pages.iter().take(PAGES) {
            writeln!(out, "{}", text::clean(&named(page)))?;
        }
        if answer.tracks.is_empty() {
            let what = if answer.pages.is_empty() { "" } else { "record " };
            return writeln!(out, "No {what}'{}'.", text::clean(query));
        }
        if answer.closest {
            writeln!(out, "No '{}'. Closest:", text::clean(query))?;
        }
        let rows: Vec<Vec<String>> = answer.tracks.iter().flat_map(rows).collect();
        text::table(out, &text::TRACK_COLUMNS, &rows)?;
        if answer.tracks.iter().any(|hit| hit.owned) {
            writeln!(out, "* you own it")?;
        }
        let more = if answer.total_is_lower_bound { " or more" } else { "" };
        let shown = answer.tracks.len();
        if answer.total as usize > shown {
            writeln!(out, "{shown} of {}{more}; --limit shows more", answer.total)?;
        }
        Ok(())
    })
}
