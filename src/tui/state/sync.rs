//! How what the screen shows of the user's queue and marks stands to the store.

use std::time::Duration;

use crate::app::Fault;

/// How long after a reading that failed it is tried again.
const RETRY: Duration = Duration::from_secs(3);

/// What of the store is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Nothing was read yet.
    #[default]
    Nothing,
    /// Something older: another queue is open, or the last reading failed.
    Older,
    /// What it held at these versions: the one that was read, and the one it was asked for at.
    Version {
        /// The version that was read.
        read: u64,
        /// The version known when it was asked for; a version that is never given is not asked for for ever.
        asked: u64,
    },
}

/// How the screen and the store stand to each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Sync {
    /// Every change made here is stored.
    Idle {
        /// What is shown.
        shown: Shown,
        /// It is not read before then.
        retry: Duration,
    },
    /// Changes made here are on their way; what the store has is older.
    Saving {
        /// What was shown before them.
        shown: Shown,
        /// So many, at least one.
        changes: usize,
        /// Why the oldest is not stored, where it could not be.
        fault: Option<Fault>,
    },
}

impl Default for Sync {
    fn default() -> Self {
        Self::Idle { shown: Shown::Nothing, retry: Duration::ZERO }
    }
}

impl Sync {
    /// Changes on their way to the store.
    #[must_use]
    pub fn changes(&self) -> usize {
        match self {
            Self::Idle { .. } => 0,
            Self::Saving { changes, .. } => *changes,
        }
    }

    /// Why the oldest change is not stored.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Idle { .. } => None,
            Self::Saving { fault, .. } => fault.as_ref(),
        }
    }

    fn shown(&self) -> Shown {
        match self {
            Self::Idle { shown, .. } | Self::Saving { shown, .. } => *shown,
        }
    }

    /// Whether the store was read at all: until then the queue is not empty but unknown.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.shown() != Shown::Nothing
    }

    /// Whether what is shown is older than what the store holds: another queue is open there, or it could not be read again.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.shown() == Shown::Older
    }

    /// Whether the store is to be read now, which has this version.
    #[must_use]
    pub fn wants(&self, version: u64, now: Duration) -> bool {
        match self {
            Self::Idle { shown: Shown::Version { read, asked }, .. } => ![*read, *asked].contains(&version),
            Self::Idle { retry, .. } => *retry <= now,
            Self::Saving { .. } => false,
        }
    }

    /// When a reading that failed is tried again.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        match self {
            Self::Idle { retry, .. } if !retry.is_zero() => Some(*retry),
            _ => None,
        }
    }

    /// The store was read; false where changes made since would be lost by showing it.
    pub fn read(&mut self, read: u64, asked: u64) -> bool {
        let idle = matches!(self, Self::Idle { .. });
        if idle {
            *self = Self::Idle { shown: Shown::Version { read, asked }, retry: Duration::ZERO };
        }
        idle
    }

    /// The store could not be read; true the first time in a row.
    pub fn unread(&mut self, now: Duration) -> bool {
        let Self::Idle { retry, .. } = self else { return false };
        let first = retry.is_zero();
        *retry = now + RETRY;
        self.reread();
        first
    }

    /// A change is on its way; `reopens` where what is shown is to be read anew after it.
    pub fn change(&mut self, reopens: bool) {
        if reopens {
            self.reread();
        }
        let shown = self.shown();
        *self = match std::mem::take(self) {
            Self::Idle { .. } => Self::Saving { shown, changes: 1, fault: None },
            Self::Saving { changes, fault, .. } => Self::Saving { shown, changes: changes + 1, fault },
        };
    }

    /// What is shown is not what is stored: it is to be read anew.
    pub fn reread(&mut self) {
        let (Self::Idle { shown, .. } | Self::Saving { shown, .. }) = self;
        if *shown != Shown::Nothing {
            *shown = Shown::Older;
        }
    }

    /// The oldest change is stored; true where saving did not work before.
    pub fn saved(&mut self) -> bool {
        let Self::Saving { shown, changes, fault } = self else { return false };
        let again = fault.take().is_some();
        *changes -= 1;
        if *changes == 0 {
            *self = Self::Idle { shown: *shown, retry: Duration::ZERO };
        }
        again
    }

    /// The oldest change cannot be stored; true where that is news.
    pub fn failed(&mut self, why: Fault) -> bool {
        let Self::Saving { fault, .. } = self else { return false };
        let news = fault.as_ref() != Some(&why);
        *fault = Some(why);
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(9);

    fn fault() -> Fault {
        Fault { title: "Cannot save".into(), cause: "disk full".into(), remedy: String::new() }
    }

    #[test]
    fn a_version_is_read_once_even_where_the_store_gives_another() {
        let mut sync = Sync::default();
        assert!(sync.wants(4, NOW) && !sync.is_known());
        assert!(sync.read(5, 4));
        assert!(!sync.wants(4, NOW) && !sync.wants(5, NOW) && sync.wants(6, NOW));
    }

    #[test]
    fn a_reading_that_failed_is_tried_again_later() {
        let mut sync = Sync::default();
        assert!(sync.unread(NOW), "said once");
        assert!(!sync.wants(4, NOW) && sync.wants(4, NOW + RETRY) && !sync.is_known());
        assert!(!sync.unread(NOW + RETRY));
        assert_eq!(sync.retry(), Some(NOW + RETRY * 2));
        assert!(sync.read(4, 4) && sync.retry().is_none());
    }

    #[test]
    fn nothing_is_read_over_a_change_on_its_way() {
        let mut sync = Sync::default();
        sync.read(1, 1);
        sync.change(false);
        sync.change(false);
        assert!(!sync.wants(2, NOW) && !sync.read(2, 2));
        assert!(sync.failed(fault()) && !sync.failed(fault()));
        assert!(sync.saved(), "saving works again");
        assert_eq!((sync.changes(), sync.fault()), (1, None));
        assert!(!sync.saved());
        assert!(sync.wants(2, NOW) && !sync.wants(1, NOW));
    }

    #[test]
    fn another_queue_is_read_once_it_is_stored() {
        let mut sync = Sync::default();
        sync.read(1, 1);
        sync.change(true);
        sync.saved();
        assert!(sync.wants(1, NOW) && sync.is_known());
    }
}
