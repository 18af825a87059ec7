//! `segue doctor`: what works, what does not, what to do about it.

use serde::Serialize;

use super::{CommandResult, Context, Failure, text, version::VERSION};
use crate::app::doctor::{Check, CheckState, Installation};

#[derive(Serialize)]
struct Report {
    checks: Vec<Check>,
}

pub(super) fn run(context: &Context) -> CommandResult {
    let wrong = super::screen::wrong(&context.settings);
    let here = Installation { paths: &context.paths, settings: &context.settings, wrong: &wrong };
    let checks = [Check::ok("version", format!("segue {VERSION}"))].into_iter().chain(here.examine());
    let report = Report { checks: checks.collect() };
    context.print(&report, |out| {
        let width = report.checks.iter().map(|c| c.name.len()).max().unwrap_or_default();
        for check in &report.checks {
            let mark = match check.state {
                CheckState::Ok => "ok  ",
                CheckState::Note => "note",
                CheckState::Bad => "BAD ",
            };
            writeln!(out, "{mark}  {:width$}  {}", check.name, text::clean(&check.found))?;
            if let Some(advice) = &check.advice {
                writeln!(out, "      {:width$}  {}", "", text::clean(advice))?;
            }
        }
        Ok(())
    })?;
    // What is wrong stands in the answer; a script sees it by the exit code.
    let bad = report.checks.iter().any(|check| check.state == CheckState::Bad);
    if bad { Err(Failure::told()) } else { Ok(()) }
}
