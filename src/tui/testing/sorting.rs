//! Filters that are always seen, lists and pages sorted, what is kept away from.

use std::sync::Arc;

use super::{Driver, Fake, fake::MIXES};
use crate::{
    library::query::By,
    tui::{
        layout::{Main, layout},
        message::Message,
        state::{list::Row, sorting::SortBy},
    },
};

#[test]
fn every_filter_that_is_on_says_what_it_hides_at_every_width() {
    for size in [(40, 10), (60, 15), (80, 24), (120, 40), (160, 50), (240, 70)] {
        let mut app = Driver::new(size, Arc::new(Fake::new(MIXES)));
        app.settle();
        app.keys("phantom<enter>").settle();
        app.keys("b").settle();
        app.keys("F<end>kkkkl<esc>").settle();
        let text = app.text();
        let shown = text.lines().filter(|line| line.contains("hidden")).collect::<Vec<_>>().join(" ");
        assert!(shown.contains("fit: ") && shown.contains("2 DJs or more: "), "{size:?}\n{text}");
        assert!(text.contains("H shows all"), "{size:?}\n{text}");
        assert_eq!(layout(&app.state).main, Main::List);
        assert!(layout(&app.state).list.height >= 3, "{size:?}");
        let hidden: u32 = app.state.list().hidden.iter().map(|(_, rows)| rows).sum();
        assert_eq!(hidden as usize + app.titles().len(), app.state.list().all.len(), "{size:?}");
        app.keys("H").settle();
        assert_eq!(app.state.refine.filters.on(), 0);
        assert!(!app.text().contains("hidden"), "{size:?}\n{}", app.text());
    }
}

#[test]
fn many_filters_on_a_small_screen_leave_rows_to_see() {
    let mut app = Driver::new((40, 10), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("F");
    for _ in 0..16 {
        app.keys("l<esc>j");
    }
    app.keys("<esc><esc>").settle();
    app.send(Message::Resize(40, 10));
    assert!(layout(&app.state).list.height >= 3, "{}", app.text());
    assert!(app.text().contains("more: ") || app.text().contains("shows all"), "{}", app.text());
}

#[test]
fn enter_says_what_it_does_in_the_filters() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("F");
    assert!(app.text().contains("enter write years"), "{}", app.text());
    app.keys("j");
    assert!(app.text().contains("enter write names"), "{}", app.text());
    app.keys("jj");
    assert!(app.text().contains("enter next value"), "{}", app.text());
    app.keys("j");
    assert!(app.text().contains("enter on, off"), "{}", app.text());
    app.keys("<enter>").settle();
    assert!(app.state.refine.filters.new_to_me);
    app.keys("H").settle();
    assert!(!app.state.refine.filters.new_to_me && !app.state.popups.is_empty(), "one key clears all");
}

#[test]
fn pages_are_narrowed_by_years_and_sorted() {
    let mut app = Driver::usual();
    app.keys("spastik<enter>").settle();
    app.keys("ga").settle();
    let all = app.titles();
    assert!(all.len() > 1, "{all:?}");
    // The fixture's years: 2003.
    app.keys("F<enter>1990..1999<enter><esc>").settle();
    assert!(app.titles().len() < all.len(), "{}", app.text());
    assert!(
        app.text().contains("out or played 1990..1999: ") && app.text().contains("hidden"),
        "{}",
        app.text()
    );
    app.keys("H").settle();
    assert_eq!(app.titles(), all);
    app.keys("F").settle();
    assert!(!app.text().contains("DJs in common"), "only what narrows a page is offered\n{}", app.text());
}

#[test]
fn while_years_are_a_filter_each_row_says_which_year_it_passed_by() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    assert!(!app.text().contains(" year"), "{}", app.text());
    app.keys("F").settle();
    app.state.popups.clear();
    app.state.refine.filters.years = Some("1990..2017".parse().unwrap());
    let text = app.text();
    let line = |title: &str| text.lines().find(|line| line.contains(title)).unwrap_or_default();
    assert!(text.contains(" year"), "{text}");
    assert!(line("Fade 2 Black").contains("~1999"), "no release year is named: {text}");
    assert!(text.contains("~2014"), "{text}");
}

#[test]
fn the_pages_of_artists_and_labels_say_it_too_and_without_a_filter_only_what_tracklists_name() {
    for page in ["jga", "gl"] {
        let mut app = Driver::usual();
        app.keys("phantom<enter>").settle();
        app.keys(page).settle();
        let about = |app: &Driver| app.text().contains(" ~");
        assert!(app.state.trail.on_a_page() && !about(&app), "{page}: {}", app.text());
        app.keys("F<enter>1980..2020<enter><esc>").settle();
        assert!(about(&app), "{page}: {}", app.text());
    }
}

