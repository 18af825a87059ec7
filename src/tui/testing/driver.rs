//! The driver: keys in, pictures out; answers come when the test says so.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{
        Question, Services, Ticket, UpdateCommand, UserChange,
        export::{ExportEvent, OnExport},
    },
    config::{
        Mixing,
        actions::Action,
        keys::{BareKey, Chord},
        theme::Theme,
    },
    tui::{
        effect::Effect,
        glyphs::{Glyphs, UNICODE},
        keymap::{Keymap, Remaps},
        look::Look,
        message::Message,
        paint::{Depth, Paint},
        state::State,
        terminal::decode::Input,
        testing::{Fake, FakeDeck},
        update::update,
        view::draw,
    },
};

/// The whole screen without a terminal.
pub struct Driver {
    /// Its state.
    pub state: State,
    /// Its library.
    pub services: Arc<Fake>,
    /// Its clock.
    pub now: Duration,
    /// Questions not answered yet.
    pub asked: Vec<(Ticket, Question)>,
    /// Changes not stored yet.
    pub unsaved: Vec<UserChange>,
    /// Its sound.
    pub deck: FakeDeck,
    /// What went to the clipboard.
    pub copied: Vec<String>,
    /// Updates asked for, with the contact where one was given.
    pub updates: Vec<UpdateCommand>,
    /// The program has ended.
    pub over: bool,
}

impl Driver {
    /// A fresh start at a size.
    pub fn new(size: (u16, u16), services: Arc<Fake>) -> Self {
        Self::with(size, services, &UNICODE, Depth::True)
    }

    /// A fresh start with other looks.
    pub fn with(size: (u16, u16), services: Arc<Fake>, glyphs: &'static Glyphs, depth: Depth) -> Self {
        Self::remapped(size, services, (glyphs, depth), &Remaps::new())
    }

    /// A fresh start with other keys.
    pub fn remapped(
        size: (u16, u16),
        services: Arc<Fake>,
        (glyphs, depth): (&'static Glyphs, Depth),
        remaps: &Remaps,
    ) -> Self {
        let tabs = services.tabs();
        let keymap = Keymap::build(remaps, &|_| true).unwrap();
        let paint = Paint::new(Theme::named("dark").unwrap(), depth);
        let look = Look { glyphs, paint, mouse: true, mixing: Mixing::default() };
        let mut app = Self {
            state: State::new(size, look, Arc::new(keymap), tabs, 7),
            services,
            now: Duration::ZERO,
            asked: Vec::new(),
            unsaved: Vec::new(),
            deck: FakeDeck::default(),
            copied: Vec::new(),
            updates: Vec::new(),
            over: false,
        };
        app.send(Message::Restore(app.services.session().unwrap()));
        app.status();
        app
    }

    /// An 80 x 24 screen over the usual mixes.
    pub fn usual() -> Self {
        let mut app = Self::new((80, 24), Arc::new(Fake::new(super::fake::MIXES)));
        app.settle();
        app
    }

    /// Sends a message.
    pub fn send(&mut self, message: Message) {
        let told: Arc<Mutex<Vec<ExportEvent>>> = Arc::default();
        let telling = told.clone();
        let tell: OnExport = Arc::new(move |news| telling.lock().unwrap().push(news));
        for effect in update(&mut self.state, self.now, message) {
            match effect {
                Effect::Ask(ticket, question) => self.asked.push((ticket, question)),
                Effect::Save(change) => self.unsaved.push(change),
                Effect::SaveSession(session) => self.services.save_session(&session).unwrap(),
                Effect::Audio(command) => self.deck.send(command),
                Effect::Copy(text) => self.copied.push(text),
                Effect::Update(command) => self.updates.push(command),
                Effect::Export(command) => self.services.export(command, &tell),
                Effect::Cancel(_) | Effect::Redraw | Effect::Suspend => {}
            }
        }
        self.over = self.state.visit.over;
        let told = std::mem::take(&mut *told.lock().unwrap());
        for news in told {
            self.send(Message::Export(news));
        }
    }

    /// The catalogue's state arrives.
    pub fn status(&mut self) {
        self.send(Message::Status(self.services.status()));
    }

    /// Presses the first key of each action.
    pub fn act(&mut self, actions: &[Action]) -> &mut Self {
        for action in actions {
            let keys = self.state.keys.map.clone();
            for chord in &keys.keys(*action)[0].0 {
                self.send(Message::Input(Input::Key(*chord)));
            }
            self.settle();
        }
        self
    }

    /// Presses keys: characters, and names in angle brackets (`<enter>`, `<ctrl-d>`, `<lt>` for `<`).
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for chord in chords(keys) {
            self.send(Message::Input(Input::Key(chord)));
        }
        self
    }

