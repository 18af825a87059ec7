//! Following the deck: its key, and the record that is on.

use crate::{
    app::{Question, UserChange, answer::FoundPlace},
    config::actions::Action,
    tui::{
        effect::Effect,
        popup::choose::{Choice, ChoiceLine},
        state::{State, deck::DeckStep, popup::Deed, toast::Tone},
        update::{digging, store},
    },
};

/// Where there is nothing to follow.
const NOTHING: &str = "No history of Serato, VirtualDJ, Mixxx or Engine DJ is here. It was looked for in Music, in Documents, in \
                       the programs' own folders, and on the sticks and disks that are mounted.";

/// Follows the deck, or no longer.
pub(super) fn toggle(state: &mut State, effects: &mut Vec<Effect>) {
    if state.visit.deck.is_followed() {
        return end(state, effects);
    }
    state.status.on_deck = None;
    let here = state.trail.here().map(|stop| stop.place.clone());
    state.visit.deck.follow(here);
    let text =
        "Following the deck: the record that Serato, VirtualDJ, Mixxx or Engine DJ has on becomes the seed.";
    state.say(Tone::Good, text);
    store::save(state, UserChange::Deck { followed: true }, effects);
    state.visit.deck.look();
    let ticket = state.slots.ask_again(&Question::Places);
    effects.push(Effect::Ask(ticket, Question::Places));
}

/// It is known what is here: where there is nothing to follow, that is said, and where it was looked for.
pub(super) fn looked(state: &mut State) {
    let places = state.import.finding.places.as_deref().unwrap_or_default();
    let nothing = !places.iter().any(FoundPlace::is_history);
    if !state.visit.deck.looked() || !nothing || !state.popups.is_empty() {
        return;
    }
    let lines = vec![
        ChoiceLine::new("wait: it is looked for again every minute", Deed::Stay),
        ChoiceLine::new(
            "import a history that lies elsewhere; it is followed too",
            Deed::Act(Action::Import),
        ),
        ChoiceLine::new("follow nothing", Deed::Act(Action::FollowDeck)),
    ];
    state.popups.push(Box::new(Choice::asking("follow the deck", NOTHING, lines)));
}

/// Goes to what is on now; ends where one has dug somewhere else.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    let here = state.trail.here().map(|stop| &stop.place);
    match state.visit.deck.step(here, state.status.on_deck.as_deref()) {
        DeckStep::Stay => {}
        DeckStep::Seed(place) => {
            digging::go(state, place.clone());
            state.visit.deck.follow(Some(place));
        }
        DeckStep::End => end(state, effects),
    }
}

fn end(state: &mut State, effects: &mut Vec<Effect>) {
    state.visit.deck.leave();
    state.status.on_deck = None;
    let text =
        format!("No longer following the deck; {} follows it again.", state.keys.name(Action::FollowDeck));
    state.say(Tone::Good, text);
    store::save(state, UserChange::Deck { followed: false }, effects);
}
