//! MP3, AAC and ALAC in MP4, FLAC, Ogg Vorbis and Opus, WAV and AIFF to samples, with symphonia.
//!
//! The content decides, never the file's name. Encoder delay and padding are trimmed (gapless). Whatever the file holds, the
//! answer is a [`Clip`] or a [`Broken`] with the clip that could still be decoded.

mod edits;
mod file;
mod flac;
pub mod mp3;
mod opened;
mod opus;
mod parts;
mod run;
mod sniff;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

pub use file::FileDecoder;
pub use parts::Parts;
pub use sniff::{ContentKind, sniff};

use super::clip::Clip;
use crate::plain::io_cause;

/// Where the encoded sound is.
#[derive(Clone, Copy, Debug)]
pub enum EncodedSource<'a> {
    /// In memory.
    Bytes(&'a [u8]),
    /// In a file; only what the window needs is read.
    File(&'a Path),
    /// In parts that are fetched when they are read.
    Parts(&'a dyn Parts),
    /// An MP3 from this byte on, in order: all of it is sound, and nobody knows how long it is.
    Frames(&'a dyn Parts, u64),
}

impl<'a> From<&'a [u8]> for EncodedSource<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for EncodedSource<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Path> for EncodedSource<'a> {
    fn from(path: &'a Path) -> Self {
        Self::File(path)
    }
}

/// How much is decoded.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Larger sources are refused.
    pub bytes: u64,
    /// Where the clip begins.
    pub start: Duration,
    /// How long it is at most; what lies behind is not decoded.
    pub length: Duration,
    /// The clip is the middle of what the source promises to hold, whatever `start` says; where it promises nothing, its beginning.
    pub middle: bool,
}

impl Limits {
    /// `length` from `start`.
    pub fn window(start: Duration, length: Duration) -> Self {
        Self { start, length, ..Self::default() }
    }

    /// The middle `length`.
    pub fn middle(length: Duration) -> Self {
        Self { length, middle: true, ..Self::default() }
    }
}

impl Default for Limits {
    /// The first ten minutes of at most 1 GiB.
    fn default() -> Self {
        Self { bytes: 1 << 30, start: Duration::ZERO, length: Duration::from_mins(10), middle: false }
    }
}

/// What went wrong, in words for a person.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The source could not be read at all.
    #[error("cannot read it: {}", io_cause(.0))]
    Unreadable(#[from] std::io::Error),
    /// Larger than the limit.
    #[error("too large: {} MB, the limit is {} MB", .bytes >> 20, .limit >> 20)]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// No audio format was recognised.
    #[error("not audio: {0}")]
    NotAudio(ContentKind),
    /// Audio, but not of a kind that can be decoded here.
    #[error("unsupported audio: {0}")]
    Unsupported(String),
    /// It ends early.
    #[error("cut short: {got:.1} s{}", .expected.map(|all| format!(" of {all:.1} s")).unwrap_or_default())]
    Truncated {
        /// Seconds decoded.
        got: f64,
        /// Seconds promised, where the format says.
        expected: Option<f64>,
    },
    /// Parts of it could not be decoded.
    #[error("damaged: {bad} of {total} packets could not be decoded")]
    Damaged {
        /// Packets without sound.
        bad: usize,
        /// All packets.
        total: usize,
    },
    /// A whole file with no sound in it.
    #[error("there is no sound in it")]
    Empty,
    /// The decoder itself failed.
    #[error("the decoder gave up on it")]
    Crashed,
    /// The sample rate could not be changed.
    #[error(transparent)]
    Resample(#[from] super::resample::ResampleError),
}

/// An error and what could be decoded in spite of it.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Broken {
    /// What could be decoded; never empty.
    pub clip: Option<Clip>,
    /// Why it is not all.
    #[source]
    pub cause: DecodeError,
}

/// The sound, mono or stereo, at its own rate.
pub fn decode<'a>(source: impl Into<EncodedSource<'a>>, limits: &Limits) -> Result<Clip, Broken> {
    let source = source.into();
    // symphonia reads what strangers wrote: a panic of a codec is one more way a file can be broken.
    let mut out = run::DecodedSoFar::default();
    let result = guarded(|| run::run(source, limits, &mut out));
    let clip = out.into_clip();
    let result = match result {
        Some(Ok(())) if clip.is_empty() => Err(DecodeError::Empty),
        Some(result) => result,
        None => Err(DecodeError::Crashed),
    };
    match result {
        Ok(()) => Ok(clip),
        // It promised more than it holds: its beginning is better than nothing.
        Err(_) if limits.middle && clip.is_empty() => decode(source, &Limits { middle: false, ..*limits }),
        Err(cause) => Err(Broken { clip: (!clip.is_empty()).then_some(clip), cause }),
    }
}

/// Seconds of sound in a file whose header does not say how long it is and leaves its readers to guess, told by all its frames; `None` of
/// one that says so.
pub fn counted_seconds(path: &Path) -> Option<f64> {
    guarded(|| opened::counted(EncodedSource::File(path), &Limits::default())).flatten()
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a decoder whose panic will be caught, so that a panic hook can stay quiet.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs what reads files of strangers; `None` where it panics.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDED.set(false);
    result
}

#[cfg(test)]
mod tests;
