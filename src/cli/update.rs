//! `segue update`: fetch what changed on the wiki, refit, publish. Fit for cron.

use std::io::Write as _;

use indicatif::ProgressBar;

use super::{
    CommandResult, Context,
    bar::{bar, restyle},
    text,
};
use crate::app::answer::{Order, Slice, UpdateActivity};

/// Fetches what changed, of another slice from now on where one is given.
pub(super) fn run(context: &Context, order: &Order, slice: Option<&Slice>) -> CommandResult {
    let bar = bar("{spinner} {msg}");
    let done = context.update(order, slice, &mut |doing| show(&bar, &doing));
    bar.finish_and_clear();
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

/// Says on the bar what is done.
fn show(bar: &ProgressBar, doing: &UpdateActivity) {
    let template = match doing {
        UpdateActivity::Fetching { total: Some(_), .. } => "{bar:30} {msg}",
        UpdateActivity::Refitting { .. } => "{msg} {bar:30} {pos}/{len}",
        _ => "{spinner} {msg}",
    };
    restyle(bar, template);
    let (name, at) = match doing {
        UpdateActivity::Fetching { done, total, .. } => (doing.to_string(), Some((*done, *total))),
        UpdateActivity::Refitting { done, total } => ("refitting".to_owned(), Some((*done, Some(*total)))),
        UpdateActivity::Waiting { why, .. } => (format!("{doing}: {}", text::clean(why)), None),
        other => (other.to_string(), None),
    };
    bar.set_message(name);
    if let Some((done, total)) = at {
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_position(done);
    }
    bar.tick();
}
