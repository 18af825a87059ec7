//! The one door to the terminal: what a command writes for people or programs passes here.

use std::io::{self, BufWriter, Stderr, StdoutLock};

use crate::plain::PlainWriter;

/// For words beside the answer.
pub(super) fn stderr() -> PlainWriter<Stderr> {
    PlainWriter::text(io::stderr())
}

/// For the answer: JSON, or text for people.
pub(super) fn stdout(json: bool) -> BufWriter<PlainWriter<StdoutLock<'static>>> {
    let lock = io::stdout().lock();
    BufWriter::new(if json { PlainWriter::json(lock) } else { PlainWriter::text(lock) })
}
