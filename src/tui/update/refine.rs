//! Filters and the dials of rarity and taste.

use std::collections::HashSet;

use crate::{
    app::{Question, Slot, answer::Controls},
    tui::{
        effect::Effect,
        popup::write::Write,
        state::{
            State,
            filters::{Basis, Filter, Filters},
            keys::Jump,
            list::{List, ListPhase, Row, divided},
            popup::{Purpose, Turn},
            refine::{RARITY, ROWS, TASTE},
            sorting::SortBy,
            toast::Tone,
            trail::TrailStop,
        },
        update::{digging, jump, popups},
    },
};

/// Lays the filters over a list's rows; the cursor stays on its row where that is still shown.
pub(super) fn filter(state: &mut State) {
    let artists: Vec<String> = state.trail.seeds().iter().map(|seed| seed.artist.clone()).collect();
    let (seed, pitch) = (state.reference_facts(), state.screen.look.mixing.pitch);
    let seeded = state.reference().is_some();
    let Some(stop) = state.trail.here_mut() else { return };
    let mut filters =
        if stop.place.is_narrowed() { state.refine.filters.clone() } else { Filters::default() };
    if !seeded {
        // There is nothing to fit.
        (filters.fit, filters.same_key, filters.bpm) = (false, false, None);
    }
    let basis = Basis { artists: &artists, mine: &state.user.mine, facts: &state.refine.facts, seed, pitch };
    for list in &mut stop.lists {
        lay(list, &filters, basis);
    }
}

/// Tempo and key of rows have come: filters that wait for them are laid; a list that was judged stays as it is until it is asked for
/// again, so that nothing moves under the cursor.
pub(super) fn judged(state: &mut State) {
    let sorted = state.trail.here().is_some_and(|stop| stop.list().sort.needs_facts());
    if !state.refine.filters.need_facts() && !sorted {
        return;
    }
    let judged = state.trail.here().is_none_or(|stop| stop.list().judged);
    if !judged && all_asked(state) {
        filter(state);
        settled(state);
    }
}

/// Whether tempo and key of all that the list holds have been asked for.
fn all_asked(state: &State) -> bool {
    let rows = state.trail.here().into_iter().flat_map(|stop| stop.list().all.iter().filter_map(Row::record));
    state.trail.seeds().iter().chain(rows).all(|row| state.refine.facts.has(row))
}

/// The list stays as it is until it is asked for again.
fn settled(state: &mut State) {
    if let Some(stop) = state.trail.here_mut() {
        stop.list_mut().judged = true;
    }
}

fn lay(list: &mut List, filters: &Filters, basis: Basis<'_>) {
    if list.phase != ListPhase::Ready {
        return;
    }
    let (mut rows, hidden) = filters.apply(&list.all, basis);
    // More were asked for than are listed, so that filters have something to choose from.
    if rows.iter().all(|row| matches!(row, Row::Similar(_) | Row::Browse(_))) {
        rows.truncate(ROWS);
    }
    match list.sort {
        SortBy::Found => rows = divided(rows),
        by => by.sort(&mut rows, basis.facts),
    }
    list.fill(rows);
    list.hidden = filters.counted(&list.left_out, &hidden);
}

/// Sorts the list by the next thing that tells its rows apart.
pub(super) fn sort_on(state: &mut State) {
    match sortable(state).map(|list| list.sort.next(&list.all, &state.refine.facts)) {
        Some(by) => sort_by(state, by),
        None => nothing_to_sort(state),
    }
}

/// Sorts the list; the cursor stays on its row.
pub(super) fn sort_by(state: &mut State, by: SortBy) {
    let Some(list) = sortable(state) else { return nothing_to_sort(state) };
    // What is asked for may still come.
    let asked = !by.needs_facts() || all_asked(state);
    if asked && !by.tells(&list.all, &state.refine.facts) {
        return state.say(Tone::Note, format!("No row here has {}: the list stays as it is.", by.needs()));
    }
    if let Some(stop) = state.trail.here_mut() {
        stop.list_mut().sort = by;
    }
    filter(state);
    if all_asked(state) {
        settled(state);
    }
    let text = match by {
        SortBy::Found => "as found".to_owned(),
        by => format!("sorted {}", by.name()),
    };
    state.say(Tone::Good, text);
}

/// The list of the place, where it has rows.
fn sortable(state: &State) -> Option<&List> {
    let list = state.trail.here().filter(|_| !state.search.open).map(TrailStop::list)?;
    (!list.all.is_empty()).then_some(list)
}

fn nothing_to_sort(state: &mut State) {
    state.say(Tone::Good, "Nothing to sort here: hits stand by how well they match.");
}

/// Takes every filter off.
pub(super) fn clear(state: &mut State) {
    if state.refine.filters.on() == 0 {
        return state.say(Tone::Good, "No filter is on.");
    }
    state.refine.filters = Filters::default();
    state.say(Tone::Good, "No filter hides anything any more.");
    ask_everywhere(state);
}

