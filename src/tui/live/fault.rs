//! Errors of the stores as the screen shows them: title, cause, what to do.

use super::Fault;
use crate::library::LibraryError;

/// What could not be done and why.
pub(super) fn of(title: &str, e: &LibraryError) -> Fault {
    Fault {
        title: title.to_owned(),
        cause: e.to_string(),
        remedy: e.hint().unwrap_or_else(|| "g e shows the log.".into()),
    }
}

/// An answer nobody waits for any more; it is dropped unseen.
pub(super) fn stopped(what: &str) -> Fault {
    Fault { title: format!("{what}: stopped"), cause: String::new(), remedy: String::new() }
}
