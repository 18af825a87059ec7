//! What an import did, and how it fails.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::{
    catalogue::{self, Applied, CatalogueError, Owned, User},
    plain::io_cause,
    track::TrackKey,
};

/// What an import did, in the shape that `--json` prints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Mixes that were not there before.
    pub mixes_added: u64,
    /// Mixes that are different now.
    pub mixes_changed: u64,
    /// Mixes that were there already, or that a better source has said.
    pub mixes_unchanged: u64,
    /// Tracks nobody had played before.
    pub tracks_added: u64,
    /// Records of the user's own collection.
    pub tracks_owned: u64,
    /// Those of them that nothing had said to be the user's before.
    pub tracks_owned_new: u64,
    /// Queues that its playlists became.
    pub queues: Vec<String>,
    /// Those of them that are new, or hold other records now.
    pub queues_changed: Vec<String>,
    /// Sets that were played.
    pub sets: Vec<SetReport>,
    /// What could not be read; all else is imported.
    pub skipped: Vec<Skipped>,
    /// How many more could not be read than `skipped` names.
    #[serde(skip_serializing_if = "is_none")]
    pub skipped_more: u64,
    /// The catalogue's generation afterwards.
    pub generation: u64,
    /// It went on where an earlier import was ended.
    #[serde(skip)]
    pub resumed: bool,
    /// How many of the mixes added, changed and unchanged are sets, this import's and those there already.
    #[serde(skip)]
    pub of_sets: (u64, u64, u64),
}

/// A set that was imported, as `--json` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetReport {
    /// What it is called.
    pub title: String,
    /// How many of its lines are plays.
    pub plays: u64,
    /// What of it was not taken.
    pub left_out: Vec<LeftOut>,
    /// Whether it was there before.
    pub state: SetState,
    /// By what it is known: of the user's and friends' sets in `user.db`, else in the catalogue.
    #[serde(skip)]
    pub identity: String,
    /// It is another DJ's, and stands in the catalogue alone.
    #[serde(skip)]
    pub public: bool,
}

/// Whether a set was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SetState {
    /// It was not.
    New,
    /// It was, and is different now.
    Changed,
    /// It was there as it is.
    Known,
}

/// A row of a set that is no play, or that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its number in the file, as the program counts.
    pub row: u64,
    /// Why.
    pub reason: String,
}

/// Said of a line that names no record of the catalogue, and that nothing parts into artist and title.
pub(super) const NOT_FOUND: &str = "not found";

impl LeftOut {
    /// Whether it is a line of a text that was looked for in vain.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.reason.starts_with(NOT_FOUND)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes references
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A part of the file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Its line, from 1, in the unpacked file; 0, which is null in JSON, for a file of a folder.
    #[serde(serialize_with = "line")]
    pub line: u64,
    /// Why.
    pub reason: String,
}

impl Skipped {
    /// Whether the file breaks off here.
    pub(super) fn is_end(&self) -> bool {
        self.reason.ends_with(AGAIN) || self.reason.ends_with(TOO_LARGE)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes references
fn line<S: serde::Serializer>(line: &u64, to: S) -> Result<S::Ok, S::Error> {
    if *line == 0 { to.serialize_none() } else { to.serialize_u64(*line) }
}

const MOST_SKIPPED: usize = 1_000;
/// Said where a file breaks off.
pub(super) const AGAIN: &str = "what stands before is imported; get the file anew and import it again";
/// Said where so much of a file is read and no more.
pub(super) const TOO_LARGE: &str = "and only its beginning is imported; part it and import the parts";
/// In letters.
const LONGEST_REASON: usize = 300;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportProgress {
    /// Bytes read of the file as it lies on the disk.
    pub bytes: u64,
    /// Its size, where it has one.
    pub of: Option<u64>,
    /// Mixes read.
    pub mixes: u64,
    /// Records of a collection read.
    pub records: u64,
}

/// An import ended early, or there was nothing to import.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened or read at all; nothing is imported.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file has nothing that can be imported.
    #[error("{}; nothing is imported", self.cause())]
    Nothing {
        /// The file.
        path: PathBuf,
        /// Where; 0 is no line.
        line: u64,
        /// Why.
        reason: String,
    },
    /// It may be no set, and nobody was asked.
    #[error("{}; nothing is imported", self.cause())]
    Doubtful {
        /// The file.
        path: PathBuf,
        /// Why it may be none.
        reason: String,
    },
    /// Whoever started it ended it; whole batches are imported, and starting again goes on.
    #[error("stopped; {} mixes are imported, importing again goes on", report.mixes_added + report.mixes_changed)]
    Stopped {
        /// What it did until then.
        report: Box<ImportReport>,
    },
    /// The catalogue could not be written; the batches before are imported.
    #[error(transparent)]
    Store(#[from] catalogue::CatalogueError),
}

impl ImportError {
    /// Why, and not what came of it.
    pub fn cause(&self) -> String {
        match self {
            Self::Nothing { path, line, reason } => format!("{}{}: {reason}", path.display(), at(*line)),
            Self::Doubtful { path, reason } => format!("{} may be no set: {reason}", path.display()),
            _ => self.to_string(),
        }
    }

    /// What a person can do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { source, .. } if source.kind() == io::ErrorKind::InvalidInput => {
                "name a file; what a program writes is imported with: PROGRAM | segue import -".into()
            }
            Self::Unreadable { .. } => "check the path and that the file may be read".into(),
            Self::Nothing { .. } => {
                "segue imports mixes as JSON lines, MediaWiki exports, rekordbox XML, the library of iTunes, M3U and CSV, histories of DJ programs, tracklists as text (plain, gzip or bzip2) and folders of audio".into()
            }
            Self::Doubtful { .. } => "with --set it is taken as one".into(),
            Self::Stopped { .. } => "import the same file again to go on".into(),
            Self::Store(e) => e.hint(),
        }
    }

    pub(super) fn unreadable(path: &Path, source: &io::Error) -> Self {
        // What goes on being a message needs no cause.
        Self::Unreadable { path: path.into(), source: io::Error::new(source.kind(), io_cause(source)) }
    }

    pub(super) fn nothing(path: &Path, line: u64, reason: &str) -> Self {
        // Where something stood before it, this is no error.
        let reason = match reason.strip_suffix(AGAIN) {
            Some(broken) => format!("{broken}get the file anew"),
            None => match reason.strip_suffix(TOO_LARGE) {
                Some(larger) => format!("{larger}and no record is in its beginning: part it"),
                None => reason.to_owned(),
            },
        };
        Self::Nothing { path: path.into(), line, reason }
    }
}

