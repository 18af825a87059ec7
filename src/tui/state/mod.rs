//! Everything the screen knows, owned by one loop.

pub mod audition;
pub mod export;
pub mod facts;
pub mod filters;
pub mod history;
pub mod list;
mod panes;
pub mod popup;
pub mod queue;
pub mod session;
pub mod slots;
pub mod spectrogram;
pub mod textbox;
pub mod toast;
pub mod trail;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use crate::{
    app::{Fault, History, ItemId, Status, Verdict},
    config::keys::Chord,
    library::{
        Facts,
        query::{By, Evidence, MixPage, TrackRow},
    },
    track::{MixId, TrackId},
    tui::{
        keymap::{Keymap, Place as KeyPlace},
        look::Look,
        terminal::decode::Input,
        text::plural,
    },
};

use audition::Audition;
use history::Steps;
use list::{List, Row};
use popup::{Jump, Popup};
use queue::Mine;
use slots::Slots;
use textbox::TextBox;
use toast::Toasts;
use trail::Trail;

/// Who takes the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The prompt.
    Prompt,
    /// The list, or the hits where the search is open.
    List,
    /// The why-panel.
    Why,
    /// The queue.
    Queue,
}

/// What the search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The text that was looked for.
    pub query: String,
    /// Nothing matched every word; these are the nearest.
    pub closest: bool,
    /// How many match.
    pub total: u32,
    /// There are more.
    pub more: bool,
}

/// The mixes behind a row.
#[derive(Clone, Debug, Default)]
pub struct WhyPane {
    /// The row they are about.
    pub row: Option<TrackRow>,
    /// The mixes.
    pub mixes: Vec<Evidence>,
    /// The highlighted one.
    pub cursor: usize,
    /// What went wrong.
    pub fault: Option<Fault>,
    /// The tracklist of the highlighted one, and the records of its lines.
    pub tracklist: Option<MixPage>,
}

impl WhyPane {
    /// The highlighted mix.
    #[must_use]
    pub fn current(&self) -> Option<&Evidence> {
        self.mixes.get(self.cursor)
    }
}

/// Verdicts at a time.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    verdicts: HashMap<TrackId, Verdict>,
    artists: HashSet<String>,
}

impl Judged {
    /// Those of now.
    #[must_use]
    pub fn of(mine: &Mine) -> Self {
        Self { verdicts: mine.verdicts.clone(), artists: mine.artists.clone() }
    }

    /// In how many the two times differ.
    #[must_use]
    pub fn differences(&self, mine: &Mine) -> usize {
        let changed = mine.verdicts.iter().filter(|(id, v)| self.verdicts.get(id) != Some(v)).count();
        let gone = self.verdicts.keys().filter(|id| !mine.verdicts.contains_key(id)).count();
        changed + gone + self.artists.symmetric_difference(&mine.artists).count()
    }
}

/// The state.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct State {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Time since the start.
    pub now: Duration,
    /// How to draw.
    pub look: Look,
    /// Bindings.
    pub keymap: Arc<Keymap>,
    /// Chords of a sequence that is not complete.
    pub pressed: Vec<Chord>,
    /// Recommenders there are.
    pub tabs: Vec<By>,
    /// State of catalogue and models.
    pub status: Status,
    /// Who takes the keys.
    pub focus: Focus,
    /// The search is open: the list shows hits (beside the place's list where there is room).
    pub searching: bool,
    /// Where Escape in the prompt goes back to.
    pub before_prompt: (Focus, bool),
    /// The prompt.
    pub prompt: TextBox,
    /// Hits, or the records to begin with.
    pub hits: List,
    /// What the search found.
    pub found: Found,
    /// Where one is and was.
    pub trail: Trail,
    /// Why the row is there.
    pub why: WhyPane,
    /// Plays by year of a record.
    pub history: Option<(TrackId, History)>,
    /// Queue and verdicts.
    pub mine: Mine,
    /// What the user made has been read.
    pub mine_known: bool,
    /// Version of the store that was last asked for.
    pub mine_asked: Option<u64>,
    /// Version of the store that `mine` shows.
    pub mine_version: u64,
    /// The row under the queue's cursor.
    pub queue_cursor: usize,
    /// The first row of the queue shown.
    pub queue_offset: usize,
    /// Changes handed to the store and not confirmed yet.
    pub saving: usize,
    /// The store cannot save.
    pub unsaved: Option<Fault>,
    /// Tempo, key and energy of the records shown.
    pub facts: facts::Known,
    /// What the recommendations hide.
    pub filters: filters::Filters,
    /// The rarity dial's step, from 0.
    pub rarity: usize,
    /// The queue shown is another than before: its rows are to be read.
    pub reread: bool,
    /// Undo and redo.
    pub steps: Steps,
    /// The verdicts that the lists know: those of when they were asked for.
    pub judged: Judged,
    /// The catalogue is made up: the demo's.
    pub made_up: bool,
    /// What is auditioned.
    pub audition: Audition,
    /// Exporting the queue.
    pub export: export::Exporting,
    /// What lies over the panes.
    pub popups: Vec<Popup>,
    /// What a jump key waits for.
    pub jump: Option<Jump>,
    /// Only the pane in focus is shown.
    pub zoomed: bool,
    /// Keys pressed ahead of the answer they are meant for.
    pub held: Vec<Input>,
    /// When the held keys are let go, answer or not.
    pub held_until: Option<Duration>,
    /// Messages.
    pub toasts: Toasts,
    /// Questions under way.
    pub slots: Slots,
    /// The session as last saved.
    pub saved_session: String,
    /// When the session is to be saved.
    pub session_due: Option<Duration>,
    /// The mix that had come in last when the session was left, or when it began.
    pub since: Option<MixId>,
    /// What is new since then is to be said once.
    pub news_due: bool,
    /// Seed of the numbers of new queue rows.
    pub mint: u64,
    /// The loop ends.
    pub quitting: bool,
}

