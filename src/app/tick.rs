//! The heartbeat: what is due is started, and how everything stands is read.

use std::{
    sync::atomic::Ordering,
    time::{Duration, SystemTime},
};

use super::{
    fault::{self, Outcome},
    follow::Follower,
    lock::lock,
    open::App,
    status::{LongWork, Status},
    updates,
};
use crate::{
    catalogue::{self, CatalogueError},
    updater::{UpdateActivity, Updater},
};

impl App {
    /// Takes in what other processes have changed, and starts in the background what is due: a fit of the model, the load of
    /// what was analysed, what is learned from it. Cheap where nothing is.
    pub fn tick(&self) {
        self.begin_in_background();
        self.library.refresh();
        self.look_after_files();
        // The updater fits what it has fetched itself.
        if !self.updater.as_ref().is_some_and(is_updating) {
            self.fitting.begin_where_wanted(&self.library, &self.pools);
        }
        self.listening.tend(&self.library, &self.pools);
        self.look_after_what_is_made();
        for said in catalogue::newly_taken_away() {
            *lock(&self.notice) = Some(said);
        }
    }

    /// Takes in what others have changed of what the user made, and says where it cannot be kept.
    fn look_after_what_is_made(&self) {
        let changed = self.store().changed_elsewhere();
        match changed {
            Ok(false) => {}
            Ok(true) => {
                self.user_version.fetch_add(1, Ordering::Relaxed);
            }
            Err(e @ (CatalogueError::TakenAway { .. } | CatalogueError::Replaced { .. })) => {
                *lock(&self.notice) = Some(format!("{e}; {}.", e.hint()));
            }
            Err(e) => tracing::debug!("{e}"),
        }
    }

    /// Whether what was stored is where the next start looks for it; asked at the end. What can be put back is put back, and all of it, with
    /// the catalogue and what was heard, is in the files themselves then.
    pub(super) fn kept(&self) -> Outcome<()> {
        let mut store = self.store();
        if let Err(e @ (CatalogueError::TakenAway { .. } | CatalogueError::Replaced { .. })) =
            store.changed_elsewhere()
        {
            return Err(fault::of("What was saved is lost", &e.into()));
        }
        store.empty_journal();
        self.library.empty_journals();
        Ok(())
    }

    /// Says what was found wrong with the library's files, and has them checked where one was cut under the program.
    fn look_after_files(&self) {
        if let Some(said) = self.library.take_found_wrong() {
            *lock(&self.notice) = Some(said);
        }
        if self.mending.is_wanted() {
            self.mend_in_background();
        }
    }

    /// How everything stands. Changes nothing and is cheap.
    pub fn status(&self) -> Status {
        let snapshot = self.library.snapshot();
        // Each lock is given back before the next part asks for its own.
        let updates = updates::state(&lock(&self.settings), self.updater.as_ref());
        let notice = lock(&self.notice).clone();
        Status {
            generation: snapshot.generation(),
            tracks: snapshot.tables.n_tracks() as u64,
            mixes: snapshot.tables.n_mixes() as u64,
            newest: snapshot.tables.newest_mix(),
            years: snapshot.tables.years(),
            fitted: snapshot.model.as_ref().map(|m| coarse(m.age(SystemTime::now()))),
            behind: snapshot.mixes_behind() as u32,
            fit: snapshot.fit_number(),
            updates,
            user_version: self.user_version.load(Ordering::Relaxed),
            facts_version: self.facts_version(),
            work: self.fitting.work().into_iter().chain(self.updating()).chain(self.hearing.work()).collect(),
            listening: self.listening.status(&self.library, &self.hearing.status()),
            notice,
            on_deck: self.follower.as_ref().and_then(Follower::on_deck),
            ready: true,
        }
    }

    /// What the updater is doing, if anything.
    fn updating(&self) -> Option<LongWork> {
        let doing = self.updater.as_ref()?.status().doing;
        let name = match doing {
            UpdateActivity::Idle => return None,
            // Where it is, how far and how long: all of it in its own words.
            UpdateActivity::Fetching { .. } => {
                return Some(LongWork { name: doing.to_string(), done: None, left: None });
            }
            UpdateActivity::Asking => "asking the wiki",
            UpdateActivity::Waiting { .. } => "waiting for the wiki",
            UpdateActivity::Publishing => "taking in new mixes",
            UpdateActivity::Refitting { .. } => "learning",
        };
        Some(LongWork { name: name.into(), done: doing.share(), left: None })
    }
}

fn is_updating(updater: &Updater) -> bool {
    updater.status().doing != UpdateActivity::Idle
}

/// An age that changes seldom: minutes within the hour, hours within two days, then days.
fn coarse(age: Duration) -> Duration {
    let step = match age.as_secs() {
        0..3_600 => 60,
        3_600..172_800 => 3_600,
        _ => 86_400,
    };
    Duration::from_secs(age.as_secs() / step * step)
}
