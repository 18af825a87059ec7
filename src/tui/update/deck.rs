//! Following the deck: its key, and the record that is on.

use crate::{
    app::UserChange,
    config::actions::Action,
    tui::{
        effect::Effect,
        state::{State, deck::DeckStep, toast::Tone},
        update::{digging, store},
    },
};

/// Follows the deck, or no longer.
pub(super) fn toggle(state: &mut State, effects: &mut Vec<Effect>) {
    if state.deck.is_followed() {
        return end(state, effects);
    }
    state.status.on_deck = None;
    let here = state.trail.here().map(|stop| stop.place.clone());
    state.deck.follow(here);
    let text =
        "Following the deck: the record that Serato, VirtualDJ, Mixxx or Engine DJ has on becomes the seed.";
    state.say(Tone::Good, text);
    store::save(state, UserChange::Deck { followed: true }, effects);
}

/// Goes to what is on now; ends where one has dug somewhere else.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    let here = state.trail.here().map(|stop| &stop.place);
    match state.deck.step(here, state.status.on_deck.as_deref()) {
        DeckStep::Stay => {}
        DeckStep::Seed(place) => {
            digging::go(state, place.clone());
            state.deck.follow(Some(place));
        }
        DeckStep::End => end(state, effects),
    }
}

fn end(state: &mut State, effects: &mut Vec<Effect>) {
    state.deck.leave();
    state.status.on_deck = None;
    let text =
        format!("No longer following the deck; {} follows it again.", state.keys.name(Action::FollowDeck));
    state.say(Tone::Good, text);
    store::save(state, UserChange::Deck { followed: false }, effects);
}
