//! The updater inside the screen: a thread of its own that asks on a schedule, or when told to.

use std::{
    io,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Last, Moment, Order, Schedule, UpdateActivity, UpdateError, UpdaterStatus, update};
use crate::{
    config::Settings,
    jobs::{Pools, stand_back},
    library::Library,
    plain::with_remedy,
};

/// How often the thread looks at the clocks.
const TICK: Duration = Duration::from_secs(20);

/// The updater of a running screen. Dropping it stops what it does; what was fetched stays.
#[derive(Debug)]
pub struct Updater {
    orders: mpsc::Sender<Word>,
    status: watch::Receiver<UpdaterStatus>,
    /// Stops the update under way; each update has one of its own below the whole thread's.
    current: Arc<Mutex<CancellationToken>>,
    all: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is told.
enum Word {
    Update(Order),
    Settings(Box<Settings>),
    Pause,
    End,
}

impl Updater {
    /// Begins. Where `[update] every` is set it asks at once, and then on that schedule; else it waits for
    /// [`Updater::ask`].
    pub fn start(library: Arc<Library>, settings: Settings, pools: Pools) -> io::Result<Self> {
        let (orders, inbox) = mpsc::channel();
        let (tell, status) = watch::channel(UpdaterStatus::default());
        let all = CancellationToken::new();
        let current = Arc::new(Mutex::new(all.child_token()));
        let worker =
            Worker { library, settings, pools, tell, all: all.clone(), current: Arc::clone(&current) };
        let thread = thread::Builder::new().name("updater".into()).spawn(move || worker.run(&inbox))?;
        Ok(Self { orders, status, current, all, thread: Some(thread) })
    }

    /// The state of things now.
    pub fn status(&self) -> UpdaterStatus {
        self.status.borrow().clone()
    }

    /// Asks for an update as soon as the one under way is done.
    pub fn ask(&self, order: Order) {
        let _ = self.orders.send(Word::Update(order));
    }

    /// Gives it other settings, from the next update on. Harmless after its end.
    pub fn setter(&self) -> impl Fn(&Settings) + Send + Sync + 'static {
        let orders = self.orders.clone();
        move |settings| {
            let _ = orders.send(Word::Settings(Box::new(settings.clone())));
        }
    }

    /// Ends the update under way and waits until somebody asks for the next, which goes on where this one stood.
    pub fn pause(&self) {
        self.cancel();
        let _ = self.orders.send(Word::Pause);
    }

    /// Ends the update under way. The next goes on where it stood.
    pub fn cancel(&self) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

impl Drop for Updater {
    fn drop(&mut self) {
        self.all.cancel();
        let _ = self.orders.send(Word::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What is to be done now.
enum Wanted {
    Update(Order),
    Pause,
}

struct Worker {
    library: Arc<Library>,
    settings: Settings,
    pools: Pools,
    tell: watch::Sender<UpdaterStatus>,
    all: CancellationToken,
    current: Arc<Mutex<CancellationToken>>,
}

impl Worker {
    fn run(mut self, inbox: &mpsc::Receiver<Word>) {
        stand_back();
        let begin = Instant::now();
        let now = || Moment { steady: begin.elapsed(), wall: Timestamp::now() };
        let (mut last, mut paused) = (None::<Moment>, false);
        while !self.all.is_cancelled() {
            let schedule = self.schedule().filter(|_| !paused);
            if schedule.is_some_and(|s| last.is_none_or(|last| s.is_due(last, now()))) {
                self.update(&Order::default());
                last = Some(now());
            }
            self.tell.send_if_modified(|status| {
                let next = schedule.zip(last).map(|(schedule, last)| schedule.next(last));
                let was = (
                    std::mem::replace(&mut status.next, next),
                    std::mem::replace(&mut status.paused, paused),
                );
                was != (next, paused)
            });
            let ControlFlow::Continue(wanted) = self.told(inbox) else { return };
            match wanted {
                Some(Wanted::Update(order)) => {
                    paused = false;
                    self.update(&order);
                    last = Some(now());
                }
                Some(Wanted::Pause) => paused = true,
                None => {}
            }
        }
    }

    /// Waits for a word and takes all that have come: of updates and pauses the last one counts.
    fn told(&mut self, inbox: &mpsc::Receiver<Word>) -> ControlFlow<(), Option<Wanted>> {
        let mut wanted = None;
        let mut next = match inbox.recv_timeout(TICK) {
            Ok(word) => Some(word),
            Err(mpsc::RecvTimeoutError::Timeout) => None,
            Err(mpsc::RecvTimeoutError::Disconnected) => return ControlFlow::Break(()),
        };
        while let Some(word) = next {
            match word {
                Word::Update(order) => wanted = Some(Wanted::Update(order)),
                Word::Pause => wanted = Some(Wanted::Pause),
                Word::Settings(settings) => self.settings = *settings,
                Word::End => return ControlFlow::Break(()),
            }
            next = inbox.try_recv().ok();
        }
        ControlFlow::Continue(wanted)
    }

    fn schedule(&self) -> Option<Schedule> {
        if self.settings.library.offline {
            return None;
        }
        Schedule::parse(&self.settings.update.every).unwrap_or_else(|e| {
            tracing::warn!("{e}");
            None
        })
    }

    fn update(&self, order: &Order) {
        let stop = self.all.child_token();
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&stop);
        let mut on = |doing: UpdateActivity| {
            self.tell.send_if_modified(|status| {
                let differs = status.doing != doing || std::mem::take(&mut status.paused);
                status.doing = doing;
                differs
            });
        };
        let rest = || self.pools.give_way();
        let done =
            update(&self.library, &self.settings, order, self.pools.background(), &mut on, &stop, &rest);
        // Who stopped it knows; what the one before did still stands.
        let stopped = done.as_ref().is_err_and(UpdateError::is_stop);
        let outcome = done.map_err(|e| {
            if !stopped {
                tracing::warn!(kind = e.kind(), "the update stopped: {e}");
            }
            explained(&e)
        });
        self.tell.send_modify(|status| {
            status.doing = UpdateActivity::Idle;
            if !stopped {
                status.last = Some(Last { at: Timestamp::now(), outcome });
            }
        });
    }
}

/// An error as the screen shows it: what, and what to do.
fn explained(error: &UpdateError) -> String {
    match error.hint() {
        Some(hint) => with_remedy(&error.to_string(), &hint),
        None => error.to_string(),
    }
}