impl State {
    /// A state at the start, in the prompt.
    #[must_use]
    pub fn new(size: (u16, u16), look: Look, keymap: Arc<Keymap>, tabs: Vec<By>, mint: u64) -> Self {
        Self {
            size,
            now: Duration::ZERO,
            look,
            keymap,
            pressed: Vec::new(),
            tabs,
            status: Status::default(),
            focus: Focus::Prompt,
            searching: true,
            before_prompt: (Focus::List, true),
            prompt: TextBox::default(),
            hits: List::default(),
            found: Found::default(),
            trail: Trail::default(),
            why: WhyPane::default(),
            history: None,
            mine: Mine::default(),
            mine_known: false,
            mine_asked: None,
            mine_version: 0,
            queue_cursor: 0,
            queue_offset: 0,
            saving: 0,
            unsaved: None,
            facts: facts::Known::default(),
            filters: filters::Filters::default(),
            rarity: 0,
            reread: false,
            steps: Steps::default(),
            judged: Judged::default(),
            made_up: false,
            audition: Audition::default(),
            export: export::Exporting::default(),
            popups: Vec::new(),
            jump: None,
            zoomed: false,
            held: Vec::new(),
            held_until: None,
            toasts: Toasts::default(),
            slots: Slots::default(),
            saved_session: String::new(),
            session_due: None,
            since: None,
            news_due: false,
            mint,
            quitting: false,
        }
    }

    /// Which keys work now.
    #[must_use]
    pub fn key_place(&self) -> KeyPlace {
        match (self.popups.last(), self.focus) {
            (Some(Popup::Palette(_) | Popup::Write(_)), _) | (None, Focus::Prompt) => KeyPlace::Text,
            (Some(Popup::Export), _) if self.export.writes() => KeyPlace::Text,
            (None, Focus::Queue) => KeyPlace::Queue,
            _ => KeyPlace::Lists,
        }
    }

    /// The list that the cursor keys move in: hits or the place's.
    #[must_use]
    pub fn list(&self) -> &List {
        match self.trail.here() {
            Some(stop) if !self.searching => stop.list(),
            _ => &self.hits,
        }
    }

    /// The list that the cursor keys move in.
    pub fn list_mut(&mut self) -> &mut List {
        match self.trail.here_mut() {
            Some(stop) if !self.searching => stop.list_mut(),
            _ => &mut self.hits,
        }
    }

    /// The record under the cursor of the pane in focus.
    #[must_use]
    pub fn record(&self) -> Option<&TrackRow> {
        match self.focus {
            Focus::Queue => self.mine.items.get(self.queue_cursor).map(|item| &item.row),
            _ => self.list().current().and_then(Row::record),
        }
    }

    /// What the rows are to mix with: the last seed.
    #[must_use]
    pub fn reference(&self) -> Option<&TrackRow> {
        self.trail.seeds().last()
    }

    /// What is known of that; nothing where there is none.
    #[must_use]
    pub fn reference_facts(&self) -> Facts {
        self.reference().map(|row| self.facts.of(row)).unwrap_or_default()
    }

    /// The number for a new queue row: unlike any other, also another program's.
    pub fn mint(&mut self) -> ItemId {
        self.mint = self.mint.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.mint;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        // Stores keep signed numbers; zero is nobody's.
        ItemId(((z ^ (z >> 31)) >> 1).max(1))
    }

    /// What waits for a refresh of the list.
    #[must_use]
    pub fn waiting(&self) -> Option<String> {
        let stop = self.trail.here().filter(|_| !self.searching)?;
        let list = stop.list();
        if list.phase == list::Phase::Unasked || list.phase == list::Phase::Loading {
            return None;
        }
        let mut parts = Vec::new();
        if stop.seeds_changed > 0 {
            parts.push("seeds changed".to_owned());
        }
        let verdicts = self.judged.differences(&self.mine);
        if verdicts > 0 {
            parts.push(plural(verdicts as u64, "verdict"));
        }
        if list.listened.is_some_and(|known| self.status.listening.heard > u64::from(known.heard)) {
            parts.push("more listened to".to_owned());
        }
        if self.status.generation > list.generation && list.generation > 0 {
            parts.push(match self.status.mixes.saturating_sub(list.mixes) {
                0 => "changed mixes".to_owned(),
                more => format!("+{}", plural(more, "mix")),
            });
        } else if list.fit > 0 && self.status.fit != list.fit {
            parts.push("a new model".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// When something happens by itself next.
    #[must_use]
    pub fn next_wake(&self) -> Option<Duration> {
        let quota = self.audition.run.and_then(|run| run.waits);
        [self.toasts.next(), self.session_due, self.held_until, quota].into_iter().flatten().min()
    }
}

/// Steps of the rarity dial: s in x·y / (|y| + s).
pub const RARITY: [f32; 6] = [0.0, 0.05, 0.1, 0.2, 0.4, 0.8];
