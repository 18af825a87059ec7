//! What was heard of records: vectors, tags, tempo and key, by the record's key. It lies in `analysed.db` and outlives the catalogue.

use rusqlite::{OptionalExtension, Row, params};

use crate::track::{Name, TrackId, TrackKey};

use super::{Catalogue, CatalogueError, Seen, aliases, counters, half, user};

/// What is kept of one record; its audio is not.
#[derive(Clone, Debug, PartialEq)]
pub struct AnalysedTrack {
    /// The record.
    pub seen: Seen,
    /// Where it was heard: `local`, `deezer`, …
    pub source: String,
    /// Not another version of it.
    pub exact: bool,
    /// The clip's length.
    pub seconds: f32,
    /// Network and front end, and projection: vectors are comparable only where both are equal.
    pub model: String,
    /// See `model`.
    pub projection: String,
    /// What the network gave, for fitting a projection; stored as f16, so good to three digits.
    pub pools: Vec<f32>,
    /// The place among all others.
    pub vector: Vec<f32>,
    /// The network's tags, 0 to 1.
    pub tags: Vec<f32>,
    /// LUFS; `None` for silence.
    pub loudness: Option<f32>,
    /// Beats per minute as heard, and how sure that is.
    pub tempo: Option<(f32, f32)>,
    /// Tonic (semitones above C, 12 more for minor) as heard, and how sure that is.
    pub key: Option<(u8, f32)>,
    /// What else tempo and key may be.
    pub second: SecondBest,
    /// 0 to 1.
    pub energy: Option<f32>,
}

/// The next likeliest tempo and key of what was analysed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SecondBest {
    /// Beats per minute.
    pub tempo: Option<f32>,
    /// Semitones above C, 12 more for minor.
    pub key: Option<u8>,
}

/// Counts up when tempo and key are estimated otherwise; what an earlier edition heard is heard anew.
pub(super) const EDITION: u32 = 2;
/// So sure at most is what an earlier edition heard: no fact.
const OUTDATED: f32 = 0.6;

/// How sure a value is that was heard in an edition.
pub(super) fn trusted(sure: Option<f32>, edition: u32) -> Option<f32> {
    if edition < EDITION { sure.map(|sure| sure.min(OUTDATED)) } else { sure }
}

const COLUMNS: &str =
    "key, artist, title, version, source, exact, seconds, model, projection, pools, vector, tags,
    loudness, bpm, bpm_sure, tonic, tonic_sure, energy, bpm_other, tonic_other, edition";
/// The same, with pools only where the vector is of another projection than the second parameter's: they are most of the bytes.
const PLACES: &str = "key, artist, title, version, source, exact, seconds, model, projection,
    CASE WHEN projection = ?2 THEN x'' ELSE pools END, vector, tags,
    loudness, bpm, bpm_sure, tonic, tonic_sure, energy, bpm_other, tonic_other, edition";

impl Catalogue {
    /// Keeps what was heard, in place of what was known of the same records. Needs no writer's lock: nothing else of the
    /// catalogue changes.
    pub fn keep_heard(&self, all: &[AnalysedTrack]) -> Result<(), CatalogueError> {
        self.in_analysed(|db| {
            let change = db.unchecked_transaction()?;
            // Written first, so that the transaction waits for other writers instead of failing behind them.
            change
                .prepare_cached(
                    "INSERT INTO meta (name, value) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
                )?
                .execute([counters::HEARD])?;
            for heard in all {
                let name = &heard.seen.name;
                change
                    .prepare_cached(&format!(
                        "INSERT OR REPLACE INTO embedding ({COLUMNS}) VALUES
                         (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)"
                    ))?
                    .execute(params![
                        heard.seen.key.as_str(),
                        name.artist,
                        name.title,
                        name.version,
                        heard.source,
                        heard.exact,
                        heard.seconds,
                        heard.model,
                        heard.projection,
                        half::to_bytes(&heard.pools),
                        floats_to_bytes(&heard.vector),
                        floats_to_bytes(&heard.tags),
                        heard.loudness,
                        heard.tempo.map(|t| t.0),
                        heard.tempo.map(|t| t.1),
                        heard.key.map(|k| k.0),
                        heard.key.map(|k| k.1),
                        heard.energy,
                        heard.second.tempo,
                        heard.second.key,
                        EDITION,
                    ])?;
                change
                    .prepare_cached("DELETE FROM unheard WHERE key = ?1")?
                    .execute([heard.seen.key.as_str()])?;
            }
            change.commit()
        })
    }

