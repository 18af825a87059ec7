//! The records of a queue, changed by operations that two programs can do at once.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::{CatalogueError, Seen, User, queues, seen};

/// An item's number: made at random by the program that adds it, so that it has one before it is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(pub i64);

/// One record of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub id: ItemId,
    /// The record.
    pub track: Seen,
    /// When it was added, in UTC seconds.
    pub added: i64,
}

/// Where in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueuePlace {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// After that item, also when that was removed meanwhile; at the end where it is unknown.
    After(ItemId),
}

/// One change of a queue. Doing it twice is doing it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueOp {
    /// A new record.
    Insert(Item, QueuePlace),
    /// Records go; they can be restored for a month.
    Remove(Vec<ItemId>),
    /// Removed records come back to where they were.
    Restore(Vec<ItemId>),
    /// A record goes elsewhere.
    Move(ItemId, QueuePlace),
    /// These records stand in this order, in the places that they have now; others stay where they are.
    Arrange(Vec<ItemId>),
}

/// Room between two items.
const GAP: i64 = 1 << 20;
/// Removed items are forgotten after 30 days.
const REMEMBERED: i64 = 30 * 86_400;

impl User {
    /// The records of a queue in order; none where there is no such queue.
    pub fn queue(&self, name: &str) -> Result<Vec<Item>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT key, artist, title, version, queue_item.id, added FROM queue_item JOIN queue ON queue = queue.id
                 WHERE name = ?1 AND queue.removed IS NULL AND queue_item.removed IS NULL ORDER BY place, queue_item.id",
            )?
            .query_map([name], |row| {
                Ok(Item { track: seen(row, 0)?, id: ItemId(row.get(4)?), added: row.get(5)? })
            })?
            .collect()
        })
    }

    /// Does all of `ops` or nothing; makes the queue where it is missing. Returns the operations that undo it, in order.
    /// After an error (disk full) the same call can be made again.
    pub fn change_queue(
        &mut self,
        name: &str,
        ops: &[QueueOp],
        now: i64,
    ) -> Result<Vec<QueueOp>, CatalogueError> {
        self.write(|db| {
            let queue = queues::get_or_make(db, name, now)?;
            db.prepare_cached("DELETE FROM queue_item WHERE removed < ?1")?.execute([now - REMEMBERED])?;
            let mut undo = Vec::with_capacity(ops.len());
            for op in ops {
                undo.extend(change(db, queue, op, now)?);
            }
            undo.reverse();
            Ok(undo)
        })
    }

    /// A number for a new item; needs no room on the disk.
    pub fn new_item_id(&self) -> Result<ItemId, CatalogueError> {
        self.read(|db| db.query_row("SELECT random() & 0x7fffffffffffffff", [], |row| row.get(0).map(ItemId)))
    }
}

/// Does one operation; returns what undoes it, `None` where there was nothing to do.
fn change(db: &Connection, queue: i64, op: &QueueOp, now: i64) -> rusqlite::Result<Option<QueueOp>> {
    match op {
        QueueOp::Insert(Item { id, track: Seen { key, name }, added }, place) => {
            let place = number(db, queue, *place)?;
            let added = db
                .prepare_cached(
                    "INSERT OR IGNORE INTO queue_item (id, queue, place, key, artist, title, version, added)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute((
                    id.0,
                    queue,
                    place,
                    key.as_str(),
                    &name.artist,
                    &name.title,
                    &name.version,
                    added,
                ))?;
            Ok((added > 0).then(|| QueueOp::Remove(vec![*id])))
        }
        QueueOp::Remove(items) => {
            let gone =
                each(db, items, "UPDATE queue_item SET removed = ?2 WHERE id = ?1 AND removed IS NULL", now)?;
            Ok((!gone.is_empty()).then_some(QueueOp::Restore(gone)))
        }
        QueueOp::Restore(items) => {
            let sql = "UPDATE queue_item SET removed = NULL WHERE id = ?1 AND removed IS NOT NULL AND ?2 IS NOT NULL";
            let back = each(db, items, sql, now)?;
            Ok((!back.is_empty()).then_some(QueueOp::Remove(back)))
        }
        QueueOp::Move(item, place) => {
            let Some(old) = place_of(db, *item)? else { return Ok(None) };
            let before = db
                .prepare_cached(
                    "SELECT id FROM queue_item WHERE queue = ?1 AND (place, id) < (?2, ?3) ORDER BY place DESC, id DESC LIMIT 1",
                )?
                .query_row((queue, old, item.0), |row| row.get(0).map(ItemId))
                .optional()?;
            if *place == QueuePlace::After(*item)
                || before.is_some_and(|before| *place == QueuePlace::After(before))
            {
                return Ok(None);
            }
            let new = number(db, queue, *place)?;
            db.prepare_cached("UPDATE queue_item SET place = ?2 WHERE id = ?1")?.execute((item.0, new))?;
            Ok(Some(QueueOp::Move(*item, before.map_or(QueuePlace::First, QueuePlace::After))))
        }
        QueueOp::Arrange(items) => arrange(db, queue, items),
    }
}

