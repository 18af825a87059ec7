//! Where records are heard, for the screen: the providers, the user's folders, the listening queue.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use super::{
    fault::{Fault, Outcome, Stop},
    idleness::Idleness,
    status::LongWork,
};
use crate::{
    catalogue::LateUser,
    config::{Consent, Settings},
    jobs::{
        Pools,
        listening::{self, LibraryBacklog, LibraryEars, ListeningParts, QueuedFiles},
    },
    library::{
        Library,
        query::{SimilarAnswer, TrackRow},
    },
    preview::{Chain, PlayableTrack, Previews, Wanted, local::Folders},
    time::{Clock as _, SystemClock},
    track::Name,
};

/// What could not be opened is missing, and said in the log; everything else works without it.
#[derive(Debug)]
pub(super) struct Hearing {
    previews: Option<Arc<Previews>>,
    queue: Option<Arc<listening::ListeningThread>>,
    /// The folders that the settings name.
    named: Vec<PathBuf>,
    folders: OnceLock<Folders>,
    idleness: Arc<Idleness>,
}

impl Hearing {
    pub(super) fn new(library: &Arc<Library>, pools: &Pools, settings: &Settings) -> Self {
        let failed = |what: &str, e: &dyn std::fmt::Display| tracing::error!("{what}: {e}");
        let idleness = Arc::new(Idleness::new());
        let previews = Previews::new(library.paths(), settings).inspect_err(|e| failed("no previews", e));
        let previews = previews.ok().map(Arc::new);
        let queue = previews.clone().and_then(|previews| {
            let set = &settings.listening;
            let per_day = (set.popular && !settings.library.offline).then_some(set.per_day);
            let (pools, idleness) = (pools.clone(), idleness.clone());
            let user = LateUser::at(&library.paths().user_db());
            let parts = ListeningParts {
                chain: Box::new(move |with| previews.unhurried(with)),
                ears: Box::new(LibraryEars(library.clone())),
                backlog: Box::new(LibraryBacklog::new(library.clone(), user, per_day)),
                whole: Box::new(QueuedFiles::new(library.clone())),
                give_way: Box::new(move || pools.give_way()),
                now: Box::new(|| SystemClock::default().unix()),
                is_idle: Box::new(move |own| idleness.is_idle(own)),
            };
            let started =
                listening::ListeningThread::start(parts, settings.sound.analyse_previews == Consent::Yes);
            started.inspect_err(|e| failed("no thread to listen", e)).ok()
        });
        let named = settings.preview.folders();
        Self { previews, queue: queue.map(Arc::new), named, folders: OnceLock::new(), idleness }
    }

    /// Somebody uses the program just now.
    pub(super) fn used(&self) {
        self.idleness.used();
    }

    /// Who is asked for a record that somebody waits for.
    pub(super) fn chain(&self) -> Option<Chain> {
        self.previews.as_ref().map(|previews| previews.chain())
    }

    /// Told what is auditioned.
    pub(super) fn listened(&self) -> impl Fn(&Wanted, &PlayableTrack) + Send + Sync + 'static {
        let queue = self.queue.clone();
        move |wanted, heard| {
            if let Some(queue) = &queue {
                queue.auditioned(wanted, heard);
            }
        }
    }

    /// Takes changed settings.
    pub(super) fn setter(&self) -> impl Fn(&Settings) + Send + Sync + 'static {
        let queue = self.queue.clone();
        move |settings| {
            if let Some(queue) = &queue {
                queue.allow_previews(settings.sound.analyse_previews == Consent::Yes);
            }
        }
    }

    pub(super) fn allow_previews(&self, yes: bool) {
        if let Some(queue) = &self.queue {
            queue.allow_previews(yes);
        }
    }

    /// Begins to read the music folders, whose records `user` keeps, and to listen. Called once.
    pub(super) fn begin(&self, user: LateUser) {
        match Folders::start(self.named.clone(), user) {
            Ok(folders) => drop(self.folders.set(folders)),
            Err(e) => tracing::error!("no thread for the music folders: {e}"),
        }
        if let Some(queue) = &self.queue {
            queue.begin();
        }
    }

    /// Ends it soon; others may hold the queue for longer than the program runs.
    pub(super) fn finish(&self) {
        if let Some(queue) = &self.queue {
            queue.end();
        }
    }

    pub(super) fn pause(&self, yes: bool) {
        if let Some(queue) = &self.queue {
            queue.pause(yes);
        }
    }

    /// The seeds themselves and what is recommended for them: the first that *Sounds like* needs to know.
    pub(super) fn candidates(&self, answer: &SimilarAnswer) {
        let Some(queue) = &self.queue else { return };
        let rows = answer.seeds.iter().chain(answer.tracks.iter().map(|row| &row.row));
        queue.candidates(rows.map(wanted).collect());
    }

    /// How far listening is.
    pub(super) fn status(&self) -> listening::ListeningProgress {
        self.queue.as_ref().map(|queue| queue.status()).unwrap_or_default()
    }

    /// The work going on, for the list of jobs.
    pub(super) fn work(&self) -> impl Iterator<Item = LongWork> {
        let reading = self.folders.get().and_then(Folders::reading);
        let reading = reading.map(|files| LongWork {
            name: format!("your files: {files} read"),
            done: None,
            left: None,
        });
        let status = self.status();
        let listening = (status.is_busy() || status.paused).then(|| {
            let rate = status.rate().map(|rate| format!(", {rate:.0} a minute")).unwrap_or_default();
            let stopped = if status.paused { ", stopped" } else { "" };
            if status.paused && status.of == 0 {
                return LongWork { name: "analysing is stopped".to_owned(), done: None, left: None };
            }
            LongWork {
                name: format!("{}{rate}{stopped}", status.line()),
                done: Some(status.done as f32 / status.of.max(1) as f32),
                left: status.left(),
            }
        });
        reading.into_iter().chain(listening)
    }

    /// The name of the recording that has this code, asked of Deezer; else why there is none.
    pub(super) fn by_isrc(&self, isrc: &str, stop: Stop<'_>) -> Result<Name, String> {
        let all = self.previews.as_ref().ok_or_else(|| "no provider could be opened".to_owned())?;
        let name = all.by_isrc(isrc, stop).map_err(|silent| silent.why())?;
        name.ok_or_else(|| "neither your files nor Deezer have this ISRC".to_owned())
    }

    /// The user's files and, where that is allowed, the providers' previews, never Spotify's, for what is typed; within the
    /// same quotas as everything else.
    pub(super) fn unhurried(&self, previews: bool) -> Outcome<Chain> {
        let all = self.previews.as_ref().ok_or_else(|| Fault {
            title: "Nothing can be looked for".into(),
            cause: "no provider could be opened".into(),
            remedy: "segue doctor says more.".into(),
        })?;
        Ok(all.unhurried(previews))
    }
}

fn wanted(row: &TrackRow) -> Wanted {
    let (artist, title, version) = (row.artist.clone(), row.title.clone(), row.version.clone());
    Wanted::new(Name { artist, title, version }, None)
}
