//! Tempo, key and energy as heard, without the vectors: what a list asks for every row.

use rusqlite::OptionalExtension;

use crate::track::Key;

use super::{Catalogue, Error};

/// What was heard of a record, as far as a row shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Impression {
    /// Beats per minute, and how sure that is.
    pub tempo: Option<(f32, f32)>,
    /// Tonic (semitones above C, 12 more for minor), and how sure that is.
    pub key: Option<(u8, f32)>,
    /// 0 to 1.
    pub energy: Option<f32>,
    /// The network's tags, 0 to 1.
    pub tags: Vec<f32>,
}

impl Catalogue {
    /// What was heard of this very record; `None` where only another version was.
    pub fn impression(&self, key: &Key) -> Result<Option<Impression>, Error> {
        (|| {
            self.db()
                .prepare_cached(
                    "SELECT bpm, bpm_sure, tonic, tonic_sure, energy, tags FROM embedding WHERE key = ?1 AND exact",
                )?
                .query_row([key.as_str()], |row| {
                    let bpm: Option<f32> = row.get(0)?;
                    let tonic: Option<u8> = row.get(2)?;
                    let tags = row.get_ref(5)?.as_blob()?;
                    Ok(Impression {
                        tempo: bpm.zip(row.get(1)?),
                        key: tonic.zip(row.get(3)?),
                        energy: row.get(4)?,
                        tags: tags.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
                    })
                })
                .optional()
        })()
        .map_err(self.err())
    }
}
