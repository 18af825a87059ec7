//! Everything the screen knows, owned by one loop: parts that own their rules, each in its file.

pub mod audition;
pub mod busy;
pub mod deck;
pub mod export;
pub mod facts;
pub mod filters;
pub mod finding;
pub mod history;
pub mod import;
pub mod judged;
pub mod keys;
mod leaving;
pub mod list;
mod panes;
pub mod pasted;
pub mod popup;
pub mod queue;
pub mod refine;
mod row;
pub mod screen;
pub mod search;
pub mod session;
pub mod slots;
pub mod sorting;
pub mod spectrogram;
pub mod sync;
pub mod textbox;
pub mod toast;
pub mod tour;
pub mod trail;
pub mod user;
pub mod visit;
pub mod why;

use std::{fmt, sync::Arc, time::Duration};

use ratatui::layout::{Position, Rect};

use crate::{
    app::{
        Slot, Status,
        answer::{By, MixingFacts, NewMix, PlayRow, TrackRow},
    },
    config::actions::Action,
    track::{MixId, TrackId},
    tui::{
        keymap::{KeyPlace, Keymap},
        link::TextLink,
        look::Look,
        pen::Pen,
        state::{
            audition::Audition,
            busy::Busy,
            export::Exporting,
            import::Importing,
            keys::Keys,
            list::{List, ListPhase, Row},
            popup::{Lines, NamedHint, PlacedPopup, PopupArea, PopupReply},
            refine::Refine,
            screen::{Focus, Screen},
            search::Search,
            slots::Slots,
            textbox::TextBox,
            toast::Tone,
            trail::{Place, Trail, TrailStop},
            user::UserState,
            visit::Visit,
            why::WhyPane,
        },
        text::plural,
    },
};

/// The one-time question.
pub const MAY_ANALYSE: &str = "May segue analyse previews of Deezer and iTunes? No audio is kept, only what it sounds like; \
    docs/data-and-terms.md says what the providers' terms allow.";

/// What lies over the panes; the topmost takes the keys. State, keys, picture and hints of each stand in one file of
/// `tui::popup`.
pub trait Popup: fmt::Debug + Send {
    /// Its file's name.
    fn name(&self) -> &'static str;

    /// Title, size and hints.
    fn shape(&self, state: &State) -> PopupArea;

    /// Does a key. Those that close it do not come here.
    fn key(&mut self, state: &mut State, action: Action) -> PopupReply;

    /// Draws what is inside; where the terminal's cursor stands comes back, if it is to be seen.
    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position>;

    /// A key that closes: it may go one level back instead.
    fn close(&mut self, _: &mut State) -> PopupReply {
        PopupReply::Close(Vec::new())
    }

    /// Whether letters are text.
    fn writes(&self, _: &State) -> bool {
        false
    }

    /// The line one writes.
    fn text_box<'b>(&'b mut self, _: &'b mut State) -> Option<&'b mut TextBox> {
        None
    }

    /// The line one writes has changed.
    fn typed(&mut self) {}

    /// Text was pasted; where it passes, the paste goes to the line one writes or to the prompt.
    fn pasted(&mut self, _: &mut State, _: &str) -> PopupReply {
        PopupReply::Pass
    }

    /// The lines one can choose from, as they stand inside.
    fn lines(&self, _: &State, _: Rect) -> Option<Lines> {
        None
    }

    /// The lines of which there may be more than the box shows, as they stand inside: what the frame says so of.
    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        self.lines(state, body)
    }

    /// One of these lines is chosen, by a click or its digit.
    fn pick(&mut self, _: &mut State, _: usize) -> PopupReply {
        PopupReply::Stay(Vec::new())
    }

    /// Whether its lines name the keys that choose them, letters too.
    fn has_labels(&self, _: &State) -> bool {
        false
    }

    /// The wheel moves by so many lines.
    fn wheel(&mut self, _: &mut State, _: isize) {}

    /// Addresses that can be followed.
    fn links(&self, _: &State, _: Rect) -> Vec<TextLink> {
        Vec::new()
    }
}

