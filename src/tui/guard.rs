//! A panic on a worker thread is a fault of what was asked, not the end of the screen.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::app::{Fault, Outcome};

/// Does it; a panic becomes a fault.
pub fn guarded<T>(body: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        Err(Fault {
            title: "A fault in segue".to_owned(),
            cause: "what was asked could not be done".to_owned(),
            remedy: "The log has the details; go on with something else.".to_owned(),
        })
    })
}
