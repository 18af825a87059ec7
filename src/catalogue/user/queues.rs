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
    pub fn rename_queue(&mut self, from: &str, to: &str) -> Result<bool, CatalogueError> {
        self.write(|db| {
            if get(db, to)?.is_some() {
                return Ok(false);
            }
            let named =
                db.execute("UPDATE queue SET name = ?2 WHERE name = ?1 AND removed IS NULL", (from, to))?;
            if named > 0 {
                db.execute("UPDATE OR REPLACE export SET queue = ?2 WHERE queue = ?1", (from, to))?;
                db.execute("UPDATE setting SET value = ?2 WHERE name = ?3 AND value = ?1", (from, to, OPEN))?;
                db.execute(
                    "UPDATE OR REPLACE setting SET name = ?2 WHERE name = ?1",
                    [imported(from), imported(to)],
                )?;
            }
            Ok(named > 0)
        })
    }

    /// Takes a queue away, with its records; it can come back.
    pub fn take_queue(&mut self, name: &str, now: i64) -> Result<(), CatalogueError> {
        self.write(|db| {
            db.execute("UPDATE queue SET removed = ?2 WHERE name = ?1 AND removed IS NULL", (name, now))
        })
        .map(drop)
    }

    /// Brings back the queue of that name that was taken away last, unless there is one by now.
    pub fn bring_queue(&mut self, name: &str) -> Result<(), CatalogueError> {
        self.write(|db| {
            if get(db, name)?.is_some() {
                return Ok(0);
            }
            let last = "SELECT id FROM queue WHERE name = ?1 AND removed IS NOT NULL ORDER BY removed DESC, id DESC LIMIT 1";
            db.execute(&format!("UPDATE queue SET removed = NULL WHERE id = ({last})"), [name])
        })
        .map(drop)
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

pub(super) fn get_or_make(db: &Connection, name: &str, now: i64) -> rusqlite::Result<i64> {
    if let Some(id) = get(db, name)? {
        Ok(id)
    } else {
        db.execute("INSERT INTO queue (name, made) VALUES (?1, ?2)", (name, now))?;
        Ok(db.last_insert_rowid())
    }
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
        assert!(!user.rename_queue("Friday", "Saturday").unwrap(), "another one is called so");
        assert!(!user.rename_queue("Sunday", "Monday").unwrap());
        assert!(user.rename_queue("Friday", "Club").unwrap());
        assert_eq!(
            (names(&user), user.open_queue().unwrap()),
            (vec!["Club".into(), "Saturday".into()], "Club".into())
        );
        assert_eq!(user.setting(&imported("Club")).unwrap().as_deref(), Some("of this"));
        user.take_queue("Club", 5).unwrap();
        assert_eq!((names(&user), user.queue("Club").unwrap().len()), (vec!["Saturday".to_owned()], 0));
        user.bring_queue("Club").unwrap();
        assert_eq!((names(&user).len(), user.queue("Club").unwrap().len()), (2, 1));
        user.take_queue("Club", 6).unwrap();
        put(&mut user, "Club", 3);
        user.bring_queue("Club").unwrap();
        assert_eq!(user.queue("Club").unwrap()[0].id.0, 3, "the one that is there stays");
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
