//! Where a track can be heard: local files, Deezer, iTunes, Spotify, behind one trait.
//!
//! [`Chain::hear`] is the question, [`Heard`] or [`Silent`] the answer, in words by [`Heard::instead`] and `Silent`'s `Display`.

mod cache;
mod chain;
mod clock;
mod deezer;
mod itunes;
mod ledger;
mod limiter;
pub mod local;
mod net;
mod open;
mod pick;
mod remote;
mod setup;
mod spotify;
pub mod stated;
#[cfg(test)]
mod tests;
mod wanted;
mod words;

pub use cache::Cache;
pub use chain::Chain;
pub use clock::{Clock, SystemClock};
pub use deezer::Deezer;
pub use itunes::Itunes;
pub use ledger::{Known, Ledger};
pub use limiter::{Limiter, Urgency};
pub use net::{Net, NetError, Reply};
pub use open::{Opened, can_be_heard, open};
pub use remote::{LARGEST, Shared, Stop};
pub use setup::{Previews, SetupError};
pub use spotify::SpotifyPreviews;
pub use wanted::{Clip, Found, Heard, Match, Provider, Refusal, Silent, Source, Wanted};