/// The state.
#[derive(Debug)]
pub struct State {
    /// Time since the start.
    pub now: Duration,
    /// Size, looks, focus, messages.
    pub screen: Screen,
    /// Bindings, and keys that wait.
    pub keys: Keys,
    /// State of catalogue and models.
    pub status: Status,
    /// The prompt and its hits.
    pub search: Search,
    /// Where one is and was.
    pub trail: Trail,
    /// Why the row is there.
    pub why: WhyPane,
    /// Queue and verdicts.
    pub user: UserState,
    /// Filters, the rarity dial, tempo and key.
    pub refine: Refine,
    /// What is auditioned.
    pub audition: Audition,
    /// Handing the queue over.
    pub export: Exporting,
    /// What can be imported, and a list that was pasted.
    pub import: Importing,
    /// What lies over the panes, the topmost last.
    pub popups: Vec<Box<dyn Popup>>,
    /// Questions under way.
    pub slots: Slots,
    /// The session: what it follows and shows, and whether it ends.
    pub visit: Visit,
}

impl State {
    /// A state at the start, in the prompt; `mint` is a random seed for the ids of new queue rows.
    #[must_use]
    pub fn new(size: (u16, u16), look: Look, keymap: Arc<Keymap>, tabs: Vec<By>, mint: u64) -> Self {
        Self {
            now: Duration::ZERO,
            screen: Screen::new(size, look),
            keys: Keys::new(keymap),
            status: Status::default(),
            search: Search::default(),
            trail: Trail::new(tabs),
            why: WhyPane::default(),
            user: UserState::new(mint),
            refine: Refine::default(),
            audition: Audition::default(),
            export: Exporting::default(),
            import: Importing::default(),
            popups: Vec::new(),
            slots: Slots::default(),
            visit: Visit::default(),
        }
    }

