//! Texts and bytes that were whole once.

use crate::random::Random;

/// One of the seeds with pieces changed, cut, doubled, moved between seeds or replaced by a word of the dictionary.
pub fn mutate(seeds: &[Vec<u8>], words: &[&str], random: &mut Random) -> Vec<u8> {
    let mut data = random.pick(seeds).clone();
    for _ in 0..=random.below(8) {
        let at = random.below(data.len());
        let length = random.below(80).min(data.len() - at);
        match random.below(11) {
            _ if data.is_empty() => return data,
            0 => data.truncate(at),
            1 => data[at] ^= 1 << random.below(8),
            2 => data[at] = random.next() as u8,
            3 => drop(data.drain(at..at + length)),
            4 => {
                let piece = data[at..at + length].to_vec();
                data.splice(at..at, piece.repeat(1 + random.below(200)));
            }
            5 => {
                let other = random.pick(seeds);
                let from = random.below(other.len());
                let to = (from + length).min(other.len());
                data.splice(at..at, other[from..to].iter().copied());
            }
            6 => {
                drop(data.splice(at..at, [0, 0x1b, 0xff, 0x80, 0xc2][..=random.below(5)].iter().copied()));
            }
            _ => {
                let word = random.pick(words).repeat(if random.below(20) == 0 { 3_000 } else { 1 });
                data.splice(at..at + random.below(2) * length, word.bytes());
            }
        }
    }
    data
}
