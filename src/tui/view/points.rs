//! The letters of places to mix at, below the spectrogram.

use std::time::Duration;

use crate::{
    app::answer::{MixPoint, Sweep},
    tui::state::audition::On,
};

/// The column of each place in a picture of the whole clip, so many columns wide; of two in one column the earlier.
pub(super) fn over(on: &On, width: u16) -> Vec<(u16, char)> {
    let Some(playing) = on.playing().filter(|playing| !playing.length.is_zero()) else { return Vec::new() };
    columns(on, playing.start, |into| {
        let share = into.div_duration_f64(playing.length);
        (share < 1.0).then_some((share * f64::from(width)) as u16)
    })
}

/// The column of each place in a live picture.
pub(super) fn swept(on: &On, sweep: &Sweep) -> Vec<(u16, char)> {
    let Some(playing) = on.playing() else { return Vec::new() };
    let step = sweep.step().as_millis().max(1);
    let drawn = |time: Duration| time.as_millis() / step;
    let holds = |column: usize, into| sweep.time_at(column).is_some_and(|time| drawn(time) == drawn(into));
    let columns_of = |into| (0..sweep.grid().width).find(|column| holds(*column, into));
    columns(on, playing.start, |into| columns_of(into).map(|column| column as u16))
}

fn columns(on: &On, start: Duration, column: impl Fn(Duration) -> Option<u16>) -> Vec<(u16, char)> {
    let mut letters: Vec<(u16, char)> = Vec::new();
    for MixPoint { kind, at, .. } in on.points.iter().flatten() {
        let at = at.checked_sub(start).and_then(&column);
        if let Some(at) = at.filter(|at| letters.iter().all(|(other, _)| other != at)) {
            letters.push((at, kind.letter()));
        }
    }
    letters
}
