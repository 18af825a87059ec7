//! What works, what does not, and what to do about it.

mod listening;
mod network;
mod sound;
mod spotify;

use std::{env, fs, path::Path};

use serde::Serialize;

use crate::{
    catalogue::User,
    config::{Paths, Settings},
    library::{Library, LibraryError},
};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckState {
    /// It works.
    Ok,
    /// It works, and something about it is worth knowing.
    Note,
    /// It does not work.
    Bad,
}

/// One thing looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// How it came out.
    pub state: CheckState,
    /// What was found.
    pub found: String,
    /// What to do about it.
    pub advice: Option<String>,
}

impl Check {
    /// It works.
    pub fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, state: CheckState::Ok, found: found.into(), advice: None }
    }

    fn note(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { name, state: CheckState::Note, found: found.into(), advice: Some(advice.into()) }
    }

    fn bad(name: &'static str, found: impl Into<String>, advice: Option<String>) -> Self {
        Self { name, state: CheckState::Bad, found: found.into(), advice }
    }
}

/// What is examined.
#[derive(Clone, Copy, Debug)]
pub struct Installation<'a> {
    /// Where everything is.
    pub paths: &'a Paths,
    /// As file, environment and flags leave them.
    pub settings: &'a Settings,
    /// What the screen cannot use of them.
    pub wrong: &'a [String],
}

impl Installation<'_> {
    /// Looks at everything once: the disk, the stores, the terminal, a tone through the sound, who answers on the network.
    pub fn examine(&self) -> Vec<Check> {
        let mut checks = vec![settings(self), folder(&self.paths.data), file_system(&self.paths.data)];
        checks.extend(catalogue(self));
        checks.push(user(self));
        checks.extend(terminal());
        checks.extend(sound::checks(self));
        checks.extend(network::checks(self));
        checks.push(spotify::check(self));
        checks
    }
}

fn settings(here: &Installation<'_>) -> Check {
    let path = here.paths.config.display();
    if !here.wrong.is_empty() {
        let advice =
            "The screen begins with its defaults in their place. config.example.toml has every name.";
        return Check::bad("settings", format!("{path}: {}", here.wrong.join("; ")), Some(advice.into()));
    }
    if here.paths.config.exists() {
        Check::ok("settings", path.to_string())
    } else {
        Check::ok("settings", format!("{path} (not there: defaults)"))
    }
}

fn folder(data: &Path) -> Check {
    let probe = data.join(format!(".probe-{}", std::process::id()));
    let written = fs::write(&probe, b"x");
    let _ = fs::remove_file(&probe);
    match written {
        Ok(()) => Check::ok("data", data.display().to_string()),
        Err(e) => {
            let advice = "Make it writable, or name another with --data-dir.";
            Check::bad("data", format!("{}: {e}", data.display()), Some(advice.into()))
        }
    }
}

#[cfg(target_os = "linux")]
fn file_system(data: &Path) -> Check {
    // Magic numbers of statfs(2).
    const NETWORK: [(i64, &str); 6] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9P"),
    ];
    match rustix::fs::statfs(data) {
        Ok(stat) => {
            let free = stat.f_bavail.saturating_mul(stat.f_bsize.unsigned_abs()) >> 20;
            let network = NETWORK.iter().find(|(magic, _)| *magic == stat.f_type);
            if let Some((_, name)) = network {
                let advice = "SQLite's locks are not safe on every network file system; --data-dir names a local folder.";
                Check::note("disk", format!("{name}, {free} MB free"), advice)
            } else if free < 200 {
                Check::note("disk", format!("{free} MB free"), "Saving may fail soon; free some space.")
            } else {
                Check::ok("disk", format!("{free} MB free"))
            }
        }
        Err(e) => Check::bad("disk", e.to_string(), None),
    }
}

#[cfg(not(target_os = "linux"))]
fn file_system(_: &Path) -> Check {
    Check::ok("disk", "not looked at on this system")
}

