//! `segue parse`: wikitext of one mix page to JSON.

use std::{
    io::{self, Read},
    path::Path,
};

use super::{CommandResult, Context, Failure};
use crate::app::{self, answer::parse_wikitext};

pub(super) fn run(context: &Context, file: &Path) -> CommandResult {
    let unreadable = |e: io::Error| {
        Failure::new(
            "unreadable",
            format!("cannot read {}: {e}", file.display()),
            "Name a text file, or - for stdin.",
        )
    };
    let mut bytes = Vec::new();
    let title = if file == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map_err(unreadable)?;
        String::new()
    } else {
        bytes = app::read_file(file).map_err(unreadable)?;
        file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    };
    let mix = parse_wikitext(&title, &String::from_utf8_lossy(&bytes));
    // The answer is JSON with or without the flag; for people it is indented.
    context.print(&mix, |out| {
        serde_json::to_writer_pretty(&mut *out, &mix)?;
        writeln!(out)
    })
}