    /// What was heard of a record.
    pub fn heard(&self, key: &TrackKey) -> Result<Option<AnalysedTrack>, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached(&format!("SELECT {COLUMNS} FROM embedding WHERE key = ?1"))?
                .query_row([key.as_str()], read)
                .optional()
        })
    }

    /// The model that a record was heard with, where its tempo and key were estimated as they are now.
    pub fn heard_with(&self, key: &TrackKey) -> Result<Option<String>, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached("SELECT model FROM embedding WHERE key = ?1 AND edition = ?2")?
                .query_row((key.as_str(), EDITION), |row| row.get(0))
                .optional()
        })
    }

    /// How many records have tempo and key of an earlier edition.
    pub fn outdated(&self) -> Result<u64, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached("SELECT count(*) FROM embedding WHERE edition < 2")?
                .query_row([], |row| row.get::<_, i64>(0))
        })
        .map(i64::cast_unsigned)
    }

    /// Counts up with every [`Catalogue::keep_heard`], whichever process calls it.
    pub fn heard_stamp(&self) -> Result<u64, CatalogueError> {
        self.in_analysed(|db| counters::get(db, counters::HEARD)).map(Option::unwrap_or_default)
    }

    /// All that was heard with a model, as one state: the stamp it has and each record's place. Where the vector is of
    /// `projection` the pools are left out (empty); else they are there to make the vector from.
    pub fn heard_places(
        &self,
        model: &str,
        projection: &str,
        visit: impl FnMut(Option<TrackId>, AnalysedTrack),
    ) -> Result<u64, CatalogueError> {
        self.in_analysed(|db| {
            let moment = db.unchecked_transaction()?;
            let stamp = counters::get(&moment, counters::HEARD)?.unwrap_or_default();
            let sql = format!("SELECT {PLACES} FROM embedding WHERE model = ?1 ORDER BY key");
            self.visit_heard(&sql, (model, projection), visit)?;
            Ok(stamp)
        })
    }

    /// The records that were heard, with whatever model, as they were seen.
    pub fn heard_records(&self) -> Result<Vec<Seen>, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached("SELECT key, artist, title, version FROM embedding ORDER BY key")?
                .query_map([], |row| user::seen(row, 0))?
                .collect::<rusqlite::Result<_>>()
        })
    }

    fn visit_heard(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        mut visit: impl FnMut(Option<TrackId>, AnalysedTrack),
    ) -> rusqlite::Result<()> {
        let mut stored = self.analysed().prepare_cached(sql)?;
        let mut rows = stored.query(parameters)?;
        let rules = crate::track::Rules::current();
        while let Some(row) = rows.next()? {
            let heard = read(row)?;
            visit(aliases::resolve(self.db(), rules, &heard.seen)?, heard);
        }
        Ok(())
    }

    /// All that was heard with a model and, where given, a projection, with the track it is now; `None` where no mix has it.
    pub fn all_heard(
        &self,
        model: &str,
        projection: Option<&str>,
        visit: impl FnMut(Option<TrackId>, AnalysedTrack),
    ) -> Result<(), CatalogueError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM embedding WHERE model = ?1 AND (?2 IS NULL OR projection = ?2) ORDER BY key"
        );
        self.visit_heard(&sql, (model, projection), visit).map_err(self.analysed_err())
    }

    /// Notes that a record could not be heard, and until when (Unix seconds) it need not be tried again.
    pub fn note_unheard(&self, key: &TrackKey, reason: &str, until: i64) -> Result<(), CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached("INSERT OR REPLACE INTO unheard (key, reason, until) VALUES (?1, ?2, ?3)")?
                .execute((key.as_str(), reason, until))
                .map(drop)
        })
    }

    /// Why a record could not be heard, where that still holds at `now`.
    pub fn unheard(&self, key: &TrackKey, now: i64) -> Result<Option<String>, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached("SELECT reason FROM unheard WHERE key = ?1 AND until > ?2")?
                .query_row((key.as_str(), now), |row| row.get(0))
                .optional()
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<AnalysedTrack> {
    let both = |value: Option<f32>, sure: Option<f32>| value.zip(sure);
    let tonic: Option<u8> = row.get(15)?;
    let edition = row.get(20)?;
    Ok(AnalysedTrack {
        seen: Seen {
            key: TrackKey::from_stored(row.get(0)?),
            name: Name { artist: row.get(1)?, title: row.get(2)?, version: row.get(3)? },
        },
        source: row.get(4)?,
        exact: row.get(5)?,
        seconds: row.get(6)?,
        model: row.get(7)?,
        projection: row.get(8)?,
        pools: half::from_bytes(row.get_ref(9)?.as_blob()?),
        vector: floats_from_bytes(row.get_ref(10)?.as_blob()?),
        tags: floats_from_bytes(row.get_ref(11)?.as_blob()?),
        loudness: row.get(12)?,
        tempo: both(row.get(13)?, trusted(row.get(14)?, edition)),
        key: tonic.zip(trusted(row.get(16)?, edition)),
        second: SecondBest { tempo: row.get(18)?, key: row.get(19)? },
        energy: row.get(17)?,
    })
}

