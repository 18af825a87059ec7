//! The queue and the verdicts as the screen holds them; every change is made here first and stored after.

use std::collections::{HashMap, HashSet};

use crate::{
    app::{
        FollowSubject, Opinion, QueueEntry, QueueEntryId, QueueName, UserChange, UserData, answer::TrackRow,
    },
    track::TrackId,
};

/// What a queue is called that the user gave no name.
pub const UNNAMED: &str = "queue";

/// What the user made, in the shape the screen reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserLists {
    /// The queue's name.
    pub name: String,
    /// The queue.
    pub items: Vec<QueueEntry>,
    /// Verdicts by record.
    pub verdicts: HashMap<TrackId, Opinion>,
    /// Rejected artists, as written.
    pub artists: HashSet<String>,
    /// Heard before.
    pub heard: HashSet<TrackId>,
    /// In the user's own collection.
    pub owned: HashSet<TrackId>,
    /// Notes on records.
    pub notes: HashMap<TrackId, String>,
    /// Pairs that the user says work, the one that is played first first.
    pub pairs: Vec<(TrackRow, TrackRow)>,
    /// Who is followed.
    pub follows: HashSet<FollowSubject>,
    /// All queues.
    pub queues: Vec<QueueName>,
    queued: HashSet<TrackId>,
}

impl UserLists {
    /// What was stored.
    #[must_use]
    pub fn from(data: UserData) -> Self {
        let mut mine = Self {
            name: data.queue_name,
            items: data.queue,
            verdicts: data.verdicts.into_iter().collect(),
            artists: data.rejected_artists.into_iter().collect(),
            heard: data.heard.into_iter().collect(),
            owned: data.mine.into_iter().collect(),
            notes: data.notes.into_iter().collect(),
            pairs: data.pairs,
            follows: data.follows.into_iter().collect(),
            queues: data.queues,
            queued: HashSet::new(),
        };
        mine.count();
        mine
    }

    fn count(&mut self) {
        self.queued = self.items.iter().map(|item| item.row.id).collect();
    }

    /// Whether the record is in the queue.
    #[must_use]
    pub fn is_queued(&self, id: TrackId) -> bool {
        self.queued.contains(&id)
    }

    /// Whether the user says that two records work.
    #[must_use]
    pub fn are_paired(&self, a: TrackId, b: TrackId) -> bool {
        self.pairs.iter().any(|(one, other)| is_pair(one, other, a, b))
    }

    /// Whether the record is rejected, or its artist.
    #[must_use]
    pub fn is_rejected(&self, row: &TrackRow) -> bool {
        self.verdicts.get(&row.id) == Some(&Opinion::Reject) || self.artists.contains(&row.artist)
    }

    /// The records that the user says work with one.
    pub fn partners(&self, id: TrackId) -> impl Iterator<Item = &TrackRow> {
        self.pairs.iter().filter_map(move |(one, other)| match (one.id == id, other.id == id) {
            (true, _) => Some(other),
            (_, true) => Some(one),
            _ => None,
        })
    }

    /// The pairs by their numbers.
    #[must_use]
    pub fn paired_ids(&self) -> Vec<(TrackId, TrackId)> {
        self.pairs.iter().map(|(one, other)| (one.id, other.id)).collect()
    }

    /// Where an item stands.
    #[must_use]
    pub fn position(&self, id: QueueEntryId) -> Option<usize> {
        self.items.iter().position(|item| item.id == id)
    }

    /// The item before this place.
    #[must_use]
    pub fn before(&self, place: usize) -> Option<QueueEntryId> {
        self.items.get(place.checked_sub(1)?).map(|item| item.id)
    }

