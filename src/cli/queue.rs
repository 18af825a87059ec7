//! `segue queue`: the saved queue. Another running segue shows the change at once.

use serde::Serialize;

use super::{CommandResult, Context, Failure, QueueAction, text};
use crate::{
    catalogue::{Item, QueueOp, QueuePlace, User},
    library::{Library, OwnedIndex, query::TrackRow},
    time::unix,
};

#[derive(Serialize)]
struct Listing {
    name: String,
    tracks: Vec<TrackRow>,
}

pub(super) fn run(context: &Context, name: Option<&str>, action: QueueAction) -> CommandResult {
    let library = context.library()?;
    let mut user = context.user()?;
    let name = name.map_or_else(|| user.open_queue(), |n| Ok(n.to_owned()))?;
    let now = unix();
    let ops = match action {
        QueueAction::List => Vec::new(),
        QueueAction::Add { tracks } => add(context, &library, &user, &tracks, now)?,
        QueueAction::Remove { tracks } => remove(context, &library, &user.queue(&name)?, &tracks)?,
        QueueAction::Clear => vec![QueueOp::Remove(user.queue(&name)?.iter().map(|item| item.id).collect())],
    };
    if ops.is_empty() {
        return show(context, &library, &user, name);
    }
    user.change_queue(&name, &ops, now)?;
    show(context, &library, &user, name).map_err(changed)
}

/// The change is stored, whatever became of the answer: made again it would be made twice.
fn changed(failure: Failure) -> Failure {
    if failure.is_broken_pipe() {
        return failure;
    }
    let message = format!("The queue is changed, but the answer could not be given: {}.", failure.message);
    Failure::new("answer", message, "Do not repeat the command; segue queue list shows the queue.")
}

fn show(context: &Context, library: &Library, user: &User, name: String) -> CommandResult {
    let items = user.queue(&name)?;
    let tracks = items.iter().map(|item| library.row_of_seen(&item.track)).collect::<Result<_, _>>()?;
    let listing = Listing { name, tracks };
    context.print(&listing, |out| {
        if listing.tracks.is_empty() {
            return writeln!(out, "{}: empty. segue queue add TRACK", text::clean(&listing.name));
        }
        writeln!(
            out,
            "{}: {}",
            text::clean(&listing.name),
            text::count(listing.tracks.len(), "record", "records")
        )?;
        for (row, number) in listing.tracks.iter().zip(1..) {
            writeln!(out, "{number:4}  {}", text::record(row))?;
        }
        Ok(())
    })
}

fn add(
    context: &Context,
    library: &Library,
    user: &User,
    words: &[String],
    now: i64,
) -> Result<Vec<QueueOp>, Failure> {
    let mine = library.mine(user)?;
    // All are found before any is added.
    let item = |word: &String| {
        let track = context.resolve_among(library, &mine, word)?.seen;
        Ok(QueueOp::Insert(Item { id: user.new_item_id()?, track, added: now }, QueuePlace::Last))
    };
    words.iter().map(item).collect()
}

fn remove(
    context: &Context,
    library: &Library,
    items: &[Item],
    words: &[String],
) -> Result<Vec<QueueOp>, Failure> {
    // Also what only the queue has.
    let queued = OwnedIndex::new(items.iter().map(|item| item.track.clone()).collect(), Vec::new());
    let mut gone = Vec::new();
    for word in words {
        let record = context.resolve_among(library, &queued, word)?;
        let before = gone.len();
        gone.extend(items.iter().filter(|item| item.track.key == record.seen.key).map(|item| item.id));
        if gone.len() == before {
            let message = format!("not in the queue: {}", text::record(&record.row));
            return Err(Failure::new("not_queued", message, "segue queue list shows what is."));
        }
    }
    Ok(vec![QueueOp::Remove(gone)])
}
