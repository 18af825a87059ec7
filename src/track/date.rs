//! Dates as pages write them, as far as they are known.

/// `2001-01-31`, `2001-01`, `2001` or `2026-0X` as a number that sorts (`yyyymmdd`); zero where not even the year is known.
#[must_use]
pub fn sortable_date(date: &str) -> u32 {
    let mut parts = date.split('-');
    let mut part = |most: u32| parts.next().and_then(|p| p.parse::<u32>().ok()).filter(|&n| n <= most);
    let Some(year) = part(9999).filter(|&year| year > 0) else { return 0 };
    let month = part(12);
    let day = month.and_then(|_| part(31));
    year * 10_000 + month.unwrap_or(0) * 100 + day.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_sort_by_what_is_known_of_them() {
        assert_eq!(sortable_date("2001-01-31"), 20_010_131);
        assert_eq!(sortable_date("2001-01"), 20_010_100);
        assert_eq!(sortable_date("2026-0X"), 20_260_000);
        assert_eq!(sortable_date("19XX"), 0);
        assert_eq!(sortable_date(""), 0);
    }
}
