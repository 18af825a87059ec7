//! What the user owns: files of their folders, and what their collections of other programs list.

use std::path::Path;

use rusqlite::{Connection, Row, params};

use super::{CatalogueError, Seen, User, seen, session::count_up};
use crate::{
    catalogue::location,
    track::{Name, Rules, TrackKey},
};

/// Who says that the user owns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnedSource {
    /// A music folder that the program reads itself.
    Folder,
    /// A rekordbox collection.
    Rekordbox,
    /// A playlist file.
    M3u,
    /// A table.
    Csv,
    /// What is saved or listed on Spotify.
    Spotify,
    /// Serato's collection or a crate.
    Serato,
    /// Traktor's collection.
    Traktor,
    /// `VirtualDJ`'s collection.
    VirtualDj,
    /// Engine DJ's collection.
    Engine,
    /// Mixxx's library.
    Mixxx,
    /// The library of iTunes, or of Apple's Music.
    Itunes,
}

stored_as!(OwnedSource {
    Folder "folder"
    Rekordbox "rekordbox"
    M3u "m3u"
    Csv "csv"
    Spotify "spotify"
    Serato "serato"
    Traktor "traktor"
    VirtualDj "virtualdj"
    Engine "engine"
    Mixxx "mixxx"
    Itunes "itunes"
});

/// A record that the user owns, as one source has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Owned {
    /// Which record.
    pub track: Seen,
    /// Path or file URL as the source wrote it; empty where it names none.
    pub location: String,
    /// Its recording's ISRC.
    pub isrc: Option<String>,
    /// Beats per minute as the source states them.
    pub bpm: Option<f32>,
    /// Tonic (semitones above C, 12 more for minor) as the source states it.
    pub tonic: Option<u8>,
    /// Its length.
    pub seconds: Option<f32>,
    /// When the file was last changed, in Unix milliseconds.
    pub modified: Option<i64>,
    /// When it was read, in UTC seconds.
    pub at: i64,
}

const COLUMNS: &str = "key, artist, title, version, location, isrc, bpm, tonic, seconds, modified, at";
/// The note of which rules the keys were made with.
const RULES: &str = "owned rules";
/// The note that counts changes.
const VERSION: &str = "owned version";

impl User {
    /// Everything one source says of one origin (a folder, a file), in place of what it said before; all or nothing.
    pub fn replace_owned(
        &mut self,
        source: OwnedSource,
        origin: &str,
        all: &[Owned],
    ) -> Result<(), CatalogueError> {
        self.write_much(|db| {
            db.execute("DELETE FROM owned WHERE source = ?1 AND origin = ?2", (source.name(), origin))?;
            put(db, source, origin, all)?;
            count(db)
        })
    }

    /// Adds records of one origin; one at a location that is known takes the place of what was there. All or nothing.
    pub fn put_owned(
        &mut self,
        source: OwnedSource,
        origin: &str,
        some: &[Owned],
    ) -> Result<(), CatalogueError> {
        self.write_much(|db| {
            put(db, source, origin, some)?;
            count(db)
        })
    }

    /// Takes out what one origin has at these locations.
    pub fn remove_owned(
        &mut self,
        source: OwnedSource,
        origin: &str,
        locations: &[String],
    ) -> Result<(), CatalogueError> {
        self.write(|db| {
            let mut gone =
                db.prepare_cached("DELETE FROM owned WHERE source = ?1 AND origin = ?2 AND location = ?3")?;
            for location in locations {
                gone.execute((source.name(), origin, location))?;
            }
            count(db)
        })
    }

