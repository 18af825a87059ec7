//! Damaged audio: whatever the bytes, the decoder answers with a clip or an error and never fails itself. A find becomes a file in
//! tests/fixtures/audio/finds.

use std::path::{Path, PathBuf};

use segue::sound::clip::Clip;
use segue::sound::decode::{Broken, DecodeError, Limits, decode};
use segue::sound::wav;

use crate::{random::Random, setting};

fn audio() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio")
}

fn seeds() -> Vec<Vec<u8>> {
    let names = ["tone.mp3", "bare.mp3", "mono.mp3", "tone.m4a", "tone.flac", "tone.ogg"];
    let mut seeds: Vec<_> =
        names.iter().map(|name| std::fs::read(audio().join(name)).expect("fixture")).collect();
    let ramp = (0..4_000).map(|n| (n % 100) as f32 / 100.0 - 0.5).collect();
    seeds.push(wav::encode(&Clip::new(ramp, 2, 44_100)));
    seeds
}

/// One damaged file: bytes flipped (mostly in the head, where the structure is), pieces cut, doubled, zeroed or taken from another file.
fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut data = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let reach = if random.below(3) == 0 { data.len() } else { data.len().min(600) };
        let at = random.below(reach);
        let length = random.below(64).min(data.len().saturating_sub(at));
        match random.below(9) {
            _ if data.is_empty() => return data,
            0 => data.truncate(at),
            1 => data[at] ^= 1 << random.below(8),
            2 => data[at] = [0x00, 0xff, 0x7f, 0x80, 0x01][random.below(5)],
            3 => data[at..at + length].fill(0),
            4 => data[at..at + length].fill(0xff),
            5 => drop(data.drain(at..at + length)),
            6 => {
                let piece = data[at..at + length].to_vec();
                data.splice(at..at, piece);
            }
            7 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                let to = (from + length).min(other.len());
                data.splice(at..at, other[from..to].iter().copied());
            }
            _ => data[at] = random.next() as u8,
        }
    }
    data
}

/// What must hold of every answer.
fn check(data: &[u8], limits: &Limits) -> Result<(), String> {
    let clip = match decode(data, limits) {
        Ok(clip) if clip.is_empty() => return Err("an empty clip without an error".to_owned()),
        Ok(clip) => Some(clip),
        // Caught, but still a fault in what we build on: worth knowing of.
        Err(Broken { cause: DecodeError::Crashed, .. })
            if std::env::var_os("SEGUE_FUZZ_STRICT").is_some() =>
        {
            return Err("the codec panicked".to_owned());
        }
        Err(broken) => broken.clip,
    };
    let Some(clip) = clip else { return Ok(()) };
    if clip.seconds() > limits.length.as_secs_f64() + 0.001 {
        return Err(format!("{} s, more than asked for", clip.seconds()));
    }
    if !(1..=2).contains(&clip.channels) || clip.samples.iter().any(|sample| !sample.is_finite()) {
        return Err("channels or samples out of range".to_owned());
    }
    Ok(())
}

#[test]
fn damaged_files_never_break_the_decoder() {
    let (files, seed) = (setting("SEGUE_FUZZ", 2_000), setting("SEGUE_FUZZ_SEED", 1));
    // A caught panic is not worth a line each.
    std::panic::set_hook(Box::new(|info| {
        if !segue::sound::decode::is_guarded() {
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{info}\n"));
        }
    }));
    let seeds = seeds();
    for number in 0..files {
        let mut random = Random(seed.wrapping_mul(1 << 32).wrapping_add(number));
        let data = mutate(&seeds, &mut random);
        if let Err(complaint) = check(&data, &Limits::default()) {
            let name = std::env::temp_dir().join(format!("segue-find-{seed}-{number}"));
            std::fs::write(&name, &data).expect("written");
            panic!("file {number}, kept as {}: {complaint}", name.display());
        }
    }
    drop(std::panic::take_hook());
}

#[test]
fn earlier_finds_stay_fixed() {
    for find in std::fs::read_dir(audio().join("finds")).expect("finds") {
        let path = find.expect("entry").path();
        let data = std::fs::read(&path).expect("find");
        assert_eq!(check(&data, &Limits::default()), Ok(()), "{}", path.display());
    }
}
