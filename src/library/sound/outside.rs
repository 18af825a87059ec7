//! Records that were heard and are in no mix: a number for each, made from its key, so that lists, seeds and verdicts can
//! name it as they name any other.

use std::collections::HashMap;

use crate::{
    catalogue::Seen,
    library::query::TrackRow,
    track::{Name, TrackId, TrackKey},
};

/// A record that no mix has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outsider {
    /// Its key.
    pub key: TrackKey,
    /// As it was seen.
    pub name: Name,
}

impl Outsider {
    /// As a list shows it.
    pub fn row(&self, id: TrackId) -> TrackRow {
        TrackRow { id, ..crate::library::unknown_row(&self.name) }
    }
}

/// The number of a record, given to it where it has none yet: the one its key makes, or the next that is free.
pub(super) fn enter(all: &mut HashMap<u32, Outsider>, seen: &Seen) -> TrackId {
    let mut id = TrackId::outside(&seen.key);
    while all.get(&id.0).is_some_and(|other| other.key != seen.key) {
        id = id.next_outside();
    }
    all.entry(id.0).or_insert_with(|| Outsider { key: seen.key.clone(), name: seen.name.clone() });
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_number_and_no_two_share_one() {
        let mut all = HashMap::new();
        let seen = |title: &str| Seen::new(Name::parse("Nobody", title));
        let first = enter(&mut all, &seen("One"));
        assert!(first.is_outside());
        assert_eq!(enter(&mut all, &seen("One (Original Mix)")), first);
        // A second record whose key makes the same number.
        all.insert(TrackId::outside(&seen("Two").key).0, all[&first.0].clone());
        let second = enter(&mut all, &seen("Two"));
        assert_eq!(all[&second.0].name.title, "Two");
        assert_eq!(enter(&mut all, &seen("Two")), second);
    }
}
