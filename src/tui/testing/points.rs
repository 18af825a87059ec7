//! Where to mix a file, by keys: the letters below the spectrogram, and jumps between them.

use std::time::Duration;

use super::Driver;
use crate::{
    app::audition::{AudioCommand, FilePart, PlayerCommand, StartAt},
    sound::structure::{MixPoint, PointKind},
    tui::layout,
};

fn point(kind: PointKind, seconds: u64, name: &str) -> MixPoint {
    MixPoint { kind, at: Duration::from_secs(seconds), name: name.to_owned() }
}

/// A file of four minutes, of which the minute from 1:12 on plays.
fn playing(points: Vec<MixPoint>) -> Driver {
    let mut app = Driver::usual();
    app.state.screen.size = (120, 40);
    app.deck.points = points;
    app.deck.files.insert("Alien Girl".into(), Duration::from_mins(4));
    app.keys("phantom<enter>").settle();
    app.keys("<space>").settle();
    app
}

fn found() -> Vec<MixPoint> {
    vec![
        point(PointKind::FirstBeat, 2, ""),
        point(PointKind::IntroEnd, 90, ""),
        point(PointKind::Outro, 200, ""),
    ]
}

/// The letters below the picture, with the share of its width at which each stands.
fn letters(app: &mut Driver) -> Vec<(char, f64)> {
    let axis = layout::layout(&app.state).axis;
    let picture = layout::picture::area(&layout::layout(&app.state));
    let line = app.text().lines().nth(axis.y.into()).unwrap_or_default().replace("drop", "    ");
    let cells = line.chars().enumerate().skip(picture.x.into()).take(picture.width.into());
    let share = |at: usize| (at as f64 - f64::from(picture.x)) / f64::from(picture.width);
    cells.filter(|(_, c)| "bioABm".contains(*c)).map(|(at, c)| (c, share(at))).collect()
}

/// The time of the recording.
fn time(app: &Driver) -> f64 {
    app.state.audition.playing().map_or(-1.0, |on| (on.start + on.position).as_secs_f64())
}

/// What was last asked to play.
fn played(app: &Driver) -> Option<(FilePart, StartAt)> {
    app.deck.commands.iter().rev().find_map(|command| match command {
        AudioCommand::Play { part, from, .. } => Some((*part, *from)),
        _ => None,
    })
}

#[test]
fn the_places_of_the_part_that_plays_stand_below_its_picture() {
    let mut app = playing(found());
    let [('i', share)] = letters(&mut app)[..] else { panic!("{}", app.text()) };
    assert!((share - 18.0 / 60.0).abs() < 0.02, "{share}");
    app.keys("I").settle();
    let all = letters(&mut app);
    let expected = [('b', 2.0), ('i', 90.0), ('o', 200.0)];
    assert_eq!(all.len(), 3, "{}", app.text());
    for ((letter, share), (wanted, at)) in all.into_iter().zip(expected) {
        assert!(letter == wanted && (share - at / 240.0).abs() < 0.02, "{letter} at {share}");
    }
}

#[test]
fn in_the_live_view_a_letter_stands_where_its_moment_was_drawn() {
    let mut app = playing(vec![point(PointKind::IntroEnd, 74, "")]);
    app.keys("v").settle();
    app.listen(Duration::from_secs(1));
    assert_eq!(letters(&mut app), [], "{}", app.text());
    app.listen(Duration::from_secs(2));
    let [('i', _)] = letters(&mut app)[..] else { panic!("{}", app.text()) };
}

