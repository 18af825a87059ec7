//! Giving the terminal back: for good, once everything is stored, or for a while, to the shell.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    time::{Duration, Instant},
};

use super::{Event, Loop};
use crate::{
    plain::PlainWriter,
    tui::{
        leaving::{self, Unsaved},
        message::Message,
        state::toast::Tone,
        terminal::{session, signals::Signal},
        text::clean,
    },
};

/// How long leaving waits for what is being stored before it is said.
const SILENT: Duration = Duration::from_millis(400);
/// And after that, unless the user gives up.
const FINISH: Duration = Duration::from_secs(20);
/// And where a signal ends the program.
const HURRIED: Duration = Duration::from_secs(1);
/// How long the terminal may take for the last bytes.
const LAST_BYTES: Duration = Duration::from_secs(5);
const LAST_BYTES_HURRIED: Duration = Duration::from_millis(200);
impl Loop {
    /// Waits until everything is stored, gives the terminal back, and says what could not be stored.
    pub(super) fn leave(mut self, taken: session::Taken, folders: &[PathBuf]) -> Option<Unsaved> {
        self.runner.leave();
        let hurried = self.ending.has_begun();
        let mut stored = self.runner.stored_within(if hurried { HURRIED } else { SILENT });
        self.writer.finish(if hurried { LAST_BYTES_HURRIED } else { LAST_BYTES });
        drop(taken);
        if !stored {
            let left = self.runner.left();
            // What is lost does not come back by waiting. Where a signal hurries, what is left may be emptying journals alone.
            stored = !left.lost && if hurried { left.changes.is_empty() } else { self.wait_visibly(folders) };
        }
        self.ending.stored(stored);
        (!stored).then(|| leaving::rescue(&self.state.user.mine, &self.runner.left(), folders))
    }

    /// With the shell's screen back: says what is waited for, how long, and where it goes then; a signal or ctrl-c gives up.
    fn wait_visibly(&mut self, folders: &[PathBuf]) -> bool {
        let left = self.runner.left();
        let mut err = PlainWriter::text(io::stderr());
        let changes = left.changes.len();
        let what = if changes == 0 { String::new() } else { format!(" ({changes})") };
        let kept = folders.first().map(|folder| {
            let folder = clean(&folder.display().to_string()).into_owned();
            format!("; what is not saved then is written to a file in {folder}")
        });
        let (most, kept) = (FINISH.as_secs(), kept.unwrap_or_default());
        let _ = writeln!(
            err,
            "segue: saving the last changes{what}, for {most} seconds at most{kept}. ctrl-c leaves at once …"
        );
        let (end, mut told) = (Instant::now() + FINISH, false);
        while Instant::now() < end {
            if self.runner.stored_within(Duration::from_millis(50)) {
                return true;
            }
            // Another program may have the file for seconds before that is known.
            if let (Some(fault), false) = (self.runner.left().fault, told) {
                told = true;
                let _ = writeln!(err, "segue: {}", clean(&fault.cause));
            }
            if self
                .events
                .try_iter()
                .any(|event| matches!(event, Event::Closed | Event::Signal(Signal::Hangup)))
            {
                break;
            }
        }
        false
    }

    #[cfg(unix)]
    pub(super) fn suspend(&mut self) {
        // What is on its way to the terminal comes first, else it lands on the shell's screen.
        let end = Instant::now() + LAST_BYTES;
        while self.writing > 0 {
            match self.events.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Event::Written(_)) => self.writing -= 1,
                Ok(event) => self.later.push_back(event),
                Err(_) => break,
            }
        }
        session::leave();
        let stopped = session::suspend();
        self.resume();
        if !stopped {
            self.message(Message::Say(Tone::Note, "There is no shell to suspend to.".to_owned()));
        }
    }

    #[cfg(not(unix))]
    pub(super) fn suspend(&mut self) {
        self.message(Message::Say(Tone::Note, "This system cannot suspend a program.".to_owned()));
    }

    pub(super) fn resume(&mut self) {
        match session::enter(self.state.screen.look.mouse) {
            // The writer has it: a terminal that nobody reads would stop everything here.
            Ok(bytes) => self.write(bytes),
            Err(error) => {
                tracing::error!(%error, "the terminal does not come back");
                self.message(Message::Hangup);
            }
        }
        self.frames.redraw();
        self.resized();
        self.dirty = true;
    }
}
