//! The audition keys: play, next, seek, drop, the run, and where the sound goes.

use std::time::Duration;

use crate::{
    app::{
        answer::{Passage, PlaybackPhase, Provider, TrackRow, Wanted},
        audition::{AudioCommand, CannotPlay, FilePart, PlayerCommand, StartAt},
    },
    config::actions::Action,
    tui::{
        effect::Effect,
        layout::{LayoutStep, layout},
        popup::card::Card,
        state::{
            State,
            audition::{DropPoint, On, Pane, Run, Stage, wanted},
            screen::Focus,
            spectrogram::View,
            toast::Tone,
        },
        update::{outputs, unheard},
    },
};

/// Steps of the volume.
const STEPS: f32 = 10.0;

/// Does an audition key.
pub(super) fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    use Action as A;
    match action {
        A::Play => play_or_pause(state, effects),
        A::PlayNext => beside(state, 1, effects),
        A::PlayPrevious => beside(state, -1, effects),
        A::SeekBack => skip(state, -5.0, effects),
        A::SeekForward => skip(state, 5.0, effects),
        A::SeekFarBack => skip(state, -30.0, effects),
        A::SeekFarForward => skip(state, 30.0, effects),
        A::Drop => drop_or_start(state, effects),
        A::PlayWhole => whole_or_part(state, effects),
        A::AuditionRun => run(state, effects),
        A::Mute => mute(state, effects),
        A::Quieter => volume(state, -1.0, effects),
        A::Louder => volume(state, 1.0, effects),
        A::Output => outputs::choose(state),
        A::Spectrogram => view(state),
        A::SpectrogramMap => {
            state.audition.picture.map = state.audition.picture.map.next();
            state.audition.picture.open = true;
        }
        A::SpectrogramRange => {
            state.audition.picture.range = state.audition.picture.range.next();
            state.audition.picture.open = true;
        }
        _ => {}
    }
}

/// Plays the row; pauses it, or goes on, where it is on.
fn play_or_pause(state: &mut State, effects: &mut Vec<Effect>) {
    if state.screen.focus == Focus::Picture && state.audition.playing().is_some() {
        return effects.push(Effect::Audio(PlayerCommand::Toggle.into()));
    }
    let pane = state.audition_pane();
    let Some(row) = state.record().cloned() else { return state.names_no_record() };
    let wish = wanted(&row);
    toggle(state, pane, row, wish, effects);
}

/// Plays a record, asked for as `wish`; pauses it, or goes on, where it is on.
pub(super) fn toggle(state: &mut State, pane: Pane, row: TrackRow, wish: Wanted, effects: &mut Vec<Effect>) {
    match &state.audition.on {
        Some(on) if on.passage.is_some() => play_as(state, pane, row, wish, StartAt::Start, effects),
        Some(on) if on.row.id == row.id && matches!(on.stage, Stage::Looking(_)) => stop(state, effects),
        Some(on) if on.row.id == row.id => effects.push(Effect::Audio(PlayerCommand::Toggle.into())),
        _ => play_as(state, pane, row, wish, StartAt::Start, effects),
    }
}

/// Plays a record of a pane.
fn play(state: &mut State, pane: Pane, row: TrackRow, from: StartAt, effects: &mut Vec<Effect>) {
    let wish = wanted(&row);
    play_as(state, pane, row, wish, from, effects);
}

fn play_as(
    state: &mut State,
    pane: Pane,
    row: TrackRow,
    wish: Wanted,
    from: StartAt,
    effects: &mut Vec<Effect>,
) {
    // A second press plays the other version that was offered; a run plays what there is.
    let other = state.audition.is_offered(row.id) || state.audition.run.is_some();
    let on = On {
        token: 0,
        row,
        wanted: wish,
        part: FilePart::Usual,
        pane,
        passage: None,
        points: None,
        stage: Stage::Looking(from),
    };
    begin(state, on, other, effects);
}

/// Looks for a record and plays it, instead of what plays.
pub(super) fn begin(state: &mut State, mut on: On, other: bool, effects: &mut Vec<Effect>) {
    let Stage::Looking(from) = on.stage else { return };
    let audition = &mut state.audition;
    audition.tokens += 1;
    audition.picture.open = true;
    on.token = audition.tokens;
    if let Some(run) = &mut audition.run {
        run.waits = None;
    }
    audition.unheard.remove(&on.row.id);
    let (token, wanted, part) = (on.token, on.wanted.clone(), on.part);
    audition.on = Some(on);
    effects.push(Effect::Audio(AudioCommand::Play { token, wanted, part, from, other }));
}

