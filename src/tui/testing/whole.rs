//! The whole of an own file, its part, and the times below the spectrogram.

use std::time::Duration;

use super::Driver;
use crate::{
    app::audition::{AudioEvent, PlaybackTime},
    sound::player::PlaybackPhase,
    tui::message::Message,
};

const SECOND: Duration = Duration::from_secs(1);

fn dug() -> Driver {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app
}

fn phase(app: &Driver) -> Option<PlaybackPhase> {
    Some(app.state.audition.playing()?.phase)
}

fn position(app: &Driver) -> f64 {
    app.state.audition.playing().map_or(-1.0, |playing| playing.position.as_secs_f64())
}

#[test]
fn a_part_of_ones_own_file_says_which_part_it_is() {
    let mut app = dug();
    app.state.screen.size = (120, 40);
    app.deck.files.insert("Alien Girl".into(), Duration::from_mins(4));
    app.keys("<space>").settle();
    assert!(app.text().contains("file 0:00/1:00 · 1:00 from 1:12 of 4:00 · I whole"), "{}", app.text());
    app.state.screen.size = (80, 24);
    assert!(app.text().contains("file 0:00/1:00 · from 1:12 of 4:00 · I whole"), "{}", app.text());
    app.keys("n").settle();
    assert!(!app.text().contains("whole"), "a preview is no part: {}", app.text());
}

#[test]
fn a_key_plays_the_whole_of_ones_own_file_from_where_it_is_and_the_part_again() {
    let mut app = dug();
    app.state.screen.size = (120, 40);
    app.deck.files.insert("Alien Girl".into(), Duration::from_mins(4));
    app.keys("<space>").settle().listen(SECOND * 5);
    app.keys("I").settle();
    assert!(app.text().contains("file 1:17/4:00"), "{}", app.text());
    assert!(!app.text().contains("I whole"), "{}", app.text());
    assert!(!app.text().contains("its picture comes"), "{}", app.text());
    app.state.audition.picture.whole = None;
    assert!(app.text().contains("its picture comes once all of it has been read"), "{}", app.text());
    assert_eq!(phase(&app), Some(PlaybackPhase::Playing));
    app.keys("<lt><lt><lt>").settle();
    assert!(position(&app).abs() < 0.1, "what lies before the part can be gone to");
    app.keys(">>,<space>").settle();
    assert!((position(&app) - 55.0).abs() < 0.1, "{}", position(&app));
    assert_eq!(phase(&app), Some(PlaybackPhase::Paused), "space pauses the whole as it does a part");
    app.keys("<space>>").settle();
    app.keys("I").settle();
    assert!((position(&app) - 13.0).abs() < 0.2, "the part goes on at the same moment: {}", position(&app));
    assert!(app.text().contains("from 1:12 of 4:00"), "{}", app.text());
    app.keys("In").settle();
    app.keys("p").settle();
    assert!(app.text().contains("from 1:12 of 4:00"), "the next time it is the part: {}", app.text());
}

#[test]
fn a_file_that_cannot_be_read_on_says_so_and_what_has_ended_has_no_sign_of_playing() {
    let mut app = dug();
    app.state.screen.size = (120, 40);
    app.deck.files.insert("Alien Girl".into(), Duration::from_mins(4));
    app.keys("<space>").settle();
    app.keys("I").settle();
    let row = |app: &Driver| {
        let text = app.text();
        text.lines().find(|line| line.contains("Fierce – Alien Girl")).unwrap_or_default().to_owned()
    };
    assert!(row(&app).contains('▶') && app.text().matches('▶').count() > 1, "{}", app.text());
    let on = app.state.audition.on.as_ref().map(|on| on.token).unwrap();
    app.send(Message::Audio(AudioEvent::Broken(on - 1, "of the one before".into())));
    assert!(!app.text().contains("breaks off"));
    app.send(Message::Audio(AudioEvent::Broken(on, "No such file".into())));
    let said = "Alien Girl breaks off, as its file cannot be read on: No such file";
    assert!(app.text().contains(said), "{}", app.text());
    let clock = PlaybackTime { token: on, phase: PlaybackPhase::Ended, position: SECOND, column: None };
    app.send(Message::Audio(AudioEvent::Clock(clock)));
    assert!(!app.text().contains('▶'), "{}", app.text());
}

#[test]
fn what_has_no_whole_says_why() {
    let mut app = dug();
    app.keys("I").settle();
    assert!(app.text().contains("Nothing plays"), "{}", app.text());
    app.keys("<space>I").settle();
    app.keys("I").settle();
    assert!(app.text().contains("This is all of the preview"), "{}", app.text());
    app.deck.files.insert("Fade 2 Black".into(), Duration::from_mins(1));
    app.keys("n").settle();
    app.keys("I").settle();
    assert!(app.text().contains("This is all of the file."), "{}", app.text());
    assert_eq!(phase(&app), Some(PlaybackPhase::Playing));
}

/// The line of times below the spectrogram.
fn axis(app: &Driver) -> String {
    let row = crate::tui::layout::layout(&app.state).axis.y;
    app.text().lines().nth(usize::from(row)).unwrap_or_default().to_owned()
}

#[test]
fn the_times_below_the_spectrogram_are_the_recording_s() {
    let mut app = dug();
    app.state.screen.size = (120, 40);
    app.deck.files.insert("Alien Girl".into(), Duration::from_mins(4));
    app.keys("<space>").settle();
    assert!(axis(&app).contains("1:20") && !axis(&app).contains("0:10"), "{}", axis(&app));
    app.keys("v").settle().listen(SECOND * 3);
    assert!(axis(&app).contains("1:13") && axis(&app).contains("1:14"), "{}", axis(&app));
    assert!(!axis(&app).contains("1:20"), "what is still to come has no time yet: {}", axis(&app));
    app.keys("vvI").settle();
    assert!(axis(&app).contains("0:30") && axis(&app).contains("3:30"), "{}", axis(&app));
    app.keys("n").settle();
    assert!(
        axis(&app).contains("0:05") && axis(&app).contains("0:25"),
        "a preview has its own: {}",
        axis(&app)
    );
}
