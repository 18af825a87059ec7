//! Notes, follows, named queues, and going on from the queue.

use crate::{
    app::{FollowSubject, QueueName, UserChange, answer::other_level},
    config::actions::Action,
    tui::{
        effect::Effect,
        popup::{choose::Choice, queues::Queues, write::Write},
        state::{
            State,
            history::UndoStep,
            popup::{Deed, Purpose},
            queue::UNNAMED,
            screen::Focus,
            toast::Tone,
            trail::Place,
        },
        text::plural,
        update::{browse, digging, popups, refine, store, updates},
    },
};

/// So many records of the queue are what the set goes on from.
const LAST: usize = 5;

/// Opens a line for a note on the record.
pub(super) fn note(state: &mut State) {
    let Some(row) = state.record().cloned() else {
        state.names_no_record();
        return;
    };
    let text = state.user.mine.notes.get(&row.id).cloned().unwrap_or_default();
    state.popups.push(Box::new(Write::new(Purpose::Note(row), &text)));
}

/// Halves or doubles the record's tempo; the next time, back again.
pub(super) fn halve_tempo(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(row) = state.record().cloned() else {
        state.names_no_record();
        return;
    };
    let Some(tempo) = state.refine.facts.of(&row).tempo else {
        state.say(Tone::Note, format!("The tempo of {} is not known.", row.title));
        return;
    };
    if !store::saves(state) {
        return;
    }
    let bpm = other_level(tempo.value);
    let name = format!("{bpm:.0} bpm: {}", store::called(&row));
    let [forth, back] = [bpm, tempo.value].map(|bpm| UserChange::Tempo { row: row.clone(), bpm });
    store::save(state, forth.clone(), effects);
    state.say(Tone::Good, name.clone());
    state.user.steps.push(UndoStep::of(name, vec![forth], vec![back], state.user.cursor));
}

/// What was written is done.
pub(super) fn written(state: &mut State, purpose: Purpose, text: String, effects: &mut Vec<Effect>) {
    match purpose {
        Purpose::Note(row) => {
            let name = if text.is_empty() { "note removed" } else { "noted" };
            store::make(
                state,
                format!("{name}: {}", store::called(&row)),
                vec![UserChange::Note { row, text }],
                effects,
            );
        }
        Purpose::Filter(filter) => refine::written(state, filter, &text, effects),
        Purpose::Queue if text.is_empty() => {}
        Purpose::Queue => make_queue(state, text, effects),
        Purpose::QueueName(from) => rename_queue(state, from, &text, effects),
        Purpose::Contact => updates::with_contact(state, text, effects),
        Purpose::BrowseYears => browse::years(state, &text),
    }
}

/// Follows the page's subject, or asks which of the row's.
pub(super) fn follow(state: &mut State, effects: &mut Vec<Effect>) {
    let subject = match state.trail.here().filter(|_| !state.search.open).map(|stop| &stop.place) {
        Some(Place::Dj(name)) => Some(FollowSubject::Dj(name.clone())),
        Some(Place::Label(name)) => Some(FollowSubject::Label(name.clone())),
        Some(Place::Artist(name)) => Some(FollowSubject::Artist(name.clone())),
        _ => None,
    };
    if let Some(subject) = subject {
        return toggle_follow(state, subject, effects);
    }
    let mut subjects: Vec<FollowSubject> = Vec::new();
    if let Some(row) = state.record() {
        subjects.extend(crate::track::artists(&row.artist).into_iter().map(FollowSubject::Artist));
        subjects.extend(row.label.clone().map(FollowSubject::Label));
    }
    if let Some(evidence) = state.why.current().filter(|_| state.why.row.is_some()) {
        subjects.extend(evidence.djs.iter().cloned().map(FollowSubject::Dj));
    }
    if subjects.is_empty() {
        state.say(Tone::Good, "Nobody is known here whom one could follow.");
        return;
    }
    let lines = subjects.into_iter().map(|s| (described(state, &s), Deed::Follow(s))).collect();
    state.popups.push(Box::new(Choice::new("Follow whom?", lines, 0)));
}

fn described(state: &State, subject: &FollowSubject) -> String {
    let (kind, name) = kind(subject);
    let now = if state.user.mine.follows.contains(subject) { ", followed now" } else { "" };
    format!("{kind} {name}{now}")
}

fn kind(subject: &FollowSubject) -> (&'static str, &str) {
    match subject {
        FollowSubject::Dj(name) => ("DJ", name),
        FollowSubject::Label(name) => ("label", name),
        FollowSubject::Artist(name) => ("artist", name),
    }
}

