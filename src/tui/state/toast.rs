//! Short messages over the status line, and the list of all of them.

use std::{collections::VecDeque, time::Duration};

use crate::app::Fault;

/// How long a word of success stays.
const SHORT: Duration = Duration::from_secs(4);
/// How long an error stays.
const LONG: Duration = Duration::from_secs(12);
/// More messages than this are not kept.
const LIMIT: usize = 500;

/// How serious a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// Worth knowing.
    Note,
    /// Failed.
    Error,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// How serious.
    pub tone: Tone,
    /// Its text: one line.
    pub text: String,
    /// When it came, since the start.
    pub at: Duration,
}

/// The message shown and those before.
#[derive(Clone, Debug, Default)]
pub struct Toasts {
    shown: Option<(Toast, Duration)>,
    past: VecDeque<Toast>,
}

impl Toasts {
    /// Says something now.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>, now: Duration) {
        let toast = Toast { tone, text: text.into(), at: now };
        let stays = if tone == Tone::Error { LONG } else { SHORT };
        if tone != Tone::Good {
            self.keep(toast.clone());
        }
        self.shown = Some((toast, now + stays));
    }

    /// Keeps a message that is said elsewhere.
    pub fn keep(&mut self, toast: Toast) {
        self.past.push_back(toast);
        if self.past.len() > LIMIT {
            self.past.pop_front();
        }
    }

    /// Says what failed, why, and what to do.
    pub fn fault(&mut self, fault: &Fault, now: Duration) {
        self.say(Tone::Error, fault.told(), now);
    }

    /// The message to show.
    #[must_use]
    pub fn shown(&self) -> Option<&Toast> {
        self.shown.as_ref().map(|(toast, _)| toast)
    }

    /// All notes and errors, the oldest first.
    #[must_use]
    pub fn past(&self) -> &VecDeque<Toast> {
        &self.past
    }

    /// Takes away what has been shown long enough; true where something went.
    pub fn expire(&mut self, now: Duration) -> bool {
        let over = self.shown.as_ref().is_some_and(|(_, until)| *until <= now);
        if over {
            self.shown = None;
        }
        over
    }

    /// When the message shown is to go.
    #[must_use]
    pub fn next(&self) -> Option<Duration> {
        self.shown.as_ref().map(|(_, until)| *until)
    }

    /// Takes the message away.
    pub fn dismiss(&mut self) {
        self.shown = None;
    }
}
