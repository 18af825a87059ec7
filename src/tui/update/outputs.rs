//! Where the sound goes.

use crate::{
    app::{
        answer::{OutputChoice, OutputKind},
        audition::PlayerCommand,
    },
    tui::{
        effect::Effect,
        popup::choose::Choice,
        state::{State, popup::Deed},
    },
};

/// Asks where the sound shall go; what is in use is told.
pub(super) fn choose(state: &mut State) {
    let choices = [
        (OutputChoice::Auto, "the best there is"),
        (OutputChoice::Pulse, "PulseAudio or PipeWire, here or through ssh -R"),
        (OutputChoice::Listen, "another machine: segue listen"),
        (OutputChoice::Device, "this machine's own device"),
        (OutputChoice::Null, "nowhere: the clock and the spectrogram alone"),
    ];
    let cursor = choices.iter().position(|(choice, _)| *choice == state.audition.choice).unwrap_or(0);
    let used = state.audition.place.as_ref().map(|place| of_kind(place.kind));
    let line = |(choice, text): &(OutputChoice, &str)| {
        let now = if used == Some(*choice) { ": in use" } else { "" };
        (format!("{text}{now}"), Deed::Output(*choice))
    };
    let lines = choices.iter().map(line).collect();
    let place = state.audition.place.as_ref().map(|place| format!(", now: {}", place.name));
    let title = format!("Sound{}", place.unwrap_or_default());
    state.popups.push(Box::new(Choice::new(title, lines, cursor)));
}

/// The choice that names this kind of output.
fn of_kind(kind: OutputKind) -> OutputChoice {
    match kind {
        OutputKind::Pulse => OutputChoice::Pulse,
        OutputKind::Listen => OutputChoice::Listen,
        OutputKind::Device => OutputChoice::Device,
        OutputKind::Null => OutputChoice::Null,
    }
}

/// The sound goes there.
pub(super) fn output(state: &mut State, choice: OutputChoice, effects: &mut Vec<Effect>) {
    state.audition.choice = choice;
    // Whoever chooses knows.
    state.audition.warned = true;
    effects.push(Effect::Audio(PlayerCommand::Output(choice).into()));
}
