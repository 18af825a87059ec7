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
mod tempo_range;
pub mod theme;
mod wiki;

pub use blend::BlendSettings;
pub use edit::{changed_by_others, edit};
pub use listening::ListeningSettings;
pub use load::{ConfigError, Layer, load, parse};
pub use paths::{Paths, PathsError};
pub use preview::Preview;
pub use sets::{Me, Sets};
pub use settings::{
    ColourSetting, GlyphSetting, KeyNames, LibrarySettings, Mixing, Recommend, ScreenSettings, Settings,
};
pub use sound::{Consent, OutputChoice, RunFrom, Sound};
pub use spotify::Spotify;
pub use tempo_range::TempoRange;
pub use wiki::{Mixesdb, Update};
