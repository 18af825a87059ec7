//! `segue-lab evaluate`: how good every recommender is, on mixes held out.

use std::{
    collections::HashSet,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use segue::{
    library::similar::controls::Controls,
    track::{Rules, Years},
};

use super::{
    Global, Outcome,
    mixes::{Failed, Mixes, from_files},
    percent_bar, pools, split,
    table::{self, Side},
};
use crate::evaluate::{
    Asked, Corpus, Held, MODELS, Measure, Options, Report, Row, Settings, Split, Step, evaluate, hold_out,
};

/// What `segue-lab evaluate` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct EvaluateArgs {
    #[command(flatten)]
    mixes: Mixes,
    /// Mixes to learn from, in any form `segue import` reads
    #[arg(long, value_name = "FILE", requires = "test")]
    train: Option<PathBuf>,
    /// Mixes to be asked about
    #[arg(long, value_name = "FILE", requires = "train")]
    test: Option<PathBuf>,
    /// Which mixes are held out
    #[arg(long, value_enum, default_value_t = Split::Reserved, conflicts_with = "train")]
    split: Split,
    /// Numbers of seeds to ask with
    #[arg(long, value_delimiter = ',', default_value = "1,5", value_parser = clap::value_parser!(u32).range(1..=50))]
    seeds: Vec<u32>,
    /// Random starts of every fit
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100))]
    starts: u64,
    /// Draws of --split random and --split dj
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100))]
    draws: u64,
    /// The first draw's own seed
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// Only these models, by their names in the table, semicolons between them
    #[arg(long, value_delimiter = ';', value_name = "MODEL;…")]
    models: Vec<String>,
    /// How well listening tells music apart: a folder of it, a folder in it being an album
    #[arg(long, value_name = "DIR", conflicts_with_all = ["train", "split", "seeds", "permuted", "save_split"])]
    pub(super) sound: Option<PathBuf>,
    /// With --sound: levels to bring clips to, in LUFS, beside leaving them as they come
    #[arg(long, value_delimiter = ',', value_name = "LUFS", allow_hyphen_values = true, requires = "sound")]
    pub(super) levels: Vec<f32>,
    /// With --sound: numbers of patches beside all ten
    #[arg(long, value_delimiter = ',', value_name = "N", requires = "sound", value_parser = clap::value_parser!(u32).range(1..=10))]
    pub(super) patches: Vec<u32>,
    /// With --sound: write the projections fitted on the way here
    #[arg(long, value_name = "DIR", requires = "sound", hide = true)]
    pub(super) projections: Option<PathBuf>,
    /// Draw who played what anew before fitting: no model may beat popularity then
    #[arg(long)]
    permuted: bool,
    /// Ask only about mixes whose DJs have three earlier ones, with and without these as a second question
    #[arg(long)]
    history: bool,
    /// Write the first split to this file, for another program to check the measures (lab/benches/evaluate.py does)
    #[arg(long, value_name = "FILE")]
    save_split: Option<PathBuf>,
    #[command(flatten)]
    controls: ControlArgs,
}

/// What the lists of *Played with* and *Blend* leave out in two rows more.
#[derive(Args, Clone, Debug)]
struct ControlArgs {
    /// Two rows more: with the rarity dial there
    #[arg(long, value_name = "S")]
    rarity: Option<f32>,
    /// Two rows more: at most N rows by any one artist
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_artist: Option<u32>,
    /// Two rows more: only what came out (or was first played) in these years
    #[arg(long, value_name = "YEARS")]
    years: Option<Years>,
    /// Two rows more: only what is in mixes of one of these styles
    #[arg(long, value_name = "STYLE,…", value_delimiter = ',')]
    styles: Vec<String>,
    /// Two rows more: only what one of these DJs has played
    #[arg(long, value_name = "DJ,…", value_delimiter = ',')]
    djs: Vec<String>,
}

impl ControlArgs {
    fn asked(&self) -> Option<Asked> {
        let controls = Controls {
            per_artist: self.per_artist.map(|n| n as usize),
            years: self.years,
            styles: self.styles.clone(),
            djs: self.djs.clone(),
            ..Controls::default()
        };
        let any = self.rarity.is_some() || controls.any();
        any.then(|| Asked { rarity: self.rarity.unwrap_or_default(), controls })
    }
}

