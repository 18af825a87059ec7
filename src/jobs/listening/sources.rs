//! What waits in the stores: the user's queues and own records, the most played ones.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use super::status::ListeningBatch;
use crate::{
    catalogue::{self, LateUser},
    library::Library,
    preview::Wanted,
    track::{Name, TrackKey},
};

/// Where the next record comes from when nobody waits for one.
pub trait Backlog: Send {
    /// The next record that `tried` does not name, with its batch and how many are left of that, itself among them. Without
    /// `previews` only what may be among the user's files.
    fn next(
        &mut self,
        now: i64,
        previews: bool,
        tried: &dyn Fn(&TrackKey) -> bool,
    ) -> Option<(ListeningBatch, Wanted, usize)>;
    /// A record is done, heard or not.
    fn done(&mut self, batch: ListeningBatch, key: &TrackKey, heard: bool, now: i64);
}

/// The setting that says how many of the most played were listened to today.
const TODAY: &str = "listened today";
const DAY: i64 = 86_400;

/// The stores of a running program.
pub struct LibraryBacklog {
    library: Arc<Library>,
    user: LateUser,
    /// So many of the most played a day; none where that is off.
    per_day: Option<u32>,
    mine: VecDeque<Wanted>,
    /// The versions of the collection and the queues of which `mine` is.
    mine_of: Option<(u64, (i64, i64))>,
    popular: VecDeque<Wanted>,
    popular_of: Option<u64>,
}

impl LibraryBacklog {
    /// `user` is a connection of its own.
    pub fn new(library: Arc<Library>, user: LateUser, per_day: Option<u32>) -> Self {
        let (mine, popular) = (VecDeque::new(), VecDeque::new());
        Self { library, user, per_day, mine, mine_of: None, popular, popular_of: None }
    }

    fn heard(&self, key: &TrackKey) -> bool {
        self.library.has_heard(key).unwrap_or(false)
    }

    /// What is in the queues, an imported playlist of a friend's among them, then what the collections hold.
    fn load_mine(&mut self) -> Result<(), catalogue::CatalogueError> {
        let version = self.user.ask(|user| Ok((user.owned_version()?, user.queued_version()?)))?;
        if self.mine_of != Some(version) {
            let (mut all, owned) = self.user.ask(|user| Ok((user.queued_tracks()?, user.owned_tracks()?)))?;
            let queued: HashSet<TrackKey> = all.iter().map(|seen| seen.key.clone()).collect();
            all.extend(owned.into_iter().filter(|seen| !queued.contains(&seen.key)));
            let all = all.into_iter().filter(|seen| !self.heard(&seen.key));
            self.mine = all.map(|seen| Wanted { key: seen.key, name: seen.name, isrc: None }).collect();
            self.mine_of = Some(version);
        }
        Ok(())
    }

    /// What most DJs play first.
    fn load_popular(&mut self) {
        let snapshot = self.library.snapshot();
        if self.popular_of == Some(snapshot.generation()) {
            return;
        }
        self.popular_of = Some(snapshot.generation());
        let tables = &snapshot.tables;
        let mut rows: Vec<u32> = (0..tables.n_tracks() as u32).collect();
        rows.sort_by_key(|&row| (std::cmp::Reverse(tables.popularity(row)), row));
        // More than a year's worth need not be held.
        rows.truncate(100_000);
        let wanted = |row: u32| {
            let row = tables.track_row(row);
            Wanted::new(Name { artist: row.artist, title: row.title, version: row.version }, None)
        };
        self.popular = rows.into_iter().map(wanted).collect();
    }

    fn left_today(&self, now: i64) -> u32 {
        let Some(per_day) = self.per_day else { return 0 };
        let stored = self.user.ask(|user| user.setting(TODAY)).ok().flatten().unwrap_or_default();
        let today = stored.split_once(' ').filter(|(day, _)| day.parse() == Ok(now / DAY));
        let done: u32 = today.and_then(|(_, done)| done.parse().ok()).unwrap_or(0);
        per_day.saturating_sub(done)
    }

    fn count_today(&mut self, now: i64) {
        let done = self.per_day.unwrap_or(0) - self.left_today(now).min(self.per_day.unwrap_or(0)) + 1;
        let text = format!("{} {done}", now / DAY);
        if let Err(e) = self.user.ask(|user| user.set_setting(TODAY, Some(&text))) {
            tracing::warn!("how much was listened to today is not noted: {e}");
        }
    }
}

/// Drops what was tried from the front, then gives the first and how many there are.
fn first(list: &mut VecDeque<Wanted>, passed: impl Fn(&Wanted) -> bool) -> Option<(Wanted, usize)> {
    while list.front().is_some_and(&passed) {
        list.pop_front();
    }
    Some((list.front()?.clone(), list.len()))
}

impl Backlog for LibraryBacklog {
    fn next(
        &mut self,
        now: i64,
        previews: bool,
        tried: &dyn Fn(&TrackKey) -> bool,
    ) -> Option<(ListeningBatch, Wanted, usize)> {
        let passed = |wanted: &Wanted| tried(&wanted.key);
        if let Err(e) = self.load_mine() {
            tracing::warn!("the collection cannot be read: {e}");
        }
        if let Some((wanted, left)) = first(&mut self.mine, passed) {
            return Some((ListeningBatch::Mine, wanted, left));
        }
        let today = if previews { self.left_today(now) } else { 0 };
        if today > 0 {
            self.load_popular();
            let (wanted, left) = first(&mut self.popular, passed)?;
            return Some((ListeningBatch::Popular, wanted, left.min(today as usize)));
        }
        None
    }

    fn done(&mut self, batch: ListeningBatch, _: &TrackKey, heard: bool, now: i64) {
        if batch == ListeningBatch::Popular && heard {
            self.count_today(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Item, Owned, OwnedSource, QueueOp, QueuePlace, Seen, User},
        library::fixture,
    };

    #[test]
    fn queues_come_first_then_the_collection_and_a_playlist_imported_meanwhile_is_seen() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (paths, settings) = fixture::bare(dir.path());
        let library = Arc::new(Library::open(&paths, &settings).expect("opens"));
        let open = || User::open(&paths.user_db()).expect("a store");
        let seen = |title: &str| Seen::new(Name::parse("A", title));
        let mut user = open();
        let owned = Owned {
            track: seen("Owned"),
            location: String::new(),
            isrc: None,
            bpm: None,
            tonic: None,
            seconds: None,
            modified: None,
            at: 0,
        };
        user.put_owned(OwnedSource::Folder, "here", &[owned]).expect("kept");
        let mut backlog = LibraryBacklog::new(library, LateUser::at(&paths.user_db()), None);
        let next = |backlog: &mut LibraryBacklog| {
            let found = backlog.next(0, false, &|_| false);
            found.map(|(batch, wanted, left)| (batch, wanted.name.title, left))
        };
        assert_eq!(next(&mut backlog), Some((ListeningBatch::Mine, "Owned".into(), 1)));
        // A friend's playlist is a queue, and nothing of it is owned.
        let item = Item { id: user.new_item_id().expect("a number"), track: seen("Liked"), added: 1 };
        user.change_queue("A friend's", &[QueueOp::Insert(item, QueuePlace::Last)], 1).expect("kept");
        assert_eq!(next(&mut backlog), Some((ListeningBatch::Mine, "Liked".into(), 2)));
        let tried = seen("Liked").key;
        let left =
            backlog.next(0, false, &|key| *key == tried).map(|(_, wanted, left)| (wanted.name.title, left));
        assert_eq!(left, Some(("Owned".into(), 1)));
    }
}
