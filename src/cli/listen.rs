//! `segue listen`: what the running program plays, as WAV on stdout.

use super::{CommandResult, Context, Failure};

#[cfg(unix)]
pub(super) fn run(context: &Context) -> CommandResult {
    use std::{
        fs::File,
        io::{self, ErrorKind, IsTerminal},
        os::fd::AsFd,
    };

    use crate::sound::outputs::{self, host, listen};

    if io::stdout().is_terminal() {
        let hint =
            format!("Pipe it into a player: segue listen | mpv -. From a laptop: {}", host::listen_line());
        return Err(Failure::new("usage", "this would write sound to the terminal", hint));
    }
    let path = context.paths.state.join(outputs::LISTEN);
    let mut sound = listen::join(&path).map_err(|e| match e.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => Failure::new(
            "not_running",
            "no segue is running here to listen to",
            "Start segue on this computer, with the same data folder, then join it again.",
        ),
        _ => Failure::new(
            "listen",
            format!("cannot join at {}: {e}", path.display()),
            "segue doctor tells more.",
        ),
    })?;
    // Not through stdout's own buffer, which would hold sound back until the next byte that looks like a line's end.
    let mut out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    match io::copy(&mut sound, &mut out) {
        // The program has quit: its sound has ended.
        Err(e) if e.kind() == ErrorKind::ConnectionReset => Ok(()),
        copied => copied.map(drop).map_err(Failure::from),
    }
}

#[cfg(not(unix))]
pub(super) fn run(_: &Context) -> CommandResult {
    Err(Failure::new(
        "not_here",
        "segue listen needs Unix sockets",
        "On this system segue plays through its own sound card.",
    ))
}
