//! Pages of DJs, labels, artists and mixes, and records of styles and years without a seed.

use super::Workspace;
use crate::{
    app::failure::Failure,
    library::{
        browse::{Browse, BrowseAnswer},
        query::{ArtistPage, DjPage, LabelPage, MixPage, PageKind},
        similar::controls::Controls,
    },
};

impl Workspace {
    /// What a DJ played.
    pub fn dj(&self, name: &str) -> Result<DjPage, Failure> {
        let snapshot = self.library()?.snapshot();
        Ok(snapshot.tables.dj_page(name).ok_or_else(|| snapshot.unknown(PageKind::Dj, name))?)
    }

    /// What a label put out.
    pub fn label(&self, name: &str) -> Result<LabelPage, Failure> {
        let snapshot = self.library()?.snapshot();
        Ok(snapshot.tables.label_page(name).ok_or_else(|| snapshot.unknown(PageKind::Label, name))?)
    }

    /// What an artist made.
    pub fn artist(&self, name: &str) -> Result<ArtistPage, Failure> {
        let snapshot = self.library()?.snapshot();
        Ok(snapshot.tables.artist_page(name).ok_or_else(|| snapshot.unknown(PageKind::Artist, name))?)
    }

    /// What the mix of that title, or `id:N`, holds.
    pub fn mix(&self, title: &str) -> Result<MixPage, Failure> {
        let library = self.library()?;
        let unknown = || library.snapshot().unknown(PageKind::Mix, title);
        Ok(library.find_mix(title)?.ok_or_else(unknown)?)
    }

    /// Records of styles and years; a style that no mix has is an error.
    pub fn browse(&self, browse: &Browse) -> Result<BrowseAnswer, Failure> {
        let snapshot = self.library()?.snapshot();
        let asked = Controls { styles: browse.styles.clone(), ..Controls::default() };
        match asked.stranger(&snapshot) {
            Some(unknown) => Err(unknown.into()),
            None => Ok(snapshot.tables.browse(browse)),
        }
    }
}
