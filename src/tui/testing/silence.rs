//! Where there is no sound: the card that says why, and what to do.

use std::time::Duration;

use super::Driver;
use crate::{
    app::audition::AudioEvent,
    sound::outputs::{OutputError, OutputKind, OutputPlace},
    tui::message::Message,
};

const SECOND: Duration = Duration::from_secs(1);
/// As long as a host's name may make it.
const LINE: &str = "ssh a-very-long-name-of-a-host.in-a-data-centre.example.org segue listen | mpv -";

/// With a row to play and no sound to play it.
fn mute() -> Driver {
    let mut app = Driver::usual();
    app.keys("phantom<enter>").settle();
    app.deck.place = OutputPlace { kind: OutputKind::Null, name: "nowhere".into() };
    app
}

fn title(app: &Driver) -> Option<&str> {
    app.state.audition.on.as_ref().map(|on| on.row.title.as_str())
}

fn position(app: &Driver) -> f64 {
    app.state.audition.playing().map_or(-1.0, |playing| playing.position.as_secs_f64())
}

/// Another program has the listeners.
fn taken() -> AudioEvent {
    let hint = "Who listens hears what that one plays. Quit it, and this one has them a second later.";
    AudioEvent::Trouble(OutputError::new("Another segue on this computer has the listeners", hint))
}

/// What stands in the topmost popup, without spaces and line ends.
fn card(app: &Driver) -> String {
    let popup = app.state.popups.last().expect("a card");
    let body = app.state.body(popup.as_ref());
    let text = app.text();
    let lines = text.lines().skip(usize::from(body.y)).take(usize::from(body.height));
    lines
        .flat_map(|line| line.chars().skip(usize::from(body.x)).take(usize::from(body.width)))
        .filter(|c| *c != ' ')
        .collect()
}

#[test]
fn without_sound_one_card_says_what_to_do() {
    let mut app = mute();
    app.state.audition.listen = "ssh attic segue listen | mpv -".into();
    app.keys("<space>").settle();
    let text = app.text();
    assert!(
        text.contains("No sound on this host") && text.contains("ssh attic segue listen | mpv -"),
        "{text}"
    );
    assert!(text.contains("The spectrogram works anyway."));
    app.keys("y").settle();
    assert_eq!(app.copied, ["ssh attic segue listen | mpv -"]);
    assert!(app.state.popups.is_empty());
    app.listen(SECOND * 2);
    assert!((position(&app) - 2.0).abs() < 0.2, "the clock runs");
    app.keys("n").settle();
    assert!(app.state.popups.is_empty(), "it is said once");
}

#[test]
fn on_a_desk_the_card_says_what_to_do_there() {
    for (remote, here, away) in [(true, false, true), (false, true, false)] {
        let mut app = mute();
        app.state.screen.between.ssh = remote;
        app.keys("<space>").settle();
        let text = app.text();
        assert_eq!((text.contains("PipeWire"), text.contains("On your laptop")), (here, away), "{text}");
    }
}

#[test]
fn the_card_gets_out_of_the_way_of_a_key_that_listens() {
    let mut app = mute();
    app.keys("<space>").settle();
    assert!(app.state.popups.last().map(|popup| popup.name()) == Some("silence"));
    app.keys("n").settle();
    assert!(app.state.popups.is_empty());
    assert_eq!(title(&app), Some("Fade 2 Black"));
}

#[test]
fn the_card_eats_no_key() {
    let mut app = mute();
    app.keys("<space>").settle();
    app.keys("j").settle();
    assert_eq!((app.state.popups.len(), app.state.list().cursor), (0, 1), "it moves");
    for (keys, opens) in [("<space>F", "filters"), ("<space>?", "keys"), ("<space>:", "palette")] {
        let mut app = mute();
        app.keys(keys).settle();
        let open: Vec<&str> = app.state.popups.iter().map(|popup| popup.name()).collect();
        assert!(!open.contains(&"silence") && open.len() == 1, "{keys} opens {opens}: {open:?}");
    }
    let mut app = mute();
    app.keys("<space>a").settle();
    assert!(app.text().contains("queue 1"), "{}", app.text());
}

