//! Effects outside the loop: questions on a small pool, the newest of each slot first; changes in order on one thread.

use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use crate::tui::{
    message::Message,
    services::{Change, Fault, Outcome, Services, Stop},
    state::{
        slots::{Answer, Question, Slot, Ticket},
        toast::Tone,
    },
};

/// Threads that answer questions.
const WORKERS: usize = 2;
/// How long after a failed save the store is tried again.
const RETRY: Duration = Duration::from_secs(3);
/// How often the state of catalogue and models is asked for while something goes on.
const POLL: Duration = Duration::from_millis(500);
/// How often while nothing does and nothing is asked: asking twice a second takes a thousandth of a core.
const IDLE_POLL: Duration = Duration::from_secs(2);

/// Where messages go.
pub type Post = Arc<dyn Fn(Message) + Send + Sync>;

/// Answers a question.
pub fn answer(services: &dyn Services, question: &Question, stop: Stop<'_>) -> Outcome<Answer> {
    Ok(match question {
        Question::Welcome => Answer::Rows(services.welcome(stop)?),
        Question::Search { query, limit } => Answer::Search(services.search(query, *limit, stop)?),
        Question::Similar(ask) => Answer::Similar(services.similar(ask, stop)?),
        Question::Listen(words) => Answer::Listened(services.listen(words, stop)?),
        Question::Evidence { seeds, row } => Answer::Evidence(services.evidence(seeds, *row, stop)?),
        Question::Versions(id) => Answer::Rows(services.versions(*id, stop)?),
        Question::History(id) => Answer::History(services.history(*id, stop)?),
        Question::Dj(name) => Answer::Dj(services.dj(name, stop)?),
        Question::Label(name) => Answer::Label(services.label(name, stop)?),
        Question::Artist(name) => Answer::Artist(services.artist(name, stop)?),
        Question::Mix(id) => {
            let page = services.mix(*id, stop)?;
            let ids: Vec<_> = page.entries.iter().filter_map(|entry| entry.track).collect();
            let rows = services.rows(&ids)?;
            Answer::Mix(page, rows)
        }
        Question::Track(id) => Answer::Track(services.track(*id, stop)?),
        Question::News { since, interest } => Answer::News(services.news(*since, interest)?),
        Question::User => Answer::User(services.user()?),
        Question::Facts { rows, .. } => Answer::Facts(services.facts(rows, stop)?),
    })
}

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

enum Write {
    Change(Change),
    Session(String),
    Update(Option<String>),
}

/// The threads.
pub struct Runner {
    shared: Arc<Shared>,
    writes: Option<mpsc::Sender<Write>>,
    writer: Option<thread::JoinHandle<()>>,
    watcher: Option<thread::JoinHandle<()>>,
    /// What is asked or stored may change the status.
    changed: Arc<AtomicBool>,
    leaving: Arc<AtomicBool>,
}

