//! What the user made, between the screen and `user.db`.

use std::sync::atomic::Ordering;

use super::{
    change::{self, Opinion, QueueEntry, QueueEntryId, QueueName, UserChange, UserData},
    collection::Collection,
    fault::{self, Fault, Outcome},
    lock::lock,
    named_queue as named,
    open::App,
    seen::{outside, seen},
    time::now,
};
use crate::{
    catalogue::{self, CatalogueError, Mark, QueueId, QueueOp, QueuePlace, Seen, Subject, User},
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

    /// Stores a change, durably when it returns, and says what could not be done as asked; an error may go away by trying again.
    pub fn change(&self, change: &UserChange) -> Outcome<Option<Fault>> {
        match change {
            UserChange::Previews { allowed } => {
                self.listening.consent(&self.library.paths().config, *allowed)?;
                self.hearing.allow_previews(*allowed);
                Ok(None)
            }
            UserChange::Deck { followed } => {
                if let Some(follower) = &self.follower {
                    follower.follow_deck(*followed);
                }
                Ok(None)
            }
            UserChange::Listening { stopped } => {
                self.hearing.pause(*stopped);
                Ok(None)
            }
            UserChange::Set { set, on, .. } => self.put_set(set, *on).map(|()| None),
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
    let mut parts = Parts { user, damaged: false };
    let mine = parts.read(collection.read(library, user))?;
    let catalogue = library.catalogue();
    let id = |track: &Seen| catalogue.resolve(track);
    let queue_name = parts.read(user.open_queue())?;
    let mut data = UserData { version, mine, ..UserData::default() };
    for item in parts.read(user.queue(&queue_name))? {
        let row = id(&item.track)?.and_then(|id| snapshot.tables.row_of(id));
        let row = row.map_or_else(|| outside(&item.track), |row| snapshot.tables.track_row(row));
        data.queue.push(QueueEntry { id: QueueEntryId(item.id.0.cast_unsigned()), row });
    }
    for marked in parts.read(user.marks())? {
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
    for (subject, text) in parts.read(user.notes())? {
        if let Subject::Track(track) = subject {
            data.notes.push((id(&track)?.unwrap_or_else(|| TrackId::outside(&track.key)), text));
        }
    }
    for (first, second) in parts.read(user.pairs())? {
        let row = |seen: &Seen| -> Result<TrackRow, LibraryError> {
            let row = id(seen)?.and_then(|id| snapshot.tables.row_of(id));
            Ok(row.map_or_else(|| outside(seen), |row| snapshot.tables.track_row(row)))
        };
        data.pairs.push((row(&first)?, row(&second)?));
    }
    let queues = parts.read(user.queues())?.into_iter();
    data.queues = queues.map(|q| QueueName { id: Some(q.id.0), name: q.name, records: q.records }).collect();
    data.queue_name = queue_name;
    data.damaged = parts.damage();
    Ok(data)
}

/// The parts of a store, of which some may be damaged.
struct Parts<'u> {
    user: &'u User,
    damaged: bool,
}

impl Parts<'_> {
    /// What a part holds; nothing of one that is damaged.
    fn read<T: Default>(&mut self, part: Result<T, impl Into<LibraryError>>) -> Result<T, LibraryError> {
        match part.map_err(Into::into) {
            Err(LibraryError::Catalogue(CatalogueError::Damaged { path, .. }))
                if path == self.user.path() =>
            {
                self.damaged = true;
                Ok(T::default())
            }
            read => read,
        }
    }

    /// What is wrong, as far as is known.
    fn damage(&self) -> Option<Fault> {
        let damage = self.user.damage()?;
        let title = if self.damaged {
            "Not all of what you made can be read, and nothing is saved"
        } else {
            "Nothing is saved"
        };
        Some(fault::of(title, &damage.into()))
    }
}

/// Stores a change; what could not be done as asked comes back.
fn store(user: &mut User, change: &UserChange) -> Result<Option<Fault>, catalogue::CatalogueError> {
    let now = now();
    match change {
        UserChange::RenameQueue { from, to } => named::rename(user, from, to, now),
        UserChange::TakeQueue { queue, away: false } => named::bring(user, queue, now),
        change => store_plain(user, change, now).map(|()| None),
    }
}

/// Stores what is always done as asked.
fn store_plain(user: &mut User, change: &UserChange, now: i64) -> Result<(), catalogue::CatalogueError> {
    match change {
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
        UserChange::Heard { row } => {
            let seen = seen(row);
            user.note_history("audition", &seen, now)?;
            user.set_mark(&Subject::Track(seen), Mark::Heard, Some(now)).map(drop)
        }
        change => store_queue(user, change, now),
    }
}

/// Stores what concerns queues.
fn store_queue(user: &mut User, change: &UserChange, now: i64) -> Result<(), catalogue::CatalogueError> {
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
        UserChange::Arrange { items } => {
            queue(user, &[QueueOp::Arrange(items.iter().copied().map(stored).collect())], now)
        }
        UserChange::TakeQueue { queue, .. } => user.take_queue(queue.id.map(QueueId), &queue.name, now),
        UserChange::OpenQueue { name } => named::open(user, name, now),
        UserChange::UnmakeQueue { name, open } => {
            named::open(user, open, now)?;
            user.drop_empty_queue(name, now)
        }
        // The others are in no queue: the settings have them, or the catalogue.
        _ => Ok(()),
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

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::{
        catalogue::{CatalogueError, Item},
        library::fixture,
        track::Name,
    };

    /// A user with a queue of three and a like.
    fn fill(path: &Path) {
        let mut user = User::open(path).unwrap();
        let record = |n: i64| Seen::new(Name::parse("A", &format!("Record {n}")));
        let item = |n: i64| Item { id: catalogue::ItemId(n), track: record(n), added: n };
        let ops: Vec<_> = (1..=3).map(|n| QueueOp::Insert(item(n), QueuePlace::Last)).collect();
        user.change_queue("queue", &ops, 1).unwrap();
        user.set_mark(&Subject::Track(record(1)), Mark::Like, Some(1)).unwrap();
        user.set_note(&Subject::Track(record(2)), Some("opener"), 1).unwrap();
        user.empty_journal();
    }

    /// Overwrites the page that a table begins with.
    fn damage(path: &Path, table: &str) {
        let place = {
            let db = rusqlite::Connection::open(path).unwrap();
            let page: i64 = db
                .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", [table], |row| row.get(0))
                .unwrap();
            let size: i64 = db.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
            (page as usize - 1) * size as usize..page as usize * size as usize
        };
        let mut bytes = fs::read(path).unwrap();
        bytes[place].fill(0xa5);
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn what_is_whole_in_a_damaged_store_is_read_and_nothing_is_written_over_it() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, settings) = fixture::bare(dir.path());
        let library = Library::open(&paths, &settings).unwrap();
        fill(&paths.user_db());
        damage(&paths.user_db(), "mark");
        let before = fs::read(paths.user_db()).unwrap();
        let mut user = User::open(&paths.user_db()).unwrap();
        let read = |user: &User| read(&library, user, &mut Collection::default(), 1).unwrap();
        let data = read(&user);
        assert_eq!((data.queue.len(), data.notes.len(), data.verdicts.len()), (3, 1, 0));
        let fault = data.damaged.unwrap();
        assert!(fault.title.contains("Not all of what you made can be read"), "{fault:?}");
        assert!(fault.cause.contains("is damaged") && fault.remedy.contains("restore a copy"), "{fault:?}");
        let item = data.queue[0].id;
        let stored = store(&mut user, &UserChange::Remove { item });
        assert!(matches!(stored, Err(CatalogueError::Damaged { .. })), "{stored:?}");
        assert!(user.save_session("screen", "{}", 2).is_err());
        drop(user);
        assert_eq!(fs::read(paths.user_db()).unwrap(), before);
    }

    #[test]
    fn undoing_all_of_a_queue_taken_away_and_one_made_like_it_leaves_what_was_there_and_redoing_loses_nothing()
     {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("user.db");
        fill(&path);
        let mut user = User::open(&path).unwrap();
        user.make_queue("other", 1).unwrap();
        let open = |name: &str| UserChange::OpenQueue { name: name.into() };
        let unmake = UserChange::UnmakeQueue { name: "queue".into(), open: "other".into() };
        let take = |away| UserChange::TakeQueue {
            queue: QueueName { id: None, name: "queue".into(), records: 3 },
            away,
        };
        let row = outside(&Seen::new(Name::parse("B", "New")));
        let item = QueueEntry { id: QueueEntryId(9), row };
        let insert = UserChange::Insert { item, after: None };
        let remove = UserChange::Remove { item: QueueEntryId(9) };
        let mut make = |changes: &[&UserChange]| {
            for change in changes {
                assert_eq!(store(&mut user, change).unwrap(), None, "{change:?}");
            }
            let held = |q: catalogue::QueueRow| (q.name, q.records);
            user.queues().unwrap().into_iter().map(held).collect::<Vec<_>>()
        };
        let (queue, other) = ([open("other"), take(true)], ("other".to_owned(), 0));
        make(&[&queue[0], &queue[1], &open("queue"), &insert]);
        let undone = make(&[&remove, &unmake, &take(false), &open("queue")]);
        assert_eq!(undone, [("queue".to_owned(), 3), other.clone()]);
        let redone = make(&[&queue[0], &queue[1], &open("queue"), &insert]);
        assert_eq!(redone, [other, ("queue".to_owned(), 1)]);
    }

    #[test]
    fn redoing_takes_away_the_queue_that_came_back_under_another_name_not_its_namesake() {
        let mut user = User::open_in_memory().unwrap();
        let put = |user: &mut User, id| {
            let track = Seen::new(Name::parse("A", "One"));
            let item = Item { id: catalogue::ItemId(id), track, added: 1 };
            user.change_queue("Friday", &[QueueOp::Insert(item, QueuePlace::Last)], 1).unwrap();
        };
        let held = |user: &User| -> Vec<(String, i64)> {
            let first = |name: &str| user.queue(name).unwrap()[0].id.0;
            user.queues().unwrap().into_iter().map(|queue| (queue.name.clone(), first(&queue.name))).collect()
        };
        put(&mut user, 1);
        let id = Some(user.queues().unwrap()[0].id.0);
        let take =
            |away| UserChange::TakeQueue { queue: QueueName { id, name: "Friday".into(), records: 1 }, away };
        assert_eq!(store(&mut user, &take(true)).unwrap(), None);
        put(&mut user, 2);
        let otherwise = store(&mut user, &take(false)).unwrap().unwrap();
        assert_eq!(otherwise.title, "The queue Friday came back as Friday (2)");
        assert_eq!(held(&user), [("Friday (2)".to_owned(), 1), ("Friday".to_owned(), 2)]);
        for _ in 0..2 {
            store(&mut user, &take(true)).unwrap();
            assert_eq!(held(&user), [("Friday".to_owned(), 2)], "it alone is gone");
        }
        assert!(store(&mut user, &take(false)).unwrap().is_some(), "and it comes back once more");
        assert_eq!(held(&user).len(), 2);
    }

    #[test]
    fn damage_that_nobody_has_met_is_found_by_looking_through_all_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let (paths, settings) = fixture::bare(dir.path());
        let library = Library::open(&paths, &settings).unwrap();
        fill(&paths.user_db());
        damage(&paths.user_db(), "history");
        let user = User::open(&paths.user_db()).unwrap();
        let read = || read(&library, &user, &mut Collection::default(), 1).unwrap();
        assert_eq!(read().damaged, None);
        assert!(matches!(user.check(), Err(CatalogueError::Damaged { .. })));
        let data = read();
        assert_eq!((data.queue.len(), data.verdicts.len()), (3, 1));
        assert_eq!(data.damaged.unwrap().title, "Nothing is saved");
    }
}
