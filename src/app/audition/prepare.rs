//! From a wish to samples: find, fetch, decode, make ready; then the picture.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::OnceLock,
    time::Duration,
};

use crate::{
    app::Stop,
    preview::{Chain, PlayableTrack, Refusal, Silent, Wanted, open},
    sound::{
        clip::Clip,
        player::{CHANNELS, Cued, RATE},
        spectrogram::{Spectra, find_drop},
    },
};

/// A record ready to play.
pub(super) struct Sound {
    pub(super) wanted: Wanted,
    pub(super) heard: PlayableTrack,
    pub(super) cued: Cued,
    pub(super) flaw: Option<String>,
    looks: OnceLock<Looks>,
}

/// What it looks like.
pub(super) struct Looks {
    pub(super) spectra: Spectra,
    pub(super) drop: Option<Duration>,
}

impl Sound {
    /// Finds it and makes it ready; takes as long as a server takes.
    pub(super) fn prepare(wanted: Wanted, chain: &Chain, stop: Stop<'_>) -> Result<Self, Silent> {
        // A source that panics is one more way not to be heard.
        let heard = catch_unwind(AssertUnwindSafe(|| chain.hear_as(&wanted, stop, &open)));
        let (heard, opened) = heard.unwrap_or_else(|_| Err(Silent::default()))?;
        let cued = Cued::new(opened.clip)
            .map_err(|error| Silent(vec![(heard.found.provider, Refusal::Unusable(error.to_string()))]))?;
        Ok(Self { wanted, heard, cued, flaw: opened.flaw, looks: OnceLock::new() })
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
