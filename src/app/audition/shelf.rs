//! What is wanted, what is being made ready, and what is ready.

use std::sync::Arc;

use crate::{
    app::audition::{CannotPlay, Canvas, StartAt},
    preview::{Match, Silent},
};

use super::{piece::Piece, prepare::Sound};

/// So many frames of sound are kept beside those that are wanted: two minutes, about 80 MB with their pictures.
const KEPT: u64 = 120 * crate::sound::feed::RATE as u64;

/// What shall play.
pub(super) struct Wish {
    token: u64,
    piece: Piece,
    from: StartAt,
    other: bool,
    begun: bool,
    /// Where to mix it was asked for.
    pointed: bool,
}

#[derive(Default)]
pub(super) struct Shelf {
    pub(super) wish: Option<Wish>,
    /// What may be wanted next.
    pub(super) ahead: Vec<Piece>,
    /// The picture that is wanted.
    pub(super) canvas: Option<Canvas>,
    pub(super) over: bool,
    working: Vec<Piece>,
    /// The newest last.
    ready: Vec<(Piece, Result<Arc<Sound>, Silent>)>,
}

pub(super) enum Job {
    Prepare(Piece),
    Draw(Canvas, Arc<Sound>),
    /// Find where to mix what is on for a wish.
    Point(u64, Arc<Sound>),
}

/// Whether the wish can begin.
pub(super) enum Begin {
    Now(u64, Arc<Sound>, StartAt),
    Later,
    Never(u64, CannotPlay),
}

impl Shelf {
    /// Another wish.
    pub(super) fn wish(&mut self, token: u64, piece: Piece, from: StartAt, other: bool) {
        self.canvas = None;
        self.wish = Some(Wish { token, piece, from, other, begun: false, pointed: false });
    }

    /// The wish for it.
    pub(super) fn token(&self, piece: &Piece) -> Option<u64> {
        self.wish.as_ref().filter(|wish| wish.piece.is(piece) && wish.begun).map(|wish| wish.token)
    }

    /// Whether somebody still wants it.
    pub(super) fn is_wanted(&self, piece: &Piece) -> bool {
        !self.over
            && (self.wish.as_ref().is_some_and(|wish| wish.piece.is(piece))
                || self.ahead.iter().any(|ahead| ahead.is(piece)))
    }

    fn known(&self, piece: &Piece) -> bool {
        let mut known = self.working.iter().chain(self.ready.iter().map(|(ready, _)| ready));
        known.any(|known| known.is(piece))
    }

    fn sound(&self, piece: &Piece) -> Option<&Arc<Sound>> {
        self.ready.iter().find(|(ready, _)| ready.is(piece)).and_then(|(_, sound)| sound.as_ref().ok())
    }

    /// The most urgent thing to do.
    pub(super) fn next(&mut self) -> Option<Job> {
        let wish = self.wish.as_ref().filter(|wish| !wish.begun).map(|wish| &wish.piece);
        if let Some(piece) = wish.filter(|piece| !self.known(piece)).cloned() {
            return Some(self.begin_work(piece));
        }
        if let Some((canvas, sound)) = self.drawable() {
            self.canvas = None;
            return Some(Job::Draw(canvas, sound));
        }
        if let Some(job) = self.point() {
            return Some(job);
        }
        let ahead = self.ahead.iter().find(|piece| !self.known(piece)).cloned();
        ahead.map(|piece| self.begin_work(piece))
    }

    fn begin_work(&mut self, piece: Piece) -> Job {
        self.working.push(piece.clone());
        Job::Prepare(piece)
    }

    fn drawable(&self) -> Option<(Canvas, Arc<Sound>)> {
        let (canvas, wish) = (self.canvas?, self.wish.as_ref()?);
        let sound = self.sound(&wish.piece)?;
        (canvas.token == wish.token && sound.looks().is_some()).then(|| (canvas, sound.clone()))
    }

