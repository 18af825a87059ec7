//! `segue backup`: a whole copy of what is the user's, while programs run.

use std::path::Path;

use serde::Serialize;

use super::{CommandResult, Context, text};
use crate::app::BackupFile;

#[derive(Serialize)]
struct Copied {
    files: Vec<BackupFile>,
}

pub(super) fn run(context: &Context, to: &Path) -> CommandResult {
    let copied = Copied { files: context.backup(to)? };
    context.print(&copied, |out| {
        for file in &copied.files {
            let (path, size) = (text::clean(&file.path), file.bytes.div_ceil(1_000));
            writeln!(out, "{path}: {}, {size} KB", file.holds)?;
        }
        if copied.files.len() == 1 {
            writeln!(
                out,
                "Mixes and what was analysed are not in it; segue backup FOLDER copies everything."
            )?;
        }
        Ok(())
    })
}
