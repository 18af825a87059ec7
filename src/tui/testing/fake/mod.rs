//! A real small library in memory; recommendations by plain co-occurrence.

mod answers;
mod content;
mod services;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use self::content::places;
pub use self::content::{HOSTILE, MIXES};
use crate::{
    app::{
        Fault, ListeningStatus, Outcome, PastedText, QueueEntry, UserData,
        export::{ExportCommand, ExportEvent},
    },
    config::Consent,
    import::found::FoundPlace,
    library::{
        Snapshot,
        fixture::tables,
        query::{By, ListeningCounts, Marks, SearchHit, TrackRow},
        snapshot::{paged::PageIndex, tables::Tables},
    },
    sound::mixable::Settled,
    track::{TrackId, fold},
    updater::SliceOffer,
};

/// The library; faults and new models can be had at will.
pub struct Fake {
    snapshot: Arc<Snapshot>,
    /// The mixes as they were written down: titles and lines.
    lines: Vec<(String, Vec<String>)>,
    tabs: Vec<By>,
    user: Mutex<UserData>,
    session: Mutex<Option<String>>,
    queues: Mutex<std::collections::BTreeMap<String, Vec<QueueEntry>>>,
    /// Those that were taken away.
    taken: Mutex<std::collections::BTreeMap<String, Vec<QueueEntry>>>,
    /// Where it tells by sound too: how listening stands, and how much of it is known.
    pub sound: Mutex<Option<(ListeningStatus, ListeningCounts)>>,
    /// Every question fails.
    pub broken: AtomicBool,
    /// What the user made cannot be read.
    pub unreadable: AtomicBool,
    /// Nothing can be stored.
    pub full: AtomicBool,
    /// The snapshot's generation.
    pub generation: AtomicU64,
    /// Nothing is learned yet: no row is known.
    pub unlearned: AtomicBool,
    /// Another model is fitted: it thinks the other way round.
    pub refitted: AtomicBool,
    /// Export commands, as they came.
    pub orders: Mutex<Vec<ExportCommand>>,
    /// What comes of them.
    pub desk: Mutex<Option<Script>>,
    /// What DJ programs have here.
    pub places: Mutex<Vec<FoundPlace>>,
    /// Lists that were kept.
    pub lists: Mutex<Vec<PastedText>>,
    /// It finds pages too.
    pages: Option<PageIndex>,
    /// Three sets of the user's own are here.
    pub taste: AtomicBool,
    /// Somebody has listened to everything: it all mixes.
    pub known: AtomicBool,
    /// What is on, where the deck is followed.
    pub on_deck: Mutex<Option<TrackRow>>,
    /// Tempi in place of the made-up ones, and how often they were changed.
    tempi: Mutex<HashMap<TrackId, Settled<f32>>>,
    decided: AtomicU64,
    /// Mixes are audio files.
    pub archived: AtomicBool,
    /// What the wiki has to fetch, where somebody has to choose.
    pub offers: Mutex<Option<Vec<SliceOffer>>>,
}

/// What comes of an order.
pub type Script = Box<dyn FnMut(&ExportCommand) -> Vec<ExportEvent> + Send>;

impl Fake {
    /// A library of these mixes.
    pub fn new(mixes: &[(&str, &[&str])]) -> Self {
        let owned = |line: &&str| (*line).to_owned();
        let lines =
            mixes.iter().map(|(title, lines)| ((*title).to_owned(), lines.iter().map(owned).collect()));
        Self { lines: lines.collect(), ..Self::of(Arc::new(Snapshot::new(tables(mixes)))) }
    }

