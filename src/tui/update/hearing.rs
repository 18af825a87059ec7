//! What the sound tells: into the state, and into words.

use std::time::Duration;

use crate::{
    app::{
        UserChange,
        answer::{OutputChoice, OutputError, OutputKind, OutputPlace, PlaybackPhase, Wanted},
        audition::{AudioCommand, AudioEvent, PlaybackTime, Ready, STEP, StartAt},
    },
    config::actions::Action,
    plain::with_remedy,
    tui::{
        effect::Effect,
        layout::{layout, picture},
        popup::silence::Silence,
        state::{
            State,
            audition::{DropPoint, Pane, Playing, Stage, wanted},
            screen::Focus,
            spectrogram::View,
            toast::{Toast, Tone},
        },
        text::width,
        update::{audition, store},
    },
};

/// Listened to for so long, a record counts as heard.
const HEARD: Duration = Duration::from_secs(1);
/// So many rows are made ready ahead.
const AHEAD: usize = 2;
/// A clock that comes later than this after the last one counts for no more.
const GAP: Duration = Duration::from_millis(500);

/// Takes news; what belongs to an older wish is dropped.
pub(super) fn take(state: &mut State, news: AudioEvent, effects: &mut Vec<Effect>) {
    let token = state.audition.on.as_ref().map(|on| on.token);
    match news {
        AudioEvent::Ready(of, ready) if Some(of) == token => begin(state, ready),
        AudioEvent::Unheard(of, why) if Some(of) == token => audition::not_found(state, &why, effects),
        AudioEvent::Drop(of, drop) if Some(of) == token => know_drop(state, drop, effects),
        AudioEvent::Points(of, points) if Some(of) == token => {
            if let Some(on) = &mut state.audition.on {
                on.points = Some(points);
            }
        }
        AudioEvent::Broken(of, why) if Some(of) == token => broken(state, &why),
        AudioEvent::Clock(clock) if Some(clock.token) == token => tick(state, &clock, effects),
        AudioEvent::Picture(canvas, grid) if Some(canvas) == state.audition.picture.asked => {
            state.audition.picture.whole = Some((canvas, grid));
        }
        AudioEvent::Place(place) => move_to(state, place),
        AudioEvent::Trouble(error) => trouble(state, &error),
        _ => {}
    }
}

/// A file cannot be read on while it plays.
fn broken(state: &mut State, why: &str) {
    let Some(on) = &state.audition.on else { return };
    let text = format!("{} breaks off, as its file cannot be read on: {why}", on.row.title);
    state.say(Tone::Error, text);
}

fn begin(state: &mut State, ready: Ready) {
    state.screen.toasts.withdraw(audition::NOTHING_PLAYS, state.now);
    if let Some(flaw) = ready.flaw {
        state.say(Tone::Note, format!("{}: {flaw}", ready.found.provider.name()));
    }
    if let Some(on) = &mut state.audition.on
        && let Stage::Looking(from) = on.stage
    {
        on.stage = Stage::On(Box::new(Playing {
            phase: PlaybackPhase::Playing,
            found: ready.found,
            start: ready.start,
            length: ready.length,
            whole: ready.whole,
            position: Duration::ZERO,
            listened: Duration::ZERO,
            ran: None,
            drop: DropPoint::Unknown { go: false },
            at_drop: from == StartAt::Drop,
            heard: false,
        }));
    }
    warn(state);
}

fn know_drop(state: &mut State, drop: Option<Duration>, effects: &mut Vec<Effect>) {
    let Some(playing) = state.audition.playing_mut() else { return };
    let known = drop.map_or(DropPoint::None, DropPoint::At);
    if std::mem::replace(&mut playing.drop, known) == (DropPoint::Unknown { go: true }) {
        audition::act(state, Action::Drop, effects);
    }
}

fn tick(state: &mut State, clock: &PlaybackTime, effects: &mut Vec<Effect>) {
    let now = state.now;
    let Some(playing) = state.audition.playing_mut() else { return };
    let ran = playing.ran.replace(now).filter(|_| playing.phase == PlaybackPhase::Playing);
    playing.listened += ran.map_or(Duration::ZERO, |ran| now.saturating_sub(ran).min(GAP));
    (playing.phase, playing.position) = (clock.phase, clock.position);
    let newly = !playing.heard && playing.listened >= HEARD;
    playing.heard |= newly;
    state.audition.picture.advance(clock);
    // In a passage other records are heard too.
    let alone = state.audition.on.as_ref().filter(|on| newly && on.passage.is_none());
    if let Some(row) = alone.map(|on| on.row.clone()) {
        if let Some(run) = &mut state.audition.run {
            run.heard += 1;
        }
        // It counts as heard from now on.
        store::save(state, UserChange::Heard { row }, effects);
    }
    warn(state);
    audition::tick(state, effects);
}

