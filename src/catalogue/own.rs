//! The user's and their friends' sets as mixes of the catalogue, made anew from `user.db` whenever that is needed.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::{Applied, Catalogue, CatalogueError, Change, MixOrigin, StoredSet, User, Which, Writer};

/// The note that says from which state of `user.db` the sets were made.
const NOTE: &str = "own sets";

/// What the sets are called: as the user named them, else by date, DJ and program; of two of the same title the later one has a
/// number behind it.
pub fn set_titles(sets: &[StoredSet], me: &str) -> Vec<String> {
    let mut times: HashMap<String, u32> = HashMap::new();
    let title = |stored: &StoredSet| {
        let title = stored.name.clone().unwrap_or_else(|| stored.set.title(me));
        let title = super::normal_title(&title);
        let n = times.entry(title.clone()).and_modify(|n| *n += 1).or_insert(1);
        if *n == 1 { title } else { format!("{title} ({n})") }
    };
    sets.iter().map(title).collect()
}

impl Catalogue {
    /// Whether the sets in `user.db` are other ones than the catalogue has.
    pub fn lacks_sets(&self, user: &User, me: &str) -> Result<bool, CatalogueError> {
        let state = state(user, me)?;
        Ok(self.note(NOTE)?.unwrap_or_default() != state)
    }
}

impl Writer {
    /// Brings the catalogue's own and friends' mixes to what `user` holds; `me` is how the user is called.
    pub fn take_sets(&mut self, user: &User, me: &str) -> Result<Applied, CatalogueError> {
        let state = state(user, me)?;
        let sets = user.sets()?;
        let mut changes = Vec::with_capacity(sets.len());
        let mut there = HashSet::new();
        for (stored, title) in sets.iter().zip(set_titles(&sets, me)) {
            let origin = if stored.set.friend { MixOrigin::Friend } else { MixOrigin::Own };
            let incoming = stored.set.incoming(origin, title, me);
            there.extend(incoming.source.foreign_id.clone());
            changes.push(Change::Upsert(incoming));
        }
        let stored = stored_ids(self.db()).map_err(self.err())?;
        let gone = stored.into_iter().filter(|id| !there.contains(id));
        changes.extend(gone.map(|id| Change::Remove(Which::Foreign(id))));
        self.apply_noting(&changes, &[(NOTE, Some(&state))])
    }
}

/// Of which sets and which name the mixes were made; empty before there was any set.
fn state(user: &User, me: &str) -> Result<String, CatalogueError> {
    match user.sets_version()? {
        0 => Ok(String::new()),
        version => Ok(format!("{version} {me}")),
    }
}

fn stored_ids(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let origins = [MixOrigin::Own.number(), MixOrigin::Friend.number()];
    db.prepare_cached("SELECT foreign_id FROM mix WHERE origin IN (?1, ?2) AND foreign_id IS NOT NULL")?
        .query_map(origins, |row| row.get(0))?
        .collect()
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::{
        catalogue::{DjSet, MixLine, SetPlay},
        track::Whose,
        wikitext::Entry,
    };

    fn set(id: &str, dj: Option<&str>, titles: &[&str]) -> DjSet {
        DjSet {
            program: "Serato".into(),
            foreign_id: Some(id.into()),
            dj: dj.map(str::to_owned),
            friend: dj.is_some(),
            date: Some("2024-05-04".into()),
            plays: titles.iter().map(|title| SetPlay::new(Entry::named("Artist", title, None))).collect(),
            ..DjSet::default()
        }
    }

    fn mixes(catalogue: &Catalogue) -> Vec<(String, Whose, Vec<String>)> {
        let mut mixes = Vec::new();
        let contents = catalogue.contents().unwrap();
        contents
            .mixes(|mix| {
                mixes.push((mix.title.to_owned(), mix.origin.whose(), mix.djs.to_vec()));
                ControlFlow::Continue(())
            })
            .unwrap();
        mixes
    }

    #[test]
    fn sets_become_mixes_of_their_own_and_go_when_they_are_taken_out() {
        let mut writer = Writer::in_memory().unwrap();
        let mut user = User::open_in_memory().unwrap();
        let world = MixLine {
            title: "2024-05-04 - DJ Test - Serato".into(),
            tracklist: vec!["Artist - World".into()],
            ..MixLine::default()
        };
        writer.apply(&[Change::Upsert(world.incoming(MixOrigin::Import))]).unwrap();
        assert!(!writer.lacks_sets(&user, "DJ Test").unwrap(), "nobody has played anything");
        let (one, two) = (set("1", None, &["One"]), set("2", None, &["Two"]));
        let kora = set("3", Some("Kora"), &["Three"]);
        user.put_sets(&[(None, &one), (None, &two), (None, &kora)], false, 1).unwrap();
        assert!(writer.lacks_sets(&user, "DJ Test").unwrap());
        assert_eq!(writer.take_sets(&user, "DJ Test").unwrap().mixes_added, 3);
        assert!(!writer.lacks_sets(&user, "DJ Test").unwrap());
        let title = |show: &str, dj: &str| format!("2024-05-04 - {dj} - {show}");
        let dj = |dj: &str| vec![dj.to_owned()];
        assert_eq!(
            mixes(&writer),
            [
                (title("Serato", "DJ Test"), Whose::World, dj("DJ Test")),
                (title("Serato", "DJ Test"), Whose::Me, dj("DJ Test")),
                (title("Serato (2)", "DJ Test"), Whose::Me, dj("DJ Test")),
                (title("Serato", "Kora"), Whose::Friend, dj("Kora")),
            ]
        );
        // Another name of the user's is another title, and the mix of the world stays as it was.
        assert_eq!(writer.take_sets(&user, "DJ New").unwrap().mixes_changed, 2);
        user.remove_set(1, 2).unwrap();
        assert!(writer.lacks_sets(&user, "DJ New").unwrap());
        writer.take_sets(&user, "DJ New").unwrap();
        let left: Vec<_> = mixes(&writer).into_iter().map(|(title, ..)| title).collect();
        assert_eq!(left, [title("Serato", "DJ Test"), title("Serato", "DJ New"), title("Serato", "Kora")]);
        assert_eq!(writer.take_sets(&user, "DJ New").unwrap().mixes_unchanged, 2);
    }
}
