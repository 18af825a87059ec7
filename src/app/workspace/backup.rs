//! A whole copy of what is the user's, while programs run.

use std::path::Path;

use serde::Serialize;

use super::Workspace;
use crate::{app::failure::Failure, catalogue::Catalogue};

/// A copy that was written.
#[derive(Debug, Serialize)]
pub struct BackupFile {
    /// Where it is.
    pub path: String,
    /// What is in it.
    pub holds: &'static str,
    /// Its size.
    pub bytes: u64,
}

const YOURS: &str = "queues, verdicts, notes, history, collection, sets";
const ANALYSED: &str = "what was analysed of records";
const MIXES: &str = "mixes";

impl Workspace {
    /// Copies what the user made to a file; of everything into a folder that is there.
    pub fn backup(&self, to: &Path) -> Result<Vec<BackupFile>, Failure> {
        if to.is_dir() { self.everything(to) } else { Ok(vec![self.yours(to)?]) }
    }

    fn yours(&self, to: &Path) -> Result<BackupFile, Failure> {
        Ok(copied(to, YOURS, self.user()?.backup(to)?))
    }

    /// The copies carry the names they have in the data folder, so that the folder can be one.
    fn everything(&self, folder: &Path) -> Result<Vec<BackupFile>, Failure> {
        let beside = |path: &Path| folder.join(path.file_name().unwrap_or_default());
        let (analysed, catalogue) = (self.paths.analysed_db(), self.paths.catalogue_db());
        let mut files = vec![self.yours(&beside(&self.paths.user_db()))?];
        if catalogue.exists() || analysed.exists() {
            let (open, to) = (Catalogue::open(&catalogue)?, (beside(&analysed), beside(&catalogue)));
            files.push(copied(&to.0, ANALYSED, open.backup_analysed(&to.0)?));
            files.push(copied(&to.1, MIXES, open.backup(&to.1)?));
        }
        Ok(files)
    }
}

fn copied(to: &Path, holds: &'static str, bytes: u64) -> BackupFile {
    BackupFile { path: to.display().to_string(), holds, bytes }
}
