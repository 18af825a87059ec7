//! What listening costs on the line to the terminal: bytes, counted with the test's clock.

use std::{sync::Arc, time::Duration};

use super::{App, Fake, fake::MIXES};
use crate::tui::{glyphs::UNICODE, paint::Depth, terminal::output::Frames};

const TICK: Duration = Duration::from_millis(100);

#[allow(clippy::print_stdout, reason = "the figure is what this is asked for")]
/// Bytes a second over so many seconds of ten clocks a second each, at 120x40 with half blocks and 256 colours.
fn bytes_a_second(keys: &str, seconds: u32) -> usize {
    let mut app = App::with((120, 40), Arc::new(Fake::new(MIXES)), &UNICODE, Depth::Palette);
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("<space>").settle();
    app.keys(keys).settle();
    // Everything that is drawn once is drawn: the first second passes uncounted, and heard marks with it.
    app.listen(Duration::from_secs(2));
    app.wait(Duration::from_secs(20)).settle();
    let mut frames = Frames::new(false);
    frames.frame(&app.state).unwrap();
    let mut bytes = 0;
    for _ in 0..seconds * 10 {
        app.listen(TICK);
        bytes += frames.frame(&app.state).unwrap().len();
    }
    let each = bytes / seconds as usize;
    println!("{keys:?}: {each} bytes a second at 120x40, half blocks, 256 colours");
    each
}

#[test]
fn the_overview_with_its_playhead_costs_under_3_kb_a_second() {
    assert!((1..3_000).contains(&bytes_a_second("", 20)));
}

#[test]
fn the_live_view_costs_under_6_kb_a_second() {
    assert!((1..6_000).contains(&bytes_a_second("v", 20)));
}

/// What enlarging costs: a column of all rows is written where one of five was.
#[test]
fn enlarged_both_views_cost_what_their_rows_do() {
    assert!((1..10_000).contains(&bytes_a_second("<shift-tab>z", 10)));
    assert!((1..25_000).contains(&bytes_a_second("<shift-tab>zv", 10)));
}

#[test]
fn nothing_is_written_while_it_is_paused() {
    for keys in ["<space>", "v<space>"] {
        assert_eq!(bytes_a_second(keys, 5), 0, "{keys}");
    }
}
