//! Playlists as queues. Importing again changes what the user has not touched, and nothing else.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::catalogue::{CatalogueError, Item, QueueOp, QueuePlace, Seen, User, imported_queue as setting};

/// Letters of a queue's name at most.
const LONGEST_NAME: usize = 200;

/// Keeps the playlists of one origin (a file, a service), each as a queue of its own.
pub(super) struct Playlists<'u> {
    origin: String,
    user: &'u mut User,
    now: i64,
    /// The file breaks off: a playlist that has lost rows leaves its queue as it is.
    pub(super) cut: bool,
    /// Queues that are filled already.
    taken: HashSet<String>,
    /// How many playlists of a name were there so far.
    met: HashMap<String, usize>,
}

impl<'u> Playlists<'u> {
    pub(super) fn of(origin: &str, user: &'u mut User, now: i64) -> Self {
        Self { origin: origin.to_owned(), user, now, cut: false, taken: HashSet::new(), met: HashMap::new() }
    }

    /// Keeps a playlist as a queue of its name and returns the queue's, and whether that is new or holds other records now. A queue of that name with other records stays unless it was made
    /// of this very playlist and nobody has changed it since; then the playlist goes into `Name (2)`. `None` where there is nothing to
    /// keep.
    pub(super) fn keep(
        &mut self,
        name: &str,
        records: &[&Seen],
    ) -> Result<Option<(String, bool)>, CatalogueError> {
        if records.is_empty() {
            return Ok(None);
        }
        let base = name.trim();
        let base: String =
            if base.is_empty() { "imported" } else { base }.chars().take(LONGEST_NAME).collect();
        let met = self.met.entry(base.clone()).or_default();
        *met += 1;
        let playlist = hash([self.origin.as_bytes(), base.as_bytes(), &met.to_le_bytes()]);
        for number in 1.. {
            let name = if number == 1 { base.clone() } else { format!("{base} ({number})") };
            if self.taken.contains(&name) {
                continue;
            }
            if let Some(changed) = self.fits(&name, &playlist, records)? {
                self.taken.insert(name.clone());
                return Ok(Some((name, changed)));
            }
        }
        Ok(None)
    }

    /// Whether the queue of this name had to be changed to hold the playlist; `None` where it is for something else.
    fn fits(
        &mut self,
        name: &str,
        playlist: &str,
        records: &[&Seen],
    ) -> Result<Option<bool>, CatalogueError> {
        let there = self.user.queue(name)?;
        let kept = self.user.setting(&setting(name))?.unwrap_or_default();
        let (rows, of) = kept.split_once(' ').unwrap_or((&kept, ""));
        // An older version did not write down of which playlist it was.
        let ours = of == playlist || of.is_empty();
        if there.iter().map(|item| &item.track.key).eq(records.iter().map(|seen| &seen.key)) {
            if ours && !rows.is_empty() {
                self.note(name, playlist)?;
            }
            return Ok(Some(false));
        }
        if self.cut && of == playlist && there.len() > records.len() {
            return Ok(Some(false));
        }
        if there.is_empty() || (ours && rows == fingerprint(&there)) {
            self.fill(name, playlist, &there, records)?;
            return Ok(Some(true));
        }
        Ok(None)
    }

    fn fill(
        &mut self,
        name: &str,
        playlist: &str,
        there: &[Item],
        records: &[&Seen],
    ) -> Result<(), CatalogueError> {
        let mut ops = vec![QueueOp::Remove(there.iter().map(|item| item.id).collect())];
        for &seen in records {
            let item = Item { id: self.user.new_item_id()?, track: seen.clone(), added: self.now };
            ops.push(QueueOp::Insert(item, QueuePlace::Last));
        }
        self.user.change_queue(name, &ops, self.now)?;
        self.note(name, playlist)
    }

    /// Writes down of which playlist a queue is, and its rows.
    fn note(&mut self, name: &str, playlist: &str) -> Result<(), CatalogueError> {
        let rows = fingerprint(&self.user.queue(name)?);
        self.user.set_setting(&setting(name), Some(&format!("{rows} {playlist}")))
    }
}

/// Of a queue's rows, which have other numbers once they were put in anew.
fn fingerprint(items: &[Item]) -> String {
    let mut hash = Sha256::new();
    for item in items {
        hash.update(item.id.0.to_le_bytes());
    }
    format!("{:x}", hash.finalize())
}

fn hash<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    format!("{:x}", hash.finalize())
}