    /// What one origin has.
    pub fn owned_of(&self, source: OwnedSource, origin: &str) -> Result<Vec<Owned>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS} FROM owned WHERE source = ?1 AND origin = ?2 ORDER BY location");
        self.read(|db| db.prepare_cached(&sql)?.query_map((source.name(), origin), read)?.collect())
    }

    /// The origins of one source, in order.
    pub fn owned_origins(&self, source: OwnedSource) -> Result<Vec<String>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached("SELECT DISTINCT origin FROM owned WHERE source = ?1 ORDER BY origin")?
                .query_map([source.name()], |row| row.get(0))?
                .collect()
        })
    }

    /// The record as each source has it: files first, then collections.
    pub fn owned_by_key(&self, key: &TrackKey) -> Result<Vec<(OwnedSource, Owned)>, CatalogueError> {
        self.owned_where("key", key.as_str())
    }

    /// All whose title is this key's, whatever their artists and versions.
    pub fn owned_by_base(&self, key: &TrackKey) -> Result<Vec<(OwnedSource, Owned)>, CatalogueError> {
        self.owned_where("base", key.base())
    }

    /// What is at a location, as written there.
    pub fn owned_at(&self, location: &str) -> Result<Vec<(OwnedSource, Owned)>, CatalogueError> {
        self.owned_where("location", location)
    }

    /// The name of what is at a path, whether its source wrote it as a path or as an address.
    pub fn name_at(&self, path: &str) -> Result<Option<Name>, CatalogueError> {
        let file = Path::new(path);
        for location in [path.to_owned(), location::to_uri(file, "localhost"), location::to_uri(file, "")] {
            if let Some((_, owned)) = self.owned_at(&location)?.into_iter().next() {
                return Ok(Some(owned.track.name));
            }
        }
        Ok(None)
    }

    /// The recording with this ISRC.
    pub fn owned_by_isrc(&self, isrc: &str) -> Result<Vec<(OwnedSource, Owned)>, CatalogueError> {
        self.owned_where("isrc", isrc)
    }

    fn owned_where(&self, column: &str, value: &str) -> Result<Vec<(OwnedSource, Owned)>, CatalogueError> {
        let sql = format!("SELECT {COLUMNS}, source FROM owned WHERE {column} = ?1 ORDER BY location");
        self.read(|db| {
            let mut stored = db.prepare_cached(&sql)?;
            let mut found = Vec::new();
            let mut rows = stored.query([value])?;
            while let Some(row) = rows.next()? {
                let name = row.get_ref(11)?.as_str()?;
                // A source that only a newer version knows is left alone.
                if let Some(source) = OwnedSource::named(name) {
                    found.push((source, read(row)?));
                }
            }
            found.sort_by_key(|(source, _)| *source);
            Ok(found)
        })
    }

    /// Every record the user owns, each once.
    pub fn owned_tracks(&self) -> Result<Vec<Seen>, CatalogueError> {
        self.read(|db| {
            db.prepare_cached("SELECT key, artist, title, version FROM owned GROUP BY key ORDER BY key")?
                .query_map([], |row| seen(row, 0))?
                .collect()
        })
    }

    /// Counts up with every change to what is owned.
    pub fn owned_version(&self) -> Result<u64, CatalogueError> {
        Ok(self.setting(VERSION)?.and_then(|n| n.parse().ok()).unwrap_or(0))
    }

    /// Makes the keys again where other rules made them.
    pub(super) fn rekey_owned(&mut self, rules: &Rules) -> Result<(), CatalogueError> {
        let now = rules.version.to_string();
        let known = self.setting(RULES)?;
        if known.is_none_or(|known| known == now) {
            return Ok(());
        }
        self.write(|db| {
            let all: Vec<(String, String, Owned)> = db
                .prepare(&format!("SELECT {COLUMNS}, source, origin FROM owned"))?
                .query_map([], |row| Ok((row.get(11)?, row.get(12)?, read(row)?)))?
                .collect::<rusqlite::Result<_>>()?;
            db.execute("DELETE FROM owned", [])?;
            for (source, origin, owned) in &all {
                let key = owned.track.name.key_with(rules);
                insert(db, source, origin, &key, owned)?;
            }
            note_rules(db, rules)?;
            count(db)
        })
    }
}

fn put(db: &Connection, source: OwnedSource, origin: &str, some: &[Owned]) -> rusqlite::Result<()> {
    for owned in some {
        if !owned.location.is_empty() {
            db.prepare_cached("DELETE FROM owned WHERE source = ?1 AND origin = ?2 AND location = ?3")?
                .execute((source.name(), origin, &owned.location))?;
        }
        insert(db, source.name(), origin, &owned.track.key, owned)?;
    }
    note_rules(db, Rules::current())
}

fn insert(
    db: &Connection,
    source: &str,
    origin: &str,
    key: &TrackKey,
    owned: &Owned,
) -> rusqlite::Result<()> {
    let name = &owned.track.name;
    db.prepare_cached(
        "INSERT OR REPLACE INTO owned (source, origin, location, key, base, artist, title, version, isrc, bpm, tonic,
         seconds, modified, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        source,
        origin,
        owned.location,
        key.as_str(),
        key.base(),
        name.artist,
        name.title,
        name.version,
        owned.isrc,
        owned.bpm,
        owned.tonic,
        owned.seconds,
        owned.modified,
        owned.at
    ])
    .map(drop)
}

fn note_rules(db: &Connection, rules: &Rules) -> rusqlite::Result<()> {
    set(db, RULES, &rules.version.to_string())
}

fn count(db: &Connection) -> rusqlite::Result<()> {
    count_up(db, VERSION)
}

fn set(db: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", (name, value)).map(drop)
}

