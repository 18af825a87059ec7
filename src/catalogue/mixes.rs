//! Mixes in the database: found by page or title, redirects followed, written and deleted.

use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use crate::{
    track::split_djs,
    wikitext::{Mix, title_parts},
};

use super::{change::MixOrigin, title::normal_title, tracklist};

/// A stored mix, as far as a change needs it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub id: u32,
    pub page_id: Option<u64>,
    pub revision: Option<u64>,
    pub origin: MixOrigin,
    pub foreign_id: Option<String>,
    pub title: String,
    pub url: Option<String>,
    pub categories: Vec<String>,
    pub audio: Vec<String>,
    pub content: i64,
}

/// A mix as it will be stored.
pub(super) struct Record {
    pub page_id: Option<u64>,
    pub revision: Option<u64>,
    pub origin: MixOrigin,
    pub foreign_id: Option<String>,
    pub head: Head,
    pub url: Option<String>,
    pub content: i64,
}

/// What follows from a page's title and categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub title: String,
    pub date: Option<String>,
    pub artists: Vec<String>,
    pub categories: Vec<String>,
    pub audio: Vec<String>,
}

impl Head {
    /// The head of `mix`, which stands under `title` (its own, or where a redirect leads).
    pub(super) fn of(mix: &Mix, title: String) -> Self {
        if normal_title(&mix.title) == title {
            let Mix { date, artists, categories, audio, .. } = mix.clone();
            return Self { title, date, artists, categories, audio };
        }
        Self::titled(title, &mix.categories, &mix.audio)
    }

    /// The head of a page with that title, those categories and players.
    pub(super) fn titled(title: String, categories: &[String], audio: &[String]) -> Self {
        let parts = title_parts(&title);
        let date = parts.date.map(str::to_owned);
        let artists = split_djs(parts.artists, categories, &|_| false);
        Self { title, date, artists, categories: categories.to_vec(), audio: audio.to_vec() }
    }

    /// A number that is different when anything shown is.
    pub(super) fn content(&self, url: Option<&str>, entries: &[u8]) -> i64 {
        let mut hash = Sha256::new();
        let mut add = |text: &[u8]| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        add(self.title.as_bytes());
        add(self.date.as_deref().unwrap_or_default().as_bytes());
        add(lines(&self.artists).as_bytes());
        add(lines(&self.categories).as_bytes());
        add(url.unwrap_or_default().as_bytes());
        add(entries);
        // Numbers from before there were players stay as they are.
        if !self.audio.is_empty() {
            add(lines(&self.audio).as_bytes());
        }
        let digest = hash.finalize();
        digest.iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
    }
}

const COLUMNS: &str = "id, page_id, revision, origin, title, url, categories, audio, content, foreign_id";

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        page_id: row.get::<_, Option<i64>>(1)?.map(i64::cast_unsigned),
        revision: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
        origin: MixOrigin::from_number(row.get(3)?),
        title: row.get(4)?,
        url: row.get(5)?,
        categories: from_lines(row.get_ref(6)?.as_str()?),
        audio: from_lines(row.get_ref(7)?.as_str_or_null()?.unwrap_or_default()),
        content: row.get(8)?,
        foreign_id: row.get(9)?,
    })
}

pub(super) fn by_page(db: &Connection, page_id: u64) -> rusqlite::Result<Option<Stored>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM mix WHERE page_id = ?1"))?
        .query_row([page_id.cast_signed()], stored)
        .optional()
}

pub(super) fn by_foreign_id(db: &Connection, id: &str) -> rusqlite::Result<Option<Stored>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM mix WHERE foreign_id = ?1"))?
        .query_row([id], stored)
        .optional()
}

/// The mix of that title that no page is known for.
pub(super) fn pageless(db: &Connection, title: &str) -> rusqlite::Result<Option<Stored>> {
    db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM mix WHERE title = ?1 AND page_id IS NULL AND foreign_id IS NULL"
    ))?
    .query_row([title], stored)
    .optional()
}

