//! From a source to the packets of its sound, and their decoder.

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
use symphonia::core::units::{Time, TimeBase};

use super::edits::{self, Edit};
use super::flac::{self, Media};
use super::mp3;
use super::opus::{self, Opus};
use super::parts::Reader;
use super::sniff::{ContentKind, sniff};
use super::{DecodeError, EncodedSource, Limits};
use crate::files::open_file;

/// Rates a sound card or an encoder has; anything else is a broken header.
pub(super) const RATES: std::ops::RangeInclusive<u32> = 2_000..=384_000;
/// A promise of more than this is a stream's header without a length.
const LONGEST_PROMISE: f64 = 24.0 * 3600.0;

/// A source whose packets can be decoded.
pub(super) struct Opened<'a> {
    format: Box<dyn FormatReader + 'a>,
    decoder: Box<dyn AudioDecoder>,
    track: Track,
    pub(super) edit: Option<Edit>,
    /// Seconds that an Opus decoder needs to come in.
    pub(super) lead_in: f64,
    /// Its end is missing.
    pub(super) cut: bool,
    /// Seconds of sound of what only guesses at its length.
    counted: Option<f64>,
}

impl<'a> Opened<'a> {
    pub(super) fn of(source: EncodedSource<'a>, limits: &Limits) -> Result<Self, DecodeError> {
        let (media, kind, edit) = open(source, limits)?;
        let counted = if kind.may_be_uncounted() { counted(source, limits) } else { None };
        let media = if counted.is_some() { in_order(media) } else { media };
        let (format, cut) = match probe(media) {
            Ok(format) => (format, false),
            // An Ogg is searched for its last page first; where that is cut, what stands before it still plays in order.
            Err(Error::IoError(error)) if kind == ContentKind::Ogg && is_end(&error) => {
                let (media, ..) = open(source, limits)?;
                (probe(in_order(media)).map_err(|error| unrecognised(&error, kind))?, true)
            }
            Err(error) => return Err(unrecognised(&error, kind)),
        };
        let track = format.default_track(TrackType::Audio).ok_or(DecodeError::Empty)?.clone();
        let decoder = decoder(&track)?;
        let lead_in = opus::lead_in(&track);
        Ok(Self { format, decoder, track, edit, lead_in, cut, counted })
    }

    /// Seconds of sound the whole of it promises, or has where that was counted.
    pub(super) fn promised(&self) -> Option<f64> {
        self.edit.and_then(|edit| edit.keep).or(self.counted).or_else(|| promised(&self.track))
    }

    /// Seconds of sound that the whole of it promises to give, without what a decoder needs to come in.
    pub(super) fn heard(&self) -> Option<f64> {
        let edited = self.edit.and_then(|edit| edit.keep);
        edited.or_else(|| Some(promised(&self.track)? - self.lead_in))
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
        let base = self.track.time_base.map_or(0.0, seconds);
        (rate, (packet.dur.get() as f64 * base * f64::from(rate)).round() as usize)
    }
}

/// Seconds of sound of a source of which symphonia guesses the length by some of its frames, by counting all: an MP3 whose bitrate
/// changes and that has no tag to say so, and raw AAC. A guess may be wrong by any factor, and what lies behind it would be silent.
/// `None` for any other; what is fetched in parts is not read for it.
pub(super) fn counted(source: EncodedSource<'_>, limits: &Limits) -> Option<f64> {
    let (EncodedSource::Bytes(_) | EncodedSource::File(_)) = source else { return None };
    let (mut media, kind, _) = open(source, limits).ok()?;
    let is_guessed = match kind {
        ContentKind::Mp3 => mp3::is_uncounted(&mut media).ok()?,
        ContentKind::Adts => true,
        _ => false,
    };
    if !is_guessed {
        return None;
    }
    media.seek(SeekFrom::Start(0)).ok()?;
    let mut format = probe(in_order(media)).ok()?;
    let track = format.default_track(TrackType::Audio)?.clone();
    let mut units = 0;
    while let Ok(Some(packet)) = format.next_packet() {
        units += if packet.track_id == track.id { packet.dur.get() } else { 0 };
    }
    Some(units as f64 * seconds(track.time_base?))
}

/// Without a way back, and so without a length.
fn in_order(media: Media<'_>) -> Media<'_> {
    Box::new(ReadOnlySource::new(media))
}

fn seconds(base: TimeBase) -> f64 {
    f64::from(base.numer.get()) / f64::from(base.denom.get())
}

fn probe(media: Media<'_>) -> Result<Box<dyn FormatReader + '_>, Error> {
    let stream = MediaSourceStream::new(media, MediaSourceStreamOptions::default());
    let probe = symphonia::default::get_probe();
    probe.probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
}

/// Whether a file ends where more was to come.
pub(super) fn is_end(error: &std::io::Error) -> bool {
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
            let mut file = open_file(path)?;
            fits(file.metadata()?.len())?;
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
            before.max(0) as f64 * seconds(base)
        }
        Err(_) => start,
    }
}

/// Seconds of sound the header promises.
fn promised(track: &Track) -> Option<f64> {
    let rate = track.codec_params.as_ref()?.audio()?.sample_rate?;
    let seconds = track.num_frames? as f64 / f64::from(rate.max(1));
    (seconds < LONGEST_PROMISE).then_some(seconds)
}
