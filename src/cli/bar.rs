//! How far a command is.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on stderr where somebody watches.
pub(super) fn percent_bar() -> ProgressBar {
    bar("{bar:30} {percent:>3} %  {msg}  {eta} left")
}

/// As [`percent_bar`], of another look.
pub(super) fn bar(template: &str) -> ProgressBar {
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    restyle(&bar, template);
    bar
}

/// Gives a bar another look.
pub(super) fn restyle(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}
