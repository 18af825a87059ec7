//! `segue styles`: the styles that mixes are filed under.

use super::{
    CommandResult, Context,
    text::{self, ColumnAlign},
};
use crate::app::answer::StyleCount;

const COLUMNS: [(&str, ColumnAlign); 3] =
    [("style", ColumnAlign::Left), ("mixes", ColumnAlign::Right), ("records", ColumnAlign::Right)];

/// Prints at most so many, the one with the most mixes first.
pub(super) fn run(context: &Context, limit: u32) -> CommandResult {
    let answer = context.styles(limit as usize)?;
    context.print(&answer, |out| {
        let styles = text::count(answer.total as usize, "style", "styles");
        let (mixes, records) = (answer.mixes as usize, answer.tracks as usize);
        let (mixes, records) =
            (text::count(mixes, "mix", "mixes"), text::count(records, "record", "records"));
        writeln!(out, "{mixes} with a style play {records}; {styles}")?;
        let row =
            |one: &StyleCount| vec![text::clean(&one.style), one.mixes.to_string(), one.tracks.to_string()];
        let rows: Vec<Vec<String>> = answer.styles.iter().map(row).collect();
        text::table(out, &COLUMNS, &rows)
    })
}
