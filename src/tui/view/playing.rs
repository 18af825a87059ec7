//! The line about what plays, and the run's progress.

use std::time::Duration;

use crate::{
    app::answer::{Match, Passage, PlaybackPhase},
    config::{actions::Action, theme::Role},
    track::Seconds,
    tui::{
        layout::SHORT,
        state::{
            State,
            audition::{On, Playing},
        },
        text::{clock, thousands},
    },
};

/// `▶ Alien Girl · exact · Deezer 0:11/0:30 · sound: your laptop`, in pieces: those behind give way first.
pub fn line(state: &State) -> Option<Vec<(String, Role)>> {
    let on = state.audition.on.as_ref()?;
    let glyphs = state.screen.look.glyphs;
    let sign = match on.playing().map(|playing| playing.phase) {
        None | Some(PlaybackPhase::Playing) => glyphs.play,
        Some(PlaybackPhase::Ended) => " ",
        Some(PlaybackPhase::Paused | PlaybackPhase::Empty) => glyphs.paused,
    };
    let mut pieces = vec![(format!("{sign} "), Role::Accent)];
    pieces.extend(unheard(state));
    pieces.push((title(on), Role::Title));
    let dot = glyphs.dot;
    let Some(playing) = on.playing() else {
        let waits = state.audition.run.is_some_and(|run| run.waits.is_some());
        let text = if waits { "waiting for the quota" } else { "looking for it" };
        pieces.push((format!("{dot}{text}"), Role::Dim));
        return Some(pieces);
    };
    let found = &playing.found;
    let grade = match (&on.passage, found.grade) {
        (Some(passage), _) => mixed(passage),
        (None, Match::Exact) => "exact".to_owned(),
        (None, Match::OtherVersion) => {
            let version = found.name.version.as_deref().unwrap_or("original");
            format!("other version: {version}")
        }
    };
    let role = if found.grade == Match::Exact { Role::Dim } else { Role::Warning };
    pieces.push((format!("{dot}{grade}"), role));
    let ended = if playing.phase == PlaybackPhase::Ended { format!("{dot}ended") } else { String::new() };
    let times = format!("{}/{}", minutes(playing.position), minutes(playing.length));
    pieces.push((format!("{dot}{} {times}{ended}", found.provider.name()), Role::Dim));
    pieces.extend(part(state, playing));
    if let Some(place) = state.audition.place.as_ref().filter(|_| !state.audition.is_mute()) {
        pieces.push((format!("{dot}sound: {}", place.name), Role::Dim));
    }
    Some(pieces)
}

/// Why nothing is heard of what plays, and the key that changes it. It stands first, so that it is cut last.
fn unheard(state: &State) -> Vec<(String, Role)> {
    let (why, action) = match &state.audition {
        audition if audition.is_mute() => ("no sound: ", Action::Output),
        audition if audition.muted => ("muted: ", Action::Mute),
        _ => return Vec::new(),
    };
    let dot = state.screen.look.glyphs.dot.to_owned();
    vec![(why.to_owned(), Role::Warning), (state.keys.name(action), Role::Key), (dot, Role::Dim)]
}

/// `1:00 from 0:40 of 4:00 · I whole`.
fn part(state: &State, playing: &Playing) -> Vec<(String, Role)> {
    let Some(whole) = playing.part_of() else { return Vec::new() };
    let dot = state.screen.look.glyphs.dot;
    // Where there is little room, the length stands beside the playhead alone.
    let short = state.screen.size.0 < SHORT;
    let length = if short { String::new() } else { format!("{} ", minutes(playing.length)) };
    let part = format!("{dot}{length}from {} of {}{dot}", minutes(playing.start), minutes(whole));
    let key = state.keys.name(Action::PlayWhole);
    vec![(part, Role::Dim), (key, Role::Key), (" whole".to_owned(), Role::Dim)]
}

/// `as Andy C mixed it`.
fn mixed(passage: &Passage) -> String {
    match passage.djs.as_str() {
        "" => "as it was mixed".to_owned(),
        djs => format!("as {djs} mixed it"),
    }
}

fn title(on: &On) -> String {
    let version = on.row.version.as_ref().map(|v| format!(" ({v})")).unwrap_or_default();
    format!("{}{version}", on.row.title)
}

fn minutes(time: Duration) -> String {
    clock(Seconds(time.as_secs() as u32))
}

/// `run 6 s · 3 of 200`.
pub(super) fn run(state: &State) -> Option<String> {
    state.audition.run?;
    let seconds = state.audition.manner.seconds;
    let dot = state.screen.look.glyphs.dot;
    let place = state.on_row().map(|(pane, row)| {
        let (row, rows) = (thousands(row as u64 + 1), thousands(state.pane_len(pane) as u64));
        if state.screen.size.0 < SHORT { format!(" {row}/{rows}") } else { format!("{dot}{row} of {rows}") }
    });
    Some(format!("run {seconds} s{}", place.unwrap_or_default()))
}
