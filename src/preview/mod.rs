//! Where a track can be heard: local files, Deezer, iTunes, Spotify, behind one trait.
//!
//! [`Chain::hear`] is the question, [`PlayableTrack`] or [`Silent`] the answer, in words by [`Silent::why`].

mod cache;
mod chain;
mod deezer;
mod itunes;
mod ledger;
pub mod local;
mod net;
mod open;
mod passage;
mod pick;
mod ranged;
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
pub use deezer::Deezer;
pub use itunes::Itunes;
pub use ledger::{Ledger, LedgerEntry};
pub use net::{HttpReply, Net, NetError};
pub use open::{OpenedClip, open, open_holding, open_to_analyse};
pub use passage::{Passage, Passages};
pub use remote::{Asker, LARGEST, ProviderContext};
pub use setup::{Previews, WrongAddress};
pub use spotify::SpotifyPreviews;
pub use wanted::{
    ClipBytes, Match, PlayableTrack, PreviewProvider, Provider, ProviderMatch, Refusal, Silent, Wanted,
};
