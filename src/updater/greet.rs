//! Asking the wiki whether it answers.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{UpdateError, update::client};
use crate::{
    config::Settings,
    mixesdb::{self, Greeting},
};

/// Reads robots.txt and asks the wiki of the settings one question about itself. `stop` ends it.
pub fn greet(settings: &Settings, stop: &CancellationToken) -> Result<Greeting, UpdateError> {
    if settings.library.offline {
        return Err(UpdateError::Offline);
    }
    let mut client = client(settings, None, stop, mpsc::unbounded_channel().0)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(mixesdb::greet(&mut client))?)
}
