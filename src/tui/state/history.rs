//! Undo and redo for everything that changes queue or marks.

use crate::{
    app::{UserChange, answer::TrackRow},
    track::TrackId,
    tui::state::trail::{Place, TrailStop},
};

/// More steps than this are not kept.
const LIMIT: usize = 1000;

/// What one key did, and what takes it back.
#[derive(Clone, Debug, PartialEq)]
pub struct UndoStep {
    /// In a word, for the toast.
    pub name: String,
    /// What was done.
    pub forth: Vec<UserChange>,
    /// What takes it back, in the order in which it has to be made.
    pub back: Vec<UserChange>,
    /// Where the queue's cursor stood before it.
    pub cursor: usize,
    /// The record that the step led away from, while auditioning.
    pub left: Option<TrackId>,
    /// What it did to the seeds of a place.
    pub seeds: Option<SeedsChange>,
}

impl UndoStep {
    /// Of these changes, with the queue's cursor where it stands.
    #[must_use]
    pub fn of(name: String, forth: Vec<UserChange>, back: Vec<UserChange>, cursor: usize) -> Self {
        Self { name, forth, back, cursor, left: None, seeds: None }
    }
}

/// The seeds of a place before a step and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedsChange {
    /// What undoing brings back.
    pub before: PlaceSeeds,
    /// What redoing brings back.
    pub after: PlaceSeeds,
}

/// A place with its seeds, and those to keep away from.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceSeeds {
    /// The place; its seeds are part of it.
    pub place: Place,
    /// Those to keep away from.
    pub against: Vec<TrackRow>,
}

impl PlaceSeeds {
    /// As they are now.
    #[must_use]
    pub fn of(stop: &TrailStop) -> Self {
        Self { place: stop.place.clone(), against: stop.against.clone() }
    }
}

/// Steps done and undone.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    done: Vec<UndoStep>,
    undone: Vec<UndoStep>,
}

impl Steps {
    /// A new step; what was undone cannot be redone any more.
    pub fn push(&mut self, step: UndoStep) {
        self.undone.clear();
        self.done.push(step);
        if self.done.len() > LIMIT {
            self.done.remove(0);
        }
    }

    /// The last step led away from this record.
    pub fn left(&mut self, id: TrackId) {
        if let Some(step) = self.done.last_mut() {
            step.left = Some(id);
        }
    }

    /// The last step, to be taken back.
    pub fn undo(&mut self) -> Option<UndoStep> {
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// The last step taken back, to be done again.
    pub fn redo(&mut self) -> Option<UndoStep> {
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step)
    }

    /// How many steps can be taken back.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.done.len()
    }

    /// Whether none can.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }
}
