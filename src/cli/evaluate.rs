//! `segue evaluate`: how good every recommender is, on mixes held out.

use std::{collections::HashSet, path::Path};

use clap::{Args, ValueEnum};

use super::{
    Context, Failure, Outcome,
    import::percent_bar,
    text::{self, Side},
};
use crate::{
    catalogue::{Catalogue, Writer},
    import::{self, Progress, Watch},
    library::fit,
    recommend::{
        Tuning,
        als::FitError,
        evaluate::{CorpusBuf, Held, Measure, Options, Report, Split, evaluate, hold_out},
    },
};

/// What `segue evaluate` takes.
#[derive(Args, Clone, Debug)]
pub struct EvaluateArgs {
    /// Mixes to learn from, in any form `segue import` reads [default: the catalogue's, split]
    #[arg(long, value_name = "FILE", requires = "test")]
    train: Option<std::path::PathBuf>,
    /// Mixes to be asked about
    #[arg(long, value_name = "FILE", requires = "train")]
    test: Option<std::path::PathBuf>,
    /// Which tenth of the mixes is held out
    #[arg(long, value_enum, default_value_t = SplitArg::Random, conflicts_with = "train")]
    split: SplitArg,
    /// Numbers of seeds to ask with
    #[arg(long, value_delimiter = ',', default_value = "1,5", value_parser = clap::value_parser!(u32).range(1..=50))]
    seeds: Vec<u32>,
    /// The split's own seed
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// How well listening tells music apart: a folder of it, a folder in it being an album
    #[arg(long, value_name = "DIR", conflicts_with_all = ["train", "split", "seeds", "permuted"])]
    pub(super) sound: Option<std::path::PathBuf>,
    /// With --sound: levels to bring clips to, in LUFS, beside leaving them as they come
    #[arg(long, value_delimiter = ',', value_name = "LUFS", allow_hyphen_values = true, requires = "sound")]
    pub(super) levels: Vec<f32>,
    /// With --sound: numbers of patches beside all ten
    #[arg(long, value_delimiter = ',', value_name = "N", requires = "sound", value_parser = clap::value_parser!(u32).range(1..=10))]
    pub(super) patches: Vec<u32>,
    /// With --sound: write the projections fitted on the way here
    #[arg(long, value_name = "DIR", requires = "sound", hide = true)]
    pub(super) projections: Option<std::path::PathBuf>,
    /// Draw who played what anew before fitting: no model may beat popularity then
    #[arg(long)]
    permuted: bool,
}

/// `--split`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SplitArg {
    /// At random
    Random,
    /// All mixes of some DJs
    Dj,
    /// The latest
    Time,
}

pub(super) fn run(context: &Context, args: &EvaluateArgs) -> Outcome {
    if let Some(folder) = &args.sound {
        return super::evaluate_sound::run(context, folder, args);
    }
    let (corpus, held, split) = if let (Some(train), Some(test)) = (&args.train, &args.test) {
        let (corpus, held) = from_files(train, test)?;
        (corpus, held, Split::Files)
    } else {
        let split = match args.split {
            SplitArg::Random => Split::Random,
            SplitArg::Dj => Split::Dj,
            SplitArg::Time => Split::Time,
        };
        let corpus = read(&context.library()?.catalogue())?;
        let held = hold_out(&corpus.view(), &corpus.all(), split, args.seed);
        (corpus, held, split)
    };
    let options = Options {
        split,
        seed: args.seed,
        seeds: args.seeds.iter().map(|&k| k as usize).collect(),
        tuning: Tuning { als: fit::settings(&context.settings.recommend), ..Tuning::default() },
        permuted: args.permuted,
    };
    let bar = percent_bar();
    let mut progress = |step: crate::recommend::evaluate::Step| {
        bar.set_length(step.of as u64);
        bar.set_position(step.done as u64);
        bar.set_message(step.what);
    };
    let pools = Context::pools()?;
    let report = evaluate(&corpus.view(), &held, &options, pools.interactive(), &mut progress, &|| false)?;
    bar.finish_and_clear();
    context.print(&report, |out| show(&report, out))
}

/// All mixes of a catalogue.
pub(super) fn read(catalogue: &Catalogue) -> Result<CorpusBuf, Failure> {
    Ok(CorpusBuf::read(&catalogue.contents()?)?)
}

/// Both files as one corpus. A mix that is in both is asked about, and not learned from.
fn from_files(train: &Path, test: &Path) -> Result<(CorpusBuf, Held), Failure> {
    let take = |path: &Path, writer: &mut Writer| {
        let mut progress = |_: Progress| {};
        import::import(path, writer, &mut Watch { progress: &mut progress, stop: &|| false })
    };
    let mut writer = Writer::in_memory()?;
    take(test, &mut writer)?;
    let asked: HashSet<String> = read(&writer.into_catalogue())?.titles.into_iter().collect();
    let mut writer = Writer::in_memory()?;
    take(train, &mut writer)?;
    take(test, &mut writer)?;
    let corpus = read(&writer.into_catalogue())?;
    let (test, train) =
        corpus.all().into_iter().partition(|&mix| asked.contains(&corpus.titles[mix as usize]));
    Ok((corpus, Held { train, test }))
}

fn show(report: &Report, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let p = &report.protocol;
    writeln!(
        out,
        "{} split, seed {}: {} mixes learned from, {} asked about, {} left out as copies",
        p.split, p.seed, p.train_mixes, p.test_mixes, p.dropped_duplicates
    )?;
    let number = |m: &Measure| format!("{:.3}", m.value);
    let rows: Vec<Vec<String>> = report
        .results
        .iter()
        .map(|row| {
            let m = &row.measures;
            let recall = format!("{:.3} [{:.3}, {:.3}]", m.recall.value, m.recall.low, m.recall.high);
            let others = [
                &m.ndcg,
                &m.mrr,
                &m.hit,
                &m.next_hit,
                &m.coverage,
                &m.own_artist,
                &m.recall_1,
                &m.recall_2_3,
                &m.recall_4,
            ];
            let head = [row.model.to_owned(), row.seeds.to_string(), row.n.to_string(), recall];
            head.into_iter().chain(others.into_iter().map(number)).collect()
        })
        .collect();
    let columns = [
        ("model", Side::Left),
        ("seeds", Side::Right),
        ("n", Side::Right),
        ("recall@20", Side::Left),
        ("ndcg@20", Side::Right),
        ("mrr", Side::Right),
        ("hit", Side::Right),
        ("next", Side::Right),
        ("coverage", Side::Right),
        ("own artist", Side::Right),
        ("recall 1", Side::Right),
        ("2-3", Side::Right),
        ("4+", Side::Right),
    ];
    text::table(out, &columns, &rows)?;
    for skipped in &report.skipped {
        writeln!(out, "without {}: {}", skipped.model, skipped.reason)?;
    }
    Ok(())
}

impl From<FitError> for Failure {
    fn from(e: FitError) -> Self {
        Self::new("fit", e.to_string(), "The settings are in the [recommend] section of the configuration.")
    }
}
