//! What the player is told, and what comes through its inbox.

use std::time::Duration;

use crate::sound::{feed::Cued, outputs::OutputChoice};

/// What the player is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlayerCommand {
    /// Pauses what plays, or goes on; from the start where it had ended.
    Toggle,
    /// Goes to a time in the clip, as far as it reaches; a paused clip stays paused.
    Seek(Duration),
    /// Seconds forward, or back where negative.
    Skip(f64),
    /// Takes the clip off.
    Stop,
    /// 0.0 to 1.0, as a person turns a knob.
    Volume(f32),
    /// Silence with the playhead moving.
    Mute(bool),
    /// Whether clips are brought to a common loudness (they are, at first).
    Level(bool),
    /// Where the sound should go.
    Output(OutputChoice),
}

/// What reaches its thread.
pub(super) enum Message {
    Play(u64, Cued, Duration),
    Command(PlayerCommand),
    Quit,
}
