//! What plays: records found and made ready on workers, the player, its clock; commands in, events out.

mod clock;
mod command;
mod deck;
mod desk;
mod piece;
mod prepare;
mod shelf;
mod watch;

pub use crate::sound::player::PlayerCommand;
pub use command::{
    Audio, AudioCommand, AudioEvent, CannotPlay, Canvas, FilePart, OnAudio, PlaybackTime, Ready, STEP,
    StartAt,
};
pub use desk::{Desk, DeskParts, FindPoints, OnListened};

#[cfg(test)]
mod tests;
