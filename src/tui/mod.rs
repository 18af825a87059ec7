//! The screen: event, action, update, draw; effects out, messages in.

pub mod audio;
pub mod effect;
mod ending;
pub mod glyphs;
mod guard;
pub mod handover;
pub mod keymap;
pub mod layout;
mod leaving;
pub mod link;
mod live;
pub mod look;
pub mod message;
pub mod paint;
pub mod pen;
mod run;
pub mod runner;
mod saver;
pub mod services;
pub mod state;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod update;
pub mod view;

pub use keymap::available;
pub use live::{
    Live,
    audition::{Desk, Listened, Parts, Tell},
};
pub use run::{Reload, ScreenError, Settings, StartAudio, run};
