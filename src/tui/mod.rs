//! The screen: event, action, update, draw; effects out, messages in.

pub mod effect;
mod ending;
pub mod glyphs;
mod guard;
pub mod keymap;
pub mod layout;
mod leaving;
pub mod link;
pub mod look;
pub mod message;
pub mod paint;
pub mod pen;
pub mod popup;
mod run;
pub mod runner;
mod saver;
pub mod state;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod update;
pub mod view;
mod words;

pub use run::{Reload, ScreenError, ScreenOptions, StartAudio, run, wrong_settings};
