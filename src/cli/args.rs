//! The command line's grammar.

use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand, error::ErrorKind};

use super::{Global, version::VERSION};
use crate::app::answer::Encoding;

/// Finds the next record: what DJs play with it, in your terminal.
#[derive(Debug, Parser)]
#[command(name = "segue", version = VERSION, about, max_term_width = 100)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// Without a command: the terminal UI.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// Refuses words that are blanks alone, as they name nothing.
    pub(super) fn asking(self) -> Result<Self, clap::Error> {
        use Command::{Artist, Dj, Label, Mix, Search, Track};
        let Some(
            Search { query: words, .. }
            | Dj { name: words }
            | Label { name: words }
            | Artist { name: words }
            | Mix { title: words }
            | Track { track: words },
        ) = &self.command
        else {
            return Ok(self);
        };
        if words.iter().any(|word| !word.trim().is_empty()) {
            return Ok(self);
        }
        Err(Self::command().error(ErrorKind::InvalidValue, "empty words name nothing"))
    }
}

/// What segue can do without a screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Fuzzy search over artists, titles, versions and labels
    Search {
        /// Words in any order, typos allowed
        #[arg(required = true)]
        query: Vec<String>,
        /// At most so many rows
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        limit: u32,
    },
    /// Recommendations from one or several records, without records and artists that you have rejected
    Similar(super::similar::SimilarArgs),
    /// Records of styles and years without a seed: most DJs, rising, rare, new
    Browse(super::browse::BrowseArgs),
    /// The styles that mixes are filed under, the one with the most mixes first
    Styles {
        /// At most so many
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        limit: u32,
    },
    /// What a DJ played
    Dj {
        /// As on a mix's page; case and accents do not matter
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// What a label put out
    Label {
        /// "Warp" finds Warp Records too
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// What an artist made
    Artist {
        /// As credited; case and accents do not matter
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// What a mix holds
    Mix {
        /// The page's title, or id:N
        #[arg(required = true)]
        title: Vec<String>,
    },
    /// Where and by whom a track was played
    Track {
        /// "Artist - Title", id:N, or words to search for
        #[arg(required = true)]
        track: Vec<String>,
    },
    /// Wikitext of one mix page to JSON; the file's stem is the page's title
    Parse {
        /// The file, or - for stdin
        file: PathBuf,
    },
    #[allow(clippy::doc_markdown)] // --help prints it
    /// Take in mixes (JSON lines, a MediaWiki export), your collection (a folder of audio, rekordbox XML, M3U, CSV, Traktor, …),
    /// or sets: histories of Serato, Traktor, VirtualDJ, Engine, rekordbox and Mixxx, tracklists as text, CUE sheets
    Import {
        /// Files (plain, gz or bz2), folders, or - for stdin
        #[arg(required_unless_present = "found")]
        paths: Vec<PathBuf>,
        /// List what DJ programs have on this computer and on mounted sticks, and import what is chosen: 1,3-5 or all
        #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "paths")]
        found: Option<String>,
        /// What the files are written in, where they do not say: windows-1251, shift-jis, koi8-r
        #[arg(long, value_name = "NAME", value_parser = encoding)]
        encoding: Option<&'static Encoding>,
        /// Whose sets these are
        #[command(flatten)]
        sets: super::SetArgs,
        /// Leave the recommender as it is
        #[arg(long)]
        no_refit: bool,
    },
    /// The sets that you and your friends have played, and the lists of other DJs that you have imported
    Sets {
        /// What to do with them
        #[command(subcommand)]
        action: SetsAction,
    },
    /// Fetch what changed on the wiki, refit, publish
    Update {
        /// Compare the revision of every page
        #[arg(long)]
        full: bool,
        /// Another API than the settings name
        #[arg(long, value_name = "URL")]
        api: Option<String>,
        /// Leave the recommender as it is
        #[arg(long)]
        no_refit: bool,
        /// What of the wiki is fetched
        #[command(flatten)]
        slice: super::slices::SliceArgs,
    },
    /// The saved queue
    Queue {
        /// Which queue [default: the one last used]
        #[arg(long, global = true)]
        name: Option<String>,
        /// What to do with it
        #[command(subcommand)]
        action: QueueAction,
    },
    /// The saved queue as a file
    Export(super::export::ExportArgs),
    /// A whole copy of your queues, marks and collection, while programs run; into a folder: of everything, what was
    /// analysed and the mixes too
    Backup {
        /// The file to write, or a folder that is there
        #[arg(value_name = "FILE|FOLDER")]
        to: PathBuf,
    },
    /// Vectors and tags: what a record sounds like
    Embed {
        /// Audio files, or records that were analysed
        #[arg(required = true, value_name = "TRACK|FILE")]
        sources: Vec<String>,
        /// Without the loudness step and with the first projection
        #[arg(long)]
        raw: bool,
    },
    /// Log in to Spotify with your own app, also over SSH
    Login,
    /// Forget the Spotify login
    Logout,
    /// What the running program plays, as WAV on stdout: ssh HOST segue listen | mpv -
    Listen,
    /// A tour without a network: a made-up catalogue, its records synthesised, in a temporary folder
    Demo,
    /// What works, what does not, and what to do about it; plays a tone; exits with 1 where something is BAD
    Doctor,
    /// Completions for a shell, on stdout
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// The manual page, on stdout
    Man,
}

/// What `segue sets` does.
#[derive(Debug, Subcommand)]
pub enum SetsAction {
    /// Show them
    List,
    /// Take sets out; importing their file again brings them back
    Remove {
        /// As `segue sets list` shows them
        #[arg(required = true, value_name = "TITLE")]
        titles: Vec<String>,
    },
    /// Give a set another title; an empty one gives it back its own
    Rename {
        /// As `segue sets list` shows it
        #[arg(value_name = "TITLE")]
        title: String,
        /// The new title
        #[arg(value_name = "NEW")]
        new: String,
    },
}

/// What `segue queue` does.
#[derive(Debug, Subcommand)]
pub enum QueueAction {
    /// Show it
    List,
    /// Put records at its end
    Add {
        /// "Artist - Title", id:N, or words to search for
        #[arg(required = true, value_name = "TRACK")]
        tracks: Vec<String>,
    },
    /// Take records out
    Remove {
        /// "Artist - Title", id:N, or words to search for
        #[arg(required = true, value_name = "TRACK")]
        tracks: Vec<String>,
    },
    /// Empty it
    Clear,
}

fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let found = Encoding::for_label(name.trim().as_bytes());
    found.ok_or_else(|| {
        "no encoding of that name; utf-8, utf-16le, windows-1252, shift_jis are some".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_flags_stand_before_or_after() {
        for line in [["segue", "--json", "search", "x"], ["segue", "search", "x", "--json"]] {
            assert!(Cli::try_parse_from(line).expect("valid").global.json);
        }
    }
}
