//! `segue export`: the saved queue out.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{
    CommandResult, Context, Failure,
    exported::told,
    spotify::{self, SpotifyArgs},
};
use crate::{
    app::{FileExport, answer::Format},
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
    /// Artist - Title, one a line
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

fn file(context: &Context, format: Format, args: &ExportArgs) -> CommandResult {
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let (report, bytes) = context.export_file(&FileExport {
        queue: args.name.as_deref(),
        format,
        output,
        force: args.force,
        bom: args.bom,
        numbered: args.numbered,
    })?;
    let Some(bytes) = bytes else { return context.print(&report, |out| told(&report, out)) };
    if context.global.json {
        let hint = "Name a file with -o, or leave --json out.";
        return Err(Failure::new("usage", "The report and the file cannot both go to stdout.", hint));
    }
    to_stdout(&bytes)?;
    Ok(told(&report, &mut super::out::stderr())?)
}

/// A file is what it is; a terminal gets nothing that steers it.
fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if out.is_terminal() { PlainWriter::text(out).write_all(bytes) } else { out.write_all(bytes) }
}