    /// The library of a snapshot, of whose mixes no tracklist is written down.
    pub fn of(snapshot: Arc<Snapshot>) -> Self {
        Self {
            snapshot,
            lines: Vec::new(),
            tabs: vec![By::Played],
            user: Mutex::new(UserData { version: 1, queue_name: "Friday".into(), ..UserData::default() }),
            session: Mutex::default(),
            queues: Mutex::default(),
            taken: Mutex::default(),
            sound: Mutex::default(),
            broken: AtomicBool::new(false),
            unreadable: AtomicBool::new(false),
            full: AtomicBool::new(false),
            generation: AtomicU64::new(1),
            unlearned: AtomicBool::new(false),
            refitted: AtomicBool::new(false),
            orders: Mutex::default(),
            desk: Mutex::default(),
            places: Mutex::new(places()),
            lists: Mutex::default(),
            pages: None,
            taste: AtomicBool::new(false),
            on_deck: Mutex::default(),
            known: AtomicBool::new(false),
            tempi: Mutex::default(),
            decided: AtomicU64::new(0),
            archived: AtomicBool::new(false),
            offers: Mutex::default(),
        }
    }

    /// It finds pages too.
    pub fn paged(self) -> Self {
        Self { pages: Some(PageIndex::new(self.tables())), ..self }
    }

    /// Which fit it has.
    pub(super) fn fit(&self) -> u64 {
        let is = |flag: &AtomicBool| flag.load(Ordering::SeqCst);
        if is(&self.unlearned) { 0 } else { 1 + u64::from(is(&self.refitted)) }
    }

    /// With these recommenders.
    pub fn with_tabs(self, tabs: &[By]) -> Self {
        Self { tabs: tabs.to_vec(), ..self }
    }

    /// The library.
    pub fn tables(&self) -> &Tables {
        &self.snapshot.tables
    }

    /// What is stored.
    pub fn stored(&self) -> UserData {
        self.user.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A record's tempo is this from now on.
    pub fn decide(&self, id: TrackId, tempo: Settled<f32>) {
        self.tempi.lock().unwrap_or_else(PoisonError::into_inner).insert(id, tempo);
        self.decided.fetch_add(1, Ordering::SeqCst);
    }

    /// Another program changes the store.
    pub fn change_elsewhere(&self, change: impl FnOnce(&mut UserData)) {
        let mut user = self.user.lock().unwrap();
        change(&mut user);
        user.version += 1;
    }

    /// The same, and it tells by sound: so many seeds and candidates are known.
    pub fn listening(self, listening: ListeningStatus, known: ListeningCounts) -> Self {
        *self.sound.lock().unwrap() = Some((listening, known));
        self
    }

    /// What was answered about previews.
    pub fn status_previews(&self) -> Option<Consent> {
        self.by_sound().map(|(listening, _)| listening.previews)
    }

    fn by_sound(&self) -> Option<(ListeningStatus, ListeningCounts)> {
        self.sound.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn row(&self, id: TrackId) -> Outcome<u32> {
        self.well()?;
        self.tables().row_of(id).ok_or_else(|| unknown(&id.to_string()))
    }

    fn well(&self) -> Outcome<()> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(Fault {
                title: "Cannot read the catalogue".into(),
                cause: "the disk is gone".into(),
                remedy: "segue doctor says more.".into(),
            });
        }
        Ok(())
    }

    fn hit(&self, row: u32, words: &[&str]) -> SearchHit {
        let track = self.tables().track_row(row);
        let marked = |text: &str| {
            let text = fold(text);
            let chars: Vec<char> = text.chars().collect();
            let mut marks = Vec::new();
            for word in words {
                let word: Vec<char> = word.chars().collect();
                if let Some(at) = chars.windows(word.len()).position(|w| w == word) {
                    marks.extend((at..at + word.len()).map(|i| i as u32));
                }
            }
            marks
        };
        let marks = Marks { artist: marked(&track.artist), title: marked(&track.title), ..Marks::default() };
        SearchHit { row: track, spellings: Vec::new(), owned: false, score: 1.0, marks }
    }
}

fn unknown(what: &str) -> Fault {
    Fault { title: format!("{what} is unknown"), cause: "no mix here has it".into(), remedy: String::new() }
}
