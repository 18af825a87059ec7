//! What is wanted, what is being made ready, and what is ready.

use std::sync::Arc;

use crate::{
    app::audition::{CannotPlay, Canvas, StartAt},
    preview::{Match, PlayableTrack, Silent, Wanted},
    track::TrackKey,
};

use super::prepare::Sound;

/// So many frames of sound are kept beside those that are wanted: two minutes, about 80 MB with their pictures.
const KEPT: u64 = 120 * crate::sound::player::RATE as u64;

/// The record that shall play.
pub(super) struct Wish {
    token: u64,
    wanted: Wanted,
    from: StartAt,
    other: bool,
    begun: bool,
}

#[derive(Default)]
pub(super) struct Shelf {
    pub(super) wish: Option<Wish>,
    /// What may be wanted next.
    pub(super) ahead: Vec<Wanted>,
    /// The picture that is wanted.
    pub(super) canvas: Option<Canvas>,
    pub(super) over: bool,
    working: Vec<TrackKey>,
    /// The newest last.
    ready: Vec<(TrackKey, Result<Arc<Sound>, Silent>)>,
}

pub(super) enum Job {
    Prepare(Wanted),
    Draw(Canvas, Arc<Sound>),
}

/// Whether the wish can begin.
pub(super) enum Begin {
    Now(u64, Arc<Sound>, StartAt),
    Later,
    Never(u64, CannotPlay),
}

impl Shelf {
    /// Another wish.
    pub(super) fn wish(&mut self, token: u64, wanted: Wanted, from: StartAt, other: bool) {
        self.canvas = None;
        self.wish = Some(Wish { token, wanted, from, other, begun: false });
    }

    /// The wish for this record.
    pub(super) fn token(&self, key: &TrackKey) -> Option<u64> {
        self.wish.as_ref().filter(|wish| wish.wanted.key == *key && wish.begun).map(|wish| wish.token)
    }

    /// Whether somebody still wants it.
    pub(super) fn is_wanted(&self, key: &TrackKey) -> bool {
        !self.over
            && (self.wish.as_ref().is_some_and(|wish| wish.wanted.key == *key)
                || self.ahead.iter().any(|wanted| wanted.key == *key))
    }

    fn known(&self, key: &TrackKey) -> bool {
        self.working.contains(key) || self.ready.iter().any(|(ready, _)| ready == key)
    }

    fn sound(&self, key: &TrackKey) -> Option<&Arc<Sound>> {
        self.ready.iter().find(|(ready, _)| ready == key).and_then(|(_, sound)| sound.as_ref().ok())
    }

    /// The most urgent thing to do.
    pub(super) fn next(&mut self) -> Option<Job> {
        let wish = self.wish.as_ref().filter(|wish| !wish.begun).map(|wish| &wish.wanted);
        if let Some(wanted) = wish.filter(|wanted| !self.known(&wanted.key)).cloned() {
            return Some(self.begin_work(wanted));
        }
        if let Some((canvas, sound)) = self.drawable() {
            self.canvas = None;
            return Some(Job::Draw(canvas, sound));
        }
        let ahead = self.ahead.iter().find(|wanted| !self.known(&wanted.key)).cloned();
        ahead.map(|wanted| self.begin_work(wanted))
    }

    fn begin_work(&mut self, wanted: Wanted) -> Job {
        self.working.push(wanted.key.clone());
        Job::Prepare(wanted)
    }

    fn drawable(&self) -> Option<(Canvas, Arc<Sound>)> {
        let (canvas, wish) = (self.canvas?, self.wish.as_ref()?);
        let sound = self.sound(&wish.wanted.key)?;
        (canvas.token == wish.token && sound.looks().is_some()).then(|| (canvas, sound.clone()))
    }

    /// Something is ready, or cannot be had, or was given up.
    pub(super) fn put(&mut self, key: &TrackKey, prepared: Option<Result<Arc<Sound>, Silent>>) {
        self.working.retain(|working| working != key);
        let Some(prepared) = prepared else { return };
        let wished = self.wish.as_ref().is_some_and(|wish| wish.wanted.key == *key);
        // What can be had a minute later is not kept for then.
        let lasting = prepared.as_ref().err().is_none_or(|silent| !silent.may_change());
        if wished || (lasting && self.is_wanted(key)) {
            self.ready.push((key.clone(), prepared));
        }
        self.tidy();
    }

    /// Lets the oldest go that nobody wants.
    fn tidy(&mut self) {
        let mut room = KEPT;
        let mut keep: Vec<bool> = self
            .ready
            .iter()
            .rev()
            .map(|(key, sound)| {
                let frames = sound.as_ref().map_or(0, |sound| sound.cued.frames());
                if self.is_wanted(key) {
                    return true;
                }
                let fits = sound.is_ok() && frames <= room;
                room -= if fits { frames } else { 0 };
                fits
            })
            .collect();
        self.ready.retain(|_| keep.pop().unwrap_or(false));
    }

    /// Takes the wish, where it can begin now.
    pub(super) fn begin(&mut self) -> Begin {
        let Some(wish) = self.wish.as_mut().filter(|wish| !wish.begun) else { return Begin::Later };
        let Some(at) = self.ready.iter().position(|(key, _)| *key == wish.wanted.key) else {
            return Begin::Later;
        };
        match &self.ready[at].1 {
            Ok(sound) if sound.heard.found.grade == Match::OtherVersion && !wish.other => {
                let PlayableTrack { found, others, .. } = &sound.heard;
                let never =
                    Begin::Never(wish.token, CannotPlay::Other(Box::new(found.clone()), others.clone()));
                self.wish = None;
                never
            }
            Ok(sound) if wish.from == StartAt::Drop && sound.looks().is_none() => Begin::Later,
            Ok(sound) => {
                wish.begun = true;
                let begin = Begin::Now(wish.token, sound.clone(), wish.from);
                // The newest stands last.
                let taken = self.ready.remove(at);
                self.ready.push(taken);
                begin
            }
            Err(silent) => {
                let never = Begin::Never(wish.token, CannotPlay::Nobody(silent.clone()));
                self.wish = None;
                // Asked for once more, it is looked for once more.
                drop(self.ready.remove(at));
                never
            }
        }
    }
}
