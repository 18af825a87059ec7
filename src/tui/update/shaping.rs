//! The queue shaped: put in order, filled with a path, its pairs noted.

use std::collections::HashSet;

use crate::{
    app::{
        Orders, Question, QueueEntry, QueueEntryId, Route, Unordered, UserChange,
        answer::{Together, TrackRow},
    },
    config::actions::Action,
    tui::{
        effect::Effect,
        popup::{order::Ordering, path::PathChoice},
        state::{State, keys::Jump, list::Row, screen::Focus, toast::Tone, trail::Place},
        text::plural,
        update::{jump, store, wants},
    },
};

/// Fewer records than this have no order.
const LEAST: usize = 3;

/// Asks for every order of the queue.
pub(super) fn order(state: &mut State, effects: &mut Vec<Effect>) {
    if state.user.mine.items.len() < LEAST {
        return state.say(Tone::Good, "Three records or more in the queue can be put in order.");
    }
    let queue = Unordered {
        rows: state.user.mine.items.iter().map(|item| item.row.clone()).collect(),
        pairs: state.user.mine.paired_ids(),
        reach: state.screen.look.mixing.pitch,
    };
    jump::ask(state, Jump::Order, &Question::Order(queue), effects);
}

/// They are here: to look at and choose from.
pub(super) fn offer_orders(state: &mut State, question: &Question, orders: Orders) {
    let Question::Order(asked) = question else { return };
    let items = &state.user.mine.items;
    if !items.iter().map(|item| &item.row).eq(&asked.rows) {
        let again = state.keys.name(Action::Order);
        return state
            .say(Tone::Note, format!("The queue has changed meanwhile; {again} orders it as it is now."));
    }
    let items = items.clone();
    state.popups.push(Box::new(Ordering::new(items, orders)));
}

/// Puts the queue in this order, as one step.
pub(super) fn reorder(state: &mut State, order: &[QueueEntryId], name: &str, effects: &mut Vec<Effect>) {
    if state.user.mine.items.iter().map(|item| item.id).eq(order.iter().copied()) {
        return state.say(Tone::Good, "The queue is in that order already.");
    }
    let change = UserChange::Arrange { items: order.to_vec() };
    store::make(state, format!("ordered: {name}"), vec![change], effects);
}

/// The record of the queue that what fits between it and the next one is listed for, and its entry.
fn gap(state: &State) -> Option<(TrackRow, Option<QueueEntryId>)> {
    let stop = state.trail.here().filter(|stop| matches!(stop.place, Place::Between(_)))?;
    let first = stop.place.seeds().first()?;
    let (items, is_it) = (&state.user.mine.items, |item: &&QueueEntry| item.row.id == first.id);
    let at_cursor = items.get(state.user.cursor).filter(is_it);
    Some((first.clone(), at_cursor.or_else(|| items.iter().find(is_it)).map(|item| item.id)))
}

/// Asks for paths from the seed to the row; in the queue from the row to the next one. Between two records of the queue a path begins
/// at the first of them and goes behind it.
pub(super) fn path(state: &mut State, effects: &mut Vec<Effect>) {
    let (ends, after) = if state.screen.focus == Focus::Queue {
        let items = &state.user.mine.items;
        let two = items.get(state.user.cursor).zip(items.get(state.user.cursor + 1));
        (two.map(|(a, b)| (a.row.clone(), b.row.clone())), two.map(|(a, _)| a.id))
    } else if let Some((first, after)) = gap(state) {
        (state.record().cloned().map(|row| (first, row)), after)
    } else {
        (state.reference().cloned().zip(state.record().cloned()), None)
    };
    let Some((from, to)) = ends.filter(|(from, to)| from.id != to.id) else {
        let text =
            "A path goes from the seed to another row, or in the queue from a record to the one behind it.";
        return state.say(Tone::Good, text);
    };
    let ask = wants::unqueued(state, &[from, to], Together::Gap);
    let (pairs, reach) = (state.user.mine.paired_ids(), state.screen.look.mixing.pitch);
    jump::ask(state, Jump::Path { after }, &Question::Path { ask, pairs, reach }, effects);
}

/// They are here: to look at and choose from.
pub(super) fn offer_paths(state: &mut State, after: Option<QueueEntryId>, routes: Vec<Option<Route>>) {
    if routes.iter().all(Option::is_none) {
        return state.say(Tone::Note, "No path is known between these two: nothing here is near both.");
    }
    state.popups.push(Box::new(PathChoice::new(routes, after)));
}

/// Queues the records that are not queued yet, in their order: behind a row, or at the end.
pub(super) fn queue_all(
    state: &mut State,
    rows: &[TrackRow],
    after: Option<QueueEntryId>,
    effects: &mut Vec<Effect>,
) {
    let known: HashSet<_> = state.user.mine.items.iter().map(|item| item.row.id).collect();
    let mut after = after.or_else(|| state.user.mine.items.last().map(|item| item.id));
    let mut changes = Vec::new();
    for row in rows.iter().filter(|row| !known.contains(&row.id)) {
        let item = QueueEntry { id: state.user.mint(), row: row.clone() };
        let id = item.id;
        changes.push(UserChange::Insert { item, after });
        after = Some(id);
    }
    let name = format!("queued: {}", plural(changes.len() as u64, "record"));
    state.user.added = after.filter(|_| state.screen.focus != Focus::Queue);
    store::make(state, name, changes, effects);
}

/// Rows that one key queues.
const TEN: usize = 10;

/// Queues ten rows of the list, from the cursor on, that are not queued yet.
pub(super) fn queue_ten(state: &mut State, effects: &mut Vec<Effect>) {
    let list = state.list();
    let records = list.rows.iter().skip(list.cursor).filter_map(Row::record);
    let new = records.filter(|row| !state.user.mine.is_queued(row.id));
    let rows: Vec<TrackRow> = new.take(TEN).cloned().collect();
    if rows.is_empty() {
        let any = list.rows.iter().skip(list.cursor).any(|row| row.record().is_some());
        return if any {
            state.say(Tone::Good, "Every record from here on is queued.");
        } else {
            state.names_no_record();
        };
    }
    queue_all(state, &rows, None, effects);
}

/// These two work, or no longer: the row and the seed it stands for, or in the queue the row and the next one.
pub(super) fn pair(state: &mut State, effects: &mut Vec<Effect>) {
    let two = if state.screen.focus == Focus::Queue {
        let items = &state.user.mine.items;
        let at = state.user.cursor.min(items.len().saturating_sub(2));
        items.get(at).zip(items.get(at + 1)).map(|(a, b)| (a.row.clone(), b.row.clone()))
    } else {
        seed_here(state).zip(state.list_record().cloned())
    };
    let Some((first, second)) = two.filter(|(first, second)| first.id != second.id) else {
        let text = "A pair is a row and the seed, or in the queue a record and the one behind it.";
        return state.say(Tone::Good, text);
    };
    let on = !state.user.mine.are_paired(first.id, second.id);
    let word = if on { "these two work" } else { "no longer a pair" };
    let name = format!("{word}: {} + {}", store::called(&first), store::called(&second));
    store::make(state, name, vec![UserChange::Pair { first, second, on }], effects);
}

/// The seed of the highlighted evidence, else the last one.
fn seed_here(state: &State) -> Option<TrackRow> {
    let of = state.why.current().filter(|_| state.screen.focus == Focus::Why).map(|evidence| evidence.seed);
    let seed = of.and_then(|id| state.trail.seeds().iter().find(|seed| seed.id == id));
    seed.or_else(|| state.reference()).cloned()
}
