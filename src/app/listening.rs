//! Listening in the background: the index kept up, and the consent to previews.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use super::{
    fault::{Fault, Outcome},
    lock::lock,
    status,
    stopping::wait_for,
};
use crate::{
    config::{self, Consent, Settings},
    jobs::{self, Pools},
    library::Library,
};

/// What listening needs beside the library.
#[derive(Debug)]
pub(super) struct Listening {
    settings: Arc<Mutex<Settings>>,
    /// The load of what was heard that goes on in the background.
    loading: Mutex<Option<JoinHandle<()>>>,
    failed: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Listening {
    /// `settings` are the live ones: what is changed in them counts from then on.
    pub(super) fn new(settings: Arc<Mutex<Settings>>) -> Self {
        Self { settings, loading: Mutex::new(None), failed: Arc::default(), over: Arc::default() }
    }

    /// Loads what was heard where that is new, fits a projection on it where that pays, and learns what it tells of taste and style;
    /// one after the other, in the background. Called twice a second.
    pub(super) fn tend(&self, library: &Arc<Library>, pools: &Pools) {
        let mut loading = lock(&self.loading);
        if loading.as_ref().is_some_and(|l| !l.is_finished()) || self.failed.load(Ordering::Relaxed) {
            return;
        }
        let (stale, refit) = (library.sounds_are_stale().unwrap_or(false), library.wants_projection());
        if !stale && !refit && !library.wants_heads() {
            return;
        }
        let (library, pools) = (library.clone(), pools.clone());
        let (failed, over) = (self.failed.clone(), self.over.clone());
        let load = move || {
            let stop = || {
                pools.give_way();
                over.load(Ordering::Relaxed)
            };
            let done = if stale {
                library.tend_sounds(pools.background())
            } else if refit {
                library.fit_projection(pools.background(), &stop)
            } else {
                library.learn_heads(pools.background(), &stop).map(|learned| learned.is_some())
            };
            if let Err(e) = done {
                tracing::error!("what was heard cannot be loaded: {e}");
                failed.store(true, Ordering::Relaxed);
            }
        };
        match thread::Builder::new().name("sounds".into()).spawn(load) {
            Ok(handle) => *loading = Some(handle),
            Err(e) => tracing::error!("no thread to load what was heard: {e}"),
        }
    }

    /// Whether the user has agreed that previews are analysed.
    pub(super) fn may_analyse_previews(&self) -> bool {
        lock(&self.settings).sound.analyse_previews == Consent::Yes
    }

    pub(super) fn finish(&self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(load) = lock(&self.loading).take() {
            wait_for(load);
        }
    }

    pub(super) fn status(
        &self,
        library: &Library,
        queue: &jobs::listening::ListeningProgress,
    ) -> status::ListeningStatus {
        let settings = lock(&self.settings);
        status::ListeningStatus {
            heard: library.sounds_now().map_or(0, |sounds| sounds.len() as u64),
            outdated: library.catalogue().outdated().unwrap_or_default(),
            previews: settings.sound.analyse_previews,
            offline: settings.library.offline,
            left: queue.left(),
            stopped: queue.paused,
            waits: queue.waiting.as_ref().map(|(why, _)| why.clone()),
            heads: library.heads_said(library.sounds_now().map_or(0, |sounds| sounds.len())),
        }
    }

    /// Stores the answer in the settings' file.
    pub(super) fn consent(&self, path: &Path, allowed: bool) -> Outcome<()> {
        let (consent, word) = if allowed { (Consent::Yes, "yes") } else { (Consent::No, "no") };
        config::edit(path, &[("sound", "analyse_previews", word.into())]).map_err(|e| Fault {
            title: "The answer cannot be stored".into(),
            cause: e.to_string(),
            remedy: format!("Write analyse_previews = \"{word}\" under [sound] yourself."),
        })?;
        lock(&self.settings).sound.analyse_previews = consent;
        Ok(())
    }
}
