//! The library's ear: what was heard is loaded when first asked for, added to at once, and kept up with other processes.

use std::{path::PathBuf, sync::Arc};

use rayon::ThreadPool;

use super::Sounds;
use crate::{
    catalogue::{AnalysedTrack, Catalogue},
    library::{
        Library, LibraryError, SimilarQuery, open::lock, query::SimilarAnswer, similar::controls::Controls,
    },
    sound::{ear::Ear, embed::Embedder},
    track::{TrackId, TrackKey},
};

/// As many of the records played with a seed are candidates to listen to, and stand beside what sounds like it.
pub const CANDIDATES: usize = 200;

impl Library {
    /// The network, front end and projection in use.
    pub fn ear(&self) -> Result<Arc<Ear>, LibraryError> {
        let mut known = lock(&self.hearing.ear);
        if let Some(ear) = known.as_ref() {
            return Ok(ear.clone());
        }
        let ear = Ear::of(self.hearing.model.as_deref())?;
        let ear = Arc::new(self.with_own_projection(ear));
        *known = Some(ear.clone());
        Ok(ear)
    }

    /// Whether a record was listened to with the network in use, and its tempo and key estimated as they are now; a new projection is
    /// laid over what the network gave.
    pub fn has_heard(&self, key: &TrackKey) -> Result<bool, LibraryError> {
        let space = self.ear()?.space();
        Ok(self.catalogue().heard_with(key)?.is_some_and(|model| model == space.model))
    }

    /// The network, loaded at the first call.
    pub fn embedder(&self) -> Result<Arc<Embedder>, LibraryError> {
        let ear = self.ear()?;
        let mut loaded = lock(&self.hearing.embedder);
        if let Some(embedder) = loaded.as_ref().filter(|e| e.space() == ear.space()) {
            return Ok(embedder.clone());
        }
        let embedder = Arc::new(ear.embedder()?);
        *loaded = Some(embedder.clone());
        Ok(embedder)
    }

    fn sounds_file(&self) -> PathBuf {
        self.paths().data.join("sound.seg")
    }

    /// All that was heard, as the catalogue has it now; loaded where that is new.
    pub fn sounds(&self, pool: &ThreadPool) -> Result<Arc<Sounds>, LibraryError> {
        let stamp = self.catalogue().heard_stamp()?;
        let names = self.snapshot().names_version();
        let space = self.ear()?.space();
        let held = self.hearing.sounds.load_full().filter(|sounds| sounds.is_of(&space, stamp, names));
        match held {
            Some(sounds) => Ok(sounds),
            None => self.load_sounds(pool),
        }
    }

    /// What is loaded just now, perhaps not the newest; `None` before the first load.
    pub fn sounds_now(&self) -> Option<Arc<Sounds>> {
        self.hearing.sounds.load_full()
    }

    /// Whether what is loaded is not the newest: another process has listened, keys have become other tracks, or so much was
    /// added that the tree is to be built again.
    pub fn sounds_are_stale(&self) -> Result<bool, LibraryError> {
        let stamp = self.catalogue().heard_stamp()?;
        let names = self.snapshot().names_version();
        let space = self.ear()?.space();
        Ok(self
            .sounds_now()
            .is_none_or(|sounds| !sounds.is_of(&space, stamp, names) || sounds.index().wants_rebuilding()))
    }

    /// Loads anew where that is so; for the background. True where something changed.
    pub fn tend_sounds(&self, pool: &ThreadPool) -> Result<bool, LibraryError> {
        if !self.sounds_are_stale()? {
            return Ok(false);
        }
        self.load_sounds(pool).map(|_| true)
    }

    fn load_sounds(&self, pool: &ThreadPool) -> Result<Arc<Sounds>, LibraryError> {
        // A connection of its own: the catalogue's users need not wait for all embeddings to be read.
        let own = Catalogue::open(&self.paths().catalogue_db())?;
        let names = self.snapshot().names_version();
        let loaded = Sounds::load(&own, names, self.ear()?.as_ref(), &self.sounds_file(), pool)?;
        let loaded = Arc::new(loaded);
        self.hearing.sounds.store(Some(loaded.clone()));
        Ok(loaded)
    }

    /// Keeps what was heard; it is found at once.
    pub fn hear(&self, heard: &[AnalysedTrack]) -> Result<(), LibraryError> {
        let (stamp, tracks) = {
            let mut catalogue = self.catalogue();
            catalogue.stay()?;
            catalogue.keep_heard(heard)?;
            // In a file that was taken away meanwhile it would be lost; in another one it is kept again.
            if catalogue.stay()? {
                catalogue.keep_heard(heard)?;
            }
            let tracks: Result<Vec<_>, _> = heard.iter().map(|h| catalogue.resolve(&h.seen)).collect();
            (catalogue.heard_stamp()?, tracks?)
        };
        let ear = self.ear()?;
        let more: Vec<_> = tracks.into_iter().zip(heard).collect();
        self.hearing.sounds.rcu(|held| {
            let held = held.as_ref().filter(|sounds| *sounds.space() == ear.space())?;
            let with = held.with(&more, ear.projection());
            // Where somebody else has listened meanwhile, the old stamp stays and leads to a load.
            Some(Arc::new(if held.made.stamp + 1 == stamp { with.at(stamp) } else { with }))
        });
        if let Some((heads, sounds)) = self.hearing.heads.load_full().zip(self.sounds_now()) {
            let id = |track: &Option<TrackId>, heard: &AnalysedTrack| {
                track.or_else(|| sounds.find_outsider(&heard.seen.key))
            };
            let known: Vec<_> = more.iter().filter_map(|(track, h)| Some((id(track, h)?, *h))).collect();
            heads.hear(&known);
        }
        Ok(())
    }

    /// What sounds like the seeds, with what is played with them beside it. `None` where stopped.
    pub fn sounds_like(
        &self,
        ask: &SimilarQuery,
        pool: &ThreadPool,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<SimilarAnswer>, LibraryError> {
        let sounds = self.sounds(pool)?;
        let snapshot = self.snapshot();
        let played = SimilarQuery { limit: CANDIDATES, controls: Controls::default(), ..ask.clone() };
        let Some(played) = snapshot.played_with(&played, pool, stop) else { return Ok(None) };
        let others: Vec<_> = played.tracks.iter().map(|t| t.row.id).collect();
        Ok(snapshot.sounds_like(&sounds, self.ear()?.labels(), ask, &others, stop))
    }
}
