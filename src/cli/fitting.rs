//! The bar of a fit that a command waits for.

use indicatif::ProgressBar;

use super::bar::bar;
use crate::app::{OnFit, answer::FitProgress};

/// Does work that may fit the model, with a bar on stderr from the first step of a fit on, when somebody watches.
pub(super) fn with_bar<T>(work: impl FnOnce(OnFit<'_>) -> T) -> T {
    let mut shown: Option<ProgressBar> = None;
    let done = work(&mut |p: FitProgress| {
        let shown = shown.get_or_insert_with(|| bar("fitting {bar:30} {pos}/{len}"));
        shown.set_length(p.of as u64);
        shown.set_position(p.done as u64);
    });
    if let Some(bar) = shown {
        bar.finish_and_clear();
    }
    done
}
