//! Short messages over the status line, and the list of all of them.

use std::{collections::VecDeque, time::Duration};

use crate::app::Fault;

/// How long a word of success stays.
const SHORT: Duration = Duration::from_secs(4);
/// How long an error stays.
const LONG: Duration = Duration::from_secs(12);
/// Reading a message takes so long, and so much more a letter.
const GLANCE: Duration = Duration::from_secs(1);
const LETTER: Duration = Duration::from_millis(40);
/// More messages than this are not kept.
const LIMIT: usize = 500;
/// More messages than this do not wait for their turn.
const WAITING: usize = 5;

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

impl Toast {
    /// How long it takes to read.
    fn reading(&self) -> Duration {
        (GLANCE + LETTER * self.text.chars().count() as u32).min(LONG)
    }

    fn stays(&self) -> Duration {
        let least = if self.tone == Tone::Error { LONG } else { SHORT };
        least.max(self.reading())
    }
}

/// The message on the screen.
#[derive(Clone, Debug)]
struct Shown {
    toast: Toast,
    since: Duration,
}

/// The message shown, those that wait for their turn, and those before.
#[derive(Clone, Debug, Default)]
pub struct Toasts {
    shown: Option<Shown>,
    waiting: VecDeque<Toast>,
    past: VecDeque<Toast>,
}

impl Toasts {
    /// Says something now, as an answer to a key. A note or an error that nobody can have read yet comes back after it.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>, now: Duration) {
        let toast = self.noted(tone, text.into(), now);
        self.waiting.retain(|other| other.text != toast.text);
        let unread = self.shown.take().filter(|shown| now < shown.since + shown.toast.reading());
        let unread = unread.map(|shown| shown.toast);
        if let Some(old) = unread.filter(|old| old.tone != Tone::Good && old.text != toast.text) {
            self.waiting.push_front(old);
            self.waiting.truncate(WAITING);
        }
        self.shown = Some(Shown { toast, since: now });
    }

    /// Says what no key has asked for: once the message before it can have been read.
    pub fn mention(&mut self, tone: Tone, text: impl Into<String>, now: Duration) {
        let toast = self.noted(tone, text.into(), now);
        let known = |other: &Toast| other.text == toast.text;
        if self.shown.as_ref().is_some_and(|shown| known(&shown.toast)) || self.waiting.iter().any(known) {
            return;
        }
        if self.waiting.len() < WAITING {
            self.waiting.push_back(toast);
        }
        self.expire(now);
    }

    /// A new message, kept where it is more than a word of success.
    fn noted(&mut self, tone: Tone, text: String, now: Duration) -> Toast {
        let toast = Toast { tone, text, at: now };
        if tone != Tone::Good {
            self.keep(toast.clone());
        }
        toast
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
        self.shown.as_ref().map(|shown| &shown.toast)
    }

    /// All notes and errors, the oldest first.
    #[must_use]
    pub fn past(&self) -> &VecDeque<Toast> {
        &self.past
    }

    /// Takes away what has been shown long enough, and shows what waits.
    pub fn expire(&mut self, now: Duration) {
        if self.next().is_none_or(|until| until <= now) {
            self.dismiss(now);
        }
    }

    /// When the message shown is to go: where another one waits, as soon as it can have been read.
    #[must_use]
    pub fn next(&self) -> Option<Duration> {
        let Shown { toast, since } = self.shown.as_ref()?;
        Some(*since + if self.waiting.is_empty() { toast.stays() } else { toast.reading() })
    }

    /// What was said is true no longer: it goes, unless it is that something failed.
    pub fn outdate(&mut self, now: Duration) {
        if self.shown().is_some_and(|toast| toast.tone != Tone::Error) {
            self.dismiss(now);
        }
    }

    /// What begins like this is true no longer: it goes, whether it is shown or waits.
    pub fn withdraw(&mut self, beginning: &str, now: Duration) {
        self.waiting.retain(|toast| !toast.text.starts_with(beginning));
        if self.shown().is_some_and(|toast| toast.text.starts_with(beginning)) {
            self.dismiss(now);
        }
    }

    /// Takes the message away, and shows what waits.
    pub fn dismiss(&mut self, now: Duration) {
        self.shown = self.waiting.pop_front().map(|toast| Shown { toast, since: now });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn shown(toasts: &Toasts) -> &str {
        toasts.shown().map_or("", |toast| &toast.text)
    }

    #[test]
    fn what_nobody_asked_for_waits_until_the_answer_to_a_key_can_have_been_read() {
        let mut toasts = Toasts::default();
        toasts.say(Tone::Good, "analysing goes on", at(1));
        toasts.mention(Tone::Good, "the settings are read again", at(1));
        toasts.mention(Tone::Note, "3 new mixes", at(1));
        toasts.mention(Tone::Note, "3 new mixes", at(1));
        assert_eq!(shown(&toasts), "analysing goes on");
        let next = toasts.next().unwrap();
        assert!(next > at(2) && next < at(4), "{next:?}");
        toasts.expire(next);
        assert_eq!(shown(&toasts), "the settings are read again");
        toasts.expire(at(9));
        assert_eq!(shown(&toasts), "3 new mixes");
        toasts.expire(at(99));
        assert_eq!(shown(&toasts), "");
        toasts.mention(Tone::Good, "at once where nothing is said", at(100));
        assert_eq!(shown(&toasts), "at once where nothing is said");
    }

    #[test]
    fn an_error_that_the_next_key_covers_comes_back() {
        let mut toasts = Toasts::default();
        toasts.say(Tone::Error, "cannot save", at(1));
        toasts.say(Tone::Good, "queued", at(1));
        assert_eq!(shown(&toasts), "queued");
        toasts.dismiss(at(2));
        assert_eq!(shown(&toasts), "cannot save");
        toasts.say(Tone::Good, "queued", at(13));
        toasts.dismiss(at(14));
        assert_eq!(shown(&toasts), "", "what was read does not come back");
        for n in 0..20 {
            toasts.say(Tone::Error, format!("{n}"), at(20));
        }
        assert_eq!((shown(&toasts), toasts.waiting.len()), ("19", WAITING));
        assert_eq!(toasts.past().len(), 21);
    }

    #[test]
    fn what_is_true_no_longer_goes_whether_it_is_shown_or_waits() {
        let mut toasts = Toasts::default();
        toasts.say(Tone::Error, "it runs: a", at(1));
        toasts.say(Tone::Note, "it runs: b", at(1));
        toasts.mention(Tone::Note, "another", at(1));
        toasts.withdraw("it runs", at(1));
        assert_eq!((shown(&toasts), toasts.waiting.len()), ("another", 0));
    }

    #[test]
    fn a_long_message_stays_as_long_as_it_takes_to_read() {
        let mut toasts = Toasts::default();
        toasts.say(Tone::Good, "x".repeat(120), at(0));
        assert!(toasts.next().unwrap() > at(5));
        toasts.say(Tone::Good, "x", at(0));
        assert_eq!(toasts.next(), Some(SHORT));
    }
}
