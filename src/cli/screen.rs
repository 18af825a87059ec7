//! `segue`: the screen.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{Context, Failure, Outcome};
use crate::{
    config::{Colours, Glyphs},
    tui::{self, Live, ScreenError, paint::Depth, services::Services},
};

pub(super) fn run(context: &Context) -> Outcome {
    let library = Arc::new(context.library()?);
    let live = Live::new(library, context.user()?, Context::pools()?, &context.settings);
    let services: Arc<dyn Services> = Arc::new(live);
    let screen = &context.settings.screen;
    let settings = tui::Settings {
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
        keys: context.settings.keys.clone(),
        log: Some(context.paths.state.join("segue.log")),
        mint: SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64),
    };
    tui::run(&services, &settings)?;
    Ok(())
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
