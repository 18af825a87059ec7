//! Importing from the screen, and following the deck.

use crate::{
    app::{Question, UserChange, export::ExportCommand},
    tui::testing::Driver,
};

fn asked(app: &mut Driver) -> Vec<Question> {
    app.asked.iter().map(|(_, question)| question.clone()).collect()
}

#[test]
fn what_dj_programs_have_is_listed_and_taken_where_it_is_chosen() {
    let mut app = Driver::usual();
    app.keys("<tab>gi");
    assert!(app.text().contains("looking what DJ programs have here"), "{}", app.text());
    app.settle();
    assert!(app.text().contains("Serato history: 65 files, 2019-03-02 to 2024-05-04"), "{}", app.text());
    app.keys("4");
    let one = vec!["/Users/dj/Music/_Serato_/database V2/0".into()];
    assert_eq!(asked(&mut app), [Question::Import(one)]);
    app.settle();
    assert!(app.state.popups.is_empty() && app.text().contains("Imported: 1 files."), "{}", app.text());
    app.keys("gi").settle();
    app.keys("G<enter>");
    let all = asked(&mut app).into_iter().find_map(|question| match question {
        Question::Import(paths) => Some(paths.len()),
        _ => None,
    });
    assert_eq!(all, Some(67), "all of these");
}

#[test]
fn only_what_can_be_chosen_has_a_digit_and_the_cursor() {
    let mut app = Driver::usual();
    app.keys("<tab>").settle();
    app.keys("gi");
    assert!(!app.text().contains("3 looking") && app.text().contains("  looking what"), "{}", app.text());
    app.keys("3");
    assert!(!app.state.popups.is_empty(), "the line that only tells is no choice");
    assert!(asked(&mut app).iter().all(|question| *question == Question::Places));
    // Round the end: from the first choice up to the last one.
    app.keys("k<enter>");
    let orders = app.services.orders.lock().unwrap().clone();
    assert!(matches!(orders[..], [ExportCommand::Sources]), "Spotify is the last: {orders:?}");
    let mut app = Driver::usual();
    app.services.places.lock().unwrap().clear();
    app.keys("<tab>gi").settle();
    assert!(app.text().contains("   no files of a DJ program"), "{}", app.text());
    app.keys("jj<enter>");
    assert!(app.text().contains("import a file or a folder"), "{}", app.text());
}

#[test]
fn a_path_is_written_completed_and_taken() {
    let mut app = Driver::usual();
    app.keys("<tab>gi").settle();
    app.keys("<enter><tab>");
    assert_eq!(asked(&mut app), [Question::Complete("~/".into())]);
    app.settle();
    assert!(app.text().contains("~/Music/") && app.text().contains("Musik.txt"), "{}", app.text());
    app.keys("a.session");
    assert!(!app.text().contains("Musik.txt"), "the names are of what stood there before: {}", app.text());
    app.keys("<enter>");
    assert_eq!(asked(&mut app), [Question::Import(vec!["~/Music/a.session".into()])]);
    app.settle();
    app.keys("gi").settle();
    app.keys("<enter>/nowhere<esc>");
    assert!(app.state.popups.is_empty() && asked(&mut app).is_empty());
}

#[test]
fn a_path_that_cannot_be_imported_comes_back_with_the_reason() {
    let broken =
        |app: &Driver, broken| app.services.broken.store(broken, std::sync::atomic::Ordering::SeqCst);
    let mut app = Driver::usual();
    app.keys("<tab>gi").settle();
    app.keys("<enter>x<enter>");
    broken(&app, true);
    app.settle();
    let text = app.text();
    let (line, why) =
        (text.find("~/x").expect("what was typed"), text.find("the disk is gone").expect("the reason"));
    assert!(line < why && !text.contains("Imported:"), "{text}");
    app.keys("y");
    assert!(app.text().contains("~/xy") && !app.text().contains("the disk is gone"), "{}", app.text());
    app.keys("<enter>");
    assert_eq!(asked(&mut app), [Question::Import(vec!["~/xy".into()])]);
    // One does something else by now: it is said, and the next box has what was typed.
    app.wait(std::time::Duration::from_secs(5));
    app.settle();
    assert!(app.state.popups.is_empty() && app.text().contains("the disk is gone"), "{}", app.text());
    broken(&app, false);
    app.keys("gi").settle();
    app.keys("<enter>");
    assert!(app.text().contains("~/xy"), "{}", app.text());
    app.keys("<enter>").settle();
    app.keys("gi").settle();
    app.keys("<enter>");
    assert!(!app.text().contains("~/xy"), "what was imported is not offered again: {}", app.text());
}

