//! Tempo, key and energy of a record: what its sources write wins over what was heard, and what nobody is sure of stays unknown.

use super::LibraryError;
use crate::{
    catalogue::{Catalogue, Impression, Owned, OwnedSource, User},
    sound::{
        energy::Energy,
        genre::{self, Genre},
        key::{self, KeyEstimate, Mode},
        mixable::{self, Settled},
        tempo::Tempo,
    },
    track,
};

/// What is known of how a record mixes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Facts {
    /// Beats per minute.
    pub tempo: Option<Settled<f32>>,
    /// The key.
    pub key: Option<Settled<key::Key>>,
    /// The drive, as heard.
    pub energy: Option<Energy>,
    /// The main genre, as heard.
    pub genre: Option<Genre>,
    /// Somebody has listened or written: what is not known is `?` and not merely missing.
    pub asked: bool,
}

impl Facts {
    /// What is known of the record with this key.
    pub fn of(catalogue: &Catalogue, user: &User, key: &track::Key) -> Result<Self, LibraryError> {
        let heard = catalogue.impression(key)?;
        Ok(Self::settled(&user.owned_by_key(key)?, heard.as_ref()))
    }

    /// From what the collections write and what was heard.
    #[must_use]
    pub fn settled(owned: &[(OwnedSource, Owned)], heard: Option<&Impression>) -> Self {
        let tempo = heard.and_then(|h| h.tempo).map(|(bpm, confidence)| Tempo { bpm, confidence });
        let tone = heard.and_then(|h| h.key).map(|(tonic, confidence)| KeyEstimate {
            key: key_of(tonic),
            confidence,
            cents: 0.0,
        });
        Self {
            tempo: mixable::settle_tempo(written(owned, |o| o.bpm), tempo),
            key: mixable::settle_key(written(owned, |o| o.tonic).map(key_of), tone),
            energy: heard.and_then(|h| h.energy).map(Energy::new),
            genre: heard.and_then(|h| genre::of(&h.tags)),
            asked: heard.is_some() || !owned.is_empty(),
        }
    }
}

/// As stored: semitones above C, 12 more for minor.
fn key_of(tonic: u8) -> key::Key {
    let mode = if tonic >= 12 { Mode::Minor } else { Mode::Major };
    key::Key { tonic: tonic % 12, mode }
}

/// The first that says it: a DJ program has analysed the whole file, so it comes before the file's own tag.
fn written<T>(owned: &[(OwnedSource, Owned)], of: impl Fn(&Owned) -> Option<T>) -> Option<T> {
    let mut known: Vec<_> = owned.iter().filter_map(|(source, owned)| Some((source, of(owned)?))).collect();
    known.sort_by_key(|(source, _)| **source != OwnedSource::Rekordbox);
    known.into_iter().next().map(|(_, value)| value)
}
