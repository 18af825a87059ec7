//! Queue and verdicts: changed here at once, stored after, undone and redone.

use crate::{
    app::{Fault, Opinion, QueueEntry, UserChange, answer::TrackRow},
    config::actions::Action,
    track::TrackId,
    tui::{
        effect::Effect,
        state::{
            State,
            history::{SeedsChange, UndoStep},
            screen::Focus,
            toast::Tone,
            trail::Place,
        },
        update::{audition, digging},
    },
};

/// Makes changes as one step that can be taken back.
pub(super) fn make(state: &mut State, name: String, changes: Vec<UserChange>, effects: &mut Vec<Effect>) {
    if !saves(state) {
        return;
    }
    if !state.user.sync.is_known() {
        let text = "What you made is not read yet; press it again in a moment.";
        state.screen.toasts.say(Tone::Note, text, state.now);
        return;
    }
    let cursor = state.user.cursor;
    let mut step = UndoStep::of(name, Vec::new(), Vec::new(), cursor);
    for change in changes {
        let Some(inverse) = state.user.mine.inverse(&change) else { continue };
        save(state, change.clone(), effects);
        step.forth.push(change);
        step.back.insert(0, inverse);
    }
    if !step.forth.is_empty() {
        state.say(Tone::Good, step.name.clone());
        state.user.steps.push(step);
    }
}

/// Whether changes are stored; where they are not it is said why.
pub(super) fn saves(state: &mut State) -> bool {
    if let Some(fault) = &state.user.fault {
        state.screen.toasts.fault(fault, state.now);
    }
    state.user.fault.is_none()
}

/// Makes a change here and stores it; it cannot be undone. Nothing is stored where the store is damaged.
pub(super) fn save(state: &mut State, change: UserChange, effects: &mut Vec<Effect>) {
    if state.user.fault.is_some() && change.is_stored() {
        return;
    }
    state.user.apply(&change);
    effects.push(Effect::Save(change));
}

/// A record's title with its version: three remixes are three records.
pub(super) fn called(row: &TrackRow) -> String {
    match &row.version {
        Some(version) => format!("{} ({version})", row.title),
        None => row.title.clone(),
    }
}

/// The record goes to the queue's end, or after its cursor.
pub(super) fn queue(state: &mut State, here: bool, effects: &mut Vec<Effect>) {
    let Some(row) = state.record().cloned() else { return state.names_no_record() };
    let again = if state.user.mine.is_queued(row.id) { "queued again" } else { "queued" };
    let name = format!("{again}: {}", called(&row));
    // What fits between two records goes between them.
    let place = state.trail.here().map(|stop| &stop.place).filter(|_| !state.search.open);
    let here = here || matches!(place, Some(Place::Between(_)));
    let items = &state.user.mine.items;
    let at_end = state.user.cursor + 1 >= items.len();
    let after = if here { items.get(state.user.cursor) } else { items.last() }.map(|item| item.id);
    let id = state.user.mint();
    let record = row.id;
    make(state, name, vec![UserChange::Insert { item: QueueEntry { id, row }, after }], effects);
    state.user.added = Some(id).filter(|_| state.screen.focus != Focus::Queue);
    // The cursor goes along where it stood at the end.
    if (here || (at_end && state.screen.focus != Focus::Queue))
        && let Some(place) = state.user.mine.position(id)
    {
        state.user.cursor = place;
    }
    if state.screen.focus != Focus::Queue {
        move_on(state, record, effects);
    }
}

/// While auditioning, a verdict leads on to the next row; taking it back leads to this one again.
fn move_on(state: &mut State, record: TrackId, effects: &mut Vec<Effect>) {
    if state.is_auditioning() {
        state.user.steps.left(record);
        audition::move_on(state, effects);
    }
}

