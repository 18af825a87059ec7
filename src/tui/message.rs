//! What comes to the screen's loop.

use std::sync::Arc;

use crate::{
    app::{Answer, Fault, Outcome, Status, Ticket, audition, export},
    tui::{
        keymap::Keymap,
        look::Look,
        state::{audition::Sounding, toast::Tone},
        terminal::decode::Input,
    },
};

/// Settings that were read again.
#[derive(Clone, Debug)]
pub struct Configured {
    /// How to draw.
    pub look: Look,
    /// Bindings.
    pub keymap: Arc<Keymap>,
    /// How it is to sound: as the settings said before, and as they say now. What was not changed in them stays as its key has left it.
    pub sound: (Sounding, Sounding),
    /// The settings that were changed, by name.
    pub changed: Vec<String>,
    /// Tables in which something was changed that works from the next start on.
    pub later: Vec<&'static str>,
}

/// What comes to the loop.
#[derive(Clone, Debug)]
pub enum Message {
    /// From keyboard, clipboard or mouse.
    Input(Input),
    /// An answer of the services.
    Answer(Ticket, Outcome<Answer>),
    /// The oldest change under way is stored.
    Saved,
    /// It is done with, but not as the screen has it.
    SavedOtherwise(Fault),
    /// It could not be stored; it will be tried again.
    SaveFailed(Fault),
    /// Something else failed.
    Failed(Fault),
    /// The state of catalogue and models has changed.
    Status(Status),
    /// The terminal has another size.
    Resize(u16, u16),
    /// A time that the state waits for has come.
    Wake,
    /// The session of the last time.
    Restore(Option<String>),
    /// The line or the machine goes away: save and end.
    Hangup,
    /// The settings have changed: looks and keys, or what is wrong with them.
    Configured(Result<Box<Configured>, String>),
    /// From the sound.
    Audio(audition::AudioEvent),
    /// From the export worker.
    Export(export::ExportEvent),
    /// A word from the program.
    Say(Tone, String),
}

/// Where messages go.
pub type Post = Arc<dyn Fn(Message) + Send + Sync>;