/// The mix of that title, rather one with a page. (Sorted here: an ORDER BY would have the statement prepared anew at every call.)
pub(super) fn by_title(db: &Connection, title: &str) -> rusqlite::Result<Option<Stored>> {
    let mut with_title =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM mix WHERE title = ?1 AND foreign_id IS NULL"))?;
    let mut best: Option<Stored> = None;
    for mix in with_title.query_map([title], stored)? {
        let mix = mix?;
        if best.as_ref().is_none_or(|best| mix.page_id > best.page_id) {
            best = Some(mix);
        }
    }
    Ok(best)
}

pub(super) fn insert(db: &Connection, id: u32, record: &Record) -> rusqlite::Result<()> {
    write(
        db,
        "INSERT INTO mix (id, page_id, revision, origin, title, date, url, artists, categories, content, audio, foreign_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        id,
        record,
    )
}

pub(super) fn update(db: &Connection, id: u32, record: &Record) -> rusqlite::Result<()> {
    write(
        db,
        "UPDATE mix SET page_id = ?2, revision = ?3, origin = ?4, title = ?5, date = ?6, url = ?7, artists = ?8,
         categories = ?9, content = ?10, audio = ?11, foreign_id = ?12 WHERE id = ?1",
        id,
        record,
    )
}

fn write(db: &Connection, sql: &str, id: u32, record: &Record) -> rusqlite::Result<()> {
    let Record { page_id, revision, origin, foreign_id, head, url, content } = record;
    db.prepare_cached(sql)?
        .execute((
            id,
            page_id.map(u64::cast_signed),
            revision.map(u64::cast_signed),
            origin.number(),
            &head.title,
            &head.date,
            url,
            lines(&head.artists),
            lines(&head.categories),
            content,
            Some(lines(&head.audio)).filter(|text| !text.is_empty()),
            foreign_id,
        ))
        .map(drop)
}

/// Its lines go with it.
pub(super) fn delete(db: &Connection, id: u32) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM mix WHERE id = ?1")?.execute([id]).map(drop)
}

/// The two records of a mix's lines.
pub(super) fn lines_of(db: &Connection, id: u32) -> rusqlite::Result<(Vec<u8>, Vec<u8>)> {
    db.prepare_cached("SELECT entries, tracks FROM tracklist WHERE mix = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn set_lines(db: &Connection, id: u32, entries: &[u8], tracks: &[u32]) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO tracklist (mix, entries, tracks) VALUES (?1, ?2, ?3)")?
        .execute((id, entries, tracklist::encode_tracks(tracks)))
        .map(drop)
}

/// Where a title leads: itself, or the end of its redirects. A circle ends where it began.
pub(super) fn follow(db: &Connection, title: String) -> rusqlite::Result<String> {
    let mut next = db.prepare_cached("SELECT target FROM redirect WHERE title = ?1")?;
    let mut seen = vec![title];
    while let Some(last) = seen.last() {
        match next.query_row([last], |row| row.get(0)).optional()? {
            Some(target) if !seen.contains(&target) => seen.push(target),
            Some(_) => return Ok(seen.swap_remove(0)),
            None => break,
        }
    }
    Ok(seen.pop().unwrap_or_default())
}

/// Notes that `title` leads to `target`.
pub(super) fn redirect(
    db: &Connection,
    title: &str,
    target: &str,
    page_id: Option<u64>,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO redirect (title, target, page_id) VALUES (?1, ?2, ?3)")?
        .execute((title, target, page_id.map(u64::cast_signed)))
        .map(drop)
}

/// Forgets the redirect that the page, or the title, was.
pub(super) fn unredirect(db: &Connection, page_id: Option<u64>, title: Option<&str>) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM redirect WHERE page_id = ?1 OR title = ?2")?
        .execute((page_id.map(u64::cast_signed), title))
        .map(drop)
}

/// Names one a line; a name never holds a line break.
fn lines(names: &[String]) -> String {
    names.iter().map(|name| name.replace('\n', " ")).collect::<Vec<_>>().join("\n")
}

pub(super) fn from_lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}
