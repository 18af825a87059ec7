//! `segue backup`: a whole copy of what is the user's, while programs run.

use std::path::Path;

use serde::Serialize;

use super::{CommandResult, Context, Failure, text};
use crate::catalogue::Catalogue;

#[derive(Serialize)]
struct Copied {
    files: Vec<CopiedFile>,
}

#[derive(Serialize)]
struct CopiedFile {
    path: String,
    /// What is in it.
    holds: &'static str,
    bytes: u64,
}

const YOURS: &str = "queues, verdicts, notes, history, collection, sets";
const ANALYSED: &str = "what was analysed of records";
const MIXES: &str = "mixes";

pub(super) fn run(context: &Context, to: &Path) -> CommandResult {
    let files = if to.is_dir() { everything(context, to)? } else { vec![yours(context, to)?] };
    let copied = Copied { files };
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

fn yours(context: &Context, to: &Path) -> Result<CopiedFile, Failure> {
    Ok(copied(to, YOURS, context.user()?.backup(to)?))
}

fn copied(to: &Path, holds: &'static str, bytes: u64) -> CopiedFile {
    CopiedFile { path: to.display().to_string(), holds, bytes }
}

/// The copies carry the names they have in the data folder, so that the folder can be one.
fn everything(context: &Context, folder: &Path) -> Result<Vec<CopiedFile>, Failure> {
    let beside = |path: &Path| folder.join(path.file_name().unwrap_or_default());
    let (user, analysed, catalogue) =
        (context.paths.user_db(), context.paths.analysed_db(), context.paths.catalogue_db());
    let mut files = vec![yours(context, &beside(&user))?];
    if catalogue.exists() || analysed.exists() {
        let (open, to) = (Catalogue::open(&catalogue)?, (beside(&analysed), beside(&catalogue)));
        files.push(copied(&to.0, ANALYSED, open.backup_analysed(&to.0)?));
        files.push(copied(&to.1, MIXES, open.backup(&to.1)?));
    }
    Ok(files)
}
