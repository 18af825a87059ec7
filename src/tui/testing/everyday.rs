//! An evening of digging, by keys.

use std::{sync::Arc, time::Duration};

use super::{App, Fake, fake::MIXES};
use crate::library::query::By;
use crate::tui::{
    services::{Item, ItemId, Services as _, Status, Subject, Updates, Verdict, Work},
    state::{Focus, list::Row, popup::Popup},
    terminal::decode::Input,
    update::Message,
};

#[test]
fn type_choose_see_queue_quit_and_come_back() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    assert_eq!(app.titles()[0], "Alien Girl", "{:?}", app.titles());
    app.keys("a").settle();
    app.keys("ja").settle();
    assert_eq!(app.queue(), ["Alien Girl", "Fade 2 Black"]);
    app.keys("q").settle();
    assert!(app.over);
    let services = app.services.clone();
    let mut again = App::new((80, 24), services);
    again.settle();
    assert_eq!(again.queue(), ["Alien Girl", "Fade 2 Black"]);
    assert_eq!(again.state.focus, Focus::List);
    assert_eq!(again.current().as_deref(), Some("Souljah - Fade 2 Black"));
    assert!(again.text().contains("Phantom Force"));
}

#[test]
fn keys_typed_at_once_mean_the_same_as_typed_slowly() {
    for script in
        ["phantom<enter>od", "phantom<enter>gm", "phantom<enter>*<enter>w<enter>", "phantom<enter>jgdjj"]
    {
        let mut slow = App::usual();
        for chord in super::app::chords(script) {
            slow.send(Message::Input(Input::Key(chord)));
            slow.settle();
        }
        let mut fast = App::usual();
        fast.keys(script).settle();
        assert_eq!(fast.text(), slow.text(), "{script}");
    }
    let script = "phantom<enter>ja<tab>K/dex<enter>fGx";
    let mut slow = App::usual();
    for chord in super::app::chords(script) {
        slow.send(Message::Input(Input::Key(chord)));
        slow.settle();
    }
    let mut fast = App::usual();
    fast.keys(script).settle();
    assert_eq!(fast.queue(), slow.queue());
    assert_eq!(fast.current(), slow.current());
    assert_eq!(fast.text(), slow.text());
    assert_eq!(fast.services.stored().verdicts, slow.services.stored().verdicts);
    assert_eq!(slow.services.stored().verdicts.len(), 2);
}

#[test]
fn held_keys_do_not_wait_for_ever_and_escape_drops_them() {
    let mut app = App::usual();
    app.keys("phantom<enter>");
    assert_eq!(app.state.focus, Focus::Prompt, "the hits are not here yet");
    app.keys("<esc>");
    app.settle();
    assert_eq!(app.state.focus, Focus::Prompt, "escape dropped the enter");
    app.keys("x<enter>");
    app.wait(Duration::from_secs(2));
    assert!(app.state.held.is_empty());
}

#[test]
fn in_the_prompt_every_printable_key_types() {
    let mut app = App::usual();
    let printable: String = (' '..='~').filter(|c| *c != '<').collect();
    app.keys(&printable);
    assert_eq!(app.state.prompt.text(), printable);
    assert!(app.state.popups.is_empty());
}

#[test]
fn every_key_of_the_table_is_safe_in_every_focus() {
    for start in
        ["", "<esc>", "phantom<enter>", "phantom<enter>w", "phantom<enter>a<tab>", "phantom<enter>gd", "zzzz"]
    {
        let keymap = App::usual().state.keymap.clone();
        for (entry, keys) in keymap.entries() {
            for sequence in keys {
                let mut app = App::usual();
                app.keys(start).settle();
                for chord in &sequence.0 {
                    app.send(Message::Input(Input::Key(*chord)));
                }
                app.settle();
                let text = app.text();
                assert!(!text.trim().is_empty(), "{} after {start:?}", entry.name);
                app.keys("<esc><esc><esc><esc>").settle();
                assert!(app.state.popups.is_empty(), "{} after {start:?} stays open", entry.name);
            }
        }
    }
}

