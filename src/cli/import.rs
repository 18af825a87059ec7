//! `segue import`: mixes, the user's own collection or sets, from files or stdin.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{
    CommandResult, Context, Failure, SetArgs, bar::percent_bar, fitting, import_found, import_sets, text,
};
use crate::{
    app::known_artists,
    import::{
        Confirm, Encoding, ImportError, ImportProgress, ImportReport, ImportTarget, ImportWatch, OwnImport,
        spotify,
    },
    library::Library,
    spotify::{
        SpotifyClient, SpotifyLink, SpotifyWorld,
        link::{self, LinkKind},
    },
    time::unix,
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
    let library = context.library()?;
    let mut user = context.user()?;
    let snapshot = library.snapshot();
    let is_artist = known_artists(&snapshot);
    let ask = import_sets::can_ask(context);
    let mut confirm = import_sets::confirm;
    let confirm = ask.then_some(&mut confirm as Confirm<'_>);
    let mut own = OwnImport::new(sets.order(context, &is_artist, confirm));
    let mut report =
        ImportReport { generation: library.catalogue().generation()?, ..ImportReport::default() };
    let mut failed = Vec::new();
    let mut target = ImportTarget { paths: &context.paths, user: &mut user, own: &mut own, now: unix() };
    for path in &paths {
        match one(context, path, encoding, &mut target) {
            Ok(more) if paths.len() > 1 => report.and_then(more.named(path)),
            Ok(more) => report.and_then(more),
            Err(failure) => failed.push(Failed { path: path.to_string_lossy().into_owned(), failure }),
        }
    }
    if ask && own.wants_name() {
        own.call_me(import_sets::ask_name(context));
    }
    let mixes = report.mixes() > 0 || report.resumed;
    let mixes = own.finish(&context.paths, &user, &mut report)? || mixes;
    if mixes {
        publish(&library, no_refit)?;
    }
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

/// Imports one argument.
fn one(
    context: &Context,
    path: &Path,
    encoding: Option<&'static Encoding>,
    target: &mut ImportTarget<'_, '_>,
) -> Result<ImportReport, Failure> {
    if let Some(source) = on_spotify(path)? {
        return from_spotify(context, &source);
    }
    let bar = percent_bar();
    let mut progress = |p: ImportProgress| {
        bar.set_length(p.of.unwrap_or(p.bytes));
        bar.set_position(p.bytes);
        bar.set_message(match p.records {
            0 => text::count(p.mixes as usize, "mix", "mixes"),
            records => text::count(records as usize, "record", "records"),
        });
    };
    let mut watch = ImportWatch { progress: &mut progress, stop: &|| false };
    let imported = target.take(path, encoding, &mut watch);
    bar.finish_and_clear();
    Ok(imported?)
}

/// `file` is what the lines that could not be read are of, where they do not say it themselves.
fn told(report: &ImportReport, mixes: bool, file: &str, out: &mut dyn io::Write) -> io::Result<()> {
    if mixes {
        let (added, changed, same) = (report.mixes_added, report.mixes_changed, report.mixes_unchanged);
        let records = report.tracks_added;
        let added = text::count(added as usize, "mix", "mixes");
        let records = text::count(records as usize, "new record", "new records");
        writeln!(out, "{added} added, {changed} changed, {same} unchanged; {records}")?;
    }
    if report.tracks_owned > 0 {
        let owned = text::count(report.tracks_owned as usize, "record", "records");
        writeln!(out, "{owned} of your own")?;
    }
    for set in &report.sets {
        let plays = text::count(set.plays as usize, "play", "plays");
        let left = match set.left_out.len() {
            0 => String::new(),
            n => format!(", {} left out", text::count(n, "row", "rows")),
        };
        writeln!(out, "{}  {plays}{left}", text::clean(&set.title))?;
    }
    for queue in &report.queues {
        writeln!(out, "queue {}", text::clean(queue))?;
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

/// `saved`, or a link to a playlist; a file of that name comes first.
fn on_spotify(path: &Path) -> Result<Option<spotify::SpotifyImport>, Failure> {
    let text = path.to_string_lossy();
    if path.exists() {
        return Ok(None);
    }
    if matches!(&*text, "saved" | "spotify:saved") {
        return Ok(Some(spotify::SpotifyImport::Saved));
    }
    match SpotifyLink::parse(&text) {
        Some(SpotifyLink { kind: LinkKind::Playlist, id }) => Ok(Some(spotify::SpotifyImport::Playlist(id))),
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

fn from_spotify(context: &Context, source: &spotify::SpotifyImport) -> Result<ImportReport, Failure> {
    let access = crate::spotify::access(&context.settings, &context.paths)?;
    let mut client = SpotifyClient::new(access, SpotifyWorld::default())?;
    let bar = percent_bar();
    let on = &mut |records| bar.set_message(text::count(records as usize, "record", "records"));
    let report = spotify::import(&mut client, &mut context.user()?, source, unix(), on);
    bar.finish_and_clear();
    Ok(report?)
}

/// Makes the new names searchable, then fits the model unless told not to.
fn publish(library: &Library, no_refit: bool) -> CommandResult {
    let stored = library.catalogue().generation()?;
    if stored != library.snapshot().generation() {
        library.publish_names()?;
    }
    if no_refit {
        return Ok(());
    }
    fitting::fit_if_wanted(library, &Context::pools()?)
}

impl From<ImportError> for Failure {
    fn from(e: ImportError) -> Self {
        let e = match e {
            ImportError::Store(e) => return Self::from(e),
            e => e,
        };
        let hint = e.hint();
        Self { kind: "import", message: e.to_string(), hint: Some(hint), candidates: None }
    }
}
