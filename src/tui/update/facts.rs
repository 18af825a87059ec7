//! Tempo, key and energy of what is shown: asked for as rows come, and taken without moving anything.

use crate::{
    app::{Question, Slot, answer::MixingFacts},
    tui::{
        effect::Effect,
        state::{State, list::Row},
    },
};

use super::refine;

/// Tempo and key of all that is shown and of what it is to mix with.
pub(super) fn want(state: &mut State, effects: &mut Vec<Effect>) {
    if !state.status.ready || state.slots.waiting(Slot::Facts) {
        return;
    }
    let version = state.status.facts_version;
    let place = state.trail.here().into_iter().flat_map(|stop| {
        let list = stop.list();
        let rows = if list.all.is_empty() { &list.rows } else { &list.all };
        rows.iter().filter_map(Row::record)
    });
    let hits = state.search.hits.rows.iter().filter_map(Row::record);
    let queue = state.user.mine.items.iter().map(|item| &item.row);
    let all = state.trail.seeds().iter().chain(place).chain(hits).chain(queue);
    let rows = state.refine.facts.wanted(all, version);
    if !rows.is_empty() {
        let question = Question::Facts { rows, version };
        let ticket = state.slots.ask_again(&question);
        effects.push(Effect::Ask(ticket, question));
    }
}

/// Takes them.
pub(super) fn take(state: &mut State, question: &Question, facts: Vec<MixingFacts>) {
    if let Question::Facts { rows, version } = question {
        state.refine.facts.take(rows, facts, *version);
        refine::judged(state);
    }
}
