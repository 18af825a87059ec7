//! The loop over packets.

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::sync::LazyLock;
use std::time::Duration;

use symphonia::core::codecs::audio::{AudioCodecId, AudioDecoder, AudioDecoderOptions, well_known};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::Time;

use super::edits::{self, Edit};
use super::flac::{self, Media};
use super::opus::{self, Opus};
use super::parts::Reader;
use super::sniff::{ContentKind, sniff};
use super::{DecodeError, EncodedSource, Limits};
use crate::sound::clip::Clip;

/// Rates a sound card or an encoder has; anything else is a broken header.
const RATES: std::ops::RangeInclusive<u32> = 2_000..=384_000;
/// An MP3 cut out of a longer one (a preview) misses the bit reservoir of its first frames.
const LEAD_IN: usize = 2;
/// A file that yields this many packets without sound, one after the other, has none.
const BARREN: usize = 4096;
/// A promise of more than this is a stream's header without a length.
const LONGEST_PROMISE: f64 = 24.0 * 3600.0;

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
        let edited = opened.edit.and_then(|edit| edit.keep);
        let promised = edited.or_else(|| Some(promised(&opened.track)? - opened.lead_in));
        complete(out, limits, promised, opened.cut)?;
    }
    Ok(())
}

/// A source whose packets can be decoded.
pub(super) struct Opened<'a> {
    format: Box<dyn FormatReader + 'a>,
    decoder: Box<dyn AudioDecoder>,
    track: Track,
    edit: Option<Edit>,
    /// Seconds that an Opus decoder needs to come in.
    lead_in: f64,
    /// Its end is missing.
    cut: bool,
}

impl<'a> Opened<'a> {
    pub(super) fn of(source: EncodedSource<'a>, limits: &Limits) -> Result<Self, DecodeError> {
        let (media, kind, edit) = open(source, limits)?;
        let (format, cut) = match probe(media) {
            Ok(format) => (format, false),
            // An Ogg is searched for its last page first; where that is cut, what stands before it still plays in order.
            Err(Error::IoError(error)) if kind == ContentKind::Ogg && is_end(&error) => {
                let (media, ..) = open(source, limits)?;
                let once = Box::new(ReadOnlySource::new(media));
                (probe(once).map_err(|error| unrecognised(&error, kind))?, true)
            }
            Err(error) => return Err(unrecognised(&error, kind)),
        };
        let track = format.default_track(TrackType::Audio).ok_or(DecodeError::Empty)?.clone();
        let decoder = decoder(&track)?;
        let lead_in = opus::lead_in(&track);
        Ok(Self { format, decoder, track, edit, lead_in, cut })
    }

    /// Seconds of sound the whole of it promises.
    pub(super) fn promised(&self) -> Option<f64> {
        self.edit.and_then(|edit| edit.keep).or_else(|| promised(&self.track))
    }

    /// Seconds at its beginning that are no sound.
    pub(super) fn skipped(&self) -> f64 {
        self.lead_in + self.edit.map_or(0.0, |edit| edit.skip)
    }

    /// Goes near to a time; the seconds of sound that lie before it from where the reader now stands.
    pub(super) fn seek(&mut self, start: Duration) -> f64 {
        seek(&mut *self.format, &self.track, start)
    }

