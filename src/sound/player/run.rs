//! The player's thread.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::command::{Message, PlayerCommand};
use super::state::{Event, PlaybackPhase, PlayerState};
use crate::sound::feed::{Cued, Deck, Feed, frame};
use crate::sound::outputs::{Null, Outlets, Output, OutputChoice, OutputError, OutputKind};

/// How often the output is asked while something plays.
const TICK: Duration = Duration::from_millis(40);
/// How often a better output is looked for.
const LOOK: Duration = Duration::from_secs(1);

pub(super) struct Run {
    feed: Feed,
    output: Box<dyn Output>,
    outlets: Box<dyn Outlets>,
    choice: OutputChoice,
    on: Option<On>,
    state: PlayerState,
    published: Arc<Mutex<PlayerState>>,
    on_event: Box<dyn FnMut(Event) + Send>,
    looked: Instant,
}

/// What is on the deck.
struct On {
    token: u64,
    clip: Cued,
    /// Where the deck was started.
    base: Duration,
    /// The deck stands elsewhere than the position says: a seek while paused.
    moved: bool,
}

impl Run {
    pub(super) fn new(
        outlets: Box<dyn Outlets>,
        choice: OutputChoice,
        published: Arc<Mutex<PlayerState>>,
        on_event: Box<dyn FnMut(Event) + Send>,
    ) -> Self {
        Self {
            feed: Feed::new(),
            output: Box::new(Null::new()),
            outlets,
            choice,
            on: None,
            state: PlayerState::default(),
            published,
            on_event,
            looked: Instant::now(),
        }
    }

