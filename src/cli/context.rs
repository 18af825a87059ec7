//! What every command needs: settings, paths, the open library, and how to answer.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use toml::Value;

use super::{CommandResult, Failure, Global, log};
use crate::{
    app::{OpeningNotice, Workspace},
    config::{self, Layer, Paths},
};

/// The data folder, the flags, and how to answer.
#[derive(Debug)]
pub struct Context {
    /// The flags.
    pub global: Global,
    workspace: Workspace,
}

impl std::ops::Deref for Context {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.workspace
    }
}

impl Context {
    /// Reads the settings and starts the log.
    pub fn new(global: Global, on_stderr: bool) -> Result<Self, Failure> {
        let paths = Paths::find(global.config.clone(), global.data_dir.clone())?;
        let settings = config::load(&paths.config, &layers(&global)?)?;
        paths.make()?;
        log::start(&paths.state, global.verbose, on_stderr);
        Ok(Self { global, workspace: Workspace { paths, settings, tell } })
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

/// Says something on stderr; the screen is not up yet, or never.
fn tell(notice: OpeningNotice<'_>) {
    let mut out = super::out::stderr();
    let _ = match notice {
        OpeningNotice::FirstStart if io::stderr().is_terminal() => {
            writeln!(out, "segue: the first start; reading the mixes it comes with …")
        }
        OpeningNotice::FirstStart => Ok(()),
        OpeningNotice::Warning(notice) => {
            tracing::warn!("{notice}");
            writeln!(out, "segue: {notice}")
        }
    };
}

/// Flags and environment, as settings.
pub(super) fn layers(global: &Global) -> Result<Vec<Layer>, Failure> {
    let layer = |origin: &str, name, on| Layer { origin: origin.into(), name, value: Value::Boolean(on) };
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
        layers.push(layer("SEGUE_STARTER", "library.starter", on));
    }
    layers.extend(global.no_starter.then(|| layer("--no-starter", "library.starter", false)));
    layers.extend(global.offline.then(|| layer("--offline", "library.offline", true)));
    Ok(layers)
}
