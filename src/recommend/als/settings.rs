//! What a fit may be told.

pub use crate::config::Recommend as FitSettings;
use crate::recommend::interactions::RowWeights;

/// A fit that did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// `stop` said so.
    #[error("the fit was stopped")]
    Stopped,
    /// A setting that no fit can work with.
    #[error("{0}")]
    Setting(&'static str),
    /// The matrix holds something that is no play value.
    #[error("every value in the matrix must be a finite number of at least zero")]
    Value,
    /// The plays name tracks that are not there, or contradict themselves: the file they come from is damaged.
    #[error("the snapshot's plays are damaged")]
    Damaged,
}

impl FitSettings {
    /// What the weak rows weigh.
    #[must_use]
    pub fn row_weights(&self) -> RowWeights {
        RowWeights { artist: self.artist_weight, label: self.label_weight, period: self.period_weight }
    }

    /// Says what is wrong, if anything is.
    pub fn check(&self) -> Result<(), FitError> {
        let weight = |w: f32| w.is_finite() && w >= 0.0;
        if self.factors == 0 || self.factors > 1024 {
            return Err(FitError::Setting("factors must be 1 to 1024"));
        }
        if !weight(self.regularisation) {
            return Err(FitError::Setting("regularisation must be a finite number of at least 0"));
        }
        if !weight(self.alpha) || self.alpha > 1e6 {
            return Err(FitError::Setting("alpha must be 0 to 1000000"));
        }
        if ![self.artist_weight, self.label_weight, self.period_weight].into_iter().all(weight) {
            return Err(FitError::Setting("row weights must be finite numbers of at least 0"));
        }
        if self.iterations == 0 {
            return Err(FitError::Setting("iterations must be at least 1"));
        }
        Ok(())
    }
}
