//! `segue`: the screen.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{CommandResult, Context, Failure};
use crate::{
    app::{
        self, StartedScreen,
        audition::{Audio, Desk, StartAt},
    },
    config::{self, ColourSetting, GlyphSetting, RunFrom, Settings, Sound},
    tui::{
        self, Reload, ScreenError, StartAudio,
        paint::Depth,
        state::audition::{Manner, Sounding},
    },
};

pub(super) fn run(context: &Context) -> CommandResult {
    show(context, context.start()?)
}

/// Shows the screen of a program that is begun until the user leaves it.
pub(super) fn show(context: &Context, started: StartedScreen) -> CommandResult {
    let StartedScreen { services, take, desk, listener } = started;
    let log = context.paths.state.join("segue.log");
    let mint = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
    let rescue = rescue_folders(&context.paths.data);
    let made_up = listener.is_some();
    let settings = tui::ScreenOptions { made_up, rescue, ..shown(&context.settings, &log, mint) };
    let start: StartAudio = Box::new(move |tell| Ok(Box::new(Desk::start(desk, tell)?) as Box<dyn Audio>));
    let ran = tui::run(&services, &settings, start, reload(context, log, mint, take)?);
    drop(listener);
    app::end(services);
    Ok(ran?)
}

/// Where the queue goes as text when it cannot be stored: beside the data, into the home folder, else where anything goes.
fn rescue_folders(data: &Path) -> Vec<PathBuf> {
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    [Some(data.to_owned()), home, Some(std::env::temp_dir())].into_iter().flatten().collect()
}

/// What the settings say about the screen.
fn shown(settings: &Settings, log: &Path, mint: u64) -> tui::ScreenOptions {
    let screen = &settings.screen;
    tui::ScreenOptions {
        theme: Some(screen.theme.clone()).filter(|theme| theme != "auto"),
        depth: match screen.colours {
            ColourSetting::Auto => None,
            ColourSetting::None => Some(Depth::None),
            ColourSetting::Sixteen => Some(Depth::Sixteen),
            ColourSetting::Palette => Some(Depth::Palette),
            ColourSetting::True => Some(Depth::True),
        },
        unicode: match screen.glyphs {
            GlyphSetting::Auto => None,
            GlyphSetting::Ascii => Some(false),
            GlyphSetting::Unicode => Some(true),
        },
        mouse: screen.mouse,
        mixing: settings.mixing,
        keys: settings.keys.clone(),
        log: Some(log.to_owned()),
        sound: sounding(&settings.sound),
        changed: Vec::new(),
        later: Vec::new(),
        listen: app::join_line(),
        made_up: false,
        mint,
        rescue: Vec::new(),
    }
}

fn sounding(settings: &Sound) -> Sounding {
    Sounding {
        manner: Manner {
            seconds: settings.run_seconds,
            from: match settings.run_from {
                RunFrom::Drop => StartAt::Drop,
                RunFrom::Start => StartAt::Start,
            },
        },
        choice: settings.output,
        volume: settings.volume,
        levelled: settings.level,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is wrong with the settings of the screen.
pub(super) fn wrong(settings: &Settings) -> Vec<String> {
    tui::wrong_settings(&shown(settings, Path::new(""), 0))
}

/// Reads the settings again where their file has changed.
fn reload(
    context: &Context,
    log: PathBuf,
    mint: u64,
    take: Box<dyn Fn(&Settings) + Send + Sync>,
) -> Result<Reload, Failure> {
    let path = context.paths.config.clone();
    let started = context.settings.clone();
    let layers = super::context::layers(&context.global)?;
    let stamp = move |path: &Path| std::fs::metadata(path).and_then(|m| m.modified()).ok();
    let (seen, last) = (Mutex::new(stamp(&path)), Mutex::new(started.clone()));
    Ok(Box::new(move || {
        let now = stamp(&path);
        let mut seen = lock(&seen);
        if *seen == now {
            return None;
        }
        *seen = now;
        let settings = config::load(&path, &layers).map_err(|e| e.to_string());
        let settings = match settings.inspect(|s| take(s)) {
            Ok(settings) => settings,
            Err(wrong) => return Some(Err(wrong)),
        };
        let before = std::mem::replace(&mut *lock(&last), settings.clone());
        // What the program wrote itself was said with the key that made it do so.
        let changed = config::changed_by_others(&path, before.changed(&settings))?;
        let later = started.at_next_start(&settings);
        Some(Ok(tui::ScreenOptions { changed, later, ..shown(&settings, &log, mint) }))
    }))
}

impl From<ScreenError> for Failure {
    fn from(e: ScreenError) -> Self {
        let kind = match e {
            ScreenError::NoTerminal => "no_terminal",
            ScreenError::Terminal(_) => "terminal",
            ScreenError::Keys(_) | ScreenError::Theme(_) => "config",
            ScreenError::Unsaved(_) => "unsaved",
        };
        Self { kind, message: e.to_string(), hint: None, candidates: None }
    }
}
