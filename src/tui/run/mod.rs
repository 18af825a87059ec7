//! The event loop: everything that happens comes through one channel; all of it is taken in, then one frame is drawn.

mod input;
mod leave;
mod options;

use std::{
    collections::VecDeque,
    io::{self, IsTerminal as _},
    mem,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

pub use self::options::{Reload, ScreenError, ScreenOptions, wrong_settings};
use self::options::{appearance_or_defaults, watch_settings};
use crate::{
    app::{
        Services,
        audition::{Audio, OnAudio},
        export::OnExport,
    },
    tui::{
        effect::Effect,
        ending::Ending,
        message::{Message, Post},
        runner::Runner,
        saver::Write,
        state::{State, audition::Sounding, screen::Between, toast::Tone, tour::DemoTour},
        terminal::{
            burst::Bursts,
            decode::{Decoder, Input},
            ground,
            output::{Frames, TerminalWriter, clipboard},
            session,
            signals::{self, Signal},
        },
        update::update,
    },
};

/// While events keep coming, a frame is drawn at least this often.
const FRAME: Duration = Duration::from_millis(10);
/// How long the first picture waits for the session of the last time.
const FIRST: Duration = Duration::from_millis(80);
/// How long it waits for the terminal to say what its background is.
const GROUND: Duration = Duration::from_millis(100);
enum Event {
    /// A time that something waits for.
    Time,
    Bytes(Vec<u8>),
    /// The terminal sends no more.
    Closed,
    Signal(Signal),
    Message(Box<Message>),
    /// A frame is written; false where the terminal is gone.
    Written(bool),
}

/// Starts what plays; its news go to the function it is given.
pub type StartAudio = Box<dyn FnOnce(OnAudio) -> io::Result<Box<dyn Audio>>>;

/// Shows the screen until the user leaves it; changed settings take effect at once, wrong ones are said and left.
pub fn run(
    services: &Arc<dyn Services>,
    settings: &ScreenOptions,
    audio: StartAudio,
    reload: Reload,
) -> Result<(), ScreenError> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(ScreenError::NoTerminal);
    }
    let tabs = services.tabs();
    let (look, keymap, wrong) = appearance_or_defaults(settings)?;
    let size = ratatui::crossterm::terminal::size()?;
    let mut state = State::new(size, look, Arc::new(keymap), tabs, settings.mint);
    state.audition.manner = settings.sound.manner;
    state.screen.made_up = settings.made_up;
    if settings.made_up {
        state.visit.tour = DemoTour::begin();
    }
    if !wrong.is_empty() {
        state.say(Tone::Error, format!("{}. The defaults stand in.", wrong.join(". ")));
    }
    let set = |name: &str| std::env::var_os(name).is_some();
    state.screen.between = Between { ssh: set("SSH_CONNECTION") || set("SSH_TTY"), tmux: set("TMUX") };
    state.audition.choice = settings.sound.choice;
    state.audition.volume = settings.sound.volume;
    state.audition.listen.clone_from(&settings.listen);
    session::mind_panics(settings.log.as_deref());
    let taken = session::Taken::new(state.screen.look.mouse)?;
    let plain = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    let mut screen = Loop::start(services, state, plain, audio, (reload, settings.sound))?;
    screen.ask_for_ground();
    let ran = screen.run();
    let unsaved = screen.leave(taken, &settings.rescue);
    unsaved.map_or(Ok(()), |unsaved| Err(ScreenError::Unsaved(unsaved)))?;
    Ok(ran?)
}

struct Loop {
    state: State,
    audio: Box<dyn Audio>,
    events: mpsc::Receiver<Event>,
    runner: Runner,
    services: Arc<dyn Services>,
    tell: OnExport,
    writer: TerminalWriter,
    frames: Frames,
    decoder: Decoder,
    bursts: Bursts,
    start: Instant,
    /// When the last bytes came.
    read: Instant,
    /// A frame is on its way to the terminal.
    writing: usize,
    dirty: bool,
    /// When the first picture is drawn at the latest; `None` once it is.
    first: Option<Instant>,
    /// Until when the first picture waits for the terminal's background.
    ground: Option<Instant>,
    gone: bool,
    /// Events that came while something else was waited for.
    later: VecDeque<Event>,
    /// Questions, and slots nobody asks for any more, in order: they go off once the picture of what was typed has, which would wait
    /// for a core where others answer them meanwhile.
    asked: Vec<Effect>,
    ending: Arc<Ending>,
}

impl Loop {
    fn start(
        services: &Arc<dyn Services>,
        state: State,
        plain: bool,
        audio: StartAudio,
        (reload, sound): (Reload, Sounding),
    ) -> io::Result<Self> {
        let (post, events) = mpsc::channel();
        let sender = post.clone();
        let posting: Post = Arc::new(move |message| {
            let _ = sender.send(Event::Message(Box::new(message)));
        });
        let sender = post.clone();
        let ending = Arc::new(Ending::default());
        let hurry = ending.clone();
        signals::listen(move |signal| {
            if signal == Signal::Hangup {
                hurry.begin();
            }
            let _ = sender.send(Event::Signal(signal));
        })?;
        let sender = post.clone();
        let writer = TerminalWriter::start(move |done| {
            let _ = sender.send(Event::Written(done));
        })?;
        thread::Builder::new().name("screen-read".to_owned()).spawn(move || input::read(&post))?;
        let telling = posting.clone();
        let body = move || watch_settings(&reload, sound, &telling);
        thread::Builder::new().name("screen-settings".to_owned()).spawn(body)?;
        let telling = posting.clone();
        let audio = audio(Arc::new(move |news| telling(Message::Audio(news))))?;
        let runner = Runner::start(services, &posting)?;
        let tell: OnExport = Arc::new(move |event| posting(Message::Export(event)));
        let now = Instant::now();
        Ok(Self {
            state,
            audio,
            events,
            runner,
            services: Arc::clone(services),
            tell,
            writer,
            frames: Frames::new(plain),
            decoder: Decoder::default(),
            bursts: Bursts::default(),
            start: now,
            read: now,
            writing: 0,
            dirty: true,
            first: Some(now + FIRST),
            ground: None,
            gone: false,
            later: VecDeque::new(),
            asked: Vec::new(),
            ending,
        })
    }