fn floats_to_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn floats_from_bytes(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(title: &str, model: &str) -> AnalysedTrack {
        AnalysedTrack {
            seen: Seen::new(Name::parse("Aphex Twin", title)),
            source: "local".into(),
            exact: true,
            seconds: 30.0,
            model: model.into(),
            projection: "1".into(),
            pools: vec![0.5, -2.25, 100.0],
            vector: vec![0.6, 0.8],
            tags: vec![0.1],
            loudness: Some(-9.5),
            tempo: Some((128.0, 0.75)),
            key: Some((21, 0.5)),
            second: SecondBest::default(),
            energy: None,
        }
    }

    #[test]
    fn what_was_heard_comes_back_and_a_second_hearing_replaces_it() {
        let catalogue = Catalogue::open_in_memory().expect("a catalogue");
        let first = heard("Xtal", "a");
        catalogue.keep_heard(&[first.clone(), heard("Tha", "a")]).expect("kept");
        assert_eq!(catalogue.heard(&first.seen.key).expect("read"), Some(first.clone()));
        let second =
            AnalysedTrack { loudness: None, tempo: None, key: None, energy: Some(0.5), ..heard("Xtal", "b") };
        catalogue.keep_heard(std::slice::from_ref(&second)).expect("kept");
        assert_eq!(catalogue.heard(&first.seen.key).expect("read"), Some(second));
        assert_eq!(catalogue.heard(&heard("Ageispolis", "a").seen.key).expect("read"), None);
    }

    #[test]
    fn models_and_projections_are_never_mixed() {
        let catalogue = Catalogue::open_in_memory().expect("a catalogue");
        let other = AnalysedTrack { projection: "2".into(), ..heard("Tha", "a") };
        catalogue.keep_heard(&[heard("Xtal", "a"), other, heard("Green Calx", "b")]).expect("kept");
        let titles = |model: &str, projection: Option<&str>| {
            let mut titles = Vec::new();
            catalogue
                .all_heard(model, projection, |track, heard| {
                    assert_eq!(track, None, "no mix has it");
                    titles.push(heard.seen.name.title);
                })
                .expect("read");
            titles.sort();
            titles
        };
        assert_eq!(titles("a", Some("1")), ["Xtal"]);
        assert_eq!(titles("a", None), ["Tha", "Xtal"]);
        assert_eq!(titles("b", Some("2")), [""; 0]);
    }

    #[test]
    fn places_come_with_pools_only_where_the_projection_is_another() {
        let catalogue = Catalogue::open_in_memory().expect("a catalogue");
        assert_eq!(catalogue.heard_stamp().expect("read"), 0);
        let other = AnalysedTrack { projection: "2".into(), ..heard("Tha", "a") };
        catalogue.keep_heard(&[heard("Xtal", "a"), other, heard("Green Calx", "b")]).expect("kept");
        let mut pools = Vec::new();
        let stamp = catalogue
            .heard_places("a", "1", |_, heard| pools.push((heard.seen.name.title, heard.pools.len())))
            .expect("read");
        pools.sort();
        assert_eq!(pools, [("Tha".to_owned(), 3), ("Xtal".to_owned(), 0)]);
        assert_eq!(stamp, 1);
        catalogue.keep_heard(&[heard("Xtal", "a")]).expect("kept");
        assert_eq!(catalogue.heard_stamp().expect("read"), 2);
    }

    #[test]
    fn what_could_not_be_heard_is_left_alone_for_a_while() {
        let catalogue = Catalogue::open_in_memory().expect("a catalogue");
        let record = heard("Xtal", "a");
        catalogue.note_unheard(&record.seen.key, "no preview", 1_000).expect("noted");
        assert_eq!(catalogue.unheard(&record.seen.key, 999).expect("read").as_deref(), Some("no preview"));
        assert_eq!(catalogue.unheard(&record.seen.key, 1_000).expect("read"), None);
        catalogue.keep_heard(std::slice::from_ref(&record)).expect("kept");
        assert_eq!(catalogue.unheard(&record.seen.key, 0).expect("read"), None);
    }

    #[test]
    fn tempo_and_key_of_an_earlier_edition_are_no_fact_and_are_heard_anew() {
        let catalogue = Catalogue::open_in_memory().unwrap();
        let one = heard("Xtal", "a");
        catalogue.keep_heard(std::slice::from_ref(&one)).unwrap();
        let key = &one.seen.key;
        assert_eq!(
            (catalogue.outdated().unwrap(), catalogue.heard_with(key).unwrap()),
            (0, Some("a".into()))
        );
        catalogue.analysed().execute("UPDATE embedding SET edition = 1, bpm_sure = 0.99", []).unwrap();
        assert_eq!((catalogue.outdated().unwrap(), catalogue.heard_with(key).unwrap()), (1, None));
        let sure = |tempo: Option<(f32, f32)>| tempo.is_some_and(|(_, sure)| sure > OUTDATED);
        assert!(!sure(catalogue.heard(key).unwrap().unwrap().tempo));
        assert!(!sure(catalogue.impression(key).unwrap().unwrap().tempo));
        catalogue.keep_heard(&[one]).unwrap();
        assert_eq!(catalogue.outdated().unwrap(), 0);
    }
}