#[test]
fn an_import_says_that_it_goes_on_and_escape_stops_it() {
    let mut app = Driver::usual();
    app.keys("<tab>gi").settle();
    app.keys("<enter>x<enter>");
    app.wait(std::time::Duration::from_secs(9));
    assert!(app.text().contains("importing ~/x … · 9 s · esc stops it"), "{}", app.text());
    app.keys("gi<enter>y<enter>");
    assert!(app.text().contains("The import before this one still runs"), "{}", app.text());
    app.wait(std::time::Duration::from_secs(9));
    app.keys("<esc>");
    assert!(app.text().contains("The import is stopped"), "{}", app.text());
    app.settle();
    app.keys("gi<enter>x<enter>gi<enter>y<enter><esc>");
    assert!(app.text().contains("The import is stopped"), "{}", app.text());
    app.wait(std::time::Duration::from_secs(9));
    assert!(!app.text().contains("still runs"), "{}", app.text());
    assert!(!app.text().contains("Imported:"), "{}", app.text());
}

#[test]
fn where_there_is_no_deck_to_follow_that_is_said_and_what_to_do() {
    let mut app = Driver::usual();
    app.services.places.lock().unwrap().retain(|place| !place.is_history());
    app.keys("<tab>gf").settle();
    let text = app.text();
    assert!(text.contains("No history of Serato, VirtualDJ, Mixxx or Engine DJ is here"), "{text}");
    assert!(text.contains("looked for in Music") && text.contains("every minute"), "{text}");
    app.keys("2").settle();
    assert!(app.text().contains("a path: a file or a folder") && app.state.visit.deck.is_followed());
    app.keys("<esc>gfgf").settle();
    app.keys("3").settle();
    assert!(!app.state.visit.deck.is_followed() && app.state.popups.is_empty());
    // The list of what can be imported asks the same, and says nothing of the deck.
    app.keys("gi").settle();
    assert!(!app.text().contains("No history of"), "{}", app.text());
}

#[test]
fn the_record_on_the_deck_is_the_seed_until_one_digs() {
    let mut app = Driver::usual();
    let rows: Vec<_> =
        app.state.search.hits.rows.iter().filter_map(|row| row.record().cloned()).take(3).collect();
    let on = |app: &mut Driver, at: usize| {
        *app.services.on_deck.lock().unwrap() = Some(rows[at].clone());
        app.status();
        app.settle();
    };
    app.keys("<tab>gf").settle();
    assert!(app.text().contains("Following the deck"), "{}", app.text());
    on(&mut app, 0);
    assert_eq!(app.state.trail.seeds(), [rows[0].clone()]);
    assert!(app.text().contains("on deck: "), "{}", app.text());
    on(&mut app, 0);
    assert_eq!(app.state.trail.stops().0.len(), 1, "the same record is no new seed");
    on(&mut app, 1);
    assert_eq!(app.state.trail.seeds(), [rows[1].clone()]);
    // A page is left open, and the next record waits behind it.
    app.keys("ga<enter>").settle();
    on(&mut app, 2);
    assert!(app.state.visit.deck.is_followed());
    assert_eq!(app.state.trail.seeds(), [rows[1].clone()]);
    app.keys("h").settle();
    assert_eq!(app.state.trail.seeds(), [rows[2].clone()]);
    app.unsaved.clear();
    app.keys("j<enter>");
    assert!(!app.state.visit.deck.is_followed() && !app.text().contains("on deck: "), "{}", app.text());
    assert!(app.unsaved.contains(&UserChange::Deck { followed: false }));
}