impl Runner {
    /// Starts them; the session of the last time and the first status come as messages.
    #[must_use]
    pub fn start(services: &Arc<dyn Services>, post: &Post) -> Self {
        let shared = Arc::new(Shared { jobs: Mutex::default(), wake: Condvar::new() });
        let leaving = Arc::new(AtomicBool::new(false));
        for i in 0..WORKERS {
            let (shared, services, post) = (shared.clone(), services.clone(), post.clone());
            spawn(&format!("ask-{i}"), move || work(&shared, services.as_ref(), &post));
        }
        let (writes, orders) = mpsc::channel();
        let (writing, posting, last) = (services.clone(), post.clone(), leaving.clone());
        let writer = spawn("save", move || write(writing.as_ref(), &orders, &posting, &last));
        let (asking, posting, last) = (services.clone(), post.clone(), leaving.clone());
        let changed = Arc::new(AtomicBool::new(false));
        let look = changed.clone();
        let watcher = spawn("status", move || watch(asking.as_ref(), &posting, &look, &last));
        Self { shared, writes: Some(writes), writer, watcher, changed, leaving }
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

    /// Has the status looked at now.
    fn look(&self) {
        self.changed.store(true, Ordering::Relaxed);
        if let Some(watcher) = &self.watcher {
            watcher.thread().unpark();
        }
    }

    /// Nobody wants the slot's answer any more.
    pub fn cancel(&self, slot: Slot) {
        let mut jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.waiting.retain(|job| job.ticket.slot != slot);
        if let Some(stop) = jobs.newest.remove(&slot) {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Stores a change, after those before it.
    pub fn save(&self, change: Change) {
        if let Some(writes) = &self.writes {
            let _ = writes.send(Write::Change(change));
        }
        self.look();
    }

    /// Stores the session.
    pub fn save_session(&self, session: String) {
        if let Some(writes) = &self.writes {
            let _ = writes.send(Write::Session(session));
        }
    }

    /// Asks the wiki, after what is being stored.
    pub fn update(&self, contact: Option<String>) {
        if let Some(writes) = &self.writes {
            let _ = writes.send(Write::Update(contact));
        }
        self.look();
    }

    /// Stops all questions and waits until everything is stored, at most so long; false where that was too short.
    pub fn finish(&mut self, at_most: Duration) -> bool {
        self.leaving.store(true, Ordering::Relaxed);
        for sleeping in [&self.writer, &self.watcher].into_iter().flatten() {
            sleeping.thread().unpark();
        }
        {
            let mut jobs = self.shared.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            jobs.over = true;
            jobs.waiting.clear();
            for stop in jobs.newest.values() {
                stop.store(true, Ordering::Relaxed);
            }
        }
        self.shared.wake.notify_all();
        self.writes = None;
        let Some(writer) = self.writer.take() else { return true };
        let end = Instant::now() + at_most;
        while !writer.is_finished() {
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(Duration::from_millis(2));
        }
        true
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Option<thread::JoinHandle<()>> {
    match thread::Builder::new().name(format!("screen-{name}")).spawn(body) {
        Ok(handle) => Some(handle),
        Err(error) => {
            tracing::error!(%error, name, "no thread");
            None
        }
    }
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
        let outcome = guarded(|| answer(services, &job.question, &stop));
        if !stop() {
            post(Message::Answer(job.ticket, outcome));
        }
    }
}

/// A panic in an answer is a fault of the answer, not the end of the screen.
fn guarded<T>(body: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        Err(Fault {
            title: "A fault in segue".to_owned(),
            cause: "this question could not be answered".to_owned(),
            remedy: "The log has the details; go on with something else.".to_owned(),
        })
    })
}

fn write(services: &dyn Services, orders: &mpsc::Receiver<Write>, post: &Post, leaving: &AtomicBool) {
    for order in orders {
        match order {
            Write::Change(change) => {
                while let Err(fault) = guarded(|| services.change(&change)) {
                    tracing::warn!(title = fault.title, cause = fault.cause, "a change is not stored");
                    post(Message::SaveFailed(fault));
                    if leaving.load(Ordering::Relaxed) {
                        return;
                    }
                    pause(RETRY, &|| leaving.load(Ordering::Relaxed));
                }
                post(Message::Saved);
            }
            Write::Update(contact) => match guarded(|| services.update(contact.as_deref())) {
                Ok(said) => post(Message::Say(Tone::Good, said)),
                Err(fault) => post(Message::Failed(fault)),
            },
            Write::Session(session) => {
                if let Err(fault) = guarded(|| services.save_session(&session)) {
                    tracing::warn!(title = fault.title, cause = fault.cause, "the session is not stored");
                }
            }
        }
    }
}

fn watch(services: &dyn Services, post: &Post, changed: &AtomicBool, leaving: &AtomicBool) {
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
        let status = services.status();
        let news = last.as_ref() != Some(&status);
        // What was asked may take a moment to show, and what has just changed goes on changing.
        let idle = !busy && !news && status.work.is_empty();
        if news {
            last = Some(status.clone());
            post(Message::Status(status));
        }
        let over = || leaving.load(Ordering::Relaxed) || changed.load(Ordering::Relaxed);
        pause(if idle { IDLE_POLL } else { POLL }, &over);
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
