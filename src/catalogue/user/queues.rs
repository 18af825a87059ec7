//! Named queues.

use rusqlite::{Connection, OptionalExtension};

use super::{CatalogueError, Seen, User, seen};

/// A queue's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueueId(pub i64);

/// A queue in the list of queues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// Its number.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// How many records it holds.
    pub records: u32,
}

const OPEN: &str = "open queue";

impl User {
    /// All queues, in order of making.
    pub fn queues(&self) -> Result<Vec<QueueRow>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT id, name, (SELECT count(*) FROM queue_item WHERE queue = queue.id AND removed IS NULL)
                 FROM queue WHERE removed IS NULL ORDER BY id",
            )?
            .query_map([], |row| Ok(QueueRow { id: QueueId(row.get(0)?), name: row.get(1)?, records: row.get(2)? }))?
            .collect()
        })
    }

    /// Every record of every queue, each once.
    pub fn queued_tracks(&self) -> Result<Vec<Seen>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT key, artist, title, queue_item.version FROM queue_item JOIN queue ON queue = queue.id
                 WHERE queue.removed IS NULL AND queue_item.removed IS NULL GROUP BY key ORDER BY min(queue.id), min(place)",
            )?
            .query_map([], |row| seen(row, 0))?
            .collect()
        })
    }

    /// Another pair of numbers when a queue gains or loses a record.
    pub fn queued_version(&self) -> Result<(i64, i64), CatalogueError> {
        self.read(|db| {
            // Numbers of items are drawn from 63 bits; parts of them cannot overflow the sum.
            db.prepare_cached(
                "SELECT count(*), coalesce(sum(queue_item.id >> 24), 0) FROM queue_item JOIN queue ON queue = queue.id
                 WHERE queue.removed IS NULL AND queue_item.removed IS NULL",
            )?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }

    /// The name of the queue last used; `queue` before there is any.
    pub fn open_queue(&self) -> Result<String, CatalogueError> {
        Ok(self.setting(OPEN)?.unwrap_or_else(|| "queue".to_owned()))
    }

    /// Remembers which queue is in use.
    pub fn set_open_queue(&mut self, name: &str) -> Result<(), CatalogueError> {
        self.set_setting(OPEN, Some(name))
    }

    /// Calls a queue otherwise, with what is kept of it by its name; false where there is none, or another one is called so.
    /// The queue in use is one also before it holds anything.
    pub fn rename_queue(&mut self, from: &str, to: &str, now: i64) -> Result<bool, CatalogueError> {
        let open = self.open_queue()? == from;
        self.write(|db| {
            if get(db, to)?.is_some() {
                return Ok(false);
            }
            if open {
                get_or_make(db, from, now)?;
            }
            let named =
                db.execute("UPDATE queue SET name = ?2 WHERE name = ?1 AND removed IS NULL", (from, to))?;
            if named > 0 {
                db.execute("UPDATE OR REPLACE export SET queue = ?2 WHERE queue = ?1", (from, to))?;
                db.execute(
                    "UPDATE OR REPLACE setting SET name = ?2 WHERE name = ?1",
                    [imported(from), imported(to)],
                )?;
            }
            if open {
                db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", (OPEN, to))?;
            }
            Ok(named > 0)
        })
    }

    /// Takes a queue away, with its records; it can come back. Its number says which where it has one, whatever it is called by now.
    pub fn take_queue(&mut self, id: Option<QueueId>, name: &str, now: i64) -> Result<(), CatalogueError> {
        self.write(|db| match id {
            None => take(db, name, now),
            Some(QueueId(id)) => {
                db.execute("UPDATE queue SET removed = ?2 WHERE id = ?1 AND removed IS NULL", (id, now))
            }
        })
        .map(drop)
    }

    /// Takes a queue away where it holds no record.
    pub fn drop_empty_queue(&mut self, name: &str, now: i64) -> Result<(), CatalogueError> {
        self.write(|db| if holds(db, name)? { Ok(0) } else { take(db, name, now) }).map(drop)
    }

    /// Brings back the queue of that number, else of that name the one that was taken away last, one with records before an empty one,
    /// and says how it is called now: it takes the place of an empty namesake, and is called otherwise beside one with records. Where
    /// there is nothing to bring back the queue is made.
    pub fn bring_queue(
        &mut self,
        id: Option<QueueId>,
        name: &str,
        now: i64,
    ) -> Result<String, CatalogueError> {
        self.write(|db| {
            let old = match id {
                Some(QueueId(id)) => db
                    .prepare_cached("SELECT id FROM queue WHERE id = ?1 AND removed IS NOT NULL")?
                    .query_row([id], |row| row.get(0))
                    .optional()?,
                None => taken(db, name)?,
            };
            let Some(old): Option<i64> = old else {
                return get_or_make(db, name, now).map(|_| name.to_owned());
            };
            let called = if holds(db, name)? {
                free(db, name)?
            } else {
                take(db, name, now)?;
                name.to_owned()
            };
            db.execute("UPDATE queue SET removed = NULL, name = ?2 WHERE id = ?1", (old, &called))?;
            Ok(called)
        })
    }

    /// The queue of that name, made where it is missing.
    pub fn make_queue(&mut self, name: &str, now: i64) -> Result<QueueId, CatalogueError> {
        self.write(|db| get_or_make(db, name, now)).map(QueueId)
    }
}

/// The setting that says of which playlist a queue was made.
#[must_use]
pub fn imported(queue: &str) -> String {
    format!("imported queue {queue}")
}

fn get(db: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM queue WHERE name = ?1 AND removed IS NULL")?
        .query_row([name], |row| row.get(0))
        .optional()
}

/// Whether a queue of that name holds a record.
fn holds(db: &Connection, name: &str) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT 1 FROM queue_item JOIN queue ON queue = queue.id
         WHERE name = ?1 AND queue.removed IS NULL AND queue_item.removed IS NULL",
    )?
    .exists([name])
}

