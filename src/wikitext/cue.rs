//! Cues: when in a recording an entry begins.

use crate::track::Seconds;

/// A cue as written; what a pair of fields means is decided for the whole page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// None, or one with unknown digits.
    Unknown,
    /// `[075]`: minutes.
    Minutes(u32),
    /// `[12:34]`: hours and minutes or minutes and seconds. `wide` where the first field has three digits.
    Pair { first: u32, second: u32, wide: bool },
    /// `[1:02:03]`, in seconds.
    Full(u32),
}

/// What the pairs of a page mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pairs {
    HoursMinutes,
    MinutesSeconds,
    Unknown,
}

/// The cue that a line begins with, and the rest of the line. Only digits and `?` (or `X`) in one to three fields are a
/// cue: `[Interview]` is none.
pub(super) fn take(line: &str) -> (Cue, &str) {
    let line = line.trim_start();
    let Some((inside, rest)) = line.strip_prefix(['[', '(']).and_then(|line| line.split_once(']')) else {
        return bare(line).unwrap_or((Cue::Unknown, line));
    };
    match read(inside.trim()) {
        Some(cue) => (cue, rest.trim_start()),
        None => (Cue::Unknown, line),
    }
}

/// A time without brackets before an artist and a title: `1:03:20 A - B`.
fn bare(line: &str) -> Option<(Cue, &str)> {
    let (time, rest) = line.split_once(' ')?;
    let is_time = time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let rest = rest.trim_start_matches([' ', '-', '–', '—', '|']);
    let parted = [" - ", " – ", " — ", " -- "].iter().any(|dash| rest.contains(dash));
    let cue = read(time).filter(|cue| is_time && parted && *cue != Cue::Unknown)?;
    Some((cue, rest))
}

fn read(inside: &str) -> Option<Cue> {
    let mut fields = [0_u32; 3];
    let (mut count, mut unknown) = (0, false);
    for field in inside.split([':', '.']) {
        let is_field = !field.is_empty()
            && field.len() <= 4
            && field.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'?' | b'X' | b'x'));
        if !is_field || count == fields.len() {
            return None;
        }
        match field.parse() {
            Ok(number) => fields[count] = number,
            Err(_) => unknown = true,
        }
        count += 1;
    }
    let [a, b, c] = fields;
    let is_cue = inside.bytes().any(|byte| byte.is_ascii_digit() || byte == b'?');
    Some(match count {
        _ if !is_cue => return None,
        _ if unknown => Cue::Unknown,
        1 if inside.len() <= 3 => Cue::Minutes(a),
        2 if b < 60 && a < 1000 => {
            Cue::Pair { first: a, second: b, wide: inside.find([':', '.']) == Some(3) }
        }
        3 if b < 60 && c < 60 && a < 100 => Cue::Full(a * 3600 + b * 60 + c),
        _ => Cue::Unknown,
    })
}

impl Cue {
    /// Whole seconds from the start, if known.
    pub(super) fn seconds(self, pairs: Pairs) -> Option<Seconds> {
        match (self, pairs) {
            (Self::Minutes(minutes), _) => Some(Seconds(minutes * 60)),
            (Self::Full(seconds), _) => Some(Seconds(seconds)),
            (Self::Pair { first, second, .. }, Pairs::HoursMinutes) => {
                Some(Seconds(first * 3600 + second * 60))
            }
            (Self::Pair { first, second, .. }, Pairs::MinutesSeconds) => Some(Seconds(first * 60 + second)),
            (Self::Pair { .. }, Pairs::Unknown) | (Self::Unknown, _) => None,
        }
    }
}

/// Seconds: a page whose records follow each other faster than this has hours and minutes.
const SHORTEST_STEP: u32 = 20;

/// Seconds: a mix whose first known cue is later than this shows the time of day.
const LATEST_FIRST: u32 = 3600;

/// Decides what a page's pairs mean. `cues` are the page's, one list a chapter; `duration` in seconds, where the page has
/// one.
///
/// A first field above 23 or of three digits, or a full `h:mm:ss` beside the pairs, means minutes and seconds. Else the
/// page's duration decides, else the time between two records: three minutes of one reading are three seconds or
/// three hours of the other. What decides must also be in order; a page of clock times (`[21:00]`, `[22:55]`) is none.
pub(super) fn decide(chapters: &[Vec<Cue>], duration: Option<u32>) -> Pairs {
    let mut pairs = chapters.iter().flatten().filter_map(|cue| match cue {
        Cue::Pair { first, wide, .. } => Some((*first, *wide)),
        _ => None,
    });
    let full = chapters.iter().flatten().any(|cue| matches!(cue, Cue::Full(_)));
    if pairs.any(|(first, wide)| first > 23 || wide) || full {
        return in_order(chapters, Pairs::MinutesSeconds);
    }
    let hours = Reading::of(chapters, Pairs::HoursMinutes);
    let minutes = Reading::of(chapters, Pairs::MinutesSeconds);
    let decided = match duration {
        Some(duration) if hours.last <= duration => Some(Pairs::HoursMinutes),
        Some(duration) => (minutes.last <= duration).then_some(Pairs::MinutesSeconds),
        None if hours.steps < 2 => None,
        None if minutes.step >= SHORTEST_STEP => Some(Pairs::MinutesSeconds),
        None => (hours.first < LATEST_FIRST).then_some(Pairs::HoursMinutes),
    };
    decided.map_or(Pairs::Unknown, |pairs| in_order(chapters, pairs))
}

