//! `segue update`: fetch what changed on the wiki, refit, publish. Fit for cron.

use std::io::{IsTerminal, Write as _};

use super::{CommandResult, Context, text};
use crate::app::answer::{Order, Slice, UpdateActivity};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Fetches what changed, of another slice from now on where one is given.
pub(super) fn run(context: &Context, order: &Order, slice: Option<&Slice>) -> CommandResult {
    let bar = Bar::new();
    let done = context.update(order, slice, &mut |doing| bar.show(&doing));
    bar.0.finish_and_clear();
    let report = done?;
    for note in &report.notes {
        writeln!(super::out::stderr(), "segue: {note}")?;
    }
    context.print(&report, |out| {
        let (added, changed, removed) = (report.mixes_added, report.mixes_changed, report.mixes_removed);
        let requests = text::count(report.requests as usize, "request", "requests");
        writeln!(out, "{added} mixes added, {changed} changed, {removed} removed; {requests}")?;
        match report.refit {
            Some(fit) => {
                let iterations = text::count(fit.iterations as usize, "iteration", "iterations");
                writeln!(out, "model refitted in {:.1} s, {iterations}", fit.seconds)
            }
            None => writeln!(out, "the model is up to date"),
        }
    })
}

/// Progress on stderr; nothing where that is no terminal.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Self(ProgressBar::with_draw_target(None, target))
    }

    fn show(&self, doing: &UpdateActivity) {
        let template = match doing {
            UpdateActivity::Fetching { total: Some(_), .. } => "{bar:30} {msg}",
            UpdateActivity::Refitting { .. } => "{msg} {bar:30} {pos}/{len}",
            _ => "{spinner} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
        let (name, at) = match doing {
            UpdateActivity::Fetching { done, total, .. } => (doing.to_string(), Some((*done, *total))),
            UpdateActivity::Refitting { done, total } => {
                ("refitting".to_owned(), Some((*done, Some(*total))))
            }
            UpdateActivity::Waiting { why, .. } => (format!("{doing}: {}", text::clean(why)), None),
            other => (other.to_string(), None),
        };
        self.0.set_message(name);
        if let Some((done, total)) = at {
            if let Some(total) = total {
                self.0.set_length(total);
            }
            self.0.set_position(done);
        }
        self.0.tick();
    }
}