    /// Everything asked is answered and everything changed is stored, until nothing is left to do.
    pub fn settle(&mut self) -> &mut Self {
        for _ in 0..50 {
            let told = self.deck.answer() | self.hear();
            if self.asked.is_empty() && self.unsaved.is_empty() && !told {
                return self;
            }
            for (ticket, question) in std::mem::take(&mut self.asked) {
                let outcome = self.services.answer(&question, &|| false);
                self.send(Message::Answer(ticket, outcome));
            }
            self.store();
        }
        panic!("the screen asks without end: {:?}", self.asked);
    }

    /// What the sound has to tell comes in; false where it has nothing.
    pub fn hear(&mut self) -> bool {
        let news = self.deck.news();
        let told = !news.is_empty();
        for news in news {
            self.send(Message::Audio(news));
        }
        told
    }

    /// Time passes while it plays: the clock ticks ten times a second.
    pub fn listen(&mut self, time: Duration) -> &mut Self {
        const TICK: Duration = Duration::from_millis(100);
        for _ in 0..time.as_millis() / TICK.as_millis() {
            self.now += TICK;
            self.deck.run(TICK);
            self.hear();
            if self.state.next_wake().is_some_and(|at| at <= self.now) {
                self.send(Message::Wake);
            }
            self.settle();
        }
        self
    }

    /// Stores what waits, or says why not.
    pub fn store(&mut self) {
        while let Some(change) = self.unsaved.first().cloned() {
            match self.services.change(&change) {
                Ok(otherwise) => {
                    self.unsaved.remove(0);
                    self.send(otherwise.map_or(Message::Saved, Message::SavedOtherwise));
                }
                Err(fault) => {
                    self.send(Message::SaveFailed(fault));
                    return;
                }
            }
        }
    }

    /// Time passes.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.now += time;
        self.send(Message::Wake);
        self
    }

    /// The cells.
    pub fn buffer(&self) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.state.screen.size.0, self.state.screen.size.1));
        draw(&self.state, &mut buffer);
        buffer
    }

    /// The text on the screen.
    pub fn text(&self) -> String {
        super::picture::text(&self.buffer())
    }

    /// The record under the cursor, as `artist - title`.
    pub fn current(&self) -> Option<String> {
        self.state.record().map(|row| format!("{} - {}", row.artist, row.title))
    }

    /// What is in the list.
    pub fn titles(&self) -> Vec<String> {
        self.state.list().rows.iter().filter_map(|row| row.record()).map(|row| row.title.clone()).collect()
    }

    /// What is in the queue.
    pub fn queue(&self) -> Vec<String> {
        self.state.user.mine.items.iter().map(|item| item.row.title.clone()).collect()
    }
}

/// Keys as chords.
pub fn chords(keys: &str) -> Vec<Chord> {
    let mut out = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let end = rest.find('>').filter(|end| c == '<' && *end > 1);
        if let Some(end) = end {
            let name = &rest[1..end];
            out.push(if name == "lt" { Chord::plain(BareKey::Char('<')) } else { name.parse().unwrap() });
            rest = &rest[end + 1..];
        } else {
            out.push(Chord::char(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}
