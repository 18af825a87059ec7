//! How often the wiki is asked.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Nobody is asked more often.
const LEAST: Duration = Duration::from_mins(15);

/// A moment on two clocks: one that stands still while the machine sleeps, and one that people set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// On a clock that only goes forward.
    pub steady: Duration,
    pub wall: Timestamp,
}

/// How often the wiki is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule(Duration);

/// `[update] every` cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("[update] every: {0:?} is no time between 15m and 90d; write \"6h\", or \"\" for never")]
pub struct ScheduleError(String);

impl Schedule {
    /// Reads `30m`, `6h`, `2d`; empty and `off` are never.
    pub fn parse(text: &str) -> Result<Option<Self>, ScheduleError> {
        let text = text.trim();
        if text.is_empty() || text == "off" || text == "never" {
            return Ok(None);
        }
        let bad = || ScheduleError(text.to_owned());
        let unit = text.chars().next_back().ok_or_else(bad)?;
        let number: u64 = text[..text.len() - unit.len_utf8()].trim().parse().map_err(|_| bad())?;
        let minutes = match unit {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            _ => return Err(bad()),
        };
        let every = number.checked_mul(minutes).filter(|m| *m <= 90 * 24 * 60).map(Duration::from_mins);
        every.filter(|every| *every >= LEAST).map(|every| Some(Self(every))).ok_or_else(bad)
    }

    /// Whether it is time again. Either clock may say so: the steady one when somebody has set the wall back, the
    /// wall when the machine has slept.
    pub fn is_due(&self, last: Moment, now: Moment) -> bool {
        let slept = now.wall.duration_since(last.wall).unsigned_abs();
        let wall = if now.wall < last.wall { Duration::ZERO } else { slept };
        now.steady.saturating_sub(last.steady) >= self.0 || wall >= self.0
    }

    /// When it will be time, on the wall.
    pub fn next(&self, last: Moment) -> Timestamp {
        let every = SignedDuration::try_from(self.0).unwrap_or(SignedDuration::MAX);
        last.wall.saturating_add(every).unwrap_or(last.wall)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("15m", 15)]
    #[case(" 6h ", 360)]
    #[case("2 d", 2880)]
    fn a_time_is_read(#[case] text: &str, #[case] minutes: u64) {
        assert_eq!(Schedule::parse(text), Ok(Some(Schedule(Duration::from_mins(minutes)))));
    }

    #[rstest]
    #[case("")]
    #[case("off")]
    fn never_is_never(#[case] text: &str) {
        assert_eq!(Schedule::parse(text), Ok(None));
    }

    #[rstest]
    #[case("1m")]
    #[case("6")]
    #[case("h")]
    #[case("-6h")]
    #[case("91d")]
    #[case("18446744073709551615d")]
    #[case("6 hours ø")]
    fn nonsense_names_the_setting(#[case] text: &str) {
        assert!(Schedule::parse(text).expect_err("refused").to_string().contains("[update] every"));
    }

    fn moment(steady: u64, wall: &str) -> Moment {
        Moment { steady: Duration::from_hours(steady), wall: wall.parse().expect("a time") }
    }

    #[rstest]
    #[case::too_early(moment(5, "2026-01-01T05:00:00Z"), false)]
    #[case::time(moment(6, "2026-01-01T06:00:00Z"), true)]
    #[case::slept(moment(1, "2026-01-01T09:00:00Z"), true)]
    #[case::wall_set_back(moment(6, "2025-06-01T00:00:00Z"), true)]
    #[case::wall_set_back_early(moment(1, "2025-06-01T00:00:00Z"), false)]
    fn either_clock_may_say_that_it_is_time(#[case] now: Moment, #[case] due: bool) {
        let six = Schedule::parse("6h").expect("read").expect("on");
        assert_eq!(six.is_due(moment(0, "2026-01-01T00:00:00Z"), now), due);
    }
}
