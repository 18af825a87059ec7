//! One argument of an import, whatever it is: mixes, a collection, sets, or a folder of audio and histories.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    time::Duration,
};

use encoding_rs::Encoding;

use super::{
    ImportWatch, OwnImport, folder,
    found::{self, Below},
    open,
    report::{ImportError, ImportReport},
};
use crate::{
    catalogue::{User, Writer},
    config::Paths,
    files::real_path,
};

/// A screen that publishes, or another import, holds the catalogue for so long at most before this one gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where an import goes.
pub struct ImportTarget<'i, 'o> {
    /// The data folder.
    pub paths: &'i Paths,
    /// What is the user's.
    pub user: &'i mut User,
    /// The sets and collections of this import.
    pub own: &'i mut OwnImport<'o>,
    /// UTC seconds.
    pub now: i64,
}

impl ImportTarget<'_, '_> {
    /// Imports a file, the standard input (`-`), or a folder: what DJ programs have written there, and its audio, which is watched from
    /// then on. Of a folder what cannot be read is named and the rest imported.
    pub fn take(
        &mut self,
        path: &Path,
        encoding: Option<&'static Encoding>,
        watch: &mut ImportWatch<'_>,
    ) -> Result<ImportReport, ImportError> {
        if path.is_dir() { self.folder(path, watch) } else { self.file(path, encoding, watch) }
    }

    fn file(
        &mut self,
        path: &Path,
        encoding: Option<&'static Encoding>,
        watch: &mut ImportWatch<'_>,
    ) -> Result<ImportReport, ImportError> {
        let opened = open(path, encoding)?;
        if opened.is_mixes() {
            let (catalogue, user) = (self.paths.catalogue_db(), self.paths.user_db());
            let mut writer = Writer::wait(&catalogue, &user, PATIENCE, watch.stop)?;
            return opened.into_catalogue(&mut writer, watch);
        }
        self.own.take(opened, self.user, self.now, watch)
    }

    fn folder(&mut self, path: &Path, watch: &mut ImportWatch<'_>) -> Result<ImportReport, ImportError> {
        let Below { files, unread } =
            found::histories(path).map_err(|e| ImportError::unreadable(path, &e))?;
        let mut report = ImportReport::default();
        for (folder, e) in unread {
            report.skip(0, format!("{} cannot be read: {e}", folder.display()));
        }
        for file in &files {
            match self.file(file, None, watch) {
                Ok(more) => report.and_then(more.named(file)),
                Err(e @ ImportError::Stopped { .. }) => return Err(e),
                Err(e) => report.skip(0, e.to_string()),
            }
        }
        match folder::folder(path, self.user, self.now, watch) {
            Ok(audio) => report.and_then(audio),
            // Nothing but histories is in it.
            Err(ImportError::Nothing { .. }) if !files.is_empty() => {}
            Err(ImportError::Nothing { path, line, reason }) => {
                let reason = format!("{reason}{}", texts_in(&path));
                return Err(ImportError::Nothing { path, line, reason });
            }
            Err(e) => return Err(e),
        }
        Ok(report)
    }
}

/// These paths in their order, what is named again by the same or another path left out.
#[must_use]
pub fn each_once(paths: &[PathBuf]) -> Vec<&PathBuf> {
    let mut seen = HashSet::new();
    paths.iter().filter(|path| seen.insert(real_path(path).unwrap_or_else(|_| (*path).clone()))).collect()
}

/// What of a folder is imported file by file: any text may lie in a folder of music, and is no tracklist.
fn texts_in(folder: &Path) -> String {
    let is_text = |path: &Path| {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
        matches!(end.as_str(), "txt" | "cue" | "csv" | "md" | "m3u" | "m3u8" | "xml")
    };
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    match files.filter(|file| is_text(&file.path())).count() {
        0 => String::new(),
        1 => ", but a list or a text, which is imported by its own name".to_owned(),
        many => format!(", but {many} lists or texts, which are imported by their own names"),
    }
}
