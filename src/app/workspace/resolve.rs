//! The record that a TRACK argument names.

use super::Workspace;
use crate::{
    app::{failure::Failure, link},
    catalogue::User,
    library::{
        Library, OwnedIndex,
        query::TrackPage,
        resolve::{self, ResolvedRecord},
    },
    preview::Previews,
    track::Name,
};

impl Workspace {
    /// Where and by whom the record was played that the words name.
    pub fn track(&self, words: &str) -> Result<TrackPage, Failure> {
        let (library, user) = self.stores()?;
        let snapshot = library.snapshot();
        let row = self.resolve(&library, &user, words)?.row;
        Ok(match snapshot.tables.row_of(row.id) {
            Some(known) => snapshot.tables.track_page(known),
            None => TrackPage { track: row, plays: Vec::new() },
        })
    }

    /// The record of one TRACK argument, of a mix or of the user. A link to Spotify and an ISRC are their record's name.
    pub(super) fn resolve(
        &self,
        library: &Library,
        user: &User,
        words: &str,
    ) -> Result<ResolvedRecord, Failure> {
        self.resolve_among(library, &*library.mine(user)?, words)
    }

    /// The same where what is the user's is known.
    pub(super) fn resolve_among(
        &self,
        library: &Library,
        mine: &OwnedIndex,
        words: &str,
    ) -> Result<ResolvedRecord, Failure> {
        let asked = self.linked(words)?.map(|name| link::spoken(&name));
        let asked = asked.as_deref().unwrap_or(words);
        resolve::resolve(library, mine, asked)?.map_err(|unknown| Failure::from((asked, unknown)))
    }

    /// The record that a link to Spotify or an ISRC leads to; `None` where the words are neither. A code that no collection has is
    /// asked for at Deezer.
    pub(super) fn linked(&self, words: &str) -> Result<Option<Name>, Failure> {
        let at_deezer = |isrc: &str| {
            let previews = Previews::new(&self.paths, &self.settings).map_err(|e| e.to_string())?;
            let name = previews.by_isrc(isrc, &|| false).map_err(|silent| silent.why())?;
            name.ok_or_else(|| "neither your files nor Deezer have it".to_owned())
        };
        Ok(link::linked(&self.settings, &self.paths, words, at_deezer)?)
    }
}
