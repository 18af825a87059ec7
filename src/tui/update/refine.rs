//! Filters and the rarity dial.

use crate::tui::{
    state::{
        RARITY, State,
        filters::Filter,
        list::{List, Phase},
        popup::{Popup, Purpose, Write},
        textbox::TextBox,
        toast::Tone,
    },
    update::digging,
};

/// Lays the filters over a list's rows; the cursor stays on its row where that is still shown.
pub(super) fn filter(state: &mut State) {
    let seeds: Vec<String> = state.trail.seeds().iter().map(|seed| seed.artist.clone()).collect();
    let Some(stop) = state.trail.here_mut() else { return };
    let (filters, mine) = (&state.filters, &state.mine);
    for list in &mut stop.lists {
        lay(list, &seeds, filters, mine);
    }
}

fn lay(
    list: &mut List,
    seeds: &[String],
    filters: &crate::tui::state::filters::Filters,
    mine: &crate::tui::state::queue::Mine,
) {
    if list.all.is_empty() || list.phase != Phase::Ready {
        return;
    }
    let (rows, hidden) = filters.apply(&list.all, seeds, mine);
    list.fill(rows);
    list.hidden = list.left_out.iter().cloned().chain(hidden).collect();
}

/// Turns a filter to its next or previous value.
pub(super) fn turn(state: &mut State, line: usize, forward: bool) {
    let Some(filter) = Filter::ALL.get(line) else { return };
    let before = state.filters.on() > 0;
    state.filters.turn(*filter, forward);
    changed(state, *filter, before);
}

/// Opens a line for a filter's value.
pub(super) fn open(state: &mut State, filter: Filter) {
    let text = if state.filters.is_on(filter) { state.filters.value(filter) } else { String::new() };
    state.popups.push(Popup::Write(Write { purpose: Purpose::Filter(filter), input: TextBox::with(&text) }));
}

/// A filter's value was written.
pub(super) fn written(state: &mut State, filter: Filter, text: &str) {
    let before = state.filters.on() > 0;
    match state.filters.write(filter, text) {
        Ok(()) => changed(state, filter, before),
        Err(why) => state.toasts.say(Tone::Error, why, state.now),
    }
}

fn changed(state: &mut State, filter: Filter, before: bool) {
    if filter.is_asked() {
        ask_everywhere(state);
    } else if before == (state.filters.on() > 0) {
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
        if i != here && !stop.place.seeds().is_empty() {
            for list in &mut stop.lists {
                list.phase = Phase::Unasked;
            }
        }
    }
}

/// Turns the dial towards rarer or commoner records and asks again.
pub(super) fn dial(state: &mut State, rarer: bool) {
    let step = if rarer { (state.rarity + 1).min(RARITY.len() - 1) } else { state.rarity.saturating_sub(1) };
    if step == state.rarity {
        let text = if rarer { "These are the rarest." } else { "These are the commonest." };
        state.toasts.say(Tone::Good, text, state.now);
        return;
    }
    state.rarity = step;
    state.toasts.say(Tone::Good, format!("rarity {step} of {}", RARITY.len() - 1), state.now);
    ask_everywhere(state);
}

/// Every recommendation is asked for again.
fn ask_everywhere(state: &mut State) {
    for stop in state.trail.stops_mut() {
        if !stop.place.seeds().is_empty() {
            for list in &mut stop.lists {
                list.phase = Phase::Unasked;
            }
        }
    }
    digging::refresh(state);
}
