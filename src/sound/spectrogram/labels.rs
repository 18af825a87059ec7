//! What stands beside and below the picture.

use super::bands::Range;

/// The frequency of each row, top first, at most three characters: `16k`, `2k4`, `250`; empty between where rows are many.
#[must_use]
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

/// Where times stand below a picture of `width` columns and `seconds`: column and `m:ss`, at steps of 1, 2, 5, 10 … s that leave room.
#[must_use]
pub fn time_labels(width: usize, seconds: f64) -> Vec<(usize, String)> {
    if width == 0 || seconds <= 0.0 {
        return Vec::new();
    }
    let room = 10.0 * seconds / width as f64;
    let steps = [1_u32, 2, 5, 10, 15, 30, 60, 120, 300];
    let step = steps.into_iter().find(|step| f64::from(*step) >= room).unwrap_or(600);
    (0..seconds.ceil().min(f64::from(u32::MAX)) as u32)
        .step_by(step as usize)
        .map(|second| {
            let column = (f64::from(second) / seconds * width as f64) as usize;
            (column, format!("{}:{:02}", second / 60, second % 60))
        })
        .filter(|(column, text)| column + text.len() <= width)
        .collect()
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
        let labels = time_labels(112, 30.0);
        assert_eq!(labels[1], (18, "0:05".to_owned()));
        assert_eq!(labels.len(), 6);
        assert!(time_labels(20, 30.0).len() <= 2);
        assert!(time_labels(0, 30.0).is_empty());
        let long = time_labels(75, 120.0);
        assert!(long.windows(2).all(|pair| pair[1].0 >= pair[0].0 + 6), "{long:?}");
    }
}
