//! `segue import`: mixes, or the user's own collection, from files or stdin.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Context, Failure, Outcome, queue, similar, text};
use crate::{
    import::{self, Encoding, ImportError, Progress, Report, Watch, spotify},
    library::Library,
    spotify::{
        Client, Link, World,
        link::{self, Kind},
    },
};

pub(super) fn run(
    context: &Context,
    paths: &[PathBuf],
    encoding: Option<&'static Encoding>,
    no_refit: bool,
) -> Outcome {
    let library = context.library()?;
    let mut report = Report { generation: library.catalogue().generation()?, ..Report::default() };
    let mut mixes = false;
    for path in paths {
        if let Some(source) = on_spotify(path)? {
            report.and_then(from_spotify(context, &source)?);
            continue;
        }
        let opened = if path.is_dir() { None } else { Some(import::open(path, encoding)?) };
        let bar = percent_bar();
        let mut progress = |p: Progress| {
            bar.set_length(p.of.unwrap_or(p.bytes));
            bar.set_position(p.bytes);
            bar.set_message(match p.records {
                0 => text::count(p.mixes as usize, "mix", "mixes"),
                records => text::count(records as usize, "record", "records"),
            });
        };
        let mut watch = Watch { progress: &mut progress, stop: &|| false };
        let imported = match opened {
            None => import::folder(path, &mut context.user()?, queue::now(), &mut watch),
            Some(opened) if opened.is_mixes() => {
                mixes = true;
                opened.into_catalogue(&mut library.writer()?, &mut watch)
            }
            Some(opened) => opened.into_user(&mut context.user()?, queue::now(), &mut watch),
        };
        bar.finish_and_clear();
        report.and_then(imported?);
    }
    if mixes {
        publish(&library, no_refit)?;
    }
    context.print(&report, |out| {
        let (added, changed, same) = (report.mixes_added, report.mixes_changed, report.mixes_unchanged);
        if mixes {
            writeln!(
                out,
                "{added} mixes added, {changed} changed, {same} unchanged; {} new records",
                report.tracks_added
            )?;
        }
        if report.tracks_owned > 0 {
            let owned = text::count(report.tracks_owned as usize, "record", "records");
            writeln!(out, "{owned} of your own")?;
        }
        for queue in &report.queues {
            writeln!(out, "queue {}", text::clean(queue))?;
        }
        for skipped in &report.skipped {
            match skipped.line {
                0 => writeln!(out, "{}", text::clean(&skipped.reason))?,
                line => writeln!(out, "line {line}: {}", text::clean(&skipped.reason))?,
            }
        }
        Ok(())
    })
}

/// `saved`, or a link to a playlist; a file of that name comes first.
fn on_spotify(path: &Path) -> Result<Option<spotify::Source>, Failure> {
    let text = path.to_string_lossy();
    if path.exists() {
        return Ok(None);
    }
    if matches!(&*text, "saved" | "spotify:saved") {
        return Ok(Some(spotify::Source::Saved));
    }
    match Link::parse(&text) {
        Some(Link { kind: Kind::Playlist, id }) => Ok(Some(spotify::Source::Playlist(id))),
        _ if link::is_link(&text) => {
            let message = format!("'{}' is no link to a playlist", text::clean(&text));
            Err(Failure::new(
                "import",
                message,
                "In Spotify, Share, Copy link to playlist gives one; or: segue import saved.",
            ))
        }
        _ => Ok(None),
    }
}

fn from_spotify(context: &Context, source: &spotify::Source) -> Result<Report, Failure> {
    let access = crate::spotify::access(&context.settings, &context.paths)?;
    let mut client = Client::new(access, World::default())?;
    let bar = percent_bar();
    let on = &mut |records| bar.set_message(text::count(records as usize, "record", "records"));
    let report = spotify::import(&mut client, &mut context.user()?, source, queue::now(), on);
    bar.finish_and_clear();
    Ok(report?)
}

/// Makes the new names searchable, then fits the model unless told not to.
fn publish(library: &Library, no_refit: bool) -> Outcome {
    let stored = library.catalogue().generation()?;
    if stored != library.snapshot().generation() {
        library.publish_names()?;
    }
    if no_refit {
        return Ok(());
    }
    similar::fit_if_wanted(library, &Context::pools()?)
}

/// A bar on stderr where somebody watches.
pub(super) fn percent_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left") {
        bar.set_style(style);
    }
    bar
}

impl From<ImportError> for Failure {
    fn from(e: ImportError) -> Self {
        let hint = e.hint();
        Self { kind: "import", message: e.to_string(), hint: Some(hint), candidates: None }
    }
}
