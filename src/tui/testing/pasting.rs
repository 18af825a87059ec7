//! Pasted lists: shown line by line, turned round, kept; pasted lines are never commands.

use super::Driver;
use crate::tui::{message::Message, terminal::decode::Input};

const LIST: &str = "Kora @ Cellar\n\n00:00 Burial - Archangel\n03:10 ID - ID\n06:20 Mya - Boxcutter\n09:00 Skream - Rutten\n";

fn paste(app: &mut Driver, text: &str) {
    app.send(Message::Input(Input::Paste(text.to_owned())));
    app.settle();
}

#[test]
fn a_pasted_list_is_shown_turned_round_and_kept() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    paste(&mut app, LIST);
    let text = app.text();
    assert!(
        text.contains("Burial – Archangel") && text.contains("3:10") && text.contains("not sure"),
        "{text}"
    );
    let column = |words: &str| text.lines().skip(2).find_map(|line| line.find(words)).unwrap();
    assert!(column("Kora @ Cellar") < column("0:00"), "a title stands out: {text}");
    app.keys("<tab>").settle();
    assert!(app.text().contains("Archangel – Burial"), "{}", app.text());
    assert!(app.text().contains("artists stand first"), "{}", app.text());
    app.keys("<enter>").settle();
    assert!(app.state.popups.is_empty(), "{}", app.text());
    let text = app.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("kept: a set, 3 plays"), "{text}");
    assert!(text.contains("counts like any mix; u takes it out"), "{text}");
    let kept = app.services.lists.lock().unwrap().clone();
    assert_eq!((kept.len(), kept[0].titles_first, &*kept[0].text), (1, Some(true), LIST));
    app.keys("u").settle();
    assert!(app.text().contains("undone: kept: a set"), "{}", app.text());
    assert!(app.services.lists.lock().unwrap().is_empty(), "one undo takes it out");
    app.keys("U").settle();
    assert_eq!(*app.services.lists.lock().unwrap(), kept, "and redo keeps it again");
}

#[test]
fn line_breaks_come_as_the_terminal_sends_them() {
    for lines in ["\r", "\r\n"] {
        let mut app = Driver::usual();
        paste(&mut app, &LIST.replace('\n', lines));
        assert!(app.text().contains("Burial – Archangel"), "{lines:?}: {}", app.text());
        app.keys("<enter>").settle();
        assert_eq!(&*app.services.lists.lock().unwrap()[0].text, LIST);
    }
}

#[test]
fn a_list_that_was_cut_says_so_and_its_torn_line_is_not_read() {
    let mut app = Driver::usual();
    app.send(Message::Input(Input::CutPaste([LIST, "12:00 Krust - War"].concat())));
    app.settle();
    let text = app.text();
    assert!(text.contains("only its first 256 KiB") && !text.contains("Krust"), "{text}");
    paste(&mut app, LIST);
    assert!(!app.text().contains("KiB"), "the next one is whole: {}", app.text());
}

#[test]
fn escape_puts_it_away_and_the_same_list_can_be_pasted_again() {
    let mut app = Driver::usual();
    paste(&mut app, LIST);
    app.keys("<esc>").settle();
    assert!(app.state.popups.is_empty() && !app.text().contains("Archangel"), "{}", app.text());
    assert!(app.services.lists.lock().unwrap().is_empty());
    paste(&mut app, LIST);
    assert!(app.text().contains("Burial – Archangel"), "{}", app.text());
}

#[test]
fn the_command_awaits_a_paste_and_says_what_is_no_list() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys(":paste<enter>").settle();
    assert!(app.text().contains("Paste the list now"), "{}", app.text());
    paste(&mut app, "one line");
    let text = app.text();
    assert!(text.contains("a pasted list") && !text.contains("keep as a set"), "{text}");
    paste(&mut app, LIST);
    assert!(app.text().contains("keep as a set"), "{}", app.text());
}

#[test]
fn fewer_lines_are_words_and_a_box_one_writes_in_takes_its_own() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    paste(&mut app, "Ricardo Villalobos\nDexter\n");
    assert_eq!(app.state.search.prompt.text(), "Ricardo Villalobos Dexter");
    app.keys("<esc>m").settle();
    paste(&mut app, LIST);
    app.keys("<enter>").settle();
    assert!(app.services.stored().notes[0].1.contains("Archangel"));
}
