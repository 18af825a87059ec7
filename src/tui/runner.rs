//! Effects outside the loop: questions on a small pool, the newest of each slot first; the status, watched; changes go to the saver.

use std::{
    collections::{HashMap, VecDeque},
    io,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    app::{Question, Services, Slot, Ticket},
    tui::{
        guard::guarded,
        message::{Message, Post},
        saver::{Left, Saver, Write},
    },
};

/// Threads that answer questions.
const WORKERS: usize = 2;
/// How often the state of catalogue and models is asked for while something goes on.
const POLL: Duration = Duration::from_millis(500);
/// How often while nothing does and nothing is asked: asking twice a second takes a thousandth of a core.
const IDLE_POLL: Duration = Duration::from_secs(2);

/// So long at most what goes on in the background waits for the first picture.
const FIRST_PICTURE: Duration = Duration::from_millis(200);

struct Job {
    ticket: Ticket,
    question: Question,
    stop: Arc<AtomicBool>,
}

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    /// The stop of the newest job of each slot.
    newest: HashMap<Slot, Arc<AtomicBool>>,
    over: bool,
}

struct Shared {
    jobs: Mutex<Jobs>,
    wake: Condvar,
}

/// The threads.
pub struct Runner {
    shared: Arc<Shared>,
    saver: Saver,
    watcher: thread::JoinHandle<()>,
    /// What is asked or stored may change the status.
    changed: Arc<AtomicBool>,
    leaving: Arc<AtomicBool>,
    /// The first picture is on its way to the terminal.
    shown: Arc<AtomicBool>,
}

impl Runner {
    /// Starts them; the session of the last time and the first status come as messages. Without all of them there is no screen:
    /// a key without a thread behind it would wait for ever.
    pub fn start(services: &Arc<dyn Services>, post: &Post) -> io::Result<Self> {
        let shared = Arc::new(Shared { jobs: Mutex::default(), wake: Condvar::new() });
        let leaving = Arc::new(AtomicBool::new(false));
        for i in 0..WORKERS {
            let (shared, services, post) = (shared.clone(), services.clone(), post.clone());
            spawn(&format!("ask-{i}"), move || work(&shared, services.as_ref(), &post))?;
        }
        let saver = Saver::start(services.clone(), post.clone())?;
        let (asking, posting, last) = (services.clone(), post.clone(), leaving.clone());
        let changed = Arc::new(AtomicBool::new(false));
        let shown = Arc::new(AtomicBool::new(false));
        let seen = Watched { changed: changed.clone(), leaving: last, shown: shown.clone() };
        let watcher = spawn("status", move || watch(asking.as_ref(), &posting, &seen))?;
        Ok(Self { shared, saver, watcher, changed, leaving, shown })
    }

    /// Asks a question; the one before in its slot is stopped.
    pub fn ask(&self, ticket: Ticket, question: Question) {
        let mut jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let stop = Arc::new(AtomicBool::new(false));
        if let Some(older) = jobs.newest.insert(ticket.slot, stop.clone()) {
            older.store(true, Ordering::Relaxed);
        }
        jobs.waiting.retain(|job| job.ticket.slot != ticket.slot);
        let job = Job { ticket, question, stop };
        // What is typed is answered before anything else.
        if ticket.slot == Slot::Hits {
            jobs.waiting.push_front(job);
        } else {
            jobs.waiting.push_back(job);
            self.look();
        }
        self.shared.wake.notify_one();
    }

    /// The first picture is drawn: what it did not need may begin.
    pub fn shown(&self) {
        if !self.shown.swap(true, Ordering::Relaxed) {
            self.watcher.thread().unpark();
        }
    }

    /// Has the status looked at now.
    fn look(&self) {
        self.changed.store(true, Ordering::Relaxed);
        self.watcher.thread().unpark();
    }

    /// Nobody wants the slot's answer any more.
    pub fn cancel(&self, slot: Slot) {
        let mut jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.waiting.retain(|job| job.ticket.slot != slot);
        if let Some(stop) = jobs.newest.remove(&slot) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Stores or tells this, after everything before it.
    pub fn save(&self, write: Write) {
        self.saver.push(write);
        self.look();
    }

    /// Stops all questions; from now on nothing is tried but storing.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        self.watcher.thread().unpark();
        {
            let mut jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            jobs.over = true;
            jobs.waiting.clear();
            for stop in jobs.newest.values() {
                stop.store(true, Ordering::Relaxed);
            }
        }
        self.shared.wake.notify_all();
        self.saver.leave();
    }

    /// After leaving: waits at most so long until everything is stored; false where that was too short.
    pub fn stored_within(&self, at_most: Duration) -> bool {
        self.saver.finished_within(at_most)
    }

    /// What is not stored.
    pub fn left(&self) -> Left {
        self.saver.left()
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(format!("screen-{name}")).spawn(body)
}

fn work(shared: &Shared, services: &dyn Services, post: &Post) {
    loop {
        let job = {
            let mut jobs = shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if jobs.over {
                    return;
                }
                if let Some(job) = jobs.waiting.pop_front() {
                    break job;
                }
                jobs = shared.wake.wait(jobs).unwrap_or_else(PoisonError::into_inner);
            }
        };
        let stop = || job.stop.load(Ordering::Relaxed);
        let outcome = guarded(|| services.answer(&job.question, &stop));
        if !stop() {
            post(Message::Answer(job.ticket, outcome));
        }
    }
}

/// What the watcher goes by.
struct Watched {
    changed: Arc<AtomicBool>,
    leaving: Arc<AtomicBool>,
    shown: Arc<AtomicBool>,
}

fn watch(services: &dyn Services, post: &Post, seen: &Watched) {
    let Watched { changed, leaving, shown } = seen;
    match guarded(|| services.session()) {
        Ok(session) => post(Message::Restore(session)),
        Err(fault) => {
            post(Message::Restore(None));
            post(Message::Failed(fault));
        }
    }
    let mut last = None;
    while !leaving.load(Ordering::Relaxed) {
        let busy = changed.swap(false, Ordering::Relaxed);
        let status = guarded(|| {
            // The first picture need not wait for what the first tick has to read.
            if last.is_some() {
                services.tick();
            }
            Ok(services.status())
        });
        let first = last.is_none();
        let news = last.as_ref() != Some(&status);
        // What was asked may take a moment to show, and what has just changed goes on changing.
        let idle = !busy && !news && status.as_ref().is_ok_and(|status| status.work.is_empty());
        if news {
            last = Some(status.clone());
            post(status.map_or_else(Message::Failed, Message::Status));
        }
        let over = || leaving.load(Ordering::Relaxed) || changed.load(Ordering::Relaxed);
        if first {
            pause(FIRST_PICTURE, &|| leaving.load(Ordering::Relaxed) || shown.load(Ordering::Relaxed));
        } else {
            pause(if idle { IDLE_POLL } else { POLL }, &over);
        }
    }
}

/// Sleeps, but no longer than until it is over; who makes it so wakes the thread.
fn pause(time: Duration, over: &dyn Fn() -> bool) {
    let end = Instant::now() + time;
    while !over() {
        match end.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => thread::park_timeout(left),
            _ => break,
        }
    }
}
