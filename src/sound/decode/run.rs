//! The loop over packets.

use std::time::Duration;

use symphonia::core::errors::Error;

use super::edits::Edit;
use super::opened::{Opened, RATES, is_end};
use super::{DecodeError, EncodedSource, Limits};
use crate::sound::clip::Clip;

/// An MP3 cut out of a longer one (a preview) misses the bit reservoir of its first frames.
const LEAD_IN: usize = 2;
/// A file that yields this many packets without sound, one after the other, has none.
const BARREN: usize = 4096;
/// What has been decoded so far; outlives a decoder's panic.
#[derive(Default)]
pub struct DecodedSoFar {
    samples: Vec<f32>,
    /// Of the samples kept, after mixing down: 1 or 2.
    channels: u16,
    rate: u32,
    /// Channels of what is decoded, before mixing down.
    width: usize,
}

impl DecodedSoFar {
    pub fn into_clip(self) -> Clip {
        Clip::new(self.samples, self.channels, self.rate)
    }

    pub(super) fn frames(&self) -> usize {
        self.samples.len() / usize::from(self.channels.max(1))
    }

    /// Whether frames of this rate and so many channels go on with it; the first ones say what all have to be.
    pub(super) fn takes(&mut self, rate: u32, width: usize) -> bool {
        if self.rate == 0 && RATES.contains(&rate) && width > 0 {
            self.rate = rate;
            self.channels = if width == 2 { 2 } else { 1 };
            self.width = width;
        }
        (rate, width) == (self.rate, self.width)
    }

    /// Adds frames as they were decoded.
    pub(super) fn push(&mut self, packet: &[f32]) {
        let width = self.width;
        let clean = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
        if width <= 2 {
            self.samples.extend(packet.iter().map(|s| clean(*s)));
        } else {
            let mix = |frame: &[f32]| clean(frame.iter().sum::<f32>() / width as f32);
            self.samples.extend(packet.chunks_exact(width).map(mix));
        }
    }

    /// Adds so many silent frames.
    pub(super) fn push_silence(&mut self, frames: usize) {
        let silent = frames * usize::from(self.channels);
        self.samples.resize(self.samples.len() + silent, 0.0);
    }

    /// Gives the first frames away, as many as there are up to so many.
    pub(super) fn take(&mut self, frames: usize) -> Clip {
        let samples = frames.min(self.frames()) * usize::from(self.channels);
        let rest = self.samples.split_off(samples);
        Clip::new(std::mem::replace(&mut self.samples, rest), self.channels, self.rate)
    }
}

/// Decodes the window of `source` that `limits` asks for into `out`.
pub fn run(source: EncodedSource<'_>, limits: &Limits, out: &mut DecodedSoFar) -> Result<(), DecodeError> {
    let mut opened = Opened::of(source, limits)?;
    let limits = &placed(limits, opened.promised());
    let before = opened.seek(limits.start) + opened.lead_in;
    let mut window = Window::new(limits, opened.edit, before);
    let mut packets = Packets::default();
    let ended = read(&mut opened, &mut window, &mut packets, out)?;
    packets.verdict()?;
    if ended {
        complete(out, limits, opened.heard(), opened.cut)?;
    }
    Ok(())
}

/// With the start that leaves as much before the clip as behind it, where that is asked for.
fn placed(limits: &Limits, promised: Option<f64>) -> Limits {
    let spare = promised.map_or(0.0, |promised| promised - limits.length.as_secs_f64());
    if !limits.middle || spare <= 0.0 {
        return *limits;
    }
    Limits { start: Duration::try_from_secs_f64(spare / 2.0).unwrap_or_default(), ..*limits }
}

/// Which frames are kept.
struct Window {
    skip: f64,
    length: f64,
    /// Frames still to drop and to keep; known with the first packet.
    left: Option<(usize, usize)>,
}

impl Window {
    fn new(limits: &Limits, edit: Option<Edit>, before: f64) -> Self {
        let lead_in = edit.map_or(0.0, |edit| edit.skip);
        let kept = edit.and_then(|edit| edit.keep).unwrap_or(f64::INFINITY);
        let behind = (kept - limits.start.as_secs_f64()).max(0.0);
        Self { skip: before + lead_in, length: limits.length.as_secs_f64().min(behind), left: None }
    }

    /// The kept part of a packet of `frames` frames at `rate` Hz.
    fn take(&mut self, frames: usize, rate: u32) -> std::ops::Range<usize> {
        let at = |seconds: f64| (seconds * f64::from(rate)).round() as usize;
        let (skip, keep) = self.left.get_or_insert_with(|| (at(self.skip), at(self.length)));
        let from = frames.min(*skip);
        let to = from + (frames - from).min(*keep);
        *skip -= from;
        *keep -= to - from;
        from..to
    }

    fn is_full(&self) -> bool {
        self.left.is_some_and(|(_, keep)| keep == 0)
    }
}

/// How the packets fared.
#[derive(Default)]
struct Packets {
    total: usize,
    bad: usize,
    barren: usize,
}

impl Packets {
    fn good(&mut self, frames: usize) {
        self.total += 1;
        self.barren = if frames == 0 { self.barren + 1 } else { 0 };
    }

    fn bad(&mut self) {
        self.total += 1;
        self.barren += 1;
        // The first frames of a cut MP3 do not count.
        if self.total > LEAD_IN || self.bad > 0 {
            self.bad += 1;
        }
    }

    fn verdict(&self) -> Result<(), DecodeError> {
        let (bad, total) = (self.bad, self.total);
        if bad > 0 || self.barren >= BARREN {
            return Err(DecodeError::Damaged { bad, total });
        }
        Ok(())
    }
}

/// Reads to the window's end (false) or the file's (true).
fn read(
    opened: &mut Opened<'_>,
    window: &mut Window,
    packets: &mut Packets,
    out: &mut DecodedSoFar,
) -> Result<bool, DecodeError> {
    let mut buffer = Vec::new();
    while !window.is_full() && packets.barren < BARREN {
        let packet = match opened.next_packet() {
            Ok(Some(packet)) => packet,
            // A chained Ogg's next song is another clip.
            Ok(None) | Err(Error::ResetRequired) => return Ok(true),
            Err(Error::IoError(error)) if is_end(&error) => return Ok(true),
            Err(Error::IoError(error)) => return Err(error.into()),
            Err(_) => {
                packets.bad += 1;
                packets.total += 1;
                return Ok(true);
            }
        };
        let decoded = opened.decode(&packet, &mut buffer);
        let Some((rate, width, frames)) = decoded.filter(|(rate, width, _)| out.takes(*rate, *width)) else {
            packets.bad();
            continue;
        };
        let kept = window.take(frames, rate);
        out.push(&buffer[kept.start * width..kept.end * width]);
        packets.good(frames);
    }
    Ok(false)
}

/// Whether all came that was promised, to within an MP3 frame (edit lists are rounded).
fn complete(
    out: &DecodedSoFar,
    limits: &Limits,
    promised: Option<f64>,
    cut: bool,
) -> Result<(), DecodeError> {
    let got = out.frames() as f64 / f64::from(out.rate.max(1));
    let expected = promised.map(|all| (all - limits.start.as_secs_f64()).min(limits.length.as_secs_f64()));
    let slack = 1152.0 / f64::from(out.rate.max(8_000));
    if cut || expected.is_some_and(|expected| got + slack < expected) {
        return Err(DecodeError::Truncated { got, expected });
    }
    Ok(())
}