/// The reading, if at most one step in ten goes back.
fn in_order(chapters: &[Vec<Cue>], pairs: Pairs) -> Pairs {
    let reading = Reading::of(chapters, pairs);
    if reading.back * 10 <= reading.steps { pairs } else { Pairs::Unknown }
}

/// What a page's cues look like in one reading, in seconds.
struct Reading {
    first: u32,
    last: u32,
    /// Average from one known cue to the next.
    step: u32,
    steps: usize,
    /// Steps that go back in time.
    back: usize,
}

impl Reading {
    fn of(chapters: &[Vec<Cue>], pairs: Pairs) -> Self {
        let (mut first, mut last, mut forward, mut steps, mut back) = (None, 0, 0_u32, 0, 0);
        for chapter in chapters {
            let mut before: Option<u32> = None;
            for Seconds(now) in chapter.iter().filter_map(|cue| cue.seconds(pairs)) {
                first.get_or_insert(now);
                last = last.max(now);
                if let Some(before) = before {
                    steps += 1;
                    back += usize::from(now < before);
                    forward = forward.saturating_add(now.saturating_sub(before));
                }
                before = Some(now);
            }
        }
        let step = forward / u32::try_from(steps).unwrap_or(u32::MAX).max(1);
        Self { first: first.unwrap_or(0), last, step, steps, back }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Cue, Pairs, Seconds, decide, take};

    fn pair(first: u32, second: u32) -> Cue {
        Cue::Pair { first, second, wide: false }
    }

    #[rstest]
    #[case("[075] A", Cue::Minutes(75), "A")]
    #[case("[00] A", Cue::Minutes(0), "A")]
    #[case("[12:34] A", pair(12, 34), "A")]
    #[case("[090:14] A", Cue::Pair { first: 90, second: 14, wide: true }, "A")]
    #[case("[016.20] A", Cue::Pair { first: 16, second: 20, wide: true }, "A")]
    #[case("[1:02:03] A", Cue::Full(3723), "A")]
    #[case("[0?] A", Cue::Unknown, "A")]
    #[case("[??:??] A", Cue::Unknown, "A")]
    #[case("[9X] A", Cue::Unknown, "A")]
    #[case("[12:75] A", Cue::Unknown, "A")]
    #[case("[99999999999] A", Cue::Unknown, "[99999999999] A")]
    #[case("[Interview] A", Cue::Unknown, "[Interview] A")]
    #[case("[X] A", Cue::Unknown, "[X] A")]
    #[case("(13:08] A", pair(13, 8), "A")]
    #[case("(703) 863", Cue::Unknown, "(703) 863")]
    #[case("[12", Cue::Unknown, "[12")]
    #[case("00:00 A - B", pair(0, 0), "A - B")]
    #[case("1:03:20 - A - B", Cue::Full(3800), "A - B")]
    #[case("10:02 - A", Cue::Unknown, "10:02 - A")]
    #[case("12 A - B", Cue::Unknown, "12 A - B")]
    fn a_line_may_begin_with_a_cue(#[case] line: &str, #[case] cue: Cue, #[case] rest: &str) {
        assert_eq!(take(line), (cue, rest));
    }

    #[test]
    fn a_bare_number_is_minutes() {
        assert_eq!(Cue::Minutes(75).seconds(Pairs::Unknown), Some(Seconds(4500)));
    }

    #[rstest]
    #[case::first_field_above_23(&[pair(3, 0), pair(24, 0)], None, Pairs::MinutesSeconds)]
    #[case::three_digits(&[Cue::Pair { first: 3, second: 20, wide: true }], None, Pairs::MinutesSeconds)]
    #[case::full_times_beside(&[pair(3, 0), Cue::Full(3700)], None, Pairs::MinutesSeconds)]
    #[case::hours_fit_the_duration(&[pair(0, 5), pair(1, 10)], Some(5022), Pairs::HoursMinutes)]
    #[case::hours_are_too_long(&[pair(0, 5), pair(21, 10)], Some(5022), Pairs::MinutesSeconds)]
    #[case::neither_fits(&[pair(10, 5), pair(21, 10)], Some(300), Pairs::Unknown)]
    #[case::three_minutes_apart(&[pair(0, 0), pair(3, 30), pair(7, 10)], None, Pairs::MinutesSeconds)]
    #[case::three_hours_apart_is_three_minutes(&[pair(0, 0), pair(0, 4), pair(0, 9), pair(0, 14)], None, Pairs::HoursMinutes)]
    #[case::time_of_day(&[pair(21, 0), pair(21, 4), pair(21, 9)], None, Pairs::Unknown)]
    #[case::nothing_to_go_by(&[pair(12, 34)], None, Pairs::Unknown)]
    #[case::out_of_order(&[pair(50, 0), pair(3, 0), pair(40, 0)], None, Pairs::Unknown)]
    fn the_page_decides_what_a_pair_means(
        #[case] cues: &[Cue],
        #[case] duration: Option<u32>,
        #[case] pairs: Pairs,
    ) {
        assert_eq!(decide(&[cues.to_vec()], duration), pairs);
    }

    #[test]
    fn each_chapter_starts_anew() {
        let chapters = [vec![pair(3, 0), pair(59, 0)], vec![pair(0, 0), pair(55, 0)]];
        assert_eq!(decide(&chapters, None), Pairs::MinutesSeconds);
    }
}
