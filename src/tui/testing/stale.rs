//! Answers to questions nobody asks any more are dropped, in every slot.

use std::sync::atomic::Ordering;

use super::Driver;
use crate::{
    app::{Question, Services as _, Slot, Ticket},
    tui::message::Message,
};

fn take(app: &mut Driver, slot: Slot) -> (Ticket, Question) {
    let at = app.asked.iter().rposition(|(ticket, _)| ticket.slot == slot);
    let at = at.unwrap_or_else(|| panic!("{slot:?} was not asked: {:?}", app.asked));
    app.asked.remove(at)
}

fn late(app: &mut Driver, (ticket, question): &(Ticket, Question)) {
    let outcome = app.services.answer(question, &|| false);
    app.send(Message::Answer(*ticket, outcome));
}

/// `first` asks something in the slot, `second` something else; the first answer comes last and changes nothing.
fn overtaken(start: &str, first: &str, second: &str, slot: Slot) {
    let mut app = Driver::usual();
    app.state.screen.size = (120, 40);
    app.keys(start).settle();
    app.keys(first);
    let old = take(&mut app, slot);
    app.keys(second);
    app.settle();
    let before = (app.text(), format!("{:?}", app.state.why), format!("{:?}", app.state.why.history));
    late(&mut app, &old);
    let after = (app.text(), format!("{:?}", app.state.why), format!("{:?}", app.state.why.history));
    assert_eq!(before, after, "{slot:?}");
}

#[test]
fn hits() {
    overtaken("", "p", "lastik", Slot::Hits);
}

#[test]
fn lists() {
    overtaken("phantom<enter>", "<enter>", "h", Slot::List);
}

#[test]
fn evidence() {
    overtaken("phantom<enter>", "j", "j", Slot::Evidence);
}

#[test]
fn tracklists() {
    overtaken("phantom<enter>w", "j", "j", Slot::Tracklist);
}

#[test]
fn histories() {
    overtaken("phantom<enter>", "<enter>", "h", Slot::History);
}

#[test]
fn jumps() {
    let mut app = Driver::usual();
    app.keys("phantom").settle();
    app.keys("<tab>gd");
    let old = take(&mut app, Slot::Jump);
    app.keys("<esc>");
    let before = app.text();
    late(&mut app, &old);
    assert_eq!((app.state.popups.len(), app.text()), (0, before));
    app.keys("gd").settle();
    assert_eq!(app.state.popups.len(), 1, "asked again, it asks which DJ");
}

#[test]
fn the_users_data() {
    let mut app = Driver::usual();
    app.services.change_elsewhere(|user| user.queue_name = "Older".into());
    app.status();
    let old = take(&mut app, Slot::User);
    let outcome = app.services.answer(&old.1, &|| false);
    app.services.change_elsewhere(|user| user.queue_name = "Newer".into());
    app.state.slots.forget(Slot::User);
    app.status();
    app.settle();
    assert_eq!(app.state.user.mine.name, "Newer");
    app.send(Message::Answer(old.0, outcome));
    assert_eq!(app.state.user.mine.name, "Newer");
}

#[test]
fn what_is_new() {
    let mut app = Driver::usual();
    app.keys("phantom<enter>a").settle();
    (app.state.visit.since, app.state.visit.news_due) = (Some(crate::track::MixId(0)), true);
    app.status();
    let old = take(&mut app, Slot::News);
    app.state.slots.forget(Slot::News);
    app.keys("jf").settle();
    let before = (app.text(), app.state.screen.toasts.past().len());
    late(&mut app, &old);
    assert_eq!((app.text(), app.state.screen.toasts.past().len()), before);
}

#[test]
fn tempo_key_and_energy() {
    let mut app = Driver::usual();
    app.keys("spastik");
    let hits = take(&mut app, Slot::Hits);
    late(&mut app, &hits);
    let (ticket, question) = take(&mut app, Slot::Facts);
    let outcome = app.services.answer(&question, &|| false);
    // More is known by now, and was asked for.
    app.services.known.store(true, Ordering::SeqCst);
    app.state.slots.forget(Slot::Facts);
    app.status();
    app.settle();
    let before = (app.text(), format!("{:?}", app.state.refine.facts));
    app.send(Message::Answer(ticket, outcome));
    assert_eq!((app.text(), format!("{:?}", app.state.refine.facts)), before);
}