#[test]
fn the_line_to_copy_is_whole_at_every_size() {
    for size in [(40, 10), (60, 15), (80, 24), (120, 40)] {
        for (remote, fails) in [(true, false), (false, false), (true, true), (false, true)] {
            let mut app = mute();
            app.state.screen.size = size;
            app.state.screen.between.ssh = remote;
            app.state.audition.listen = LINE.into();
            app.keys("<space>");
            if fails {
                app.send(Message::Audio(taken()));
            }
            app.settle();
            let card = card(&app);
            assert!(card.contains(&LINE.replace(' ', "")), "{size:?} {remote} {fails}\n{}", app.text());
        }
    }
}

#[test]
fn a_second_program_says_that_the_first_one_has_the_listeners() {
    for size in [(60, 15), (80, 24), (120, 40)] {
        let mut app = mute();
        app.state.screen.size = size;
        app.state.audition.listen = "ssh attic segue listen | mpv -".into();
        app.keys("<space>");
        app.send(Message::Audio(taken()));
        app.settle();
        let card = card(&app);
        assert!(card.contains("Anothersegueonthiscomputerhasthelisteners"), "{}", app.text());
        assert!(card.contains("Quitit"), "{}", app.text());
        let kept = app.state.screen.toasts.past().back().expect("a message");
        assert!(
            kept.text.contains("Another segue on this computer"),
            "it is kept where messages are looked up"
        );
    }
}

#[test]
fn who_asks_for_listeners_gets_the_line_for_them_or_hears_who_has_them() {
    let mut app = mute();
    app.state.audition.listen = LINE.into();
    app.state.screen.size = (40, 20);
    app.keys("Sjj<enter>").settle();
    app.send(Message::Audio(AudioEvent::Trouble(OutputError::absent("Nobody listens yet", LINE))));
    assert!(card(&app).contains(&LINE.replace(' ', "")), "{}", app.text());
    app.keys("<esc>").settle();
    app.state.screen.size = (240, 70);
    app.send(Message::Audio(taken()));
    assert!(app.state.popups.is_empty(), "where it fits it stands in the status line");
    app.state.screen.size = (40, 20);
    app.keys("ge").settle();
    let said = card(&app);
    assert!(said.contains("hasthelisteners") && said.contains("Quitit"), "{}", app.text());
}

#[test]
fn what_does_not_fit_into_the_status_line_has_a_card() {
    for (size, cards) in [((60, 20), 1), ((80, 24), 1), ((240, 70), 0)] {
        let mut app = mute();
        app.state.screen.size = size;
        app.state.audition.warned = true;
        app.keys("<space>").settle();
        let gone = OutputError::new("The listener has gone", format!("To hear it again: {LINE}"));
        app.send(Message::Audio(AudioEvent::Trouble(gone)));
        assert_eq!(app.state.popups.len(), cards, "{size:?}");
        let said = if cards > 0 { card(&app) } else { app.text().replace(' ', "") };
        assert!(said.contains(&LINE.replace(' ', "")), "{size:?}\n{}", app.text());
    }
}

#[test]
fn why_nothing_is_heard_is_the_last_thing_cut() {
    for (width, height) in [(40, 10), (60, 15), (80, 24), (120, 40)] {
        let mut app = mute();
        app.send(Message::Resize(width, height));
        app.keys("<space>").settle();
        app.keys("<esc>").settle();
        app.wait(SECOND * 20);
        assert!(app.text().contains("no sound: S · Alien Girl"), "{}", app.text());
        app.deck.place = OutputPlace { kind: OutputKind::Pulse, name: "your laptop".into() };
        app.send(Message::Audio(AudioEvent::Place(app.deck.place.clone())));
        app.keys("M").settle();
        app.wait(SECOND * 20).wait(SECOND * 20);
        assert!(app.text().contains("muted: M · Alien Girl"), "{}", app.text());
    }
}