    /// The next packet of the sound; `None` at the end.
    pub(super) fn next_packet(&mut self) -> Result<Option<Packet>, Error> {
        loop {
            match self.format.next_packet()? {
                Some(packet) if packet.track_id == self.track.id => return Ok(Some(packet)),
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }

    /// A packet's frames into `buffer`, and their rate, channels and number; `None` where it is damaged.
    pub(super) fn decode(&mut self, packet: &Packet, buffer: &mut Vec<f32>) -> Option<(u32, usize, usize)> {
        let decoded = self.decoder.decode(packet).ok()?;
        decoded.copy_to_vec_interleaved(buffer);
        Some((decoded.spec().rate(), decoded.spec().channels().count(), decoded.frames()))
    }

    /// The rate that the header states, and how many frames of it a packet says that it holds.
    pub(super) fn stated(&self, packet: &Packet) -> (u32, usize) {
        let rate = self.track.codec_params.as_ref().and_then(|all| all.audio()?.sample_rate).unwrap_or(0);
        let base = self
            .track
            .time_base
            .map_or(0.0, |base| f64::from(base.numer.get()) / f64::from(base.denom.get()));
        (rate, (packet.dur.get() as f64 * base * f64::from(rate)).round() as usize)
    }
}

/// With the start that leaves as much before the clip as behind it, where that is asked for.
fn placed(limits: &Limits, promised: Option<f64>) -> Limits {
    let spare = promised.map_or(0.0, |promised| promised - limits.length.as_secs_f64());
    if !limits.middle || spare <= 0.0 {
        return *limits;
    }
    Limits { start: Duration::try_from_secs_f64(spare / 2.0).unwrap_or_default(), ..*limits }
}

fn probe(media: Media<'_>) -> Result<Box<dyn FormatReader + '_>, Error> {
    let stream = MediaSourceStream::new(media, MediaSourceStreamOptions::default());
    let probe = symphonia::default::get_probe();
    probe.probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
}

fn is_end(error: &std::io::Error) -> bool {
    error.kind() == ErrorKind::UnexpectedEof
}

fn open<'a>(
    source: EncodedSource<'a>,
    limits: &Limits,
) -> Result<(Media<'a>, ContentKind, Option<Edit>), DecodeError> {
    let fits = |bytes: u64| {
        let limit = limits.bytes;
        (bytes <= limit).then_some(()).ok_or(DecodeError::TooLarge { bytes, limit })
    };
    match source {
        EncodedSource::Bytes(bytes) => {
            fits(bytes.len() as u64)?;
            let kind = sniff(bytes);
            let edit = (kind == ContentKind::Mp4).then(|| edits::read(&mut Cursor::new(bytes)));
            Ok((flac::mended(Box::new(Cursor::new(bytes)), bytes), kind, edit.flatten()))
        }
        EncodedSource::File(path) => {
            let mut file = File::open(path)?;
            let about = file.metadata()?;
            if !about.is_file() {
                return Err(std::io::Error::other("not a file").into());
            }
            fits(about.len())?;
            let mut head = Vec::new();
            (&mut file).take(512).read_to_end(&mut head)?;
            let kind = sniff(&head);
            let edit = (kind == ContentKind::Mp4).then(|| edits::read(&mut file));
            file.seek(SeekFrom::Start(0))?;
            Ok((flac::mended(Box::new(file), &head), kind, edit.flatten()))
        }
        EncodedSource::Parts(parts) => {
            fits(parts.length())?;
            let mut head = Vec::new();
            Reader::whole(parts).take(512).read_to_end(&mut head)?;
            let kind = sniff(&head);
            let edit = (kind == ContentKind::Mp4).then(|| edits::read(&mut Reader::whole(parts)));
            Ok((flac::mended(Box::new(Reader::whole(parts)), &head), kind, edit.flatten()))
        }
        EncodedSource::Frames(parts, from) => {
            Ok((Box::new(Reader::from(parts, from)), ContentKind::Mp3, None))
        }
    }
}

fn unrecognised(error: &Error, kind: ContentKind) -> DecodeError {
    if kind == ContentKind::Wma {
        DecodeError::Unsupported(kind.to_string())
    } else if kind.is_audio() {
        DecodeError::Unsupported(format!("{kind}, {error}"))
    } else {
        DecodeError::NotAudio(kind)
    }
}

fn decoder(track: &Track) -> Result<Box<dyn AudioDecoder>, DecodeError> {
    let parameters = track.codec_params.as_ref().and_then(|all| all.audio());
    let parameters = parameters.ok_or(DecodeError::Empty)?;
    if let Some(rate) = parameters.sample_rate.filter(|rate| !RATES.contains(rate)) {
        return Err(DecodeError::Unsupported(format!("a rate of {rate} Hz")));
    }
    CODECS.make_audio_decoder(parameters, &AudioDecoderOptions::default()).map_err(|error| {
        let name = UNDECODED.iter().find(|(codec, _)| *codec == parameters.codec);
        DecodeError::Unsupported(name.map_or_else(|| error.to_string(), |(_, name)| (*name).to_owned()))
    })
}

/// Symphonia's own, and Opus.
static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<Opus>();
    codecs
});

/// Codecs that files are found in and that nothing here decodes.
const UNDECODED: [(AudioCodecId, &str); 9] = [
    (well_known::CODEC_ID_MP1, "MP1"),
    (well_known::CODEC_ID_MP2, "MP2"),
    (well_known::CODEC_ID_WMA, "WMA"),
    (well_known::CODEC_ID_SPEEX, "Speex"),
    (well_known::CODEC_ID_AC3, "AC-3"),
    (well_known::CODEC_ID_EAC3, "E-AC-3"),
    (well_known::CODEC_ID_AC4, "AC-4"),
    (well_known::CODEC_ID_DCA, "DTS"),
    (well_known::CODEC_ID_MUSEPACK, "Musepack"),
];

/// Goes to the window's start; the seconds of sound that lie before it from where the reader now stands.
fn seek(format: &mut dyn FormatReader, track: &Track, to: Duration) -> f64 {
    let start = to.as_secs_f64();
    // Near the start, decoding what comes before is cheap and exact.
    if to < Duration::from_secs(2) {
        return start;
    }
    let (Some(base), Some(time)) = (track.time_base, Time::try_from_secs_f64(start)) else {
        return start;
    };
    let to = SeekTo::Time { time, track_id: Some(track.id) };
    match format.seek(SeekMode::Accurate, to) {
        Ok(seeked) => {
            let before = seeked.required_ts.get().saturating_sub(seeked.actual_ts.get());
            before.max(0) as f64 * f64::from(base.numer.get()) / f64::from(base.denom.get())
        }
        Err(_) => start,
    }
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

/// Seconds of sound the header promises.
fn promised(track: &Track) -> Option<f64> {
    let rate = track.codec_params.as_ref()?.audio()?.sample_rate?;
    let seconds = track.num_frames? as f64 / f64::from(rate.max(1));
    (seconds < LONGEST_PROMISE).then_some(seconds)
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
