//! Where a track can be heard: local files, Deezer, iTunes, Spotify, behind one trait.

mod wanted;

pub use wanted::{Clip, Found, Heard, Match, Provider, Refusal, Silent, Source, Wanted};
