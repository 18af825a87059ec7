//! The fit that a command waits for.

use super::Workspace;
use crate::{app::failure::Failure, jobs::Pools, library::Library, recommend::als::FitProgress};

/// Told how far a fit is.
pub type OnFit<'f> = &'f mut dyn FnMut(FitProgress);

impl Workspace {
    /// Fits the model where it is missing or out of date.
    pub(super) fn fit_if_wanted(library: &Library, pools: &Pools, on: OnFit<'_>) -> Result<(), Failure> {
        if library.wants_fit() {
            library.fit(pools.interactive(), on, &|| false)?;
        }
        Ok(())
    }
}
