//! Who listens, and who remembers what was heard.

use std::sync::Arc;

use crate::{
    catalogue::Seen,
    library::{Library, LibraryError},
    preview::{Match, ProviderMatch},
    sound::{
        analyse::{AnalyseError, analyse},
        clip::Clip,
        embed::EmbedError,
    },
    track::TrackKey,
};

/// Why a clip was not listened to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenError {
    /// It cannot be: too short, no sound.
    Unheard(String),
    /// Nobody wants it any more.
    Stopped,
    /// Network or store failed; not the clip's fault.
    Store(String),
}

/// Listens to clips and keeps what comes of it.
pub trait ClipAnalyser: Send + Sync {
    /// Whether this record was listened to, with the network in use; a new projection is laid over what it gave.
    fn knows(&self, key: &TrackKey) -> bool;
    /// Whether it is noted, at `now`, that it cannot be heard.
    fn gave_up(&self, key: &TrackKey, now: i64) -> bool;
    /// Listens to a clip of a record and keeps what was heard; the audio is not kept.
    fn listen(
        &self,
        seen: Seen,
        found: &ProviderMatch,
        clip: &Clip,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), ListenError>;
    /// Notes that a record cannot be heard, and until when.
    fn give_up(&self, key: &TrackKey, why: &str, until: i64);
}

/// The library's network and catalogue.
pub struct LibraryEars(pub Arc<Library>);

impl ClipAnalyser for LibraryEars {
    fn knows(&self, key: &TrackKey) -> bool {
        self.0.has_heard(key).unwrap_or_else(|e| {
            tracing::warn!("what was heard cannot be read: {e}");
            false
        })
    }

    fn gave_up(&self, key: &TrackKey, now: i64) -> bool {
        self.0.catalogue().unheard(key, now).is_ok_and(|why| why.is_some())
    }

    fn listen(
        &self,
        seen: Seen,
        found: &ProviderMatch,
        clip: &Clip,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), ListenError> {
        let store = |e: LibraryError| ListenError::Store(e.to_string());
        let embedder = self.0.embedder().map_err(store)?;
        let mut styles = self.0.styles_of(&seen).map_err(store)?;
        styles.extend(found.genres());
        let heard = match analyse(clip, &embedder, &styles, stop) {
            Ok(analysis) => analysis.heard(seen, found.provider.stored(), found.grade == Match::Exact),
            Err(AnalyseError::Embed(EmbedError::Stopped)) => return Err(ListenError::Stopped),
            Err(AnalyseError::Embed(e @ (EmbedError::Network(_) | EmbedError::Projection(_)))) => {
                return Err(ListenError::Store(e.to_string()));
            }
            Err(e) => return Err(ListenError::Unheard(e.to_string())),
        };
        self.0.hear(&[heard]).map_err(store)
    }

    fn give_up(&self, key: &TrackKey, why: &str, until: i64) {
        if let Err(e) = self.0.catalogue().note_unheard(key, why, until) {
            tracing::warn!("what could not be heard is not noted: {e}");
        }
    }
}