fn take(db: &Connection, name: &str, now: i64) -> rusqlite::Result<usize> {
    db.execute("UPDATE queue SET removed = ?2 WHERE name = ?1 AND removed IS NULL", (name, now))
}

/// Of the queues of that name that were taken away the last one, one with records before an empty one.
fn taken(db: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached(
        "SELECT id FROM queue WHERE name = ?1 AND removed IS NOT NULL
         ORDER BY EXISTS (SELECT 1 FROM queue_item WHERE queue = queue.id AND queue_item.removed IS NULL) DESC,
                  removed DESC, id DESC LIMIT 1",
    )?
    .query_row([name], |row| row.get(0))
    .optional()
}

/// The first of `name (2)`, `name (3)` and so on that no queue is called.
fn free(db: &Connection, name: &str) -> rusqlite::Result<String> {
    for n in 2_u32.. {
        let other = format!("{name} ({n})");
        if get(db, &other)?.is_none() {
            return Ok(other);
        }
    }
    Ok(name.to_owned())
}

/// The queue of that name. One that was taken away empty is used again, so that records taken out of it can come back to it.
pub(super) fn get_or_make(db: &Connection, name: &str, now: i64) -> rusqlite::Result<i64> {
    if let Some(id) = get(db, name)? {
        return Ok(id);
    }
    let again = db
        .prepare_cached(
            "UPDATE queue SET removed = NULL WHERE id = (
                 SELECT id FROM queue AS old WHERE name = ?1 AND removed IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM queue_item WHERE queue = old.id AND queue_item.removed IS NULL)
                 ORDER BY removed DESC, id DESC LIMIT 1)
             RETURNING id",
        )?
        .query_row([name], |row| row.get(0))
        .optional()?;
    if let Some(id) = again {
        return Ok(id);
    }
    db.execute("INSERT INTO queue (name, made) VALUES (?1, ?2)", (name, now))?;
    Ok(db.last_insert_rowid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_called_otherwise_taken_away_and_brought_back_with_its_records() {
        let mut user = User::open_in_memory().unwrap();
        let item = |id| super::super::Item {
            id: super::super::ItemId(id),
            track: Seen::new(crate::track::Name::parse("A", "One")),
            added: 1,
        };
        let put = |user: &mut User, queue: &str, id| {
            let ops = [super::super::QueueOp::Insert(item(id), super::super::QueuePlace::Last)];
            user.change_queue(queue, &ops, 1).unwrap();
        };
        put(&mut user, "Friday", 1);
        put(&mut user, "Saturday", 2);
        user.set_open_queue("Friday").unwrap();
        user.set_setting(&imported("Friday"), Some("of this")).unwrap();
        let names =
            |user: &User| user.queues().unwrap().into_iter().map(|queue| queue.name).collect::<Vec<_>>();
        assert!(!user.rename_queue("Friday", "Saturday", 1).unwrap(), "another one is called so");
        assert!(!user.rename_queue("Sunday", "Monday", 1).unwrap());
        assert!(user.rename_queue("Friday", "Club", 1).unwrap());
        assert_eq!(
            (names(&user), user.open_queue().unwrap()),
            (vec!["Club".into(), "Saturday".into()], "Club".into())
        );
        assert_eq!(user.setting(&imported("Club")).unwrap().as_deref(), Some("of this"));
        user.take_queue(None, "Club", 5).unwrap();
        assert_eq!((names(&user), user.queue("Club").unwrap().len()), (vec!["Saturday".to_owned()], 0));
        assert_eq!(user.bring_queue(None, "Club", 5).unwrap(), "Club");
        assert_eq!((names(&user).len(), user.queue("Club").unwrap().len()), (2, 1));
        user.take_queue(None, "Club", 6).unwrap();
        put(&mut user, "Club", 3);
        assert_eq!(user.bring_queue(None, "Club", 7).unwrap(), "Club (2)");
        let first = |name: &str| user.queue(name).unwrap()[0].id.0;
        assert_eq!((first("Club"), first("Club (2)")), (3, 1), "both are there");
    }

    #[test]
    fn a_queue_takes_the_place_of_an_empty_namesake_when_it_comes_back() {
        let mut user = User::open_in_memory().unwrap();
        let item = |id| super::super::Item {
            id: super::super::ItemId(id),
            track: Seen::new(crate::track::Name::parse("A", "One")),
            added: 1,
        };
        let put = |user: &mut User, id| {
            let ops = [super::super::QueueOp::Insert(item(id), super::super::QueuePlace::Last)];
            user.change_queue("A", &ops, 1).unwrap()
        };
        put(&mut user, 1);
        user.take_queue(None, "A", 2).unwrap();
        user.make_queue("A", 3).unwrap();
        assert_eq!(user.bring_queue(None, "A", 4).unwrap(), "A");
        assert_eq!((user.queue("A").unwrap().len(), user.queues().unwrap().len()), (1, 1));
        user.drop_empty_queue("A", 5).unwrap();
        assert_eq!(user.queue("A").unwrap().len(), 1, "it is not empty");
        user.take_queue(None, "A", 6).unwrap();
        let undo = put(&mut user, 2);
        user.change_queue("A", &undo, 7).unwrap();
        user.drop_empty_queue("A", 7).unwrap();
        assert_eq!(user.queues().unwrap(), []);
        user.make_queue("A", 8).unwrap();
        user.change_queue("A", &[super::super::QueueOp::Restore(vec![super::super::ItemId(2)])], 8).unwrap();
        assert_eq!(
            user.queue("A").unwrap()[0].id.0,
            2,
            "what was taken out of the empty one comes back to it"
        );
    }

    #[test]
    fn the_queue_in_use_is_called_otherwise_before_it_holds_anything() {
        let mut user = User::open_in_memory().unwrap();
        let open = user.open_queue().unwrap();
        assert!(user.rename_queue(&open, "Friday", 1).unwrap());
        assert_eq!((&*user.open_queue().unwrap(), user.queues().unwrap().len()), ("Friday", 1));
    }

    #[test]
    fn the_records_of_all_queues_are_each_given_once_and_a_change_is_noticed() {
        let mut user = User::open_in_memory().unwrap();
        let put = |user: &mut User, queue: &str, title: &str| {
            let track = Seen::new(crate::track::Name::parse("A", title));
            let item = super::super::Item { id: user.new_item_id().unwrap(), track, added: 1 };
            let ops = [super::super::QueueOp::Insert(item, super::super::QueuePlace::Last)];
            user.change_queue(queue, &ops, 1).unwrap()
        };
        put(&mut user, "Friday", "One");
        put(&mut user, "Friday", "Two (Dub)");
        put(&mut user, "Saturday", "One");
        let undo = put(&mut user, "Saturday", "Three");
        let titles = |user: &User| -> Vec<String> {
            user.queued_tracks().unwrap().into_iter().map(|seen| seen.name.title).collect()
        };
        assert_eq!(titles(&user), ["One", "Two", "Three"]);
        let before = user.queued_version().unwrap();
        user.change_queue("Saturday", &undo, 2).unwrap();
        assert_ne!(user.queued_version().unwrap(), before);
        user.write(|db| db.execute("UPDATE queue SET removed = 3 WHERE name = 'Friday'", [])).unwrap();
        assert_eq!(titles(&user), ["One"]);
    }
}
