//! A folder of audio: its files become the user's own records.

use std::path::Path;

use crate::{
    catalogue::User,
    preview::local::{self, ScanError},
};

use super::{
    ImportWatch,
    report::{ImportError, ImportProgress, ImportReport},
};

/// Reads what is new or changed in a folder and all below it; the folder is watched from now on while the screen is open. Files
/// that cannot be read are named.
pub fn folder(
    path: &Path,
    user: &mut User,
    now: i64,
    watch: &mut ImportWatch<'_>,
) -> Result<ImportReport, ImportError> {
    let mut progress = |records| (watch.progress)(ImportProgress { bytes: 0, of: None, mixes: 0, records });
    let scan =
        local::scan(path, user, now, &mut local::ScanWatch { progress: &mut progress, stop: watch.stop });
    let scan = scan.map_err(|e| match e {
        ScanError::Unreadable { source, .. } => ImportError::unreadable(path, &source),
        ScanError::Stopped => ImportError::Stopped { report: Box::default() },
        ScanError::Store(e) => ImportError::Store(e),
    })?;
    let tracks_owned = scan.added + scan.changed + scan.unchanged;
    if tracks_owned == 0 {
        let first = scan.skipped.first().map(|(file, why)| format!("{} {why}", file.display()));
        return Err(ImportError::nothing(path, 0, &first.unwrap_or_else(|| "no audio file is in it".into())));
    }
    let mut report = ImportReport { tracks_owned, tracks_owned_new: scan.added, ..ImportReport::default() };
    for (file, why) in scan.skipped {
        report.skip(0, format!("{} {why}", file.display()));
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn import(path: &Path) -> Result<ImportReport, ImportError> {
        let mut user = User::open_in_memory().unwrap();
        folder(path, &mut user, 7, &mut ImportWatch { progress: &mut |_| {}, stop: &|| false })
    }

    #[test]
    fn files_become_records_and_the_rest_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let nothing = import(dir.path()).unwrap_err().to_string();
        assert!(nothing.contains("no audio file is in it"), "{nothing}");
        let sound = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/audio/tone.flac")).unwrap();
        fs::write(dir.path().join("Surgeon - Atol.flac"), &sound).unwrap();
        fs::write(dir.path().join("nameless.flac"), &sound).unwrap();
        let report = import(dir.path()).unwrap();
        assert_eq!((report.tracks_owned, report.tracks_owned_new, report.skipped.len()), (1, 1, 1));
        assert!(report.skipped[0].reason.contains("nameless.flac has no artist"));
        let json = serde_json::to_value(&report).unwrap();
        assert!(json["skipped"][0]["line"].is_null());
        assert!(matches!(import(&dir.path().join("gone")), Err(ImportError::Unreadable { .. })));
    }
}
