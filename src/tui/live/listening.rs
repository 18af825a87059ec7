//! Listening, for the screen: the index kept up in the background, the consent to previews, what one pastes.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use super::{fault, lock};
use crate::{
    catalogue::Seen,
    config::{self, Consent, Settings},
    jobs::{self, Pools},
    library::{Library, query::TrackRow, resolve},
    preview::Wanted,
    sound::{
        analyse,
        decode::{self, Broken, Limits},
    },
    track::{Name, TrackId},
    tui::services::{self, Fault, Outcome, Stop},
};

/// What listening needs beside the library.
#[derive(Debug)]
pub(super) struct Listening {
    previews: Arc<Mutex<Consent>>,
    offline: bool,
    /// The load of what was heard that goes on in the background.
    loading: Mutex<Option<JoinHandle<()>>>,
    failed: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Listening {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            previews: Arc::new(Mutex::new(settings.sound.analyse_previews)),
            offline: settings.library.offline,
            loading: Mutex::new(None),
            failed: Arc::default(),
            over: Arc::default(),
        }
    }

    /// Takes the answer from changed settings.
    pub(super) fn setter(&self) -> impl Fn(&Settings) + Send + Sync + 'static {
        let previews = self.previews.clone();
        move |settings| *lock(&previews) = settings.sound.analyse_previews
    }

    /// Loads what was heard where that is new, and fits a projection on it where that pays; one after the other, in the
    /// background. Called twice a second.
    pub(super) fn tend(&self, library: &Arc<Library>, pools: &Pools) {
        let mut loading = lock(&self.loading);
        if loading.as_ref().is_some_and(|l| !l.is_finished()) || self.failed.load(Ordering::Relaxed) {
            return;
        }
        let (stale, refit) = (library.sounds_are_stale().unwrap_or(false), library.wants_projection());
        if !stale && !refit {
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
            } else {
                library.fit_projection(pools.background(), &stop)
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

    pub(super) fn finish(&self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(load) = lock(&self.loading).take() {
            let _ = load.join();
        }
    }

    pub(super) fn status(&self, library: &Library, queue: &jobs::listening::Status) -> services::Listening {
        services::Listening {
            heard: library.sounds_now().map_or(0, |sounds| sounds.len() as u64),
            previews: *lock(&self.previews),
            offline: self.offline,
            left: queue.left(),
            stopped: queue.paused,
        }
    }

    /// Whether the user has agreed that previews are analysed.
    pub(super) fn allows_previews(&self) -> bool {
        *lock(&self.previews) == Consent::Yes
    }

    /// Stores the answer in the settings' file.
    pub(super) fn consent(&self, path: &Path, allowed: bool) -> Outcome<()> {
        let (consent, word) = if allowed { (Consent::Yes, "yes") } else { (Consent::No, "no") };
        config::store(path, "sound", "analyse_previews", word).map_err(|e| Fault {
            title: "The answer cannot be stored".into(),
            cause: e.to_string(),
            remedy: format!("Write analyse_previews = \"{word}\" under [sound] yourself."),
        })?;
        *lock(&self.previews) = consent;
        Ok(())
    }
}

/// Listens to a file; a record that was heard before, or is in a mix, is found by its name. Another one is looked for by `hear`.
pub(super) fn listen(
    library: &Library,
    pools: &Pools,
    words: &str,
    hear: &dyn Fn(&Wanted) -> Outcome<TrackId>,
    stop: Stop<'_>,
) -> Outcome<TrackRow> {
    let wrong = |e: &crate::library::LibraryError| fault::of("Nothing can be listened to", e);
    let sounds = library.sounds(pools.interactive()).map_err(|e| wrong(&e))?;
    let row = |id: TrackId| {
        let tables = &library.snapshot().tables;
        let known = tables.row_of(id).map(|row| tables.track_row(row));
        known.or_else(|| Some(library.sounds_now()?.outsider(id)?.row(id)))
    };
    if let Some(path) = resolve::file(words) {
        let seen = Seen::new(resolve::name_of(path));
        let id = hear_file(library, path, &seen, stop)?;
        return Ok(row(id).unwrap_or_else(|| unheard(&seen.name)));
    }
    if let Ok(Ok(known)) = resolve::resolve(library, words) {
        return Ok(library.snapshot().tables.track_row(known));
    }
    let outside = resolve::names(words).find_map(|name| sounds.find_outsider(&name.key()));
    if let Some(known) = outside.and_then(row) {
        return Ok(known);
    }
    let name = resolve::names(words).next().ok_or_else(|| Fault {
        title: format!("{words} has not been listened to"),
        cause: "no record is named".into(),
        remedy: "Give it as Artist - Title, or paste the path of a file.".into(),
    })?;
    let id = hear(&Wanted::new(name.clone(), None))?;
    Ok(row(id).unwrap_or_else(|| unheard(&name)))
}

/// Listens to a file and keeps what was heard.
fn hear_file(library: &Library, path: &Path, seen: &Seen, stop: Stop<'_>) -> Outcome<TrackId> {
    let shown = path.display();
    let broken = |cause: &dyn std::fmt::Display| Fault {
        title: format!("{shown} cannot be heard"),
        cause: cause.to_string(),
        remedy: "MP3, AAC, FLAC, Ogg Vorbis and WAV of half a second or more can.".into(),
    };
    let clip = match decode::decode(path, &Limits::default()) {
        Ok(clip) | Err(Broken { clip: Some(clip), .. }) => clip,
        Err(Broken { clip: None, cause }) => return Err(broken(&cause)),
    };
    let store = |e: crate::library::LibraryError| fault::of("What was heard cannot be kept", &e);
    let embedder = library.embedder().map_err(store)?;
    let analysis = analyse::analyse(&clip, &embedder, None, stop).map_err(|e| broken(&e))?;
    library.hear(&[analysis.heard(seen.clone(), "local", true)]).map_err(store)?;
    let track = library.catalogue().resolve(seen).map_err(|e| store(e.into()))?;
    Ok(track.unwrap_or_else(|| TrackId::outside(&seen.key)))
}

fn unheard(name: &Name) -> TrackRow {
    TrackRow { id: TrackId::outside(&name.key()), ..crate::library::unknown_row(name) }
}
