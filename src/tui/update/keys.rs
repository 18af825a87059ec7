//! Input to actions: sequences, typing, pastes, and keys pressed ahead of an answer.

use crate::{
    app::Slot,
    config::{
        actions::Action,
        keys::{BareKey, Chord, Sequence},
    },
    tui::{
        effect::Effect,
        keymap::{ChordMatch, KeyPlace},
        state::{
            State,
            keys::{Jump, Pending},
            list::ListPhase,
            pasted,
            screen::Focus,
            toast::Tone,
        },
        terminal::decode::Input,
        update::{act, jump, leaving, mouse, pasted as pasted_list, prompt, refine, typing, wants},
    },
};

/// Takes an input.
pub(super) fn input(state: &mut State, input: Input, effects: &mut Vec<Effect>) {
    if state.keys.can_be_forgotten() && input == Input::Key(Chord::plain(BareKey::Esc)) {
        jump::forget(state, effects);
        return;
    }
    let now = state.now;
    let Some(input) = state.keys.hold(input, now) else { return };
    match input {
        Input::Key(chord) => key(state, chord, effects),
        Input::Paste(text) => paste(state, &text, false, effects),
        Input::CutPaste(text) => paste(state, &text, true, effects),
        Input::Click(column, row) => mouse::click(state, column, row, effects),
        Input::Wheel(column, row, by) => mouse::wheel(state, column, row, by),
        Input::Ground(ground) => state.screen.stand_on(ground),
    }
}

/// Lets the held keys go: they come in again, and those still too early are held again.
pub(super) fn release(state: &mut State, effects: &mut Vec<Effect>) {
    let late = state.keys.until().is_some_and(|until| until <= state.now);
    let held = match state.keys.pending.take() {
        Some(Pending::Rows { held, .. }) => held,
        Some(Pending::Jump { to, held, .. }) if late => {
            if let Jump::Filter(filter) = to {
                refine::keep_unchecked(state, filter);
                jump::withdraw(state, effects);
            } else {
                jump::cancel(state, to, effects);
            }
            held
        }
        pending => {
            state.keys.pending = pending;
            return;
        }
    };
    // The answer that lets them go may lead to the rows that they are meant for.
    wants::settle(state, effects);
    for (i, one) in held.into_iter().enumerate() {
        if late && i == 0 {
            if let Input::Key(chord) = one {
                pressed(state, chord, effects, true);
            }
        } else {
            input(state, one, effects);
        }
        // Each key finds the questions asked that the one before it led to.
        wants::settle(state, effects);
    }
}

fn key(state: &mut State, chord: Chord, effects: &mut Vec<Effect>) {
    pressed(state, chord, effects, false);
}

fn pressed(state: &mut State, chord: Chord, effects: &mut Vec<Effect>, late: bool) {
    let place = state.key_place();
    state.keys.interrupted &= chord == Chord::ctrl('c');
    if let (KeyPlace::Text, true, Some(c)) = (place, state.keys.pressed.is_empty(), chord.typed()) {
        typing::type_text(state, c.encode_utf8(&mut [0; 4]));
        return;
    }
    if let (KeyPlace::Lists, true, Some(c)) = (place, state.keys.pressed.is_empty(), chord.typed())
        && let Some(line) = line_of(state, c)
        && act::picked(state, line, effects)
    {
        return;
    }
    if chord == Chord::plain(BareKey::Esc) && !state.keys.pressed.is_empty() {
        state.keys.pressed.clear();
        return;
    }
    state.keys.pressed.push(chord);
    let keymap = state.keys.map.clone();
    match keymap.find(place, &state.keys.pressed) {
        ChordMatch::Prefix(_) => {}
        ChordMatch::Action(action) => {
            let chords = std::mem::take(&mut state.keys.pressed);
            if !late && too_early(state, action) {
                state.keys.hold_for_rows(chords, state.now);
            } else {
                act::act(state, action, effects);
            }
        }
        ChordMatch::Nothing => {
            let chords = std::mem::take(&mut state.keys.pressed);
            if let ([_], true) = (&chords[..], chord.alt) {
                // Escape and the next key came in one piece over a slow line.
                pressed(state, Chord::plain(BareKey::Esc), effects, late);
                pressed(state, Chord { alt: false, ..chord }, effects, late);
            } else if chord == Chord::ctrl('c') {
                leaving::interrupt(state, effects);
            } else if place != KeyPlace::Text && state.popups.is_empty() {
                let (keys, help) = (Sequence(chords), state.keys.name(Action::Help));
                state.say(Tone::Good, format!("{keys} does nothing; {help} shows the keys"));
            }
        }
    }
}

