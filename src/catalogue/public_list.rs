//! Lists of other DJs that were imported as text: mixes of the catalogue like the world's, and the one kind of those that a user takes out.

use super::{Catalogue, CatalogueError, MixOrigin, mixes::from_lines};
use crate::track::MixId;

/// A list of another DJ's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicList {
    /// The mix that it is.
    pub id: MixId,
    /// By what it is known, as [`super::Which::Foreign`].
    pub identity: String,
    /// What it is called.
    pub title: String,
    /// Who played it.
    pub djs: Vec<String>,
    /// As written.
    pub date: Option<String>,
}

impl Catalogue {
    /// The lists of other DJs, by their titles.
    pub fn public_lists(&self) -> Result<Vec<PublicList>, CatalogueError> {
        // Identities begin with the program, so these are a range of the index: dumps have hundreds of thousands beside them.
        self.in_catalogue(|db| {
            db.prepare_cached(
                "SELECT id, foreign_id, title, artists, date FROM mix
                 WHERE foreign_id >= 'list ' AND foreign_id < 'list!' AND origin = ?1 ORDER BY title",
            )?
            .query_map([MixOrigin::Public.number()], |row| {
                let djs = from_lines(&row.get::<_, String>(3)?);
                let (id, identity, title, date) = (MixId(row.get(0)?), row.get(1)?, row.get(2)?, row.get(4)?);
                Ok(PublicList { id, identity, title, djs, date })
            })?
            .collect()
        })
    }

    /// How many lines of a mix are records.
    pub fn n_plays(&self, mix: MixId) -> Result<u64, CatalogueError> {
        let plays =
            self.tracklist(mix, |lines| lines.lines().filter(|(track, _)| track.is_some()).count())?;
        Ok(plays.unwrap_or_default() as u64)
    }
}