pub(super) fn run(global: &Global, args: &EvaluateArgs) -> Outcome {
    let (corpus, split, held) = if let (Some(train), Some(test)) = (&args.train, &args.test) {
        let (corpus, held) = from_two(train, test)?;
        (corpus, Split::Files, vec![held])
    } else {
        let corpus = args.mixes.corpus()?;
        let draws = if matches!(args.split, Split::Random | Split::Dj) { args.draws } else { 1 };
        let held = (0..draws).flat_map(|n| hold_out(&corpus, args.split, args.seed + n)).collect();
        (corpus, args.split, held)
    };
    let settings = Settings { segue: global.settings()?, ..Settings::default() };
    if let (Some(path), Some(held)) = (&args.save_split, held.first()) {
        split::write(path, &corpus, held, &settings)?;
    }
    let options = Options {
        seeds: args.seeds.iter().map(|&k| k as usize).collect(),
        starts: args.starts,
        models: models(&args.models)?,
        settings,
        permuted: args.permuted.then_some(args.seed),
        history: args.history,
        controls: args.controls.asked(),
    };
    let bar = percent_bar();
    let mut progress = |step: Step| {
        bar.set_length(step.of as u64);
        bar.set_position(step.done as u64);
        bar.set_message(step.what);
    };
    let pools = pools()?;
    let report = evaluate(&corpus, split, &held, &options, pools.interactive(), &mut progress, &|| false)?;
    bar.finish_and_clear();
    global.print(&report, |out| show(&report, out))
}

fn models(names: &[String]) -> Result<Vec<&'static str>, String> {
    let model = |name: &String| {
        let known = MODELS.into_iter().find(|model| *model == name.trim());
        known.ok_or_else(|| format!("there is no model '{name}'; there are {}", MODELS.join("; ")))
    };
    names.iter().map(model).collect()
}

/// Both files as one corpus. A mix that is in both is asked about, and not learned from.
fn from_two(train: &Path, test: &Path) -> Result<(Corpus, Held), Failed> {
    let asked = from_files(&[test.to_owned()], Rules::current())?;
    let titles: HashSet<&str> = asked.all().into_iter().map(|mix| asked.title(mix)).collect();
    let corpus = from_files(&[train.to_owned(), test.to_owned()], Rules::current())?;
    let (test, train) = corpus.all().into_iter().partition(|&mix| titles.contains(corpus.title(mix)));
    Ok((corpus, Held { train, test }))
}

const COLUMNS: [(&str, Side); 16] = [
    ("model", Side::Left),
    ("recall@20", Side::Left),
    ("of all later", Side::Right),
    ("new to the DJ", Side::Right),
    ("R-precision", Side::Right),
    ("NDCG@20", Side::Right),
    ("MRR", Side::Right),
    ("hit", Side::Right),
    ("of all asked", Side::Right),
    ("next", Side::Right),
    ("coverage", Side::Right),
    ("own artist", Side::Right),
    ("1 mix", Side::Right),
    ("2–3", Side::Right),
    ("4+", Side::Right),
    ("less played", Side::Left),
];

fn show(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let p = &report.protocol;
    writeln!(
        out,
        "{}: {} mixes learned from, {} asked about, {} left out as copies; {} splits, {} starts",
        p.split, p.train_mixes, p.test_mixes, p.dropped_duplicates, p.splits, p.starts
    )?;
    let mut seeds: Vec<usize> = report.results.iter().map(|row| row.seeds).collect();
    seeds.sort_unstable();
    seeds.dedup();
    for seeds in seeds {
        let of: Vec<&Row> = report.results.iter().filter(|row| row.seeds == seeds).collect();
        let n = of.first().map_or(0, |row| row.n);
        writeln!(out, "\n{seeds} seed{}, {n} mixes:\n", if seeds == 1 { "" } else { "s" })?;
        table::write(out, &COLUMNS, &of.iter().map(|row| cells(row)).collect::<Vec<_>>())?;
    }
    writeln!(out)?;
    for (model, against) in report.in_short() {
        writeln!(
            out,
            "{model} beside {}, {} seeds: {:.2} x, {} more",
            against.other,
            against.seeds,
            against.times,
            difference(&against.more)
        )?;
    }
    for skipped in &report.skipped {
        writeln!(out, "without {}: {}", skipped.model, skipped.reason)?;
    }
    Ok(())
}

fn cells(row: &Row) -> Vec<String> {
    let m = &row.measures;
    let short = |value: f64| format!("{value:.3}").trim_start_matches('0').to_owned();
    let recall = format!("{} [{}, {}]", short(m.recall.value), short(m.recall.low), short(m.recall.high));
    let head = [row.model.to_owned(), recall];
    let numbers = [
        m.recall_all.value,
        m.recall_new.value,
        m.r_precision.value,
        m.ndcg.value,
        m.mrr.value,
        m.hit.value,
        row.any,
        m.next_hit.value,
        m.coverage.value,
        m.own_artist.value,
        m.recall_1.value,
        m.recall_2_3.value,
        m.recall_4.value,
    ];
    let less = row.less_played.as_ref().map(difference).unwrap_or_default();
    head.into_iter().chain(numbers.map(short)).chain([less]).collect()
}

fn difference(m: &Measure) -> String {
    format!("{:+.4} [{:+.4}, {:+.4}]", m.value, m.low, m.high)
}
