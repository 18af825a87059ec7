//! Tempo and key of real music, with `SEGUE_REAL=FILE`, which lab/benches/peers/real.py makes: a line each, `bpm|- key|- kind path`,
//! and beside it what the peers say, `who answer path`. It goes the way it goes in the program, the network's tags included.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use segue::sound::{
    analyse::{Analysis, analyse},
    clip::Clip,
    embed::Embedder,
    key,
    mel::RATE,
};
use segue_lab::sound::mono_16k;

/// Kinds of clips that are electronic music.
const ELECTRONIC: [&str; 4] = ["lmms", "loop", "module", "recorded"];
/// Where two peers agree on the key of an electronic clip, that counts as its key.
const AGREEING: [&str; 2] = ["key-essentia-edma", "key-librosa-krumhansl"];
/// The share of clips, the surest first, of which the key has to be right.
const COVERAGE: f32 = 0.75;

/// Within 1 %, and within 1 % up to half and double time.
#[derive(Default)]
pub(super) struct Score {
    exact: usize,
    octave: usize,
    pub(super) all: usize,
}

impl Score {
    pub(super) fn add(&mut self, found: f32, made: f32) {
        let within = |bpm: f32| (bpm / made - 1.0).abs() < 0.01;
        self.all += 1;
        self.exact += usize::from(within(found));
        self.octave += usize::from([0.5, 1.0, 2.0].iter().any(|m| within(found * m)));
    }

    pub(super) fn print(&self, who: &str) {
        let share = |n: usize| 100.0 * n as f32 / self.all.max(1) as f32;
        let (exact, octave) = (share(self.exact), share(self.octave));
        println!("  {who:42} {exact:5.1} %   up to half and double {octave:5.1} %");
    }
}

/// One clip of the list.
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

    fn is_electronic(&self) -> bool {
        ELECTRONIC.contains(&self.kind.as_str())
    }
}

/// By path, what each peer says.
type Said = HashMap<String, BTreeMap<String, String>>;

pub(super) fn run(list: &Path) {
    println!("real music: 30 s of each clip; peers from peers.*.txt beside the list");
    let embedder = Embedder::built_in().unwrap();
    let clips: Vec<Known> = fs::read_to_string(list).unwrap().lines().filter_map(Known::parse).collect();
    let heard: Vec<Analysis> = clips.iter().map(|clip| hear(clip, &embedder)).collect();
    let said = said(list.parent().unwrap());
    let both: Vec<(&Known, &Analysis)> = clips.iter().zip(&heard).collect();
    tempi(&both, &said);
    keys(&both, &said);
}

fn hear(clip: &Known, embedder: &Embedder) -> Analysis {
    let whole = mono_16k(Path::new(&clip.path)).unwrap();
    analyse(&Clip::new(whole.samples, 1, RATE), embedder, &[], &|| false).unwrap()
}

fn said(folder: &Path) -> Said {
    let mut said = Said::new();
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with("peers."))) {
        for line in fs::read_to_string(file).unwrap().lines() {
            let mut words = line.splitn(3, ' ').map(str::to_owned);
            if let (Some(who), Some(answer), Some(path)) = (words.next(), words.next(), words.next()) {
                said.entry(path).or_default().insert(who, answer);
            }
        }
    }
    said
}

fn tempi(clips: &[(&Known, &Analysis)], said: &Said) {
    let mut scores = BTreeMap::<String, Score>::new();
    let mut add = |who: String, found: f32, made: f32| scores.entry(who).or_default().add(found, made);
    for (clip, heard) in clips {
        let Some(bpm) = clip.bpm else { continue };
        let found = heard.tempo.map_or(0.0, |t| t.bpm);
        let peers = said.get(&clip.path).into_iter().flatten();
        let answers = peers.filter_map(|(who, answer)| Some((who.as_str(), answer.parse().ok()?)));
        for (who, found) in answers.filter(|(who, _)| !who.starts_with("key-")).chain([("segue", found)]) {
            add(format!("all: {who}"), found, bpm);
            if clip.is_electronic() {
                add(format!("electronic: {who}"), found, bpm);
            }
        }
        if heard.tempo.is_some_and(|tempo| tempo.is_sure()) {
            add("shown: segue".into(), found, bpm);
        }
        add(format!("kind {}: segue", clip.kind), found, bpm);
        let band = [80, 100, 120, 140, 160, 180].into_iter().rfind(|low| bpm >= *low as f32).unwrap_or(0);
        add(format!("tempo from {band:3}: segue"), found, bpm);
    }
    println!("tempo: within 1 %");
    for (who, score) in &scores {
        score.print(&format!("{who}, {}", score.all));
    }
}

fn keys(clips: &[(&Known, &Analysis)], said: &Said) {
    let written: Vec<_> =
        clips.iter().filter_map(|(clip, heard)| Some((clip.key.clone()?, *heard))).collect();
    judge("written", &written);
    let agreed: Vec<_> = clips
        .iter()
        .filter(|(clip, _)| clip.is_electronic())
        .filter_map(|(clip, heard)| {
            let peers = said.get(&clip.path)?;
            let [a, b] = AGREEING.map(|peer| peers.get(peer));
            (a == b).then_some((a?.clone(), *heard))
        })
        .collect();
    judge("electronic, two peers agree", &agreed);
}

/// How many keys are right: of all, of those that are shown, and of the surest three quarters.
fn judge(what: &str, clips: &[(String, &Analysis)]) {
    let mut judged: Vec<(f32, bool, bool)> = clips
        .iter()
        .map(|(key, heard)| {
            let found = heard.key.map(|k| name(k.key));
            let confidence = heard.key.map_or(0.0, |k| k.confidence);
            (confidence, heard.key.is_some_and(|k| k.is_sure()), found.as_ref() == Some(key))
        })
        .collect();
    judged.sort_by(|a, b| b.0.total_cmp(&a.0));
    let right = |judged: &[(f32, bool, bool)]| judged.iter().filter(|(_, _, right)| *right).count();
    let shown: Vec<_> = judged.iter().copied().filter(|(_, shown, _)| *shown).collect();
    let surest = &judged[..(judged.len() as f32 * COVERAGE).round() as usize];
    println!("key, {what}: right for {} of {}", right(&judged), judged.len());
    println!(
        "  of the {} it shows {}, of the {} surest {}",
        shown.len(),
        right(&shown),
        surest.len(),
        right(surest)
    );
}

fn name(key: key::MusicalKey) -> String {
    format!("{}{}", key.tonic % 12, if key.mode == key::Mode::Minor { "m" } else { "" })
}
