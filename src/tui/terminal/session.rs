//! Taking the terminal over and giving it back, also after a panic.

use std::{
    io::{self, Write as _},
    panic,
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::plain::PlainWriter;

/// Alternate screen, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[2J\x1b[H";
/// The shell's title, kept on the terminal's stack.
const PUSH_TITLE: &[u8] = b"\x1b[22;0t";
/// Presses and the wheel, in the form without a limit of columns; no movements.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Everything back, also what was never on.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l\x1b[23;0t";

/// How long giving the terminal back may take where nobody reads it.
const LEAVING: Duration = Duration::from_millis(300);

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Takes the terminal over; what is to be written to it comes back.
pub fn enter(mouse: bool) -> io::Result<Vec<u8>> {
    // After a stop the modes may be the shell's, while the library still believes in its own.
    let _ = disable_raw_mode();
    enable_raw_mode()?;
    console(mouse);
    let title = if TAKEN.swap(true, Ordering::SeqCst) { &[][..] } else { PUSH_TITLE };
    Ok([title, ENTER, if mouse { MOUSE_ON } else { &[] }].concat())
}

/// What turns the mouse on or off.
#[must_use]
pub fn mouse(on: bool) -> &'static [u8] {
    console(on);
    if on { MOUSE_ON } else { MOUSE_OFF }
}

/// Gives it back; once, however often it is called. A terminal that takes nothing any more is waited for only so long.
pub fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let (written, waits) = mpsc::channel();
    let write = move || {
        let mut out = io::stdout().lock();
        let _ = out.write_all(LEAVE).and_then(|()| out.flush());
        let _ = written.send(());
    };
    if thread::Builder::new().name("screen-leave".to_owned()).spawn(write).is_ok() {
        let _ = waits.recv_timeout(LEAVING);
    }
    console(false);
    let _ = disable_raw_mode();
}

/// A Windows console understands escape sequences once it is told to, and gives the mouse by a mode of its own.
#[cfg(windows)]
fn console(mouse: bool) {
    use ratatui::crossterm::{
        ansi_support,
        event::{DisableMouseCapture, EnableMouseCapture},
        execute,
    };
    if !ansi_support::supports_ansi() {
        tracing::warn!("this console does not know escape sequences");
    }
    // Where it was never on there is nothing to turn off; either way the keys work.
    let _ = if mouse {
        execute!(io::sink(), EnableMouseCapture)
    } else {
        execute!(io::sink(), DisableMouseCapture)
    };
}

/// Terminals are told by what is written to them.
#[cfg(not(windows))]
fn console(_: bool) {}

/// The terminal, given back when dropped.
pub struct Taken(());

impl Taken {
    /// Takes it over.
    pub fn new(mouse: bool) -> io::Result<Self> {
        let taken = Self(());
        let bytes = enter(mouse)?;
        let mut out = io::stdout().lock();
        out.write_all(&bytes)?;
        out.flush()?;
        drop(out);
        Ok(taken)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        leave();
    }
}

/// From now on a panic of this thread gives the terminal back and says where the log is; one of another thread is logged
/// and the screen goes on.
pub fn mind_panics(log: Option<&Path>) {
    let owner = thread::current().id();
    let log = log.map(|path| path.display().to_string());
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        tracing::error!(thread = thread::current().name(), "panic: {info}");
        if !TAKEN.load(Ordering::SeqCst) {
            return before(info);
        }
        if thread::current().id() == owner {
            leave();
            let place = log.as_ref().map(|log| format!(" The log is {log}.")).unwrap_or_default();
            let _ = writeln!(
                PlainWriter::text(io::stderr()),
                "segue stopped by a fault of its own: {info}\nThe queue is saved.{place}"
            );
        }
    }));
}

/// Stops this process and those it was started with, as the shell's own key does; comes back when the shell goes on.
///
/// False where nobody is there to go on: then nothing is stopped.
#[cfg(unix)]
#[must_use]
pub fn suspend() -> bool {
    use rustix::process::{Signal, kill_current_process_group};
    has_shell() && kill_current_process_group(Signal::STOP).is_ok()
}

/// Whether the parent is of the same session but another process group: a shell that can go on with us.
#[cfg(unix)]
fn has_shell() -> bool {
    use rustix::process::{getpgid, getpgrp, getppid, getsid};
    let Some(parent) = getppid() else { return false };
    let same_session = getsid(Some(parent)).is_ok_and(|theirs| getsid(None) == Ok(theirs));
    same_session && getpgid(Some(parent)).is_ok_and(|theirs| theirs != getpgrp())
}
