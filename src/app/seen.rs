//! Records between the stores, which keep them as seen, and lists, which show the catalogue's row.

use crate::{
    catalogue::{self, Seen},
    library::{Library, query::TrackRow, unknown_row},
    track::TrackId,
};

/// A record as the catalogue has it, else as it was seen. Not to be called by who holds the catalogue.
pub(super) fn row(library: &Library, track: &Seen) -> Result<TrackRow, catalogue::CatalogueError> {
    let row = library.catalogue().resolve(track)?;
    let snapshot = library.snapshot();
    let row = row.and_then(|id| snapshot.tables.row_of(id));
    Ok(row.map_or_else(|| outside(track), |row| snapshot.tables.track_row(row)))
}

/// A record that no mix has, as it was seen.
pub(super) fn outside(track: &Seen) -> TrackRow {
    TrackRow { id: TrackId::outside(&track.key), ..unknown_row(&track.name) }
}

/// A row's record, as it is seen now.
pub(super) fn seen(row: &TrackRow) -> Seen {
    Seen::new(row.name())
}
