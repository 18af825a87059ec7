//! All of the catalogue, read once in order of ids: what a snapshot is built from.

use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use crate::track::{MixId, TrackId};

use super::{
    Catalogue, CatalogueError, MixOrigin, Which, counters,
    djs::Djs,
    mixes::{self, from_lines},
    styles::Styles,
    title::normal_title,
    tracklist::Tracklist,
};

/// A track as the catalogue shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackRecord<'a> {
    /// Its number.
    pub id: TrackId,
    /// Its key under the present rules.
    pub key: &'a str,
    /// As most often written.
    pub artist: &'a str,
    /// Without its version.
    pub title: &'a str,
    /// `None` where neutral.
    pub version: Option<&'a str>,
    /// Most often named.
    pub label: Option<&'a str>,
    /// The earliest named.
    pub year: Option<u16>,
    /// Lines that play it; 0 where only the user still refers to it.
    pub plays: u32,
}

/// A mix without its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MixRecord<'a> {
    /// Its number.
    pub id: MixId,
    /// The wiki's page id, where known.
    pub page_id: Option<u64>,
    /// Where it comes from.
    pub origin: MixOrigin,
    /// In its normal form.
    pub title: &'a str,
    /// As written.
    pub date: Option<&'a str>,
    /// The page's address.
    pub url: Option<&'a str>,
    /// Single DJs; nobody for `VA`.
    pub djs: &'a [String],
    /// The page's categories, as they stand there.
    pub categories: &'a [String],
    /// The styles among its categories.
    pub styles: &'a [String],
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Mixes.
    pub mixes: u64,
    /// Tracks.
    pub tracks: u64,
    /// Lines that play a track.
    pub plays: u64,
}

/// One state of the catalogue, whatever a writer does meanwhile. Visitors end the reading with `Break`.
#[derive(Debug)]
pub struct Contents<'c> {
    read: Transaction<'c>,
    generation: u64,
    catalogue: &'c Catalogue,
}

impl Catalogue {
    /// The lines of one mix, given to `read`; `None` where there is no such mix.
    pub fn tracklist<T>(
        &self,
        mix: MixId,
        read: impl FnOnce(Tracklist<'_>) -> T,
    ) -> Result<Option<T>, CatalogueError> {
        self.in_catalogue(|db| {
            let mut stored = db.prepare_cached("SELECT entries, tracks FROM tracklist WHERE mix = ?1")?;
            let mut rows = stored.query([mix.0])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            Tracklist::new(row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?).map(read).map(Some)
        })
    }

    /// How many lines a mix has, of a title where a redirect leads from there; `None` where there is no such mix.
    pub fn lines_known(&self, which: &Which) -> Result<Option<usize>, CatalogueError> {
        self.in_catalogue(|db| {
            let found = match which {
                Which::Page(page) => mixes::by_page(db, *page)?,
                Which::Title(title) => mixes::by_title(db, &mixes::follow(db, normal_title(title))?)?,
                Which::Foreign(id) => mixes::by_foreign_id(db, id)?,
            };
            let Some(mix) = found else { return Ok(None) };
            let (entries, tracks) = mixes::lines_of(db, mix.id)?;
            Tracklist::new(&entries, &tracks).map(|list| Some(list.len()))
        })
    }

    /// Where a mix is heard, as its page has it: web addresses; none of a mix that is gone.
    pub fn audio(&self, mix: MixId) -> Result<Vec<String>, CatalogueError> {
        self.in_catalogue(|db| {
            let mut stored = db.prepare_cached("SELECT audio FROM mix WHERE id = ?1")?;
            let audio: Option<Option<String>> = stored.query_row([mix.0], |row| row.get(0)).optional()?;
            Ok(from_lines(audio.flatten().as_deref().unwrap_or_default()))
        })
    }

    /// Mixes whose audio addresses hold this text, in letters of either case, each with its addresses.
    pub fn heard_at(&self, part: &str) -> Result<Vec<(MixId, Vec<String>)>, CatalogueError> {
        let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        self.in_catalogue(|db| {
            let mut stored =
                db.prepare_cached("SELECT id, audio FROM mix WHERE audio LIKE ?1 ESCAPE '\\' ORDER BY id")?;
            let mix = |row: &Row<'_>| -> rusqlite::Result<_> {
                Ok((MixId(row.get(0)?), from_lines(&row.get::<_, String>(1)?)))
            };
            stored.query_map([format!("%{escaped}%")], mix)?.collect::<rusqlite::Result<Vec<_>>>()
        })
    }

    /// Begins to read one consistent state.
    pub fn contents(&self) -> Result<Contents<'_>, CatalogueError> {
        self.in_catalogue(|db| {
            let read = db.unchecked_transaction()?;
            let generation = counters::get(&read, counters::GENERATION)?.unwrap_or(0);
            Ok(Contents { read, generation, catalogue: self })
        })
    }
}

/// Pages without date and lines (the wiki's front page) are no mixes.
const IS_MIX: &str =
    "(date IS NOT NULL OR EXISTS (SELECT 1 FROM tracklist WHERE mix = mix.id AND tracks <> x''))";

