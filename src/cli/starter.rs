//! `segue starter`: the built-in catalogue made anew from mixes as JSON lines.

use std::{fs::File, io, path::Path};

use super::{Failure, Outcome, text};
use crate::catalogue;

pub(super) fn run(input: &Path, output: &Path) -> Outcome {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |e: io::Error| {
            let hint = "The input is one mix as a JSON object a line, plain or gz.";
            Failure::new("starter", format!("{path}: {e}"), hint)
        }
    };
    let reader = File::open(input).map_err(failed(input))?;
    // Written beside and renamed, so that a failure leaves the old one.
    let partial = output.with_extension("partial");
    let writer = File::create(&partial).map_err(failed(&partial))?;
    let mixes = catalogue::starter::build(reader, writer).map_err(failed(input))?;
    std::fs::rename(&partial, output).map_err(failed(output))?;
    let mut out = io::stdout().lock();
    io::Write::write_fmt(&mut out, format_args!("{}\n", text::count(mixes, "mix", "mixes")))?;
    Ok(())
}
