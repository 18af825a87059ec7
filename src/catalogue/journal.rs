//! What each generation changed, so that a snapshot of an earlier one can follow without reading everything.

use rusqlite::{Connection, OptionalExtension};

use crate::track::{MixId, TrackId};

use super::{CatalogueError, Contents, error::damaged};

/// Of so many generations it is known.
const KEPT: u64 = 256;
/// A change set that touched more tracks is not worth following.
const MOST: usize = 20_000;

/// What may be different since an earlier generation: changed, new or gone. Ascending, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Mixes, by their heads or their lines.
    pub mixes: Vec<MixId>,
    /// Tracks, by what is shown of them.
    pub tracks: Vec<TrackId>,
}

/// Notes in the transaction of a change set what it touched, mixes and tracks, beside what is noted of that generation
/// already; `None`: everything.
pub(super) fn note(
    db: &Connection,
    generation: u64,
    touched: Option<(Vec<u32>, Vec<u32>)>,
) -> rusqlite::Result<()> {
    let before = db
        .prepare_cached("SELECT mixes, tracks FROM change WHERE generation = ?1")?
        .query_row([generation.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (mixes, tracks) = before.unwrap_or_else(|| (Some(Vec::new()), Some(Vec::new())));
    let all = touched
        .zip(mixes.zip(tracks))
        .map(|((mut mixes, mut tracks), before)| {
            unpack(&before.0, &mut mixes)?;
            unpack(&before.1, &mut tracks)?;
            Ok::<_, rusqlite::Error>((packed(mixes), packed(tracks)))
        })
        .transpose()?;
    let (mixes, tracks) = all.filter(|(_, tracks)| tracks.len() <= 4 * MOST).unzip();
    db.prepare_cached(
        "INSERT OR REPLACE INTO change (generation, stamp, mixes, tracks) VALUES (?1, random() | 1, ?2, ?3)",
    )?
    .execute((generation.cast_signed(), mixes, tracks))?;
    db.prepare_cached("DELETE FROM change WHERE generation <= ?1")?
        .execute([generation.saturating_sub(KEPT).cast_signed()])
        .map(drop)
}

fn packed(mut ids: Vec<u32>) -> Vec<u8> {
    ids.sort_unstable();
    ids.dedup();
    ids.iter().flat_map(|id| id.to_le_bytes()).collect()
}

/// How a snapshot stands to the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// They are of the same generation.
    None,
    /// The snapshot is of an earlier one.
    Behind,
    /// The snapshot is of another history: a catalogue that was deleted, set aside, brought back from a copy, or that lost its
    /// last changes in a power cut. Its ids stand for other mixes.
    Other,
}

impl Contents<'_> {
    /// How a snapshot of `generation`, whose stamp was `stamped`, stands to this.
    pub fn lag(&self, generation: u64, stamped: i64) -> Result<Lag, CatalogueError> {
        let then = self.query(|db| Ok(stamp(db, generation)?.unwrap_or(0)))?;
        Ok(match generation.cmp(&self.generation()) {
            _ if then != stamped => Lag::Other,
            std::cmp::Ordering::Greater => Lag::Other,
            std::cmp::Ordering::Less if stamped == 0 => Lag::Other,
            std::cmp::Ordering::Less => Lag::Behind,
            std::cmp::Ordering::Equal => Lag::None,
        })
    }

    /// What tells this generation from one of another history; 0 where it was not noted.
    pub fn stamp(&self) -> Result<i64, CatalogueError> {
        self.query(|db| Ok(stamp(db, self.generation())?.unwrap_or(0)))
    }

    /// What changed since `generation`, whose stamp was `stamp`; `None` where that is not known.
    pub fn changes_since(&self, generation: u64, stamped: i64) -> Result<Option<Changes>, CatalogueError> {
        let Some(steps) = self.generation().checked_sub(generation) else { return Ok(None) };
        self.query(|db| {
            if stamped == 0 || stamp(db, generation)? != Some(stamped) {
                return Ok(None);
            }
            let mut stored = db.prepare_cached(
                "SELECT mixes, tracks FROM change
                 WHERE generation > ?1 AND generation <= ?2 AND mixes IS NOT NULL AND tracks IS NOT NULL",
            )?;
            let mut rows = stored.query([generation.cast_signed(), self.generation().cast_signed()])?;
            let (mut mixes, mut tracks, mut known) = (Vec::new(), Vec::new(), 0);
            while let Some(row) = rows.next()? {
                unpack(row.get_ref(0)?.as_blob()?, &mut mixes)?;
                unpack(row.get_ref(1)?.as_blob()?, &mut tracks)?;
                known += 1;
            }
            let ids = |mut ids: Vec<u32>| {
                ids.sort_unstable();
                ids.dedup();
                ids
            };
            Ok((known == steps).then(|| Changes {
                mixes: ids(mixes).into_iter().map(MixId).collect(),
                tracks: ids(tracks).into_iter().map(TrackId).collect(),
            }))
        })
    }
}

