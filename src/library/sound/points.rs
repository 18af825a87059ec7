//! Where to mix the user's files: known, or found now in the whole file and kept.

use std::{fs, path::Path, time::UNIX_EPOCH};

use super::NotAnalysed;
use crate::{
    catalogue::{MixPoints, location},
    library::{Library, LibraryError},
    sound::structure,
};

impl Library {
    /// The places of a file. Where they are not known yet, all of it is decoded; [`NotAnalysed::Stopped`] soon after `stop` turns true.
    pub fn mix_points(
        &self,
        path: &Path,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<MixPoints, NotAnalysed> {
        if let Some(known) = self.known_mix_points(path)? {
            return Ok(known);
        }
        let modified = modified(path);
        let found = structure::of_file(path, stop).map_err(|e| NotAnalysed::Broken(e.to_string()))?;
        let found = found.ok_or(NotAnalysed::Stopped)?;
        self.catalogue()
            .keep_mix_points(&location::written(path), modified, &found)
            .map_err(LibraryError::from)?;
        Ok(found)
    }

    /// The places of a file, where they were found since it was last changed.
    pub fn known_mix_points(&self, path: &Path) -> Result<Option<MixPoints>, LibraryError> {
        Ok(self.catalogue().mix_points(&location::written(path), modified(path))?)
    }
}

/// When a file was last changed, in Unix milliseconds; 0 where nobody knows.
fn modified(path: &Path) -> i64 {
    let time = fs::metadata(path).and_then(|about| about.modified()).ok();
    let since = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_millis() as i64)
}
