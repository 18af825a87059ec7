//! Plays one clip at a time, on a thread of its own: commands in, a state to read at any time, events out.

mod cued;
mod deck;
mod feed;
mod frames;
mod run;
mod state;
mod streamed;

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

pub use cued::{Cued, LEVEL};
pub use deck::Deck;
pub use feed::Feed;
pub use frames::{CHANNELS, RATE};
pub use state::{Event, PlaybackPhase, PlayerState};

use super::outputs::{Outlets, OutputChoice};

/// What the player is told.
#[derive(Clone, Debug)]
pub enum PlayerCommand {
    /// Plays `clip` from `from`, instead of what was on. `token` comes back in state and events.
    Play {
        /// The caller's name for it.
        token: u64,
        /// Made ready with [`Cued::new`], away from the screen.
        clip: Cued,
        /// Where to begin.
        from: Duration,
    },
    /// Pauses what plays, or goes on; from the start where it had ended.
    Toggle,
    /// Falls silent.
    Pause,
    /// Goes on.
    Resume,
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

/// The handle. Dropping it stops the sound.
pub struct Player {
    commands: Sender<Message>,
    state: Arc<Mutex<PlayerState>>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Command(PlayerCommand),
    Quit,
}

impl Player {
    /// Starts the thread. `on_event` is called from it; it must not block.
    ///
    /// # Errors
    /// Where no thread can be started.
    pub fn start(
        outlets: Box<dyn Outlets>,
        choice: OutputChoice,
        on_event: impl FnMut(Event) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (commands, inbox) = channel();
        let state = Arc::new(Mutex::new(PlayerState::default()));
        let published = state.clone();
        let thread = std::thread::Builder::new().name("player".to_owned()).spawn(move || {
            run::Run::new(outlets, choice, published, Box::new(on_event)).serve(&inbox);
        })?;
        Ok(Self { commands, state, thread: Some(thread) })
    }

    /// Tells the player; returns at once.
    pub fn send(&self, command: PlayerCommand) {
        // The thread lives as long as the handle.
        let _ = self.commands.send(Message::Command(command));
    }

    /// What plays, where, and how.
    #[must_use]
    pub fn state(&self) -> PlayerState {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        let _ = self.commands.send(Message::Quit);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests;
