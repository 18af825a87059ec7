//! What the updater is doing, for whoever watches.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::UpdateReport;
use crate::{mixesdb::CrawlProgress, track::thousands};

/// What it is doing just now.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum UpdateActivity {
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
        /// The month whose mixes were fetched last, where known.
        at: Option<String>,
        /// How long it takes still, at the pace so far.
        left: Option<Duration>,
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

impl UpdateActivity {
    /// From 0 to 1, where known.
    pub fn share(&self) -> Option<f32> {
        match *self {
            Self::Fetching { done, total: Some(total), .. } | Self::Refitting { done, total }
                if total > 0 =>
            {
                Some((done as f32 / total as f32).min(1.0))
            }
            _ => None,
        }
    }
}

/// How fast pages come, for saying how long it takes still.
#[derive(Debug, Default)]
pub(super) struct Speed {
    /// When the first word of it came, and how many pages were done then.
    begun: Option<(Instant, u64)>,
    /// The month that was named last; it stands until another is.
    at: Option<String>,
}

/// Until so long after the begin nobody can tell.
const TELLS: Duration = Duration::from_secs(3);

impl Speed {
    /// What is told of `progress` now.
    pub(super) fn doing(&mut self, progress: CrawlProgress) -> UpdateActivity {
        match progress {
            CrawlProgress::Asking => UpdateActivity::Asking,
            CrawlProgress::Waiting { wait, why } => UpdateActivity::Waiting { wait, why },
            CrawlProgress::Fetching { done, total, at } => {
                let (begun, before) = *self.begun.get_or_insert_with(|| (Instant::now(), done));
                let to_do = total.map(|total| total.saturating_sub(done));
                let left = to_do.and_then(|to_do| left(begun.elapsed(), done.saturating_sub(before), to_do));
                self.at = at.or(self.at.take());
                UpdateActivity::Fetching { done, total, at: self.at.clone(), left }
            }
        }
    }
}

fn left(passed: Duration, done: u64, to_do: u64) -> Option<Duration> {
    (done > 0 && passed >= TELLS)
        .then(|| Duration::try_from_secs_f64(passed.as_secs_f64() / done as f64 * to_do as f64).ok())?
}

impl std::fmt::Display for UpdateActivity {
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
        match self {
            Self::Fetching { done, total, at, left } => {
                if let Some(at) = at {
                    write!(f, " {at},")?;
                }
                write!(f, " {}", thousands(*done))?;
                match total {
                    Some(total) => write!(f, " of {}", thousands(*total))?,
                    None => f.write_str(" pages")?,
                }
                left.map_or(Ok(()), |left| write!(f, ", {} left", roughly(left)))
            }
            _ => self.share().map_or(Ok(()), |share| write!(f, " {} %", (share * 100.0) as u32)),
        }
    }
}

/// `1 min`, `25 min`, `4 h`: as people say how long something takes.
pub fn roughly(time: Duration) -> String {
    match time.as_secs() {
        0..5400 => format!("{} min", time.as_secs().div_ceil(60).max(1)),
        seconds => format!("{} h", (seconds + 1800) / 3600),
    }
}

/// How the last update ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Last {
    /// When.
    pub at: Timestamp,
    /// What it did, or why it stopped and what to do about it.
    pub outcome: Result<UpdateReport, String>,
}

/// The updater as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdaterStatus {
    /// Now.
    pub doing: UpdateActivity,
    /// The last update of this process.
    pub last: Option<Last>,
    /// When it asks again; `None` while updates are off or paused.
    pub next: Option<Timestamp>,
    /// Somebody has paused it; asking for an update goes on.
    pub paused: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetching(done: u64, total: Option<u64>, at: Option<&str>, left: Option<u64>) -> UpdateActivity {
        UpdateActivity::Fetching {
            done,
            total,
            at: at.map(str::to_owned),
            left: left.map(Duration::from_secs),
        }
    }

    #[test]
    fn the_status_line_says_where_how_far_and_how_long() {
        assert_eq!(
            fetching(31_200, Some(280_000), Some("2024-03"), Some(14_000)).to_string(),
            "fetching 2024-03, 31,200 of 280,000, 4 h left"
        );
        assert_eq!(fetching(41, Some(100), None, Some(20)).to_string(), "fetching 41 of 100, 1 min left");
        assert_eq!(fetching(1_500, None, None, None).to_string(), "fetching 1,500 pages");
        assert_eq!(UpdateActivity::Refitting { done: 1, total: 2 }.to_string(), "refitting 50 %");
        assert_eq!(UpdateActivity::Idle.to_string(), "idle");
    }

    #[test]
    fn the_month_stands_until_another_one_is_named() {
        let mut speed = Speed::default();
        let mut at = |at: Option<&str>| {
            let progress = CrawlProgress::Fetching { done: 1, total: None, at: at.map(str::to_owned) };
            match speed.doing(progress) {
                UpdateActivity::Fetching { at, .. } => at,
                other => panic!("{other:?}"),
            }
        };
        let told = [None, Some("2024-03"), None, Some("2024-02")].map(&mut at);
        let month = |month: &str| Some(month.to_owned());
        assert_eq!(told, [None, month("2024-03"), month("2024-03"), month("2024-02")]);
    }

    #[test]
    fn more_pages_than_the_wiki_counted_are_not_more_than_all() {
        assert_eq!(fetching(300, Some(250), None, None).share(), Some(1.0));
        assert_eq!(fetching(9, Some(0), None, None).share(), None);
    }

    #[test]
    fn what_is_left_follows_from_the_pace_so_far() {
        let seconds = Duration::from_secs;
        assert_eq!(left(seconds(100), 50, 150), Some(seconds(300)));
        assert_eq!(left(seconds(1), 50, 150), None, "too early to tell");
        assert_eq!(left(seconds(100), 0, 150), None);
        let told = [0, 59, 61, 1_500, 5_399, 5_400, 21_600].map(|s| roughly(seconds(s)));
        assert_eq!(told, ["1 min", "1 min", "2 min", "25 min", "90 min", "2 h", "6 h"]);
    }
}
