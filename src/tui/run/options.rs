//! What the user set for the screen, and how it looks by that: wrong settings are named, and the defaults stand in for them.

use std::{io, path::PathBuf, sync::Arc, thread, time::Duration};

use thiserror::Error;

use crate::{
    config::{
        Mixing,
        theme::{Theme, ThemeError},
    },
    tui::{
        glyphs::{ASCII, UNICODE},
        keymap::{Keymap, KeymapError, Remaps},
        leaving::Unsaved,
        look::Look,
        message::{Configured, Message, Post},
        paint::{Depth, Paint},
        state::audition::Sounding,
        terminal::detect,
    },
};

/// How often changed settings are looked for.
const RELOAD: Duration = Duration::from_secs(1);

/// What the user set.
#[derive(Debug, Default)]
pub struct ScreenOptions {
    /// A theme's name, or nothing for that of the terminal's background.
    pub theme: Option<String>,
    /// Colours; detected where nothing is set.
    pub depth: Option<Depth>,
    /// Unicode signs; detected where nothing is set.
    pub unicode: Option<bool>,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// What counts as mixable.
    pub mixing: Mixing,
    /// Keys by action name.
    pub keys: Remaps,
    /// Where the log is, for the message after a panic.
    pub log: Option<PathBuf>,
    /// How it sounds.
    pub sound: Sounding,
    /// The settings that were changed since they were read last, by name.
    pub changed: Vec<String>,
    /// Tables of the settings that were changed and work from the next start on.
    pub later: Vec<&'static str>,
    /// The catalogue is the demo's, and the screen says so.
    pub made_up: bool,
    /// The line that brings the sound to another machine.
    pub listen: String,
    /// Any number unlike those of other runs: new queue rows are numbered from it.
    pub mint: u64,
    /// Folders for the queue as text where it cannot be stored, the best first.
    pub rescue: Vec<PathBuf>,
}

/// Why the screen cannot be shown.
#[derive(Debug, Error)]
pub enum ScreenError {
    /// Not a terminal.
    #[error("the screen needs a terminal; every command of segue --help works without one")]
    NoTerminal,
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// The keys are wrong.
    #[error(transparent)]
    Keys(#[from] KeymapError),
    /// The theme is wrong.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// Not everything could be stored before the end.
    #[error("{0}")]
    Unsaved(Unsaved),
}

/// Gives the settings where they have changed since it was last called, or says what is wrong with them.
pub type Reload = Box<dyn Fn() -> Option<Result<ScreenOptions, String>> + Send>;

/// Looks and keys as set, the defaults in place of what is wrong, and what that is.
pub(super) fn appearance_or_defaults(
    settings: &ScreenOptions,
) -> Result<(Look, Keymap, Vec<String>), ScreenError> {
    let mut wrong = Vec::new();
    let mut used = ScreenOptions { theme: None, keys: Remaps::new(), ..settings.appearance() };
    for (theme, keys) in [(settings.theme.clone(), Remaps::new()), (None, settings.keys.clone())] {
        let one = ScreenOptions { theme, keys, ..settings.appearance() };
        match appearance(&one) {
            Ok(_) => {
                used.theme = used.theme.or(one.theme);
                used.keys.extend(one.keys);
            }
            Err(e) => wrong.push(e.to_string()),
        }
    }
    let (look, keymap) = appearance(&used)?;
    Ok((look, keymap, wrong))
}

/// What is wrong with the theme and the keys that are set.
#[must_use]
pub fn wrong_settings(settings: &ScreenOptions) -> Vec<String> {
    appearance_or_defaults(settings).map_or_else(|e| vec![e.to_string()], |(.., wrong)| wrong)
}

impl ScreenOptions {
    /// What of them decides how the screen looks.
    fn appearance(&self) -> Self {
        let Self { depth, unicode, mouse, mixing, .. } = *self;
        Self { depth, unicode, mouse, mixing, ..Self::default() }
    }
}

/// Looks and keys as set, or as the terminal has them.
fn appearance(settings: &ScreenOptions) -> Result<(Look, Keymap), ScreenError> {
    let env = |name: &str| std::env::var(name).ok();
    let depth = settings.depth.unwrap_or_else(|| detect::depth(&env));
    let unicode = settings.unicode.unwrap_or_else(|| detect::unicode(&env));
    let paint = match &settings.theme {
        Some(name) => Paint::new(Theme::load(name)?, depth),
        None => Paint::of_ground(depth)?,
    };
    let look = Look {
        glyphs: if unicode { &UNICODE } else { &ASCII },
        paint,
        mouse: settings.mouse && detect::mouse(&env),
        mixing: settings.mixing,
    };
    let keymap = Keymap::build(&settings.keys, &|_| true)?;
    Ok((look, keymap))
}

/// Looks for changed settings, for ever.
pub(super) fn watch_settings(reload: &Reload, mut sound: Sounding, post: &Post) {
    loop {
        thread::sleep(RELOAD);
        let Some(settings) = reload() else { continue };
        let configured = settings.and_then(|settings| {
            let (look, keymap) = appearance(&settings).map_err(|error| error.to_string())?;
            let before = std::mem::replace(&mut sound, settings.sound);
            let sound = (before, settings.sound);
            let (changed, later) = (settings.changed, settings.later);
            Ok(Box::new(Configured { look, keymap: Arc::new(keymap), sound, changed, later }))
        });
        post(Message::Configured(configured));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::actions::Action;

    #[test]
    fn the_defaults_stand_in_for_what_is_wrong_and_only_for_that() {
        let keys = |name: &str| [(name.to_owned(), vec!["ctrl-f".to_owned()])].into_iter().collect();
        let options =
            |theme: &str, keys| ScreenOptions { theme: Some(theme.into()), keys, ..ScreenOptions::default() };
        let wrong = wrong_settings(&options("neon", keys("lyke")));
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].contains("neon") && wrong[1].contains("did you mean like?"), "{wrong:?}");
        let (_, keymap, wrong) = appearance_or_defaults(&options("neon", keys("like"))).unwrap();
        assert_eq!((wrong.len(), keymap.keys(Action::Like)[0].to_string()), (1, "ctrl-f".to_owned()));
        let (look, keymap, _) = appearance_or_defaults(&options("light", keys("lyke"))).unwrap();
        assert_eq!(keymap.keys(Action::Like)[0].to_string(), "f");
        assert!(!look.paint.follows(), "the theme that is right is kept");
        assert!(wrong_settings(&ScreenOptions::default()).is_empty());
    }
}
