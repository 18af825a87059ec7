//! What went wrong, for a person: title, cause, what to do.

use crate::library::LibraryError;

/// Turns true when nobody wants the answer any more.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// What went wrong, for a person: title, cause, what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What could not be done.
    pub title: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub remedy: String,
}

/// An answer or what went wrong.
pub type Outcome<T> = Result<T, Fault>;

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
