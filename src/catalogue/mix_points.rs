//! Where to mix whole files, by their paths. It lies in `analysed.db`.

use rusqlite::OptionalExtension;

use super::{Catalogue, CatalogueError};

/// Counts up when places are found otherwise; files of an earlier edition are analysed anew.
const EDITION: u32 = 1;

/// Places of a recording, in seconds from its beginning; each where it has one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MixPoints {
    /// Where its drums begin.
    pub first_beat: Option<f32>,
    /// Where it is full for the first time.
    pub intro_end: Option<f32>,
    /// From where on it is full no more.
    pub outro: Option<f32>,
}

impl Catalogue {
    /// Keeps the places of a file that was last changed at `modified` (Unix milliseconds), instead of those it had.
    pub fn keep_mix_points(
        &self,
        path: &str,
        modified: i64,
        points: &MixPoints,
    ) -> Result<(), CatalogueError> {
        let MixPoints { first_beat, intro_end, outro } = points;
        self.in_analysed(|db| {
            db.prepare_cached("INSERT OR REPLACE INTO mix_points VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute((path, modified, EDITION, first_beat, intro_end, outro))
                .map(drop)
        })
    }

    /// The places of a file that was last changed at `modified`; `None` where it was not analysed since.
    pub fn mix_points(&self, path: &str, modified: i64) -> Result<Option<MixPoints>, CatalogueError> {
        self.in_analysed(|db| {
            db.prepare_cached(
                "SELECT first_beat, intro_end, outro FROM mix_points
                     WHERE path = ?1 AND modified = ?2 AND edition = ?3",
            )?
            .query_row((path, modified, EDITION), |row| {
                Ok(MixPoints { first_beat: row.get(0)?, intro_end: row.get(1)?, outro: row.get(2)? })
            })
            .optional()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_hold_until_the_file_or_what_finds_them_changes() {
        let catalogue = Catalogue::open_in_memory().unwrap();
        let points = MixPoints { first_beat: Some(0.5), intro_end: None, outro: Some(301.25) };
        assert_eq!(catalogue.mix_points("/m/a.mp3", 7).unwrap(), None);
        catalogue.keep_mix_points("/m/a.mp3", 7, &points).unwrap();
        catalogue.keep_mix_points("/m/none.mp3", 7, &MixPoints::default()).unwrap();
        assert_eq!(catalogue.mix_points("/m/a.mp3", 7).unwrap(), Some(points));
        assert_eq!(catalogue.mix_points("/m/none.mp3", 7).unwrap(), Some(MixPoints::default()));
        assert_eq!(catalogue.mix_points("/m/a.mp3", 8).unwrap(), None);
        catalogue.analysed().execute("UPDATE mix_points SET edition = 0", []).unwrap();
        assert_eq!(catalogue.mix_points("/m/a.mp3", 7).unwrap(), None);
    }
}
