//! Sets that the user or a friend has played.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{CatalogueError, Seen, User, session::count_up};
use crate::{
    catalogue::{DjSet, SetPlay, dj_set::name, error::damaged},
    track::Seconds,
    wikitext::{Entry, EntryKind},
};

/// A set as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSet {
    /// Its number; never given again.
    pub id: i64,
    /// The title that the user gave it.
    pub name: Option<String>,
    /// The set.
    pub set: DjSet,
    /// When it was imported, in UTC seconds.
    pub at: i64,
}

/// A record that the user has played.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnPlay {
    /// Which.
    pub track: Seen,
    /// When, in UTC seconds, as far as the set's start and its place in it are known.
    pub at: Option<i64>,
    /// The set's local date, as written.
    pub date: Option<String>,
    /// The set's number; plays come in the order of sets, and of the records in each.
    pub set: i64,
}

/// What keeping a set did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was not there before.
    Added,
    /// It is different now.
    Changed,
    /// It was there already.
    Same,
    /// The user took it out, and nobody asked for it by name.
    Removed,
}

/// The note that counts changes.
const VERSION: &str = "sets version";
const COLUMNS: &str = "id, program, foreign_id, dj, friend, title, show, date, start, zone, source, name, at";
const PLAY_COLUMNS: &str =
    "dj_set, kind, chapter, cue, layered, artist, title, label, number, year, raw, seconds, deck, location,
     bpm, tonic, isrc";
const KINDS: [(EntryKind, &str); 5] = [
    (EntryKind::Track, "track"),
    (EntryKind::Partial, "partial"),
    (EntryKind::Unknown, "unknown"),
    (EntryKind::Segment, "segment"),
    (EntryKind::Gap, "gap"),
];

impl User {
    /// All sets, in order of their numbers.
    pub fn sets(&self) -> Result<Vec<StoredSet>, CatalogueError> {
        self.read(|db| {
            let mut sets: Vec<StoredSet> = db
                .prepare_cached(&format!("SELECT {COLUMNS} FROM dj_set WHERE removed IS NULL ORDER BY id"))?
                .query_map([], head)?
                .collect::<rusqlite::Result<_>>()?;
            let rows: HashMap<i64, usize> = sets.iter().enumerate().map(|(row, set)| (set.id, row)).collect();
            let mut stored =
                db.prepare_cached(&format!("SELECT {PLAY_COLUMNS} FROM set_play ORDER BY dj_set, place"))?;
            let mut plays = stored.query([])?;
            while let Some(row) = plays.next()? {
                if let Some(&set) = rows.get(&row.get(0)?) {
                    sets[set].set.plays.push(play(row)?);
                }
            }
            Ok(sets)
        })
    }

    /// Keeps these sets, each in place of the one of the same identity or of the number it is given with; all or nothing. Those
    /// that the user took out stay out unless `again`.
    pub fn put_sets(
        &mut self,
        sets: &[(Option<i64>, &DjSet)],
        again: bool,
        now: i64,
    ) -> Result<Vec<Put>, CatalogueError> {
        self.write(|db| {
            let put: Vec<Put> = sets
                .iter()
                .map(|(id, set)| put_set(db, *id, set, again, now))
                .collect::<rusqlite::Result<_>>()?;
            if put.iter().any(|put| matches!(put, Put::Added | Put::Changed)) {
                count_up(db, VERSION)?;
            }
            Ok(put)
        })
    }

    /// The number of the set that is known by that identity.
    pub fn set_id(&self, identity: &str) -> Result<Option<i64>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached("SELECT id FROM dj_set WHERE identity = ?1 AND removed IS NULL")?
                .query_row([identity], |row| row.get(0))
                .optional()
        })
    }

    /// Takes a set out; false where there is none of that number.
    pub fn remove_set(&mut self, id: i64, now: i64) -> Result<bool, CatalogueError> {
        self.write(|db| {
            let gone =
                db.execute("UPDATE dj_set SET removed = ?2 WHERE id = ?1 AND removed IS NULL", (id, now))?;
            count_up(db, VERSION)?;
            Ok(gone > 0)
        })
    }

    /// Gives a set a title of the user's own, or takes it back (`None`); false where there is no set of that number.
    pub fn rename_set(&mut self, id: i64, name: Option<&str>) -> Result<bool, CatalogueError> {
        self.write(|db| {
            let named =
                db.execute("UPDATE dj_set SET name = ?2 WHERE id = ?1 AND removed IS NULL", (id, name))?;
            count_up(db, VERSION)?;
            Ok(named > 0)
        })
    }

    /// Counts up with every change to the sets.
    pub fn sets_version(&self) -> Result<u64, CatalogueError> {
        Ok(self.setting(VERSION)?.and_then(|n| n.parse().ok()).unwrap_or(0))
    }

    /// What the user has played in their own sets; of a friend's nothing.
    pub fn own_plays(&self) -> Result<Vec<OwnPlay>, CatalogueError> {
        let own = self.sets()?.into_iter().filter(|stored| !stored.set.friend);
        Ok(own
            .flat_map(|StoredSet { id, set, .. }| {
                let (start, date) = (set.start, set.date);
                set.plays.into_iter().filter_map(move |play| {
                    let at = start.zip(play.entry.cue).map(|(start, cue)| start + i64::from(cue.0));
                    Some(OwnPlay { track: Seen::new(name(&play.entry)?), at, date: date.clone(), set: id })
                })
            })
            .collect())
    }
}

