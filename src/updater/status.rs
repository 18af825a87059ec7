//! What the updater is doing, for whoever watches.

use std::time::Duration;

use jiff::Timestamp;

use super::Report;
use crate::mixesdb::Progress;

/// What it is doing just now.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Doing {
    /// Nothing.
    #[default]
    Idle,
    /// Asking the wiki what changed.
    Asking,
    /// Fetching pages.
    Fetching {
        /// Pages done.
        done: u64,
        /// Pages to do, where known.
        total: Option<u64>,
    },
    /// Staying away from the wiki for a while.
    Waiting {
        /// For how long.
        wait: Duration,
        /// Why.
        why: String,
    },
    /// Making the new names searchable.
    Publishing,
    /// Fitting the model.
    Refitting {
        /// Half-steps done.
        done: u64,
        /// Half-steps to do.
        total: u64,
    },
}

impl Doing {
    /// From 0 to 1, where known.
    #[must_use]
    pub fn share(&self) -> Option<f32> {
        match *self {
            Self::Fetching { done, total: Some(total) } | Self::Refitting { done, total } if total > 0 => {
                Some((done as f32 / total as f32).min(1.0))
            }
            _ => None,
        }
    }
}

impl From<Progress> for Doing {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Asking => Self::Asking,
            Progress::Fetching { done, total } => Self::Fetching { done, total },
            Progress::Waiting { wait, why } => Self::Waiting { wait, why },
        }
    }
}

impl std::fmt::Display for Doing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Self::Idle => "idle",
            Self::Asking => "asking",
            Self::Fetching { .. } => "fetching",
            Self::Waiting { wait, .. } => return write!(f, "waiting {} s", wait.as_secs().max(1)),
            Self::Publishing => "publishing",
            Self::Refitting { .. } => "refitting",
        };
        f.write_str(name)?;
        match (self.share(), self) {
            (Some(share), _) => write!(f, " {} %", (share * 100.0) as u32),
            (None, Self::Fetching { done, .. }) => write!(f, " {done} pages"),
            _ => Ok(()),
        }
    }
}

/// How the last update ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Last {
    /// When.
    pub at: Timestamp,
    /// What it did, or why it stopped and what to do about it.
    pub outcome: Result<Report, String>,
}

/// The updater as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// Now.
    pub doing: Doing,
    /// The last update of this process.
    pub last: Option<Last>,
    /// When it asks again; `None` while updates are off.
    pub next: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_line_reads_as_the_design_has_it() {
        assert_eq!(Doing::Fetching { done: 41, total: Some(100) }.to_string(), "fetching 41 %");
        assert_eq!(Doing::Fetching { done: 150, total: None }.to_string(), "fetching 150 pages");
        assert_eq!(Doing::Refitting { done: 1, total: 2 }.to_string(), "refitting 50 %");
        assert_eq!(Doing::Idle.to_string(), "idle");
        assert_eq!(Doing::Fetching { done: 9, total: Some(0) }.to_string(), "fetching 9 pages");
    }

    #[test]
    fn more_pages_than_the_wiki_counted_are_not_more_than_all() {
        assert_eq!(Doing::Fetching { done: 300, total: Some(250) }.share(), Some(1.0));
    }
}
