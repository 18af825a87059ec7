//! `segue demo`: a tour without a network, over a made-up catalogue.

use super::{CommandResult, Context, Failure, Global, screen};
use crate::{app::demo::DemoFolder, config::Paths};

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
    screen::show(context, context.start_demo(tour)?)
}
