//! Queue and verdicts: changed here at once, stored after, undone and redone.

use crate::{
    app::{Change, Fault, Item, Verdict},
    config::actions::Action,
    track::TrackId,
    tui::{
        effect::Effect,
        state::{Focus, State, history::Step, toast::Tone, trail::Place},
        update::audition,
    },
};

/// Makes changes as one step that can be taken back.
pub(super) fn make(state: &mut State, name: String, changes: Vec<Change>, effects: &mut Vec<Effect>) {
    let mut step = Step { name, forth: Vec::new(), back: Vec::new(), left: None };
    for change in changes {
        let Some(inverse) = state.mine.inverse(&change) else { continue };
        apply(state, &change, effects);
        step.forth.push(change);
        step.back.insert(0, inverse);
    }
    if !step.forth.is_empty() {
        state.toasts.say(Tone::Good, step.name.clone(), state.now);
        state.steps.push(step);
    }
}

fn apply(state: &mut State, change: &Change, effects: &mut Vec<Effect>) {
    let at = state.mine.items.get(state.queue_cursor).map(|item| item.id);
    state.mine.apply(change);
    // The queue's cursor stays on its row, or where the row was.
    if let Some(place) = at.and_then(|id| state.mine.position(id)) {
        state.queue_cursor = place;
    }
    state.queue_cursor = state.queue_cursor.min(state.mine.items.len().saturating_sub(1));
    if matches!(change, Change::OpenQueue { .. }) {
        state.reread = true;
    }
    state.saving += 1;
    effects.push(Effect::Save(change.clone()));
}

fn names_no_record(state: &mut State) {
    state.toasts.say(Tone::Good, "This line names no record.", state.now);
}

/// The record goes to the queue's end, or after its cursor.
pub(super) fn queue(state: &mut State, here: bool, effects: &mut Vec<Effect>) {
    let Some(row) = state.record().cloned() else { return names_no_record(state) };
    let again = if state.mine.is_queued(row.id) { "queued again" } else { "queued" };
    let name = format!("{again}: {}", row.title);
    // What continues the set, or fits into it, goes where it was looked for.
    let place = state.trail.here().map(|stop| &stop.place).filter(|_| !state.searching);
    let here = here || matches!(place, Some(Place::Continue(_) | Place::Between(_)));
    let items = &state.mine.items;
    let at_end = state.queue_cursor + 1 >= items.len();
    let after = if here { items.get(state.queue_cursor) } else { items.last() }.map(|item| item.id);
    let id = state.mint();
    let record = row.id;
    make(state, name, vec![Change::Insert { item: Item { id, row }, after }], effects);
    // The cursor goes along where it stood at the end.
    if (here || (at_end && state.focus != Focus::Queue))
        && let Some(place) = state.mine.position(id)
    {
        state.queue_cursor = place;
    }
    if state.focus != Focus::Queue {
        move_on(state, record, effects);
    }
}

/// While auditioning, a verdict leads on to the next row; taking it back leads to this one again.
fn move_on(state: &mut State, record: TrackId, effects: &mut Vec<Effect>) {
    if state.is_auditioning() {
        state.steps.left(record);
        audition::move_on(state, effects);
    }
}

/// The queue's row moves by one.
pub(super) fn shift(state: &mut State, down: bool, effects: &mut Vec<Effect>) {
    let at = state.queue_cursor;
    let Some(item) = state.mine.items.get(at).map(|item| item.id) else { return };
    let after = if down {
        match state.mine.items.get(at + 1) {
            Some(next) => Some(next.id),
            None => return,
        }
    } else {
        match at {
            0 => return,
            _ => state.mine.before(at - 1),
        }
    };
    make(state, "moved".to_owned(), vec![Change::Move { item, after }], effects);
}

/// The queue's row goes.
pub(super) fn remove(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(item) = state.mine.items.get(state.queue_cursor) else { return };
    let name = format!("removed: {}", item.row.title);
    let change = Change::Remove { item: item.id };
    make(state, name, vec![change], effects);
}

/// Likes or rejects the record, or takes that back.
pub(super) fn verdict(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    let Some(row) = state.record().cloned() else { return names_no_record(state) };
    let (wanted, word) = match action {
        Action::Like => (Verdict::Like, "liked"),
        _ => (Verdict::Reject, "rejected"),
    };
    let (verdict, word) = if state.mine.verdicts.get(&row.id) == Some(&wanted) {
        (None, format!("no longer {word}"))
    } else {
        (Some(wanted), word.to_owned())
    };
    let name = format!("{word}: {}", row.title);
    let record = row.id;
    make(state, name, vec![Change::Verdict { row, verdict }], effects);
    if verdict.is_some() {
        move_on(state, record, effects);
    }
}

/// Rejects the artist, or takes that back.
pub(super) fn reject_artist(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((record, artist)) = state.record().map(|row| (row.id, row.artist.clone())) else {
        return names_no_record(state);
    };
    let rejected = !state.mine.artists.contains(&artist);
    let name = if rejected { format!("rejected: {artist}") } else { format!("no longer rejected: {artist}") };
    make(state, name, vec![Change::Artist { artist, rejected }], effects);
    if rejected {
        move_on(state, record, effects);
    }
}

/// Takes the last step back.
pub(super) fn undo(state: &mut State, effects: &mut Vec<Effect>) {
    match state.steps.undo() {
        None => state.toasts.say(Tone::Good, "Nothing to undo.", state.now),
        Some(step) => {
            again(state, &format!("undone: {}", step.name), &step.back, effects);
            if let Some(record) = step.left {
                audition::return_to(state, record, effects);
            }
        }
    }
}

/// Does what was taken back again.
pub(super) fn redo(state: &mut State, effects: &mut Vec<Effect>) {
    match state.steps.redo() {
        None => state.toasts.say(Tone::Good, "Nothing to redo.", state.now),
        Some(step) => again(state, &format!("redone: {}", step.name), &step.forth, effects),
    }
}

fn again(state: &mut State, name: &str, changes: &[Change], effects: &mut Vec<Effect>) {
    for change in changes {
        apply(state, change, effects);
        let item = match change {
            Change::Insert { item, .. } => item.id,
            Change::Move { item, .. } => *item,
            _ => continue,
        };
        if let (Focus::Queue, Some(place)) = (state.focus, state.mine.position(item)) {
            state.queue_cursor = place;
        }
    }
    state.toasts.say(Tone::Good, name, state.now);
}

/// The oldest change under way is stored.
pub(super) fn saved(state: &mut State) {
    state.saving = state.saving.saturating_sub(1);
    if state.unsaved.take().is_some() {
        state.toasts.say(Tone::Good, "Saving works again; nothing is lost.", state.now);
    }
}

/// The oldest change under way cannot be stored; the store tries again by itself.
pub(super) fn failed(state: &mut State, fault: Fault) {
    if state.unsaved.as_ref() != Some(&fault) {
        state.toasts.fault(&fault, state.now);
        state.unsaved = Some(fault);
    }
}
