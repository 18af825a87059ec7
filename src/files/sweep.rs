//! What killed programs left half-written.

use std::{
    fs::{self, File},
    path::Path,
};

const BEGIN: &str = ".segue-";
const END: &str = ".unfinished";

/// What a file is called while it is written.
pub(super) fn name(process: u32, number: u64) -> String {
    format!("{BEGIN}{process}-{number}{END}")
}

/// Removes unfinished files of programs that are no more from a folder.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(writer) = name.to_str().and_then(writer) else { continue };
        let path = entry.path();
        // Opening could wait for ever where it is a pipe.
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && !runs(writer) && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}

fn writer(name: &str) -> Option<u32> {
    name.strip_prefix(BEGIN)?.strip_suffix(END)?.split_once('-')?.0.parse().ok()
}

/// Whether a process of this number runs that is not this one: what carries this one's number and is not locked is of an earlier
/// process (in a container every program may have the same number).
#[cfg(unix)]
pub fn runs(writer: u32) -> bool {
    let Some(pid) = rustix::process::Pid::from_raw(writer.cast_signed()) else { return false };
    writer != std::process::id()
        && !matches!(rustix::process::test_kill_process(pid), Err(rustix::io::Errno::SRCH))
}

/// Not known here; of a file its lock says it, which every file system of Windows has.
#[cfg(not(unix))]
pub fn runs(_: u32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_writes_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        // No process has the highest number there is; the first always runs.
        let (dead, alive, held) = (at(&name(0x3fff_ffff, 0)), at(&name(1, 0)), at(&name(0x3fff_ffff, 1)));
        for path in [&dead, &alive, &held, &at(".segue-notes")] {
            fs::write(path, "x").unwrap();
        }
        let lock = File::open(&held).unwrap();
        lock.lock().unwrap();
        sweep(dir.path());
        assert!(!dead.exists() && held.exists() && at(".segue-notes").exists());
        assert_eq!(alive.exists(), cfg!(unix));
    }
}
