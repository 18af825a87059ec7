//! The listening part beside its peers, in one run: CPU time of one thread and the ratio.
//!
//! `cargo bench --bench sound [embed|index|styles|mixing|files]…`; with `SEGUE_PEERS=PYTHON` (a Python with `lab/benches/peers/requirements.txt`
//! installed) onnxruntime and librosa run on the same samples.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{hint::black_box, path::Path, process::Command, time::Instant};

#[path = "sound/files.rs"]
mod files;
#[path = "sound/index.rs"]
mod index;
#[path = "sound/mixing.rs"]
mod mixing;
#[path = "sound/real.rs"]
mod real;
#[path = "sound/styles.rs"]
mod styles;

use segue::sound::{
    embed::Embedder,
    mel::{Mel, RATE},
};

/// Seconds this thread has worked; the wall's where the system does not say.
fn cpu() -> f64 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stat.and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// The best of `rounds`, in seconds; short work is repeated, as the system counts in steps of some milliseconds.
fn best<T>(rounds: usize, mut work: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    let repeats = (0.05 / start.elapsed().as_secs_f64()).ceil().max(1.0) as usize;
    (0..rounds)
        .map(|_| {
            let start = cpu();
            for _ in 0..repeats {
                black_box(work());
            }
            (cpu() - start) / repeats as f64
        })
        .fold(f64::INFINITY, f64::min)
}

/// 30 s at 16 kHz: the three reference clips one after the other, and again.
fn clip() -> Vec<f32> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/model");
    let mut samples = Vec::new();
    for name in ["techno_loop", "chirp_noise", "soft_chord", "techno_loop"] {
        let bytes = std::fs::read(folder.join(format!("{name}.wav"))).unwrap();
        samples.extend(
            bytes[44..].as_chunks::<2>().0.iter().map(|b| f32::from(i16::from_le_bytes(*b)) / 32768.0),
        );
    }
    samples.truncate(30 * RATE as usize);
    samples
}

/// What a script of lab/benches/peers prints, `name seconds` a line.
fn peers(script: &str, samples: &[f32]) -> Vec<(String, f64)> {
    let Ok(python) = std::env::var("SEGUE_PEERS") else {
        println!("  (no peers: SEGUE_PEERS is not set)");
        return Vec::new();
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let raw = std::env::temp_dir().join(format!("segue-bench-{}.f32", std::process::id()));
    let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    std::fs::write(&raw, bytes).unwrap();
    let output =
        Command::new(python).arg(root.join("benches/peers").join(script)).arg(&raw).output().unwrap();
    std::fs::remove_file(&raw).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| line.rsplit_once(' '))
        .filter_map(|(name, seconds)| Some((name.to_owned(), seconds.parse().ok()?)))
        .collect()
}

/// 30 s from samples to vector.
fn embed() {
    println!("embed: 30 s from samples to vector, CPU ms of one thread");
    let clip = clip();
    let mel = Mel::default();
    let front = best(20, || mel.log_mel(&clip));
    println!("  segue, log-mel                 {:8.1}", front * 1e3);
    let load = best(1, || Embedder::raw().unwrap());
    println!("  segue, loading the network     {:8.1}", load * 1e3);
    for patches in [10, 5, 3, 1] {
        let embedder = Embedder::raw().unwrap().with_patches(patches);
        let own = best(8, || embedder.embed(&clip, &|| false).unwrap());
        println!("  segue, {patches:2} patches              {:8.1}", own * 1e3);
        if patches == 10 {
            for (name, seconds) in peers("embed.py", &clip) {
                println!("  {name:30} {:8.1}   segue takes {:.2} of it", seconds * 1e3, own / seconds);
            }
        }
    }
    if let Some(peak) = std::fs::read_to_string("/proc/self/status").ok().and_then(|s| {
        s.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok())
    }) {
        println!("  peak memory of this process    {:8.1} MB", peak / 1024.0);
    }
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| a == name);
    if wanted("embed") {
        embed();
    }
    if wanted("index") {
        index::run();
    }
    if wanted("styles") {
        styles::run();
    }
    if wanted("mixing") {
        mixing::run();
    }
    if wanted("files") {
        files::run();
    }
}