/// Follows, or no longer.
pub(super) fn toggle_follow(state: &mut State, subject: FollowSubject, effects: &mut Vec<Effect>) {
    let on = !state.user.mine.follows.contains(&subject);
    let (kind, name) = kind(&subject);
    let text =
        if on { format!("following {kind} {name}") } else { format!("no longer following {kind} {name}") };
    store::make(state, text, vec![UserChange::Follow { subject, on }], effects);
}

/// What came in since the last session, or since this one began.
pub(super) fn news(state: &mut State) {
    match state.visit.since {
        Some(since) => digging::go(state, Place::News(since)),
        None => state.say(Tone::Good, "The catalogue is being read."),
    }
}

/// The queues, to open, call otherwise, take away or make one.
pub(super) fn queues(state: &mut State) {
    let queues = Queues::new(state);
    state.popups.push(Box::new(queues));
}

/// A line for another name of a queue; empty where it has none of its own.
pub(super) fn name_queue(state: &mut State, name: &str) {
    let text = if name == UNNAMED { "" } else { name };
    let line = Write::new(Purpose::QueueName(name.to_owned()), text);
    state.popups.push(Box::new(line));
}

fn rename_queue(state: &mut State, from: String, to: &str, effects: &mut Vec<Effect>) {
    if to.is_empty() || to == from {
        return;
    }
    if state.user.mine.name == to || state.user.mine.queues.iter().any(|queue| queue.name == to) {
        let why = format!("Another queue is called {to}.");
        return popups::refuse(state, Purpose::QueueName(from), to, why);
    }
    let name = format!("{from} is called {to}");
    store::make(state, name, vec![UserChange::RenameQueue { from, to: to.to_owned() }], effects);
}

/// Takes a queue away, with its records; of the one that is open, the next is opened.
pub(super) fn take_queue(state: &mut State, queue: QueueName, effects: &mut Vec<Effect>) {
    let mut changes = Vec::new();
    if queue.name == state.user.mine.name {
        let Some(next) = state.user.mine.queues.iter().find(|other| other.name != queue.name) else {
            return state.say(Tone::Note, "It is the only queue: its records can be taken out, it stays.");
        };
        changes.push(UserChange::OpenQueue { name: next.name.clone() });
    }
    let name = format!("taken away: {}, {}", queue.name, plural(queue.records.into(), "record"));
    changes.push(UserChange::TakeQueue { queue, away: true });
    store::make(state, name, changes, effects);
}

/// Opens another queue.
pub(super) fn open_queue(state: &mut State, name: String, effects: &mut Vec<Effect>) {
    let mine = &state.user.mine;
    // One that came with an import may not be known yet; it has records.
    let is_empty = if name == mine.name {
        mine.items.is_empty()
    } else {
        mine.queues.iter().any(|queue| queue.name == name && queue.records == 0)
    };
    focus_queue(state, is_empty);
    if name != state.user.mine.name {
        store::make(state, format!("queue {name}"), vec![UserChange::OpenQueue { name }], effects);
        state.user.cursor = 0;
    }
}

/// The queue is in focus; where it is empty the list, which has what is added to it.
fn focus_queue(state: &mut State, is_empty: bool) {
    if !is_empty {
        state.screen.focus = Focus::Queue;
    } else if state.screen.focus == Focus::Queue {
        state.screen.focus = Focus::List;
    }
}

/// Opens a queue of this name, which is made where there is none.
fn make_queue(state: &mut State, name: String, effects: &mut Vec<Effect>) {
    let mine = &state.user.mine;
    let is_new = mine.name != name && !mine.queues.iter().any(|queue| queue.name == name);
    open_queue(state, name, effects);
    if is_new {
        focus_queue(state, true);
    }
}

/// A line for the name of a new queue.
pub(super) fn new_queue(state: &mut State) {
    state.popups.push(Box::new(Write::new(Purpose::Queue, "")));
}

/// What fits between the record under the queue's cursor and the one behind it.
pub(super) fn between(state: &mut State) {
    let at = state.user.cursor;
    let two: Vec<_> = state.user.mine.items.iter().skip(at).take(2).map(|item| item.row.clone()).collect();
    if two.len() < 2 {
        let text = "Between two records: put the queue's cursor on one that has another behind it.";
        state.say(Tone::Good, text);
        return;
    }
    digging::go(state, Place::Between(two));
}

/// What goes on from the queue's last records, wherever its cursor was left.
pub(super) fn go_on(state: &mut State) {
    let items = &state.user.mine.items;
    if items.is_empty() {
        state.screen.toasts.say(
            Tone::Good,
            format!("The queue is empty; {} adds a record.", state.keys.name(Action::QueueEnd)),
            state.now,
        );
        return;
    }
    let last: Vec<_> =
        items[items.len().saturating_sub(LAST)..].iter().map(|item| item.row.clone()).collect();
    digging::go(state, Place::Continue(last));
}
