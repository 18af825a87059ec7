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
        for (folder, e) in unread {
            if !names(&report, &folder) {
                report.skip(0, format!("{} cannot be read: {e}", folder.display()));
            }
        }
        Ok(report)
    }
}

/// Whether the report says already that something is left out: the search for audio finds it by its real path.
fn names(report: &ImportReport, left: &Path) -> bool {
    let real = real_path(left).unwrap_or_else(|_| left.to_owned());
    let begin = format!("{} ", real.display());
    report.skipped.iter().any(|skipped| skipped.reason.starts_with(&begin))
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

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;
    use crate::import::SetOrder;

    #[test]
    fn a_closed_folder_is_named_once() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, _) = crate::library::fixture::bare(&dir.path().join("data"));
        let mut user = User::open(&paths.user_db()).unwrap();
        let music = dir.path().join("music");
        fs::create_dir_all(music.join("closed")).unwrap();
        let sound = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/audio/tone.flac");
        fs::copy(sound, music.join("Surgeon - Atol.flac")).unwrap();
        let allow = |mode| fs::set_permissions(music.join("closed"), fs::Permissions::from_mode(mode));
        allow(0).unwrap();
        // Nothing is closed to the superuser.
        let closed = usize::from(fs::read_dir(music.join("closed")).is_err());
        let mut own = OwnImport::new(SetOrder::default());
        let mut target = ImportTarget { paths: &paths, user: &mut user, own: &mut own, now: 1 };
        let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
        let report = target.take(&music, None, &mut watch).unwrap();
        allow(0o700).unwrap();
        assert_eq!((report.tracks_owned, report.skipped.len()), (1, closed), "{:?}", report.skipped);
    }
}
