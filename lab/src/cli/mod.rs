//! The laboratory's command line: one file a command, arguments in, text or JSON out.

mod aliases;
mod evaluate;
mod mixes;
mod sound;
mod split;
mod starter;
mod synth;
mod table;
mod tune;

use std::{
    error::Error,
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use segue::{
    config::{self, Settings},
    jobs::Pools,
};
use serde::Serialize;

/// What a command returns.
type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// Measures segue: how good its recommendations and its hearing are, and on catalogues of any size.
#[derive(Debug, Parser)]
#[command(name = "segue-lab", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Flags before or after any command.
#[derive(Args, Clone, Debug)]
struct Global {
    /// Settings file; without one the defaults are measured, whatever the user's own are
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One JSON document on stdout
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// How good every recommender is, on mixes held out; or how well listening tells music apart
    Evaluate(Box<evaluate::EvaluateArgs>),
    /// Pairs of records that may be one in two spellings, for assets/aliases.tsv
    Aliases(aliases::AliasesArgs),
    /// Search for better settings of the recommenders and of the baselines
    Tune(tune::TuneArgs),
    /// Make up a catalogue with the real one's shape; `segue import` takes it
    Synth(synth::SynthArgs),
    /// Make the built-in starter catalogue anew from mixes as JSON lines
    Starter {
        /// Mixes as JSON lines, plain or gz
        input: PathBuf,
        /// The asset to write
        #[arg(short, long)]
        output: PathBuf,
    },
}

/// Runs it on the process's arguments. Exit code 0: done, 1: failed, 2: wrong usage.
#[must_use]
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Err(e) if !is_broken_pipe(e.as_ref()) => {
            let _ = writeln!(io::stderr(), "segue-lab: {e}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn run(cli: Cli) -> Outcome {
    match cli.command {
        Command::Evaluate(args) => match &args.sound {
            Some(folder) => sound::run(&cli.global, folder, &args),
            None => evaluate::run(&cli.global, &args),
        },
        Command::Aliases(args) => aliases::run(&cli.global, &args),
        Command::Tune(args) => tune::run(&cli.global, &args),
        Command::Synth(args) => synth::run(&args),
        Command::Starter { input, output } => starter::run(&input, &output),
    }
}

/// The reader of our output went away, as with `| head`.
fn is_broken_pipe(e: &(dyn Error + 'static)) -> bool {
    e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

impl Global {
    fn settings(&self) -> Result<Settings, config::ConfigError> {
        self.config.as_ref().map_or_else(|| Ok(Settings::default()), |path| config::load(path, &[]))
    }

    /// Prints the answer: the document with `--json`, else what `text` writes.
    fn print<T: Serialize>(
        &self,
        answer: &T,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Outcome {
        let mut out = BufWriter::new(io::stdout().lock());
        if self.json {
            serde_json::to_writer(&mut out, answer).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            text(&mut out)?;
        }
        out.flush()?;
        Ok(())
    }
}

fn pools() -> Result<Pools, Box<dyn Error + Send + Sync>> {
    Pools::new().map_err(|e| format!("the system refuses to start threads: {e}").into())
}

fn percent_bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left") {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_holds_together() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
