//! A queue's records: as rows, and as an export writes them.

use std::path::PathBuf;

use super::{Library, LibraryError, MixingFacts, query::TrackRow, unknown_row};
use crate::{
    catalogue::{Owned, OwnedSource, Seen, User, location},
    export::{ExportRecord, Format},
};

impl Library {
    /// The record as the catalogue has it now, else as it was seen.
    pub fn row_of_seen(&self, seen: &Seen) -> Result<TrackRow, LibraryError> {
        let id = self.catalogue().resolve(seen)?;
        let snapshot = self.snapshot();
        let row = id.and_then(|id| snapshot.tables.row_of(id));
        Ok(row.map_or_else(|| unknown_row(&seen.name), |row| snapshot.tables.track_row(row)))
    }

    /// The records of a queue in order, each with all that is known of it, for a file of that format.
    pub fn export_records(
        &self,
        user: &User,
        queue: &str,
        format: Format,
    ) -> Result<Vec<(TrackRow, ExportRecord)>, LibraryError> {
        let items = user.queue(queue)?;
        let records = items.iter().map(|item| self.export_record(user, &item.track, format));
        let mut records = records.collect::<Result<Vec<_>, LibraryError>>()?;
        if matches!(format, Format::Rekordbox | Format::Jspf | Format::Csv) {
            with_elements(user, &mut records)?;
        }
        Ok(records.into_iter().map(|(row, record, _)| (row, record)).collect())
    }

    fn export_record(
        &self,
        user: &User,
        seen: &Seen,
        format: Format,
    ) -> Result<(TrackRow, ExportRecord, Option<String>), LibraryError> {
        let row = self.row_of_seen(seen)?;
        let key = seen.name.key();
        let owned = user.owned_by_key(&key)?;
        let facts = MixingFacts::with(&self.catalogue(), user, &key, &owned, self.tempo_range())?;
        let known = |of: fn(&Owned) -> Option<f32>| owned.iter().find_map(|(_, owned)| of(owned));
        let record = ExportRecord {
            label: row.label.clone(),
            year: row.year,
            seconds: known(|o| o.seconds),
            bpm: facts.sure_tempo(),
            key: facts.key.map(|key| key.value),
            energy: facts.energy.map(|energy| energy.step),
            isrc: owned.iter().find_map(|(_, owned)| owned.isrc.clone()),
            file: file(&owned, format),
            ..ExportRecord::new(seen.name.clone())
        };
        let mut in_rekordbox = owned.iter().filter(|(source, _)| *source == OwnedSource::Rekordbox);
        let location = in_rekordbox.find(|(_, owned)| !owned.location.is_empty());
        Ok((row, record, location.map(|(_, owned)| owned.location.clone())))
    }
}

/// Gives each record that a rekordbox collection has its element there.
fn with_elements(
    user: &User,
    records: &mut [(TrackRow, ExportRecord, Option<String>)],
) -> Result<(), LibraryError> {
    let locations = records.iter().filter_map(|(.., location)| location.as_deref()).collect();
    let elements = user.elements_at(&locations)?;
    for (_, record, location) in records {
        record.element = location.as_ref().and_then(|location| elements.get(location)).cloned();
    }
    Ok(())
}

/// Where the record lies: for a DJ program as its own collection has it, for others a file of this machine where there is one.
fn file(owned: &[(OwnedSource, Owned)], format: Format) -> Option<PathBuf> {
    let own = match format {
        Format::Rekordbox => Some(OwnedSource::Rekordbox),
        Format::Traktor => Some(OwnedSource::Traktor),
        Format::Serato => Some(OwnedSource::Serato),
        Format::Csv | Format::M3u8 | Format::Jspf | Format::Text => None,
    };
    let behind =
        |source: OwnedSource| (own.is_some_and(|own| own != source), source == OwnedSource::Rekordbox);
    let mut places: Vec<_> = owned.iter().filter(|(_, owned)| !owned.location.is_empty()).collect();
    places.sort_by_key(|(source, _)| behind(*source));
    let path = places.iter().find_map(|(_, owned)| location::from_uri(&owned.location))?;
    // A player reads the name as it is here; a DJ program knows it as its collection has it.
    if own.is_none() { location::present(&path).or(Some(path)) } else { Some(path) }
}
