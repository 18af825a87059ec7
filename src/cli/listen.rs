//! `segue listen`: what the running program plays, as WAV on stdout.

use std::{
    fs::File,
    io::{self, ErrorKind, IsTerminal},
};

use super::{CommandResult, Context, Failure};
use crate::app;

pub(super) fn run(context: &Context) -> CommandResult {
    if io::stdout().is_terminal() {
        let hint =
            format!("Pipe it into a player: segue listen | mpv -. From a laptop: {}", app::join_line());
        return Err(Failure::new("usage", "this would write sound to the terminal", hint));
    }
    let mut sound = context.join()?;
    match io::copy(&mut sound, &mut unbuffered()?) {
        // The program has quit: its sound has ended.
        Err(e) if e.kind() == ErrorKind::ConnectionReset => Ok(()),
        copied => copied.map(drop).map_err(Failure::from),
    }
}

/// Not stdout's own buffer, which would hold sound back until the next byte that looks like a line's end.
fn unbuffered() -> io::Result<File> {
    #[cfg(unix)]
    let out = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let out = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(File::from(out))
}
