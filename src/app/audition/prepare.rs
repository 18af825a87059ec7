//! From a wish to samples: find, fetch, decode, make ready; then the picture.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::OnceLock,
    time::Duration,
};

use super::piece::Piece;
use crate::{
    app::Stop,
    preview::{Chain, Passages, PlayableTrack, Provider, ProviderMatch, Refusal, Silent, Wanted, open},
    sound::{
        clip::Clip,
        player::{CHANNELS, Cued, RATE},
        spectrogram::{Spectra, find_drop},
    },
};

/// Who may have what is to play.
pub(super) struct Sources {
    pub(super) chain: Chain,
    /// None where nothing can be fetched.
    pub(super) passages: Option<Passages>,
}

/// What plays, and where it came from.
pub(super) enum Provenance {
    Record(Wanted, PlayableTrack),
    Passage(ProviderMatch),
}

/// A record or a passage, ready to play.
pub(super) struct Sound {
    pub(super) origin: Provenance,
    pub(super) cued: Cued,
    pub(super) flaw: Option<String>,
    looks: OnceLock<Looks>,
}

/// What it looks like.
pub(super) struct Looks {
    pub(super) spectra: Spectra,
    pub(super) drop: Option<Duration>,
}

impl Provenance {
    fn found(&self) -> &ProviderMatch {
        match self {
            Self::Record(_, heard) => &heard.found,
            Self::Passage(found) => found,
        }
    }
}

impl Sound {
    /// Finds it and makes it ready; takes as long as a server takes.
    pub(super) fn prepare(piece: Piece, sources: &Sources, stop: Stop<'_>) -> Result<Self, Silent> {
        // A source that panics is one more way not to be heard.
        let found = catch_unwind(AssertUnwindSafe(|| match piece {
            Piece::Record(wanted) => {
                let (heard, opened) = sources.chain.hear_as(&wanted, stop, &open)?;
                Ok((Provenance::Record(wanted, heard), opened))
            }
            Piece::Passage(passage) => {
                let heard =
                    sources.passages.as_ref().ok_or(Refusal::Off).and_then(|all| all.hear(&passage, stop));
                let (found, opened) = heard.map_err(|refusal| Silent(vec![(Provider::Mix, refusal)]))?;
                Ok((Provenance::Passage(found), opened))
            }
        }));
        let (origin, opened) = found.unwrap_or_else(|_| Err(Silent::default()))?;
        let cued = Cued::new(opened.clip)
            .map_err(|error| Silent(vec![(origin.found().provider, Refusal::Unusable(error.to_string()))]))?;
        Ok(Self { origin, cued, flaw: opened.flaw, looks: OnceLock::new() })
    }

    /// What it is and who has it.
    pub(super) fn found(&self) -> &ProviderMatch {
        self.origin.found()
    }

    /// What others said before.
    pub(super) fn others(&self) -> &[(Provider, Refusal)] {
        match &self.origin {
            Provenance::Record(_, heard) => &heard.others,
            Provenance::Passage(_) => &[],
        }
    }

    /// Its picture, made now where it was not yet.
    pub(super) fn look(&self) -> &Looks {
        self.looks.get_or_init(|| {
            let spectra = Spectra::of(&Clip::new(self.cued.samples().to_vec(), CHANNELS, RATE));
            let drop = find_drop(&spectra);
            Looks { spectra, drop }
        })
    }

    /// Its picture, where it is made.
    pub(super) fn looks(&self) -> Option<&Looks> {
        self.looks.get()
    }
}
