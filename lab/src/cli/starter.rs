//! `segue-lab starter`: the built-in catalogue made anew from mixes as JSON lines.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use super::Outcome;
use crate::starter;

pub(super) fn run(input: &Path, output: &Path) -> Outcome {
    let failed = |path: &Path, e: io::Error| {
        format!("{}: {e}. The input is one mix as a JSON object a line, plain or gz.", path.display())
    };
    let reader = File::open(input).map_err(|e| failed(input, e))?;
    // Written beside and renamed, so that a failure leaves the old one.
    let partial = output.with_extension("partial");
    let writer = File::create(&partial).map_err(|e| failed(&partial, e))?;
    let mixes = starter::build(reader, writer).map_err(|e| failed(input, e))?;
    fs::rename(&partial, output).map_err(|e| failed(output, e))?;
    writeln!(io::stdout(), "{mixes} mixes")?;
    Ok(())
}