fn catalogue(here: &Installation<'_>) -> Vec<Check> {
    let library = match Library::open(here.paths, here.settings) {
        Ok(library) => library,
        Err(e) => return vec![Check::bad("catalogue", e.to_string(), e.hint())],
    };
    let notices = library.notices().iter();
    let notices = notices.map(|said| Check::note("catalogue", said.clone(), "The log says when and why."));
    let snapshot = library.snapshot();
    let tables = &snapshot.tables;
    let size = format!(
        "{} records, {} mixes, generation {}",
        tables.n_tracks(),
        tables.n_mixes(),
        snapshot.generation()
    );
    let catalogue = if tables.n_mixes() == 0 {
        Check::note("catalogue", size, "Empty: segue import FILE takes in mixes.")
    } else {
        Check::ok("catalogue", size)
    };
    let model = match (&snapshot.model, snapshot.mixes_behind()) {
        (None, _) => Check::note("model", "not fitted yet", "The first question about a record fits it."),
        (Some(model), 0) => Check::ok("model", model.describe()),
        (Some(model), behind) => Check::note(
            "model",
            format!("{}, {behind} {} behind", model.describe(), if behind == 1 { "mix" } else { "mixes" }),
            "It is fitted anew when next asked.",
        ),
    };
    notices.chain([catalogue, model, files(&library)]).chain(listening::checks(&library)).collect()
}

/// Whether the snapshot is on the disk, as it was written.
fn files(library: &Library) -> Check {
    let name = "snapshot";
    match (library.check(), library.unwritten()) {
        (Ok(None), None) => Check::ok(name, "whole"),
        (Ok(Some(said)), _) => {
            Check::note(name, said, "Nothing is lost; if it comes again, the disk may be failing.")
        }
        (Ok(None), Some(why)) => Check::note(
            name,
            format!("in memory alone: {why}"),
            "Every start makes it anew until it can be written.",
        ),
        (Err(e), _) => Check::bad(name, e.to_string(), e.hint()),
    }
}

fn user(here: &Installation<'_>) -> Check {
    let name = "queues";
    let user = User::open(&here.paths.user_db()).map_err(LibraryError::from);
    let counted = user.and_then(|user| {
        user.check()?;
        Ok((user.queues()?.len(), user.notice()))
    });
    match counted {
        Ok((queues, notice)) => {
            let found = format!("{queues} {}", if queues == 1 { "queue" } else { "queues" });
            match notice {
                None => Check::ok(name, found),
                Some(said) => Check::note(name, found, said),
            }
        }
        Err(e) => Check::bad(name, e.to_string(), e.hint()),
    }
}

fn terminal() -> Vec<Check> {
    let var = |name: &str| env::var(name).ok().filter(|v| !v.is_empty());
    let term = var("TERM").unwrap_or_else(|| "unset".into());
    let colour = var("COLORTERM").map(|c| format!(", COLORTERM {c}")).unwrap_or_default();
    let over = if var("SSH_CONNECTION").is_some() { ", over SSH" } else { "" };
    let within = if var("TMUX").is_some() { ", in tmux" } else { "" };
    let size = ratatui::crossterm::terminal::size()
        .map_or_else(|_| ", not a terminal".to_owned(), |(w, h)| format!(", {w}x{h}"));
    let found = format!("{term}{colour}{size}{over}{within}");
    let terminal = if term == "unset" || term == "dumb" {
        Check::note(
            "terminal",
            found,
            "The screen needs a terminal that can move the cursor; commands work anywhere.",
        )
    } else {
        Check::ok("terminal", found)
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|n| var(n)).unwrap_or_else(|| "unset".into());
    let utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
    let locale = if utf8 {
        Check::ok("locale", locale)
    } else {
        Check::note(
            "locale",
            locale,
            "Not UTF-8, so the screen draws in ASCII; LANG=C.UTF-8 brings the rest.",
        )
    };
    vec![terminal, locale]
}