fn put_set(db: &Connection, id: Option<i64>, set: &DjSet, again: bool, now: i64) -> rusqlite::Result<Put> {
    let identity = set.identity();
    let found = db
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, removed FROM dj_set WHERE identity = ?1 OR id = ?2 ORDER BY id = ?2 DESC"
        ))?
        .query_row((&identity, id), |row| Ok((head(row)?, row.get::<_, Option<i64>>(13)?)))
        .optional()?;
    let Some((mut known, removed)) = found else {
        put_head(db, None, &identity, set, now)?;
        insert_plays(db, db.last_insert_rowid(), set)?;
        return Ok(Put::Added);
    };
    if removed.is_some() && !again {
        return Ok(Put::Removed);
    }
    known.set.plays = plays(db, known.id)?;
    let same_file = known.set.source == set.source;
    let whole = if same_file { set.clone().with_facts_of(&known.set) } else { set.clone() };
    let set = &whole;
    if known.set == *set && removed.is_none() {
        return Ok(Put::Same);
    }
    db.prepare_cached("DELETE FROM dj_set WHERE identity = ?1 AND id <> ?2")?
        .execute((&identity, known.id))?;
    put_head(db, Some(known.id), &identity, set, now)?;
    db.prepare_cached("DELETE FROM set_play WHERE dj_set = ?1")?.execute([known.id])?;
    insert_plays(db, known.id, set)?;
    Ok(if removed.is_some() { Put::Added } else { Put::Changed })
}

/// Writes a set without its plays: a new one, or in place of the one of that number, which is there again if it was taken out.
fn put_head(db: &Connection, id: Option<i64>, identity: &str, set: &DjSet, now: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO dj_set (id, identity, program, foreign_id, dj, friend, title, show, date, start, zone, source, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
         ON CONFLICT (id) DO UPDATE SET identity = excluded.identity, program = excluded.program, foreign_id = excluded.foreign_id,
         dj = excluded.dj, friend = excluded.friend, title = excluded.title, show = excluded.show, date = excluded.date,
         start = excluded.start, zone = excluded.zone, source = excluded.source, at = excluded.at, removed = NULL",
    )?
    .execute(params![
        id,
        identity,
        set.program,
        set.foreign_id,
        set.dj,
        set.friend,
        set.title,
        set.show,
        set.date,
        set.start,
        set.zone,
        set.source,
        now
    ])
    .map(drop)
}

fn insert_plays(db: &Connection, id: i64, set: &DjSet) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO set_play (dj_set, kind, chapter, cue, layered, artist, title, label, number, year, raw, seconds, deck, location,
         bpm, tonic, isrc, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    for (SetPlay { entry, seconds, deck, location, bpm, tonic, isrc }, place) in set.plays.iter().zip(0_i64..)
    {
        let kind = KINDS.iter().find(|(kind, _)| *kind == entry.kind).map(|(_, name)| *name);
        insert.execute(params![
            id,
            kind,
            entry.chapter,
            entry.cue.map(|cue| cue.0),
            entry.layered,
            entry.artist,
            entry.title,
            entry.label,
            entry.catalogue_number,
            entry.year,
            entry.raw,
            seconds,
            deck,
            location,
            bpm,
            tonic,
            isrc,
            place
        ])?;
    }
    Ok(())
}

/// From [`COLUMNS`]; without its plays.
fn head(row: &Row<'_>) -> rusqlite::Result<StoredSet> {
    let set = DjSet {
        program: row.get(1)?,
        foreign_id: row.get(2)?,
        dj: row.get(3)?,
        friend: row.get(4)?,
        title: row.get(5)?,
        show: row.get(6)?,
        date: row.get(7)?,
        start: row.get(8)?,
        zone: row.get(9)?,
        source: row.get(10)?,
        plays: Vec::new(),
    };
    Ok(StoredSet { id: row.get(0)?, name: row.get(11)?, set, at: row.get(12)? })
}

