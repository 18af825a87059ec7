//! What a command is told of the files below it.

use std::{io, path::Path, sync::Arc, thread, time::Duration};

use super::screen::Services;
use crate::{catalogue, files, slab};

/// What goes on in the background has so long to end.
const ENDING: Duration = Duration::from_millis(400);

/// Ends the program that a screen has asked, and waits a moment until its databases are closed: SQLite brings the journals in then, and
/// each file alone is whole. What takes longer ends with the process, and the next start brings them in.
pub fn end(services: Arc<dyn Services>) {
    let ended = thread::Builder::new().name("end".to_owned()).spawn(move || drop(services));
    if ended.is_err() || !catalogue::all_closed_within(ENDING) {
        tracing::debug!("a database is still open at the end");
    }
}

/// All of a file that a command names; a pipe or a device is refused, not waited for.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    files::read_file(path)
}

/// Has `tell` called when another program has the data for so long that a person wonders.
pub fn tell_of_waiting(tell: fn()) {
    catalogue::tell_of_waiting(tell);
}

/// Whether a process of this number runs that is not this one, as far as that is known.
pub fn runs(process: u32) -> bool {
    files::runs(process)
}

/// Whether a file of the snapshot was cut short while it was read, so that the answer may be wrong.
pub fn was_cut() -> bool {
    slab::cuts() > 0
}

/// What became of databases that were taken away under this process.
pub fn taken_away() -> Vec<String> {
    catalogue::taken_away()
}
