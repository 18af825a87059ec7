//! A file decoded in order, a piece at a time: for what is too long to hold.

use std::{path::Path, time::Duration};

use symphonia::core::errors::Error;

use super::{
    DecodeError, EncodedSource, Limits, guarded,
    opened::{Opened, is_end},
    run::DecodedSoFar,
};
use crate::sound::clip::Clip;

/// The decoder of a file, at some time of it.
pub struct FileDecoder<'a> {
    opened: Opened<'a>,
    /// Seconds still to drop before the time that was asked for.
    before: f64,
    /// What is decoded and not yet given.
    out: DecodedSoFar,
    buffer: Vec<f32>,
    ended: bool,
    failure: Option<DecodeError>,
}

impl<'a> FileDecoder<'a> {
    /// Stands at the time `from`.
    pub fn open(path: &'a Path, from: Duration) -> Result<Self, DecodeError> {
        let opened = guarded(|| {
            let mut opened = Opened::of(EncodedSource::File(path), &Limits::default())?;
            let before = opened.seek(from) + opened.skipped();
            Ok((opened, before))
        });
        let (opened, before) = opened.unwrap_or(Err(DecodeError::Crashed))?;
        let (out, buffer) = (DecodedSoFar::default(), Vec::new());
        Ok(Self { opened, before, out, buffer, ended: false, failure: None })
    }

    /// Seconds of sound in the whole file, where it says so.
    pub fn seconds(&self) -> Option<f64> {
        self.opened.promised()
    }

    /// The next frames, so many but at the end; `None` behind it. Mono or stereo, at the file's rate. What is damaged is silent, so that
    /// what lies behind it stays in its time.
    pub fn read(&mut self, frames: usize) -> Option<Clip> {
        while !self.ended && self.out.frames() < frames {
            // A codec that panics has come to its end.
            self.ended = !guarded(|| self.packet()).unwrap_or_else(|| {
                self.failure = Some(DecodeError::Crashed);
                false
            });
        }
        let clip = self.out.take(frames);
        (!clip.is_empty()).then_some(clip)
    }

    /// Why it ended before its time, where it could not be read on.
    pub fn failure(&self) -> Option<&DecodeError> {
        self.failure.as_ref()
    }

    /// Decodes one packet; false at the end.
    fn packet(&mut self) -> bool {
        let packet = match self.opened.next_packet() {
            Ok(Some(packet)) => packet,
            // A chained Ogg's next song is another clip.
            Ok(None) | Err(Error::ResetRequired) => return false,
            Err(error) => {
                self.failure = match error {
                    Error::IoError(error) if is_end(&error) => None,
                    Error::IoError(error) => Some(DecodeError::Unreadable(error)),
                    error => Some(DecodeError::Unsupported(error.to_string())),
                };
                return false;
            }
        };
        let Some((rate, width, frames)) = self.opened.decode(&packet, &mut self.buffer) else {
            let (rate, frames) = self.opened.stated(&packet);
            let skip = self.skip(rate, frames);
            self.out.push_silence(frames - skip);
            return true;
        };
        let skip = self.skip(rate, frames);
        // What is of another kind belongs to something else in the same file.
        let same = self.out.takes(rate, width);
        if same {
            self.out.push(&self.buffer[skip * width..frames * width]);
        }
        same
    }

    /// How many of the next frames lie before the time that was asked for.
    fn skip(&mut self, rate: u32, frames: usize) -> usize {
        let rate = f64::from(rate.max(1));
        let skip = ((self.before * rate).round() as usize).min(frames);
        self.before = (self.before - skip as f64 / rate).max(0.0);
        skip
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use rstest::rstest;

    use super::*;
    use crate::sound::{decode, wav};

    fn all(path: &Path, from: Duration, piece: usize) -> Clip {
        let mut decoder = FileDecoder::open(path, from).expect("opened");
        let mut samples = Vec::new();
        let mut last = (0, 0);
        while let Some(clip) = decoder.read(piece) {
            last = (clip.channels, clip.rate);
            samples.extend(clip.samples);
        }
        Clip::new(samples, last.0, last.1)
    }

    #[rstest]
    fn pieces_are_what_the_whole_is(
        #[values("tone.mp3", "tone.m4a", "tone.flac", "tone.ogg")] name: &str,
        #[values(100, 5_000, 1_000_000)] piece: usize,
    ) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio").join(name);
        let whole = decode::decode(path.as_path(), &Limits::default()).expect(name);
        let mut pieces = all(&path, Duration::ZERO, piece);
        // What an encoder has added at the end is the caller's to leave out, who knows how long it is.
        pieces.samples.truncate(whole.samples.len());
        assert_eq!(pieces, whole);
        let late = all(&path, Duration::from_millis(300), piece);
        assert_eq!(
            late.samples[..2_000],
            whole.cut(Duration::from_millis(300), Duration::from_secs(9)).samples[..2_000]
        );
    }

    #[rstest]
    fn a_file_that_leaves_its_length_to_guess_is_read_to_its_end_from_any_time(
        #[values("vbr-fast.mp3", "vbr-slow.mp3", "vbr.aac")] name: &str,
    ) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio").join(name);
        let whole = all(&path, Duration::ZERO, 5_000);
        assert!((5.0..5.2).contains(&whole.seconds()), "{}", whole.seconds());
        let says = FileDecoder::open(&path, Duration::ZERO).expect("opened").seconds().expect("counted");
        assert!((says - whole.seconds()).abs() < 0.1, "{says}");
        assert_eq!(decode::counted_seconds(&path), Some(says));
        for time in [2.5, 3.5, 4.5] {
            let late = all(&path, Duration::from_secs_f64(time), 5_000);
            assert!((late.seconds() - (whole.seconds() - time)).abs() < 0.01, "{}", late.seconds());
            assert!(late.peak() > 0.2, "silent from {time} s on");
        }
        let middle = decode::decode(path.as_path(), &Limits::middle(Duration::from_secs(1))).expect(name);
        assert!((middle.seconds() - 1.0).abs() < 0.01 && middle.peak() < 0.6);
    }

    #[test]
    fn a_time_far_inside_is_met_to_the_sample_and_behind_the_end_there_is_nothing() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("ramp.wav");
        let ramp: Vec<f32> = (0..80_000).map(|n| n as f32 / 80_000.0).collect();
        std::fs::write(&path, wav::encode(&Clip::new(ramp, 1, 8_000))).expect("written");
        let mut decoder = FileDecoder::open(&path, Duration::from_secs(7)).expect("opened");
        assert_eq!(decoder.seconds(), Some(10.0));
        let first = decoder.read(10).expect("sound").samples[0];
        assert!((first - 0.7).abs() < 1e-4, "{first}");
        assert!(FileDecoder::open(&path, Duration::from_secs(20)).is_ok_and(|mut it| it.read(1).is_none()));
        assert!(FileDecoder::open(&dir.path().join("none"), Duration::ZERO).is_err());
    }
}
