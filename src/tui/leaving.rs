//! Leaving with something unsaved: the queue as it stood goes to a text file, and the terminal is told.

use std::{
    fmt::{self, Write as _},
    fs::OpenOptions,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use crate::{
    app::{
        FollowSubject, Opinion, UserChange,
        answer::{ExportRecord, NamedQueue, TrackRow, plain},
    },
    tui::{saver::Left, state::queue::UserLists, text::clean},
};

/// What could not be stored before the end.
#[derive(Debug)]
pub struct Unsaved {
    changes: usize,
    cause: Option<String>,
    /// The file that holds the queue, or the text itself where no file could be written.
    kept: Result<PathBuf, String>,
}

impl fmt::Display for Unsaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.changes {
            0 => f.write_str("what was saved is lost")?,
            1 => f.write_str("the last change is not saved")?,
            changes => write!(f, "the last {changes} changes are not saved")?,
        }
        if let Some(cause) = &self.cause {
            write!(f, ": {}", clean(cause))?;
        }
        match &self.kept {
            Ok(path) => write!(f, "\nThe queue as it stood is in {}", clean(&path.display().to_string())),
            Err(text) => write!(f, "\nNo file could be written either. The queue as it stood:\n{text}"),
        }
    }
}

/// Writes the queue and what is not stored into the first of these folders that takes it.
pub fn rescue(mine: &UserLists, left: &Left, folders: &[PathBuf]) -> Unsaved {
    let text = text(mine, left);
    let name = jiff::Zoned::now().strftime("segue-queue-%Y-%m-%d-%H%M%S").to_string();
    let written = folders.iter().find_map(|folder| write(folder, &name, &text).ok());
    let cause = left.fault.as_ref().map(|fault| fault.cause.clone());
    Unsaved { changes: left.changes.len(), cause, kept: written.ok_or(text) }
}

fn write(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let number = |n: u32| if n == 0 { format!("{name}.txt") } else { format!("{name}-{n}.txt") };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for path in (0..100).map(|n| folder.join(number(n))) {
        let mut file = match options.open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(e) => return Err(e),
        };
        // Whatever was written of it is better than nothing only where there is no other folder.
        return file
            .write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map(|()| path.clone())
            .inspect_err(|_| {
                let _ = std::fs::remove_file(&path);
            });
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn text(mine: &UserLists, left: &Left) -> String {
    let records: Vec<ExportRecord> =
        mine.items.iter().map(|item| ExportRecord::new(item.row.name())).collect();
    let mut text = plain(NamedQueue { title: &mine.name, records: &records });
    let others: Vec<String> = left.changes.iter().filter_map(other).collect();
    if !others.is_empty() {
        text.push_str("\n# Not saved either:\n");
    }
    for line in others {
        let _ = writeln!(text, "# {}", clean(&line));
    }
    text
}

/// A change that the queue's records do not show; that a record was heard is not worth a line.
fn other(change: &UserChange) -> Option<String> {
    let record = |row: &TrackRow| {
        let records = [ExportRecord::new(row.name())];
        plain(NamedQueue { title: "", records: &records }).trim_end().to_owned()
    };
    let no_longer = |on: bool| if on { "" } else { "no longer " };
    Some(match change {
        UserChange::Insert { .. }
        | UserChange::Remove { .. }
        | UserChange::Move { .. }
        | UserChange::Arrange { .. }
        | UserChange::Heard { .. } => {
            return None;
        }
        UserChange::Verdict { row, verdict } => match verdict {
            Some(Opinion::Like) => format!("liked: {}", record(row)),
            Some(Opinion::Reject) => format!("rejected: {}", record(row)),
            None => format!("no verdict any more: {}", record(row)),
        },
        UserChange::Artist { artist, rejected } => {
            format!("{}rejected artist: {artist}", no_longer(*rejected))
        }
        UserChange::Tempo { row, bpm } => format!("tempo of {}: {bpm:.1}", record(row)),
        UserChange::Note { row, text } => format!("note on {}: {text}", record(row)),
        UserChange::Pair { first, second, on } => {
            format!("{}a pair: {} + {}", no_longer(*on), record(first), record(second))
        }
        UserChange::Follow { subject, on } => {
            let (FollowSubject::Dj(name) | FollowSubject::Label(name) | FollowSubject::Artist(name)) =
                subject;
            format!("{}followed: {name}", no_longer(*on))
        }
        UserChange::Deck { .. } => return None,
        UserChange::Listening { stopped } => format!("analysing in the background: {}", !stopped),
        UserChange::Previews { allowed } => format!("previews may be analysed: {allowed}"),
        UserChange::Set { title, on, .. } => format!("{}kept as a set: {title}", no_longer(*on)),
        UserChange::RenameQueue { from, to } => format!("queue {from} is called {to}"),
        UserChange::TakeQueue { queue, away } => {
            format!("queue {}: {}", if *away { "taken away" } else { "brought back" }, queue.name)
        }
        UserChange::OpenQueue { name } | UserChange::UnmakeQueue { open: name, .. } => {
            format!("queue opened: {name}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{Fault, QueueEntry, QueueEntryId},
        track::TrackId,
    };

    fn left() -> (UserLists, Left) {
        let row = TrackRow {
            id: TrackId(1),
            artist: "Plastikman".into(),
            title: "Spas\u{1b}tik".into(),
            version: Some("Dub".into()),
            label: None,
            year: None,
            mixes: 1,
            djs: 1,
        };
        let insert =
            UserChange::Insert { item: QueueEntry { id: QueueEntryId(1), row: row.clone() }, after: None };
        let mut mine = UserLists::default();
        mine.apply(&insert);
        let fault = Fault { title: "Not saved".into(), cause: "disk full".into(), remedy: String::new() };
        let note = UserChange::Note { row, text: "for\nthe end".into() };
        (mine, Left { changes: vec![insert, note], fault: Some(fault), lost: false })
    }

    #[test]
    fn the_first_folder_that_can_be_written_gets_the_queue() {
        let dir = tempfile::tempdir().unwrap();
        let (mine, left) = left();
        let unsaved = rescue(&mine, &left, &[dir.path().join("not there"), dir.path().to_owned()]);
        let said = unsaved.to_string();
        assert!(said.starts_with("the last 2 changes are not saved: disk full\nThe queue"), "{said}");
        let text = std::fs::read_to_string(unsaved.kept.unwrap()).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("Plastikman - Spas") && lines[0].ends_with("tik (Dub)"), "{text}");
        assert!(text.contains("# note on Plastikman") && !text.contains('\u{1b}'), "{text}");
        let again = rescue(&mine, &left, &[dir.path().to_owned()]);
        assert!(again.kept.is_ok());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "no file is written over");
    }

    #[test]
    fn without_any_folder_the_terminal_gets_the_queue() {
        let (mine, left) = left();
        let said = rescue(&mine, &left, &[]).to_string();
        assert!(said.contains("tik (Dub)\n"), "{said}");
    }
}