/// From [`COLUMNS`].
fn read(row: &Row<'_>) -> rusqlite::Result<Owned> {
    Ok(Owned {
        track: seen(row, 0)?,
        location: row.get(4)?,
        isrc: row.get(5)?,
        bpm: row.get(6)?,
        tonic: row.get(7)?,
        seconds: row.get(8)?,
        modified: row.get(9)?,
        at: row.get(10)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Name;

    fn owned(artist: &str, title: &str, location: &str) -> Owned {
        Owned {
            track: Seen::new(Name::parse(artist, title)),
            location: location.into(),
            isrc: None,
            bpm: Some(128.0),
            tonic: Some(21),
            seconds: Some(300.5),
            modified: Some(7),
            at: 9,
        }
    }

    fn titles(all: &[(OwnedSource, Owned)]) -> Vec<(OwnedSource, &str)> {
        all.iter().map(|(source, owned)| (*source, owned.location.as_str())).collect()
    }

    #[test]
    fn one_origin_is_replaced_and_others_stay() {
        let mut user = User::open_in_memory().unwrap();
        let spastik = owned("Plastikman", "Spastik", "/m/a.mp3");
        user.replace_owned(OwnedSource::Folder, "/m", &[spastik.clone(), owned("A", "B", "/m/b.mp3")])
            .unwrap();
        user.replace_owned(
            OwnedSource::Rekordbox,
            "c.xml",
            &[owned("Plastikman", "Spastik", "file://localhost/m/a.mp3")],
        )
        .unwrap();
        let before = user.owned_version().unwrap();
        let key = &spastik.track.key;
        assert_eq!(
            titles(&user.owned_by_key(key).unwrap()),
            [(OwnedSource::Folder, "/m/a.mp3"), (OwnedSource::Rekordbox, "file://localhost/m/a.mp3")]
        );
        assert_eq!(user.owned_by_key(key).unwrap()[0].1, spastik);
        user.replace_owned(OwnedSource::Folder, "/m", &[owned("A", "B", "/m/b.mp3")]).unwrap();
        assert_eq!(
            titles(&user.owned_by_key(key).unwrap()),
            [(OwnedSource::Rekordbox, "file://localhost/m/a.mp3")]
        );
        assert_eq!(user.owned_tracks().unwrap().len(), 2);
        assert!(user.owned_version().unwrap() > before);
        assert_eq!(user.owned_origins(OwnedSource::Folder).unwrap(), ["/m"]);
    }

    #[test]
    fn a_file_whose_tags_changed_is_another_record_at_the_same_place() {
        let mut user = User::open_in_memory().unwrap();
        user.put_owned(OwnedSource::Folder, "/m", &[owned("Plastikmn", "Spastik", "/m/a.mp3")]).unwrap();
        user.put_owned(
            OwnedSource::Folder,
            "/m",
            &[owned("Plastikman", "Spastik (Dubfire Rework)", "/m/a.mp3")],
        )
        .unwrap();
        let there = user.owned_at("/m/a.mp3").unwrap();
        assert_eq!(there.len(), 1);
        assert_eq!(there[0].1.track.name.artist, "Plastikman");
        let plain = Name::parse("Plastikman", "Spastik").key();
        assert!(user.owned_by_key(&plain).unwrap().is_empty());
        assert_eq!(user.owned_by_base(&plain).unwrap().len(), 1);
        user.remove_owned(OwnedSource::Folder, "/m", &["/m/a.mp3".into()]).unwrap();
        assert!(user.owned_of(OwnedSource::Folder, "/m").unwrap().is_empty());
    }

    #[test]
    fn records_without_a_place_do_not_displace_each_other() {
        let mut user = User::open_in_memory().unwrap();
        user.put_owned(OwnedSource::Csv, "t.csv", &[owned("A", "One", ""), owned("A", "Two", "")]).unwrap();
        assert_eq!(user.owned_of(OwnedSource::Csv, "t.csv").unwrap().len(), 2);
    }

    #[test]
    fn other_rules_make_the_keys_again() {
        let mut user = User::open_in_memory().unwrap();
        user.put_owned(OwnedSource::M3u, "t.m3u8", &[owned("A", "Song (Club Mix)", "/m/a.mp3")]).unwrap();
        let mut rules = Rules::current().clone();
        rules.version += 1;
        rules.neutral.push("club mix".to_owned());
        user.rekey_owned(&rules).unwrap();
        assert_eq!(user.owned_by_key(&Name::parse("A", "Song").key()).unwrap().len(), 1);
    }

    #[test]
    fn a_large_collection_goes_in_whole() {
        let mut user = User::open_in_memory().unwrap();
        let all: Vec<Owned> = (0..20_000)
            .map(|n| owned(&format!("Artist {}", n % 700), &format!("Title {n}"), &format!("/m/{n}.mp3")))
            .collect();
        user.replace_owned(OwnedSource::Folder, "/m", &all).unwrap();
        user.put_owned(OwnedSource::Folder, "/m", &all).unwrap();
        assert_eq!(user.owned_tracks().unwrap().len(), 20_000);
    }
}
