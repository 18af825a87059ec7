//! An evening of digging, by keys.

use std::{sync::Arc, time::Duration};

use super::{Driver, Fake, fake::MIXES};
use crate::{
    app::Opinion,
    tui::{message::Message, state::screen::Focus, terminal::decode::Input},
};

#[test]
fn type_choose_see_queue_quit_and_come_back() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    assert_eq!(app.titles()[0], "Alien Girl", "{:?}", app.titles());
    app.keys("a").settle();
    app.keys("ja").settle();
    assert_eq!(app.queue(), ["Alien Girl", "Fade 2 Black"]);
    app.keys("q").settle();
    assert!(app.over);
    let services = app.services.clone();
    let mut again = Driver::new((80, 24), services);
    again.settle();
    assert_eq!(again.queue(), ["Alien Girl", "Fade 2 Black"]);
    assert_eq!(again.state.screen.focus, Focus::List);
    assert_eq!(again.current().as_deref(), Some("Souljah - Fade 2 Black"));
    assert!(again.text().contains("Phantom Force"));
}

#[test]
fn keys_typed_at_once_mean_the_same_as_typed_slowly() {
    for script in
        ["phantom<enter>od", "phantom<enter>gm", "phantom<enter>*<enter>w<enter>", "phantom<enter>jgdjj"]
    {
        let mut slow = Driver::usual();
        for chord in super::driver::chords(script) {
            slow.send(Message::Input(Input::Key(chord)));
            slow.settle();
        }
        let mut fast = Driver::usual();
        fast.keys(script).settle();
        assert_eq!(fast.text(), slow.text(), "{script}");
    }
    let script = "phantom<enter>ja<tab>K/dex<enter>fGx";
    let mut slow = Driver::usual();
    for chord in super::driver::chords(script) {
        slow.send(Message::Input(Input::Key(chord)));
        slow.settle();
    }
    let mut fast = Driver::usual();
    fast.keys(script).settle();
    assert_eq!(fast.queue(), slow.queue());
    assert_eq!(fast.current(), slow.current());
    assert_eq!(fast.text(), slow.text());
    assert_eq!(fast.services.stored().verdicts, slow.services.stored().verdicts);
    assert_eq!(slow.services.stored().verdicts.len(), 2);
}

#[test]
fn a_key_for_a_row_waits_for_the_hits_of_what_was_typed_last() {
    let queued = |script: &[&str]| {
        let mut app = Driver::usual();
        app.keys("phantom").settle();
        assert_eq!(app.titles()[0], "Phantom Force");
        for keys in script {
            app.keys(keys).settle();
        }
        app.queue()
    };
    let slow = queued(&["<ctrl-u>", "dex", "<tab>", "a"]);
    assert_eq!(queued(&["<ctrl-u>dex<tab>a"]), slow);
    assert!(slow.len() == 1 && slow[0] != "Phantom Force", "{slow:?}");
}

#[test]
fn held_keys_do_not_wait_for_ever_and_escape_drops_them() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>");
    assert_eq!(app.state.screen.focus, Focus::Prompt, "the hits are not here yet");
    app.keys("<esc>");
    app.settle();
    assert_eq!(app.state.screen.focus, Focus::Prompt, "escape dropped the enter");
    app.keys("x<enter>");
    app.wait(Duration::from_secs(2));
    assert!(app.state.keys.pending.is_none());
}

#[test]
fn in_the_prompt_every_printable_key_types() {
    let mut app = Driver::usual();
    let printable: String = (' '..='~').filter(|c| *c != '<').collect();
    app.keys(&printable);
    assert_eq!(app.state.search.prompt.text(), printable);
    assert!(app.state.popups.is_empty());
}

/// What holds whatever was pressed: cursors stand on rows, what is shown is what is stored, and nothing was a fault.
fn sound(app: &Driver, after: &str) {
    let state = &app.state;
    let list = state.list();
    assert!(list.cursor < list.rows.len().max(1), "the cursor has left the list, {after}");
    assert!(state.user.cursor < state.user.mine.items.len().max(1), "the cursor has left the queue, {after}");
    assert_eq!(state.user.sync.changes(), 0, "something is never stored, {after}");
    let stored: Vec<_> = app.services.stored().queue.iter().map(|item| item.id).collect();
    let shown: Vec<_> = state.user.mine.items.iter().map(|item| item.id).collect();
    assert_eq!(shown, stored, "the queue is another than the stored one, {after}");
    assert!(
        state.user.sync.fault().is_none() && !app.text().contains("A fault in segue"),
        "{after}\n{}",
        app.text()
    );
    assert_eq!(app.buffer(), app.buffer(), "drawn twice it is the same, {after}");
}

