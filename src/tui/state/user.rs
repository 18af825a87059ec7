//! What the user made, the queue's cursor, and what can be undone.

use std::time::Duration;

use crate::{
    app::{Fault, QueueEntry, QueueEntryId, UserChange, UserData},
    tui::state::{history::Steps, judged::Judged, list::scrolled, queue::UserLists, sync::Sync},
};

/// What the user made, as the screen holds it.
#[derive(Clone, Debug, Default)]
pub struct UserState {
    /// Queue, verdicts, notes.
    pub mine: UserLists,
    /// How it stands to the store.
    pub sync: Sync,
    /// Undo and redo.
    pub steps: Steps,
    /// The verdicts that the lists know: those of when they were asked for.
    pub judged: Judged,
    /// Why nothing is stored: the store is damaged, or cannot be read at all.
    pub fault: Option<Fault>,
    /// The row under the queue's cursor.
    pub cursor: usize,
    /// The first row of the queue shown.
    pub offset: usize,
    /// The row that was queued last: it is shown until the queue's cursor moves.
    pub added: Option<QueueEntryId>,
    /// The store's version when it was last asked for what it holds.
    asked: u64,
    mint: u64,
}

impl UserState {
    /// Nothing read yet; `mint` is a random seed for the ids of new queue rows.
    #[must_use]
    pub fn new(mint: u64) -> Self {
        Self { mint, ..Self::default() }
    }

    /// The row under the queue's cursor.
    #[must_use]
    pub fn item(&self) -> Option<&QueueEntry> {
        self.mine.items.get(self.cursor)
    }

    /// The id for a new queue row: unlike any other, also another program's.
    pub fn mint(&mut self) -> QueueEntryId {
        self.mint = self.mint.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.mint;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        // Stores keep signed numbers; zero is nobody's.
        QueueEntryId(((z ^ (z >> 31)) >> 1).max(1))
    }

    /// Whether the store, now at this version, is to be asked for what it holds; then it counts as asked.
    pub fn asks(&mut self, version: u64, now: Duration) -> bool {
        let asks = self.sync.wants(version, now);
        if asks {
            self.asked = version;
        }
        asks
    }

    /// Takes what the store holds.
    pub fn read(&mut self, mut data: UserData) {
        if !self.sync.read(data.version, self.asked) {
            return;
        }
        self.fault = data.damaged.take();
        let at = self.item().map(|item| item.id);
        self.mine = UserLists::from(data);
        self.stay(at);
    }

    /// Makes a change that the store is then given; the queue's cursor stays on its row, or where the row was.
    pub fn apply(&mut self, change: &UserChange) {
        let at = self.item().map(|item| item.id);
        self.mine.apply(change);
        self.stay(at);
        let reopens = matches!(
            change,
            UserChange::OpenQueue { .. }
                | UserChange::UnmakeQueue { .. }
                | UserChange::TakeQueue { away: false, .. }
        );
        self.sync.change(reopens);
    }

    fn stay(&mut self, at: Option<QueueEntryId>) {
        if let Some(place) = at.and_then(|id| self.mine.position(id)) {
            self.cursor = place;
        }
        self.cursor = self.cursor.min(self.mine.items.len().saturating_sub(1));
    }

    /// Moves the queue's cursor.
    pub fn step(&mut self, by: isize) {
        self.added = None;
        self.cursor = self.cursor.saturating_add_signed(by).min(self.mine.items.len().saturating_sub(1));
    }

    /// Scrolls so that the cursor, or what was queued last, is among so many rows.
    pub fn scroll(&mut self, height: usize) {
        let count = self.mine.items.len();
        self.cursor = self.cursor.min(count.saturating_sub(1));
        let added = self.added.and_then(|id| self.mine.position(id));
        self.offset = scrolled(self.offset, added.unwrap_or(self.cursor), count, height);
    }
}
