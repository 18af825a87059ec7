//! The time as the stores keep it, and as one says it.

pub(super) use crate::time::unix as now;

/// A time (UTC seconds) as one says it: `today`, `yesterday`, a day of the last week by its name, else the date.
pub(super) fn day(at: i64) -> String {
    let zone = jiff::tz::TimeZone::system();
    let Ok(at) = jiff::Timestamp::from_second(at) else { return "the last time".to_owned() };
    let (then, today) = (at.to_zoned(zone.clone()).date(), jiff::Timestamp::now().to_zoned(zone).date());
    match (today - then).get_days() {
        0 => "earlier today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=6 => format!("{:?}", then.weekday()),
        _ => then.to_string(),
    }
}
