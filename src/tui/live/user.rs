//! What the user made, between the screen and `user.db`.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::{
    catalogue::{self, Mark, Place, QueueOp, Seen, Subject, User},
    library::{Library, LibraryError, query::TrackRow, unknown_row},
    track::{Name, TrackId},
    tui::services::{self, Change, Item, ItemId, QueueName, UserData, Verdict},
};

/// UTC seconds.
pub(super) fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs().cast_signed())
}

/// Which records the user owns: asked of the catalogue anew only where the collection or the catalogue has changed.
#[derive(Debug, Default)]
pub(super) struct Collection {
    known: Option<(u64, u64)>,
    mine: Vec<TrackId>,
}

impl Collection {
    fn read(&mut self, library: &Library, user: &User) -> Result<Vec<TrackId>, LibraryError> {
        let now = (user.owned_version()?, library.snapshot().generation());
        if self.known != Some(now) {
            (self.mine, self.known) = (library.owned(user)?, Some(now));
        }
        Ok(self.mine.clone())
    }
}

/// A time (UTC seconds) as one says it: `today`, `yesterday`, a day of the last week by its name, else the date.
pub(super) fn day(at: i64) -> String {
    let zone = jiff::tz::TimeZone::system();
    let Ok(at) = jiff::Timestamp::from_second(at) else { return "the last time".to_owned() };
    let (then, today) = (at.to_zoned(zone.clone()).date(), jiff::Timestamp::now().to_zoned(zone).date());
    match (today - then).get_days() {
        0 => "earlier today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=6 => format!("{:?}", then.weekday()),
        _ => then.to_string(),
    }
}

/// Everything stored, with each record as the catalogue has it now.
pub(super) fn read(
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
            (Subject::Artist(name), Mark::Follow) => data.follows.push(services::Subject::Artist(name)),
            (Subject::Dj(name), Mark::Follow) => data.follows.push(services::Subject::Dj(name)),
            (Subject::Label(name), Mark::Follow) => data.follows.push(services::Subject::Label(name)),
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

/// A record as the catalogue has it, else as it was seen. Not to be called by who holds the catalogue.
pub(super) fn row(library: &Library, track: &Seen) -> Result<TrackRow, catalogue::Error> {
    let row = library.catalogue().resolve(track)?;
    let snapshot = library.snapshot();
    let row = row.and_then(|id| snapshot.tables.row_of(id));
    Ok(row.map_or_else(|| outside(track), |row| snapshot.tables.track_row(row)))
}

/// A record that no mix has, as it was seen.
fn outside(track: &Seen) -> TrackRow {
    TrackRow { id: TrackId::outside(&track.key), ..unknown_row(&track.name) }
}

/// Stores one change.
pub(super) fn store(user: &mut User, change: &Change) -> Result<(), catalogue::Error> {
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
                services::Subject::Dj(name) => Subject::Dj(name.clone()),
                services::Subject::Label(name) => Subject::Label(name.clone()),
                services::Subject::Artist(name) => Subject::Artist(name.clone()),
            };
            user.set_mark(&subject, Mark::Follow, on.then_some(now)).map(drop)
        }
        // It stands in the settings' file, which the caller writes.
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

/// A row's record, as it is seen now.
pub(super) fn seen(row: &TrackRow) -> Seen {
    Seen::new(Name { artist: row.artist.clone(), title: row.title.clone(), version: row.version.clone() })
}
