//! What changed on the wiki: fetched, refitted, published.

use tokio_util::sync::CancellationToken;

use super::Workspace;
use crate::{
    app::failure::Failure,
    config,
    updater::{self, Order, Slice, SliceOffer, UpdateActivity, UpdateReport},
};

impl Workspace {
    /// Fetches what changed, of another slice from now on where one is given.
    pub fn update(
        &self,
        order: &Order,
        slice: Option<&Slice>,
        on: &mut dyn FnMut(UpdateActivity),
    ) -> Result<UpdateReport, Failure> {
        let mut settings = self.settings.clone();
        if let Some(slice) = slice {
            config::edit(&self.paths.config, &slice.values())?;
            slice.apply(&mut settings);
        }
        let library = self.library()?;
        let (pools, stop) = (Self::pools()?, CancellationToken::new());
        Ok(updater::update(&library, &settings, order, pools.interactive(), on, &stop, &|| {})?)
    }

    /// Slices of the wiki with their size and time, these styles' among them.
    pub fn slices(&self, styles: &[String]) -> Result<Vec<SliceOffer>, Failure> {
        Ok(updater::offers(&self.paths.catalogue_db(), &self.settings, styles, &|| false)?)
    }
}
