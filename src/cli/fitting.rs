//! The bar of a fit that a command waits for.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::app::{OnFit, answer::FitProgress};

/// Does work that may fit the model, with a bar on stderr from the first step of a fit on, when somebody watches.
pub(super) fn with_bar<T>(work: impl FnOnce(OnFit<'_>) -> T) -> T {
    let mut shown: Option<ProgressBar> = None;
    let done = work(&mut |p: FitProgress| {
        let bar = shown.get_or_insert_with(begin);
        bar.set_length(p.of as u64);
        bar.set_position(p.done as u64);
    });
    if let Some(bar) = shown {
        bar.finish_and_clear();
    }
    done
}

fn begin() -> ProgressBar {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(1) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("fitting {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}
