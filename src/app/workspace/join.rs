//! What the running program plays, joined by another one.

use std::io::{ErrorKind, Read};

use super::Workspace;
use crate::{
    app::failure::Failure,
    sound::outputs::{LISTEN, host, listen},
};

/// How somebody at another computer joins.
pub fn join_line() -> String {
    host::listen_line()
}

impl Workspace {
    /// The sound of the running program, as WAV without an end.
    pub fn join(&self) -> Result<impl Read + use<>, Failure> {
        let path = self.paths.state.join(LISTEN);
        listen::join(&path).map_err(|e| match e.kind() {
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
        })
    }
}