/// The line of the topmost popup that a character chooses: digits in every list, letters where the lines name them.
fn line_of(state: &State, c: char) -> Option<usize> {
    let popup = state.popups.last()?;
    let chooses = c.is_ascii_digit() || popup.has_labels(state);
    state.keys.labels().position(|label| label == c).filter(|_| chooses)
}

/// Whether the key is meant for rows that are on their way: what is typed at once means the same as typed slowly.
fn too_early(state: &State, action: Action) -> bool {
    if !state.popups.is_empty() {
        return false;
    }
    // What cannot be read is waited for by nobody.
    if changes_the_store(action) && !state.user.sync.is_known() && state.user.fault.is_none() {
        return true;
    }
    match state.screen.focus {
        Focus::Prompt => {
            matches!(action, Action::Accept | Action::HitDown) && state.slots.waiting(Slot::Hits)
        }
        Focus::Why => points_at_evidence(action) && state.slots.waiting(Slot::Evidence),
        Focus::Queue | Focus::Seed | Focus::Picture => false,
        Focus::List => {
            let list = state.list();
            let on_their_way = matches!(list.phase, ListPhase::Unasked | ListPhase::Loading)
                && list.rows.is_empty()
                && [Slot::List, Slot::Hits, Slot::User].into_iter().any(|slot| state.slots.waiting(slot));
            let of_earlier_text = state.search.open
                && state.slots.waiting(Slot::Hits)
                && state.search.found.query.trim() != state.search.prompt.text().trim();
            let evidence = matches!(
                action,
                Action::PageDj | Action::PageMix | Action::OpenMixesdb | Action::OpenPlayer | Action::Follow
            ) && state.slots.waiting(Slot::Evidence);
            (!needs_no_row(action) && (on_their_way || of_earlier_text)) || evidence
        }
    }
}

/// Whether the key changes what the user made, which has to be read first: a row at the end of a queue that looks empty would
/// stand at its top.
fn changes_the_store(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::QueueEnd
            | A::QueueAfter
            | A::QueueTen
            | A::QueueDown
            | A::QueueUp
            | A::QueueRemove
            | A::Order
            | A::Pair
            | A::Like
            | A::Reject
            | A::RejectArtist
    )
}

fn points_at_evidence(action: Action) -> bool {
    use Action::{Bottom, Copy, Dig, Down, HalfDown, OpenMixesdb, OpenPlayer, PageDj, PageDown, PageMix};
    matches!(
        action,
        Bottom | Copy | Dig | Down | HalfDown | OpenMixesdb | OpenPlayer | PageDj | PageDown | PageMix
    )
}

fn needs_no_row(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::Escape
            | A::Quit
            | A::Prompt
            | A::PasteList
            | A::Palette
            | A::Help
            | A::HelpTyping
            | A::Search
            | A::Tab1
            | A::Tab2
            | A::Tab3
            | A::Tab4
            | A::NextPane
            | A::PreviousPane
            | A::Zoom
            | A::SeekBack
            | A::SeekForward
            | A::SeekFarBack
            | A::SeekFarForward
            | A::Drop
            | A::NextPoint
            | A::PreviousPoint
            | A::Mute
            | A::Quieter
            | A::Louder
            | A::Output
            | A::Spectrogram
            | A::SpectrogramMap
            | A::SpectrogramRange
            | A::Order
            | A::ToSeed
            | A::Export
            | A::Import
            | A::Why
            | A::Undo
            | A::Redo
            | A::CopyQueue
            | A::Back
            | A::Forward
            | A::Refresh
            | A::Commoner
            | A::Rarer
            | A::Everyone
            | A::You
            | A::Filters
            | A::ClearFilters
            | A::Fitting
            | A::NotMine
            | A::PageErrors
            | A::PageNews
            | A::PageJobs
            | A::PageQueue
            | A::Suspend
            | A::Redraw
    )
}

/// A paste goes to the prompt, whatever has the focus; into a popup's text box where there is one. A list is shown before it is kept.
fn paste(state: &mut State, text: &str, cut: bool, effects: &mut Vec<Effect>) {
    // Terminals send line breaks as the Enter key.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // Half a line would be read as another record.
    let whole = text.rfind('\n').filter(|_| cut).unwrap_or(text.len());
    let text = &text[..whole];
    state.keys.pressed.clear();
    if !state.import.pasted.keeping {
        state.import.cut = cut;
    }
    if act::pasted(state, text, effects) {
        return;
    }
    let writes = state.popups.last().is_some_and(|popup| popup.writes(state));
    if pasted::is_list(text) && !writes {
        return pasted_list::open(state, text);
    }
    if state.key_place() != KeyPlace::Text {
        state.popups.clear();
        prompt::enter(state);
    }
    typing::type_text(state, text.trim());
}