    /// Says something in a line.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.screen.toasts.say(tone, text, self.now);
    }

    /// Says what no key has asked for, once what was said before can have been read.
    pub fn mention(&mut self, tone: Tone, text: impl Into<String>) {
        self.screen.toasts.mention(tone, text, self.now);
    }

    /// A key is for a record, and there is none under the cursor: says why.
    pub fn names_no_record(&mut self) {
        let text = match self.screen.focus {
            Focus::Queue if self.user.mine.items.is_empty() => {
                let (list, add) = (self.keys.name(Action::Escape), self.keys.name(Action::QueueEnd));
                format!("The queue is empty; {list} goes to the list, where {add} adds a record.")
            }
            _ => match self.list().current() {
                None => format!("There is no record here; {} finds one.", self.keys.name(Action::Prompt)),
                Some(Row::Page(_) | Row::Mix(_) | Row::New(_)) => {
                    format!("This line names no record; {} opens its page.", self.keys.name(Action::Dig))
                }
                Some(_) => "This line names no record.".to_owned(),
            },
        };
        self.say(Tone::Good, text);
    }

    /// Which keys work now.
    #[must_use]
    pub fn key_place(&self) -> KeyPlace {
        match (self.popups.last(), self.screen.focus) {
            (Some(popup), _) if popup.writes(self) => KeyPlace::Text,
            (None, Focus::Prompt) => KeyPlace::Text,
            (None, Focus::Queue) => KeyPlace::Queue,
            _ => KeyPlace::Lists,
        }
    }

    /// The keys of a popup and what they do, as the keymap has them; what has no key is left out.
    #[must_use]
    pub fn hints(&self, shape: &PopupArea) -> Vec<NamedHint> {
        let hints = shape.hints.iter().map(|hint| (self.keys.names(&hint.keys), hint.does.clone()));
        hints.filter(|(keys, _)| !keys.is_empty()).collect()
    }

    /// Where a popup stands, and its hints.
    #[must_use]
    pub fn placed(&self, popup: &dyn Popup) -> PlacedPopup {
        let shape = popup.shape(self);
        shape.placed(self.screen.size, self.hints(&shape))
    }

    /// Where a popup stands, its border included.
    #[must_use]
    pub fn frame(&self, popup: &dyn Popup) -> Rect {
        self.placed(popup).frame
    }

    /// What is inside a popup's border.
    #[must_use]
    pub fn body(&self, popup: &dyn Popup) -> Rect {
        self.placed(popup).body
    }

    /// The list that the cursor keys move in: hits or the place's.
    #[must_use]
    pub fn list(&self) -> &List {
        match self.trail.here() {
            Some(stop) if !self.search.open => stop.list(),
            _ => &self.search.hits,
        }
    }

    /// The list that the cursor keys move in.
    pub fn list_mut(&mut self) -> &mut List {
        match self.trail.here_mut() {
            Some(stop) if !self.search.open => stop.list_mut(),
            _ => &mut self.search.hits,
        }
    }

    /// The record under the cursor of the pane in focus.
    #[must_use]
    pub fn record(&self) -> Option<&TrackRow> {
        match self.screen.focus {
            Focus::Queue => self.user.item().map(|item| &item.row),
            Focus::Seed => self.trail.here().and_then(TrailStop::seed),
            Focus::Picture => self.audition.on.as_ref().map(|on| &on.row).or_else(|| self.list_record()),
            Focus::Prompt | Focus::List | Focus::Why => self.list_record(),
        }
    }

    /// The record of the list's row; that of a play is the page's.
    #[must_use]
    pub fn list_record(&self) -> Option<&TrackRow> {
        match (self.list().current()?, self.trail.here().map(|stop| &stop.place)) {
            (Row::Play(_), Some(Place::Track(row))) => Some(row),
            (row, _) => row.record(),
        }
    }

    /// The play of the page's record under the list's cursor.
    #[must_use]
    pub fn play(&self) -> Option<&PlayRow> {
        match self.list().current()? {
            Row::Play(play) if matches!(self.screen.focus, Focus::List | Focus::Prompt | Focus::Why) => {
                Some(play)
            }
            _ => None,
        }
    }

    /// The mix whose tracklist stands beside the list: that of the row where it is a mix or a play, or of the highlighted evidence.
    #[must_use]
    pub fn mix_beside(&self) -> Option<MixId> {
        let row = self.list().current().filter(|_| matches!(self.screen.focus, Focus::List | Focus::Why));
        let mix = row.and_then(|row| match row {
            Row::Mix(mix) | Row::New(NewMix { mix, .. }) => Some(mix.id),
            Row::Page(page) => page.mix,
            _ => None,
        });
        let play = || self.play().map(|play| play.id);
        mix.or_else(play).or_else(|| self.why.current().map(|evidence| evidence.mix.id))
    }

    /// The record whose plays stand beside the list: no mix is behind its row. While one types, nothing that changes with every
    /// letter is worth its way over a slow line.
    #[must_use]
    pub fn plays_beside(&self) -> Option<TrackId> {
        let row = self.why.row.as_ref().filter(|row| row.mixes > 0 && !row.id.is_outside())?;
        let known = self.why.fault.is_none() && !self.slots.waiting(Slot::Evidence);
        (known && self.screen.focus != Focus::Prompt && self.mix_beside().is_none()).then_some(row.id)
    }

    /// What the rows are to mix with: the last seed.
    #[must_use]
    pub fn reference(&self) -> Option<&TrackRow> {
        self.trail.seeds().last()
    }

    /// What is known of that; nothing where there is none.
    #[must_use]
    pub fn reference_facts(&self) -> MixingFacts {
        self.reference().map(|row| self.refine.facts.of(row)).unwrap_or_default()
    }

    /// What waits for a refresh of the list.
    #[must_use]
    pub fn waiting(&self) -> Option<String> {
        let stop = self.trail.here().filter(|_| !self.search.open)?;
        let list = stop.list();
        if matches!(list.phase, ListPhase::Unasked | ListPhase::Loading) {
            return None;
        }
        let mut parts = Vec::new();
        if stop.seeds_changed > 0 {
            parts.push("seeds changed".to_owned());
        }
        let verdicts = self.user.judged.differences(&self.user.mine);
        if verdicts > 0 {
            parts.push(plural(verdicts as u64, "verdict"));
        }
        if list.listened.is_some_and(|known| self.status.listening.heard > u64::from(known.heard)) {
            parts.push("more analysed".to_owned());
        }
        if self.status.generation > list.generation && list.generation > 0 {
            parts.push(match self.status.mixes.saturating_sub(list.mixes) {
                0 => "changed mixes".to_owned(),
                more => format!("+{}", plural(more, "mix")),
            });
        } else if list.fit.is_some_and(|fit| fit != self.status.fit) {
            parts.push("newly learned".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// When something happens by itself next.
    #[must_use]
    pub fn next_wake(&self) -> Option<Duration> {
        let quota = self.audition.run.and_then(|run| run.waits);
        let times =
            [self.screen.toasts.next(), self.visit.due, self.keys.until(), quota, self.user.sync.retry()];
        times.into_iter().flatten().chain(self.busy().map(|busy| busy.next(self.now))).min()
    }

    /// What a key has begun that one waits for: an answer that it needs, or an import.
    #[must_use]
    pub fn busy(&self) -> Option<Busy> {
        self.keys.busy().or_else(|| self.import.finding.taking.as_ref().map(|taking| taking.busy.clone()))
    }
}