/// Puts records into this order; returns the one they had, `None` where it was the same.
fn arrange(db: &Connection, queue: i64, items: &[ItemId]) -> rusqlite::Result<Option<QueueOp>> {
    let wanted: HashSet<ItemId> = items.iter().copied().collect();
    let mut there = stand(db, queue, &wanted)?;
    if there.windows(2).any(|two| two[0].1 == two[1].1) {
        // Of two with one number the older one stands first, whatever is asked for.
        spread(db, queue)?;
        there = stand(db, queue, &wanted)?;
    }
    let mut left: HashSet<ItemId> = there.iter().map(|(item, _)| *item).collect();
    let order = items.iter().filter(|item| left.remove(item));
    let mut put = db.prepare_cached("UPDATE queue_item SET place = ?2 WHERE id = ?1")?;
    let mut moved = false;
    for (item, (before, place)) in order.zip(&there) {
        if item != before {
            put.execute((item.0, place))?;
            moved = true;
        }
    }
    Ok(moved.then(|| QueueOp::Arrange(there.into_iter().map(|(item, _)| item).collect())))
}

/// Those of these records that the queue has, in order, each with its place's number.
fn stand(db: &Connection, queue: i64, items: &HashSet<ItemId>) -> rusqlite::Result<Vec<(ItemId, i64)>> {
    let mut stored = db.prepare_cached(
        "SELECT id, place FROM queue_item WHERE queue = ?1 AND removed IS NULL ORDER BY place, id",
    )?;
    let all = stored.query_map([queue], |row| Ok((ItemId(row.get(0)?), row.get(1)?)))?;
    let all = all.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|(item, _)| items.contains(item)).collect())
}

fn each(db: &Connection, items: &[ItemId], sql: &str, now: i64) -> rusqlite::Result<Vec<ItemId>> {
    let mut stored = db.prepare_cached(sql)?;
    let mut done = Vec::new();
    for item in items {
        if stored.execute((item.0, now))? > 0 {
            done.push(*item);
        }
    }
    Ok(done)
}

fn place_of(db: &Connection, item: ItemId) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT place FROM queue_item WHERE id = ?1")?
        .query_row([item.0], |row| row.get(0))
        .optional()
}

/// A free number for that place.
fn number(db: &Connection, queue: i64, place: QueuePlace) -> rusqlite::Result<i64> {
    let end = |sql: &str| db.prepare_cached(sql)?.query_row([queue], |row| row.get::<_, Option<i64>>(0));
    let last = || {
        end("SELECT max(place) FROM queue_item WHERE queue = ?1").map(|max| max.map_or(0, |max| max + GAP))
    };
    match place {
        QueuePlace::First => end("SELECT min(place) FROM queue_item WHERE queue = ?1")
            .map(|min| min.map_or(0, |min| min - GAP)),
        QueuePlace::Last => last(),
        QueuePlace::After(item) => match place_of(db, item)? {
            None => last(),
            Some(place) => {
                if let Some(free) = between(db, queue, place)? {
                    Ok(free)
                } else {
                    spread(db, queue)?;
                    let place = place_of(db, item)?.unwrap_or(place);
                    Ok(between(db, queue, place)?.unwrap_or(place))
                }
            }
        },
    }
}

/// A number between `place` and the next item's; `None` where they stand too close.
fn between(db: &Connection, queue: i64, place: i64) -> rusqlite::Result<Option<i64>> {
    let next: Option<i64> = db
        .prepare_cached("SELECT min(place) FROM queue_item WHERE queue = ?1 AND place > ?2")?
        .query_row((queue, place), |row| row.get(0))?;
    let middle = next.map_or(place + GAP, |next| place + (next - place) / 2);
    Ok((middle > place).then_some(middle))
}

