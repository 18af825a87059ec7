//! Time as the program sees it, so that a test can own it, and how long a server asks to be left alone.

mod clock;
mod retry_after;

pub use clock::{CancelSignal, Clock, SystemClock, unix};
pub use retry_after::retry_after;

#[cfg(test)]
pub(crate) use clock::fake::FakeClock;
