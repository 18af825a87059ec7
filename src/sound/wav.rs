//! WAV out: a header for what is known and for what never ends.

use super::clip::Clip;

/// Bytes of a 16-bit PCM header.
pub const HEADER: usize = 44;

/// A header for 16-bit PCM. `frames: None` is a stream without an end (sizes as large as they go, which players take for "until it stops").
pub fn header(channels: u16, rate: u32, frames: Option<u32>) -> [u8; HEADER] {
    let block = channels.saturating_mul(2);
    let data = frames.map_or(u32::MAX - HEADER as u32, |frames| frames.saturating_mul(u32::from(block)));
    let mut out = [0; HEADER];
    out[0..4].copy_from_slice(b"RIFF");
    out[4..8].copy_from_slice(&data.saturating_add(HEADER as u32 - 8).to_le_bytes());
    out[8..16].copy_from_slice(b"WAVEfmt ");
    out[16..20].copy_from_slice(&16_u32.to_le_bytes());
    out[20..22].copy_from_slice(&1_u16.to_le_bytes());
    out[22..24].copy_from_slice(&channels.to_le_bytes());
    out[24..28].copy_from_slice(&rate.to_le_bytes());
    out[28..32].copy_from_slice(&rate.saturating_mul(u32::from(block)).to_le_bytes());
    out[32..34].copy_from_slice(&block.to_le_bytes());
    out[34..36].copy_from_slice(&16_u16.to_le_bytes());
    out[36..40].copy_from_slice(b"data");
    out[40..44].copy_from_slice(&data.to_le_bytes());
    out
}

/// A sample as 16 bits, clipped.
pub fn sample(value: f32) -> [u8; 2] {
    ((value.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16).to_le_bytes()
}

/// The whole clip as a 16-bit file.
pub fn encode(clip: &Clip) -> Vec<u8> {
    let frames = u32::try_from(clip.frames()).unwrap_or(u32::MAX);
    let mut out = header(clip.channels, clip.rate, Some(frames)).to_vec();
    out.extend(clip.samples.iter().flat_map(|value| sample(*value)));
    out
}
