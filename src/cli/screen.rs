//! `segue`: the screen.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{Context, Failure, Outcome};
use crate::{
    config::{self, Colours, Glyphs, Settings},
    tui::{self, Live, Reload, ScreenError, paint::Depth, services::Services},
};

pub(super) fn run(context: &Context) -> Outcome {
    let library = Arc::new(context.library()?);
    let live = Live::new(library, context.user()?, Context::pools()?, &context.settings);
    let take = live.settings_taker();
    let services: Arc<dyn Services> = Arc::new(live);
    let log = context.paths.state.join("segue.log");
    let mint = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
    tui::run_with(&services, &shown(&context.settings, &log, mint), Some(reload(context, log, mint, take)?))?;
    Ok(())
}

/// What the settings say about the screen.
fn shown(settings: &Settings, log: &Path, mint: u64) -> tui::Settings {
    let screen = &settings.screen;
    tui::Settings {
        theme: Some(screen.theme.clone()),
        depth: match screen.colours {
            Colours::Auto => None,
            Colours::None => Some(Depth::None),
            Colours::Sixteen => Some(Depth::Sixteen),
            Colours::Palette => Some(Depth::Palette),
            Colours::True => Some(Depth::True),
        },
        unicode: match screen.glyphs {
            Glyphs::Auto => None,
            Glyphs::Ascii => Some(false),
            Glyphs::Unicode => Some(true),
        },
        mouse: screen.mouse,
        mixing: settings.mixing,
        keys: settings.keys.clone(),
        log: Some(log.to_owned()),
        mint,
    }
}

/// Reads the settings again where their file has changed.
fn reload(
    context: &Context,
    log: PathBuf,
    mint: u64,
    take: Box<dyn Fn(&Settings) + Send + Sync>,
) -> Result<Reload, Failure> {
    let path = context.paths.config.clone();
    let layers = super::context::layers(&context.global)?;
    let stamp = move |path: &Path| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    let seen = Mutex::new(stamp(&path));
    Ok(Box::new(move || {
        let now = stamp(&path);
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == now {
            return None;
        }
        *seen = now;
        let settings = config::load(&path, &layers).map_err(|e| e.to_string());
        Some(settings.inspect(|s| take(s)).map(|s| shown(&s, &log, mint)))
    }))
}

impl From<ScreenError> for Failure {
    fn from(e: ScreenError) -> Self {
        let kind = match e {
            ScreenError::NoTerminal => "no_terminal",
            ScreenError::Terminal(_) => "terminal",
            ScreenError::Keys(_) | ScreenError::Theme(_) => "config",
            ScreenError::Unsaved => "unsaved",
        };
        Self { kind, message: e.to_string(), hint: None, candidates: None }
    }
}