    pub(super) fn serve(mut self, inbox: &Receiver<Message>) {
        self.open();
        loop {
            self.publish();
            let wait = if self.state.is_still() { LOOK } else { TICK };
            match inbox.recv_timeout(wait) {
                Ok(Message::Play(token, clip, from)) => self.play(token, clip, from),
                Ok(Message::Command(command)) => self.obey(command),
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Message::Quit) | Err(RecvTimeoutError::Disconnected) => return,
            }
            self.listen();
            self.look();
        }
    }

    fn obey(&mut self, command: PlayerCommand) {
        match command {
            PlayerCommand::Toggle if self.state.phase == PlaybackPhase::Playing => self.pause(),
            PlayerCommand::Toggle => self.resume(),
            PlayerCommand::Seek(to) => self.seek(to),
            PlayerCommand::Skip(seconds) => {
                let now = self.state.position(Instant::now()).as_secs_f64();
                self.seek(Duration::try_from_secs_f64((now + seconds).max(0.0)).unwrap_or_default());
            }
            PlayerCommand::Stop => self.stop(),
            PlayerCommand::Volume(volume) => {
                self.state.volume = volume.clamp(0.0, 1.0);
                self.set_volume();
            }
            PlayerCommand::Mute(muted) => {
                self.state.muted = muted;
                self.set_volume();
                // What is buffered is not muted yet.
                self.again();
            }
            PlayerCommand::Level(levelled) => {
                self.state.levelled = levelled;
                self.again();
            }
            PlayerCommand::Output(choice) => {
                self.choice = choice;
                // Who chooses is answered, also where that has been said before.
                self.state.trouble = None;
                if self.open() {
                    self.again();
                }
            }
        }
    }

    fn play(&mut self, token: u64, clip: Cued, from: Duration) {
        let from = from.min(clip.duration());
        self.state.token = Some(token);
        self.state.length = clip.duration();
        self.on = Some(On { token, clip, base: from, moved: true });
        self.start(from);
        (self.on_event)(Event::Started(token));
    }

    /// Plays what is on from `from`.
    fn start(&mut self, from: Duration) {
        let Some(on) = &mut self.on else { return };
        (on.base, on.moved) = (from, false);
        let levelled = self.state.levelled;
        on.clip.restart(frame(from));
        self.feed.change_and_shut(|deck| deck.load(&on.clip, frame(from), levelled));
        let done = self.output.restart(&self.feed);
        self.mark(PlaybackPhase::Playing, from);
        self.check(done);
    }

    /// The same from where it is, so that a change is heard at once.
    fn again(&mut self) {
        if self.state.phase == PlaybackPhase::Playing {
            self.start(self.state.position(Instant::now()));
        } else if let Some(on) = &mut self.on {
            on.moved = true;
        }
    }

    fn pause(&mut self) {
        if self.state.phase != PlaybackPhase::Playing {
            return;
        }
        let done = self.output.pause();
        self.listen();
        let position = self.state.position(Instant::now());
        if self.state.phase == PlaybackPhase::Playing {
            self.mark(PlaybackPhase::Paused, position);
        }
        self.check(done);
    }

    fn resume(&mut self) {
        match self.state.phase {
            PlaybackPhase::Ended => self.start(Duration::ZERO),
            PlaybackPhase::Paused if self.on.as_ref().is_some_and(|on| on.moved) => {
                self.start(self.state.position);
            }
            PlaybackPhase::Paused => {
                let done = self.output.resume();
                self.mark(PlaybackPhase::Playing, self.state.position);
                self.check(done);
            }
            PlaybackPhase::Playing | PlaybackPhase::Empty => {}
        }
    }

    fn seek(&mut self, to: Duration) {
        let to = to.min(self.state.length);
        match self.state.phase {
            PlaybackPhase::Empty => {}
            PlaybackPhase::Playing | PlaybackPhase::Ended => self.start(to),
            PlaybackPhase::Paused => {
                self.mark(PlaybackPhase::Paused, to);
                if let Some(on) = &mut self.on {
                    on.moved = true;
                }
            }
        }
    }

    fn stop(&mut self) {
        let done = self.output.pause();
        self.feed.change(Deck::clear);
        self.on = None;
        self.state.token = None;
        self.state.length = Duration::ZERO;
        self.mark(PlaybackPhase::Empty, Duration::ZERO);
        self.check(done);
    }

    fn set_volume(&mut self) {
        let volume = if self.state.muted { 0.0 } else { self.state.volume };
        // Loudness goes with the logarithm of the amplitude; the square is near enough to it for a knob.
        self.feed.change(|deck| deck.set_volume(volume * volume));
    }

    /// Asks the output what has been heard.
    fn listen(&mut self) {
        if self.state.phase != PlaybackPhase::Playing {
            return;
        }
        let now = Instant::now();
        let heard = match self.output.heard(now) {
            Ok(heard) => heard,
            Err(error) => return self.lose(error),
        };
        let Some(on) = &self.on else { return };
        // A file may turn out to be shorter than it says.
        self.state.length = on.clip.duration();
        let position = on.clip.playhead(on.base, heard.time).min(self.state.length);
        self.state.position = position;
        self.state.at = now;
        self.state.latency = heard.latency;
        self.state.underruns = heard.underruns;
        if position >= self.state.length {
            let token = on.token;
            let done = self.output.pause();
            self.mark(PlaybackPhase::Ended, position);
            self.check(done);
            (self.on_event)(Event::Ended(token));
        }
    }

    /// Looks from time to time whether the output is still there and whether a better one is.
    fn look(&mut self) {
        let now = Instant::now();
        if now.saturating_duration_since(self.looked) < LOOK {
            return;
        }
        self.looked = now;
        // While something plays it is asked anyway.
        if self.state.is_still()
            && let Err(error) = self.output.heard(now)
        {
            self.lose(error);
        }
        if self.outlets.has_news(self.choice, self.output.place().kind) && self.open() {
            self.again();
        }
    }

    /// Opens the best output; false where that is the clock and it already runs.
    fn open(&mut self) -> bool {
        let (output, trouble) = self.outlets.open(self.choice);
        self.looked = Instant::now();
        let place = output.place();
        let is_same = place.kind == OutputKind::Null && place == self.state.place;
        if let Some(trouble) = &trouble
            && self.state.trouble.as_ref() != Some(trouble)
        {
            (self.on_event)(Event::Trouble(trouble.clone()));
        }
        self.state.trouble = trouble;
        if is_same {
            return false;
        }
        self.output = output;
        if place != self.state.place {
            self.state.place = place.clone();
            (self.on_event)(Event::Place(place));
        }
        if let Some(on) = &mut self.on {
            on.moved = true;
        }
        true
    }

    fn check(&mut self, done: Result<(), OutputError>) {
        if let Err(error) = done {
            self.lose(error);
        }
    }

    /// The output failed: the clock goes on alone, and the output is looked for again.
    fn lose(&mut self, error: OutputError) {
        tracing::warn!(title = %error.title, "sound lost");
        let position = self.state.position(Instant::now());
        self.output = Box::new(Null::new());
        self.state.place = self.output.place();
        self.state.trouble = Some(error.clone());
        (self.on_event)(Event::Trouble(error));
        (self.on_event)(Event::Place(self.state.place.clone()));
        if self.state.phase == PlaybackPhase::Playing {
            self.start(position);
        } else if let Some(on) = &mut self.on {
            on.moved = true;
        }
    }

    fn mark(&mut self, phase: PlaybackPhase, position: Duration) {
        self.state.phase = phase;
        self.state.position = position;
        self.state.at = Instant::now();
    }

    fn publish(&self) {
        let mut published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        published.clone_from(&self.state);
    }
}
