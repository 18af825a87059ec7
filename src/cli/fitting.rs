//! The fit that a command waits for.

use std::io::IsTerminal;

use super::CommandResult;
use crate::{jobs::Pools, library::Library, recommend::als::FitProgress};

/// Fits the model where it is missing or out of date, with a bar on stderr when somebody watches.
pub(super) fn fit_if_wanted(library: &Library, pools: &Pools) -> CommandResult {
    if !library.wants_fit() {
        return Ok(());
    }
    let bar = if std::io::stderr().is_terminal() {
        indicatif::ProgressBar::new(1)
    } else {
        indicatif::ProgressBar::hidden()
    };
    if let Ok(style) = indicatif::ProgressStyle::with_template("fitting {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    let mut progress = |p: FitProgress| {
        bar.set_length(p.of as u64);
        bar.set_position(p.done as u64);
    };
    let fitted = library.fit(pools.interactive(), &mut progress, &|| false);
    bar.finish_and_clear();
    fitted?;
    Ok(())
}