fn stamp(db: &Connection, generation: u64) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT stamp FROM change WHERE generation = ?1")?
        .query_row([generation.cast_signed()], |row| row.get(0))
        .optional()
}

fn unpack(blob: &[u8], ids: &mut Vec<u32>) -> rusqlite::Result<()> {
    let (whole, rest) = blob.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(damaged("a list of changes that ends too early"));
    }
    ids.extend(whole.iter().map(|id| u32::from_le_bytes(*id)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Change, MixLine, MixOrigin, Which, Writer},
        *,
    };

    fn mix(title: &str, line: &str) -> Change {
        let mix = MixLine { title: title.into(), tracklist: vec![line.into()], ..MixLine::default() };
        Change::Upsert(mix.incoming(MixOrigin::Import))
    }

    fn changes(writer: &Writer, from: (u64, i64)) -> Option<(Vec<u32>, Vec<u32>)> {
        let found = writer.contents().unwrap().changes_since(from.0, from.1).unwrap()?;
        Some((
            found.mixes.into_iter().map(|id| id.0).collect(),
            found.tracks.into_iter().map(|id| id.0).collect(),
        ))
    }

    fn now(writer: &Writer) -> (u64, i64) {
        let contents = writer.contents().unwrap();
        (contents.generation(), contents.stamp().unwrap())
    }

    #[test]
    fn changes_add_up_from_any_generation_that_is_still_known() {
        let mut writer = Writer::in_memory().unwrap();
        writer.apply(&[mix("2001 - A", "X - One"), mix("2002 - B", "X - Two")]).unwrap();
        let first = now(&writer);
        assert_eq!(changes(&writer, first), Some((vec![], vec![])));
        writer.apply(&[mix("2001 - A", "X - Three")]).unwrap();
        let second = now(&writer);
        writer.apply(&[Change::Remove(Which::Title("2002 - B".into()))]).unwrap();
        assert_eq!(changes(&writer, first), Some((vec![1, 2], vec![1, 2, 3])));
        assert_eq!(changes(&writer, second), Some((vec![2], vec![2])));
        for step in 0..KEPT {
            writer.apply(&[mix("2003 - C", &format!("X - {step}"))]).unwrap();
        }
        assert_eq!(changes(&writer, second), None, "too long ago");
    }

    #[test]
    fn another_history_and_a_change_of_everything_are_not_followed() {
        let mut writer = Writer::in_memory().unwrap();
        writer.apply(&[mix("2001 - A", "X - One")]).unwrap();
        let (generation, stamp) = now(&writer);
        assert_eq!(changes(&writer, (generation, stamp ^ 2)), None, "the same number of another file");
        assert_eq!(changes(&writer, (generation, 0)), None);
        assert_eq!(changes(&writer, (generation + 1, stamp)), None, "of the future");
        let many: Vec<Change> =
            (0..=MOST).map(|at| mix(&format!("2002 - B {at}"), &format!("X - {at}"))).collect();
        writer.apply(&many).unwrap();
        assert_eq!(changes(&writer, (generation, stamp)), None);
        assert!(changes(&writer, now(&writer)).is_some());
    }
}
