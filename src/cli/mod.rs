//! The command line: one file a command, arguments in, text or JSON out.

mod args;
mod artist;
mod backup;
mod bar;
mod browse;
mod context;
mod controls;
mod demo;
mod dj;
mod doctor;
mod embed;
mod error;
mod export;
mod exported;
mod fitting;
mod global;
mod import;
mod import_found;
mod import_sets;
mod label;
mod listen;
mod log;
mod login;
mod logout;
mod mix;
mod mixable;
mod out;
mod parse;
mod queue;
mod screen;
mod search;
mod sets;
mod shell;
mod similar;
mod slices;
mod sounds_like;
mod spotify;
mod styles;
mod text;
mod track;
mod update;
mod version;

use std::{io::Write, process::ExitCode};

use clap::{Parser, error::ErrorKind};

pub use args::{Cli, Command, QueueAction, SetsAction};
pub use context::Context;
pub use error::{CommandResult, Failure};
pub use global::Global;
pub use import_sets::SetArgs;

use crate::app::{self, answer::Order};

/// Runs the program on the process's arguments. Exit code 0: done, 1: failed, 2: wrong usage.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse().and_then(Cli::asking) {
        Ok(cli) => cli,
        Err(e) => return refuse(&e),
    };
    let json = cli.global.json;
    // The screen asks again by itself.
    let screen = cli.command.is_none();
    let ran = run(cli).and_then(|()| if screen { Ok(()) } else { whole() });
    for said in app::taken_away() {
        let _ = writeln!(out::stderr(), "segue: {said}");
    }
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) if failure.is_told() => ExitCode::FAILURE,
        Err(failure) => {
            tracing::error!(kind = failure.kind, "{}", failure.message);
            report(&failure, json);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> CommandResult {
    // What is printed for a shell needs neither settings nor a data folder.
    match cli.command {
        Some(Command::Completions { shell }) => return shell::completions(shell),
        Some(Command::Man) => return shell::man(),
        _ => {}
    }
    let screen = matches!(cli.command, None | Some(Command::Demo));
    // The tour has a data folder of its own, which goes when it ends.
    let tour = matches!(cli.command, Some(Command::Demo)).then(|| demo::folder(&cli.global)).transpose()?;
    let global = tour.as_ref().map_or(cli.global.clone(), |tour| demo::global(tour, cli.global));
    let context = Context::new(global, !screen)?;
    if !screen {
        app::tell_of_waiting(|| {
            let _ = writeln!(out::stderr(), "segue: another program has the data; waiting …");
        });
    }
    if let Some(tour) = &tour {
        return demo::run(&context, tour);
    }
    match cli.command {
        None | Some(Command::Demo) => screen::run(&context),
        Some(Command::Search { query, limit }) => search::run(&context, &query.join(" "), limit),
        Some(Command::Similar(args)) => similar::run(&context, &args),
        Some(Command::Browse(args)) => browse::run(&context, &args),
        Some(Command::Styles { limit }) => styles::run(&context, limit),
        Some(Command::Dj { name }) => dj::run(&context, &name.join(" ")),
        Some(Command::Label { name }) => label::run(&context, &name.join(" ")),
        Some(Command::Artist { name }) => artist::run(&context, &name.join(" ")),
        Some(Command::Mix { title }) => mix::run(&context, &title.join(" ")),
        Some(Command::Track { track }) => track::run(&context, &track.join(" ")),
        Some(Command::Parse { file }) => parse::run(&context, &file),
        Some(Command::Sets { action }) => sets::run(&context, action),
        Some(Command::Import { paths, found, encoding, sets, no_refit }) => {
            import::run(&context, paths, found.as_deref(), encoding, &sets, no_refit)
        }
        Some(Command::Update { slice, .. }) if slice.only_asks() => slices::run(&context, &slice),
        Some(Command::Update { full, api, no_refit, slice }) => {
            update::run(&context, &Order { full, api, no_refit }, slice.chosen().as_ref())
        }
        Some(Command::Queue { name, action }) => queue::run(&context, name.as_deref(), action),
        Some(Command::Backup { to }) => backup::run(&context, &to),
        Some(Command::Export(args)) => export::run(&context, &args),
        Some(Command::Embed { sources, raw }) => embed::run(&context, &sources, raw),
        Some(Command::Login) => login::run(&context),
        Some(Command::Logout) => logout::run(&context),
        Some(Command::Listen) => listen::run(&context),
        Some(Command::Doctor) => doctor::run(&context),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Man) => shell::man(),
    }
}

/// Whether what the answer was read from stayed as it was.
fn whole() -> CommandResult {
    if !app::was_cut() {
        return Ok(());
    }
    let message = "A file of the snapshot was cut short while it was read, so the answer may be wrong.";
    Err(Failure::new("snapshot", message, "Ask again: it is made anew from the catalogue."))
}

/// Wrong usage. Help and version are asked for, so they are no failure.
fn refuse(e: &clap::Error) -> ExitCode {
    let asked = matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let json = std::env::args_os().any(|a| a == "--json");
    if json && !asked {
        let message = e.to_string();
        let message = message.trim().trim_start_matches("error: ").to_owned();
        report(&Failure::new("usage", message, "segue --help shows the commands."), true);
    } else {
        // What was typed stands in it.
        let _ = if asked { e.print() } else { write!(out::stderr(), "{}", e.render()) };
    }
    if asked { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

fn report(failure: &Failure, json: bool) {
    if json {
        let document = serde_json::json!({ "error": failure });
        let _ = writeln!(out::stdout(true), "{document}");
    } else {
        let _ = writeln!(out::stderr(), "segue: {failure}");
    }
}
