//! `segue evaluate`: how good every recommender is, on mixes held out.

use std::{collections::HashSet, path::Path};

use clap::{Args, ValueEnum};

use super::{
    Context, Failure, Outcome,
    controls::ControlArgs,
    import::percent_bar,
    split,
    text::{self, Side},
};
use crate::{
    catalogue::{Catalogue, Writer},
    import::{self, Progress, Watch},
    library::fit,
    recommend::{
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
    #[arg(long, value_name = "DIR", conflicts_with_all = ["train", "split", "seeds", "permuted", "save_split"])]
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
    /// Write the split to this file, for another program to check the measures (benches/evaluate.py does)
    #[arg(long, value_name = "FILE")]
    save_split: Option<std::path::PathBuf>,
    /// What the lists of Played with and Blend leave out in two rows more
    #[command(flatten)]
    controls: ControlArgs,
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
    let controls = |catalogue: &Catalogue| {
        args.controls.any().then(|| args.controls.tests(context, catalogue)).transpose()
    };
    let (corpus, held, kind, controls) = if let (Some(train), Some(test)) = (&args.train, &args.test) {
        let (catalogue, asked) = from_files(train, test)?;
        let corpus = read(&catalogue)?;
        let held = asked.held(&corpus);
        (corpus, held, Split::Files, controls(&catalogue)?)
    } else {
        let kind = match args.split {
            SplitArg::Random => Split::Random,
            SplitArg::Dj => Split::Dj,
            SplitArg::Time => Split::Time,
        };
        let library = context.library()?;
        let corpus = read(&library.catalogue())?;
        let held = hold_out(&corpus.view(), &corpus.all(), kind, args.seed);
        let controls = controls(&library.catalogue())?;
        (corpus, held, kind, controls)
    };
    let tuning = fit::tuning(&context.settings);
    if let Some(path) = &args.save_split {
        split::write(path, &corpus.view(), &held, &tuning.als)?;
    }
    let options = Options {
        split: kind,
        seed: args.seed,
        seeds: args.seeds.iter().map(|&k| k as usize).collect(),
        tuning,
        permuted: args.permuted,
        controls,
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

/// Titles of the mixes that are asked about.
struct Asked(HashSet<String>);

impl Asked {
    fn held(&self, corpus: &CorpusBuf) -> Held {
        let asked = |mix: &u32| self.0.contains(&corpus.titles[*mix as usize]);
        let (test, train) = corpus.all().into_iter().partition(asked);
        Held { train, test }
    }
}

/// Both files as one catalogue. A mix that is in both is asked about, and not learned from.
fn from_files(train: &Path, test: &Path) -> Result<(Catalogue, Asked), Failure> {
    let take = |path: &Path, writer: &mut Writer| {
        let mut progress = |_: Progress| {};
        import::import(path, writer, &mut Watch { progress: &mut progress, stop: &|| false })
    };
    let mut writer = Writer::in_memory()?;
    take(test, &mut writer)?;
    let asked = Asked(read(&writer.into_catalogue())?.titles.into_iter().collect());
    let mut writer = Writer::in_memory()?;
    take(train, &mut writer)?;
    take(test, &mut writer)?;
    Ok((writer.into_catalogue(), asked))
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
    for against in report.blend_against_best() {
        let m = against.more;
        writeln!(
            out,
            "blend - {}, recall@20 with {}, paired: {:+.4} [{:+.4}, {:+.4}]",
            against.best,
            text::count(against.seeds, "seed", "seeds"),
            m.value,
            m.low,
            m.high
        )?;
    }
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