    /// What undoes a change made now; `None` where it would change nothing.
    #[must_use]
    pub fn inverse(&self, change: &UserChange) -> Option<UserChange> {
        match change {
            UserChange::Insert { item, .. } => {
                self.position(item.id).is_none().then_some(UserChange::Remove { item: item.id })
            }
            UserChange::Remove { item } => {
                let place = self.position(*item)?;
                Some(UserChange::Insert { item: self.items[place].clone(), after: self.before(place) })
            }
            UserChange::Move { item, after } => {
                let before = self.before(self.position(*item)?);
                (before != *after && *after != Some(*item))
                    .then_some(UserChange::Move { item: *item, after: before })
            }
            UserChange::Arrange { items } => {
                let before = self.arranged(items);
                let there: HashSet<_> = before.iter().collect();
                let moves = items.iter().filter(|id| there.contains(id)).ne(&before);
                moves.then_some(UserChange::Arrange { items: before })
            }
            UserChange::Verdict { row, verdict } => {
                let old = self.verdicts.get(&row.id).copied();
                (old != *verdict).then(|| UserChange::Verdict { row: row.clone(), verdict: old })
            }
            UserChange::Artist { artist, rejected } => (self.artists.contains(artist) != *rejected)
                .then(|| UserChange::Artist { artist: artist.clone(), rejected: !rejected }),
            UserChange::Note { row, text } => {
                let old = self.notes.get(&row.id).cloned().unwrap_or_default();
                (old != *text).then(|| UserChange::Note { row: row.clone(), text: old })
            }
            UserChange::Pair { first, second, on } => {
                let back = || UserChange::Pair { first: first.clone(), second: second.clone(), on: !on };
                (self.are_paired(first.id, second.id) != *on).then(back)
            }
            UserChange::Follow { subject, on } => (self.follows.contains(subject) != *on)
                .then(|| UserChange::Follow { subject: subject.clone(), on: !on }),
            UserChange::RenameQueue { from, to } => {
                let free = !self.queues.iter().any(|queue| queue.name == *to) && self.name != *to;
                free.then(|| UserChange::RenameQueue { from: to.clone(), to: from.clone() })
            }
            UserChange::TakeQueue { queue, away } => {
                Some(UserChange::TakeQueue { queue: queue.clone(), away: !away })
            }
            UserChange::Set { set, title, on } => {
                Some(UserChange::Set { set: set.clone(), title: title.clone(), on: !on })
            }
            // Some are in the settings; heard is heard; and a tempo's key turns it back itself.
            UserChange::Previews { .. }
            | UserChange::Listening { .. }
            | UserChange::Deck { .. }
            | UserChange::Heard { .. }
            | UserChange::Tempo { .. } => None,
            UserChange::OpenQueue { name } => (self.name != *name).then(|| self.leave(name)),
            UserChange::UnmakeQueue { name, .. } => Some(UserChange::OpenQueue { name: name.clone() }),
        }
    }

    /// What leads back from another queue; one that is made by opening it goes again.
    fn leave(&self, name: &str) -> UserChange {
        let open = self.name.clone();
        if self.queues.iter().any(|queue| queue.name == name) {
            UserChange::OpenQueue { name: open }
        } else {
            UserChange::UnmakeQueue { name: name.to_owned(), open }
        }
    }

    /// Makes a change; one that refers to what is gone does the nearest thing.
    pub fn apply(&mut self, change: &UserChange) {
        match change {
            UserChange::Verdict { row, verdict: Some(verdict) } => {
                self.verdicts.insert(row.id, *verdict);
            }
            UserChange::Verdict { row, verdict: None } => {
                self.verdicts.remove(&row.id);
            }
            UserChange::Artist { artist, rejected: true } => {
                self.artists.insert(artist.clone());
            }
            UserChange::Artist { artist, rejected: false } => {
                self.artists.remove(artist);
            }
            UserChange::Note { row, text } if text.is_empty() => {
                self.notes.remove(&row.id);
            }
            UserChange::Note { row, text } => {
                self.notes.insert(row.id, text.clone());
            }
            UserChange::Pair { first, second, on: true } => {
                if !self.are_paired(first.id, second.id) {
                    self.pairs.push((first.clone(), second.clone()));
                }
            }
            UserChange::Pair { first, second, on: false } => {
                self.pairs.retain(|(one, other)| !is_pair(one, other, first.id, second.id));
            }
            UserChange::Follow { subject, on: true } => {
                self.follows.insert(subject.clone());
            }
            UserChange::Follow { subject, on: false } => {
                self.follows.remove(subject);
            }
            UserChange::Previews { .. }
            | UserChange::Listening { .. }
            | UserChange::Deck { .. }
            | UserChange::Set { .. }
            | UserChange::Tempo { .. } => {}
            UserChange::Heard { row } => {
                self.heard.insert(row.id);
            }
            _ => self.apply_to_queues(change),
        }
    }

    fn apply_to_queues(&mut self, change: &UserChange) {
        match change {
            UserChange::Insert { item, .. } if self.position(item.id).is_some() => {}
            UserChange::Insert { item, after } => {
                self.put(item.clone(), *after);
                self.queued.insert(item.row.id);
            }
            UserChange::Remove { item } => {
                self.items.retain(|i| i.id != *item);
                self.count();
            }
            UserChange::Move { item, after } => {
                if let Some(place) = self.position(*item).filter(|_| *after != Some(*item)) {
                    let item = self.items.remove(place);
                    self.put(item, *after);
                }
            }
            UserChange::Arrange { items } => self.arrange(items),
            UserChange::RenameQueue { from, to } => {
                for queue in self.queues.iter_mut().filter(|queue| queue.name == *from) {
                    queue.name.clone_from(to);
                }
                if self.name == *from {
                    self.name.clone_from(to);
                }
            }
            UserChange::TakeQueue { queue, away } => {
                self.queues.retain(|other| !other.is(queue));
                self.queues.extend((!away).then(|| queue.clone()));
            }
            // Its rows come with the next reading of the store.
            UserChange::OpenQueue { name } => self.open(name),
            UserChange::UnmakeQueue { name, open } => {
                if self.name == *name && self.items.is_empty() {
                    self.queues.retain(|queue| queue.name != *name);
                }
                self.open(open);
            }
            _ => {}
        }
    }

