//! Dates as pages write them, as far as they are known.

/// `2001-01-31`, `2001-01`, `2001` or `2026-0X` as a number that sorts (`yyyymmdd`); zero where not even the year is known.
pub fn sortable_date(date: &str) -> u32 {
    let mut parts = date.split('-');
    let mut part = |most: u32| parts.next().and_then(|p| p.parse::<u32>().ok()).filter(|&n| n <= most);
    let Some(year) = part(9999).filter(|&year| year > 0) else { return 0 };
    let month = part(12);
    let day = month.and_then(|_| part(31));
    year * 10_000 + month.unwrap_or(0) * 100 + day.unwrap_or(0)
}

/// The number of a whole date (`yyyymmdd`), counted in days; `None` where month or day are not known.
pub fn day_number(sortable: u32) -> Option<i32> {
    let part = |of: u32| i8::try_from(of % 100).ok();
    let year = i16::try_from(sortable / 10_000).ok()?;
    let date = jiff::civil::Date::new(year, part(sortable / 100)?, part(sortable)?).ok()?;
    let since = date.duration_since(jiff::civil::date(1970, 1, 1));
    i32::try_from(since.as_hours() / 24).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_months_and_only_where_they_are_known() {
        assert_eq!(day_number(19_700_102), Some(1));
        assert_eq!(day_number(20_240_301).zip(day_number(20_240_228)).map(|(a, b)| a - b), Some(2));
        for unknown in [0, 20_240_000, 20_240_500, 20_230_229] {
            assert_eq!(day_number(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn dates_sort_by_what_is_known_of_them() {
        assert_eq!(sortable_date("2001-01-31"), 20_010_131);
        assert_eq!(sortable_date("2001-01"), 20_010_100);
        assert_eq!(sortable_date("2026-0X"), 20_260_000);
        assert_eq!(sortable_date("19XX"), 0);
        assert_eq!(sortable_date(""), 0);
    }
}
