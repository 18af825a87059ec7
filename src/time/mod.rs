//! Time as the program sees it, so that a test can own it, and how often a server may be asked.

mod clock;
mod limiter;
mod retry_after;

pub use clock::{CancelSignal, Clock, SystemClock, unix};
pub use limiter::{Limiter, Urgency};
pub use retry_after::{human, local, retry_after};

#[cfg(test)]
pub(crate) use clock::fake::FakeClock;