    fn open(&mut self, name: &str) {
        name.clone_into(&mut self.name);
        self.items.clear();
        self.queued.clear();
    }

    /// These rows in the order in which they stand, as far as they are there.
    fn arranged(&self, items: &[QueueEntryId]) -> Vec<QueueEntryId> {
        let wanted: HashSet<_> = items.iter().collect();
        self.items.iter().map(|item| item.id).filter(|id| wanted.contains(id)).collect()
    }

    fn arrange(&mut self, items: &[QueueEntryId]) {
        let wanted: HashSet<_> = items.iter().copied().collect();
        let taken = self.items.iter().filter(|item| wanted.contains(&item.id));
        let mut taken: HashMap<_, _> = taken.map(|item| (item.id, item.clone())).collect();
        let mut order = items.iter().filter_map(|id| taken.remove(id)).collect::<Vec<_>>().into_iter();
        for item in self.items.iter_mut().filter(|item| wanted.contains(&item.id)) {
            if let Some(next) = order.next() {
                *item = next;
            }
        }
    }

    fn put(&mut self, item: QueueEntry, after: Option<QueueEntryId>) {
        let place = match after {
            None => 0,
            Some(after) => self.position(after).map_or(self.items.len(), |place| place + 1),
        };
        self.items.insert(place, item);
    }
}

fn is_pair(one: &TrackRow, other: &TrackRow, a: TrackId, b: TrackId) -> bool {
    (one.id, other.id) == (a, b) || (one.id, other.id) == (b, a)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn item(id: u64) -> QueueEntry {
        let row = TrackRow {
            id: TrackId(id as u32),
            artist: "a".into(),
            title: id.to_string(),
            version: None,
            label: None,
            year: None,
            mixes: 1,
            djs: 1,
        };
        QueueEntry { id: QueueEntryId(id), row }
    }

    #[test]
    fn a_queue_that_came_back_under_another_name_is_taken_away_not_its_namesake() {
        let queue = |id, name: &str| QueueName { id: Some(id), name: name.into(), records: 1 };
        let mut mine =
            UserLists { queues: vec![queue(1, "Friday (2)"), queue(2, "Friday")], ..UserLists::default() };
        mine.apply(&UserChange::TakeQueue { queue: queue(1, "Friday"), away: true });
        assert_eq!(mine.queues, [queue(2, "Friday")]);
    }

    fn change() -> impl Strategy<Value = UserChange> {
        let after = || proptest::option::of((0_u64..6).prop_map(QueueEntryId));
        prop_oneof![
            ((0_u64..6), after()).prop_map(|(id, after)| UserChange::Insert { item: item(id), after }),
            (0_u64..6).prop_map(|id| UserChange::Remove { item: QueueEntryId(id) }),
            ((0_u64..6), after()).prop_map(|(id, after)| UserChange::Move { item: QueueEntryId(id), after }),
            ((0_u64..6), any::<bool>()).prop_map(|(id, like)| UserChange::Verdict {
                row: item(id).row,
                verdict: like.then_some(Opinion::Like)
            }),
            Just((0..6).collect::<Vec<u64>>()).prop_shuffle().prop_map(|ids| UserChange::Arrange {
                items: ids.into_iter().take(4).map(QueueEntryId).collect()
            }),
            any::<bool>().prop_map(|on| UserChange::Pair { first: item(1).row, second: item(2).row, on }),
            any::<bool>().prop_map(|rejected| UserChange::Artist { artist: "a".into(), rejected }),
        ]
    }

    proptest! {
        #[test]
        fn undoing_every_change_brings_every_state_back(changes in proptest::collection::vec(change(), 0..40)) {
            let mut mine = UserLists::default();
            let mut states = Vec::new();
            for change in changes {
                let Some(inverse) = mine.inverse(&change) else { continue };
                states.push((mine.clone(), inverse));
                mine.apply(&change);
            }
            for (state, inverse) in states.into_iter().rev() {
                mine.apply(&inverse);
                prop_assert_eq!(&mine, &state);
            }
        }

        #[test]
        fn an_item_never_stands_twice(changes in proptest::collection::vec(change(), 0..40)) {
            let mut mine = UserLists::default();
            for change in changes {
                mine.apply(&change);
                let ids: HashSet<_> = mine.items.iter().map(|i| i.id).collect();
                prop_assert_eq!(ids.len(), mine.items.len());
            }
        }
    }
}
