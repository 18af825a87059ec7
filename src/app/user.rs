//! What the user made, between the screen and `user.db`.

use std::sync::atomic::Ordering;

use super::{
    change::{self, Opinion, QueueEntry, QueueEntryId, QueueName, UserChange, UserData},
    collection::Collection,
    fault::{self, Outcome},
    lock::lock,
    open::App,
    seen::{outside, seen},
    time::now,
};
use crate::{
    catalogue::{self, Mark, QueueOp, QueuePlace, Seen, Subject, User},
    library::{Library, LibraryError, query::TrackRow},
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
    pub fn change(&self, change: &UserChange) -> Outcome<()> {
        match change {
            UserChange::Previews { allowed } => {
                self.listening.consent(&self.library.paths().config, *allowed)?;
                self.hearing.allow_previews(*allowed);
                Ok(())
            }
            UserChange::Deck { followed } => {
                if let Some(follower) = &self.follower {
                    follower.follow_deck(*followed);
                }
                Ok(())
            }
            UserChange::Listening { stopped } => {
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
        data.queue.push(QueueEntry { id: QueueEntryId(item.id.0.cast_unsigned()), row });
    }
    for marked in user.marks()? {
        match (marked.subject, marked.mark) {
            (Subject::Track(track), mark) => {
                let id = id(&track)?.unwrap_or_else(|| TrackId::outside(&track.key));
                match mark {
                    Mark::Like => data.verdicts.push((id, Opinion::Like)),
                    Mark::Reject => data.verdicts.push((id, Opinion::Reject)),
                    Mark::Heard => data.heard.push(id),
                    Mark::Follow => {}
                }
            }
            (Subject::Artist(name), Mark::Reject) => data.rejected_artists.push(name),
            (Subject::Artist(name), Mark::Follow) => data.follows.push(change::FollowSubject::Artist(name)),
            (Subject::Dj(name), Mark::Follow) => data.follows.push(change::FollowSubject::Dj(name)),
            (Subject::Label(name), Mark::Follow) => data.follows.push(change::FollowSubject::Label(name)),
            _ => {}
        }
    }
    for (subject, text) in user.notes()? {
        if let Subject::Track(track) = subject {
            data.notes.push((id(&track)?.unwrap_or_else(|| TrackId::outside(&track.key)), text));
        }
    }
    for (first, second) in user.pairs()? {
        let row = |seen: &Seen| -> Result<TrackRow, LibraryError> {
            let row = id(seen)?.and_then(|id| snapshot.tables.row_of(id));
            Ok(row.map_or_else(|| outside(seen), |row| snapshot.tables.track_row(row)))
        };
        data.pairs.push((row(&first)?, row(&second)?));
    }
    let queues = user.queues()?.into_iter();
    data.queues = queues.map(|q| QueueName { name: q.name, records: q.records }).collect();
    data.queue_name = queue_name;
    Ok(data)
}

/// Stores one change.
fn store(user: &mut User, change: &UserChange) -> Result<(), catalogue::CatalogueError> {
    let now = now();
    match change {
        UserChange::Insert { item, after } => {
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
        UserChange::Remove { item } => queue(user, &[QueueOp::Remove(vec![stored(*item)])], now),
        UserChange::Move { item, after } => queue(user, &[QueueOp::Move(stored(*item), place(*after))], now),
        UserChange::Verdict { row, verdict } => {
            let subject = Subject::Track(seen(row));
            let at = |wanted| (*verdict == Some(wanted)).then_some(now);
            user.set_mark(&subject, Mark::Like, at(Opinion::Like))?;
            user.set_mark(&subject, Mark::Reject, at(Opinion::Reject))?;
            Ok(())
        }
        UserChange::Artist { artist, rejected } => {
            user.set_mark(&Subject::Artist(artist.clone()), Mark::Reject, rejected.then_some(now)).map(drop)
        }
        UserChange::Note { row, text } => {
            let text = Some(text.trim()).filter(|t| !t.is_empty());
            user.set_note(&Subject::Track(seen(row)), text, now).map(drop)
        }
        UserChange::Tempo { row, bpm } => user.choose_tempo(&seen(row), *bpm, now),
        UserChange::Pair { first, second, on } => {
            user.set_pair(&seen(first), &seen(second), on.then_some(now)).map(drop)
        }
        UserChange::Follow { subject, on } => {
            let subject = match subject {
                change::FollowSubject::Dj(name) => Subject::Dj(name.clone()),
                change::FollowSubject::Label(name) => Subject::Label(name.clone()),
                change::FollowSubject::Artist(name) => Subject::Artist(name.clone()),
            };
            user.set_mark(&subject, Mark::Follow, on.then_some(now)).map(drop)
        }
        // Neither is in this store.
        UserChange::Previews { .. } | UserChange::Listening { .. } | UserChange::Deck { .. } => Ok(()),
        UserChange::Heard { row } => {
            let seen = seen(row);
            user.note_history("audition", &seen, now)?;
            user.set_mark(&Subject::Track(seen), Mark::Heard, Some(now)).map(drop)
        }
        UserChange::OpenQueue { name } => {
            user.make_queue(name, now)?;
            user.set_open_queue(name)
        }
    }
}

fn queue(user: &mut User, ops: &[QueueOp], now: i64) -> Result<(), catalogue::CatalogueError> {
    let name = user.open_queue()?;
    user.change_queue(&name, ops, now).map(drop)
}

fn stored(id: QueueEntryId) -> catalogue::ItemId {
    catalogue::ItemId(id.0.cast_signed())
}

fn place(after: Option<QueueEntryId>) -> QueuePlace {
    after.map_or(QueuePlace::First, |id| QueuePlace::After(stored(id)))
}
