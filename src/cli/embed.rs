//! `segue embed`: a clip's or a record's vector and tags.

use std::io::Write as _;

use super::{CommandResult, Context, text};

/// What cannot be heard is reported on stderr; it fails only where nothing can.
pub(super) fn run(context: &Context, sources: &[String], raw: bool) -> CommandResult {
    let (answers, failures) = context.embed(sources, raw)?;
    for failure in failures {
        let _ = writeln!(super::out::stderr(), "segue: {failure}");
    }
    context.print(&answers, |out| {
        for answer in &answers {
            writeln!(out, "{}  {:.1} s", text::clean(&answer.source), answer.seconds)?;
            for tag in answer.tags.iter().take(5) {
                writeln!(out, "  {:.2}  {}", tag.score, text::clean(&tag.tag))?;
            }
        }
        Ok(())
    })
}