/// Gives all items of a queue, also the removed ones, room again.
fn spread(db: &Connection, queue: i64) -> rusqlite::Result<()> {
    let mut stored = db.prepare_cached("SELECT id FROM queue_item WHERE queue = ?1 ORDER BY place, id")?;
    let ids = stored.query_map([queue], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut set = db.prepare_cached("UPDATE queue_item SET place = ?2 WHERE id = ?1")?;
    for (place, id) in ids.into_iter().enumerate() {
        set.execute((id, place as i64 * GAP))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::Index};

    use super::*;
    use crate::track::Name;

    fn item(id: i64) -> Item {
        Item { id: ItemId(id), track: Seen::new(Name::parse("A", &format!("Track {id}"))), added: id }
    }

    fn order(user: &User) -> Vec<i64> {
        user.queue("Friday").unwrap().iter().map(|item| item.id.0).collect()
    }

    /// Appends items `1..=n`.
    fn filled(n: i64) -> User {
        let mut user = User::open_in_memory().unwrap();
        let ops: Vec<_> = (1..=n).map(|id| QueueOp::Insert(item(id), QueuePlace::Last)).collect();
        user.change_queue("Friday", &ops, 0).unwrap();
        user
    }

    #[test]
    fn items_go_where_they_are_put() {
        let mut user = filled(3);
        let mut act = |op| {
            user.change_queue("Friday", &[op], 0).unwrap();
            order(&user)
        };
        assert_eq!(act(QueueOp::Insert(item(4), QueuePlace::After(ItemId(1)))), [1, 4, 2, 3]);
        assert_eq!(act(QueueOp::Insert(item(5), QueuePlace::First)), [5, 1, 4, 2, 3]);
        assert_eq!(act(QueueOp::Move(ItemId(3), QueuePlace::First)), [3, 5, 1, 4, 2]);
        assert_eq!(act(QueueOp::Remove(vec![ItemId(5), ItemId(9)])), [3, 1, 4, 2]);
        assert_eq!(act(QueueOp::Insert(item(6), QueuePlace::After(ItemId(5)))), [3, 6, 1, 4, 2]);
        assert_eq!(act(QueueOp::Insert(item(7), QueuePlace::After(ItemId(99)))), [3, 6, 1, 4, 2, 7]);
        assert_eq!(user.queue("Friday").unwrap()[1], item(6));
    }

    #[test]
    fn records_that_share_a_place_are_arranged_too() {
        let mut user = filled(4);
        user.db.execute("UPDATE queue_item SET place = 1048576 WHERE id IN (2, 3)", []).unwrap();
        let [two, three] = [2, 3].map(ItemId);
        assert_eq!(order(&user), [1, 2, 3, 4]);
        let undo = user.change_queue("Friday", &[QueueOp::Arrange(vec![three, two])], 0).unwrap();
        assert_eq!(order(&user), [1, 3, 2, 4]);
        user.change_queue("Friday", &undo, 0).unwrap();
        assert_eq!(order(&user), [1, 2, 3, 4]);
    }

    #[test]
    fn a_place_that_is_used_up_is_made_again() {
        let mut user = filled(2);
        let mut expected = vec![1, 2];
        for id in 3..90 {
            user.change_queue("Friday", &[QueueOp::Insert(item(id), QueuePlace::After(ItemId(1)))], 0)
                .unwrap();
            expected.insert(1, id);
            assert_eq!(order(&user), expected);
        }
    }

    #[test]
    fn an_operation_that_is_tried_again_is_done_once() {
        let mut user = filled(1);
        for _ in 0..2 {
            user.change_queue("Friday", &[QueueOp::Insert(item(2), QueuePlace::Last)], 0).unwrap();
        }
        assert_eq!(order(&user), [1, 2]);
    }

    #[test]
    fn two_programs_lose_nothing_of_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("user.db");
        let threads: Vec<_> = [0, 1_000]
            .into_iter()
            .map(|first| {
                let path = path.clone();
                std::thread::spawn(move || {
                    let mut user = User::open(&path).unwrap();
                    for id in first..first + 40 {
                        user.change_queue("Friday", &[QueueOp::Insert(item(id), QueuePlace::Last)], 0)
                            .unwrap();
                        if id % 4 == 0 {
                            user.change_queue("Friday", &[QueueOp::Remove(vec![ItemId(id)])], 0).unwrap();
                        }
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        let order = order(&User::open(&path).unwrap());
        let of = |first: i64| {
            order.iter().copied().filter(|id| (first..first + 40).contains(id)).collect::<Vec<_>>()
        };
        let all = |first: i64| (first..first + 40).filter(|id| id % 4 != 0).collect::<Vec<_>>();
        assert_eq!(of(0), all(0));
        assert_eq!(of(1_000), all(1_000));
    }

    #[test]
    fn a_full_disk_is_an_error_and_the_same_call_works_later() {
        let dir = tempfile::tempdir().unwrap();
        let mut user = User::open(&dir.path().join("user.db")).unwrap();
        let pages: i64 = user.db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        user.db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
        let ops: Vec<_> = (0..2_000).map(|id| QueueOp::Insert(item(id), QueuePlace::Last)).collect();
        assert!(matches!(user.change_queue("Friday", &ops, 0), Err(CatalogueError::Full { .. })));
        assert_eq!(order(&user), [0; 0]);
        user.db.pragma_update_and_check(None, "max_page_count", 1 << 20, |_| Ok(())).unwrap();
        user.change_queue("Friday", &ops, 0).unwrap();
        assert_eq!(order(&user).len(), 2_000);
    }

    #[derive(Clone, Debug)]
    enum Act {
        Insert(Option<Index>),
        Remove(Index),
        Move(Index, Option<Index>),
        /// Every second record, the other way round.
        Arrange,
    }

    fn act() -> impl Strategy<Value = Act> {
        let place = || proptest::option::of(any::<Index>());
        prop_oneof![
            place().prop_map(Act::Insert),
            any::<Index>().prop_map(Act::Remove),
            (any::<Index>(), place()).prop_map(|(item, place)| Act::Move(item, place)),
            Just(Act::Arrange),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_queue_does_as_a_list_does_and_undo_brings_every_state_back(acts in vec(act(), 1..30)) {
            let mut user = filled(3);
            let mut list = vec![1, 2, 3];
            let mut states = Vec::new();
            let mut undos = Vec::new();
            for (act, id) in acts.iter().zip(10..) {
                states.push(list.clone());
                let at = |list: &[i64], place: &Option<Index>| {
                    place.filter(|_| !list.is_empty()).map(|place| list[place.index(list.len())])
                };
                let placed = |place: Option<i64>| place.map_or(QueuePlace::First, |id| QueuePlace::After(ItemId(id)));
                let insert = |list: &mut Vec<i64>, after: Option<i64>, id| {
                    let place = after.map_or(0, |after| list.iter().position(|id| *id == after).map_or(0, |at| at + 1));
                    list.insert(place, id);
                };
                let op = match act {
                    Act::Insert(place) => {
                        let after = at(&list, place);
                        insert(&mut list, after, id);
                        QueueOp::Insert(item(id), placed(after))
                    }
                    _ if list.is_empty() => QueueOp::Remove(vec![]),
                    Act::Remove(which) => QueueOp::Remove(vec![ItemId(list.remove(which.index(list.len())))]),
                    Act::Move(which, place) => {
                        let place = at(&list, place);
                        let which = list[which.index(list.len())];
                        if place != Some(which) {
                            list.retain(|id| *id != which);
                            insert(&mut list, place, which);
                        }
                        QueueOp::Move(ItemId(which), placed(place))
                    }
                    Act::Arrange => {
                        let turned: Vec<i64> = list.iter().copied().step_by(2).collect::<Vec<_>>().into_iter().rev().collect();
                        for (at, id) in (0..list.len()).step_by(2).zip(&turned) {
                            list[at] = *id;
                        }
                        // One that is not there any more changes nothing.
                        QueueOp::Arrange(turned.into_iter().chain([99]).map(ItemId).collect())
                    }
                };
                undos.push(user.change_queue("Friday", &[op], 0).unwrap());
                prop_assert_eq!(order(&user), list.clone());
            }
            let mut redos = Vec::new();
            for (undo, state) in undos.iter().zip(&states).rev() {
                redos.push(user.change_queue("Friday", undo, 0).unwrap());
                prop_assert_eq!(&order(&user), state);
            }
            for redo in redos.iter().rev() {
                user.change_queue("Friday", redo, 0).unwrap();
            }
            prop_assert_eq!(order(&user), list);
        }
    }
}