/// The queue's row moves by one.
pub(super) fn shift(state: &mut State, down: bool, effects: &mut Vec<Effect>) {
    let at = state.user.cursor;
    let Some(item) = state.user.mine.items.get(at).map(|item| item.id) else {
        return state.names_no_record();
    };
    let after = if down {
        match state.user.mine.items.get(at + 1) {
            Some(next) => Some(next.id),
            None => return state.say(Tone::Good, "It is the last of the queue."),
        }
    } else {
        match at {
            0 => return state.say(Tone::Good, "It is the first of the queue."),
            _ => state.user.mine.before(at - 1),
        }
    };
    make(state, "moved".to_owned(), vec![UserChange::Move { item, after }], effects);
}

/// The queue's row goes.
pub(super) fn remove(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(item) = state.user.mine.items.get(state.user.cursor) else { return state.names_no_record() };
    let name = format!("removed: {}", called(&item.row));
    let change = UserChange::Remove { item: item.id };
    make(state, name, vec![change], effects);
}

/// Likes or rejects the record, or takes that back.
pub(super) fn verdict(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    let Some(row) = state.record().cloned() else { return state.names_no_record() };
    let (wanted, word) = match action {
        Action::Like => (Opinion::Like, "liked"),
        _ => (Opinion::Reject, "rejected"),
    };
    let (verdict, word) = if state.user.mine.verdicts.get(&row.id) == Some(&wanted) {
        (None, format!("no longer {word}"))
    } else {
        (Some(wanted), word.to_owned())
    };
    let name = format!("{word}: {}", called(&row));
    let record = row.id;
    make(state, name, vec![UserChange::Verdict { row, verdict }], effects);
    if verdict.is_some() {
        move_on(state, record, effects);
    }
}

/// Rejects the artist, or takes that back.
pub(super) fn reject_artist(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((record, artist)) = state.record().map(|row| (row.id, row.artist.clone())) else {
        return state.names_no_record();
    };
    let rejected = !state.user.mine.artists.contains(&artist);
    let name = if rejected { format!("rejected: {artist}") } else { format!("no longer rejected: {artist}") };
    make(state, name, vec![UserChange::Artist { artist, rejected }], effects);
    if rejected {
        move_on(state, record, effects);
    }
}

/// Takes the last step back.
pub(super) fn undo(state: &mut State, effects: &mut Vec<Effect>) {
    match state.user.steps.undo() {
        None => state.say(Tone::Good, "Nothing to undo."),
        Some(step) => {
            again(state, &format!("undone: {}", step.name), &step.back, effects);
            if let Some(SeedsChange { before, after }) = step.seeds {
                digging::put_seeds(state, &after, before);
            }
            // The queue's cursor stands where it stood before the step.
            state.user.cursor = step.cursor.min(state.user.mine.items.len().saturating_sub(1));
            if let Some(record) = step.left {
                audition::return_to(state, record, effects);
            }
        }
    }
}

/// Does what was taken back again.
pub(super) fn redo(state: &mut State, effects: &mut Vec<Effect>) {
    match state.user.steps.redo() {
        None => state.say(Tone::Good, "Nothing to redo."),
        Some(step) => {
            again(state, &format!("redone: {}", step.name), &step.forth, effects);
            if let Some(SeedsChange { before, after }) = step.seeds {
                digging::put_seeds(state, &before, after);
            }
        }
    }
}

fn again(state: &mut State, name: &str, changes: &[UserChange], effects: &mut Vec<Effect>) {
    if !saves(state) {
        return;
    }
    for change in changes {
        save(state, change.clone(), effects);
        let item = match change {
            UserChange::Insert { item, .. } => item.id,
            UserChange::Move { item, .. } => *item,
            _ => continue,
        };
        if let (Focus::Queue, Some(place)) = (state.screen.focus, state.user.mine.position(item)) {
            state.user.cursor = place;
        }
    }
    state.say(Tone::Good, name);
}

/// The oldest change under way is stored.
pub(super) fn saved(state: &mut State) {
    if state.user.sync.saved() {
        state.mention(Tone::Good, "Saving works again; nothing is lost.");
    }
}

/// The oldest change under way cannot be stored; the store tries again by itself.
pub(super) fn failed(state: &mut State, fault: &Fault) {
    if state.user.sync.failed(fault.clone()) {
        state.screen.toasts.fault(fault, state.now);
    }
}