#[test]
fn every_key_of_the_table_is_safe_in_every_focus() {
    for start in
        ["", "<esc>", "phantom<enter>", "phantom<enter>w", "phantom<enter>a<tab>", "phantom<enter>gd", "zzzz"]
    {
        let keymap = Driver::usual().state.keys.map.clone();
        for (entry, keys) in keymap.entries() {
            for sequence in keys {
                let mut app = Driver::usual();
                app.keys(start).settle();
                for chord in &sequence.0 {
                    app.send(Message::Input(Input::Key(*chord)));
                }
                app.settle();
                sound(&app, &format!("{} after {start:?}", entry.name));
                app.keys("<esc><esc><esc><esc>").settle();
                assert!(app.state.popups.is_empty(), "{} after {start:?} stays open", entry.name);
            }
        }
    }
}

#[test]
fn escape_in_the_prompt_goes_back_where_one_was() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let before = app.text();
    app.keys("/something else<esc>").settle();
    assert_eq!(app.state.screen.focus, Focus::List);
    assert!(!app.state.search.open);
    assert_eq!(app.state.trail.seeds()[0].title, "Phantom Force");
    app.keys("/").settle();
    assert!(app.state.search.prompt.is_selected(), "the old text is selected");
    app.keys("phantom<esc>").settle();
    assert_eq!(app.text(), before);
}

#[test]
fn a_paste_goes_to_the_prompt_whatever_has_the_focus() {
    for focus in ["", "phantom<enter>", "phantom<enter><tab>", "phantom<enter>w", "phantom<enter>?"] {
        let mut app = Driver::usual();
        app.keys(focus).settle();
        app.send(Message::Input(Input::Paste("Plastikman\nSpastik\r\n".into())));
        app.settle();
        assert_eq!((app.state.screen.focus, app.state.popups.len()), (Focus::Prompt, 0), "{focus}");
        assert_eq!(app.titles(), ["Spastik"]);
    }
}

#[test]
fn the_list_never_moves_under_the_cursor_until_r() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("jj").settle();
    let (before, current) = (app.titles(), app.current());
    app.keys("f").settle();
    app.keys("jx").settle();
    app.keys("jf").settle();
    app.keys("kk").settle();
    app.services.generation.store(9, std::sync::atomic::Ordering::SeqCst);
    app.status();
    app.settle();
    assert_eq!((app.titles(), app.current()), (before.clone(), current.clone()));
    assert!(app.text().contains("3 verdicts, changed mixes: r refresh"), "{}", app.text());
    app.wait(Duration::from_mins(1)).settle();
    assert_eq!(app.titles(), before);
    app.keys("r").settle();
    assert_eq!(app.titles().len(), before.len() - 1, "the rejected row is gone");
    assert_eq!(app.current(), current, "the cursor stays on its row");
    assert!(!app.text().contains("refresh"));
}

#[test]
fn the_trail_leads_back_and_forward_with_its_lists_as_they_were() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("jj").settle();
    let here = app.current();
    app.keys("<enter>").settle();
    assert_eq!(app.state.trail.seeds()[0].title, "French Kiss");
    app.keys("h").settle();
    assert_eq!(app.current(), here);
    app.keys("l").settle();
    assert_eq!(app.state.trail.seeds()[0].title, "French Kiss");
    app.keys("<backspace><left>").settle();
    assert_eq!(app.current(), here);
    assert!(app.text().contains("The trail begins here."));
}

#[test]
fn several_seeds_and_all_versions() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("js").settle();
    assert_eq!(app.state.trail.seeds().len(), 2);
    assert!(app.text().contains("seeds changed: r refresh"));
    app.keys("r").settle();
    assert!(!app.titles().contains(&"Fade 2 Black".to_owned()));
    app.keys("0/dubplate<enter>").settle();
    app.keys("h").settle();
    app.keys("/dubplate<tab>V").settle();
    let versions: Vec<_> = app.state.trail.seeds().iter().map(|s| s.version.clone()).collect();
    assert_eq!(versions.len(), 4, "{versions:?}");
}

#[test]
fn versions_stand_together_under_one_title() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let text = app.text();
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|l| l.contains("Dubplate")).unwrap();
    assert!(lines[first + 1].contains("└ ("), "{text}");
}

#[test]
fn pages_of_dj_label_artist_mix_and_track_on_the_trail() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gl").settle();
    assert!(app.text().contains("label Prototype"), "{}", app.text());
    app.keys("hga").settle();
    assert!(
        app.state.popups.last().map(|popup| popup.name()) == Some("choose"),
        "several artists are asked about"
    );
    app.keys("j<enter>").settle();
    assert!(app.text().contains("by Optical"), "{}", app.text());
    app.keys("hgm").settle();
    assert!(app.text().contains("Fabio & Grooverider"), "{}", app.text());
    assert_eq!(app.titles().len(), 4);
    app.keys("gd").settle();
    assert!(app.text().contains("DJ Fabio"), "{}", app.text());
    app.keys("2").settle();
    assert!(app.text().contains("2017-05-20"), "{}", app.text());
    app.keys("<enter>").settle();
    app.keys("jj<enter>").settle();
    assert_eq!(app.state.trail.seeds()[0].title, "Shadow Boxing");
    app.keys("gt").settle();
    assert!(app.text().contains("[1 Played by]"), "{}", app.text());
}

