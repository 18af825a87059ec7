//! A data folder of a test, and what was imported into it.

use std::path::{Path, PathBuf};

use super::{OwnImport, SetOrder};
use crate::{
    catalogue::{StoredSet, User},
    config::Paths,
    import::{ImportError, ImportReport, ImportWatch, open},
};

pub(super) struct House {
    pub dir: tempfile::TempDir,
    pub user: User,
}

impl House {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("temporary folder"),
            user: User::open_in_memory().expect("a store"),
        }
    }

    pub fn import(&mut self, order: SetOrder<'_>, files: &[PathBuf]) -> Result<ImportReport, ImportError> {
        let paths = Paths::find(Some("c.toml".into()), Some(self.dir.path().join("data"))).expect("paths");
        paths.make().expect("made");
        let mut import = OwnImport::new(order);
        let mut report = ImportReport::default();
        for file in files {
            let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
            report.and_then(import.take(open(file, None)?, &mut self.user, 9, &mut watch)?);
        }
        import.finish(&paths, &self.user, &mut report)?;
        Ok(report)
    }

    /// Imports a file of that name and content.
    pub fn take(&mut self, name: &str, content: impl AsRef<[u8]>) -> Result<ImportReport, ImportError> {
        let file = self.file(name, content);
        self.import(SetOrder::default(), &[file])
    }

    pub fn refused(&mut self, name: &str, content: impl AsRef<[u8]>) -> String {
        self.take(name, content).expect_err("refused").to_string()
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("made");
        std::fs::write(&path, content).expect("written");
        path
    }

    pub fn only_set(&self) -> StoredSet {
        let mut sets = self.user.sets().expect("sets");
        assert_eq!(sets.len(), 1);
        sets.remove(0)
    }
}
