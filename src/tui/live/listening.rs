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
    catalogue::User,
    config::{self, Consent, Settings},
    jobs::{self, Pools},
    library::{Library, query::TrackRow, resolve, similar::controls::Only, sound::Unheard},
    preview::Wanted,
    spotify::{self, Client, Link, World, link::Kind},
    track::{Name, TrackId},
    tui::services::{self, Fault, Outcome, Stop},
};

/// What listening needs beside the library.
#[derive(Debug)]
pub(super) struct Listening {
    previews: Arc<Mutex<Consent>>,
    settings: Settings,
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
            settings: settings.clone(),
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
        *lock(&self.previews) = consent;
        Ok(())
    }
}

/// The records of the genre that is asked for, all that were heard counted.
pub(super) fn of_genre(live: &super::Live, ask: &services::Ask) -> Outcome<Option<Only>> {
    let Some(kin) = ask.genre else { return Ok(None) };
    let sounds = live.library.sounds(live.pools.interactive());
    let sounds = sounds.map_err(|e| fault::of("Nothing can be told by sound", &e))?;
    let unknown =
        || Only { name: format!("{}, and the seed's is not known", kin.name()), tracks: Vec::new() };
    Ok(Some(live.library.of_genre(&sounds, &ask.seeds, kin).unwrap_or_else(unknown)))
}

/// The record that the words name: one of a mix, one that was heard before, or one that is listened to now, from a file or, where
/// the user has agreed, a preview.
pub(super) fn listen(live: &super::Live, words: &str, stop: Stop<'_>) -> Outcome<TrackRow> {
    let library = &live.library;
    let sounds = library.sounds(live.pools.interactive());
    let sounds = sounds.map_err(|e| fault::of("Nothing can be listened to", &e))?;
    if let Some(path) = resolve::file(words) {
        let heard = library.hear_file(path, stop);
        return heard.map(|id| row(library, id)).map_err(|e| silent(words, &e, true));
    }
    let isrc = resolve::isrc(words);
    let linked = linked(live, words, stop)?;
    let words = linked.as_deref().unwrap_or(words);
    if let Ok(Ok(known)) = resolve::resolve(library, words) {
        return Ok(library.snapshot().tables.track_row(known));
    }
    let names: Vec<Name> = resolve::names(words).collect();
    if let Some(id) = names.iter().find_map(|name| sounds.find_outsider(&name.key())) {
        return Ok(row(library, id));
    }
    let Some(name) = names.into_iter().next() else {
        return Err(Fault {
            title: format!("{words} names no record"),
            cause: "neither a mix nor what was listened to has it".into(),
            remedy: "Write Artist - Title, or paste the path of a file.".into(),
        });
    };
    let previews = *lock(&live.listening.previews) == Consent::Yes;
    let chain = live.hearing.unhurried(previews)?;
    let heard = library.hear_record(&Wanted::new(name, isrc), &chain, stop);
    heard.map(|id| row(library, id)).map_err(|e| silent(words, &e, previews))
}

/// The record that a link to Spotify or an ISRC leads to, as `Artist - Title (Version)`; `None` where the words are none.
pub(super) fn linked(live: &super::Live, words: &str, stop: Stop<'_>) -> Outcome<Option<String>> {
    let failed = |cause: String, remedy: &str| Fault {
        title: format!("{words} leads to no record"),
        cause,
        remedy: remedy.to_owned(),
    };
    let (settings, paths) = (&live.listening.settings, live.library.paths());
    // A connection of its own: the answer may take its time, and what the user does is saved meanwhile.
    let user = || User::open(&paths.user_db()).map_err(|e| failed(e.to_string(), "segue doctor says more."));
    let name = if let Some(link) = Link::parse(words).filter(|link| link.kind == Kind::Track) {
        let client = || Client::new(spotify::access(settings, paths)?, World::default());
        let name = spotify::name_of(&user()?, &link, client);
        name.map_err(|e| failed(e.to_string(), "Write it as Artist - Title."))?
    } else if let Some(isrc) = resolve::isrc(words) {
        let owned = user()?.owned_by_isrc(&isrc).map_err(|e| failed(e.to_string(), ""))?;
        match owned.into_iter().next() {
            Some((_, owned)) => owned.track.name,
            None => {
                live.hearing.by_isrc(&isrc, stop).map_err(|why| failed(why, "Write it as Artist - Title."))?
            }
        }
    } else {
        return Ok(None);
    };
    let version = name.version.as_ref().map(|version| format!(" ({version})")).unwrap_or_default();
    Ok(Some(format!("{} - {}{version}", name.artist, name.title)))
}

fn row(library: &Library, id: TrackId) -> TrackRow {
    let tables = &library.snapshot().tables;
    let known = tables.row_of(id).map(|row| tables.track_row(row));
    let outside = || Some(library.sounds_now()?.outsider(id)?.row(id));
    known.or_else(outside).unwrap_or_else(|| {
        let name = Name { artist: String::new(), title: id.to_string(), version: None };
        TrackRow { id, ..crate::library::unknown_row(&name) }
    })
}

fn silent(words: &str, e: &Unheard, previews: bool) -> Fault {
    let remedy = match (e, previews) {
        (Unheard::Silent(_), false) => {
            "Previews are not analysed: Y in the tab Sounds like allows it. Or paste the path of a file."
                .to_owned()
        }
        (Unheard::Silent(_), true) => "Paste the path of a file.".to_owned(),
        (Unheard::Library(e), _) => e.hint().unwrap_or_default(),
        _ => "MP3, AAC, FLAC, Ogg Vorbis and WAV of half a second or more can be heard.".to_owned(),
    };
    Fault { title: format!("{words} cannot be listened to"), cause: e.to_string(), remedy }
}