    /// Asks the terminal for its background, where the theme follows it.
    fn ask_for_ground(&mut self) {
        let paint = &self.state.screen.look.paint;
        if paint.follows() && ground::can_ask(&|name| std::env::var(name).ok(), paint.depth()) {
            self.write(ground::QUESTION.to_vec());
            self.ground = Some(Instant::now() + GROUND);
        }
    }

    /// Runs until the user or a signal ends it.
    fn run(&mut self) -> io::Result<()> {
        while !self.state.visit.over {
            // The first picture is that of the place one left, not of a start from nothing.
            if self.first.is_some_and(|first| first <= Instant::now()) {
                self.first = None;
            }
            if self.ground.is_some_and(|ground| ground <= Instant::now()) {
                self.ground = None;
            }
            let waits = self.first.is_some() || self.ground.is_some();
            if self.dirty && !waits && self.writing == 0 && !self.gone {
                self.draw()?;
            }
            for asked in mem::take(&mut self.asked) {
                self.effect(asked);
            }
            let Some(first) = self.next() else { break };
            self.take(first);
            let until = Instant::now() + FRAME;
            while Instant::now() < until && !self.state.visit.over {
                match self.events.try_recv() {
                    Ok(event) => self.take(event),
                    Err(_) => break,
                }
            }
        }
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let bytes = self.frames.frame(&self.state)?;
        if !bytes.is_empty() {
            self.write(bytes);
        }
        self.dirty = false;
        self.runner.shown();
        Ok(())
    }

    fn write(&mut self, bytes: Vec<u8>) {
        self.writing += 1;
        self.writer.write(bytes);
    }

    /// Waits for the next event or time; `None` where nothing can come any more.
    fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.later.pop_front() {
            return Some(event);
        }
        let now = Instant::now();
        let more = self.decoder.wait().or(self.bursts.wait()).map(|wait| self.read + wait);
        let wake = self.state.next_wake().map(|wake| self.start + wake);
        match more.into_iter().chain(wake).chain(self.first).chain(self.ground).min() {
            None => self.events.recv().ok(),
            Some(at) => match self.events.recv_timeout(at.saturating_duration_since(now)) {
                Ok(event) => Some(event),
                Err(mpsc::RecvTimeoutError::Timeout) => Some(Event::Time),
                Err(mpsc::RecvTimeoutError::Disconnected) => None,
            },
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Time => self.times(),
            Event::Bytes(bytes) => self.bytes(&bytes),
            Event::Closed | Event::Signal(Signal::Hangup) => {
                self.ending.begin();
                self.message(Message::Hangup);
            }
            Event::Signal(Signal::Resized) => self.resized(),
            Event::Signal(Signal::Stop) => self.suspend(),
            Event::Signal(Signal::Continue) => self.resume(),
            Event::Message(message) => self.message(*message),
            Event::Written(done) => {
                self.writing = self.writing.saturating_sub(1);
                self.gone |= !done;
            }
        }
    }

    fn resized(&mut self) {
        if let Ok((width, height)) = ratatui::crossterm::terminal::size() {
            self.message(Message::Resize(width, height));
        }
    }

    fn message(&mut self, message: Message) {
        let now = self.start.elapsed();
        let mouse = self.state.screen.look.mouse;
        if matches!(message, Message::Status(_)) {
            self.first = None;
        }
        if matches!(message, Message::Input(Input::Ground(_))) {
            self.ground = None;
        }
        if matches!(message, Message::Input(_) | Message::Audio(_)) {
            self.services.used();
        }
        for effect in update(&mut self.state, now, message) {
            match effect {
                Effect::Ask(..) | Effect::Cancel(_) => self.asked.push(effect),
                now => self.effect(now),
            }
        }
        if mouse != self.state.screen.look.mouse {
            self.write(session::mouse(self.state.screen.look.mouse).to_vec());
        }
        self.dirty = true;
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Ask(ticket, question) => self.runner.ask(ticket, question),
            Effect::Cancel(slot) => self.runner.cancel(slot),
            Effect::Save(change) => self.runner.save(Write::Change(change)),
            Effect::SaveSession(session) => self.runner.save(Write::Session(session)),
            Effect::Update(command) => self.runner.save(Write::Update(command)),
            Effect::Audio(command) => self.audio.send(command),
            Effect::Export(command) => self.services.export(command, &self.tell),
            Effect::Copy(text) => self.write(clipboard(&text)),
            Effect::Redraw => {
                self.frames.redraw();
                self.resized();
            }
            Effect::Suspend => self.suspend(),
        }
    }
}