#[test]
fn escape_in_the_prompt_goes_back_where_one_was() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    let before = app.text();
    app.keys("/something else<esc>").settle();
    assert_eq!(app.state.focus, Focus::List);
    assert!(!app.state.searching);
    assert_eq!(app.state.trail.seeds()[0].title, "Phantom Force");
    app.keys("/").settle();
    assert!(app.state.prompt.is_selected(), "the old text is selected");
    app.keys("phantom<esc>").settle();
    assert_eq!(app.text(), before);
}

#[test]
fn a_paste_goes_to_the_prompt_whatever_has_the_focus() {
    for focus in ["", "phantom<enter>", "phantom<enter><tab>", "phantom<enter>w", "phantom<enter>?"] {
        let mut app = App::usual();
        app.keys(focus).settle();
        app.send(Message::Input(Input::Paste("Plastikman\nSpastik\r\n".into())));
        app.settle();
        assert_eq!((app.state.focus, app.state.popups.len()), (Focus::Prompt, 0), "{focus}");
        assert_eq!(app.titles(), ["Spastik"]);
    }
}

#[test]
fn the_list_never_moves_under_the_cursor_until_r() {
    let mut app = App::usual();
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
    let mut app = App::usual();
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
    let mut app = App::usual();
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
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    let text = app.text();
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|l| l.contains("Dubplate")).unwrap();
    assert!(lines[first + 1].contains("└ ("), "{text}");
}

#[test]
fn pages_of_dj_label_artist_mix_and_track_on_the_trail() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gl").settle();
    assert!(app.text().contains("label Prototype"), "{}", app.text());
    app.keys("hga").settle();
    assert!(matches!(app.state.popups.last(), Some(Popup::Choose(_))), "several artists are asked about");
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
    assert!(app.text().contains("[1 Played by]") || app.text().contains("names no record"), "{}", app.text());
}

#[test]
fn the_queue_is_reordered_undone_and_redone() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajaja<tab>ggJ").settle();
    assert_eq!(app.queue(), ["Fade 2 Black", "Alien Girl", "French Kiss"]);
    app.keys("D").settle();
    assert_eq!(app.queue(), ["Fade 2 Black", "French Kiss"]);
    app.keys("uu").settle();
    assert_eq!(app.queue(), ["Alien Girl", "Fade 2 Black", "French Kiss"]);
    app.keys("U").settle();
    assert_eq!(app.queue(), ["Fade 2 Black", "Alien Girl", "French Kiss"]);
    let stored: Vec<_> = app.services.stored().queue.iter().map(|i| i.row.title.clone()).collect();
    assert_eq!(stored, app.queue());
}

#[test]
fn a_record_goes_after_the_queues_cursor() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("aja<tab>k<tab><tab>jA").settle();
    assert_eq!(app.queue(), ["Alien Girl", "French Kiss", "Fade 2 Black"]);
}

#[test]
fn what_another_program_queues_appears() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    let row = app.services.rows(&[crate::track::TrackId(3)]).unwrap().remove(0);
    app.services.change_elsewhere(|user| user.queue.push(Item { id: ItemId(99), row }));
    app.status();
    app.settle();
    assert_eq!(app.queue().len(), 2);
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let mut app = App::usual();
    app.services.full.store(true, std::sync::atomic::Ordering::SeqCst);
    app.keys("phantom<enter>");
    for _ in 0..4 {
        for (ticket, question) in std::mem::take(&mut app.asked) {
            let outcome = crate::tui::runner::answer(app.services.as_ref(), &question, &|| false);
            app.send(Message::Answer(ticket, outcome));
        }
    }
    app.keys("aja");
    app.store();
    app.wait(Duration::from_secs(20));
    assert!(
        app.text().contains("Cannot save: disk full (/home). The queue is in memory only."),
        "{}",
        app.text()
    );
    assert_eq!(app.queue().len(), 2);
    app.status();
    assert_eq!(app.queue().len(), 2, "the store's older queue does not replace what is unsaved");
    app.keys("<tab>y");
    assert!(app.copied[0].contains("Alien Girl\n"), "{:?}", app.copied);
    app.services.full.store(false, std::sync::atomic::Ordering::SeqCst);
    app.settle();
    assert!(app.text().contains("Saving works again"));
    assert_eq!(app.services.stored().queue.len(), 2);
}

