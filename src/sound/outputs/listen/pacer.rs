//! Keeps time for listeners, who have no clock of ours: draws from the feed as fast as it is heard, a little ahead.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::hub::Audience;
use crate::sound::feed::{CHANNELS, Feed, RATE};
use crate::sound::wav;

/// How far ahead of the ear we send, against hiccups of the network.
pub(super) const LEAD: Duration = Duration::from_millis(150);
/// How much is sent at a time.
const STEP: Duration = Duration::from_millis(20);
/// Silence flows for so long after the sound, which keeps players from waiting for more than they need; then nothing does.
const SILENCE: Duration = Duration::from_secs(10);

/// What is sent.
#[derive(Clone, Default)]
pub(super) enum Mode {
    /// Silence, and after a while nothing.
    #[default]
    Silent,
    /// What the feed gives.
    Playing(Feed),
}

/// The thread that sends.
pub(super) struct Pacer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    audience: Audience,
    orders: Mutex<Orders>,
    changed: Condvar,
    late: AtomicU32,
}

#[derive(Default)]
struct Orders {
    mode: Mode,
    since: Option<Instant>,
    closing: bool,
}

impl Pacer {
    pub(super) fn start(audience: Audience) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            audience,
            orders: Mutex::default(),
            changed: Condvar::new(),
            late: AtomicU32::new(0),
        });
        let theirs = shared.clone();
        let thread = std::thread::Builder::new().name("pacer".to_owned()).spawn(move || theirs.run())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Sends something else from the next block on.
    pub(super) fn set(&self, mode: Mode) {
        if matches!(mode, Mode::Playing(_)) {
            self.shared.late.store(0, Ordering::Relaxed);
        }
        let mut orders = self.shared.orders();
        (orders.mode, orders.since) = (mode, Some(Instant::now()));
        self.shared.changed.notify_one();
    }

    pub(super) fn audience(&self) -> &Audience {
        &self.shared.audience
    }

    /// Times it came too late since it began to play.
    pub(super) fn late(&self) -> u32 {
        self.shared.late.load(Ordering::Relaxed)
    }
}

impl Drop for Pacer {
    fn drop(&mut self) {
        self.shared.orders().closing = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn run(&self) {
        let (mut samples, mut block) = (Vec::new(), Vec::new());
        // When the listeners' sound began, and how many frames of it are sent.
        let mut begun: Option<(Instant, u64)> = None;
        loop {
            let mut orders = self.orders();
            if orders.closing {
                return;
            }
            let is_idle = matches!(orders.mode, Mode::Silent)
                && orders.since.is_none_or(|since| since.elapsed() > SILENCE);
            if is_idle {
                begun = None;
                drop(self.changed.wait(orders));
                continue;
            }
            let (start, sent) = begun.get_or_insert_with(|| (Instant::now(), 0));
            let due = frames(start.elapsed() + LEAD);
            let mut missing = due.saturating_sub(*sent);
            if *sent > 0 && missing > frames(LEAD) {
                // The listeners have heard all there was. What they missed is not made up for.
                self.late.fetch_add(1, Ordering::Relaxed);
                *start += start.elapsed().saturating_sub(time(*sent));
                missing = frames(LEAD);
            }
            *sent += missing;
            samples.resize(missing as usize * usize::from(CHANNELS), 0.0);
            // With the lock held, so that nothing is drawn for a mode that is over.
            let sounds = matches!(&orders.mode, Mode::Playing(feed) if feed.pull(&mut samples, None));
            if !sounds {
                samples.fill(0.0);
            }
            drop(orders);
            block.clear();
            block.extend(samples.iter().flat_map(|sample| wav::sample(*sample)));
            self.audience.send(&block);
            orders = self.orders();
            if !orders.closing {
                drop(self.changed.wait_timeout(orders, STEP));
            }
        }
    }

    fn orders(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn frames(time: Duration) -> u64 {
    (time.as_secs_f64() * f64::from(RATE)) as u64
}

fn time(frames: u64) -> Duration {
    Duration::from_secs_f64(frames as f64 / f64::from(RATE))
}
