//! Tempo, key and energy as heard, without the vectors: what a list asks for every row.

use rusqlite::OptionalExtension;

use crate::track::{Name, TrackKey};

use super::{
    Catalogue, CatalogueError, Seen,
    embedding::{SecondBest, trusted},
};

/// What was heard of a record, as far as a row shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Impression {
    /// Beats per minute, and how sure that is.
    pub tempo: Option<(f32, f32)>,
    /// Tonic (semitones above C, 12 more for minor), and how sure that is.
    pub key: Option<(u8, f32)>,
    /// What else tempo and key may be.
    pub second: SecondBest,
    /// 0 to 1.
    pub energy: Option<f32>,
    /// The network's tags, 0 to 1.
    pub tags: Vec<f32>,
}

impl Catalogue {
    /// Every record that was heard itself, not in another version.
    pub fn heard_tracks(&self) -> Result<Vec<Seen>, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached("SELECT key, artist, title, version FROM embedding WHERE exact ORDER BY key")?
                .query_map([], |row| {
                    let name = Name { artist: row.get(1)?, title: row.get(2)?, version: row.get(3)? };
                    Ok(Seen { key: TrackKey::from_stored(row.get(0)?), name })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        })
    }

    /// What was heard of this very record; `None` where only another version was.
    pub fn impression(&self, key: &TrackKey) -> Result<Option<Impression>, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached(
                "SELECT bpm, bpm_sure, tonic, tonic_sure, energy, tags, bpm_other, tonic_other, edition
                     FROM embedding WHERE key = ?1 AND exact",
            )?
            .query_row([key.as_str()], |row| {
                let bpm: Option<f32> = row.get(0)?;
                let tonic: Option<u8> = row.get(2)?;
                let edition = row.get(8)?;
                let tags = row.get_ref(5)?.as_blob()?;
                Ok(Impression {
                    tempo: bpm.zip(trusted(row.get(1)?, edition)),
                    key: tonic.zip(trusted(row.get(3)?, edition)),
                    second: SecondBest { tempo: row.get(6)?, key: row.get(7)? },
                    energy: row.get(4)?,
                    tags: tags.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
                })
            })
            .optional()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::AnalysedTrack;

    #[test]
    fn what_was_heard_of_another_version_says_nothing_of_this_one() {
        let catalogue = Catalogue::open_in_memory().expect("a catalogue");
        let seen = Seen::new(Name::parse("Aphex Twin", "Xtal"));
        let heard = AnalysedTrack {
            seen: seen.clone(),
            source: "deezer".into(),
            exact: false,
            seconds: 30.0,
            model: "a".into(),
            projection: "1".into(),
            pools: vec![],
            vector: vec![],
            tags: vec![0.25, 0.5],
            loudness: None,
            tempo: Some((128.0, 0.75)),
            key: Some((21, 0.5)),
            second: SecondBest { tempo: Some(64.0), key: Some(9) },
            energy: Some(0.4),
        };
        catalogue.keep_heard(std::slice::from_ref(&heard)).expect("kept");
        assert_eq!(catalogue.impression(&seen.key).expect("read"), None);
        assert_eq!(catalogue.heard_tracks().expect("read"), []);
        catalogue.keep_heard(&[AnalysedTrack { exact: true, ..heard }]).expect("kept");
        assert_eq!(catalogue.heard_tracks().expect("read"), std::slice::from_ref(&seen));
        let impression = catalogue.impression(&seen.key).expect("read").expect("heard");
        let expected = Impression {
            tempo: Some((128.0, 0.75)),
            key: Some((21, 0.5)),
            second: SecondBest { tempo: Some(64.0), key: Some(9) },
            energy: Some(0.4),
            tags: vec![0.25, 0.5],
        };
        assert_eq!(impression, expected);
    }
}