#[test]
fn the_whole_queue_is_copied_from_any_pane() {
    let mut app = App::new((80, 24), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("Q");
    assert!(app.text().contains("The queue is empty."), "{}", app.text());
    app.keys("aja<tab>").settle();
    app.keys("Q");
    let lines: Vec<&str> = app.copied[0].lines().collect();
    assert_eq!(lines.len(), 2, "{:?}", app.copied);
    assert!(lines.iter().all(|line| line.contains(" - ")), "{lines:?}");
}

#[test]
fn rejecting_an_artist_and_liking_are_stored_with_marks_in_the_rows() {
    let mut app = App::usual();
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
    let _ = Verdict::Like;
}

#[test]
fn an_unknown_name_offers_the_nearest() {
    let mut app = App::usual();
    app.keys("spastic").settle();
    let text = app.text();
    assert!(text.contains("No 'spastic'. Closest:") && text.contains("Plastikman – Spastik"), "{text}");
    app.keys("<ctrl-u>qqqqqq").settle();
    assert!(app.text().contains("No 'qqqqqq'"));
}

#[test]
fn which_key_palette_and_help_come_from_the_table() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("g");
    assert!(app.text().contains("label") && app.text().contains("artist"), "{}", app.text());
    app.keys("<esc>");
    assert!(app.state.pressed.is_empty());
    app.keys(":rejart<enter>").settle();
    assert_eq!(app.services.stored().rejected_artists.len(), 1);
    app.keys("?");
    assert!(app.text().contains("Digging"));
    app.keys("q");
    assert!(app.state.popups.is_empty() && !app.over);
}

#[test]
fn a_terminal_too_small_says_so_and_keys_go_on_working() {
    let mut app = App::new((30, 8), Arc::new(Fake::new(MIXES)));
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
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("om").settle();
    assert!(app.text().contains("https://www.mixesdb.com/w/"), "{}", app.text());
    app.keys("y");
    assert!(app.copied[0].starts_with("https://www.mixesdb.com/w/2017-05-20"));
    app.keys("od").settle();
    assert!(app.text().contains("discogs.com"), "{}", app.text());
}

#[test]
fn clicks_choose_rows_and_tabs() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    let row = |app: &App, what: &str| app.text().lines().position(|l| l.contains(what)).unwrap() as u16;
    let y = row(&app, "Shadow Boxing");
    app.send(Message::Input(Input::Click(20, y)));
    app.settle();
    assert_eq!(app.current().as_deref(), Some("Nasty Habits - Shadow Boxing"));
    app.send(Message::Input(Input::Click(20, y)));
    app.settle();
    assert_eq!(app.state.trail.seeds()[0].title, "Shadow Boxing");
    app.send(Message::Input(Input::Click(2, 2)));
    assert!(app.state.searching, "the first tab is the search");
}

#[test]
fn a_hangup_saves_where_one_was() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("jj").settle();
    let here = app.current();
    app.send(Message::Hangup);
    assert!(app.over);
    let mut again = App::new((120, 40), app.services.clone());
    again.settle();
    assert_eq!(again.current(), here);
}

#[test]
fn the_session_is_saved_a_second_after_a_key_for_kill_9() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.wait(Duration::from_millis(1100));
    let mut again = App::new((80, 24), app.services.clone());
    again.settle();
    assert_eq!(again.state.trail.seeds()[0].title, "Phantom Force");
}

