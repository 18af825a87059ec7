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
}

impl DecodedSoFar {
    pub fn into_clip(self) -> Clip {
        Clip::new(self.samples, self.channels, self.rate)
    }

    fn frames(&self) -> usize {
        self.samples.len() / usize::from(self.channels.max(1))
    }

    /// Adds one packet's frames of `width` channels.
    fn push(&mut self, packet: &[f32], width: usize) {
        let clean = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
        if width <= 2 {
            self.samples.extend(packet.iter().map(|s| clean(*s)));
        } else {
            let mix = |frame: &[f32]| clean(frame.iter().sum::<f32>() / width as f32);
            self.samples.extend(packet.chunks_exact(width).map(mix));
        }
    }
}

/// Decodes the window of `source` that `limits` asks for into `out`.
pub fn run(source: EncodedSource<'_>, limits: &Limits, out: &mut DecodedSoFar) -> Result<(), DecodeError> {
    let (media, kind, edit) = open(source, limits)?;
    let (mut format, cut) = match probe(media) {
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
    let limits = &placed(limits, edit.and_then(|edit| edit.keep).or_else(|| promised(&track)));
    let mut decoder = decoder(&track)?;
    let lead_in = opus::lead_in(&track);
    let mut window = Window::new(limits, edit, seek(&mut *format, &track, limits) + lead_in);
    let mut packets = Packets::default();
    let ended = read(&mut *format, &mut *decoder, track.id, &mut window, &mut packets, out)?;
    packets.verdict()?;
    if ended {
        let promised = edit.and_then(|edit| edit.keep).or_else(|| Some(promised(&track)? - lead_in));
        complete(out, limits, promised, cut)?;
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
fn seek(format: &mut dyn FormatReader, track: &Track, limits: &Limits) -> f64 {
    let start = limits.start.as_secs_f64();
    // Near the start, decoding what comes before is cheap and exact.
    if limits.start < Duration::from_secs(2) {
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
    format: &mut dyn FormatReader,
    decoder: &mut dyn AudioDecoder,
    track: u32,
    window: &mut Window,
    packets: &mut Packets,
    out: &mut DecodedSoFar,
) -> Result<bool, DecodeError> {
    let mut buffer = Vec::new();
    let mut width = 0;
    while !window.is_full() && packets.barren < BARREN {
        let packet = match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == track => packet,
            Ok(Some(_)) => continue,
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
        let Ok(decoded) = decoder.decode(&packet) else {
            packets.bad();
            continue;
        };
        let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels().count());
        if out.rate == 0 && RATES.contains(&rate) && channels > 0 {
            out.rate = rate;
            out.channels = if channels == 2 { 2 } else { 1 };
            width = channels;
        }
        if (rate, channels) != (out.rate, width) {
            packets.bad();
            continue;
        }
        let frames = decoded.frames();
        decoded.copy_to_vec_interleaved(&mut buffer);
        let kept = window.take(frames, rate);
        out.push(&buffer[kept.start * width..kept.end * width], width);
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