impl ImportReport {
    /// Adds what the import of a further file did.
    pub fn and_then(&mut self, later: Self) {
        self.mixes_added += later.mixes_added;
        self.mixes_changed += later.mixes_changed;
        self.mixes_unchanged += later.mixes_unchanged;
        self.tracks_added += later.tracks_added;
        self.tracks_owned += later.tracks_owned;
        self.tracks_owned_new += later.tracks_owned_new;
        self.queues.extend(later.queues);
        self.queues_changed.extend(later.queues_changed);
        self.sets.extend(later.sets);
        for Skipped { line, reason } in later.skipped {
            self.skip(line, reason);
        }
        self.skipped_more += later.skipped_more;
        self.resumed |= later.resumed;
        self.generation = self.generation.max(later.generation);
    }

    /// Says of everything that was skipped in which file it is.
    #[must_use]
    pub fn named(mut self, file: &Path) -> Self {
        for skipped in &mut self.skipped {
            let place = at(skipped.line);
            *skipped = Skipped { line: 0, reason: format!("{}{place}: {}", file.display(), skipped.reason) };
        }
        self
    }

    /// How many mixes of the catalogue it concerns.
    pub fn mixes(&self) -> u64 {
        self.mixes_added + self.mixes_changed + self.mixes_unchanged
    }

    /// Mixes added, changed and unchanged that are no sets.
    #[must_use]
    pub fn mixes_of_files(&self) -> (u64, u64, u64) {
        let (added, changed, unchanged) = self.of_sets;
        let left = |all: u64, sets: u64| all.saturating_sub(sets);
        (
            left(self.mixes_added, added),
            left(self.mixes_changed, changed),
            left(self.mixes_unchanged, unchanged),
        )
    }

    /// Whether nothing came in that was not there before.
    #[must_use]
    pub fn is_nothing_new(&self) -> bool {
        let (added, changed, _) = self.mixes_of_files();
        added + changed + self.tracks_owned_new == 0
            && self.queues_changed.is_empty()
            && self.sets.iter().all(|set| set.state == SetState::Known)
    }

    /// Counts what is the user's by this; before it is stored.
    pub(super) fn owns(&mut self, user: &User, owned: &[Owned]) -> Result<(), CatalogueError> {
        let mut known: HashSet<TrackKey> = user.owned_tracks()?.into_iter().map(|seen| seen.key).collect();
        self.tracks_owned += owned.len() as u64;
        self.tracks_owned_new += owned.iter().filter(|o| known.insert(o.track.key.clone())).count() as u64;
        Ok(())
    }

    /// A playlist has become this queue, which is new or holds other records now.
    pub(super) fn fills(&mut self, queue: Option<(String, bool)>) {
        let Some((name, changed)) = queue else { return };
        if changed {
            self.queues_changed.push(name.clone());
        }
        self.queues.push(name);
    }

    /// Adds what became of sets in the catalogue.
    pub(super) fn add_sets(&mut self, applied: &Applied) {
        self.of_sets.0 += applied.mixes_added;
        self.of_sets.1 += applied.mixes_changed;
        self.of_sets.2 += applied.mixes_unchanged;
        self.add(applied);
    }

    pub(super) fn add(&mut self, applied: &Applied) {
        self.mixes_added += applied.mixes_added;
        self.mixes_changed += applied.mixes_changed;
        self.mixes_unchanged += applied.mixes_unchanged;
        self.tracks_added += applied.tracks_added;
        self.generation = applied.generation;
    }

    /// Names what could not be read. Of very many only the first are named, and a long reason is cut.
    pub(super) fn skip(&mut self, line: u64, reason: impl Into<String>) {
        if self.skipped.len() >= MOST_SKIPPED {
            self.skipped_more += 1;
            return;
        }
        let mut reason: String = reason.into();
        if let Some((end, _)) = reason.char_indices().nth(LONGEST_REASON) {
            reason.truncate(end);
            reason.push('…');
        }
        self.skipped.push(Skipped { line, reason });
    }

    /// A file of which nothing at all could be read is an error.
    pub(super) fn checked(self, path: &Path) -> Result<Self, ImportError> {
        if self.mixes() > 0 || self.resumed {
            return Ok(self);
        }
        let (line, reason) =
            self.skipped.first().map_or((0, "no mix is in it"), |first| (first.line, first.reason.as_str()));
        Err(ImportError::nothing(path, line, reason))
    }
}

fn at(line: u64) -> String {
    if line == 0 { String::new() } else { format!(", line {line}") }
}
