//! A clip from encoded bytes or a file to samples that can be played and listened to.

use std::time::Duration;

use super::wanted::{Clip, Found};
use crate::sound::{
    self,
    decode::{self, Broken, Limits, Source},
};

/// Of a file longer than this only a part is decoded …
const WHOLE: f32 = 90.0;
/// … so long, …
const PART: Duration = Duration::from_mins(1);
/// … from this share of it on: behind the intro.
const INTO: f32 = 0.3;
/// What a provider calls a preview and is longer is cut.
const LONGEST: Duration = Duration::from_mins(2);
/// Nobody hears what stays below -80 dB.
const SILENT: f32 = 1e-4;
/// Less than this of a damaged clip is not worth playing.
const SHORTEST: f64 = 1.0;

/// A decoded clip.
#[derive(Debug)]
pub struct Opened {
    /// The samples.
    pub clip: sound::clip::Clip,
    /// Where in the recording they begin.
    pub start: Duration,
    /// What is wrong with it, where something is.
    pub flaw: Option<String>,
}

/// Decodes a clip: a preview whole, of a long file a minute from behind its intro. The error says in words why it cannot be heard;
/// silence is one.
pub fn open(found: &Found, clip: &Clip) -> Result<Opened, String> {
    let (start, length) = match (clip, found.seconds) {
        (Clip::File(_), Some(seconds)) if seconds > WHOLE => (Duration::from_secs_f32(seconds * INTO), PART),
        (Clip::File(_), _) => (Duration::ZERO, Duration::from_secs_f32(WHOLE)),
        (Clip::Bytes(_), _) => (Duration::ZERO, LONGEST),
    };
    let source = match clip {
        Clip::File(path) => Source::File(path),
        Clip::Bytes(bytes) => Source::Bytes(bytes),
    };
    let (clip, flaw) = match decode::decode(source, &Limits::window(start, length)) {
        Ok(clip) => (clip, None),
        Err(Broken { clip: Some(clip), cause }) if clip.seconds() >= SHORTEST => {
            (clip, Some(cause.to_string()))
        }
        Err(Broken { cause, .. }) => return Err(cause.to_string()),
    };
    if clip.peak() < SILENT {
        return Err("it is silent".into());
    }
    Ok(Opened { clip, start, flaw })
}
