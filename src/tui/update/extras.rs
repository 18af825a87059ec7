//! Notes, follows, named queues, and going on from the queue.

use crate::{
    app::{Change, Subject},
    tui::{
        effect::Effect,
        state::{
            Focus, State,
            popup::{Choice, Lead, Popup, Purpose, Write},
            textbox::TextBox,
            toast::Tone,
            trail::Place,
        },
        update::{digging, refine, store, updates},
    },
};

/// So many records of the queue are what the set goes on from.
const LAST: usize = 5;

/// Opens a line for a note on the record.
pub(super) fn note(state: &mut State) {
    let Some(row) = state.record().cloned() else {
        state.toasts.say(Tone::Good, "This line names no record.", state.now);
        return;
    };
    let text = state.mine.notes.get(&row.id).cloned().unwrap_or_default();
    state.popups.push(Popup::Write(Write { purpose: Purpose::Note(row), input: TextBox::with(&text) }));
}

/// What was written is done.
pub(super) fn written(state: &mut State, write: Write, effects: &mut Vec<Effect>) {
    let text = write.input.text().trim().to_owned();
    match write.purpose {
        Purpose::Note(row) => {
            let name = if text.is_empty() { "note removed" } else { "noted" };
            store::make(state, format!("{name}: {}", row.title), vec![Change::Note { row, text }], effects);
        }
        Purpose::Filter(filter) => refine::written(state, filter, &text),
        Purpose::Queue if text.is_empty() => {}
        Purpose::Queue => open_queue(state, text, effects),
        Purpose::Contact => updates::with_contact(state, text, effects),
    }
}

/// Follows the page's subject, or asks which of the row's.
pub(super) fn follow(state: &mut State, effects: &mut Vec<Effect>) {
    let subject = match state.trail.here().filter(|_| !state.searching).map(|stop| &stop.place) {
        Some(Place::Dj(name)) => Some(Subject::Dj(name.clone())),
        Some(Place::Label(name)) => Some(Subject::Label(name.clone())),
        Some(Place::Artist(name)) => Some(Subject::Artist(name.clone())),
        _ => None,
    };
    if let Some(subject) = subject {
        return toggle_follow(state, subject, effects);
    }
    let mut subjects: Vec<Subject> = Vec::new();
    if let Some(row) = state.record() {
        subjects.extend(crate::track::artists(&row.artist).into_iter().map(Subject::Artist));
        subjects.extend(row.label.clone().map(Subject::Label));
    }
    if let Some(evidence) = state.why.current().filter(|_| state.why.row.is_some()) {
        subjects.extend(evidence.djs.iter().cloned().map(Subject::Dj));
    }
    if subjects.is_empty() {
        state.toasts.say(Tone::Good, "Nobody is known here.", state.now);
        return;
    }
    let lines = subjects.into_iter().map(|s| (described(state, &s), Lead::Follow(s))).collect();
    state.popups.push(Popup::Choose(Choice { title: "Follow whom?".to_owned(), lines, cursor: 0 }));
}

fn described(state: &State, subject: &Subject) -> String {
    let (kind, name) = kind(subject);
    let now = if state.mine.follows.contains(subject) { ", followed now" } else { "" };
    format!("{kind} {name}{now}")
}

fn kind(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Dj(name) => ("DJ", name),
        Subject::Label(name) => ("label", name),
        Subject::Artist(name) => ("artist", name),
    }
}

/// Follows, or no longer.
pub(super) fn toggle_follow(state: &mut State, subject: Subject, effects: &mut Vec<Effect>) {
    let on = !state.mine.follows.contains(&subject);
    let (kind, name) = kind(&subject);
    let text =
        if on { format!("following {kind} {name}") } else { format!("no longer following {kind} {name}") };
    store::make(state, text, vec![Change::Follow { subject, on }], effects);
}

/// What came in since the last session, or since this one began.
pub(super) fn news(state: &mut State) {
    match state.since {
        Some(since) => digging::go(state, Place::News(since)),
        None => state.toasts.say(Tone::Good, "The catalogue is being read.", state.now),
    }
}

/// The queues, to choose or make one.
pub(super) fn queues(state: &mut State) {
    let mut lines: Vec<(String, Lead)> = state
        .mine
        .queues
        .iter()
        .map(|queue| {
            let records = crate::tui::text::plural(u64::from(queue.records), "record");
            (format!("{}, {records}", queue.name), Lead::Queue(queue.name.clone()))
        })
        .collect();
    let cursor = state.mine.queues.iter().position(|q| q.name == state.mine.name).unwrap_or(0);
    lines.push(("a new queue".to_owned(), Lead::NewQueue));
    state.popups.push(Popup::Choose(Choice { title: "Queues".to_owned(), lines, cursor }));
}

/// Opens another queue.
pub(super) fn open_queue(state: &mut State, name: String, effects: &mut Vec<Effect>) {
    state.focus = Focus::Queue;
    if name != state.mine.name {
        store::make(state, format!("queue {name}"), vec![Change::OpenQueue { name }], effects);
        state.queue_cursor = 0;
    }
}

/// A line for the name of a new queue.
pub(super) fn new_queue(state: &mut State) {
    state.popups.push(Popup::Write(Write { purpose: Purpose::Queue, input: TextBox::default() }));
}

/// What fits between the record under the queue's cursor and the one behind it.
pub(super) fn between(state: &mut State) {
    let at = state.queue_cursor;
    let two: Vec<_> = state.mine.items.iter().skip(at).take(2).map(|item| item.row.clone()).collect();
    if two.len() < 2 {
        let text = "Between two records: put the queue's cursor on one that has another behind it.";
        state.toasts.say(Tone::Good, text, state.now);
        return;
    }
    digging::go(state, Place::Between(two));
}

/// What goes on from the queue's last records up to its cursor.
pub(super) fn go_on(state: &mut State) {
    let items = &state.mine.items;
    if items.is_empty() {
        state.toasts.say(Tone::Good, "The queue is empty; a adds a record.", state.now);
        return;
    }
    let end = (state.queue_cursor + 1).min(items.len());
    let last: Vec<_> = items[end.saturating_sub(LAST)..end].iter().map(|item| item.row.clone()).collect();
    digging::go(state, Place::Continue(last));
}
