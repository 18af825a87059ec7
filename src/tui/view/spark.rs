//! A line of bars: plays by year.

use crate::tui::glyphs::Glyphs;

/// One bar a year from the first to the last, at most `room` of them; years fall together where there are more.
#[must_use]
pub(super) fn spark(years: &[(u16, u32)], room: usize, glyphs: &Glyphs) -> String {
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return String::new() };
    spark_over((first.0, last.0), years, room, glyphs)
}

/// The same over other years, so that the bars of several lines stand under each other.
#[must_use]
pub(super) fn spark_over(
    (first, last): (u16, u16),
    years: &[(u16, u32)],
    room: usize,
    glyphs: &Glyphs,
) -> String {
    let span = usize::from(last.saturating_sub(first)) + 1;
    let bars = span.min(room);
    if bars == 0 {
        return String::new();
    }
    let mut heights = vec![0_u32; bars];
    for (year, plays) in years {
        let at = usize::from(year.saturating_sub(first)) * bars / span;
        heights[at.min(bars - 1)] += plays;
    }
    let most = heights.iter().copied().max().unwrap_or(1).max(1);
    heights
        .into_iter()
        .map(|height| match height {
            0 => " ",
            _ => glyphs.spark[((height * 7).div_ceil(most) as usize).min(7)],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::glyphs::{ASCII, UNICODE};

    #[test]
    fn years_without_a_play_are_gaps_and_the_most_played_is_full() {
        let years = [(1999, 2), (2001, 4), (2003, 1)];
        assert_eq!(spark(&years, 20, &UNICODE), "▅ █ ▃");
        assert_eq!(spark(&years, 20, &ASCII), "+ @ -");
        assert_eq!(spark(&years, 2, &UNICODE).chars().count(), 2);
        assert_eq!(spark(&[], 20, &UNICODE), "");
    }
}
