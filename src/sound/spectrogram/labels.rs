//! What stands beside and below the picture.

use std::time::Duration;

use super::{bands::Range, live::Sweep};

/// The frequency of each row, top first, at most three characters: `16k`, `2k4`, `250`; empty between where rows are many.
pub fn hertz_labels(rows: usize, range: Range) -> Vec<String> {
    let every = rows.div_ceil(8).max(1);
    let label = |row: usize| {
        // Counted from the bottom, so that the bass always has its label.
        if (rows - 1 - row).is_multiple_of(every) { short(range.middle(row, rows)) } else { String::new() }
    };
    (0..rows).map(label).collect()
}

/// `60`, `2k4` (2.4 kHz, as circuit diagrams write it), `16k`.
fn short(hertz: f32) -> String {
    if hertz < 950.0 {
        return format!("{:.0}", (hertz / 10.0).round() * 10.0);
    }
    let tenths = (hertz / 100.0).round() as u32;
    match (tenths / 10, tenths % 10) {
        (kilo, fraction) if fraction > 0 && kilo < 3 => format!("{kilo}k{fraction}"),
        _ => format!("{:.0}k", hertz / 1000.0),
    }
}

/// Columns that a time and the space behind it take.
const ROOM: f64 = 10.0;
/// Seconds between two times, from which the first is taken that leaves room.
const STEPS: [u32; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600];

/// Where times stand below a picture of `width` columns that shows `seconds` from `start` on: column and `m:ss`.
pub fn time_labels(width: usize, start: f64, seconds: f64) -> Vec<(usize, String)> {
    if width == 0 || seconds <= 0.0 {
        return Vec::new();
    }
    let step = step(seconds / width as f64);
    let first = (start.max(0.0) / f64::from(step)).ceil() as u32;
    let end = (start + seconds).ceil() as u32;
    (first.saturating_mul(step)..end)
        .step_by(step as usize)
        .map(|second| (((f64::from(second) - start) / seconds * width as f64) as usize, text(second)))
        .filter(|(column, text)| column + text.len() <= width)
        .collect()
}

/// Where times stand below what was swept of a clip that begins at `start`: each where that time was drawn.
pub fn swept_labels(sweep: &Sweep, start: Duration) -> Vec<(usize, String)> {
    let width = sweep.grid().width;
    let column_ms = sweep.step().as_millis();
    let step_ms = u128::from(step(sweep.step().as_secs_f64())) * 1_000;
    let mut free = 0;
    let mut labels = Vec::new();
    for column in 0..width {
        let Some(time) = sweep.time_at(column) else { continue };
        let begins = start.as_millis() + time.as_millis() / column_ms * column_ms;
        let text = text((begins / 1_000) as u32);
        if begins % step_ms < column_ms && column >= free && column + text.len() <= width {
            free = column + text.len() + 1;
            labels.push((column, text));
        }
    }
    labels
}

/// Seconds between two times where a column stands for so many.
fn step(column: f64) -> u32 {
    let room = ROOM * column;
    let hours = (room / 3_600.0).ceil() as u32;
    STEPS.into_iter().find(|step| f64::from(*step) >= room).unwrap_or(hours.saturating_mul(3_600))
}

/// `m:ss`, or `h:mm:ss`.
fn text(second: u32) -> String {
    let (minute, second) = (second / 60, second % 60);
    match minute / 60 {
        0 => format!("{minute}:{second:02}"),
        hour => format!("{hour}:{:02}:{second:02}", minute % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_in_three_characters() {
        for rows in 1..40 {
            for range in Range::ALL {
                let labels = hertz_labels(rows, range);
                assert_eq!(labels.len(), rows);
                assert!(labels.iter().all(|label| label.len() <= 3), "{labels:?}");
                assert!(!labels[rows - 1].is_empty());
            }
        }
        assert_eq!(
            hertz_labels(5, Range::Full),
            ["9k", "2k4", "690", "200", "60"].map(String::from).to_vec()
        );
    }

    #[test]
    fn times_keep_their_distance() {
        let labels = time_labels(112, 0.0, 30.0);
        assert_eq!(labels[1], (18, "0:05".to_owned()));
        assert_eq!(labels.len(), 6);
        assert!(time_labels(20, 0.0, 30.0).len() <= 2);
        assert!(time_labels(0, 0.0, 30.0).is_empty());
        for (width, seconds) in [(75, 120.0), (75, 7_200.0), (36, 36_000.0), (236, 900_000.0)] {
            let long = time_labels(width, 0.0, seconds);
            let ends = |pair: &[(usize, String)]| pair[1].0 > pair[0].0 + pair[0].1.len();
            assert!(long.windows(2).all(ends), "{long:?}");
        }
        assert_eq!(time_labels(75, 0.0, 7_200.0)[3], (37, "1:00:00".to_owned()));
    }

    #[test]
    fn a_part_has_the_times_of_the_recording() {
        let labels = time_labels(60, 40.0, 60.0);
        assert_eq!(labels[0], (0, "0:40".to_owned()));
        assert_eq!(labels[1], (10, "0:50".to_owned()));
        let odd = time_labels(60, 72.4, 60.0);
        assert_eq!(odd[0], (7, "1:20".to_owned()));
    }

    #[test]
    fn what_is_swept_has_the_time_at_which_it_was_drawn() {
        let mut sweep = Sweep::new(30, 1, Duration::from_millis(100));
        let mut to = |from: u64, to: u64| {
            for tenth in from..to {
                sweep.advance(Duration::from_millis(tenth * 100 + 30), |_| vec![9]);
            }
            swept_labels(&sweep, Duration::from_millis(39_950))
        };
        let label = |column: usize, text: &str| (column, text.to_owned());
        assert_eq!(to(0, 5), [label(1, "0:40")], "nothing is said of what is still to come");
        assert_eq!(to(5, 30), [label(1, "0:40"), label(11, "0:41"), label(21, "0:42")]);
        assert_eq!(to(30, 45), [label(1, "0:43"), label(11, "0:44"), label(21, "0:42")]);
        // A jump back by less than the picture is wide leaves what stood there; a far one does not.
        assert_eq!(to(40, 42), [label(1, "0:43"), label(11, "0:44"), label(21, "0:42")]);
        assert_eq!(to(600, 603), [label(1, "1:40")]);
    }
}
