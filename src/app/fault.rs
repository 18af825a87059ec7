//! What went wrong, for a person: title, cause, what to do.

use crate::{
    library::{LibraryError, Snapshot, UnknownName, similar::controls::Controls},
    plain::with_remedy,
};

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

impl Fault {
    /// In a line or more: what it is, why, and what to do.
    pub fn told(&self) -> String {
        let parts = [&self.title, &self.cause].map(String::as_str);
        let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        with_remedy(&text, &self.remedy)
    }
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

/// A style or a DJ of a filter that nobody knows is a fault, with the nearest there are.
pub(super) fn known(controls: &Controls, snapshot: &Snapshot) -> Outcome<()> {
    controls.stranger(snapshot).map_or(Ok(()), |unknown| Err(nobody(unknown)))
}

fn nobody(unknown: UnknownName) -> Fault {
    let UnknownName { kind, name, nearest } = unknown;
    let cause = match &nearest[..] {
        [] => "nothing here has a name like it".to_owned(),
        [one] => format!("the nearest is {one}"),
        names => format!("the nearest are {}", names.join("; ")),
    };
    Fault { title: format!("No {} '{name}' here", kind.word()), cause, remedy: "Change the filter.".into() }
}

/// An answer nobody waits for any more; it is dropped unseen.
pub(super) fn stopped(what: &str) -> Fault {
    Fault { title: format!("{what}: stopped"), cause: String::new(), remedy: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::fixture;

    #[test]
    fn a_filter_by_somebody_that_nobody_is_names_the_nearest() {
        let snapshot = Snapshot::new(fixture::tables(&[("2001 - Andy C - One", &["S - Seed"])]));
        let asked = |dj: &str| Controls { djs: vec![dj.to_owned()], ..Controls::default() };
        assert_eq!(known(&asked("andy c"), &snapshot), Ok(()));
        let fault = known(&asked("andi c"), &snapshot).expect_err("nobody");
        assert_eq!((&*fault.title, &*fault.cause), ("No DJ 'andi c' here", "the nearest is Andy C"));
    }
}