/// Switches a filter by its own key, and says what it does now.
pub(super) fn switch(state: &mut State, filter: Filter) {
    state.screen.toasts.outdate(state.now);
    if filter == Filter::Fit && !state.refine.filters.fit {
        let seed = state.reference_facts();
        if state.reference().is_some() && seed.sure_tempo().is_none() && seed.key.is_none() {
            let text = "The seed's tempo and key are not known yet: nothing is hidden.";
            state.say(Tone::Note, text);
        }
    }
    let before = state.refine.filters.on() > 0;
    state.refine.filters.switch(filter);
    changed(state, filter, before);
}

/// Turns a filter to its next or previous value.
pub(super) fn turn(state: &mut State, filter: Filter, turn: Turn) {
    let before = state.refine.filters.on() > 0;
    // What was said of the filters before is true no longer.
    state.screen.toasts.outdate(state.now);
    state.refine.filters.turn(filter, turn == Turn::Forward);
    changed(state, filter, before);
}

/// Opens a line for a filter's value.
pub(super) fn open(state: &mut State, filter: Filter) {
    let text =
        if state.refine.filters.is_on(filter) { state.refine.filters.value(filter) } else { String::new() };
    state.popups.push(Box::new(Write::new(Purpose::Filter(filter), &text)));
}

/// A filter's value was written; names count once they are known.
pub(super) fn written(state: &mut State, filter: Filter, text: &str, effects: &mut Vec<Effect>) {
    let mut filters = Filters::default();
    match filters.write(filter, text) {
        Ok(()) if filter.is_written() && filters.is_on(filter) => {
            let named = Question::Known(filters.controls(&HashSet::new()));
            jump::ask(state, Jump::Filter(filter), &named, effects);
        }
        Ok(()) => set(state, filter, text),
        Err(why) => popups::refuse(state, Purpose::Filter(filter), text, why),
    }
}

/// The names that were written are known.
pub(super) fn known(state: &mut State, filter: Filter, named: &Controls) {
    state.screen.toasts.dismiss(state.now);
    set(state, filter, &written_as(named));
}

/// The library does not say in time whether it knows the names: they count as they were written.
pub(super) fn keep_unchecked(state: &mut State, filter: Filter) {
    if let Some(Question::Known(named)) = state.slots.awaited(Slot::Jump) {
        let text = written_as(named);
        set(state, filter, &text);
    }
}

/// One of them is not: the line comes back as it was written, with the reason.
pub(super) fn unknown(state: &mut State, filter: Filter, named: &Controls, why: String) {
    popups::refuse(state, Purpose::Filter(filter), &written_as(named), why);
}

fn written_as(named: &Controls) -> String {
    [named.styles.as_slice(), &named.djs].concat().join(", ")
}

fn set(state: &mut State, filter: Filter, text: &str) {
    let before = state.refine.filters.on() > 0;
    match state.refine.filters.write(filter, text) {
        Ok(()) => changed(state, filter, before),
        Err(why) => state.say(Tone::Error, why),
    }
}

fn changed(state: &mut State, filter: Filter, before: bool) {
    if filter.is_asked() {
        ask_everywhere(state);
    } else if before == (state.refine.filters.on() > 0) {
        filter_everywhere(state);
    } else {
        // The first filter asks for more rows, the last one gone for fewer.
        filter_everywhere(state);
        digging::refresh(state);
    }
}

fn filter_everywhere(state: &mut State) {
    filter(state);
    let (_, here) = state.trail.stops();
    for (i, stop) in state.trail.stops_mut().iter_mut().enumerate() {
        if i != here && stop.place.is_narrowed() {
            for list in &mut stop.lists {
                list.phase = ListPhase::Unasked;
            }
        }
    }
}

/// Turns the dial towards rarer or commoner records and asks again.
pub(super) fn dial(state: &mut State, rarer: bool) {
    let step = if rarer {
        (state.refine.rarity + 1).min(RARITY.len() - 1)
    } else {
        state.refine.rarity.saturating_sub(1)
    };
    if step == state.refine.rarity {
        let text = if rarer { "These are the rarest." } else { "These are the commonest." };
        state.say(Tone::Good, text);
        return;
    }
    state.refine.rarity = step;
    state.say(Tone::Good, format!("rarity {step} of {}", RARITY.len() - 1));
    ask_everywhere(state);
}

/// Turns the dial towards everyone's taste or the user's own, and asks again.
pub(super) fn taste(state: &mut State, own: bool) {
    if state.trail.here().is_some_and(|stop| !stop.place.seeds().is_empty() && !stop.list().taste) {
        let text = "Three sets of your own make a taste: segue import takes them in.";
        state.say(Tone::Note, text);
        return;
    }
    let last = TASTE.len() - 1;
    let step = if own { (state.refine.taste + 1).min(last) } else { state.refine.taste.saturating_sub(1) };
    if step == state.refine.taste {
        let text = if own { "This is your own taste." } else { "This is everyone's taste alone." };
        state.say(Tone::Good, text);
        return;
    }
    state.refine.taste = step;
    let text =
        if step == 0 { "everyone's taste alone".to_owned() } else { format!("your taste {step} of {last}") };
    state.say(Tone::Good, text);
    ask_everywhere(state);
}

/// Every recommendation is asked for again.
fn ask_everywhere(state: &mut State) {
    for stop in state.trail.stops_mut() {
        if stop.place.is_narrowed() {
            for list in &mut stop.lists {
                list.phase = ListPhase::Unasked;
            }
        }
    }
    digging::refresh(state);
}
