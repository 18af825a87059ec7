//! The desk: threads that find and make ready what is to play, and what they tell.

use std::{
    io,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    preview::{Chain, Passages, PlayableTrack, Wanted},
    sound::{
        outputs::{Outlets, OutputChoice},
        player::PlayerCommand,
        structure::MixPoint,
    },
};

use super::{
    clock,
    command::{Audio, AudioCommand, AudioEvent, FilePart, OnAudio, Ready, StartAt},
    deck::Deck,
    piece::Piece,
    prepare::{Provenance, Sound, Sources},
    shelf::{Begin, Job, Shelf},
    watch::Watch,
};
use crate::app::{fault::Stop, lock::lock};

/// Told of every record that is listened to, with its sound at hand.
pub type OnListened = Box<dyn Fn(&Wanted, &PlayableTrack) + Send + Sync>;

/// Asked where to mix what plays; `None` where that has no answer, or nobody waits for it any more. May take some seconds.
pub type FindPoints = Box<dyn Fn(&PlayableTrack, Stop<'_>) -> Option<Vec<MixPoint>> + Send + Sync>;

/// What a desk is made of.
pub struct DeskParts {
    /// Who may have the records.
    pub chain: Chain,
    /// What fetches passages of mixes; none where nothing can be fetched.
    pub passages: Option<Passages>,
    /// Who wants to know what is listened to.
    pub listened: OnListened,
    /// Who knows where to mix it.
    pub points: FindPoints,
    /// The outputs there are.
    pub outlets: Box<dyn Outlets>,
    /// Which of them at first.
    pub choice: OutputChoice,
    /// How loud at first, 0 to 1.
    pub volume: f32,
    /// Whether rows are levelled, so that they compare fairly.
    pub levelled: bool,
}

/// Threads that find, fetch, decode and draw.
const WORKERS: usize = 2;

/// The desk: commands in, events out.
pub struct Desk {
    shared: Arc<Shared>,
}

struct Shared {
    sources: Sources,
    listened: OnListened,
    points: FindPoints,
    tell: OnAudio,
    shelf: Mutex<Shelf>,
    wake: Condvar,
    watch: Arc<Watch>,
    deck: Arc<Mutex<Deck>>,
}

impl Desk {
    /// Starts the threads; the player itself starts with the first record.
    pub fn start(parts: DeskParts, tell: OnAudio) -> io::Result<Self> {
        let watch = Arc::new(Watch::default());
        let deck = Deck::new(
            parts.outlets,
            parts.choice,
            [PlayerCommand::Level(parts.levelled), PlayerCommand::Volume(parts.volume)],
            tell.clone(),
            watch.clone(),
        );
        let shared = Arc::new(Shared {
            sources: Sources { chain: parts.chain, passages: parts.passages },
            listened: parts.listened,
            points: parts.points,
            tell: tell.clone(),
            shelf: Mutex::default(),
            wake: Condvar::new(),
            watch: watch.clone(),
            deck: Arc::new(Mutex::new(deck)),
        });
        for i in 0..WORKERS {
            let shared = shared.clone();
            thread::Builder::new().name(format!("audition-{i}")).spawn(move || shared.work())?;
        }
        let deck = shared.deck.clone();
        thread::Builder::new()
            .name("audition-clock".to_owned())
            .spawn(move || clock::run(&watch, &deck, &tell))?;
        Ok(Self { shared })
    }
}

impl Audio for Desk {
    fn send(&mut self, command: AudioCommand) {
        let shared = &self.shared;
        match command {
            AudioCommand::Play { token, wanted, part, from, other } => {
                shared.shelf().wish(token, Piece::Record(wanted, part), from, other);
                shared.play();
            }
            AudioCommand::PlayPassage { token, passage } => {
                shared.shelf().wish(token, Piece::Passage(passage), StartAt::Start, false);
                shared.play();
            }
            AudioCommand::Prefetch(wanted) => {
                let usual = |wanted| Piece::Record(wanted, FilePart::Usual);
                shared.shelf().ahead = wanted.into_iter().map(usual).collect();
                shared.wake.notify_all();
            }
            AudioCommand::Picture(canvas) => {
                shared.shelf().canvas = Some(canvas);
                shared.wake.notify_all();
            }
            AudioCommand::Live(live) => shared.watch.live(live),
            AudioCommand::Player(PlayerCommand::Stop) => {
                shared.shelf().wish = None;
                shared.fall_silent();
            }
            AudioCommand::Player(command) => lock(&shared.deck).send(command),
        }
        shared.watch.kick();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What workers still fetch is dropped when it comes.
        self.shared.shelf().over = true;
        self.shared.wake.notify_all();
        self.shared.watch.end();
        lock(&self.shared.deck).end();
    }
}

impl Shared {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        lock(&self.shelf)
    }

    fn play(&self) {
        if !self.begin() {
            // What one has left falls silent, also while the next is fetched.
            self.fall_silent();
        }
        self.wake.notify_all();
    }

    fn fall_silent(&self) {
        self.watch.forget();
        lock(&self.deck).send(PlayerCommand::Stop);
    }

    /// Begins the wish, where it is ready; false where it is not.
    fn begin(&self) -> bool {
        let mut shelf = self.shelf();
        let (token, sound, from) = match shelf.begin() {
            Begin::Later => return false,
            Begin::Never(token, why) => {
                drop(shelf);
                (self.tell)(AudioEvent::Unheard(token, why));
                return false;
            }
            Begin::Now(token, sound, from) => (token, sound, from),
        };
        // Still under the shelf's lock, so that a later wish cannot overtake this one.
        (self.tell)(AudioEvent::Ready(
            token,
            Ready {
                found: sound.found().clone(),
                others: sound.others().to_vec(),
                start: sound.start,
                length: sound.cued.duration(),
                whole: sound.whole(),
                flaw: sound.flaw.clone(),
            },
        ));
        if let Some(looks) = sound.looks() {
            (self.tell)(AudioEvent::Drop(token, looks.drop));
        }
        self.watch.on(token, sound.clone());
        let begin = match (from, sound.looks()) {
            (StartAt::Drop, Some(looks)) => looks.drop.unwrap_or_default(),
            (StartAt::At(time), _) => sound.holding(time),
            _ => Duration::ZERO,
        };
        lock(&self.deck).play(token, sound.cued.clone(), begin);
        drop(shelf);
        if let Provenance::Record(wanted, heard) = &sound.origin {
            (self.listened)(wanted, heard);
        }
        true
    }

    /// A worker: the wish first, then pictures, where to mix it, what may be wanted next.
    fn work(&self) {
        loop {
            let job = {
                let mut shelf = self.shelf();
                loop {
                    if shelf.over {
                        return;
                    }
                    if let Some(job) = shelf.next() {
                        break job;
                    }
                    shelf = self.wake.wait(shelf).unwrap_or_else(PoisonError::into_inner);
                }
            };
            match job {
                Job::Prepare(piece) => self.prepare(&piece),
                Job::Draw(canvas, sound) => {
                    if let Some(looks) = sound.looks() {
                        let grid = looks.spectra.grid(canvas.width, canvas.rows, canvas.range);
                        (self.tell)(AudioEvent::Picture(canvas, grid));
                    }
                }
                Job::Point(token, sound) => self.point(token, &sound),
            }
        }
    }

    /// Tells where to mix what plays.
    fn point(&self, token: u64, sound: &Sound) {
        let Provenance::Record(_, playable) = &sound.origin else { return };
        let points = (self.points)(playable, &|| !self.shelf().is_on(token));
        if let Some(points) = points {
            (self.tell)(AudioEvent::Points(token, points));
        }
    }

    fn prepare(&self, piece: &Piece) {
        let given_up = AtomicBool::new(false);
        let unwanted = || given_up.fetch_or(!self.shelf().is_wanted(piece), Ordering::Relaxed);
        let prepared = Sound::prepare(piece.clone(), &self.sources, &unwanted).map(Arc::new);
        let sound = prepared.as_ref().ok().cloned();
        // What was given up half-way is no answer, even where it is wanted again by now.
        let answer = Some(prepared).filter(|prepared| prepared.is_ok() || !given_up.load(Ordering::Relaxed));
        self.shelf().put(piece, answer);
        self.begin();
        self.wake.notify_all();
        let Some(sound) = sound else { return };
        // The picture may come a moment after the sound.
        let unwanted = || !self.shelf().is_wanted(piece);
        let drop = loop {
            match sound.look(&unwanted) {
                Some(looks) => break looks.drop,
                None if self.shelf().let_go(piece) => return,
                // Wanted again meanwhile.
                None => {}
            }
        };
        let token = self.shelf().token(piece);
        if let Some(token) = token {
            (self.tell)(AudioEvent::Drop(token, drop));
        }
        self.begin();
        self.wake.notify_all();
    }
}
