//! Settings and paths; chords and action names; themes as roles.

pub mod actions;
mod blend;
mod edit;
pub mod keys;
mod listening;
mod load;
mod paths;
mod preview;
mod sets;
mod settings;
mod sound;
mod spotify;
pub mod theme;
mod wiki;

pub use blend::Blend;
pub use edit::edit;
pub use listening::Listening;
pub use load::{ConfigError, Layer, load, parse};
pub use paths::{Paths, PathsError};
pub use preview::Preview;
pub use sets::{Me, Sets};
pub use settings::{Colours, Glyphs, KeyNames, Library, Mixing, Recommend, Screen, Settings};
pub use sound::{Consent, Output, RunFrom, Sound};
pub use spotify::Spotify;
pub use wiki::{Mixesdb, Update};