#[test]
fn b_leaves_what_mixes_and_i_what_is_not_mine() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    let all = app.titles();
    app.keys("b").settle();
    let fitting = app.titles();
    assert!(!fitting.is_empty() && fitting.len() < all.len(), "{fitting:?}");
    assert!(app.text().contains("tempo and key fit: "), "{}", app.text());
    let seed = app.state.reference_facts();
    for title in &all {
        let row = app.state.list().all.iter().filter_map(Row::record).find(|r| r.title == *title);
        let fits = seed.fits(&app.state.facts.of(row.unwrap()), 6.0);
        assert_eq!(fitting.contains(title), fits, "{title}");
    }
    app.keys("b").settle();
    assert_eq!(app.titles(), all, "the order is what it was");

    let mine = app.state.list().rows[0].record().unwrap().id;
    app.services.change_elsewhere(|user| user.mine = vec![mine]);
    app.status();
    app.settle();
    app.keys("i").settle();
    assert_eq!(app.titles(), all[1..]);
    app.keys("i").settle();
    assert_eq!(app.titles(), all);
}

#[test]
fn what_becomes_known_moves_no_row() {
    let mut app = App::usual();
    app.keys("phantom<enter>b").settle();
    let before = app.titles();
    app.services.known.store(true, std::sync::atomic::Ordering::SeqCst);
    app.status();
    app.settle();
    assert_eq!(app.titles(), before, "they wait for r");
    assert!(
        app.state.list().all.iter().filter_map(Row::record).all(|row| app
            .state
            .facts
            .of(row)
            .tempo
            .is_some())
    );
    app.keys("r").settle();
    assert!(app.titles().len() > before.len());
}

#[test]
fn filters_say_how_many_rows_they_hide_and_are_lifted() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    let all = app.titles();
    app.keys("Fjl<esc>").settle();
    assert_eq!(app.titles(), ["Alien Girl", "Fade 2 Black"], "two DJs at least");
    assert!(app.text().contains("DJs in common, at least 2: 9 hidden"), "{}", app.text());
    app.keys("Fjll").settle();
    app.keys("<esc>").settle();
    assert!(
        app.text().contains("Filters hide every row; 'DJs in common, at least 5' hides most"),
        "{}",
        app.text()
    );
    app.keys("Fjl<esc>").settle();
    assert_eq!(app.titles(), all);
    app.keys("Fjl<esc>q").settle();
    let mut again = App::new((80, 24), app.services.clone());
    again.settle();
    assert_eq!(again.titles().len(), 2, "filters come back");
}

#[test]
fn the_rarity_dial_is_shown_and_stops_at_its_ends() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("--").settle();
    assert!(app.text().contains("rare ▃"), "{}", app.text());
    app.keys("+++").settle();
    assert!(app.text().contains("These are the commonest."));
    assert!(!app.text().contains("rare "));
}

#[test]
fn a_note_is_written_shown_undone_and_kept() {
    let mut app = App::usual();
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
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gl*").settle();
    assert_eq!(app.services.stored().follows.len(), 1);
    app.keys("h*<enter>").settle();
    assert_eq!(app.services.stored().follows.len(), 2);
    app.keys("uu").settle();
    assert!(app.services.stored().follows.is_empty());
}

#[test]
fn named_queues_are_made_and_chosen() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("a").settle();
    app.keys("gqG<enter>Saturday<enter>").settle();
    assert_eq!((app.state.mine.name.as_str(), app.queue().len()), ("Saturday", 0));
    app.keys("<esc>jaja").settle();
    assert_eq!(app.queue().len(), 2);
    app.keys("gqgg<enter>").settle();
    assert_eq!((app.state.mine.name.as_str(), app.queue().len()), ("Friday", 1));
}

#[test]
fn the_set_goes_on_from_the_queue_and_picks_go_after_its_cursor() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("ajaja").settle();
    app.keys("<tab>k<esc>c").settle();
    assert!(app.text().contains("on from Fade 2 Black"), "{}", app.text());
    let picked = app.state.record().unwrap().title.clone();
    app.keys("a").settle();
    assert_eq!(app.queue()[2], picked, "{:?}", app.queue());
}

