//! Opus for symphonia, which reads its packets and has no decoder of its own.

use ropus::opus::multistream::OpusMSDecoder;
use symphonia::core::{
    audio::{AsGenericAudioBufferRef as _, AudioBuffer, AudioMut as _, AudioSpec, GenericAudioBufferRef},
    codecs::{
        CodecInfo,
        audio::{
            AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
            well_known::CODEC_ID_OPUS,
        },
        registry::{RegisterableAudioDecoder, SupportedAudioCodec},
    },
    errors::{Error, Result, decode_error, unsupported_error},
    formats::Track,
    packet::PacketRef,
};

/// Opus always decodes to this rate.
const RATE: u32 = 48_000;
/// Frames of the longest packet, 120 ms.
const LONGEST: usize = 5_760;

/// Decodes the packets of RFC 6716 as RFC 7845 stores them.
pub(super) struct Opus {
    params: AudioCodecParameters,
    inner: OpusMSDecoder,
    channels: usize,
    /// What the header says all samples are multiplied with.
    gain: f32,
    samples: Vec<i16>,
    buffer: AudioBuffer<f32>,
}

impl Opus {
    fn new(params: &AudioCodecParameters) -> Result<Self> {
        let Some(layout) = params.channels.clone() else {
            return unsupported_error("opus: channels are unknown");
        };
        let channels = layout.count();
        // In other containers than Ogg the header is written in another way.
        let head =
            params.extra_data.as_deref().filter(|data| data.starts_with(b"OpusHead")).unwrap_or_default();
        let inner =
            inner(head, channels).map_err(|_| Error::Unsupported("opus: an unknown order of channels"))?;
        Ok(Self {
            params: params.clone(),
            inner,
            channels,
            gain: gain(head),
            samples: vec![0; LONGEST * channels],
            buffer: AudioBuffer::new(AudioSpec::new(RATE, layout), LONGEST),
        })
    }

    fn fill(&mut self, packet: &PacketRef<'_>) -> Result<()> {
        self.buffer.clear();
        let (data, length) = (Some(packet.data), packet.data.len() as i32);
        let Ok(frames) = self.inner.decode(data, length, &mut self.samples, LONGEST as i32, false) else {
            return decode_error("opus: a damaged packet");
        };
        let frames = frames.max(0) as usize;
        let gain = self.gain / f32::from(i16::MAX);
        let samples: Vec<f32> =
            self.samples[..frames * self.channels].iter().map(|sample| f32::from(*sample) * gain).collect();
        self.buffer.resize_with_silence(frames);
        self.buffer.copy_from_slice_interleaved(&samples);
        self.buffer.trim(packet.trim_start.get() as usize, packet.trim_end.get() as usize);
        Ok(())
    }
}

/// The decoder for what the header (`OpusHead`) says of streams and channels; of one or two channels it says nothing.
fn inner(head: &[u8], channels: usize) -> std::result::Result<OpusMSDecoder, i32> {
    let family = head.get(18).copied().unwrap_or(0);
    let (streams, coupled, mapping) = match head.get(19..) {
        Some([streams, coupled, mapping @ ..]) if family != 0 => (*streams, *coupled, mapping),
        _ => (1, channels as u8 - 1, [0, 1].as_slice()),
    };
    let mapping = mapping.get(..channels).ok_or(0)?;
    OpusMSDecoder::new(RATE as i32, channels as i32, streams.into(), coupled.into(), mapping)
}

/// Seconds before the sound begins, as the header says them: Ogg's packets are given with them.
pub(super) fn lead_in(track: &Track) -> f64 {
    let audio = track.codec_params.as_ref().and_then(|all| all.audio());
    let is_opus = audio.is_some_and(|audio| audio.codec == CODEC_ID_OPUS);
    track.delay.filter(|_| is_opus).map_or(0.0, |frames| f64::from(frames) / f64::from(RATE))
}

/// In 256ths of a decibel.
fn gain(head: &[u8]) -> f32 {
    let decibels = head.get(16..18).map_or(0, |gain| i16::from_le_bytes([gain[0], gain[1]]));
    10_f32.powf(f32::from(decibels) / 256.0 / 20.0)
}

impl AudioDecoder for Opus {
    fn reset(&mut self) {
        self.inner.reset();
    }

    fn codec_info(&self) -> &CodecInfo {
        &Self::supported_codecs()[0].info
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.params
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.fill(packet)?;
        Ok(self.last_decoded())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.buffer.as_generic_audio_buffer_ref()
    }
}

impl RegisterableAudioDecoder for Opus {
    fn try_registry_new(
        params: &AudioCodecParameters,
        _: &AudioDecoderOptions,
    ) -> Result<Box<dyn AudioDecoder>> {
        Ok(Box::new(Self::new(params)?))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        const INFO: CodecInfo = CodecInfo { short_name: "opus", long_name: "Opus", profiles: &[] };
        &[SupportedAudioCodec { id: CODEC_ID_OPUS, info: INFO }]
    }
}
