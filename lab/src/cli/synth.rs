//! `segue-lab synth`: a made-up catalogue of any size.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::Args;

use super::Outcome;
use crate::synth::{self, Form, Sample, Size};

/// How large, and where to. The defaults are MixesDB whole.
#[derive(Args, Clone, Debug)]
pub(super) struct SynthArgs {
    /// Mixes
    #[arg(long, default_value_t = 280_000)]
    mixes: u64,
    /// Different tracks
    #[arg(long, default_value_t = 2_000_000)]
    tracks: u64,
    /// Plays; a mix has 10 to 40
    #[arg(long, default_value_t = 5_000_000)]
    plays: u64,
    /// The same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file: `.xml` for a wiki's export, else JSON lines; `.gz` or `.bz2` behind packs it [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &SynthArgs) -> Outcome {
    let size = Size { mixes: args.mixes, tracks: args.tracks, plays: args.plays };
    let Some(path) = &args.output else {
        let sample = Sample::starter()?;
        let mut out = BufWriter::new(io::stdout().lock());
        synth::write(size, args.seed, &sample, Form::JsonLines, &mut out, &mut |_| true)?;
        return Ok(out.flush()?);
    };
    let written = synth::to_file(size, args.seed, path).map_err(|e| format!("{}: {e}", path.display()))?;
    writeln!(io::stdout(), "{} mixes, {} plays", written.mixes, written.plays)?;
    Ok(())
}
