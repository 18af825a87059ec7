//! The player's clock as the screen hears it: ten times a second while it runs, at once after a command.

use std::{sync::Mutex, time::Instant};

use super::{
    command::{AudioEvent, OnAudio, PlaybackTime, STEP},
    deck::Deck,
    prepare::Sound,
    watch::{Seen, Watch},
};
use crate::{
    app::lock::lock,
    sound::{
        feed::{CHANNELS, RATE},
        player::{PlaybackPhase, PlayerState},
        spectrogram::{COLUMN_WINDOW, Range, column},
    },
};

/// Tells the time until the end.
pub(super) fn run(watch: &Watch, deck: &Mutex<Deck>, tell: &OnAudio) {
    let mut running = None;
    let mut told = None;
    let mut broken = None;
    while let Some(Seen { on, live }) = watch.wait(running) {
        let state = lock(deck).state();
        running = None;
        let (Some((token, sound)), Some((state, now))) = (on, state) else { continue };
        if state.token != Some(token) {
            continue;
        }
        if let Some(why) = sound.cued.failure().filter(|_| broken != Some(token)) {
            tell(AudioEvent::Broken(token, why.to_owned()));
            broken = Some(token);
        }
        let clock = read(token, &sound, &state, now, live);
        running = (state.phase == PlaybackPhase::Playing).then_some(clock.position);
        // Between two tenths of a second nothing moves on the screen.
        let same = |told: &PlaybackTime| {
            told.token == token
                && told.phase == clock.phase
                && told.position.as_millis() / STEP.as_millis()
                    == clock.position.as_millis() / STEP.as_millis()
        };
        if !told.as_ref().is_some_and(same) {
            tell(AudioEvent::Clock(clock.clone()));
            told = Some(clock);
        }
    }
}

fn read(
    token: u64,
    sound: &Sound,
    state: &PlayerState,
    now: Instant,
    live: Option<(usize, Range)>,
) -> PlaybackTime {
    let position = state.position(now);
    let levels = |(rows, range)| {
        let middle = (position.as_secs_f64() * f64::from(RATE)) as i64;
        let around = sound.cued.excerpt(middle - COLUMN_WINDOW as i64 / 2, COLUMN_WINDOW);
        (range, column(&around, CHANNELS, RATE, COLUMN_WINDOW as u64 / 2, rows, range))
    };
    let column = live.filter(|_| state.phase == PlaybackPhase::Playing).map(levels);
    PlaybackTime { token, phase: state.phase, position, column }
}
