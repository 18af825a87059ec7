//! The event loop: everything that happens comes through one channel; all of it is taken in, then one frame is drawn.

#[cfg(not(windows))]
use std::io::Read as _;
use std::{
    collections::VecDeque,
    io::{self, IsTerminal as _, Write as _},
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use thiserror::Error;

#[cfg(windows)]
use crate::tui::terminal::console;
use crate::{
    app::{
        Services,
        audition::{Audio, OnAudio},
        export::OnExport,
    },
    config::{
        Mixing,
        actions::Action,
        theme::{Theme, ThemeError},
    },
    plain::PlainWriter,
    tui::{
        effect::Effect,
        ending::Ending,
        glyphs::{ASCII, UNICODE},
        keymap::{KeyPlace, Keymap, KeymapError, Remaps},
        leaving::{self, Unsaved},
        look::Look,
        message::{Configured, Message, Post},
        paint::{Depth, Paint},
        runner::Runner,
        saver::Write,
        state::{State, audition::Sounding, screen::Between, toast::Tone, tour::DemoTour},
        terminal::{
            burst::{Burst, Bursts, Target},
            decode::{Decoder, Input},
            detect, ground,
            output::{Frames, TerminalWriter, clipboard},
            session,
            signals::{self, Signal},
        },
        text::clean,
        update::update,
    },
};

/// While events keep coming, a frame is drawn at least this often.
const FRAME: Duration = Duration::from_millis(10);
/// How long leaving waits for what is being stored before it is said.
const SILENT: Duration = Duration::from_millis(400);
/// And after that, unless the user gives up.
const FINISH: Duration = Duration::from_secs(20);
/// And where a signal ends the program.
const HURRIED: Duration = Duration::from_secs(1);
/// How long the terminal may take for the last bytes.
const LAST_BYTES: Duration = Duration::from_secs(5);
const LAST_BYTES_HURRIED: Duration = Duration::from_millis(200);
/// How long the first picture waits for the session of the last time.
const FIRST: Duration = Duration::from_millis(80);
/// How long it waits for the terminal to say what its background is.
const GROUND: Duration = Duration::from_millis(100);
/// How often changed settings are looked for.
const RELOAD: Duration = Duration::from_secs(1);

/// What the user set.
#[derive(Debug, Default)]
pub struct ScreenOptions {
    /// A theme's name, or nothing for that of the terminal's background.
    pub theme: Option<String>,
    /// Colours; detected where nothing is set.
    pub depth: Option<Depth>,
    /// Unicode signs; detected where nothing is set.
    pub unicode: Option<bool>,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// What counts as mixable.
    pub mixing: Mixing,
    /// Keys by action name.
    pub keys: Remaps,
    /// Where the log is, for the message after a panic.
    pub log: Option<PathBuf>,
    /// How it sounds.
    pub sound: Sounding,
    /// The settings that were changed since they were read last, by name.
    pub changed: Vec<String>,
    /// Tables of the settings that were changed and work from the next start on.
    pub later: Vec<&'static str>,
    /// The catalogue is the demo's, and the screen says so.
    pub made_up: bool,
    /// The line that brings the sound to another machine.
    pub listen: String,
    /// Any number unlike those of other runs: new queue rows are numbered from it.
    pub mint: u64,
    /// Folders for the queue as text where it cannot be stored, the best first.
    pub rescue: Vec<PathBuf>,
}

/// Why the screen cannot be shown.
#[derive(Debug, Error)]
pub enum ScreenError {
    /// Not a terminal.
    #[error("the screen needs a terminal; every command of segue --help works without one")]
    NoTerminal,
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// The keys are wrong.
    #[error(transparent)]
    Keys(#[from] KeymapError),
    /// The theme is wrong.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// Not everything could be stored before the end.
    #[error("{0}")]
    Unsaved(Unsaved),
}

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

/// Gives the settings where they have changed since it was last called, or says what is wrong with them.
pub type Reload = Box<dyn Fn() -> Option<Result<ScreenOptions, String>> + Send>;

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
        state.tour = DemoTour::begin();
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

/// Looks and keys as set, the defaults in place of what is wrong, and what that is.
fn appearance_or_defaults(settings: &ScreenOptions) -> Result<(Look, Keymap, Vec<String>), ScreenError> {
    let mut wrong = Vec::new();
    let mut used = ScreenOptions { theme: None, keys: Remaps::new(), ..settings.appearance() };
    for (theme, keys) in [(settings.theme.clone(), Remaps::new()), (None, settings.keys.clone())] {
        let one = ScreenOptions { theme, keys, ..settings.appearance() };
        match appearance(&one) {
            Ok(_) => {
                used.theme = used.theme.or(one.theme);
                used.keys.extend(one.keys);
            }
            Err(e) => wrong.push(e.to_string()),
        }
    }
    let (look, keymap) = appearance(&used)?;
    Ok((look, keymap, wrong))
}

/// What is wrong with the theme and the keys that are set.
#[must_use]
pub fn wrong_settings(settings: &ScreenOptions) -> Vec<String> {
    appearance_or_defaults(settings).map_or_else(|e| vec![e.to_string()], |(.., wrong)| wrong)
}

impl ScreenOptions {
    /// What of them decides how the screen looks.
    fn appearance(&self) -> Self {
        let Self { depth, unicode, mouse, mixing, .. } = *self;
        Self { depth, unicode, mouse, mixing, ..Self::default() }
    }
}

/// Looks and keys as set, or as the terminal has them.
fn appearance(settings: &ScreenOptions) -> Result<(Look, Keymap), ScreenError> {
    let env = |name: &str| std::env::var(name).ok();
    let depth = settings.depth.unwrap_or_else(|| detect::depth(&env));
    let unicode = settings.unicode.unwrap_or_else(|| detect::unicode(&env));
    let paint = match &settings.theme {
        Some(name) => Paint::new(Theme::load(name)?, depth),
        None => Paint::of_ground(depth)?,
    };
    let look = Look {
        glyphs: if unicode { &UNICODE } else { &ASCII },
        paint,
        mouse: settings.mouse && detect::mouse(&env),
        mixing: settings.mixing,
    };
    let keymap = Keymap::build(&settings.keys, &|_| true)?;
    Ok((look, keymap))
}

/// Looks for changed settings, for ever.
fn watch_settings(reload: &Reload, mut sound: Sounding, post: &Post) {
    loop {
        thread::sleep(RELOAD);
        let Some(settings) = reload() else { continue };
        let configured = settings.and_then(|settings| {
            let (look, keymap) = appearance(&settings).map_err(|error| error.to_string())?;
            let before = std::mem::replace(&mut sound, settings.sound);
            let sound = (before, settings.sound);
            let (changed, later) = (settings.changed, settings.later);
            Ok(Box::new(Configured { look, keymap: Arc::new(keymap), sound, changed, later }))
        });
        post(Message::Configured(configured));
    }
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
        thread::Builder::new().name("screen-read".to_owned()).spawn(move || read(&post))?;
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

    /// Waits until everything is stored, gives the terminal back, and says what could not be stored.
    fn leave(mut self, taken: session::Taken, folders: &[PathBuf]) -> Option<Unsaved> {
        self.runner.leave();
        let hurried = self.ending.has_begun();
        let mut stored = self.runner.stored_within(if hurried { HURRIED } else { SILENT });
        self.writer.finish(if hurried { LAST_BYTES_HURRIED } else { LAST_BYTES });
        drop(taken);
        // What is lost does not come back by waiting.
        if !stored && !hurried && !self.runner.left().changes.is_empty() {
            stored = self.wait_visibly();
        }
        self.ending.stored(stored);
        (!stored).then(|| leaving::rescue(&self.state.user.mine, &self.runner.left(), folders))
    }

    /// With the shell's screen back: says what is waited for; a signal or ctrl-c gives up.
    fn wait_visibly(&mut self) -> bool {
        let cause = self.runner.left().fault.map(|fault| format!(" ({})", clean(&fault.cause)));
        let cause = cause.unwrap_or_default();
        let mut err = PlainWriter::text(io::stderr());
        let _ = writeln!(err, "segue: saving the last changes{cause}; ctrl-c gives up …");
        let end = Instant::now() + FINISH;
        while Instant::now() < end {
            if self.runner.stored_within(Duration::from_millis(50)) {
                return true;
            }
            if self
                .events
                .try_iter()
                .any(|event| matches!(event, Event::Closed | Event::Signal(Signal::Hangup)))
            {
                break;
            }
        }
        false
    }

    fn draw(&mut self) -> io::Result<()> {
        let bytes = self.frames.frame(&self.state)?;
        if !bytes.is_empty() {
            self.write(bytes);
        }
        self.dirty = false;
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

    fn times(&mut self) {
        let now = Instant::now();
        let due = |wait: Option<Duration>| wait.is_some_and(|wait| self.read + wait <= now);
        if due(self.decoder.wait()) {
            let mut inputs = Vec::new();
            self.decoder.flush(&mut inputs);
            self.inputs(inputs);
        } else if due(self.bursts.wait()) {
            let burst = self.bursts.flush(self.target());
            self.burst(burst);
        }
        if self.state.next_wake().is_some_and(|wake| self.start + wake <= now) {
            self.message(Message::Wake);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let since = self.read.elapsed();
        self.read = Instant::now();
        if self.decoder.wait().is_some() {
            // In the middle of a sequence or of a marked paste.
            return self.burst(Some(Burst::Keys(bytes.to_vec())));
        }
        for burst in self.bursts.take(bytes, since, self.target()) {
            self.burst(Some(burst));
        }
    }

    /// Where keys go now.
    fn target(&self) -> Target {
        let first =
            |action| self.state.keys.map.keys(action).first().and_then(|keys| keys.0.first()?.typed());
        Target {
            typing: self.state.key_place() == KeyPlace::Text,
            opens: [first(Action::Prompt), first(Action::Palette)],
        }
    }

    fn burst(&mut self, burst: Option<Burst>) {
        match burst {
            None => {}
            Some(Burst::Paste(text)) => self.message(Message::Input(Input::Paste(text))),
            Some(Burst::Keys(bytes)) => {
                let mut inputs = Vec::new();
                self.decoder.feed(&bytes, &mut inputs);
                self.inputs(inputs);
            }
        }
    }

    /// Keys that came in one piece do what they would do one by one, but none of them ends the program.
    fn inputs(&mut self, inputs: Vec<Input>) {
        let letters = |input: &&Input| matches!(input, Input::Key(chord) if chord.typed().is_some());
        self.state.keys.at_once = inputs.iter().filter(letters).count() > 1;
        for input in inputs {
            self.message(Message::Input(input));
        }
        self.state.keys.at_once = false;
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
        for effect in update(&mut self.state, now, message) {
            self.effect(effect);
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

    #[cfg(unix)]
    fn suspend(&mut self) {
        // What is on its way to the terminal comes first, else it lands on the shell's screen.
        let end = Instant::now() + LAST_BYTES;
        while self.writing > 0 {
            match self.events.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Event::Written(_)) => self.writing -= 1,
                Ok(event) => self.later.push_back(event),
                Err(_) => break,
            }
        }
        session::leave();
        let stopped = session::suspend();
        self.resume();
        if !stopped {
            self.message(Message::Say(Tone::Note, "There is no shell to suspend to.".to_owned()));
        }
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) {
        self.message(Message::Say(Tone::Note, "This system cannot suspend a program.".to_owned()));
    }

    fn resume(&mut self) {
        match session::enter(self.state.screen.look.mouse) {
            // The writer has it: a terminal that nobody reads would stop everything here.
            Ok(bytes) => self.write(bytes),
            Err(error) => {
                tracing::error!(%error, "the terminal does not come back");
                self.message(Message::Hangup);
            }
        }
        self.frames.redraw();
        self.resized();
        self.dirty = true;
    }
}

#[cfg(not(windows))]
fn read(post: &mpsc::Sender<Event>) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        match io::stdin().lock().read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                if post.send(Event::Bytes(buffer[..count].to_vec())).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = post.send(Event::Closed);
}

/// A console's events as bytes, all that are there at once: so a paste comes in one piece.
#[cfg(windows)]
fn read(post: &mpsc::Sender<Event>) {
    use ratatui::crossterm::event;
    loop {
        let mut bytes = Vec::new();
        let mut more = true;
        while more {
            match event::read() {
                Ok(event::Event::Resize(..)) if post.send(Event::Signal(Signal::Resized)).is_err() => return,
                Ok(event) => console::encode(&event, &mut bytes),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    let _ = post.send(Event::Closed);
                    return;
                }
            }
            more = event::poll(Duration::ZERO).unwrap_or(false);
        }
        if !bytes.is_empty() && post.send(Event::Bytes(bytes)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_stand_in_for_what_is_wrong_and_only_for_that() {
        let keys = |name: &str| [(name.to_owned(), vec!["ctrl-f".to_owned()])].into_iter().collect();
        let options =
            |theme: &str, keys| ScreenOptions { theme: Some(theme.into()), keys, ..ScreenOptions::default() };
        let wrong = wrong_settings(&options("neon", keys("lyke")));
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].contains("neon") && wrong[1].contains("did you mean like?"), "{wrong:?}");
        let (_, keymap, wrong) = appearance_or_defaults(&options("neon", keys("like"))).unwrap();
        assert_eq!((wrong.len(), keymap.keys(Action::Like)[0].to_string()), (1, "ctrl-f".to_owned()));
        let (look, keymap, _) = appearance_or_defaults(&options("light", keys("lyke"))).unwrap();
        assert_eq!(keymap.keys(Action::Like)[0].to_string(), "f");
        assert!(!look.paint.follows(), "the theme that is right is kept");
        assert!(wrong_settings(&ScreenOptions::default()).is_empty());
    }
}
