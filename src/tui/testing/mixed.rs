//! A mix that is an audio file, played from where two records meet.

use std::{sync::atomic::Ordering, time::Duration};

use super::{Driver, deck::nobody};
use crate::{
    app::audition::AudioCommand,
    preview::{Passage, Provider, Refusal},
    tui::{layout::layout, popup::card::Card, state::audition::wanted},
};

fn app() -> Driver {
    let mut app = Driver::usual();
    app.services.archived.store(true, Ordering::SeqCst);
    app.keys("phantom<enter>").settle();
    app
}

#[test]
fn space_plays_it_here_and_the_line_says_who_mixes() {
    let mut app = app();
    let row = app.current().expect("a row");
    app.keys("ol").settle();
    assert!(app.text().contains("play it here"), "{}", app.text());
    app.keys("<space>").settle();
    let Some(AudioCommand::PlayPassage { passage, .. }) =
        app.deck.commands.iter().rev().find(|command| matches!(command, AudioCommand::PlayPassage { .. }))
    else {
        panic!("{:?}", app.deck.commands)
    };
    assert_eq!(passage.address, "https://archive.org/download/a/mix.mp3");
    assert_eq!(format!("{} - {}", passage.name.artist, passage.name.title), row);
    let said = format!("as {} mixed it", passage.djs);
    assert!(app.text().contains(&said), "{}", app.text());
    app.listen(Duration::from_secs(3));
    let heard = &app.state.user.mine.heard;
    assert!(heard.is_empty(), "other records are heard in it too: {heard:?}");
    app.keys("ol").settle();
    app.keys("<space>").settle();
    assert_eq!(app.deck.playing(), None, "the same key pauses it");
    app.keys("<space>").settle();
    assert!(app.deck.commands.iter().any(|command| matches!(command, AudioCommand::Play { .. })));
    assert!(app.text().contains("Deezer"), "on the row it plays the record itself: {}", app.text());
}

#[test]
fn on_a_mixs_page_the_line_under_the_cursor_is_played() {
    let mut app = app();
    app.keys("gm").settle();
    app.keys("j").settle();
    let row = app.current().expect("a line with a record");
    app.keys("ol").settle();
    app.keys("<space>").settle();
    let on = app.state.audition.on.as_ref().expect("it plays");
    assert_eq!(format!("{} - {}", on.row.artist, on.row.title), row);
    assert!(on.passage.is_some());
}

#[test]
fn where_the_server_sends_it_only_whole_that_is_said_and_its_address_opens() {
    let mut app = app();
    let title = app.state.record().expect("a row").title.clone();
    let why = "archive.org sends it only whole, so that it cannot begin in the middle";
    app.deck.there.insert(title, nobody(&[(Provider::Mix, Refusal::Unusable(why.into()))]));
    app.keys("ol").settle();
    app.keys("<space>").settle();
    let text = app.text();
    assert!(text.contains("This mix plays in a browser"), "{text}");
    assert!(text.contains("https://archive.org/download/a/mix.mp3"), "{text}");
    assert!(text.contains("cannot be played here: archive.org sends it only whole"), "{text}");
    assert!(app.state.audition.on.is_none());
    app.keys("<esc>").settle();
    let why = app.state.audition.unheard.len();
    assert_eq!(why, 0, "the record itself may be heard all the same");
}

#[test]
fn the_times_below_a_passage_are_the_mix_s() {
    let mut app = app();
    app.state.screen.size = (120, 40);
    let row = app.state.record().expect("a row").clone();
    let (at, name) = (Some(Duration::from_secs(3_700)), wanted(&row).name);
    let passage = Passage { address: "https://a.example/mix.mp3".into(), at, djs: "B".into(), name };
    app.state.popups.push(Box::new(Card::new("the mix", "https://a.example").playing(row, passage)));
    app.keys("<space>").settle();
    let axis = layout(&app.state).axis.y;
    let text = app.text();
    let axis = text.lines().nth(usize::from(axis)).unwrap_or_default();
    // The playhead stands on the first letter of the first.
    assert!(axis.contains(":01:20") && axis.contains("1:01:25"), "twenty seconds before: {axis}");
}
