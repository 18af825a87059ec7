//! Settings and paths; chords and action names; themes as roles.

mod load;
mod paths;
mod settings;

pub use load::{ConfigError, Layer, load, parse};
pub use paths::{Paths, PathsError};
pub use settings::{Library, Recommend, Settings};
