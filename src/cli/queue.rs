//! `segue queue`: the saved queue. Another running segue shows the change at once.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::{Context, Failure, Outcome, QueueAction, hearing, text};
use crate::{
    catalogue::{Item, Place, QueueOp, Seen, User},
    library::{Library, query::TrackRow},
};

#[derive(Serialize)]
struct Listing {
    name: String,
    tracks: Vec<TrackRow>,
}

pub(super) fn run(context: &Context, name: Option<&str>, action: QueueAction) -> Outcome {
    let library = context.library()?;
    let mut user = context.user()?;
    let name = name.map_or_else(|| user.open_queue(), |n| Ok(n.to_owned()))?;
    let now = now();
    let ops = match action {
        QueueAction::List => Vec::new(),
        QueueAction::Add { tracks } => add(context, &library, &user, &tracks, now)?,
        QueueAction::Remove { tracks } => remove(context, &library, &user, &name, &tracks)?,
        QueueAction::Clear => vec![QueueOp::Remove(user.queue(&name)?.iter().map(|item| item.id).collect())],
    };
    if !ops.is_empty() {
        user.change_queue(&name, &ops, now)?;
    }
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

/// UTC seconds.
pub(super) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs().cast_signed())
}

fn add(
    context: &Context,
    library: &Library,
    user: &User,
    words: &[String],
    now: i64,
) -> Result<Vec<QueueOp>, Failure> {
    let snapshot = library.snapshot();
    let mut ops = Vec::new();
    // All are found before any is added.
    for word in words {
        let track = match context.resolve(library, word) {
            Ok(row) => Seen::new(snapshot.tables.name(row)),
            Err(unknown) => heard(library, word)?.ok_or(unknown)?,
        };
        let item = Item { id: user.new_item_id()?, track, added: now };
        ops.push(QueueOp::Insert(item, Place::Last));
    }
    Ok(ops)
}

/// A record that no mix has, and that was listened to.
fn heard(library: &Library, words: &str) -> Result<Option<Seen>, Failure> {
    let sounds = library.sounds(Context::pools()?.interactive())?;
    let found = hearing::outsider(&sounds, words.trim()).and_then(|id| sounds.outsider(id));
    Ok(found.map(|outsider| Seen { key: outsider.key.clone(), name: outsider.name.clone() }))
}

fn remove(
    context: &Context,
    library: &Library,
    user: &User,
    name: &str,
    words: &[String],
) -> Result<Vec<QueueOp>, Failure> {
    let snapshot = library.snapshot();
    let items = user.queue(name)?;
    let mut gone = Vec::new();
    for word in words {
        let row = context.resolve(library, word)?;
        let wanted = Seen::new(snapshot.tables.name(row));
        let here = items.iter().filter(|item| item.track.key == wanted.key).map(|item| item.id);
        let before = gone.len();
        gone.extend(here);
        if gone.len() == before {
            let message = format!("not in the queue: {}", text::record(&snapshot.tables.track_row(row)));
            return Err(Failure::new("not_queued", message, "segue queue list shows what is."));
        }
    }
    Ok(vec![QueueOp::Remove(gone)])
}
