//! How far fetching is: small texts by name, and what is known of each page.

use rusqlite::{Connection, OptionalExtension};

use super::{Catalogue, CatalogueError, MixOrigin, mixes};

impl Catalogue {
    /// What [`super::Writer::apply_noting`] noted under that name.
    pub fn note(&self, name: &str) -> Result<Option<String>, CatalogueError> {
        self.in_catalogue(|db| {
            db.prepare_cached("SELECT value FROM crawl WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }

    /// All notes whose names begin with `prefix`, in order of names.
    pub fn notes(&self, prefix: &str, mut visit: impl FnMut(&str, &str)) -> Result<(), CatalogueError> {
        self.in_catalogue(|db| {
            let mut stored =
                db.prepare_cached("SELECT name, value FROM crawl WHERE name >= ?1 ORDER BY name")?;
            let mut rows = stored.query([prefix])?;
            while let Some(row) = rows.next()? {
                let name = row.get_ref(0)?.as_str()?;
                if !name.starts_with(prefix) {
                    break;
                }
                visit(name, row.get_ref(1)?.as_str()?);
            }
            Ok(())
        })
    }

    /// Page id, revision id (0 where unknown) and title of every mix that has a page, in order of page ids.
    pub fn pages(&self, mut visit: impl FnMut(u64, u64, &str)) -> Result<(), CatalogueError> {
        self.in_catalogue(|db| {
            let mut stored = db.prepare_cached(
                "SELECT page_id, revision, title FROM mix WHERE page_id IS NOT NULL ORDER BY page_id",
            )?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                let revision: Option<i64> = row.get(1)?;
                visit(
                    row.get::<_, i64>(0)?.cast_unsigned(),
                    revision.unwrap_or(0).cast_unsigned(),
                    row.get_ref(2)?.as_str()?,
                );
            }
            Ok(())
        })
    }

    /// Whether there is a mix of that title, or of where it led, that only the starter speaks of.
    pub fn is_of_starter(&self, title: &str) -> Result<bool, CatalogueError> {
        self.in_catalogue(|db| {
            let title = mixes::follow(db, title.to_owned())?;
            let known = mixes::by_title(db, &title)?;
            Ok(known.is_some_and(|mix| mix.origin == MixOrigin::Starter))
        })
    }

    /// Page id, title and categories of every mix that has a page.
    pub fn filed_pages(&self, mut visit: impl FnMut(u64, &str, &[String])) -> Result<(), CatalogueError> {
        self.in_catalogue(|db| {
            let mut stored =
                db.prepare_cached("SELECT page_id, title, categories FROM mix WHERE page_id IS NOT NULL")?;
            let mut rows = stored.query([])?;
            while let Some(row) = rows.next()? {
                let categories = mixes::from_lines(row.get_ref(2)?.as_str()?);
                visit(row.get::<_, i64>(0)?.cast_unsigned(), row.get_ref(1)?.as_str()?, &categories);
            }
            Ok(())
        })
    }

    /// The revision stored of a page; `None` where the page, or its revision, is unknown.
    pub fn revision(&self, page_id: u64) -> Result<Option<u64>, CatalogueError> {
        self.in_catalogue(|db| {
            let found: Option<Option<i64>> = db
                .prepare_cached("SELECT revision FROM mix WHERE page_id = ?1")?
                .query_row([page_id.cast_signed()], |row| row.get(0))
                .optional()?;
            Ok(found.flatten().map(i64::cast_unsigned))
        })
    }
}

pub(super) fn set(db: &Connection, name: &str, text: Option<&str>) -> rusqlite::Result<()> {
    match text {
        Some(text) => db
            .prepare_cached("INSERT OR REPLACE INTO crawl (name, value) VALUES (?1, ?2)")?
            .execute((name, text)),
        None => db.prepare_cached("DELETE FROM crawl WHERE name = ?1")?.execute([name]),
    }
    .map(drop)
}
