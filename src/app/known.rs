//! What the catalogue knows of the lines of a text: its artists, and the record that a line names.

use std::{
    cell::{OnceCell, RefCell},
    collections::{HashMap, HashSet},
};

use crate::{
    library::Snapshot,
    track::{Name, fold},
};

/// The one record of the catalogue that a line names without a sign between artist and title. Each line is looked up once, and of a
/// long text no more than the first.
pub fn known_records(snapshot: &Snapshot) -> impl Fn(&str) -> Option<Name> {
    /// More lines are no tracklist.
    const MOST: usize = 500;
    let known: RefCell<HashMap<String, Option<Name>>> = RefCell::default();
    move |line| {
        if let Some(found) = known.borrow().get(line) {
            return found.clone();
        }
        let looks = known.borrow().len() < MOST;
        let found = if looks { snapshot.unparted(line) } else { None };
        if looks {
            known.borrow_mut().insert(line.to_owned(), found.clone());
        }
        found
    }
}

/// Whether the catalogue has records by an artist of that name; its artists are looked through when first asked.
pub fn known_artists(snapshot: &Snapshot) -> impl Fn(&str) -> bool {
    let names: OnceCell<HashSet<String>> = OnceCell::new();
    move |name| {
        let artists = &snapshot.tables.artists;
        let all = || (0..artists.len() as u32).map(|row| fold(artists.get(row))).collect();
        names.get_or_init(all).contains(&fold(name))
    }
}
