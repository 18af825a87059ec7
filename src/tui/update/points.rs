//! Jumps between the places to mix at of the file that plays.

use std::time::Duration;

use crate::{
    app::{
        answer::{MixPoint, Provider},
        audition::{FilePart, StartAt},
    },
    track::Seconds,
    tui::{
        effect::Effect,
        state::{
            State,
            audition::{On, Stage},
            toast::Tone,
        },
        text::clock,
        update::audition,
    },
};

/// A place nearer than this is where one is, so that the next one is another.
const HERE: Duration = Duration::from_millis(250);
/// Back from a place that was passed so short a time ago is back to the one before it.
const PASSED: Duration = Duration::from_millis(1_500);

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    On,
    Back,
}

/// Goes to the next place; where the part that plays does not hold it, the part that does plays instead.
pub(super) fn jump(state: &mut State, way: Way, effects: &mut Vec<Effect>) {
    let Some(on) = state.audition.on.clone() else { return audition::nothing_plays(state) };
    let (Some(points), Some(now)) = (&on.points, time(&on)) else {
        let text = why_none(&on);
        return state.say(Tone::Good, text);
    };
    let next = match way {
        Way::On => points.iter().find(|point| point.at > now + HERE),
        Way::Back => points.iter().rev().find(|point| point.at + PASSED < now),
    };
    let Some(point) = next.cloned() else {
        let text = match (points.is_empty(), way) {
            (true, _) => "Nothing to mix by was found in it.",
            (_, Way::On) => "No mark after this.",
            (_, Way::Back) => "No mark before this.",
        };
        return state.say(Tone::Good, text);
    };
    state.say(Tone::Good, words(&point));
    let held = on.playing().and_then(|playing| {
        let into = point.at.checked_sub(playing.start)?;
        (into < playing.length).then_some(into)
    });
    if let Some(to) = held {
        audition::seek(state, to, effects);
    } else {
        let stage = Stage::Looking(StartAt::At(point.at));
        let on = On { part: FilePart::Holding(point.at), stage, ..on };
        state.audition.run = None;
        audition::begin(state, on, true, effects);
    }
}

/// Where in the recording one is, or will be once the part that is looked for plays.
fn time(on: &On) -> Option<Duration> {
    match &on.stage {
        Stage::On(playing) => Some(playing.start + playing.position),
        Stage::Looking(StartAt::At(time)) => Some(*time),
        Stage::Looking(_) => None,
    }
}

/// Why there is nothing to jump to.
fn why_none(on: &On) -> &'static str {
    match on.playing().map(|playing| playing.found.provider) {
        Some(Provider::Local) => "Where to mix it is not found yet.",
        Some(_) => "Only your own files have marks.",
        None => "It does not play yet.",
    }
}

/// `o end of the intro, 1:02`; a cue by its name.
fn words(point: &MixPoint) -> String {
    let what = if point.name.is_empty() { point.kind.words() } else { &point.name };
    format!("{} {what}, {}", point.kind.letter(), clock(Seconds(point.at.as_secs() as u32)))
}
