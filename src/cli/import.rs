//! `segue import`: mixes, the user's own collection or sets, from files or stdin.

use std::{
    cell::RefCell,
    io::{self, Write as _},
    path::PathBuf,
};

use indicatif::ProgressBar;
use serde::Serialize;

use super::{
    CommandResult, Context, Failure, SetArgs, bar::percent_bar, fitting, import_found, import_sets, text,
};
use crate::app::{
    FilesImport, FilesReport,
    answer::{Confirm, Encoding, ImportProgress, ImportReport, SetState},
    new_or_known,
};

/// What `--json` prints.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    report: ImportReport,
    /// Arguments of which nothing was imported, or not all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    path: String,
    #[serde(flatten)]
    failure: Failure,
}

/// Tries every argument, makes searchable what came in, and fails where one failed.
pub(super) fn run(
    context: &Context,
    paths: Vec<PathBuf>,
    found: Option<&str>,
    encoding: Option<&'static Encoding>,
    sets: &SetArgs,
    no_refit: bool,
) -> CommandResult {
    let paths = match found {
        Some(which) => import_found::chosen(context, which)?,
        None => paths,
    };
    if paths.is_empty() {
        return Ok(());
    }
    let ask = import_sets::can_ask(context);
    let mut confirm = import_sets::confirm;
    let my_name = || import_sets::ask_name(context);
    let named = |name: &Option<String>| {
        name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let bar = RefCell::new(None);
    let files = FilesImport {
        paths: &paths,
        encoding,
        set: sets.set,
        dj: named(&sets.dj),
        friend: named(&sets.friend),
        no_refit,
        confirm: ask.then_some(&mut confirm as Confirm<'_>),
        my_name: ask.then_some(&my_name as &dyn Fn() -> Option<String>),
        on: &mut |at| show(bar.borrow_mut().get_or_insert_with(percent_bar), at),
        over: &|| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
        },
    };
    let FilesReport { report, mixes, failed } = fitting::with_bar(|fit| context.import(files, fit))?;
    let failed = failed.into_iter();
    let mut failed: Vec<Failed> =
        failed.map(|(path, failure)| Failed { path: path.to_string_lossy().into_owned(), failure }).collect();
    if let ([_], Some(_)) = (paths.as_slice(), failed.first()) {
        return failed.pop().map_or(Ok(()), |failed| Err(failed.failure));
    }
    let answer = Answer { report, failed };
    let file = if let [one] = paths.as_slice() { one.display().to_string() } else { String::new() };
    context.print(&answer, |out| told(&answer.report, mixes, &file, out))?;
    if !context.global.json {
        for Failed { failure, .. } in &answer.failed {
            let _ = writeln!(super::out::stderr(), "segue: {failure}");
        }
    }
    if answer.failed.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

fn show(bar: &ProgressBar, at: ImportProgress) {
    bar.set_length(at.of.unwrap_or(at.bytes));
    bar.set_position(at.bytes);
    bar.set_message(match at.records {
        0 => text::count(at.mixes as usize, "mix", "mixes"),
        records => text::count(records as usize, "record", "records"),
    });
}

/// Mixes and their records, without the numbers that say nothing.
fn told_mixes(report: &ImportReport, out: &mut dyn io::Write) -> io::Result<()> {
    let (added, changed, same) = report.mixes_of_files();
    let counts = [(added, "added"), (changed, "changed"), (same, "unchanged")];
    let mut parts: Vec<String> = Vec::new();
    for (n, what) in counts.into_iter().filter(|(n, _)| *n > 0) {
        let n = if parts.is_empty() { text::count(n as usize, "mix", "mixes") } else { n.to_string() };
        parts.push(format!("{n} {what}"));
    }
    let mut line = vec![parts.join(", ")];
    if report.tracks_added > 0 {
        line.push(text::count(report.tracks_added as usize, "new record", "new records"));
    }
    line.retain(|part| !part.is_empty());
    if line.is_empty() { Ok(()) } else { writeln!(out, "{}", line.join("; ")) }
}

/// `file` is what the lines that could not be read are of, where they do not say it themselves.
fn told(report: &ImportReport, mixes: bool, file: &str, out: &mut dyn io::Write) -> io::Result<()> {
    if mixes {
        told_mixes(report, out)?;
    }
    if report.tracks_owned > 0 {
        let owned = text::count(report.tracks_owned as usize, "record", "records");
        let known = report.tracks_owned.saturating_sub(report.tracks_owned_new);
        writeln!(out, "{owned} of your own{}", new_or_known(report.tracks_owned_new, 0, known))?;
    }
    for set in &report.sets {
        let state = match set.state {
            SetState::New => "",
            SetState::Changed => ", changed",
            SetState::Known => ", known",
        };
        let plays = text::count(set.plays as usize, "play", "plays");
        let left = match set.left_out.len() {
            0 => String::new(),
            n => format!(", {} left out", text::count(n, "row", "rows")),
        };
        let whose = if set.public { text::OF_ANOTHER } else { "" };
        writeln!(out, "{}  {plays}{left}{state}{whose}", text::clean(&set.title))?;
        for line in set.left_out.iter().filter(|left| left.is_not_found()) {
            writeln!(out, "  line {}: {}", line.row, text::clean(&line.reason))?;
        }
    }
    for queue in &report.queues {
        let known = if report.queues_changed.contains(queue) { "" } else { ", known" };
        writeln!(out, "queue {}{known}", text::clean(queue))?;
    }
    if report.is_nothing_new() && report.mixes() + report.tracks_owned + report.sets.len() as u64 > 0 {
        writeln!(out, "Nothing is new: all of it was here already.")?;
    }
    let file = text::clean(file);
    for skipped in &report.skipped {
        let reason = text::clean(&skipped.reason);
        match (skipped.line, &*file) {
            (0, "") => writeln!(out, "{reason}")?,
            (0, file) => writeln!(out, "{file}: {reason}")?,
            (line, "") => writeln!(out, "line {line}: {reason}")?,
            (line, file) => writeln!(out, "{file}, line {line}: {reason}")?,
        }
    }
    if report.skipped_more > 0 {
        writeln!(out, "and {} more that could not be read", report.skipped_more)?;
    }
    Ok(())
}
