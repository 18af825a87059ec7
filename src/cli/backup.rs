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
    bytes: u64,
}

pub(super) fn run(context: &Context, to: &Path) -> CommandResult {
    let files = if to.is_dir() { everything(context, to)? } else { vec![yours(context, to)?] };
    let copied = Copied { files };
    context.print(&copied, |out| {
        for file in &copied.files {
            writeln!(out, "{}: {} KB", text::clean(&file.path), file.bytes.div_ceil(1_000))?;
        }
        Ok(())
    })
}

fn yours(context: &Context, to: &Path) -> Result<CopiedFile, Failure> {
    Ok(CopiedFile { bytes: context.user()?.backup(to)?, path: to.display().to_string() })
}

/// The copies carry the names they have in the data folder, so that the folder can be one.
fn everything(context: &Context, folder: &Path) -> Result<Vec<CopiedFile>, Failure> {
    let beside = |path: &Path| folder.join(path.file_name().unwrap_or_default());
    let (user, catalogue) = (context.paths.user_db(), context.paths.catalogue_db());
    let mut files = vec![yours(context, &beside(&user))?];
    if catalogue.exists() {
        let to = beside(&catalogue);
        files.push(CopiedFile {
            bytes: Catalogue::open(&catalogue)?.backup(&to)?,
            path: to.display().to_string(),
        });
    }
    Ok(files)
}
