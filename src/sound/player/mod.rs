//! Plays one clip at a time, on a thread of its own: commands in, a state to read at any time, events out.

mod command;
mod run;
mod state;

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use command::Message;
pub use command::PlayerCommand;
pub use state::{Event, PlaybackPhase, PlayerState};

use super::feed::Cued;
use super::outputs::{Outlets, OutputChoice};

/// The handle. Dropping it stops the sound.
pub struct Player {
    commands: Sender<Message>,
    state: Arc<Mutex<PlayerState>>,
    thread: Option<JoinHandle<()>>,
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

    /// Plays `clip`, made ready with [`Cued::new`] away from the screen, from `from`, instead of what was on. The caller's `token` comes
    /// back in state and events.
    pub fn play(&self, token: u64, clip: Cued, from: Duration) {
        let _ = self.commands.send(Message::Play(token, clip, from));
    }

    /// What plays, where, and how.
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
