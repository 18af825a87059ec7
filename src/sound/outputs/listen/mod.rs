//! Sound for whoever joins with `segue listen`: the running program opens a door to its user alone, and sends WAV
//! without an end. Nothing of the listener's computer is needed but a player that reads it: `ssh HOST segue listen | mpv -`.

mod door;
mod hub;
mod pacer;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::way::OutputWay;
use super::{ListenerPosition, Output, OutputError, OutputKind, OutputPlace, host};
use crate::sound::feed::{Feed, RATE};
use hub::Hub;
use pacer::{Mode, Pacer};

/// What the player holds before it is heard, on top of our lead: `mpv -` was heard 1.1 to 1.3 s after the key, in all. Nobody tells
/// us what it really is.
const HELD: Duration = Duration::from_millis(950);

/// Connects to the program that serves at `path`; it sends a WAV file that lasts as long as the program.
pub fn join(path: &Path) -> io::Result<impl io::Read + use<>> {
    door::join(path)
}

/// Listeners as a way out: there while somebody listens.
pub struct Listeners {
    path: PathBuf,
    hub: Option<Hub>,
    /// Why nobody is served.
    refused: Option<io::Error>,
}

impl Listeners {
    /// Serves at `path`. Where another program already does, this one takes over when that has gone.
    pub fn new(path: PathBuf) -> Self {
        let mut listeners = Self { path, hub: None, refused: None };
        listeners.serve();
        listeners
    }

    fn serve(&mut self) -> Option<&Hub> {
        if self.hub.is_none() {
            let opened = Hub::open(&self.path);
            self.refused = opened.as_ref().err().map(|error| {
                tracing::debug!(%error, "listeners are not served");
                io::Error::new(error.kind(), error.to_string())
            });
            self.hub = opened.ok();
        }
        self.hub.as_ref()
    }
}

/// What keeps listeners away, in words.
fn refusal(error: &io::Error, path: &Path) -> OutputError {
    match error.kind() {
        io::ErrorKind::AddrInUse => OutputError::new(
            "Another segue on this computer has the listeners",
            "Who listens hears what that one plays. Quit it, and this one has them a second later.",
        ),
        _ => OutputError::new(
            format!("Listeners cannot be served: {error}"),
            format!("Check that {} can be written.", path.display()),
        ),
    }
}

impl OutputWay for Listeners {
    fn kind(&self) -> OutputKind {
        OutputKind::Listen
    }

    fn is_there(&mut self) -> bool {
        self.is_promising()
    }

    fn is_promising(&mut self) -> bool {
        self.serve().is_some_and(|hub| hub.audience().count() > 0)
    }

    fn missed(&self) -> Option<OutputError> {
        self.refused.as_ref().map(|error| refusal(error, &self.path))
    }

    fn open(&mut self) -> Result<Box<dyn Output>, OutputError> {
        let audience = self.serve().map(|hub| hub.audience().clone());
        let audience = audience.ok_or_else(|| {
            self.missed().unwrap_or_else(|| refusal(&io::ErrorKind::AddrInUse.into(), &self.path))
        })?;
        let pacer = Pacer::start(audience)
            .map_err(|e| OutputError::new(format!("No thread for listeners: {e}"), "Free some memory."))?;
        Ok(Box::new(Listen { pacer, feed: None, paused_at: None }))
    }
}

/// The sound of all listeners.
struct Listen {
    pacer: Pacer,
    feed: Option<Feed>,
    /// What had been heard when it was paused.
    paused_at: Option<Duration>,
}

impl Listen {
    fn check(&self) -> Result<(), OutputError> {
        let gone = || {
            OutputError::new("The listener has gone", format!("To hear it again: {}", host::listen_line()))
        };
        (self.pacer.audience().count() > 0).then_some(()).ok_or_else(gone)
    }

    fn time(&self) -> Duration {
        let sent = self.feed.as_ref().map_or(0, Feed::pulled);
        Duration::from_secs_f64(sent as f64 / f64::from(RATE)).saturating_sub(pacer::LEAD + HELD)
    }
}

impl Output for Listen {
    fn restart(&mut self, feed: &Feed) -> Result<(), OutputError> {
        self.check()?;
        feed.open();
        self.feed = Some(feed.clone());
        self.paused_at = None;
        self.pacer.set(Mode::Playing(feed.clone()));
        Ok(())
    }

    fn pause(&mut self) -> Result<(), OutputError> {
        self.paused_at = Some(self.time());
        self.pacer.set(Mode::Silent);
        self.check()
    }

    fn resume(&mut self) -> Result<(), OutputError> {
        self.check()?;
        self.paused_at = None;
        if let Some(feed) = &self.feed {
            self.pacer.set(Mode::Playing(feed.clone()));
        }
        Ok(())
    }

    fn heard(&mut self, _: Instant) -> Result<ListenerPosition, OutputError> {
        self.check()?;
        let time = self.paused_at.unwrap_or_else(|| self.time());
        Ok(ListenerPosition { time, latency: pacer::LEAD + HELD, underruns: self.pacer.late() })
    }

    fn place(&self) -> OutputPlace {
        OutputPlace { kind: OutputKind::Listen, name: "your laptop, through segue listen".to_owned() }
    }
}

#[cfg(test)]
mod tests;