#[test]
fn keys_jump_to_the_next_and_the_last_place_and_say_which_it_is() {
    let mut app = playing(found());
    app.keys("}").settle();
    assert!((time(&app) - 90.0).abs() < 0.1, "{}", time(&app));
    assert!(app.text().contains("i end of the intro, 1:30"), "{}", app.text());
    assert_eq!(
        app.deck.commands.last(),
        Some(&AudioCommand::Player(PlayerCommand::Seek(Duration::from_secs(18))))
    );
    // Outside the part, the part that holds it.
    app.keys("}").settle();
    let at = Duration::from_secs(200);
    assert_eq!(played(&app), Some((FilePart::Holding(at), StartAt::At(at))));
    assert!((time(&app) - 200.0).abs() < 0.1, "{}", time(&app));
    assert!(app.text().contains("o start of the outro, 3:20"), "{}", app.text());
    app.keys("}").settle();
    assert!(app.text().contains("No mark after this."), "{}", app.text());
    app.keys("{").settle();
    assert!((time(&app) - 90.0).abs() < 0.1, "{}", time(&app));
    app.keys("{").settle();
    assert!((time(&app) - 2.0).abs() < 0.1, "{}", time(&app));
    app.keys("{").settle();
    assert!(app.text().contains("No mark before this."), "{}", app.text());
}

#[test]
fn of_a_file_that_is_longer_than_it_says_the_part_is_not_said_to_lie_behind_its_end() {
    let mut app = Driver::usual();
    app.state.screen.size = (120, 40);
    app.deck.points = vec![point(PointKind::Outro, 200, "")];
    app.deck.files.insert("Alien Girl".into(), Duration::from_secs(100));
    app.keys("phantom<enter>").settle();
    app.keys("<space>").settle();
    app.keys("}").settle();
    let said = "of 1:40";
    assert!(app.state.audition.playing().is_some_and(|on| on.start > Duration::from_secs(100)));
    assert!(!app.text().contains(said), "{}", app.text());
    app.keys("I").settle();
    assert_eq!(played(&app).map(|(part, _)| part), Some(FilePart::Whole));
}

#[test]
fn keys_pressed_while_a_part_is_looked_for_go_on_from_there() {
    let mut app = playing(found());
    app.keys("{");
    assert!(app.state.audition.playing().is_none(), "it is looked for");
    app.keys("}").settle();
    assert!((time(&app) - 90.0).abs() < 0.1, "{}", time(&app));
}

#[test]
fn cues_are_shown_by_their_letters_and_named() {
    let mut app = playing(vec![
        point(PointKind::HotCue(0), 80, "Drop"),
        point(PointKind::MemoryCue, 100, ""),
        point(PointKind::HotCue(1), 120, ""),
    ]);
    let signs: String = letters(&mut app).into_iter().map(|(letter, _)| letter).collect();
    assert_eq!(signs, "AmB", "{}", app.text());
    app.keys("}").settle();
    assert!(app.text().contains("A Drop, 1:20"), "{}", app.text());
    app.keys("}").settle();
    assert!(app.text().contains("m memory cue, 1:40"), "{}", app.text());
}

#[test]
fn without_a_place_the_keys_say_why() {
    let mut app = playing(Vec::new());
    app.keys("}").settle();
    assert!(app.text().contains("Nothing to mix by was found in it."), "{}", app.text());
    app.keys("n").settle();
    app.keys("}").settle();
    assert!(app.text().contains("Only your own files have marks."), "{}", app.text());
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("{").settle();
    assert!(app.text().contains("Nothing plays; space plays the row."), "{}", app.text());
}

#[test]
fn the_page_of_keys_explains_the_letters() {
    let mut app = Driver::usual();
    app.state.screen.size = (140, 120);
    app.keys("<f1>").settle();
    let text = app.text();
    for words in ["first strong beat", "end of the intro", "start of the outro", "memory cues"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn the_playhead_breaks_no_word_of_the_axis() {
    let mut app = playing(vec![point(PointKind::IntroEnd, 90, "")]);
    let y = usize::from(layout::layout(&app.state).axis.y);
    let mut signs = 0;
    for _ in 0..280 {
        app.listen(Duration::from_millis(100));
        let text = app.text();
        let line = text.lines().nth(y).unwrap_or_default();
        signs += line.matches('▲').count();
        assert!(line.contains("1:20") && line.contains("drop") && line.contains('i'), "{line}");
    }
    assert!(signs > 100, "it is seen between them: {signs}");
}
