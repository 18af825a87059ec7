//! `segue synth`: a made-up catalogue of any size.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use bzip2::write::BzEncoder;
use clap::Args;
use flate2::{Compression, write::GzEncoder};

use super::{Failure, Outcome, text};
use crate::library::synth::{self, Form, Sample, Size, Written};

/// How large, and where to. The defaults are MixesDB whole.
#[derive(Args, Clone, Debug)]
pub struct SynthArgs {
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
    let Some(path) = &args.output else {
        write(args, Form::JsonLines, &mut BufWriter::new(io::stdout().lock()))?;
        return Ok(());
    };
    let written = to_file(args, path).map_err(|e| {
        Failure::new("synth", format!("{}: {e}", path.display()), "Choose a place that can be written.")
    })?;
    let (mixes, plays) = (written.mixes as usize, written.plays as usize);
    let (mixes, plays) = (text::count(mixes, "mix", "mixes"), text::count(plays, "play", "plays"));
    writeln!(io::stdout(), "{mixes}, {plays}")?;
    Ok(())
}

fn to_file(args: &SynthArgs, path: &Path) -> io::Result<Written> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (plain, packing) = match name.rsplit_once('.') {
        Some((plain, packing @ ("gz" | "bz2"))) => (plain, packing),
        _ => (name, ""),
    };
    let is_export =
        Path::new(plain).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
    let form = if is_export { Form::Export } else { Form::JsonLines };
    let file = BufWriter::new(File::create(path)?);
    match packing {
        "gz" => {
            let mut out = GzEncoder::new(file, Compression::default());
            let written = write(args, form, &mut out)?;
            out.finish()?.flush()?;
            Ok(written)
        }
        "bz2" => {
            let mut out = BzEncoder::new(file, bzip2::Compression::default());
            let written = write(args, form, &mut out)?;
            out.finish()?.flush()?;
            Ok(written)
        }
        _ => {
            let mut out = file;
            let written = write(args, form, &mut out)?;
            out.flush()?;
            Ok(written)
        }
    }
}

fn write(args: &SynthArgs, form: Form, out: &mut dyn Write) -> io::Result<Written> {
    let size = Size { mixes: args.mixes, tracks: args.tracks, plays: args.plays };
    let sample = Sample::starter().map_err(io::Error::other)?;
    let written = synth::write(size, args.seed, &sample, form, out, &mut |_| true)?;
    out.flush()?;
    Ok(written)
}
