//! `segue export`: the saved queue out.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{
    CommandResult, Context, Failure,
    exported::{Missing, Report, told},
    spotify::{self, SpotifyArgs},
    text,
};
use crate::{
    export::{self, ExportError, ExportRecord, Format, NamedQueue},
    library::query::TrackRow,
    plain::PlainWriter,
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
    /// A byte order mark before a CSV, which Excel needs for letters beyond ASCII
    #[arg(long)]
    bom: bool,
    /// Numbers and times before the lines of text: 01. [mm:ss] Artist - Title
    #[arg(long)]
    numbered: bool,
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
    /// A collection with a playlist as NML, of the files you have
    Traktor,
    /// A crate for _Serato_/Subcrates, of the files you have on one drive
    Serato,
    /// "Artist - Title" a line
    Text,
}

pub(super) fn run(context: &Context, args: &ExportArgs) -> CommandResult {
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
        To::Traktor => Format::Traktor,
        To::Serato => Format::Serato,
        To::Text => Format::Text,
    };
    let misplaced = match format {
        _ if args.bom && format != Format::Csv => Some("--bom goes with --to csv."),
        _ if args.numbered && format != Format::Text => Some("--numbered goes with --to text."),
        _ => None,
    };
    if let Some(hint) = misplaced {
        return Err(Failure::new("usage", format!("Not for {}.", format.name()), hint));
    }
    file(context, format, args)
}

fn contents(format: Format, playlist: NamedQueue<'_>, args: &ExportArgs) -> Vec<u8> {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    match () {
        () if args.numbered => export::numbered(playlist).into_bytes(),
        () if args.bom => [BYTE_ORDER_MARK, &export::render(format, playlist)].concat(),
        () => export::render(format, playlist),
    }
}

fn file(context: &Context, format: Format, args: &ExportArgs) -> CommandResult {
    let library = context.library()?;
    let user = context.user()?;
    let name = args.name.clone().map_or_else(|| user.open_queue(), Ok)?;
    let (rows, records): (Vec<TrackRow>, Vec<ExportRecord>) =
        library.export_records(&user, &name, format)?.into_iter().unzip();
    if records.is_empty() {
        let hint = "segue queue add puts records in, segue export --name chooses another queue.";
        return Err(Failure::new(
            "empty_queue",
            format!("The queue '{}' is empty.", text::clean(&name)),
            hint,
        ));
    }
    let playlist = NamedQueue { title: &name, records: &records };
    let missing = export::missing(format, &records);
    if missing.len() == records.len() {
        let hint = "segue import takes your collection, M3U playlists or music folder; csv, jspf and text need no files.";
        return Err(Failure::new("no_files", "No file of any record in the queue is known.", hint));
    }
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let written = match output {
        Some(path) => {
            let bytes = contents(format, playlist, args);
            let path = export::file_path(format, playlist.title, path);
            Some(export::write_bytes(&path, &bytes, args.force)?.display().to_string())
        }
        None if context.global.json => {
            let hint = "Name a file with -o, or leave --json out.";
            return Err(Failure::new("usage", "The report and the file cannot both go to stdout.", hint));
        }
        None => {
            to_stdout(&contents(format, playlist, args))?;
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
        return Ok(told(&report, &mut super::out::stderr())?);
    }
    context.print(&report, |out| told(&report, out))
}

/// A file is what it is; a terminal gets nothing that steers it.
fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if out.is_terminal() { PlainWriter::text(out).write_all(bytes) } else { out.write_all(bytes) }
}

impl From<ExportError> for Failure {
    fn from(e: ExportError) -> Self {
        let kind = if matches!(e, ExportError::Exists { .. }) { "exists" } else { "export" };
        Self::new(kind, e.to_string(), e.hint())
    }
}
