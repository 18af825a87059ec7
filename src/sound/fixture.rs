//! The reference clips and what librosa and onnxruntime make of them (`tests/fixtures/model`), for tests.

use std::path::PathBuf;

use super::npy;

pub use super::npy::Array as Rows;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/model").join(name)
}

/// The file's array.
pub fn array(name: &str) -> Rows {
    npy::parse(&std::fs::read(path(name)).expect("fixture")).expect("array")
}

/// The clip's samples: 16 kHz, mono, 16 bit.
pub fn samples(clip: &str) -> Vec<f32> {
    let bytes = std::fs::read(path(&format!("{clip}.wav"))).expect("fixture");
    let start = bytes.windows(4).position(|w| w == b"data").expect("data chunk") + 8;
    bytes[start..].as_chunks::<2>().0.iter().map(|b| f32::from(i16::from_le_bytes(*b)) / 32768.0).collect()
}

/// The largest absolute difference; infinite where lengths differ or something is no number.
pub fn furthest(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() || a.iter().chain(b).any(|v| !v.is_finite()) {
        return f32::INFINITY;
    }
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}
