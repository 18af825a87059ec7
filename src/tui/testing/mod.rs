//! The whole screen driven by keys, with a clock of its own and a small library in memory.

pub(crate) mod deck;
mod driver;
pub(crate) mod fake;
mod picture;
mod starter;

pub use deck::FakeDeck;
pub use driver::Driver;
pub use fake::Fake;

mod answering;
mod audition;
mod beside;
mod boxes;
mod browsing;
mod bytes;
mod chaos;
mod enlarged;
mod everyday;
mod export;
mod finding;
mod leaving;
mod mixed;
mod names;
mod pasting;
mod pictures;
mod points;
mod prompted;
mod queue;
mod queues;
mod rebound;
mod refining;
mod returning;
mod shaping;
mod silence;
mod sorting;
mod sounds;
mod stale;
mod still;
mod whole;
