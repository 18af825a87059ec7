//! Listens to the made-up records in the background, so that *Sounds like* has something to compare.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use super::records::records;
use crate::{
    catalogue::Seen,
    library::{Library, LibraryError},
    sound::{analyse, synth},
};

/// The thread; it ends with this.
#[derive(Debug)]
pub struct DemoListener {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl DemoListener {
    /// Begins to listen; without a thread the tour has no *Sounds like*, and the log says so.
    pub fn open(library: Arc<Library>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let ends = over.clone();
        let listen = move || {
            if let Err(error) = listen(&library, &|| ends.load(Ordering::Relaxed)) {
                tracing::error!("the made-up records are not listened to: {error}");
            }
        };
        let thread = thread::Builder::new().name("demo-ears".to_owned()).spawn(listen);
        let thread = thread.inspect_err(|error| tracing::error!(%error, "no thread to listen")).ok();
        Self { over, thread }
    }
}

impl Drop for DemoListener {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// One record of each style first, then the next of each.
fn listen(library: &Library, stop: &(dyn Fn() -> bool + Sync)) -> Result<(), LibraryError> {
    let embedder = library.embedder()?;
    let mut records = records();
    records.sort_by_key(|record| record.number);
    for record in records {
        if stop() {
            break;
        }
        let clip = synth::clip(record.style, record.number);
        let seen = Seen::new(record.name());
        let styles = library.styles_of(&seen)?;
        match analyse::analyse(&clip, &embedder, &styles, stop) {
            Ok(analysis) => library.hear(&[analysis.heard(seen, "local", true)])?,
            Err(error) => tracing::debug!(%error, "not listened to"),
        }
    }
    Ok(())
}