#[test]
fn a_key_goes_through_the_orders_and_nothing_moves_unasked() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let (found, current) = (app.titles(), app.current());
    app.keys("Z").settle();
    assert_eq!(app.state.list().sort, SortBy::Tempo);
    assert_eq!(app.current(), current, "the cursor stays on its row");
    assert!(app.text().contains("by tempo"), "{}", app.text());
    let tempo = |row: &Row| app.state.refine.facts.of(row.record().unwrap()).tempo.map(|tempo| tempo.value);
    let tempi: Vec<Option<f32>> = app.state.list().rows.iter().map(tempo).collect();
    let known: Vec<f32> = tempi.iter().copied().flatten().collect();
    assert!(known.is_sorted() && tempi[..known.len()].iter().all(Option::is_some), "{tempi:?}");
    let sorted = app.titles();
    app.services.known.store(true, std::sync::atomic::Ordering::SeqCst);
    app.status();
    app.settle();
    assert_eq!(app.titles(), sorted, "what becomes known moves nothing");
    app.services.known.store(false, std::sync::atomic::Ordering::SeqCst);
    for _ in 0..SortBy::ALL.len() {
        if app.state.list().sort != SortBy::Found {
            app.keys("Z").settle();
        }
    }
    assert_eq!((app.state.list().sort, app.titles()), (SortBy::Found, found));
}

#[test]
fn orders_have_names_in_the_palette() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys(":sort").settle();
    let text = app.text();
    for by in ["tempo", "key", "drive", "year", "djs", "name"] {
        assert!(text.contains(&format!("sort by {by}")), "{by}\n{text}");
    }
    app.keys(" by name<enter>").settle();
    let names: Vec<String> =
        app.state.list().rows.iter().filter_map(Row::record).map(|row| row.artist.to_lowercase()).collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn next_has_a_line_between_what_was_played_and_what_is_likely() {
    let fake = Fake::new(MIXES).with_tabs(&[By::Played, By::Next]);
    let mut app = Driver::new((120, 40), Arc::new(fake));
    app.settle();
    app.keys("phantom<enter>2").settle();
    let text = app.text();
    assert!(text.contains("straight after: 1 DJ, 1 time") && text.contains("─── likely ─"), "{text}");
    let divider = app.state.list().rows.iter().position(|row| *row == Row::Divider).unwrap();
    let straight = |row: &Row| matches!(row, Row::Similar(row) if row.straight_after.is_some());
    assert!(app.state.list().rows[..divider].iter().all(straight));
    assert!(!app.state.list().rows[divider + 1..].iter().any(straight));
    for _ in 0..divider {
        app.keys("j");
    }
    assert_eq!(app.state.list().cursor, divider + 1, "the cursor steps over the line");
    assert!(app.text().contains(&format!("{} of {}", divider + 1, app.titles().len())), "{}", app.text());
    app.keys("k");
    assert_eq!(app.state.list().cursor, divider - 1);
    app.keys("Z").settle();
    assert!(!app.state.list().rows.contains(&Row::Divider), "sorted there is no line");
}

#[test]
fn less_of_this_is_asked_for_shown_kept_and_taken_back() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let away = app.titles()[0].clone();
    app.keys("L").settle();
    assert!(app.text().contains(&format!("less of {away}")), "{}", app.text());
    assert!(app.text().contains("seeds changed: r refresh"), "it never moves under the cursor");
    app.keys("r").settle();
    assert!(!app.titles().contains(&away));
    app.keys("q").settle();
    let mut again = Driver::new((120, 40), app.services.clone());
    again.settle();
    assert!(again.text().contains(&format!("less of {away}")), "it is kept\n{}", again.text());
    again.keys("gg").settle();
    again.keys("kk").settle();
    assert!(again.text().contains("less of: "), "the header leads to it\n{}", again.text());
    again.keys("L").settle();
    again.keys("<esc>r").settle();
    assert!(again.titles().contains(&away));
}

#[test]
fn djs_of_the_mixes_that_hold_a_seed_are_counted_anew_once_the_seeds_change() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    // Of these no mix holds the seed; one of the mixes of the first holds the second.
    let at = |app: &Driver, title: &str| app.titles().iter().position(|one| one == title).expect("its row");
    let (dexter, spastik) = (at(&app, "Dexter"), at(&app, "Spastik"));
    let go = |app: &mut Driver, row: usize| {
        app.keys("gg");
        app.keys(&"j".repeat(row)).settle();
    };
    go(&mut app, spastik);
    app.keys("s").settle();
    go(&mut app, dexter);
    let text = app.text();
    assert!(text.contains("both its mixes hold a seed") && text.contains("2 DJs"), "{text}");
    assert!(!text.contains("0 DJs"), "{text}");
}

#[test]
fn seeds_are_undone_and_redone_unless_they_have_changed_since() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let away = app.titles()[0].clone();
    app.keys("Lr").settle();
    assert!(!app.titles().contains(&away));
    app.keys("ur").settle();
    assert!(app.text().contains(&format!("undone: less of {away}")), "{}", app.text());
    assert!(app.titles().contains(&away));
    app.keys("Ur").settle();
    assert!(!app.titles().contains(&away));
    app.keys("s").settle();
    assert_eq!(app.state.trail.seeds().len(), 2);
    app.keys("u").settle();
    assert_eq!(app.state.trail.seeds().len(), 1);
    app.keys("j<enter>").settle();
    let here = app.state.trail.seeds().to_vec();
    app.keys("u").settle();
    assert_eq!(app.state.trail.seeds(), here, "another place's seeds are not touched");
}
