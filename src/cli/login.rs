//! `segue login`: Spotify, also over SSH.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    sync::mpsc,
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::Serialize;

use super::{CommandResult, Context, Failure, text};
use crate::{
    spotify::{self, Login, SpotifyClient, SpotifyWorld},
    time::SystemClock,
};

#[derive(Serialize)]
struct LoggedIn {
    user: String,
    name: Option<String>,
    consent_ends: Option<String>,
}

pub(super) fn run(context: &Context) -> CommandResult {
    let settings = &context.settings.spotify;
    let access = spotify::access(&context.settings, &context.paths)?;
    let login = Login::begin(&access, settings)?;
    invite(&login, &settings.redirect())?;
    let wrong = &mut |stranger: &spotify::RedirectRefusal| {
        let _ = writeln!(super::out::stderr(), "segue: {stranger}");
    };
    let code = login.wait(&typed(), &SystemClock::default(), &|| false, wrong)?;
    let mut client = SpotifyClient::new(access, SpotifyWorld::default())?;
    let token = login.finish(&mut client, &code)?;
    let me = client.me()?;
    let ends = Timestamp::from_second(token.consent_ends()).ok();
    let answer = LoggedIn {
        user: me.id,
        name: me.display_name,
        consent_ends: ends.map(|at| at.strftime("%F").to_string()),
    };
    context.print(&answer, |out| {
        let name = text::clean(answer.name.as_deref().unwrap_or(&answer.user));
        let ends = answer.consent_ends.as_deref().unwrap_or("in six months");
        writeln!(out, "Logged in as {name}. Spotify asks for consent again on {ends}.")
    })
}

/// Shows the address, as a link and on the clipboard where a terminal can do that.
fn invite(login: &Login, redirect: &str) -> io::Result<()> {
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

impl From<spotify::SpotifyError> for Failure {
    fn from(e: spotify::SpotifyError) -> Self {
        Self::new(e.kind(), e.to_string(), e.hint())
    }
}