fn plays(db: &Connection, id: i64) -> rusqlite::Result<Vec<SetPlay>> {
    db.prepare_cached(&format!("SELECT {PLAY_COLUMNS} FROM set_play WHERE dj_set = ?1 ORDER BY place"))?
        .query_map([id], play)?
        .collect()
}

/// From [`PLAY_COLUMNS`].
fn play(row: &Row<'_>) -> rusqlite::Result<SetPlay> {
    let named = row.get_ref(1)?.as_str()?;
    let kind = KINDS.iter().find(|(_, name)| *name == named).map(|(kind, _)| *kind);
    let entry = Entry {
        kind: kind.ok_or_else(|| damaged("a line of a set is of an unknown kind"))?,
        chapter: row.get(2)?,
        cue: row.get::<_, Option<u32>>(3)?.map(Seconds),
        layered: row.get(4)?,
        artist: row.get(5)?,
        title: row.get(6)?,
        label: row.get(7)?,
        catalogue_number: row.get(8)?,
        year: row.get(9)?,
        isrc: None,
        raw: row.get(10)?,
    };
    Ok(SetPlay {
        entry,
        seconds: row.get(11)?,
        deck: row.get(12)?,
        location: row.get(13)?,
        bpm: row.get(14)?,
        tonic: row.get(15)?,
        isrc: row.get(16)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(id: &str, titles: &[&str]) -> DjSet {
        let line = |(title, cue): (&&str, u32)| SetPlay {
            seconds: Some(60.0),
            deck: Some("1".into()),
            location: Some(format!("/m/{title}.mp3")),
            bpm: Some(174.0),
            tonic: Some(21),
            isrc: Some("GBAAA9600001".into()),
            ..SetPlay::new(Entry::named("Artist", title, Some(Seconds(cue * 60))))
        };
        DjSet {
            program: "Serato".into(),
            foreign_id: Some(id.into()),
            date: Some("2024-05-04".into()),
            start: Some(1_714_860_000),
            zone: Some("Europe/Vienna".into()),
            source: "/h/1.session".into(),
            plays: titles.iter().zip(0..).map(line).collect(),
            ..DjSet::default()
        }
    }

    fn put(user: &mut User, set: &DjSet) -> Put {
        user.put_sets(&[(None, set)], false, 9).unwrap()[0]
    }

    #[test]
    fn a_set_comes_back_as_it_was_and_is_replaced_by_its_identity() {
        let mut user = User::open_in_memory().unwrap();
        let mut first = set("1", &["One", "Two"]);
        first.plays.push(SetPlay::new(Entry::of_halves("ID", "ID", "ID - ID")));
        assert_eq!(put(&mut user, &first), Put::Added);
        let version = user.sets_version().unwrap();
        assert_eq!(put(&mut user, &first), Put::Same);
        assert_eq!(user.sets_version().unwrap(), version);
        assert_eq!(user.sets().unwrap()[0].set, first);
        let longer = set("1", &["One", "Two", "Three"]);
        assert_eq!(put(&mut user, &longer), Put::Changed);
        assert!(user.sets_version().unwrap() > version);
        put(&mut user, &set("2", &["One"]));
        let all = user.sets().unwrap();
        assert_eq!((all.len(), &all[0].set, all[0].id), (2, &longer, 1));
    }

    #[test]
    fn what_the_user_took_out_comes_back_only_when_asked_for_and_a_name_given_stays() {
        let mut user = User::open_in_memory().unwrap();
        let one = set("1", &["One"]);
        put(&mut user, &one);
        assert!(user.rename_set(1, Some("Friday")).unwrap() && !user.rename_set(7, None).unwrap());
        assert_eq!(put(&mut user, &set("1", &["Two"])), Put::Changed);
        assert_eq!(user.sets().unwrap()[0].name.as_deref(), Some("Friday"));
        assert!(user.remove_set(1, 5).unwrap());
        assert_eq!(put(&mut user, &one), Put::Removed);
        assert!(user.sets().unwrap().is_empty());
        assert_eq!(user.put_sets(&[(None, &one)], true, 9).unwrap(), [Put::Added]);
        assert_eq!(user.sets().unwrap().len(), 1);
    }

    #[test]
    fn the_users_own_plays_have_their_times() {
        let mut user = User::open_in_memory().unwrap();
        put(&mut user, &set("1", &["One", "Two"]));
        put(&mut user, &DjSet { friend: true, dj: Some("Kora".into()), ..set("2", &["Three"]) });
        let plays = user.own_plays().unwrap();
        let said: Vec<_> = plays.iter().map(|p| (p.track.name.title.as_str(), p.at, p.set)).collect();
        assert_eq!(said, [("One", Some(1_714_860_000), 1), ("Two", Some(1_714_860_060), 1)]);
    }
}
