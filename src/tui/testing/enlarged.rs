//! The spectrogram on the whole screen.

use std::{sync::Arc, time::Duration};

use super::{Driver, Fake, fake::MIXES};
use crate::{
    sound::player::PlaybackPhase,
    tui::{
        glyphs::UNICODE,
        layout::{Main, layout},
        message::Message,
        paint::Depth,
        state::{screen::Focus, spectrogram::View},
        terminal::decode::Input,
    },
};

const SECOND: Duration = Duration::from_secs(1);
const SIZES: [(u16, u16); 6] = [(40, 10), (60, 15), (80, 24), (120, 40), (160, 50), (240, 70)];

/// With a record that plays and the spectrogram in focus.
fn playing(size: (u16, u16)) -> Driver {
    let mut app = Driver::with(size, Arc::new(Fake::new(MIXES)), &UNICODE, Depth::Palette);
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("<space>").settle();
    app.keys("<shift-tab>").settle();
    assert_eq!(app.state.screen.focus, Focus::Picture);
    app
}

fn enlarged(app: &Driver) -> bool {
    layout(&app.state).main == Main::Picture
}

/// The same enlarged, where it was not so at once.
fn whole(size: (u16, u16)) -> Driver {
    let mut app = playing(size);
    if !enlarged(&app) {
        app.keys("z").settle();
    }
    app
}

fn title(app: &Driver) -> Option<&str> {
    app.state.audition.on.as_ref().map(|on| on.row.title.as_str())
}

#[test]
fn z_on_it_enlarges_it_and_z_escape_and_q_go_back() {
    for size in SIZES {
        for back in ["z", "<esc>", "q"] {
            let mut app = whole(size);
            assert!(enlarged(&app), "{size:?}");
            let area = layout(&app.state).spectrogram;
            assert!(area.width == size.0 && area.height + 3 >= size.1, "{size:?} {area:?}");
            let canvas = app.state.audition.picture.asked.expect("a picture");
            assert!(canvas.rows >= usize::from(area.height), "it is drawn for that size");
            app.listen(SECOND * 2);
            assert!(app.text().contains("▶ Alien Girl"), "{size:?}\n{}", app.text());
            let playing = title(&app).map(str::to_owned);
            app.keys(back).settle();
            assert!(!enlarged(&app) && !app.state.visit.over, "{size:?} {back}");
            assert_eq!(title(&app).map(str::to_owned), playing, "it plays on");
            assert!(layout(&app.state).list.area() > 0, "{size:?} {back}");
        }
    }
}

#[test]
fn tab_comes_to_it_only_where_it_is_there() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let focus = |app: &mut Driver, keys: &str| {
        app.keys(keys).settle();
        app.state.screen.focus
    };
    let four = [(); 4].map(|()| focus(&mut app, "<tab>"));
    assert_eq!(four, [Focus::Queue, Focus::Why, Focus::List, Focus::Queue]);
    app.keys("<tab><tab><space>").settle();
    let four = [(); 4].map(|()| focus(&mut app, "<tab>"));
    assert_eq!(four, [Focus::Queue, Focus::Why, Focus::Picture, Focus::List]);
    assert_eq!(focus(&mut app, "<shift-tab>"), Focus::Picture);
    assert_eq!(focus(&mut app, "<esc>"), Focus::List);
}

#[test]
fn keys_mean_what_plays() {
    for size in SIZES {
        let mut app = whole(size);
        let rows = app.titles();
        let position = |app: &Driver| app.state.audition.playing().expect("it plays").position;
        let phase = |app: &Driver| app.state.audition.playing().expect("it plays").phase;
        app.keys("j<space>").settle();
        assert_eq!((phase(&app), title(&app)), (PlaybackPhase::Paused, Some(rows[0].as_str())), "{size:?}");
        app.keys("<space>..").settle();
        assert_eq!((phase(&app), position(&app)), (PlaybackPhase::Playing, SECOND * 10));
        app.keys("n").settle();
        assert_eq!(title(&app), Some(rows[1].as_str()));
        app.keys("n").settle();
        app.keys("p").settle();
        assert_eq!((title(&app), app.state.list().cursor), (Some(rows[1].as_str()), 1));
        app.keys("a").settle();
        assert_eq!(app.queue(), [rows[1].clone()], "the record that plays is queued");
        assert_eq!(title(&app), Some(rows[2].as_str()), "and the next one plays, as from the list");
        assert!(enlarged(&app), "{size:?}");
    }
}

#[test]
fn the_next_one_is_beside_what_plays_wherever_the_cursor_is() {
    let mut app = playing((120, 40));
    let rows = app.titles();
    app.keys("<esc>jjj<shift-tab>").settle();
    app.keys("zn").settle();
    assert_eq!((title(&app), app.state.list().cursor), (Some(rows[1].as_str()), 1));
}

#[test]
fn the_live_view_is_enlarged_too_and_none_is_passed_over() {
    let mut app = whole((120, 40));
    app.keys("v").settle().listen(SECOND);
    assert_eq!(app.state.audition.picture.view, View::Sweep);
    let (canvas, _) = app.state.audition.picture.sweep.as_ref().expect("a sweep");
    assert_eq!(canvas.rows, 74);
    app.keys("v").settle();
    assert_eq!(app.state.audition.picture.view, View::Overview);
}

#[test]
fn a_click_seeks_in_it() {
    let mut app = whole((120, 40));
    let area = crate::tui::layout::picture::area(&layout(&app.state));
    app.send(Message::Input(Input::Click(area.x + area.width / 2, area.y + 20)));
    app.settle();
    let position = app.state.audition.playing().expect("it plays").position.as_secs_f64();
    assert!((position - 15.0).abs() < 0.5, "{position}");
}

#[test]
fn the_list_stands_where_it_was_when_the_panes_are_back() {
    let mut app = playing((80, 24));
    app.keys("<esc>Gkkk<shift-tab>").settle();
    let before = (app.state.list().cursor, app.state.list().offset);
    app.keys("z").settle();
    app.keys("z").settle();
    assert_eq!((app.state.list().cursor, app.state.list().offset), before);
}
