//! Playlists as queues. Importing again changes what the user has not touched, and nothing else.

use sha2::{Digest, Sha256};

use crate::catalogue::{Error, Item, Place, QueueOp, Seen, User};

/// Keeps a playlist as a queue of its name and returns the queue's. A queue of that name with other records stays unless an import made
/// it and nobody has changed it since; then the playlist goes into `Name (2)`. `None` where there is nothing to keep.
pub(super) fn keep(
    user: &mut User,
    name: &str,
    records: &[&Seen],
    now: i64,
) -> Result<Option<String>, Error> {
    let base = name.trim();
    let base = if base.is_empty() { "imported" } else { base };
    if records.is_empty() {
        return Ok(None);
    }
    for number in 1.. {
        let name = if number == 1 { base.to_owned() } else { format!("{base} ({number})") };
        let there = user.queue(&name)?;
        if there.iter().map(|item| &item.track.key).eq(records.iter().map(|seen| &seen.key)) {
            return Ok(Some(name));
        }
        let ours = user.setting(&setting(&name))?.is_some_and(|kept| kept == fingerprint(&there));
        if there.is_empty() || ours {
            fill(user, &name, &there, records, now)?;
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn fill(user: &mut User, name: &str, there: &[Item], records: &[&Seen], now: i64) -> Result<(), Error> {
    let mut ops = vec![QueueOp::Remove(there.iter().map(|item| item.id).collect())];
    for &seen in records {
        let item = Item { id: user.new_item_id()?, track: seen.clone(), added: now };
        ops.push(QueueOp::Insert(item, Place::Last));
    }
    user.change_queue(name, &ops, now)?;
    let kept = fingerprint(&user.queue(name)?);
    user.set_setting(&setting(name), Some(&kept))
}

fn setting(queue: &str) -> String {
    format!("imported queue {queue}")
}

/// Of a queue's rows, which have other numbers once they were put in anew.
fn fingerprint(items: &[Item]) -> String {
    let mut hash = Sha256::new();
    for item in items {
        hash.update(item.id.0.to_le_bytes());
    }
    format!("{:x}", hash.finalize())
}
