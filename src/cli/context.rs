//! What every command needs: settings, paths, the open library, and how to answer.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use toml::Value;

use super::{CommandResult, Failure, Global, log};
use crate::{
    app::{self, LinkError},
    catalogue::User,
    config::{self, Layer, Paths, Settings},
    jobs::Pools,
    library::{
        Library, LibraryError, OwnedIndex,
        resolve::{self, ResolvedRecord},
    },
    preview::Previews,
    track::Name,
};

/// Settings and paths of this run.
#[derive(Debug)]
pub struct Context {
    /// The flags.
    pub global: Global,
    /// Where everything is.
    pub paths: Paths,
    /// Flags over environment over file over defaults.
    pub settings: Settings,
}

impl Context {
    /// Reads the settings and starts the log.
    pub fn new(global: Global, on_stderr: bool) -> Result<Self, Failure> {
        let paths = Paths::find(global.config.clone(), global.data_dir.clone())?;
        let settings = config::load(&paths.config, &layers(&global)?)?;
        paths.make()?;
        log::start(&paths.state, global.verbose, on_stderr);
        Ok(Self { global, paths, settings })
    }

    /// Opens the library; a fresh data folder gets the starter catalogue unless told otherwise.
    pub fn library(&self) -> Result<Library, Failure> {
        let fresh = self.settings.library.starter && !self.paths.catalogue_db().exists();
        if fresh && io::stderr().is_terminal() {
            // It takes a second or two, once.
            let _ =
                writeln!(super::out::stderr(), "segue: the first start; reading the mixes it comes with …");
        }
        let library = Library::open(&self.paths, &self.settings)?;
        library.notices().iter().for_each(|notice| warn(notice));
        Ok(library)
    }

    /// Opens what the user made.
    pub fn user(&self) -> Result<User, Failure> {
        let user = User::open(&self.paths.user_db())?;
        if let Some(notice) = user.notice() {
            warn(&notice);
        }
        Ok(user)
    }

    /// The pools for work that the command waits for.
    pub fn pools() -> Result<Pools, Failure> {
        Pools::new()
            .map_err(|e| Failure::new("threads", e.to_string(), "The system refuses to start threads."))
    }

    /// The record of one TRACK argument, of a mix or of the user. A link to Spotify and an ISRC are their record's name.
    pub fn resolve(&self, library: &Library, words: &str) -> Result<ResolvedRecord, Failure> {
        let mine = library.mine(&self.user()?)?;
        self.resolve_among(library, &mine, words)
    }

    /// The same where what is the user's is known.
    pub fn resolve_among(
        &self,
        library: &Library,
        mine: &OwnedIndex,
        words: &str,
    ) -> Result<ResolvedRecord, Failure> {
        let asked = self.linked(words)?.map(|name| app::spoken(&name));
        let asked = asked.as_deref().unwrap_or(words);
        resolve::resolve(library, mine, asked)?.map_err(|unknown| Failure::from((asked, unknown)))
    }

    /// The record that a link to Spotify or an ISRC leads to; `None` where the words are neither. A code that no collection has is
    /// asked for at Deezer.
    pub fn linked(&self, words: &str) -> Result<Option<Name>, Failure> {
        let at_deezer = |isrc: &str| {
            let previews = Previews::new(&self.paths, &self.settings).map_err(|e| e.to_string())?;
            let name = previews.by_isrc(isrc, &|| false).map_err(|silent| silent.why())?;
            name.ok_or_else(|| "neither your files nor Deezer have it".to_owned())
        };
        Ok(app::linked(&self.settings, &self.paths, words, at_deezer)?)
    }

    /// Prints the answer: the document with `--json`, else what `text` writes.
    pub fn print<T: Serialize>(
        &self,
        answer: &T,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> CommandResult {
        let mut out = super::out::stdout(self.global.json);
        if self.global.json {
            serde_json::to_writer(&mut out, answer).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            text(&mut out)?;
        }
        out.flush()?;
        Ok(())
    }
}

/// Says something on stderr and in the log; the screen is not up yet, or never.
fn warn(notice: &str) {
    tracing::warn!("{notice}");
    let _ = writeln!(super::out::stderr(), "segue: {notice}");
}

/// Flags and environment, as settings.
pub(super) fn layers(global: &Global) -> Result<Vec<Layer>, Failure> {
    let mut layers = Vec::new();
    if let Some(text) = std::env::var_os("SEGUE_STARTER") {
        let on = match text.to_str().map(str::to_lowercase).as_deref() {
            Some("1" | "true" | "yes" | "on" | "") => true,
            Some("0" | "false" | "no" | "off") => false,
            _ => {
                let message = format!("SEGUE_STARTER is {}", text.to_string_lossy());
                return Err(Failure::new("config", message, "Set it to 1 or 0."));
            }
        };
        layers.push(Layer {
            origin: "SEGUE_STARTER".into(),
            name: "library.starter",
            value: Value::Boolean(on),
        });
    }
    if global.no_starter {
        layers.push(Layer {
            origin: "--no-starter".into(),
            name: "library.starter",
            value: Value::Boolean(false),
        });
    }
    if global.offline {
        layers.push(Layer {
            origin: "--offline".into(),
            name: "library.offline",
            value: Value::Boolean(true),
        });
    }
    Ok(layers)
}

impl From<LibraryError> for Failure {
    fn from(e: LibraryError) -> Self {
        Self { kind: e.kind(), message: e.to_string(), hint: e.hint(), candidates: None }
    }
}

impl From<crate::catalogue::CatalogueError> for Failure {
    fn from(e: crate::catalogue::CatalogueError) -> Self {
        LibraryError::from(e).into()
    }
}

impl From<LinkError> for Failure {
    fn from(e: LinkError) -> Self {
        match e {
            LinkError::Store(e) => e.into(),
            LinkError::Spotify(e) => e.into(),
            LinkError::Isrc { .. } => {
                Self::new("unknown_track", e.to_string(), "Give it as 'Artist - Title'.")
            }
        }
    }
}

impl From<(&str, resolve::Unknown)> for Failure {
    fn from((words, unknown): (&str, resolve::Unknown)) -> Self {
        let message = format!("{}: '{}'", unknown.reason, super::text::clean(words));
        Self {
            kind: "unknown_track",
            message,
            hint: Some(unknown.hint),
            candidates: Some(unknown.candidates),
        }
    }
}
