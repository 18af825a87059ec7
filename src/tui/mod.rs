//! The screen: event, action, update, draw; effects out, messages in.

pub mod glyphs;
pub mod keymap;
pub mod paint;
mod run;
pub mod runner;
pub mod state;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod update;
pub mod view;

pub use run::{Reload, ScreenError, Settings, StartAudio, run};

use crate::{config::actions::Action, library::query::By};

/// Whether the program can do this: what it cannot do has no key and stands nowhere.
#[must_use]
pub fn available(action: Action, tabs: &[By]) -> bool {
    // Pages have two tabs at most.
    let most = tabs.len().max(2);
    match action {
        Action::Tab3 => most >= 3,
        Action::Tab4 => most >= 4,
        _ => true,
    }
}
