//! What the user made, between the screen and `user.db`.

use std::sync::atomic::Ordering;

use super::{
    change::{self, Change, Item, ItemId, QueueName, UserData, Verdict},
    collection::Collection,
    fault::{self, Outcome},
    lock::lock,
    open::App,
    seen::{outside, seen},
    time::now,
};
use crate::{
    catalogue::{self, Mark, Place, QueueOp, Seen, Subject, User},
    library::{Library, LibraryError},
    track::TrackId,
};

impl App {
    /// Everything stored, with each record as the catalogue has it now.
    pub fn user_data(&self) -> Outcome<UserData> {
        let version = self.user_version.load(Ordering::Relaxed);
        read(&self.library, &self.store(), &mut lock(&self.collection), version)
            .map_err(|e| fault::of("The queue cannot be read", &e))
    }

    /// Stores a change, durably when it returns.
    pub fn change(&self, change: &Change) -> Outcome<()> {
        match change {
            Change::Previews { allowed } => {
                self.listening.consent(&self.library.paths().config, *allowed)?;
                self.hearing.allow_previews(*allowed);
                Ok(())
            }
            Change::Listening { stopped } => {
                self.hearing.pause(*stopped);
                Ok(())
            }
            change => store(&mut self.store(), change).map_err(|e| fault::of("Cannot save", &e.into())),
        }
    }
}

/// Everything stored, with each record as the catalogue has it now.
fn read(
    library: &Library,
    user: &User,
    collection: &mut Collection,
    version: u64,
) -> Result<UserData, LibraryError> {
    let snapshot = library.snapshot();
    let mine = collection.read(library, user)?;
    let catalogue = library.catalogue();
    let id = |track: &Seen| catalogue.resolve(track);
    let queue_name = user.open_queue()?;
    let mut data = UserData { version, mine, ..UserData::default() };
    for item in user.queue(&queue_name)? {
        let row = id(&item.track)?.and_then(|id| snapshot.tables.row_of(id));
        let row = row.map_or_else(|| outside(&item.track), |row| snapshot.tables.track_row(row));
        data.queue.push(Item { id: ItemId(item.id.0.cast_unsigned()), row });
    }
    for marked in user.marks()? {
        match (marked.subject, marked.mark) {
            (Subject::Track(track), mark) => {
                let id = id(&track)?.unwrap_or_else(|| TrackId::outside(&track.key));
                match mark {
                    Mark::Like => data.verdicts.push((id, Verdict::Like)),
                    Mark::Reject => data.verdicts.push((id, Verdict::Reject)),
                    Mark::Heard => data.heard.push(id),
                    Mark::Follow => {}
                }
            }
            (Subject::Artist(name), Mark::Reject) => data.rejected_artists.push(name),
            (Subject::Artist(name), Mark::Follow) => data.follows.push(change::Subject::Artist(name)),
            (Subject::Dj(name), Mark::Follow) => data.follows.push(change::Subject::Dj(name)),
            (Subject::Label(name), Mark::Follow) => data.follows.push(change::Subject::Label(name)),
            _ => {}
        }
    }
    for (subject, text) in user.notes()? {
        if let Subject::Track(track) = subject {
            data.notes.push((id(&track)?.unwrap_or_else(|| TrackId::outside(&track.key)), text));
        }
    }
    let queues = user.queues()?.into_iter();
    data.queues = queues.map(|q| QueueName { name: q.name, records: q.records }).collect();
    data.queue_name = queue_name;
    Ok(data)
}

/// Stores one change.
fn store(user: &mut User, change: &Change) -> Result<(), catalogue::Error> {
    let now = now();
    match change {
        Change::Insert { item, after } => {
            let id = stored(item.id);
            let new = catalogue::Item { id, track: seen(&item.row), added: now };
            // One that was removed and comes back is still there, removed: the insertion passes it over.
            let ops = [
                QueueOp::Insert(new, place(*after)),
                QueueOp::Restore(vec![id]),
                QueueOp::Move(id, place(*after)),
            ];
            queue(user, &ops, now)
        }
        Change::Remove { item } => queue(user, &[QueueOp::Remove(vec![stored(*item)])], now),
        Change::Move { item, after } => queue(user, &[QueueOp::Move(stored(*item), place(*after))], now),
        Change::Verdict { row, verdict } => {
            let subject = Subject::Track(seen(row));
            let at = |wanted| (*verdict == Some(wanted)).then_some(now);
            user.set_mark(&subject, Mark::Like, at(Verdict::Like))?;
            user.set_mark(&subject, Mark::Reject, at(Verdict::Reject))?;
            Ok(())
        }
        Change::Artist { artist, rejected } => {
            user.set_mark(&Subject::Artist(artist.clone()), Mark::Reject, rejected.then_some(now)).map(drop)
        }
        Change::Note { row, text } => {
            let text = Some(text.trim()).filter(|t| !t.is_empty());
            user.set_note(&Subject::Track(seen(row)), text, now).map(drop)
        }
        Change::Follow { subject, on } => {
            let subject = match subject {
                change::Subject::Dj(name) => Subject::Dj(name.clone()),
                change::Subject::Label(name) => Subject::Label(name.clone()),
                change::Subject::Artist(name) => Subject::Artist(name.clone()),
            };
            user.set_mark(&subject, Mark::Follow, on.then_some(now)).map(drop)
        }
        // Neither is in this store.
        Change::Previews { .. } | Change::Listening { .. } => Ok(()),
        Change::Heard { row } => {
            let seen = seen(row);
            user.note_history("audition", &seen, now)?;
            user.set_mark(&Subject::Track(seen), Mark::Heard, Some(now)).map(drop)
        }
        Change::OpenQueue { name } => {
            user.make_queue(name, now)?;
            user.set_open_queue(name)
        }
    }
}

fn queue(user: &mut User, ops: &[QueueOp], now: i64) -> Result<(), catalogue::Error> {
    let name = user.open_queue()?;
    user.change_queue(&name, ops, now).map(drop)
}

fn stored(id: ItemId) -> catalogue::ItemId {
    catalogue::ItemId(id.0.cast_signed())
}

fn place(after: Option<ItemId>) -> Place {
    after.map_or(Place::First, |id| Place::After(stored(id)))
}
