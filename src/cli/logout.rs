//! `segue logout`: forgets the Spotify login.

use serde::Serialize;

use super::{CommandResult, Context};

#[derive(Serialize)]
struct LoggedOut {
    was_logged_in: bool,
}

pub(super) fn run(context: &Context) -> CommandResult {
    let was_logged_in = context.log_out()?;
    context.print(&LoggedOut { was_logged_in }, |out| {
        if was_logged_in {
            writeln!(out, "Logged out. What was matched is kept.")?;
            writeln!(out, "spotify.com/account/apps takes the consent back on Spotify's side too.")
        } else {
            writeln!(out, "Nobody was logged in.")
        }
    })
}