/// The whole of the user's own file that plays, from where it is; where that plays, the part again.
fn whole_or_part(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((on, playing)) = state.audition.on.as_ref().and_then(|on| Some((on, on.playing()?))) else {
        return nothing_plays(state);
    };
    let part = match (on.part, playing.part_of()) {
        (FilePart::Usual, Some(_)) | (FilePart::Holding(_), _) => FilePart::Whole,
        (FilePart::Whole, _) => FilePart::Usual,
        (FilePart::Usual, None) => {
            let text = match playing.found.provider {
                Provider::Local => "This is all of the file.",
                Provider::Mix => "A mix is played in passages of a minute.",
                _ => "This is all of the preview; only your own files are played whole.",
            };
            return state.say(Tone::Good, text);
        }
    };
    let stage = Stage::Looking(StartAt::At(playing.start + playing.position));
    let on = On { part, stage, ..on.clone() };
    state.audition.run = None;
    begin(state, on, true, effects);
}

/// Plays a record where a mix plays it; pauses it, or goes on, where that is on.
pub(super) fn toggle_passage(state: &mut State, row: TrackRow, passage: Passage, effects: &mut Vec<Effect>) {
    let on = state.audition.on.as_ref().filter(|on| on.passage.as_ref() == Some(&passage));
    if on.is_some_and(|on| on.playing().is_some()) {
        return effects.push(Effect::Audio(PlayerCommand::Toggle.into()));
    }
    let audition = &mut state.audition;
    audition.tokens += 1;
    audition.run = None;
    audition.picture.open = true;
    let (token, stage) = (audition.tokens, Stage::Looking(StartAt::Start));
    let (wanted, passage_of) = (wanted(&row), Some(passage.clone()));
    let (part, pane, points) = (FilePart::Usual, Pane::Mix, None);
    audition.on = Some(On { token, row, wanted, part, pane, passage: passage_of, points, stage });
    effects.push(Effect::Audio(AudioCommand::PlayPassage { token, passage }));
}

/// A mix cannot be played here: why, and the address that a browser opens.
fn opened_elsewhere(state: &mut State, passage: Passage, why: &CannotPlay) {
    state.audition.on = None;
    let text = unheard::words(state, why);
    state.say(Tone::Note, text);
    // Whoever has gone on by now is not disturbed.
    if state.popups.is_empty() && state.screen.focus != Focus::Prompt {
        state.popups.push(Box::new(Card::new("This mix plays in a browser", passage.address)));
    }
}

/// Falls silent.
pub(super) fn stop(state: &mut State, effects: &mut Vec<Effect>) {
    state.audition.on = None;
    state.audition.run = None;
    effects.push(Effect::Audio(PlayerCommand::Stop.into()));
}

/// The next row, or the one before, that names a record, and plays it.
fn beside(state: &mut State, by: isize, effects: &mut Vec<Effect>) {
    let pane = state.audition_pane();
    // Below the seed in the header stands the first row.
    let above = state.screen.focus == Focus::Seed;
    if above {
        state.screen.focus = Focus::List;
    }
    let on = state.on_row().filter(|(on, _)| state.screen.focus == Focus::Picture && *on == pane);
    let cursor = on.map_or_else(|| if above { 0 } else { state.pane_cursor(pane) }, |(_, row)| row);
    let rows = state.pane_len(pane);
    let named = |row: &usize| state.pane_record(pane, *row).is_some();
    let next = cursor + usize::from(!above);
    let found = if by > 0 { (next..rows).find(named) } else { (0..cursor.min(rows)).rev().find(named) };
    let Some(row) = found else {
        let end = if by > 0 { "The list ends here." } else { "The list begins here." };
        state.say(Tone::Good, end);
        return;
    };
    let from = if state.audition.run.is_some() { state.audition.manner.from } else { StartAt::Start };
    play_row(state, pane, row, from, effects);
}

fn play_row(state: &mut State, pane: Pane, row: usize, from: StartAt, effects: &mut Vec<Effect>) {
    if let Some(record) = state.pane_record(pane, row).cloned() {
        state.set_pane_cursor(pane, row);
        play(state, pane, record, from, effects);
    }
}

/// After a verdict on the row that is auditioned: the run goes on, or the next row plays.
pub(super) fn move_on(state: &mut State, effects: &mut Vec<Effect>) {
    if state.audition.run.is_some() {
        go_on(state, effects);
    } else {
        beside(state, 1, effects);
    }
}

