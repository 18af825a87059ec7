//! Popups of which the screen has too little room for: they say so, keep their hints, and all of their lines can be reached.

use std::sync::Arc;

use super::{Driver, Fake, export, fake::MIXES};
use crate::{
    export::Format,
    tui::state::{Popup, export::Stage, popup::Lines},
};

fn dug(size: (u16, u16)) -> Driver {
    let mut app = Driver::new(size, Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>W").settle();
    app
}

/// The topmost popup's lines, as they are shown.
fn shown(app: &Driver) -> Option<Lines> {
    let popup: &dyn Popup = app.state.popups.last().expect("a popup").as_ref();
    popup.shown(&app.state, app.state.body(popup))
}

#[test]
fn the_filters_say_that_there_are_more_and_how_all_are_cleared() {
    for size in [(40, 10), (60, 15)] {
        let mut app = dug(size);
        app.keys("F");
        let text = app.text();
        assert!(text.contains(" of 17 ") && text.contains("H clear all"), "{size:?}\n{text}");
        assert!(text.contains('↓') && !text.contains('↑'), "{size:?}\n{text}");
        app.keys("<end>");
        let text = app.text();
        assert!(text.contains("–17 of 17 ") && text.contains('↑'), "{size:?}\n{text}");
        assert!(text.contains("style it sounds like"), "{size:?}\n{text}");
    }
    let mut app = dug((120, 40));
    app.keys("F");
    assert!(!app.text().contains(" of 17"), "all of them are seen\n{}", app.text());
}

#[test]
fn every_box_with_more_than_it_shows_says_so_and_its_last_line_can_be_reached() {
    let mut longer = 0;
    for size in [(40, 10), (60, 15), (80, 24)] {
        for open in ["F", ":", "?", "gj", "gi", "gq", "O", "E", "od", "gp1. A - B<enter>"] {
            let mut app = dug(size);
            app.keys(open).settle();
            let Some(lines) = shown(&app).filter(|lines| lines.end() - lines.first < lines.count) else {
                continue;
            };
            longer += 1;
            let text = app.text();
            assert!(
                text.contains(&format!("–{} of {} ", lines.end(), lines.count)),
                "{size:?} {open}\n{text}"
            );
            for _ in 0..4 * lines.count {
                app.keys(if open == ":" { "<down>" } else { "<pagedown>" });
                if shown(&app).is_some_and(|lines| lines.end() == lines.count) {
                    break;
                }
            }
            let last = shown(&app).expect("lines");
            assert_eq!(last.end(), last.count, "{size:?} {open}\n{}", app.text());
        }
    }
    assert!(longer > 8, "{longer} boxes were too small");
}

#[test]
fn how_a_value_is_written_is_read_whole_at_every_size() {
    for size in [(40, 10), (60, 15), (120, 40)] {
        let mut app = dug(size);
        app.keys("F<home><enter>").settle();
        let words = |app: &Driver| app.text().split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["1995..2005, 2015..,", "2020;", "empty is all years", "enter keep"] {
            assert!(words(&app).contains(part), "{size:?} {part}\n{}", app.text());
        }
        app.keys("2015..<enter>").settle();
        assert!(app.state.refine.filters.years.is_some(), "{}", app.text());
    }
}

#[test]
fn every_line_of_the_export_menu_has_a_key_that_chooses_it() {
    let open = || {
        let mut app = dug((80, 24));
        let queued: Vec<_> = app.state.user.mine.items.iter().map(|item| item.row.id).collect();
        app.state.user.mine.owned.extend(queued);
        app.keys("E");
        for news in export::stages().remove(0) {
            export::tell(&mut app, news);
        }
        app
    };
    let app = open();
    let lines = shown(&app).expect("lines");
    assert!(lines.count > 10, "{}", lines.count);
    let text = app.text();
    for line in 0..lines.count {
        let label = app.state.keys.label(line).expect("a key");
        assert!(text.contains(&format!("│ {label} ")), "{label}\n{text}");
    }
    for (key, format) in [("0", Format::Serato), ("a", Format::Text)] {
        let mut app = open();
        app.keys(key).settle();
        assert_eq!(app.state.export.stage, Stage::Path(format), "{key}\n{}", app.text());
    }
}
