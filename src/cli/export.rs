//! `segue export`: the saved queue out.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{
    Context, Failure, Outcome,
    spotify::{self, SpotifyArgs},
    text,
};
use crate::{
    export::{self, ExportError, Format, Playlist, Record},
    library::query::TrackRow,
    track::Shop,
};

/// `segue export`.
#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// Where to
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: To,
    /// The file, or a folder to put it in [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Which queue [default: the one last used]
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    spotify: SpotifyArgs,
}

/// `--to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum To {
    /// A playlist on Spotify
    Spotify,
    /// A table that Soundiiz, other services and spreadsheets take
    Csv,
    /// A playlist of the files you have
    M3u8,
    /// XSPF as JSON
    Jspf,
    /// A collection with a playlist, of the files you have
    Rekordbox,
    /// "Artist - Title" a line
    Text,
}

/// What an export did, in the shape that `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// Where to.
    pub to: &'static str,
    /// The file or the playlist's address.
    pub written: Option<String>,
    /// Records of the queue.
    pub wanted: usize,
    /// Those that arrived.
    pub added: usize,
    /// The others.
    pub missing: Vec<Missing>,
}

/// A record that stayed behind.
#[derive(Debug, Serialize)]
pub(super) struct Missing {
    /// Which.
    pub track: TrackRow,
    /// Why.
    pub reason: String,
    /// Where to look for it.
    pub links: Vec<String>,
}

impl Missing {
    pub(super) fn new(track: TrackRow, reason: impl Into<String>) -> Self {
        let version = track.version.as_deref().unwrap_or_default();
        let words = format!("{} {} {version}", track.artist, track.title);
        let links = Shop::ALL.iter().map(|shop| shop.search(words.trim())).collect();
        Self { track, reason: reason.into(), links }
    }
}

pub(super) fn run(context: &Context, args: &ExportArgs) -> Outcome {
    if args.to != To::Spotify && args.spotify.is_given() {
        let hint = "--new, --append, --replace and --take go with --to spotify.";
        return Err(Failure::new("usage", "A file has no playlists.", hint));
    }
    let format = match args.to {
        To::Spotify => {
            if args.output.is_some() || args.force {
                let hint = "Leave out -o and --force, or choose a file's format.";
                return Err(Failure::new("usage", "Spotify takes no file.", hint));
            }
            return spotify::run(context, &args.spotify, args.name.as_deref());
        }
        To::Csv => Format::Csv,
        To::M3u8 => Format::M3u8,
        To::Jspf => Format::Jspf,
        To::Rekordbox => Format::Rekordbox,
        To::Text => Format::Text,
    };
    file(context, format, args)
}

fn file(context: &Context, format: Format, args: &ExportArgs) -> Outcome {
    let library = context.library()?;
    let user = context.user()?;
    let name = args.name.clone().map_or_else(|| user.open_queue(), Ok)?;
    let (rows, records): (Vec<TrackRow>, Vec<Record>) =
        library.export_records(&user, &name, format)?.into_iter().unzip();
    if records.is_empty() {
        let hint = "segue queue add puts records in, segue export --name chooses another queue.";
        return Err(Failure::new(
            "empty_queue",
            format!("The queue '{}' is empty.", text::clean(&name)),
            hint,
        ));
    }
    let playlist = Playlist { title: &name, records: &records };
    let missing = export::missing(format, &records);
    if missing.len() == records.len() {
        let hint = "segue import takes your rekordbox XML, M3U playlists or music folder; csv, jspf and text need no files.";
        return Err(Failure::new("no_files", "No file of any record in the queue is known.", hint));
    }
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let written = match output {
        Some(path) => Some(export::write(format, playlist, path, args.force)?.display().to_string()),
        None if context.global.json => {
            let hint = "Name a file with -o, or leave --json out.";
            return Err(Failure::new("usage", "The report and the file cannot both go to stdout.", hint));
        }
        None => {
            io::stdout().write_all(export::render(format, playlist).as_bytes())?;
            None
        }
    };
    let report = Report {
        to: format.name(),
        written,
        wanted: records.len(),
        added: records.len() - missing.len(),
        missing: missing.iter().map(|(at, reason)| Missing::new(rows[*at].clone(), *reason)).collect(),
    };
    if output.is_none() {
        return Ok(told(&report, &mut io::stderr())?);
    }
    context.print(&report, |out| told(&report, out))
}

/// `87 of 92 added`, and why not the rest.
pub(super) fn told(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let place = report.written.as_deref().map(|w| format!(": {}", text::clean(w))).unwrap_or_default();
    writeln!(out, "{} of {} records to {}{place}", report.added, report.wanted, report.to)?;
    for missing in &report.missing {
        writeln!(out, "  {}: {}", text::record(&missing.track), text::clean(&missing.reason))?;
        for link in &missing.links {
            writeln!(out, "    {link}")?;
        }
    }
    Ok(())
}

impl From<ExportError> for Failure {
    fn from(e: ExportError) -> Self {
        let kind = if matches!(e, ExportError::Exists { .. }) { "exists" } else { "export" };
        Self::new(kind, e.to_string(), e.hint())
    }
}
