//! `segue tune`: a search for better settings on validation splits.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use serde::Serialize;
use toml_edit::{DocumentMut, value};

use super::{Context, Failure, Outcome, evaluate::read, import::percent_bar};
use crate::{
    library::fit,
    recommend::{
        Tuning,
        evaluate::{AXES, Axis, Stage, Trial, Tried, VALIDATION, tune},
    },
};

/// What `segue tune` takes.
#[derive(Args, Clone, Debug)]
pub struct TuneArgs {
    /// Write the chosen values of [recommend] and [blend] to the configuration
    #[arg(long)]
    write: bool,
}

#[derive(Serialize)]
struct Answer {
    validation_seeds: [u64; VALIDATION.len()],
    trials: Vec<Line>,
    chosen: HashMap<&'static str, f32>,
    written: Option<PathBuf>,
}

#[derive(Serialize)]
struct Line {
    setting: String,
    columns: [f64; 4],
    score: f64,
    best: bool,
}

pub(super) fn run(context: &Context, args: &TuneArgs) -> Outcome {
    let corpus = read(&context.library()?.catalogue())?;
    let view = corpus.view();
    // Trials are of this corpus alone; another one starts a search of its own.
    let name = format!("tune-{}-{}.jsonl", view.plays.mixes.len(), view.plays.mixes.values().len());
    let path = context.paths.data.join(name);
    let known = trials(&path)?;
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let start = fit::tuning(&context.settings);
    let bar = percent_bar();
    let mut lines = Vec::new();
    let mut lost = None;
    let mut tried = |t: &Tried<'_>| {
        bar.set_length(t.of as u64);
        bar.set_position(t.done as u64);
        bar.set_message(t.trial.key.clone());
        if !known.contains_key(&t.trial.key)
            && let Err(e) = keep(&mut file, t.trial)
        {
            lost.get_or_insert(e);
        }
        let setting = t.trial.key.clone();
        lines.push(Line { setting, columns: t.trial.columns, score: t.score, best: t.best });
    };
    let pools = Context::pools()?;
    let known = |key: &str| known.get(key).cloned();
    let chosen = tune(&view, &start, pools.interactive(), &known, &mut tried, &|| false)?;
    bar.finish_and_clear();
    if let Some(e) = lost {
        return Err(e.into());
    }
    let written = if args.write { Some(write(&context.paths.config, &chosen)?) } else { None };
    let answer = Answer {
        validation_seeds: VALIDATION,
        trials: lines,
        chosen: AXES.iter().map(|axis| (axis.name, (axis.get)(&chosen))).collect(),
        written,
    };
    context.print(&answer, |out| {
        writeln!(
            out,
            "Recall@20 (Next: hit rate) from 1 and 5 seeds, random and by DJ, on seeds {VALIDATION:?}"
        )?;
        for line in &answer.trials {
            let [a, b, c, d] = line.columns;
            let mark = if line.best { '*' } else { ' ' };
            writeln!(out, "{mark} {:.3}  {a:.3} {b:.3} {c:.3} {d:.3}  {}", line.score, line.setting)?;
        }
        for axis in &AXES {
            writeln!(out, "[{}] {} = {}", section(axis), axis.name, (axis.get)(&chosen))?;
        }
        if let Some(path) = &answer.written {
            writeln!(out, "written to {}", path.display())?;
        }
        Ok(())
    })
}

/// Trials made before; a line cut off by a kill is made again.
fn trials(path: &Path) -> std::io::Result<HashMap<String, Trial>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(HashMap::new()),
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

fn keep(file: &mut File, trial: &Trial) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(trial)?;
    line.push(b'\n');
    file.write_all(&line)
}

/// Puts the chosen settings into the configuration and leaves everything else in it as it is.
fn write(path: &Path, chosen: &Tuning) -> Result<PathBuf, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(e.into()),
    };
    let text = with_settings(&text, chosen)
        .map_err(|e| Failure::new("config", e.to_string(), "Mend the file; it was left as it is."))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Beside it, then in its place: a full disk leaves the old one.
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)?;
    Ok(path.to_owned())
}

/// Where an axis's setting stands in the configuration, under its own name.
fn section(axis: &Axis) -> &'static str {
    if axis.stage == Stage::Played { "recommend" } else { "blend" }
}

fn with_settings(text: &str, chosen: &Tuning) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    for axis in &AXES {
        let table = document.entry(section(axis)).or_insert(toml_edit::table());
        let chosen = (axis.get)(chosen);
        table[axis.name] = match axis.name {
            "factors" | "iterations" => value(chosen as i64),
            // Through text, so that 0.1 stays 0.1.
            _ => value(chosen.to_string().parse::<f64>().unwrap_or_default()),
        };
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config,
        recommend::{als::Settings, blend::Scale},
    };

    #[test]
    fn the_chosen_values_are_written_and_the_rest_of_the_file_stays() {
        let before =
            "# mine\n[screen]\ntheme = \"light\" # bright\n\n[recommend]\nalpha = 3.0\nrarity = 0.2\n";
        let mut chosen = Tuning::default();
        (chosen.als.alpha, chosen.als.artist_weight) = (160.0, 0.1);
        (chosen.walk.more, chosen.scale) = (0.1, Scale::Score);
        let after = with_settings(before, &chosen).expect("parses");
        assert!(after.contains("# mine") && after.contains("theme = \"light\" # bright"), "{after}");
        let read = config::parse(&after, "config.toml", &[]).expect("settings");
        assert!((read.recommend.rarity - 0.2).abs() < f32::EPSILON, "not searched, so left");
        let seed = read.recommend.seed;
        assert_eq!(Tuning { als: Settings { seed, ..chosen.als }, ..chosen }, fit::tuning(&read));
        assert!(with_settings("[recommend", &chosen).is_err());
        assert!(with_settings("", &chosen).expect("an empty file").contains("alpha = 160"));
    }

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
