//! *Sounds like*: the question about previews, records that no mix has, lists that fill while segue listens.

use std::path::Path;

use crate::{
    app::{
        Question, UserChange,
        answer::{By, TrackRow, is_audio, is_link},
    },
    config::{Consent, actions::Action},
    tui::{
        effect::Effect,
        popup::choose::{Choice, ChoiceLine},
        state::{MAY_ANALYSE, State, keys::Jump, list::ListPhase, popup::Deed, toast::Tone, trail::Place},
        update::{digging, jump, store},
    },
};

/// The key that allows previews: the question is asked first, unless it stands in the list already.
pub(super) fn allow(state: &mut State, effects: &mut Vec<Effect>) {
    let list = state.list();
    let stands = !state.search.open
        && state.trail.by() == Some(By::Sound)
        && list.rows.is_empty()
        && list.phase == ListPhase::Ready
        && !state.status.listening.offline;
    if state.status.listening.previews == Consent::Yes {
        state.say(Tone::Good, "Previews are analysed already; [sound] analyse_previews takes it back.");
    } else if stands && state.status.listening.previews == Consent::Ask {
        consent(state, true, effects);
    } else {
        let lines = vec![
            ChoiceLine::new("yes, analyse previews", Deed::Consent(true)).on(Action::AllowPreviews),
            ChoiceLine::new("no, only my own files", Deed::Consent(false)).on(Action::RefusePreviews),
        ];
        state.popups.push(Box::new(Choice::asking("previews", MAY_ANALYSE, lines)));
    }
}

/// The answer to whether previews may be analysed.
pub(super) fn consent(state: &mut State, allowed: bool, effects: &mut Vec<Effect>) {
    state.status.listening.previews = if allowed { Consent::Yes } else { Consent::No };
    let text = if allowed {
        "Previews are analysed from now on; [sound] analyse_previews takes it back."
    } else {
        "Only your own files are analysed; [sound] analyse_previews takes it back."
    };
    state.say(Tone::Good, text);
    store::save(state, UserChange::Previews { allowed }, effects);
}

/// Listening in the background stops, or goes on where it stood.
pub(super) fn stop_listening(state: &mut State, effects: &mut Vec<Effect>) {
    let stopped = !state.status.listening.stopped;
    state.status.listening.stopped = stopped;
    let text = if stopped { "Analysing in the background is stopped." } else { "Analysing goes on." };
    state.say(Tone::Good, text);
    store::save(state, UserChange::Listening { stopped }, effects);
}

/// Whether the words name something to listen to, whatever the search finds: a link, or a file.
pub(super) fn names_sound(words: &str) -> bool {
    is_link(words) || (is_audio(Path::new(words)) && words.contains(['/', '\\', '.']))
}

/// Listens to what the prompt names, though no mix has it.
pub(super) fn listen(state: &mut State, effects: &mut Vec<Effect>) {
    let words = state.search.prompt.text().trim().to_owned();
    if words.is_empty() {
        state.say(Tone::Good, "Type Artist - Title, or paste a link or a path.");
        return;
    }
    state.say(Tone::Good, format!("Analysing {words}."));
    jump::ask(state, Jump::Listen, &Question::Listen(words), effects);
}

/// It was heard: it is the seed now. A record in no mix has nothing but its sound.
pub(super) fn arrived(state: &mut State, row: TrackRow) {
    let outside = row.id.is_outside();
    state.search.prompt.deselect();
    digging::go(state, Place::Seeds(vec![row]));
    if outside
        && let Some(tab) = state.trail.tabs.iter().position(|by| *by == By::Sound)
        && let Some(stop) = state.trail.here_mut()
    {
        stop.tab = tab;
    }
}

/// More was listened to: a list by sound that has no row yet is asked for again; others wait for a refresh.
pub(super) fn more(state: &mut State) {
    let heard = state.status.listening.heard;
    let Some(tab) = state.trail.tabs.iter().position(|by| *by == By::Sound) else { return };
    for stop in state.trail.stops_mut().iter_mut().filter(|stop| !stop.place.seeds().is_empty()) {
        let Some(list) = stop.lists.get_mut(tab) else { continue };
        let grown = list.listened.is_some_and(|known| heard > u64::from(known.heard));
        if grown && list.all.is_empty() && list.phase == ListPhase::Ready {
            list.phase = ListPhase::Unasked;
        }
    }
}
