//! From a wish to samples: find, fetch, decode, make ready; then the picture.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::OnceLock,
    time::Duration,
};

use super::{command::FilePart, piece::Piece};
use crate::{
    app::Stop,
    preview::{
        Chain, ClipBytes, Passages, PlayableTrack, Provider, ProviderMatch, Refusal, Silent, Wanted, open,
        open_holding,
    },
    sound::{
        clip::Clip,
        decode::FileDecoder,
        feed::{CHANNELS, Cued, RATE},
        spectrogram::{Spectra, SpectraBuilder, find_drop},
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
    /// The file of the user's that it is, and how many seconds that has.
    file: Option<(PathBuf, f64)>,
    /// Where in the recording it begins.
    pub(super) start: Duration,
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

    /// The file of the user's that it is, and how many seconds that has: as a collection or its tags say, or, where they say nothing and
    /// where all of it is played, as it says itself.
    fn file(&self, part: FilePart) -> Option<(PathBuf, f64)> {
        let Self::Record(_, PlayableTrack { found, clip: ClipBytes::File(path), .. }) = self else {
            return None;
        };
        let stated = found.seconds.map(f64::from);
        let own = || FileDecoder::open(path, Duration::ZERO).ok()?.seconds();
        let seconds = stated.filter(|_| part != FilePart::Whole).or_else(own).or(stated)?;
        Some((path.clone(), seconds))
    }
}

impl Sound {
    /// Finds it and makes it ready; takes as long as a server takes.
    pub(super) fn prepare(piece: Piece, sources: &Sources, stop: Stop<'_>) -> Result<Self, Silent> {
        // A source that panics is one more way not to be heard.
        let found = catch_unwind(AssertUnwindSafe(|| match piece {
            Piece::Record(wanted, part) => {
                let (heard, opened) = sources.chain.hear_as(&wanted, stop, &|found, clip| match part {
                    FilePart::Holding(time) => open_holding(found, clip, time),
                    FilePart::Usual | FilePart::Whole => open(found, clip),
                })?;
                Ok((Provenance::Record(wanted, heard), part, opened))
            }
            Piece::Passage(passage) => {
                let heard =
                    sources.passages.as_ref().ok_or(Refusal::Off).and_then(|all| all.hear(&passage, stop));
                let (found, opened) = heard.map_err(|refusal| Silent(vec![(Provider::Mix, refusal)]))?;
                Ok((Provenance::Passage(found), FilePart::Usual, opened))
            }
        }));
        let (origin, part, opened) = found.unwrap_or_else(|_| Err(Silent::default()))?;
        let unusable = |error: &dyn std::fmt::Display| {
            Silent(vec![(origin.found().provider, Refusal::Unusable(error.to_string()))])
        };
        let mut start = opened.start;
        let mut cued = Cued::new(opened.clip).map_err(|error| unusable(&error))?;
        let file = origin.file(part);
        if let (FilePart::Whole, Some((path, seconds))) = (part, &file) {
            cued = cued.whole_of(path.clone(), *seconds).map_err(|error| unusable(&error))?;
            start = Duration::ZERO;
        }
        Ok(Self { origin, file, start, cued, flaw: opened.flaw, looks: OnceLock::new() })
    }

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

    /// How long the file is, where that is one of the user's and says so.
    pub(super) fn whole(&self) -> Option<Duration> {
        self.file.as_ref().and_then(|(_, seconds)| Duration::try_from_secs_f64(*seconds).ok())
    }

    /// The place in what plays of a time of the recording; its beginning where it does not hold that.
    pub(super) fn holding(&self, time: Duration) -> Duration {
        time.checked_sub(self.start).filter(|place| *place < self.cued.duration()).unwrap_or_default()
    }

    /// Its picture, made now where it was not yet; `None` where nobody wants it any more.
    pub(super) fn look(&self, stop: Stop<'_>) -> Option<&Looks> {
        if let Some(looks) = self.looks.get() {
            return Some(looks);
        }
        let spectra = match (self.cued.samples(), &self.file) {
            (Some(samples), _) => Spectra::of(&Clip::new(samples.to_vec(), CHANNELS, RATE)),
            (None, Some((path, seconds))) => spectra(path, *seconds, stop)?,
            (None, None) => return None,
        };
        let drop = find_drop(&spectra);
        Some(self.looks.get_or_init(|| Looks { spectra, drop }))
    }

    /// Its picture, where it is made.
    pub(super) fn looks(&self) -> Option<&Looks> {
        self.looks.get()
    }
}

/// The spectra of a file that is too long to hold; empty where it cannot be read any more, `None` where it is not wanted any more.
fn spectra(path: &Path, seconds: f64, stop: Stop<'_>) -> Option<Spectra> {
    let mut decoder = FileDecoder::open(path, Duration::ZERO).ok();
    let mut builder = None;
    while let Some(clip) = decoder.as_mut().and_then(|decoder| decoder.read(RATE as usize)) {
        if stop() {
            return None;
        }
        let builder = builder.get_or_insert_with(|| SpectraBuilder::new(clip.rate, seconds));
        builder.push(&clip.mono().samples);
    }
    Some(builder.unwrap_or_else(|| SpectraBuilder::new(RATE, 0.0)).finish())
}
