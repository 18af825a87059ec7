//! `Retry-After` (RFC 9110, 10.2.3), and how such a wait is told.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// `Retry-After` as seconds or as a date. The date is held against the answer's own `Date`, so that a wrong clock on
/// this machine changes nothing; without one it is not understood.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp().as_second());
    let now = date(headers.get(DATE)?.to_str().ok()?)?;
    Some(Duration::from_secs(date(value)?.saturating_sub(now).try_into().unwrap_or_default()))
}

/// `90 s`, `5 min`, `24 h`.
pub fn human(wait: Duration) -> String {
    match wait.as_secs() {
        s @ 0..=119 => format!("{s} s"),
        s @ 120..=7199 => format!("{} min", s.div_ceil(60)),
        s => format!("{} h", s.div_ceil(3600)),
    }
}

/// A time on the user's clock, in UTC seconds: `14:05` today, with the day on other days.
pub fn local(at: i64) -> String {
    let zone = jiff::tz::TimeZone::system();
    let Ok(at) = jiff::Timestamp::from_second(at) else { return "some day".to_owned() };
    let (at, now) = (at.to_zoned(zone.clone()), jiff::Timestamp::now().to_zoned(zone));
    let form = if at.date() == now.date() { "%H:%M" } else { "%A %H:%M" };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn waits_are_told_in_words_a_person_uses() {
        assert_eq!(human(Duration::from_secs(90)), "90 s");
        assert_eq!(human(Duration::from_secs(301)), "6 min");
        assert_eq!(human(Duration::from_hours(24)), "24 h");
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().expect("name"), value.parse().expect("value")))
            .collect()
    }

    #[rstest]
    #[case(&[("retry-after", "7")], Some(7))]
    #[case(&[("retry-after", "Mon, 23 Nov 2026 05:00:30 GMT"), ("date", "Mon, 23 Nov 2026 05:00:00 GMT")], Some(30))]
    #[case(&[("retry-after", "Mon, 23 Nov 2026 04:00:00 GMT"), ("date", "Mon, 23 Nov 2026 05:00:00 GMT")], Some(0))]
    #[case(&[("retry-after", "Mon, 23 Nov 2026 05:00:30 GMT")], None)]
    #[case(&[("retry-after", "soon")], None)]
    #[case(&[("retry-after", "-5")], None)]
    #[case(&[], None)]
    fn retry_after_is_read_by_the_sites_clock(
        #[case] pairs: &[(&'static str, &str)],
        #[case] seconds: Option<u64>,
    ) {
        assert_eq!(retry_after(&headers(pairs)), seconds.map(Duration::from_secs));
    }
}