/// Goes back to the row that a verdict led away from, and plays it again.
pub(super) fn return_to(state: &mut State, id: crate::track::TrackId, effects: &mut Vec<Effect>) {
    let Some(on) = &state.audition.on else { return };
    let pane = on.pane;
    let is_it = |row: &usize| state.pane_record(pane, *row).is_some_and(|r| r.id == id);
    if let Some(row) = (0..state.pane_len(pane)).find(is_it) {
        let from = if state.audition.run.is_some() { state.audition.manner.from } else { StartAt::Start };
        play_row(state, pane, row, from, effects);
    }
}

fn skip(state: &mut State, seconds: f64, effects: &mut Vec<Effect>) {
    let Some(playing) = state.audition.playing_mut() else { return nothing_plays(state) };
    playing.at_drop = false;
    effects.push(Effect::Audio(PlayerCommand::Skip(seconds).into()));
}

/// Goes to a time of what plays.
pub(super) fn seek(state: &mut State, to: Duration, effects: &mut Vec<Effect>) {
    if let Some(playing) = state.audition.playing_mut() {
        playing.at_drop = false;
        effects.push(Effect::Audio(PlayerCommand::Seek(to).into()));
    }
}

/// What is said begins so where nothing plays.
pub(super) const NOTHING_PLAYS: &str = "Nothing plays";

/// Says why a key for what plays does nothing.
pub(super) fn nothing_plays(state: &mut State) {
    let text = match &state.audition.on {
        Some(on) if matches!(on.stage, Stage::Looking(_)) => {
            format!("{NOTHING_PLAYS} yet: {} is looked for.", on.row.title)
        }
        _ => format!("{NOTHING_PLAYS}; {} plays the row.", state.keys.name(Action::Play)),
    };
    state.say(Tone::Good, text);
}

/// To the drop; from there to the start.
fn drop_or_start(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(playing) = state.audition.playing_mut() else { return nothing_plays(state) };
    match (playing.at_drop, playing.drop) {
        (false, DropPoint::Unknown { .. }) => playing.drop = DropPoint::Unknown { go: true },
        (false, DropPoint::At(drop)) => {
            playing.at_drop = true;
            effects.push(Effect::Audio(PlayerCommand::Seek(drop).into()));
        }
        (at_drop, _) => {
            playing.at_drop = false;
            effects.push(Effect::Audio(PlayerCommand::Seek(Duration::ZERO).into()));
            if !at_drop {
                state.say(Tone::Good, "It has no drop; from the start.");
            }
        }
    }
}

/// Begins a run at the cursor, or ends it.
fn run(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(run) = state.audition.run.take() {
        return end_by_hand(state, run);
    }
    let pane = state.audition_pane();
    if state.pane_len(pane) == 0 {
        return state.names_no_record();
    }
    let cursor = state.pane_cursor(pane);
    state.audition.run = Some(Run { began: cursor, heard: 0, waits: None });
    if state.is_auditioning()
        && let Some(playing) = state.audition.playing_mut()
    {
        // What plays is its first record.
        playing.listened = Duration::ZERO;
        if playing.phase != PlaybackPhase::Playing {
            effects.push(Effect::Audio(PlayerCommand::Toggle.into()));
        }
        return;
    }
    continue_from(state, pane, cursor, effects);
}

/// Somebody ends the run: what plays goes on, and what it waited for is not asked for again.
fn end_by_hand(state: &mut State, run: Run) {
    if run.waits.is_some() {
        state.audition.on.take_if(|on| matches!(on.stage, Stage::Looking(_)));
    }
    let plays = state.audition.on.is_some();
    let text = if plays { "The run has ended; this one plays on." } else { "The run has ended." };
    state.screen.toasts.say(Tone::Good, text, state.now);
}

/// The run's next record.
pub(super) fn go_on(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((pane, row)) = state.on_row() else {
        state.audition.run = None;
        state.say(Tone::Good, "The run has ended: its list is gone.");
        return;
    };
    continue_from(state, pane, row + 1, effects);
}

