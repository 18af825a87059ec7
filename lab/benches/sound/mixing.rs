//! Tempo and key on loops of which both are known, beside librosa's beat tracker and stratum-dsp in the same run; and how long both
//! take for 30 s.
//!
//! librosa runs with `SEGUE_PEERS=PYTHON`, stratum-dsp with `SEGUE_STRATUM=PROGRAM` (`cargo build --release` in
//! lab/benches/peers/stratum).

use std::{collections::HashMap, fs, path::Path, process::Command};

use segue::sound::{
    clip::Clip,
    key,
    mel::RATE,
    resample,
    tempo::{self, Usual},
};
use segue_lab::loops::{self, Loop};

use super::{best, real::Score};

/// What the peers are given.
const PEERS_RATE: u32 = 22_050;
const TEMPO_LOOPS: usize = 300;

pub(super) fn run() {
    cost();
    let folder = std::env::temp_dir().join(format!("segue-bench-mixing-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    tempi(&folder);
    fs::remove_dir_all(&folder).unwrap();
    fs::create_dir_all(&folder).unwrap();
    keys(&folder);
    fs::remove_dir_all(&folder).unwrap();
    if let Ok(list) = std::env::var("SEGUE_REAL") {
        super::real::run(Path::new(&list));
    }
}

fn cost() {
    println!("tempo and key: 30 s at 16 kHz, CPU ms of one thread");
    let made = Loop { harmony: loops::in_every_key(1)[9].harmony, ..Loop::default() };
    let samples = made.render(RATE, 30.0);
    let tempo = best(8, || tempo::estimate(&samples, RATE, &Usual::ANY));
    let key = best(8, || key::estimate(&samples, RATE));
    println!(
        "  tempo {:.1}, key {:.1}, both {:.1} (at most 60)",
        tempo * 1e3,
        key * 1e3,
        (tempo + key) * 1e3
    );
}

fn tempi(folder: &Path) {
    let made = loops::of_every_tempo(TEMPO_LOOPS);
    println!("tempo: within 1 % on {} loops of 60 to 190 bpm, 20 s each", made.len());
    let mut alone = Score::default();
    for (i, one) in made.iter().enumerate() {
        let samples = one.render(PEERS_RATE, 20.0);
        write(folder, i, &samples);
        let own = ours(&samples);
        alone.add(tempo::estimate(&own, RATE, &Usual::ANY).map_or(0.0, |t| t.bpm), one.bpm);
    }
    alone.print("segue");
    for (who, found) in [("librosa, beat_track", librosa(folder)), ("stratum-dsp", stratum(folder))] {
        let Some(found) = found else { continue };
        let mut score = Score::default();
        for (i, one) in made.iter().enumerate() {
            let bpm = found.get(&i).and_then(|words| words.first()?.parse().ok());
            score.add(bpm.unwrap_or(0.0), one.bpm);
        }
        score.print(who);
    }
}

fn keys(folder: &Path) {
    let made = loops::in_every_key(4);
    println!("key: exact on {} songs in 24 keys, up to 40 cents off, 10 s each", made.len());
    let mut right = 0;
    for (i, one) in made.iter().enumerate() {
        let samples = one.render(PEERS_RATE, 10.0);
        write(folder, i, &samples);
        let found = key::estimate(&ours(&samples), RATE).filter(key::KeyEstimate::is_sure).map(|k| k.key);
        right += usize::from(found == one.harmony.map(|(key, _)| key));
    }
    println!("  segue        {right} of {}", made.len());
    if let Some(found) = stratum(folder) {
        let is_right = |i: usize, one: &Loop| {
            let words = found.get(&i)?;
            let mode = if words.get(2)? == "major" { key::Mode::Major } else { key::Mode::Minor };
            let (key, _) = one.harmony?;
            Some(key.mode == mode && words.get(1)?.parse() == Ok(key.tonic))
        };
        let right = made.iter().enumerate().filter(|(i, one)| is_right(*i, one) == Some(true)).count();
        println!("  stratum-dsp  {right} of {}", made.len());
    }
}

/// As the program hears it.
fn ours(samples: &[f32]) -> Vec<f32> {
    resample::to_rate(Clip::new(samples.to_vec(), 1, PEERS_RATE), RATE).unwrap().samples
}

fn write(folder: &Path, number: usize, samples: &[f32]) {
    let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    fs::write(folder.join(format!("{number:05}.f32")), bytes).unwrap();
}

fn librosa(folder: &Path) -> Option<HashMap<usize, Vec<String>>> {
    let Ok(python) = std::env::var("SEGUE_PEERS") else {
        println!("  (no librosa: SEGUE_PEERS is not set)");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/tempo.py");
    Some(said(Command::new(python).arg(script).arg(folder)))
}

fn stratum(folder: &Path) -> Option<HashMap<usize, Vec<String>>> {
    let Ok(program) = std::env::var("SEGUE_STRATUM") else {
        println!("  (no stratum-dsp: SEGUE_STRATUM is not set)");
        return None;
    };
    Some(said(Command::new(program).arg(folder)))
}

/// The words after each clip's number.
fn said(command: &mut Command) -> HashMap<usize, Vec<String>> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some((words.next()?.parse().ok()?, words.collect()))
    };
    text.lines().filter_map(line).collect()
}
