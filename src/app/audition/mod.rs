//! What plays: records found and made ready on workers, the player, its clock; commands in, events out.

mod clock;
mod command;
mod deck;
mod desk;
mod prepare;
mod shelf;
mod watch;

pub use command::{Audio, AudioCommand, AudioEvent, Canvas, Clock, OnAudio, Ready, STEP, StartAt, Unheard};
pub use desk::{Desk, Listened, Parts};

#[cfg(test)]
mod tests;
