//! `segue demo`: a tour without a network, over a made-up catalogue.

use std::sync::Arc;

use super::{CommandResult, Context, Failure, Global, screen};
use crate::{
    app::demo::{self, DemoFolder, DemoListener, MadeUp},
    config::Paths,
    preview::Chain,
};

/// A data folder for one tour.
pub(super) fn folder(global: &Global) -> Result<DemoFolder, Failure> {
    let usual = Paths::find(global.config.clone(), global.data_dir.clone()).ok();
    DemoFolder::make(usual).map_err(|error| {
        let message = format!("no temporary folder: {error}");
        Failure::new("folder", message, "Set TMPDIR to a folder with room.")
    })
}

/// The flags of a tour in it.
pub(super) fn global(folder: &DemoFolder, global: Global) -> Global {
    Global { data_dir: Some(folder.path.clone()), offline: true, no_starter: true, ..global }
}

pub(super) fn run(context: &Context, tour: &DemoFolder) -> CommandResult {
    let library = Arc::new(context.library()?);
    demo::fill(&library)?;
    let _listener = DemoListener::open(library.clone());
    let chain = Chain::new(vec![Box::new(MadeUp::new())]);
    screen::show(context, library, Some(chain), &screen::Tour::Demo(tour.listeners.clone()))
}
