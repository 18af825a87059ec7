//! What happens: a message changes the state and asks for effects. Plain code, no input or output.

mod act;
mod answers;
mod audition;
mod browse;
mod deck;
mod digging;
mod export;
mod extras;
mod facts;
mod finding;
mod hearing;
mod jump;
mod keys;
mod leaving;
mod mouse;
mod moving;
mod outputs;
mod pages;
mod pasted;
mod points;
mod popups;
mod prompt;
mod refine;
mod shaping;
mod sounds;
mod store;
mod typing;
mod unheard;
mod updates;
mod wants;

use std::{fmt::Write as _, time::Duration};

use crate::{
    app::{Status, audition::PlayerCommand},
    tui::{
        effect::Effect,
        message::{Configured, Message},
        state::{State, session, toast::Tone},
        terminal::decode::Input,
    },
};

/// How long after a key the session is saved.
const SESSION_DELAY: Duration = Duration::from_secs(1);

/// What is said of changed settings, at first.
const READ_AGAIN: &str = "The settings are read again";
/// What is said of settings that are wrong, at first.
const UNREAD: &str = "The settings are as before";

/// Changes the state; what is to happen outside comes back.
pub fn update(state: &mut State, now: Duration, message: Message) -> Vec<Effect> {
    state.now = now.max(state.now);
    let mut effects = Vec::new();
    match message {
        Message::Input(Input::Ground(ground)) => state.screen.stand_on(ground),
        Message::Input(input) => {
            keys::input(state, input, &mut effects);
            state.visit.due.get_or_insert(state.now + SESSION_DELAY);
        }
        Message::Answer(ticket, outcome) => answers::take(state, ticket, outcome, &mut effects),
        Message::Saved => {
            store::saved(state);
            export::saved(state, &mut effects);
        }
        Message::SavedOtherwise(fault) => {
            store::saved(state);
            state.user.sync.reread();
            state.screen.toasts.fault(&fault, state.now);
            export::saved(state, &mut effects);
        }
        Message::SaveFailed(fault) => store::failed(state, &fault),
        Message::Failed(fault) => state.screen.toasts.fault(&fault, state.now),
        Message::Status(status) => know(state, status),
        Message::Configured(Ok(configured)) => configure(state, *configured, &mut effects),
        Message::Configured(Err(wrong)) => say_settings(state, Tone::Error, &format!("{UNREAD}: {wrong}")),
        Message::Resize(width, height) => state.screen.size = (width, height),
        Message::Wake => wake(state, &mut effects),
        Message::Restore(text) => {
            if let Some(text) = text
                && session::restore(state, &text)
            {
                state.visit.saved = text;
            }
        }
        Message::Audio(news) => hearing::take(state, news, &mut effects),
        Message::Export(news) => export::news(state, news, &mut effects),
        Message::Hangup => leaving::quit(state, &mut effects),
        Message::Say(tone, text) => state.say(tone, text),
    }
    deck::settle(state, &mut effects);
    wants::settle(state, &mut effects);
    hearing::settle(state, &mut effects);
    moving::scroll(state);
    effects
}

/// Takes the state of things; what comes in from now on is new, unless the last session says since when.
fn know(state: &mut State, status: Status) {
    if let Some(notice) = status.notice.clone().filter(|_| state.status.notice != status.notice) {
        state.mention(Tone::Note, notice);
    }
    state.status = status;
    sounds::more(state);
    if state.status.ready && state.visit.since.is_none() {
        state.visit.since = state.status.newest;
    }
}

fn configure(state: &mut State, configured: Configured, effects: &mut Vec<Effect>) {
    let Configured { look, keymap, sound: (before, sound), changed, later } = configured;
    state.screen.look_like(look);
    state.keys.map = keymap;
    state.keys.pressed.clear();
    state.audition.manner = sound.manner;
    if sound.volume.to_bits() != before.volume.to_bits() {
        state.audition.volume = sound.volume;
        effects.push(Effect::Audio(PlayerCommand::Volume(sound.volume).into()));
    }
    if sound.levelled != before.levelled {
        effects.push(Effect::Audio(PlayerCommand::Level(sound.levelled).into()));
    }
    if sound.choice != before.choice {
        outputs::output(state, sound.choice, effects);
    }
    let tone = if later.is_empty() { Tone::Good } else { Tone::Note };
    say_settings(state, tone, &read_again(&changed, &later));
}

/// Says how the settings are now; what was said of them before is true no longer.
fn say_settings(state: &mut State, tone: Tone, text: &str) {
    state.screen.toasts.withdraw(UNREAD, state.now);
    state.screen.toasts.withdraw(READ_AGAIN, state.now);
    state.mention(tone, text);
}

/// Says which settings were changed, and which of them have to wait.
fn read_again(changed: &[String], later: &[&str]) -> String {
    /// More are counted.
    const NAMED: usize = 4;
    let mut text = READ_AGAIN.to_owned();
    if !changed.is_empty() {
        let _ = write!(text, ": {}", changed[..changed.len().min(NAMED)].join(", "));
    }
    if changed.len() > NAMED {
        let _ = write!(text, " and {} more", changed.len() - NAMED);
    }
    if !later.is_empty() {
        let _ = write!(text, "; [{}] from the next start on", later.join("], ["));
    }
    text + "."
}

fn wake(state: &mut State, effects: &mut Vec<Effect>) {
    state.screen.toasts.expire(state.now);
    if state.visit.due.is_some_and(|due| due <= state.now) {
        state.visit.due = None;
        leaving::save_session(state, effects);
    }
    audition::wake(state, effects);
    if state.keys.until().is_some_and(|until| until <= state.now) {
        keys::release(state, effects);
    }
}
