//! A mix with all its lines, read from the catalogue.

use std::ops::ControlFlow;

use super::{
    Library, LibraryError,
    query::{EntryRow, MixPage, MixRow},
};
use crate::track::{self, MixId};

impl Library {
    /// The page of the mix of this number or title. One that the tables leave out, as a copy of another, is found too.
    pub fn find_mix(&self, words: &str) -> Result<Option<MixPage>, LibraryError> {
        let snapshot = self.snapshot();
        let id = words.parse::<MixId>().ok();
        let row = match id {
            Some(id) => snapshot.tables.mix_by_id(id),
            None => snapshot.tables.mix_by_title(words),
        };
        match row {
            Some(row) => self.mix_page(row),
            None => self.left_out(id, words),
        }
    }

    /// The page of a mix that is no row of the tables.
    fn left_out(&self, id: Option<MixId>, title: &str) -> Result<Option<MixPage>, LibraryError> {
        let title = track::fold(&title.replace('_', " "));
        let mut found = None;
        self.catalogue().contents()?.mixes(|mix| {
            if id.map_or_else(|| track::fold(mix.title) == title, |id| mix.id == id) {
                let row = MixRow {
                    id: mix.id,
                    date: mix.date.map(str::to_owned),
                    title: mix.title.to_owned(),
                    url: mix.url.map(str::to_owned),
                    whose: mix.origin.whose(),
                };
                found = Some((row, mix.djs.to_vec()));
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        let Some((mix, djs)) = found else { return Ok(None) };
        let Some(entries) = self.entries(mix.id)? else { return Ok(None) };
        let audio = self.catalogue().audio(mix.id)?;
        Ok(Some(MixPage { mix, djs, audio, entries }))
    }

    /// A mix with all its lines.
    pub fn mix_page(&self, mix: u32) -> Result<Option<MixPage>, LibraryError> {
        let snapshot = self.snapshot();
        let row = snapshot.tables.mix_row(mix);
        let Some(entries) = self.entries(row.id)? else { return Ok(None) };
        let audio = self.catalogue().audio(row.id)?;
        Ok(Some(MixPage { djs: snapshot.tables.dj_names(mix), mix: row, audio, entries }))
    }

    /// The lines of a mix; `None` where it is gone.
    pub fn entries(&self, mix: MixId) -> Result<Option<Vec<EntryRow>>, LibraryError> {
        let text = |t: Option<&str>| t.map(str::to_owned);
        Ok(self.catalogue().tracklist(mix, |list| {
            list.lines()
                .map(|(track, e)| EntryRow {
                    kind: e.kind,
                    chapter: text(e.chapter),
                    cue: e.cue,
                    layered: e.layered,
                    track,
                    artist: text(e.artist),
                    title: text(e.title),
                    label: text(e.label),
                    catalogue_number: text(e.catalogue_number),
                    year: e.year,
                    isrc: text(e.isrc),
                    raw: e.raw.to_owned(),
                })
                .collect()
        })?)
    }
}
