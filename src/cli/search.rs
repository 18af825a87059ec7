//! `segue search`: fuzzy search over the catalogue.

use super::{Context, Outcome, text};

pub(super) fn run(context: &Context, query: &str, limit: u32) -> Outcome {
    let library = context.library()?;
    let answer = library.snapshot().search(query, limit as usize, &|| false).unwrap_or_default();
    context.print(&answer, |out| {
        if answer.tracks.is_empty() {
            return writeln!(out, "No '{}'.", text::clean(query));
        }
        if answer.closest {
            writeln!(out, "No '{}'. Closest:", text::clean(query))?;
        }
        let rows: Vec<Vec<String>> = answer.tracks.iter().map(|hit| text::track_cells(&hit.row)).collect();
        text::table(out, &text::TRACK_COLUMNS, &rows)?;
        let more = if answer.total_is_lower_bound { " or more" } else { "" };
        let shown = answer.tracks.len();
        if answer.total as usize > shown {
            writeln!(out, "{shown} of {}{more}; --limit shows more", answer.total)?;
        }
        Ok(())
    })
}
