//! From audio to samples, pictures, vectors, tempo and key; and to the loudspeaker.

pub mod analyse;
pub mod clip;
pub mod decode;
pub mod ear;
pub mod embed;
pub mod energy;
pub mod feed;
pub mod fit;
#[cfg(test)]
mod fixture;
pub mod genre;
pub mod index;
pub mod key;
pub mod loudness;
pub mod mel;
pub mod mixable;
pub mod network;
pub mod npy;
pub mod outputs;
pub mod player;
pub mod projection;
pub mod resample;
pub mod space;
pub mod spectrogram;
mod stft;
pub mod structure;
pub mod styles;
pub mod synth;
pub mod tempo;
pub mod wav;