fn move_to(state: &mut State, place: OutputPlace) {
    if place.kind != OutputKind::Null {
        state.audition.trouble = None;
    }
    let before = state.audition.place.replace(place);
    let audition = &state.audition;
    if let (Some(before), Some(now)) = (&before, &audition.place)
        && before.name != now.name
    {
        let text = format!("The sound goes to: {}", now.name);
        state.say(Tone::Note, text);
    }
    warn(state);
}

/// The first time that there is no sound, a card says what to do.
fn warn(state: &mut State) {
    let audition = &state.audition;
    let plays = audition.playing().is_some();
    let busy =
        state.screen.focus == Focus::Prompt || !state.popups.is_empty() || !state.keys.pressed.is_empty();
    if busy || audition.warned || !plays || !audition.is_mute() || audition.choice != OutputChoice::Auto {
        return;
    }
    silence(state);
}

/// The card that says what to do.
fn silence(state: &mut State) {
    let silence = Silence { line: state.audition.listen.clone() };
    if let Some(error) = &state.audition.trouble {
        state.screen.toasts.keep(Toast { tone: Tone::Error, text: text(error), at: state.now });
    }
    state.audition.warned = true;
    state.popups.push(Box::new(silence));
}

fn trouble(state: &mut State, error: &OutputError) {
    state.audition.trouble = Some(error.clone()).filter(|error| !error.absent);
    // That there is no sound at all has its own card.
    if state.audition.choice == OutputChoice::Auto && !state.audition.warned {
        return;
    }
    let text = text(error);
    // A line to be copied is not cut at the screen's edge.
    let asked = error.absent && state.audition.choice == OutputChoice::Listen;
    let cut = width(&text) + 2 > usize::from(state.screen.size.0);
    let busy = state.screen.focus == Focus::Prompt || !state.popups.is_empty();
    if (asked || cut) && !busy {
        return silence(state);
    }
    state.say(Tone::Error, text);
}

/// What has failed, and what to do.
fn text(error: &OutputError) -> String {
    with_remedy(&error.title, &error.hint)
}

/// Orders what the screen shows and does not have: pictures, columns, the rows ahead.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    want_picture(state, effects);
    ahead(state, effects);
}

fn want_picture(state: &mut State, effects: &mut Vec<Effect>) {
    let cells = picture::area(&layout(state));
    let per_cell = picture::glyphs(&state.screen.look).rows_per_cell();
    let shown = state.audition.picture.shown() && cells.area() > 0;
    let token = state.audition.on.as_ref().filter(|on| on.playing().is_some()).map(|on| on.token);
    let picture = &mut state.audition.picture;
    let canvas = token.filter(|_| shown).map(|token| crate::app::audition::Canvas {
        token,
        width: usize::from(cells.width),
        rows: usize::from(cells.height) * per_cell,
        range: picture.range,
    });
    if let Some(canvas) = canvas.filter(|_| picture.view == View::Overview)
        && picture.asked != Some(canvas)
    {
        picture.asked = Some(canvas);
        effects.push(Effect::Audio(AudioCommand::Picture(canvas)));
    }
    let sweeping = canvas.filter(|_| picture.view == View::Sweep);
    let live = sweeping.map(|canvas| (canvas.rows, canvas.range));
    if live != picture.live {
        picture.live = live;
        effects.push(Effect::Audio(AudioCommand::Live(live)));
    }
    match sweeping {
        Some(canvas) if picture.sweep.as_ref().map(|(c, _)| *c) != Some(canvas) => {
            let sweep = crate::app::answer::Sweep::new(canvas.width, canvas.rows, STEP);
            picture.sweep = Some((canvas, sweep));
        }
        Some(_) => {}
        None => picture.sweep = None,
    }
}

fn ahead(state: &mut State, effects: &mut Vec<Effect>) {
    let Some((pane, row)) = state.on_row() else { return };
    let rows = next_rows(state, pane, row);
    let ids: Vec<_> = rows.iter().map(|(id, _)| *id).collect();
    if !ids.is_empty() && ids != state.audition.ahead {
        state.audition.ahead = ids;
        effects.push(Effect::Audio(AudioCommand::Prefetch(
            rows.into_iter().map(|(_, wanted)| wanted).collect(),
        )));
    }
}

fn next_rows(state: &State, pane: Pane, row: usize) -> Vec<(crate::track::TrackId, Wanted)> {
    let running = state.audition.run.is_some();
    (row + 1..state.pane_len(pane))
        .filter_map(|row| state.pane_record(pane, row))
        .filter(|record| !running || !state.user.mine.heard.contains(&record.id))
        .filter(|record| state.audition.can_be_heard(record.id))
        .take(AHEAD)
        .map(|record| (record.id, wanted(record)))
        .collect()
}