/// Plays the first row from this one on that has not been heard and can be.
fn continue_from(state: &mut State, pane: Pane, from: usize, effects: &mut Vec<Effect>) {
    let fits = |row: &usize| {
        state.pane_record(pane, *row).is_some_and(|record| {
            !state.user.mine.heard.contains(&record.id) && state.audition.can_be_heard(record.id)
        })
    };
    let Some(row) = (from..state.pane_len(pane)).find(fits) else {
        let run = state.audition.run.take();
        let text = match run.map_or(0, |run| run.heard) {
            0 => {
                // Nobody asked for the list's end.
                state.set_pane_cursor(pane, run.map_or(from, |run| run.began));
                "The run has ended: every row from here on was auditioned, or has no sound.".to_owned()
            }
            heard => {
                format!(
                    "The run has ended: {} auditioned.",
                    crate::tui::text::plural(u64::from(heard), "record")
                )
            }
        };
        state.say(Tone::Note, text);
        return;
    };
    let begin = state.audition.manner.from;
    // The cursor goes along where it stood on what played; elsewhere it is somebody's choice.
    let along = state.audition.on.is_none() || state.is_auditioning() || state.pane_cursor(pane) == from;
    if along {
        state.set_pane_cursor(pane, row);
    }
    if let Some(record) = state.pane_record(pane, row).cloned() {
        play(state, pane, record, begin, effects);
    }
}

/// Takes the run on where a record has played long enough.
pub(super) fn tick(state: &mut State, effects: &mut Vec<Effect>) {
    let (Some(run), Some(playing)) = (state.audition.run, state.audition.playing()) else { return };
    let long = Duration::from_secs(u64::from(state.audition.manner.seconds));
    let over = match playing.phase {
        PlaybackPhase::Ended => true,
        PlaybackPhase::Playing => playing.listened >= long,
        PlaybackPhase::Paused | PlaybackPhase::Empty => false,
    };
    if over && run.waits.is_none() {
        go_on(state, effects);
    }
}

/// A quota has been waited for: the row is asked for again.
pub(super) fn wake(state: &mut State, effects: &mut Vec<Effect>) {
    let due = state.audition.run.and_then(|run| run.waits).is_some_and(|at| at <= state.now);
    if !due {
        return;
    }
    if let Some(on) = state.audition.on.clone() {
        play(state, on.pane, on.row, state.audition.manner.from, effects);
    }
}

/// What could not be heard: in a run the next one plays, else it is said.
pub(super) fn not_found(state: &mut State, why: &CannotPlay, effects: &mut Vec<Effect>) {
    let Some(on) = state.audition.on.clone() else { return };
    if let Some(passage) = on.passage {
        return opened_elsewhere(state, passage, why);
    }
    let running = state.audition.run.is_some();
    if let (true, Some(wait)) = (running, unheard::quota(why)) {
        if let Some(run) = &mut state.audition.run {
            run.waits = Some(state.now + wait);
        }
        state.say(Tone::Note, unheard::words(state, why));
        return;
    }
    if running && unheard::unreachable(why) {
        // The rest of the list would fare no better.
        state.audition.run = None;
    }
    let lasting = unheard::quota(why).is_none() && !unheard::unreachable(why);
    if lasting {
        state.audition.unheard.insert(on.row.id, why.clone());
    }
    if state.audition.run.is_some() {
        go_on(state, effects);
        // At the list's end nothing is looked for any more.
        state.audition.on.take_if(|now| now.token == on.token);
        return;
    }
    state.audition.on = None;
    // The pane came for it; what has played before stays to be looked at.
    let picture = &mut state.audition.picture;
    picture.open = picture.whole.is_some() || picture.sweep.is_some();
    let text = unheard::words(state, why);
    state.say(Tone::Note, text);
}

fn mute(state: &mut State, effects: &mut Vec<Effect>) {
    state.audition.muted ^= true;
    let muted = state.audition.muted;
    state.say(Tone::Good, if muted { "muted" } else { "no longer muted" });
    effects.push(Effect::Audio(PlayerCommand::Mute(muted).into()));
}

fn volume(state: &mut State, by: f32, effects: &mut Vec<Effect>) {
    let step = (state.audition.volume * STEPS).round() + by;
    state.audition.volume = (step / STEPS).clamp(0.0, 1.0);
    let volume = state.audition.volume;
    state.say(Tone::Good, format!("volume {:.0} %", volume * 100.0));
    effects.push(Effect::Audio(PlayerCommand::Volume(volume).into()));
}

fn view(state: &mut State) {
    let focused = state.screen.focus == Focus::Picture;
    let picture = &mut state.audition.picture;
    // Where there is no pane yet, the key brings it; and the one in focus does not go.
    picture.view = match picture.view.next() {
        _ if !picture.open => View::Overview,
        View::Off if focused => View::Overview,
        next => next,
    };
    picture.open = true;
    let places = layout(state);
    let seen = places.spectrogram.area() > 0 || places.step == LayoutStep::Tiny;
    if !seen && state.audition.picture.shown() {
        let alone = state.keys.name(Action::PreviousPane);
        state.say(Tone::Note, format!("There is no room for the spectrogram here; {alone} shows it alone."));
    }
}
