//! Which output is used.

#[cfg(test)]
use super::Null;
use super::{Output, OutputError, OutputKind};
pub use crate::config::OutputChoice;

/// What outputs there are.
pub trait Outlets: Send {
    /// The best output for the choice, and why it is not the one asked for. Something always opens: at the least the clock.
    fn open(&mut self, choice: OutputChoice) -> (Box<dyn Output>, Option<OutputError>);

    /// Whether something better than `now` may have come up; cheap, asked every second.
    fn has_news(&mut self, choice: OutputChoice, now: OutputKind) -> bool;
}

/// No sound anywhere.
#[cfg(test)]
#[derive(Debug, Default)]
pub struct Nowhere;

#[cfg(test)]
impl Outlets for Nowhere {
    fn open(&mut self, _: OutputChoice) -> (Box<dyn Output>, Option<OutputError>) {
        (Box::new(Null::new()), None)
    }

    fn has_news(&mut self, _: OutputChoice, _: OutputKind) -> bool {
        false
    }
}
