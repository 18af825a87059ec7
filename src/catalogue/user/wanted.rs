//! What the user wants to play: liked records and those in queues, with their times.

use super::{CatalogueError, Seen, User, seen};

/// A liked or queued record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedRecord {
    /// Which.
    pub track: Seen,
    /// When it was liked or queued, in UTC seconds.
    pub at: i64,
    /// It was liked; else it stands in a queue.
    pub liked: bool,
}

const WANTED: &str =
    "SELECT key, artist, title, version, at, 1 FROM mark WHERE subject = 'track' AND mark = 'like'
     UNION ALL
     SELECT key, artist, title, queue_item.version, added, 0 FROM queue_item JOIN queue ON queue = queue.id
     WHERE queue.removed IS NULL AND queue_item.removed IS NULL";

impl User {
    /// Every liked record, and every record of every queue.
    pub fn wanted(&self) -> Result<Vec<WantedRecord>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(WANTED)?
                .query_map([], |row| {
                    Ok(WantedRecord { track: seen(row, 0)?, at: row.get(4)?, liked: row.get(5)? })
                })?
                .collect()
        })
    }

    /// Changes when [`User::wanted`] does.
    pub fn wanted_version(&self) -> Result<(i64, i64), CatalogueError> {
        self.read(|db| {
            // Times are of this century; thousands of them cannot overflow the sum.
            db.prepare_cached(&format!("SELECT count(*), coalesce(sum(at), 0) FROM ({WANTED})"))?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Item, ItemId, Mark, QueueOp, QueuePlace, Subject},
        track::Name,
    };

    #[test]
    fn likes_and_queued_records_are_wanted_until_they_are_taken_back() {
        let mut user = User::open_in_memory().unwrap();
        let track = |title| Seen::new(Name::parse("A", title));
        let subject = Subject::Track(track("One"));
        user.set_mark(&subject, Mark::Like, Some(10)).unwrap();
        user.set_mark(&Subject::Track(track("Two")), Mark::Reject, Some(11)).unwrap();
        let item = Item { id: ItemId(7), track: track("Three"), added: 12 };
        user.change_queue("Friday", &[QueueOp::Insert(item, QueuePlace::Last)], 12).unwrap();
        let wanted = user.wanted().unwrap();
        let said: Vec<_> = wanted.iter().map(|w| (w.track.name.title.as_str(), w.at, w.liked)).collect();
        assert_eq!(said, [("One", 10, true), ("Three", 12, false)]);
        let version = user.wanted_version().unwrap();
        user.set_mark(&subject, Mark::Like, None).unwrap();
        user.change_queue("Friday", &[QueueOp::Remove(vec![ItemId(7)])], 13).unwrap();
        assert!(user.wanted().unwrap().is_empty());
        assert_ne!(user.wanted_version().unwrap(), version);
    }
}
