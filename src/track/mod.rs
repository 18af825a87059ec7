//! What a track is: names, versions, keys, matching.

mod id;

pub use id::{MixId, Seconds, TrackId};
