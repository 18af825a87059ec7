//! Settings and paths; chords and action names; themes as roles.

pub mod actions;
mod blend;
pub mod keys;
mod listening;
mod load;
mod paths;
mod preview;
mod settings;
mod sound;
mod spotify;
mod store;
pub mod theme;
mod wiki;
mod write;

pub use blend::Blend;
pub use listening::Listening;
pub use load::{ConfigError, Layer, load, parse};
pub use paths::{Paths, PathsError};
pub use preview::Preview;
pub use settings::{Colours, Glyphs, KeyNames, Library, Mixing, Recommend, Screen, Settings};
pub use sound::{Consent, Output, RunFrom, Sound};
pub use spotify::Spotify;
pub use store::{StoreError, store};
pub use wiki::{Mixesdb, Update};
pub use write::set;
