//! What was analysed, from an older `catalogue.db` to the file of its own.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{
    super::CatalogueError,
    ANALYSED,
    backup::as_text,
    migrate::{IN_MEMORY, open},
};

/// Where what was analysed lies: beside the catalogue, which may be deleted or set aside.
pub(in crate::catalogue) fn analysed_beside(catalogue: &Path) -> PathBuf {
    if catalogue == Path::new(IN_MEMORY) { catalogue.into() } else { catalogue.with_file_name("analysed.db") }
}

/// What both have, `analysed.db` knows better: only this program writes it.
const CARRY: &str = "
    INSERT OR IGNORE INTO main.embedding
        (key, artist, title, version, source, exact, seconds, model, projection, pools, vector, tags,
         loudness, bpm, bpm_sure, tonic, tonic_sure, energy)
        SELECT key, artist, title, version, source, exact, seconds, model, projection, pools, vector, tags,
         loudness, bpm, bpm_sure, tonic, tonic_sure, energy
        FROM older.embedding;
    INSERT OR IGNORE INTO main.unheard SELECT * FROM older.unheard;
    INSERT INTO main.meta SELECT name, value FROM older.meta WHERE name = 'heard'
        ON CONFLICT (name) DO UPDATE SET value = value + excluded.value;";

/// Copies what was analysed and is still in `catalogue.db`; durable when this returns.
pub(super) fn analysed(catalogue: &Path) -> Result<(), CatalogueError> {
    let path = analysed_beside(catalogue);
    let db = open(&path, &ANALYSED)?;
    copy(&db, catalogue).map_err(CatalogueError::at(&path))
}

fn copy(db: &Connection, catalogue: &Path) -> rusqlite::Result<()> {
    db.execute("ATTACH ?1 AS older", [as_text(catalogue)])?;
    let has =
        "SELECT count(*) FROM older.sqlite_schema WHERE name IN ('embedding', 'unheard') AND type = 'table'";
    // The first step of all had neither.
    if db.query_row(has, [], |row| row.get::<_, i64>(0))? < 2 {
        return Ok(());
    }
    // The catalogue is only read: whoever calls this has its write lock.
    let change = db.unchecked_transaction()?;
    change.execute_batch(CARRY)?;
    change.commit()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{CATALOGUE, Schema},
        *,
    };

    const FIVE: Schema = Schema { steps: CATALOGUE.steps.split_at(5).0, ..CATALOGUE };

    fn hear(db: &Connection, key: &str, source: &str) {
        let sql = "INSERT INTO embedding (key, artist, title, source, exact, seconds, model, projection, pools, vector, tags)
                   VALUES (?1, 'A', 'B', ?2, 1, 30, 'm', 'p', x'00', x'', x'')";
        db.execute(sql, [key, source]).unwrap();
    }

    fn heard(db: &Connection) -> Vec<(String, String)> {
        let mut rows = db.prepare("SELECT key, source FROM embedding ORDER BY key").unwrap();
        rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(key, source)| ((*key).to_owned(), (*source).to_owned())).collect()
    }

    #[test]
    fn an_older_catalogue_s_hearings_move_once_and_what_is_newer_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("catalogue.db");
        let older = open(&path, &FIVE).unwrap();
        hear(&older, "a", "local");
        hear(&older, "b", "deezer");
        older
            .execute_batch(
                "INSERT INTO unheard VALUES ('c', 'no sound', 9); INSERT INTO meta VALUES ('heard', 2)",
            )
            .unwrap();
        // As after a kill between the two files.
        analysed(&path).unwrap();
        let kept = open(&analysed_beside(&path), &ANALYSED).unwrap();
        kept.execute("UPDATE embedding SET source = 'newer' WHERE key = 'b'", []).unwrap();
        drop(older);
        for _ in 0..2 {
            let db = open(&path, &CATALOGUE).unwrap();
            assert!(db.prepare("SELECT * FROM embedding").is_err(), "it is in one place");
        }
        assert_eq!(heard(&kept), pairs(&[("a", "local"), ("b", "newer")]));
        assert_eq!(
            kept.query_row("SELECT reason FROM unheard", [], |row| row.get::<_, String>(0)).unwrap(),
            "no sound"
        );
        assert_eq!(
            heard(&open(&dir.path().join("catalogue.db.v5"), &FIVE).unwrap()).len(),
            2,
            "a copy from before"
        );
    }

    #[test]
    fn a_catalogue_from_before_anybody_listened_moves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("catalogue.db");
        drop(open(&path, &Schema { steps: CATALOGUE.steps.split_at(1).0, ..CATALOGUE }).unwrap());
        drop(open(&path, &CATALOGUE).unwrap());
        assert_eq!(heard(&open(&analysed_beside(&path), &ANALYSED).unwrap()), []);
    }
}
