//! `segue-lab tune`: a search for better settings on validation splits.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;

use super::{Global, Outcome, mixes::Mixes, percent_bar, pools};
use crate::evaluate::{AXES, Search, Settings, Stage, Trial, Tried, VALIDATION, tune};

/// What `segue-lab tune` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct TuneArgs {
    #[command(flatten)]
    mixes: Mixes,
    /// Only the settings of these models, by their names in the table of `evaluate`
    #[arg(long, value_delimiter = ';', value_name = "MODEL;…")]
    models: Vec<String>,
    /// Draws of each kind, at random and by DJ
    #[arg(long, default_value_t = VALIDATION.len(), value_name = "N")]
    draws: usize,
    /// Keep every trial in this file, and take from it those made before
    #[arg(long, value_name = "FILE", default_value = "tune.jsonl")]
    trials: PathBuf,
}

#[derive(Serialize)]
struct Answer {
    validation_seeds: Vec<u64>,
    trials: Vec<Line>,
    chosen: HashMap<&'static str, f32>,
}

#[derive(Serialize)]
struct Line {
    setting: String,
    columns: [f64; 4],
    score: f64,
    best: bool,
}

pub(super) fn run(global: &Global, args: &TuneArgs) -> Outcome {
    let stages = stages(&args.models)?;
    let corpus = args.mixes.corpus()?;
    let from = Settings { segue: global.settings()?, ..Settings::default() };
    let search = Search { from: &from, stages: &stages, draws: args.draws };
    // Trials are of these mixes and draws alone.
    let of = format!("{}/{}/{} ", corpus.mixes.len(), corpus.keys.len(), args.draws);
    let known = trials(&args.trials)?;
    let mut file = OpenOptions::new().create(true).append(true).open(&args.trials)?;
    let bar = percent_bar();
    let mut lines = Vec::new();
    let mut lost = None;
    let mut tried = |t: &Tried<'_>| {
        bar.set_length(t.of as u64);
        bar.set_position(t.done as u64);
        bar.set_message(t.trial.key.clone());
        let key = format!("{of}{}", t.trial.key);
        if !known.contains_key(&key)
            && let Err(e) = keep(&mut file, &Trial { key, ..t.trial.clone() })
        {
            lost.get_or_insert(e);
        }
        let setting = t.trial.key.clone();
        lines.push(Line { setting, columns: t.trial.columns, score: t.score, best: t.best });
    };
    let made = |key: &str| Some(Trial { key: key.to_owned(), ..known.get(&format!("{of}{key}"))?.clone() });
    let pools = pools()?;
    let chosen = tune(&corpus, &search, pools.interactive(), &made, &mut tried, &|| false)?;
    bar.finish_and_clear();
    if let Some(e) = lost {
        return Err(e.into());
    }
    let searched = || AXES.iter().filter(|axis| stages.contains(&axis.stage));
    let answer = Answer {
        validation_seeds: VALIDATION.iter().take(args.draws).copied().collect(),
        trials: lines,
        chosen: searched().map(|axis| (axis.name, (axis.get)(&chosen))).collect(),
    };
    global.print(&answer, |out| {
        writeln!(out, "# recall@20 (next, continue: next hit) from 1 and 5 seeds, random and by DJ")?;
        for line in &answer.trials {
            let [a, b, c, d] = line.columns;
            let mark = if line.best { '*' } else { ' ' };
            writeln!(out, "#{mark} {:.3}  {a:.4} {b:.4} {c:.4} {d:.4}  {}", line.score, line.setting)?;
        }
        let mut section = "";
        for axis in searched() {
            if axis.section != section {
                section = axis.section;
                writeln!(out, "[{section}]")?;
            }
            writeln!(out, "{} = {}", axis.name, (axis.get)(&chosen))?;
        }
        Ok(())
    })
}

fn stages(models: &[String]) -> Result<Vec<Stage>, String> {
    if models.is_empty() {
        return Ok(Stage::ALL.to_vec());
    }
    let stage = |name: &String| {
        let known = Stage::ALL.into_iter().find(|stage| stage.model() == name.trim());
        let all = || Stage::ALL.map(Stage::model).join(", ");
        known.ok_or_else(|| format!("'{name}' has nothing to tune; there are {}", all()))
    };
    models.iter().map(stage).collect()
}

/// Trials made before; a line cut off by a kill is made again.
fn trials(path: &Path) -> io::Result<HashMap<String, Trial>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(HashMap::new()),
        Err(e) => return Err(e),
    };
    let mut known = HashMap::new();
    for line in BufReader::new(file).lines() {
        if let Ok(trial) = serde_json::from_str::<Trial>(&line?) {
            known.insert(trial.key.clone(), trial);
        }
    }
    Ok(known)
}

fn keep(file: &mut File, trial: &Trial) -> io::Result<()> {
    let mut line = serde_json::to_vec(trial)?;
    line.push(b'\n');
    file.write_all(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_goes_on_after_a_kill_in_the_middle_of_a_line() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("trials");
        assert!(trials(&path).expect("none yet").is_empty());
        let trial = Trial { key: "walk more=0.2".into(), columns: [0.1, 0.2, 0.3, 0.4] };
        let mut file = File::create(&path).expect("file");
        keep(&mut file, &trial).expect("kept");
        file.write_all(b"{\"key\":\"walk mo").expect("written");
        let known = trials(&path).expect("read");
        assert_eq!(known.len(), 1);
        assert_eq!(known["walk more=0.2"], trial);
    }
}