#[test]
fn what_fits_between_two_records_of_the_queue_goes_between_them() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("B");
    assert!(
        app.text().contains("put the queue's cursor on one that has another behind it"),
        "{}",
        app.text()
    );
    app.keys("aja").settle();
    app.keys("<tab>k<esc>B").settle();
    assert!(app.text().contains("[1 Between]"), "{}", app.text());
    assert!(app.text().contains("between Alien Girl and Fade 2 Black"), "{}", app.text());
    let picked = app.state.record().unwrap().title.clone();
    app.keys("A").settle();
    assert_eq!(app.queue(), ["Alien Girl", picked.as_str(), "Fade 2 Black"]);
    app.keys("js");
    assert!(app.text().contains("no third is a seed"), "{}", app.text());
    app.keys("q");
    let again = App::new((80, 24), app.services.clone());
    assert!(again.text().contains("between Alien Girl and Fade 2 Black"), "{}", again.text());
}

#[test]
fn every_recommender_has_its_tab_and_a_set_goes_on_in_blend() {
    let fake = Fake::new(MIXES).with_tabs(&[By::Played, By::Next, By::Blend]);
    let mut app = App::new((80, 24), Arc::new(fake));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("2").settle();
    assert!(app.text().contains("[2 Next]"), "{}", app.text());
    app.keys("3").settle();
    assert!(app.text().contains("[3 Blend]"), "{}", app.text());
    assert!(app.text().contains("als 2") && app.text().contains("walk 1"), "{}", app.text());
    app.keys("1").settle();
    app.keys("ac").settle();
    assert!(app.text().contains("[3 Blend]"), "{}", app.text());
}

#[test]
fn filters_of_styles_djs_and_years_are_written_and_ask_anew() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("F<home>jjjjjjj<enter>House, Dub Techno<enter>").settle();
    assert_eq!(app.state.filters.styles, ["House", "Dub Techno"]);
    app.keys("j<enter>Andy C<enter>k<esc>").settle();
    assert_eq!(app.state.filters.played_by, ["Andy C"]);
    app.keys("F<home>jjjjjj<enter>long ago<enter>");
    assert!(app.text().contains("no range of years"), "{}", app.text());
    app.keys("<enter>1995..1999<enter>").settle();
    assert!(app.text().contains("1995..1999"), "{}", app.text());
    app.keys("jh").settle();
    assert!(app.state.filters.styles.is_empty(), "h lifts it");
}

#[test]
fn where_nothing_was_played_straight_after_the_list_says_so() {
    let fake = Fake::new(MIXES).with_tabs(&[By::Played, By::Next]);
    let mut app = App::new((200, 60), Arc::new(fake));
    app.settle();
    app.keys("beau mot<enter>2").settle();
    let words = "Nobody is known to have played anything straight after it. Within five records:";
    assert!(app.text().contains(words), "{}", app.text());
    app.keys("0/spastik<enter>2").settle();
    assert!(!app.text().contains("Nobody is known"), "{}", app.text());
}

#[test]
fn changed_settings_take_effect_and_wrong_ones_are_said() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    let remaps = [("like".to_owned(), vec!["ctrl-f".to_owned()])].into_iter().collect();
    let keymap = crate::tui::keymap::Keymap::build(&remaps, &|_| true).unwrap();
    app.send(Message::Configured(Ok((app.state.look.clone(), Arc::new(keymap)))));
    app.keys("f<ctrl-f>").settle();
    assert_eq!(app.services.stored().verdicts.len(), 1);
    assert!(app.text().contains("ctrl-f like"), "the footer knows the new key: {}", app.text());
    app.send(Message::Configured(Err("[keys] knows no action \"lyke\"".into())));
    assert!(app.text().contains("The settings are as before: [keys] knows no action"));
    app.keys("<ctrl-f>").settle();
    assert_eq!(app.services.stored().verdicts.len(), 0, "the old settings stay");
}

#[test]
fn coming_back_says_what_is_new() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("q");
    let more = [MIXES, super::fake::HOSTILE].concat();
    let services = Fake::new(&more);
    services.save_session(&app.services.session().unwrap().unwrap()).unwrap();
    let mut again = App::new((80, 24), Arc::new(services));
    again.settle();
    assert!(again.text().contains("Since Tuesday: 2 mixes."), "{}", again.text());
}

