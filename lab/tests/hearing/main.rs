//! Tempo, key and energy of sounds that are known because they were made: loops, songs, the demo's records.

mod energy;
mod key;
mod tempo;
