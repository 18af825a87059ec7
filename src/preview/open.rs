//! A clip from encoded bytes or a file to samples that can be played and listened to.

use std::time::Duration;

use super::wanted::{ClipBytes, Provider, ProviderMatch};
use crate::sound::{
    analyse::LISTEN,
    clip::Clip,
    decode::{self, Broken, EncodedSource, Limits},
};

/// Of a file longer than this only a part is decoded …
const WHOLE: f32 = 90.0;
/// … so long, …
const PART: Duration = Duration::from_mins(1);
/// … from this share of it on: behind the intro.
const INTO: f64 = 0.3;
/// Of a part that is to hold a time, so much lies before that.
const LEAD: Duration = Duration::from_secs(15);
/// What a provider calls a preview and is longer is cut.
const LONGEST: Duration = Duration::from_mins(2);
/// Nobody hears what stays below -80 dB.
const SILENT: f32 = 1e-4;
/// Less than this of a damaged clip is not worth playing.
const SHORTEST: f64 = 1.0;

/// A decoded clip.
#[derive(Debug)]
pub struct OpenedClip {
    /// The samples.
    pub clip: Clip,
    /// Where in the recording they begin.
    pub start: Duration,
    /// What is wrong with it, where something is.
    pub flaw: Option<String>,
}

/// Where the part begins that is played of a file of the user's; `None` of what is played whole.
fn part_from(found: &ProviderMatch) -> Option<Duration> {
    let seconds = found.seconds.filter(|seconds| found.provider == Provider::Local && *seconds > WHOLE)?;
    Some(Duration::from_secs_f64(f64::from(seconds) * INTO))
}

/// Decodes a clip: a preview whole, of a long file a minute from behind its intro. The error says in words why it cannot be heard;
/// silence is one.
pub fn open(found: &ProviderMatch, clip: &ClipBytes) -> Result<OpenedClip, String> {
    let (start, length) = match (clip, part_from(found)) {
        (ClipBytes::File(_), Some(start)) => (start, PART),
        (ClipBytes::File(_), _) => (Duration::ZERO, Duration::from_secs_f32(WHOLE)),
        (ClipBytes::Bytes(_), _) => (Duration::ZERO, LONGEST),
    };
    match decode::decode(source(clip), &Limits::window(start, length)) {
        // It ends before, whatever is said of its length.
        Err(Broken { clip: None, .. }) if start > Duration::ZERO => {
            opened(decode::decode(source(clip), &Limits::window(Duration::ZERO, PART)), Duration::ZERO)
        }
        decoded => opened(decoded, start),
    }
}

/// As [`open`], but of a file the minute that holds a time of it.
pub fn open_holding(found: &ProviderMatch, clip: &ClipBytes, time: Duration) -> Result<OpenedClip, String> {
    if let ClipBytes::Bytes(_) = clip {
        return open(found, clip);
    }
    let whole = found.seconds.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok());
    // Some files are longer than is said of them.
    let last = whole.filter(|whole| time < *whole).map_or(Duration::MAX, |whole| whole.saturating_sub(PART));
    let start = time.saturating_sub(LEAD).min(last);
    opened(decode::decode(source(clip), &Limits::window(start, PART)), start)
}

/// Decodes what is analysed of a clip: of a file its middle, of a preview all. Fails as [`open`] does.
pub fn open_to_analyse(_: &ProviderMatch, clip: &ClipBytes) -> Result<Clip, String> {
    let limits = match clip {
        ClipBytes::File(_) => Limits::middle(LISTEN),
        ClipBytes::Bytes(_) => Limits::window(Duration::ZERO, LONGEST),
    };
    audible(decode::decode(source(clip), &limits)).map(|(clip, _)| clip)
}

/// What was decoded from `start` of a recording on, where it can be heard.
pub(super) fn opened(decoded: Result<Clip, Broken>, start: Duration) -> Result<OpenedClip, String> {
    let (clip, flaw) = audible(decoded)?;
    Ok(OpenedClip { clip, start, flaw })
}

/// The samples, and what is wrong with them, where something is.
fn audible(decoded: Result<Clip, Broken>) -> Result<(Clip, Option<String>), String> {
    let (clip, flaw) = match decoded {
        Ok(clip) => (clip, None),
        Err(Broken { clip: Some(clip), cause }) if clip.seconds() >= SHORTEST => {
            (clip, Some(cause.to_string()))
        }
        Err(Broken { cause, .. }) => return Err(cause.to_string()),
    };
    if clip.peak() < SILENT {
        return Err("it is silent".into());
    }
    Ok((clip, flaw))
}

fn source(clip: &ClipBytes) -> EncodedSource<'_> {
    match clip {
        ClipBytes::File(path) => EncodedSource::File(path),
        ClipBytes::Bytes(bytes) => EncodedSource::Bytes(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{preview::Match, sound::wav, track::Name};

    fn owned(seconds: Option<f32>) -> ProviderMatch {
        ProviderMatch {
            provider: Provider::Local,
            id: String::new(),
            name: Name::parse("A", "B"),
            grade: Match::Exact,
            page: None,
            bpm: None,
            seconds,
        }
    }

    #[test]
    fn a_file_much_shorter_than_is_said_of_it_plays_from_its_beginning() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("short.wav");
        let sound = (0..20 * 8_000).map(|n| 0.3 * (n as f32 * 0.4).sin()).collect();
        std::fs::write(&path, wav::encode(&Clip::new(sound, 1, 8_000))).unwrap();
        let opened = open(&owned(Some(300.0)), &ClipBytes::File(path)).unwrap();
        assert_eq!((opened.start, opened.clip.duration().as_secs()), (Duration::ZERO, 20));
    }

    #[test]
    fn the_minute_that_holds_a_time_has_some_of_what_is_before_it_also_of_a_file_longer_than_it_says() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("long.wav");
        let sound = (0..200 * 8_000).map(|n| 0.3 * (n as f32 * 0.4).sin()).collect();
        std::fs::write(&path, wav::encode(&Clip::new(sound, 1, 8_000))).unwrap();
        let part = |seconds: Option<f32>, time: u64| {
            let clip = ClipBytes::File(path.clone());
            let opened = open_holding(&owned(seconds), &clip, Duration::from_secs(time)).unwrap();
            (opened.start.as_secs(), opened.clip.duration().as_secs())
        };
        assert_eq!(part(Some(200.0), 100), (85, 60));
        assert_eq!(part(Some(200.0), 5), (0, 60));
        assert_eq!(part(Some(200.0), 190), (140, 60), "not less than a minute at the end");
        assert_eq!(part(Some(66.0), 100), (85, 60));
        assert_eq!(part(None, 100), (85, 60));
        assert_eq!(part(Some(f32::NAN), 100), (85, 60));
    }
}
