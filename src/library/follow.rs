//! What another process has published is taken over; what could not be written serves from memory meanwhile.

use std::{sync::Arc, time::Instant};

use super::{
    Library,
    model::Fitted,
    open::lock,
    served::{Followed, Unwritten},
    snapshot::{Snapshot, store::SnapshotStore},
};

impl Library {
    /// Takes over what another process has published. What is in memory alone stays where the published is older.
    pub(super) fn follow(&self) -> Followed {
        let Some(named) = self.store.as_ref().and_then(SnapshotStore::current_name) else {
            return Followed::Nothing;
        };
        let held = self.snapshot();
        let known = match &*lock(&self.unwritten) {
            Some(unwritten) => unwritten.named.clone(),
            None => held.held().map(|held| held.name.clone()),
        };
        if known.as_deref() == Some(named.as_str()) {
            return Followed::Nothing;
        }
        let published = match self.published() {
            Some(Ok(published)) => published,
            Some(Err(e)) => return Followed::Unreadable(e),
            None => return Followed::Nothing,
        };
        let mut unwritten = lock(&self.unwritten);
        let Some(memory) = &mut *unwritten else {
            drop(unwritten);
            self.current.store(Arc::new(published));
            return Followed::Newer;
        };
        memory.named = Some(named);
        if published.generation() < held.generation() {
            return Followed::Nothing;
        }
        let newer = |model: &&Fitted| published.model.as_ref().is_none_or(|there| there.at < model.at);
        if let Some(model) = held.model.as_ref().filter(newer) {
            self.current.store(Arc::new(published.with_model(Some(model.clone()))));
        } else {
            *unwritten = None;
            drop(unwritten);
            self.current.store(Arc::new(published));
        }
        Followed::Newer
    }

    /// Serves from memory alone what could not be written.
    pub(super) fn serve(&self, snapshot: Snapshot, why: &str) {
        tracing::warn!("the snapshot is in memory alone: {why}");
        self.current.store(Arc::new(snapshot));
        let named = self.store.as_ref().and_then(SnapshotStore::current_name);
        *lock(&self.unwritten) = Some(Unwritten { named, tried: Instant::now(), why: why.to_owned() });
    }

    /// Why the current snapshot could not be written; `None` where it is.
    pub fn unwritten(&self) -> Option<String> {
        lock(&self.unwritten).as_ref().map(|unwritten| unwritten.why.clone())
    }
}
