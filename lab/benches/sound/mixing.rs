//! Tempo and key on loops of which both are known, beside librosa's beat tracker and stratum-dsp in the same run; and how long both
//! take for 30 s.
//!
//! librosa runs with `SEGUE_PEERS=PYTHON`, stratum-dsp with `SEGUE_STRATUM=PROGRAM` (`cargo build --release` in
//! lab/benches/peers/stratum). Real music of known tempo or key, with `SEGUE_REAL=FILE`, which lab/benches/peers/real.py makes: a line each,
//! `bpm|- key|- kind path`, and what the peers say of it. It goes the way it goes in the program, the network's tags included.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
    process::Command,
};

use segue::sound::{
    analyse::analyse,
    clip::Clip,
    decode::{self, Limits},
    embed::Embedder,
    key,
    mel::RATE,
    resample,
    tempo::{self, Usual},
};
use segue_lab::loops::{self, Loop};

use super::best;

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
        real(Path::new(&list));
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

/// Within 1 %, and within 1 % up to half and double time.
#[derive(Default)]
struct Score {
    exact: usize,
    octave: usize,
    all: usize,
}

impl Score {
    fn add(&mut self, found: f32, made: f32) {
        let within = |bpm: f32| (bpm / made - 1.0).abs() < 0.01;
        self.all += 1;
        self.exact += usize::from(within(found));
        self.octave += usize::from([0.5, 1.0, 2.0].iter().any(|m| within(found * m)));
    }

    fn print(&self, who: &str) {
        let share = |n: usize| 100.0 * n as f32 / self.all.max(1) as f32;
        println!(
            "  {who:42} {:5.1} %   up to half and double {:5.1} %",
            share(self.exact),
            share(self.octave)
        );
    }
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

/// One clip of a list that `real.py` makes.
struct Known {
    bpm: Option<f32>,
    /// Semitones above C, with `m` for minor.
    key: Option<String>,
    /// `midi`, `module`, `chart`, …
    kind: String,
    path: String,
}

impl Known {
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.splitn(4, ' ');
        let bpm = words.next()?.parse().ok();
        let key = Some(words.next()?).filter(|key| *key != "-").map(str::to_owned);
        Some(Self { bpm, key, kind: words.next()?.to_owned(), path: words.next()?.to_owned() })
    }
}

fn real(list: &Path) {
    println!("real music: 30 s of each clip; peers from peers.txt beside the list");
    let embedder = Embedder::built_in().unwrap();
    let clips: Vec<Known> = fs::read_to_string(list).unwrap().lines().filter_map(Known::parse).collect();
    let (mut tempi, mut kinds) = (BTreeMap::<String, Score>::new(), BTreeMap::<String, Score>::new());
    let (mut shown, mut keys) = (Score::default(), [0; 4]);
    for clip in &clips {
        let whole = decode::mono_16k(Path::new(&clip.path), &Limits::default()).unwrap();
        let heard = analyse(&Clip::new(whole.samples, 1, RATE), &embedder, &[], &|| false).unwrap();
        if let Some(bpm) = clip.bpm {
            let found = heard.tempo.map_or(0.0, |t| t.bpm);
            tempi.entry("segue".to_owned()).or_default().add(found, bpm);
            kinds.entry(clip.kind.clone()).or_default().add(found, bpm);
            if heard.tempo.is_some_and(|tempo| tempo.is_sure()) {
                shown.add(found, bpm);
            }
        }
        if let Some(written) = &clip.key {
            let minor = |mode| if mode == key::Mode::Minor { "m" } else { "" };
            let found = heard.key.map(|k| format!("{}{}", k.key.tonic % 12, minor(k.key.mode)));
            let sure = heard.key.is_some_and(|found| found.is_sure());
            let right = found.as_ref() == Some(written);
            for (count, counts) in keys.iter_mut().zip([true, right, sure, right && sure]) {
                *count += usize::from(counts);
            }
        }
    }
    let bpm_of: HashMap<&str, f32> =
        clips.iter().filter_map(|clip| Some((clip.path.as_str(), clip.bpm?))).collect();
    let peers = fs::read_to_string(list.with_file_name("peers.txt")).unwrap_or_default();
    for line in peers.lines() {
        let mut words = line.splitn(3, ' ');
        let (Some(who), Some(found), Some(path)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        if let Some(bpm) = bpm_of.get(path) {
            tempi.entry(who.to_owned()).or_default().add(found.parse().unwrap_or(0.0), *bpm);
        }
    }
    println!("tempo: within 1 % on {} clips", bpm_of.len());
    for (who, score) in &tempi {
        score.print(who);
    }
    shown.print(&format!("segue, the {} it shows", shown.all));
    for (kind, score) in &kinds {
        score.print(&format!("segue on {} of {kind}", score.all));
    }
    let [all, right, shown, shown_right] = keys;
    println!("key: exact on {all} chorales: {right}; of the {shown} it shows: {shown_right}");
}