#[test]
fn what_came_in_stands_on_a_page_of_its_own_and_says_whom_it_concerns() {
    let first = Fake::new(&MIXES[..3]);
    let mut app = App::new((120, 40), Arc::new(first));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.keys("q");
    let services = Fake::new(MIXES);
    services.save_session(&app.services.session().unwrap().unwrap()).unwrap();
    services.change_elsewhere(|user| user.follows.push(Subject::Label("Playhouse".into())));
    let mut again = App::new((120, 40), Arc::new(services));
    again.settle();
    assert!(again.text().contains("Since Tuesday: 2 mixes, 2 concern whom you follow"), "{}", again.text());
    again.keys("gn").settle();
    let text = again.text();
    assert!(text.contains("2005-07-02 - Richie Hawtin - Essential Mix"), "{text}");
    assert!(text.contains("Playhouse"), "{text}");
    again.keys("<enter>").settle();
    assert!(again.text().contains("Spastik"), "a mix opens its page: {}", again.text());
}

#[test]
fn before_the_first_fit_the_list_waits_and_then_comes_by_itself() {
    let mut app = App::usual();
    let known = app.services.status();
    let work = vec![Work { name: "fitting".into(), done: Some(0.4), left: None }];
    app.send(Message::Status(Status { fitted: None, work, ..known.clone() }));
    app.keys("phantom<enter>").settle();
    assert!(app.text().contains("Learning from 5 mixes what goes with what."), "{}", app.text());
    app.send(Message::Status(known));
    app.settle();
    assert_eq!(app.titles()[0], "Alien Girl");
}

#[test]
fn new_mixes_are_counted_and_a_new_model_is_said() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    let known = app.services.status();
    let more = Status { mixes: known.mixes + 3, generation: known.generation + 1, ..known.clone() };
    app.send(Message::Status(more));
    assert!(app.text().contains("+3 mixes: r refresh"), "{}", app.text());
    app.send(Message::Status(Status { fit: known.fit + 1, ..known.clone() }));
    assert!(app.text().contains("a new model: r refresh"), "{}", app.text());
    app.send(Message::Status(known));
    assert!(!app.text().contains("r refresh"), "{}", app.text());
}

#[test]
fn the_key_for_updates_asks_for_the_contact_once_and_the_jobs_tell_how_it_went() {
    let mut app = App::usual();
    app.keys("phantom<enter>").settle();
    app.keys("gu<esc>");
    assert!(app.updates.is_empty(), "nothing without a contact");
    app.keys("gudj@club.example<enter>");
    assert_eq!(app.updates, [Some("dj@club.example".to_owned())]);
    let known = app.services.status();
    let updates = Updates { every: "6h".into(), contact: true, ..Updates::default() };
    let work = vec![Work { name: "fetching".into(), done: Some(0.41), left: None }];
    let fetching = Updates { doing: Some("fetching 41 %".into()), ..updates.clone() };
    app.send(Message::Status(Status { work, updates: fetching, ..known.clone() }));
    app.wait(Duration::from_secs(30));
    assert!(app.text().contains("fetching 41 %"), "{}", app.text());
    app.keys("gu");
    assert!(app.text().contains("At it already: fetching 41 %."), "{}", app.text());
    let last = Some(("14:05".to_owned(), Ok("3 mixes added, 1 changed, 0 removed in 4 requests".to_owned())));
    let idle = Updates { next: Some("20:05".into()), last, ..updates.clone() };
    app.send(Message::Status(Status { updates: idle, ..known.clone() }));
    app.wait(Duration::from_secs(30));
    assert!(app.text().contains("idle"), "{}", app.text());
    app.keys("gj");
    assert!(app.text().contains("every 6h, next at 20:05"), "{}", app.text());
    assert!(app.text().contains("14:05: 3 mixes added, 1 changed"), "{}", app.text());
    app.keys("<esc>gu");
    assert_eq!(app.updates.last(), Some(&None), "the contact is known");
    let failed = Some(("15:00".to_owned(), Err("the wiki refused".to_owned())));
    app.send(Message::Status(Status { updates: Updates { last: failed, ..updates }, ..known }));
    app.keys("gj");
    assert!(app.text().contains("15:00, failed: the wiki refused"), "{}", app.text());
}