    fn point(&mut self) -> Option<Job> {
        let wish = self.wish.as_ref().filter(|wish| wish.begun && !wish.pointed)?;
        let job = Job::Point(wish.token, self.sound(&wish.piece)?.clone());
        self.wish.as_mut()?.pointed = true;
        Some(job)
    }

    /// Whether this wish plays.
    pub(super) fn is_on(&self, token: u64) -> bool {
        !self.over && self.wish.as_ref().is_some_and(|wish| wish.token == token)
    }

    /// Something is ready, or cannot be had, or was given up.
    pub(super) fn put(&mut self, piece: &Piece, prepared: Option<Result<Arc<Sound>, Silent>>) {
        self.working.retain(|working| !working.is(piece));
        let Some(prepared) = prepared else { return };
        let wished = self.wish.as_ref().is_some_and(|wish| wish.piece.is(piece));
        // What can be had a minute later is not kept for then, and not looked for again until somebody asks.
        let lasting = prepared.as_ref().err().is_none_or(|silent| !silent.may_change());
        if !lasting {
            self.ahead.retain(|ahead| !ahead.is(piece));
        }
        if wished || self.is_wanted(piece) {
            self.ready.push((piece.clone(), prepared));
        }
        self.tidy();
    }

    /// Forgets what is ready of a piece, unless somebody wants it: false then.
    pub(super) fn let_go(&mut self, piece: &Piece) -> bool {
        let unwanted = !self.is_wanted(piece);
        if unwanted {
            self.ready.retain(|(ready, _)| !ready.is(piece));
        }
        unwanted
    }

    /// Lets the oldest go that nobody wants.
    fn tidy(&mut self) {
        let mut room = KEPT;
        let mut keep: Vec<bool> = self
            .ready
            .iter()
            .rev()
            .map(|(piece, sound)| {
                let frames = sound.as_ref().map_or(0, |sound| sound.cued.frames());
                if self.is_wanted(piece) {
                    return true;
                }
                // What is decoded while it plays costs nothing to begin again, and may have been cut short meanwhile.
                let held = sound.as_ref().is_ok_and(|sound| sound.cued.samples().is_some());
                let fits = held && frames <= room;
                room -= if fits { frames } else { 0 };
                fits
            })
            .collect();
        self.ready.retain(|_| keep.pop().unwrap_or(false));
    }

    /// Takes the wish, where it can begin now.
    pub(super) fn begin(&mut self) -> Begin {
        let Some(wish) = self.wish.as_mut().filter(|wish| !wish.begun) else { return Begin::Later };
        let Some(at) = self.ready.iter().position(|(ready, _)| ready.is(&wish.piece)) else {
            return Begin::Later;
        };
        match &self.ready[at].1 {
            Ok(sound) if sound.found().grade == Match::OtherVersion && !wish.other => {
                let (found, others) = (sound.found().clone(), sound.others().to_vec());
                let never = Begin::Never(wish.token, CannotPlay::Other(Box::new(found), others));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::audition::FilePart,
        preview::{Provider, Refusal, Wanted},
        track::Name,
    };

    #[test]
    fn what_nobody_can_be_asked_about_now_is_looked_for_once_ahead_and_again_where_it_is_wished() {
        let name = Name::parse("Oda Kern", "Ferry");
        let piece = Piece::Record(Wanted { key: name.key(), name, isrc: None }, FilePart::Usual);
        let mut shelf = Shelf { ahead: vec![piece.clone()], ..Shelf::default() };
        assert!(matches!(shelf.next(), Some(Job::Prepare(_))));
        let unreachable = Silent(vec![(Provider::Deezer, Refusal::Unreachable("no network".to_owned()))]);
        shelf.put(&piece, Some(Err(unreachable)));
        assert!(shelf.next().is_none(), "asking again at once only keeps a core busy");
        shelf.wish(1, piece, StartAt::Start, false);
        assert!(matches!(shelf.next(), Some(Job::Prepare(_))));
    }
}
