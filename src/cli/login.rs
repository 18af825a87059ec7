//! `segue login`: Spotify, also over SSH.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    sync::mpsc,
    thread,
};

use super::{CommandResult, Context, text};
use crate::app::LoginInvitation;
use base64::{Engine as _, engine::general_purpose::STANDARD};

pub(super) fn run(context: &Context) -> CommandResult {
    let login = context.begin_login()?;
    invite(&login, &context.settings.spotify.redirect())?;
    let wrong = |refusal: &str| {
        let _ = writeln!(super::out::stderr(), "segue: {refusal}");
    };
    let answer = login.wait(&typed(), wrong)?;
    context.print(&answer, |out| {
        let name = text::clean(answer.name.as_deref().unwrap_or(&answer.user));
        let ends = answer.consent_ends.as_deref().unwrap_or("in six months");
        writeln!(out, "Logged in as {name}. Spotify asks for consent again on {ends}.")
    })
}

/// Shows the address, as a link and on the clipboard where a terminal can do that.
fn invite(login: &LoginInvitation, redirect: &str) -> io::Result<()> {
    let mut err = io::stderr().lock();
    let url = login.url();
    if err.is_terminal() {
        write!(err, "\x1b]52;c;{}\x07", STANDARD.encode(url))?;
        writeln!(err, "Open this address in a browser (it is on the clipboard) and agree:\n")?;
        writeln!(err, "  \x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\\n")?;
    } else {
        writeln!(err, "Open this address in a browser and agree:\n\n  {url}\n")?;
    }
    match login.deaf() {
        Some(why) => writeln!(err, "{}.", text::clean(why))?,
        None => writeln!(err, "Waiting for the browser to come back to {redirect}.")?,
    }
    writeln!(
        err,
        "Where it cannot (a page that does not load, over SSH), paste the address it ends on here and press Enter."
    )
}

/// Lines from the standard input, for as long as there are any.
fn typed() -> mpsc::Receiver<String> {
    let (typing, pasted) = mpsc::channel();
    let lines = move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if typing.send(line).is_err() {
                break;
            }
        }
    };
    if thread::Builder::new().name("paste".into()).spawn(lines).is_err() {
        tracing::warn!("no thread for the paste box");
    }
    pasted
}