impl Contents<'_> {
    /// For further questions about the same state.
    pub(super) fn query<T>(
        &self,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, CatalogueError> {
        ask(&self.read).map_err(|e| self.catalogue.err()(e))
    }

    /// The state's generation.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// How much there is, for reserving and for progress.
    pub fn counts(&self) -> Result<Counts, CatalogueError> {
        self.query(|db| {
            let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
            Ok(Counts {
                mixes: count(&format!("SELECT count(*) FROM mix WHERE {IS_MIX}"))?,
                tracks: count("SELECT count(*) FROM track")?,
                plays: count("SELECT coalesce(sum(plays), 0) FROM track")?,
            })
        })
    }

    /// One track, given to `visit` where it is there.
    pub fn track(&self, id: TrackId, visit: impl FnOnce(TrackRecord<'_>)) -> Result<(), CatalogueError> {
        self.query(|db| {
            let mut stored = db.prepare_cached(&format!("SELECT {TRACK} FROM track WHERE id = ?1"))?;
            let mut rows = stored.query([id.0])?;
            rows.next()?.map(track).transpose().map(|found| found.map_or((), visit))
        })
    }

    /// The lines of one mix, given to `visit` where it is there.
    pub fn lines(&self, mix: MixId, visit: impl FnOnce(Tracklist<'_>)) -> Result<(), CatalogueError> {
        self.catalogue.tracklist(mix, visit).map(|_| ())
    }

    /// All tracks in order of ids.
    pub fn tracks(
        &self,
        mut visit: impl FnMut(TrackRecord<'_>) -> ControlFlow<()>,
    ) -> Result<(), CatalogueError> {
        self.query(|db| {
            let mut stored = db.prepare_cached(&format!("SELECT {TRACK} FROM track ORDER BY id"))?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                if visit(track(row)?).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// All mixes in order of ids, their DJs split with the knowledge of all of them.
    pub fn mixes(
        &self,
        mut visit: impl FnMut(MixRecord<'_>) -> ControlFlow<()>,
    ) -> Result<(), CatalogueError> {
        self.query(|db| {
            let (known, mut styles) = (djs(db)?, Styles::default());
            let mut stored = db.prepare_cached(&format!(
                "SELECT id, page_id, title, date, url, artists, categories, origin FROM mix WHERE {IS_MIX} ORDER BY id"
            ))?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                let title = row.get_ref(2)?.as_str()?;
                let categories = from_lines(row.get_ref(6)?.as_str()?);
                let djs = known.split(row.get_ref(5)?.as_str()?, &categories);
                let styles = styles.of(&categories, &djs, title);
                let mix = MixRecord {
                    id: MixId(row.get(0)?),
                    page_id: row.get::<_, Option<i64>>(1)?.map(i64::cast_unsigned),
                    origin: MixOrigin::from_number(row.get(7)?),
                    title,
                    date: row.get_ref(3)?.as_str_or_null()?,
                    url: row.get_ref(4)?.as_str_or_null()?,
                    djs: &djs,
                    categories: &categories,
                    styles: &styles,
                };
                if visit(mix).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The lines of all mixes, in the order of [`Contents::mixes`].
    pub fn tracklists(
        &self,
        mut visit: impl FnMut(MixId, Tracklist<'_>) -> ControlFlow<()>,
    ) -> Result<(), CatalogueError> {
        self.query(|db| {
            let mut stored = db.prepare_cached(&format!(
                "SELECT mix.id, entries, tracks FROM mix JOIN tracklist ON mix = mix.id WHERE {IS_MIX} ORDER BY mix.id"
            ))?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                let list = Tracklist::new(row.get_ref(1)?.as_blob()?, row.get_ref(2)?.as_blob()?)?;
                if visit(MixId(row.get(0)?), list).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Keys that tracks had before, and whose they are now.
    pub fn aliases(&self, mut visit: impl FnMut(&str, TrackId)) -> Result<(), CatalogueError> {
        self.query(|db| {
            let mut stored = db.prepare_cached("SELECT key, track FROM alias ORDER BY key")?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                visit(row.get_ref(0)?.as_str()?, TrackId(row.get(1)?));
            }
            Ok(())
        })
    }
}

const TRACK: &str = "id, key, artist, title, version, label, year, plays";

fn track<'r>(row: &'r Row<'_>) -> rusqlite::Result<TrackRecord<'r>> {
    Ok(TrackRecord {
        id: TrackId(row.get(0)?),
        key: row.get_ref(1)?.as_str()?,
        artist: row.get_ref(2)?.as_str()?,
        title: row.get_ref(3)?.as_str()?,
        version: row.get_ref(4)?.as_str_or_null()?,
        label: row.get_ref(5)?.as_str_or_null()?,
        year: row.get(6)?,
        plays: row.get(7)?,
    })
}

fn djs(db: &Connection) -> rusqlite::Result<Djs> {
    let mut djs = Djs::default();
    let mut stored = db.prepare_cached("SELECT artists FROM mix")?;
    let mut rows = stored.query([])?;
    while let Some(row) = rows.next()? {
        djs.learn(row.get_ref(0)?.as_str()?);
    }
    Ok(djs)
}
