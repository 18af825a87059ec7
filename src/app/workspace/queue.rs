//! The saved queue. Another running segue shows a change at once.

use serde::Serialize;

use super::Workspace;
use crate::{
    app::failure::Failure,
    catalogue::{Item, QueueOp, QueuePlace, User},
    library::{Library, OwnedIndex, query::TrackRow},
    plain::one_line,
    time::unix,
};

/// A queue and its records.
#[derive(Debug, Serialize)]
pub struct QueueRows {
    /// What it is called.
    pub name: String,
    /// In their order.
    pub tracks: Vec<TrackRow>,
}

impl Workspace {
    /// The queue of that name, else the one last used.
    pub fn queue(&self, name: Option<&str>) -> Result<QueueRows, Failure> {
        let (library, user) = self.stores()?;
        let name = known_name(&user, name)?;
        rows(&library, &user, name)
    }

    /// Puts records at the end of a queue, which is made where it is not there. All are found before any is added.
    pub fn add_to_queue(&self, name: Option<&str>, words: &[String]) -> Result<QueueRows, Failure> {
        let (library, user) = self.stores_to_write()?;
        let name = name.map_or_else(|| user.open_queue(), |name| Ok(name.to_owned()))?;
        let now = unix();
        let mine = library.mine(&user)?;
        let item = |word: &String| {
            let track = self.resolve_among(&library, &mine, word)?.seen;
            Ok(QueueOp::Insert(Item { id: user.new_item_id()?, track, added: now }, QueuePlace::Last))
        };
        let ops = words.iter().map(item).collect::<Result<Vec<_>, Failure>>()?;
        change(&library, user, name, &ops, now)
    }

    /// Takes records out of a queue.
    pub fn remove_from_queue(&self, name: Option<&str>, words: &[String]) -> Result<QueueRows, Failure> {
        let (library, user) = self.stores_to_write()?;
        let name = known_name(&user, name)?;
        let items = user.queue(&name)?;
        // Also what only the queue has.
        let queued = OwnedIndex::new(items.iter().map(|item| item.track.clone()).collect(), Vec::new());
        let mut gone = Vec::new();
        for word in words {
            let record = self.resolve_among(&library, &queued, word)?;
            let before = gone.len();
            gone.extend(items.iter().filter(|item| item.track.key == record.seen.key).map(|item| item.id));
            if gone.len() == before {
                return Err(not_queued(&record.row.full_name()));
            }
        }
        change(&library, user, name, &[QueueOp::Remove(gone)], unix())
    }

    /// Empties a queue.
    pub fn clear_queue(&self, name: Option<&str>) -> Result<QueueRows, Failure> {
        let (library, user) = self.stores_to_write()?;
        let name = known_name(&user, name)?;
        let all: Vec<_> = user.queue(&name)?.iter().map(|item| item.id).collect();
        if all.is_empty() {
            return rows(&library, &user, name);
        }
        change(&library, user, name, &[QueueOp::Remove(all)], unix())
    }
}

/// The queue of that name, which has to be there; else the one last used, also before it holds anything.
pub(super) fn known_name(user: &User, name: Option<&str>) -> Result<String, Failure> {
    let open = user.open_queue()?;
    let Some(name) = name.filter(|name| *name != open) else { return Ok(open) };
    let names: Vec<String> = user.queues()?.into_iter().map(|queue| queue.name).collect();
    if names.iter().any(|there| there == name) { Ok(name.to_owned()) } else { Err(unknown(name, &names)) }
}

fn unknown(name: &str, names: &[String]) -> Failure {
    let names: Vec<_> = names.iter().map(|name| format!("'{}'", one_line(name))).collect();
    let there = match &names[..] {
        [] => "There is no queue yet".to_owned(),
        [one] => format!("There is {one}"),
        [more @ .., last] => format!("There are {} and {last}", more.join(", ")),
    };
    let message = format!("No queue is called '{}'.", one_line(name));
    Failure::new("unknown_queue", message, format!("{there}; segue queue --name NAME add TRACK makes one."))
}

pub(super) fn empty(name: &str) -> Failure {
    let hint = "segue queue add puts records in, segue export --name chooses another queue.";
    Failure::new("empty_queue", format!("The queue '{}' is empty.", one_line(name)), hint)
}

pub(super) fn not_queued(what: &str) -> Failure {
    Failure::new(
        "not_queued",
        format!("not in the queue: {}", one_line(what)),
        "segue queue list shows what is.",
    )
}

fn change(
    library: &Library,
    mut user: User,
    name: String,
    ops: &[QueueOp],
    now: i64,
) -> Result<QueueRows, Failure> {
    user.change_queue(&name, ops, now)?;
    rows(library, &user, name).map_err(|failure| QueueRows::unanswered(&failure))
}

impl QueueRows {
    /// The change is stored, whatever became of the answer: made again it would be made twice.
    pub fn unanswered(failure: &Failure) -> Failure {
        let message =
            format!("The queue is changed, but the answer could not be given: {}.", failure.message);
        Failure::new("answer", message, "Do not repeat the command; segue queue list shows the queue.")
    }
}

fn rows(library: &Library, user: &User, name: String) -> Result<QueueRows, Failure> {
    let items = user.queue(&name)?;
    let tracks = items.iter().map(|item| library.row_of_seen(&item.track)).collect::<Result<_, _>>()?;
    Ok(QueueRows { name, tracks })
}