#[test]
fn rejecting_an_artist_and_liking_are_stored_with_marks_in_the_rows() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("fjX").settle();
    assert_eq!(app.services.stored().verdicts.len(), 1);
    assert_eq!(app.services.stored().rejected_artists, ["Souljah"]);
    let text = app.text();
    assert!(text.lines().any(|l| l.contains('♥') && l.contains("Alien Girl")), "{text}");
    app.keys("uu").settle();
    assert_eq!(app.services.stored().verdicts, []);
    app.keys("kff").settle();
    assert_eq!(app.services.stored().verdicts, [], "a second f takes it back");
    let _ = Opinion::Like;
}

#[test]
fn an_unknown_name_offers_the_nearest() {
    let mut app = Driver::usual();
    app.keys("spastic").settle();
    let text = app.text();
    assert!(text.contains("No 'spastic'. Closest") && text.contains("Plastikman – Spastik"), "{text}");
    app.keys("<ctrl-u>qqqqqq").settle();
    assert!(app.text().contains("No 'qqqqqq'"));
}

#[test]
fn which_key_palette_and_help_come_from_the_table() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("g");
    assert!(app.text().contains("label") && app.text().contains("artist"), "{}", app.text());
    app.keys("<esc>");
    assert!(app.state.keys.pressed.is_empty());
    app.keys(":rejart<enter>").settle();
    assert_eq!(app.services.stored().rejected_artists.len(), 1);
    app.keys("?");
    assert!(app.text().contains("Signs") && app.text().contains("Columns"), "{}", app.text());
    app.keys("<ctrl-d><ctrl-d>");
    assert!(app.text().contains("Digging"), "{}", app.text());
    app.keys("q");
    assert!(app.state.popups.is_empty() && !app.over);
}

#[test]
fn a_terminal_too_small_says_so_and_keys_go_on_working() {
    let mut app = Driver::new((30, 8), Arc::new(Fake::new(MIXES)));
    app.settle();
    assert!(app.text().contains("40x10"), "{}", app.text());
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    app.send(Message::Resize(80, 24));
    assert_eq!(app.queue().len(), 1);
    assert!(app.text().contains("Alien Girl"));
}

#[test]
fn open_shows_an_address_that_can_be_copied() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("om").settle();
    assert!(app.text().contains("https://www.mixesdb.com/w/"), "{}", app.text());
    app.keys("y");
    assert!(app.copied[0].starts_with("https://www.mixesdb.com/w/2017-05-20"));
    app.keys("od").settle();
    assert!(app.text().contains("discogs.com"), "{}", app.text());
}

#[test]
fn the_mix_itself_is_opened_where_the_two_records_meet() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ol").settle();
    assert!(app.text().contains("https://soundcloud.com/mixes/"), "{}", app.text());
    app.keys("y");
    assert!(app.copied[0].starts_with("https://soundcloud.com/mixes/"), "{:?}", app.copied);
    app.keys("<esc>gm").settle();
    app.keys("ol").settle();
    assert!(app.text().contains("https://soundcloud.com/mixes/"), "{}", app.text());
}

#[test]
fn clicks_choose_rows_and_tabs() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    let row = |app: &Driver, what: &str| app.text().lines().position(|l| l.contains(what)).unwrap() as u16;
    let y = row(&app, "Shadow Boxing");
    app.send(Message::Input(Input::Click(20, y)));
    app.settle();
    assert_eq!(app.current().as_deref(), Some("Nasty Habits - Shadow Boxing"));
    app.send(Message::Input(Input::Click(20, y)));
    app.settle();
    assert_eq!(app.state.trail.seeds()[0].title, "Shadow Boxing");
    app.send(Message::Input(Input::Click(2, 2)));
    assert!(app.state.search.open, "the first tab is the search");
}

#[test]
fn a_note_is_written_shown_undone_and_kept() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("mwith q, at 174?<enter>").settle();
    assert_eq!(app.services.stored().notes[0].1, "with q, at 174?");
    assert!(app.text().contains("✎ with q, at 174?"), "{}", app.text());
    app.keys("u").settle();
    assert!(app.services.stored().notes.is_empty());
    app.keys("mnever mind<esc>").settle();
    assert!(app.services.stored().notes.is_empty());
}

#[test]
fn following_a_page_or_one_of_the_rows_names() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gl*").settle();
    assert_eq!(app.services.stored().follows.len(), 1);
    app.keys("h*<enter>").settle();
    assert_eq!(app.services.stored().follows.len(), 2);
    app.keys("uu").settle();
    assert!(app.services.stored().follows.is_empty());
}
