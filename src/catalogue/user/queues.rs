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

    /// The queue of that name, made where it is missing.
    pub fn make_queue(&mut self, name: &str, now: i64) -> Result<QueueId, CatalogueError> {
        self.write(|db| get_or_make(db, name, now)).map(QueueId)
    }
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
