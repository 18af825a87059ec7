//! Taking the terminal over and giving it back, also after a panic.

use std::{
    io::{self, Write as _},
    panic,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// Alternate screen, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[2J\x1b[H";
/// The shell's title, kept on the terminal's stack.
const PUSH_TITLE: &[u8] = b"\x1b[22;0t";
/// Presses and the wheel, in the form without a limit of columns; no movements.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Everything back, also what was never on.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l\x1b[23;0t";

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Takes the terminal over.
pub fn enter(mouse: bool) -> io::Result<()> {
    // After a stop the modes may be the shell's, while the library still believes in its own.
    let _ = disable_raw_mode();
    enable_raw_mode()?;
    let mut out = io::stdout().lock();
    if !TAKEN.swap(true, Ordering::SeqCst) {
        out.write_all(PUSH_TITLE)?;
    }
    out.write_all(ENTER)?;
    if mouse {
        out.write_all(MOUSE_ON)?;
    }
    out.flush()
}

/// What turns the mouse on or off.
#[must_use]
pub fn mouse(on: bool) -> &'static [u8] {
    if on { MOUSE_ON } else { MOUSE_OFF }
}

/// Gives it back; once, however often it is called.
pub fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(LEAVE).and_then(|()| out.flush());
        let _ = disable_raw_mode();
    }
}

/// The terminal, given back when dropped.
pub struct Taken(());

impl Taken {
    /// Takes it over.
    pub fn new(mouse: bool) -> io::Result<Self> {
        let taken = Self(());
        enter(mouse)?;
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
                io::stderr(),
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
    if !has_shell() {
        return false;
    }
    std::process::Command::new("sh").args(["-c", "kill -STOP 0"]).status().is_ok_and(|_| true)
}

/// Whether the parent is of the same session but another process group: a shell that can go on with us.
#[cfg(unix)]
fn has_shell() -> bool {
    let numbers = |pid: &str| -> Option<(String, String, String)> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name may hold anything; what follows its last bracket does not.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(1).map(str::to_owned);
        Some((fields.next()?, fields.next()?, fields.next()?))
    };
    let Some((parent, group, session)) = numbers("self") else { return !Path::new("/proc/self").exists() };
    numbers(&parent)
        .is_some_and(|(_, other_group, other_session)| other_session == session && other_group != group)
}
