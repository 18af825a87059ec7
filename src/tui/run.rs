//! The event loop: everything that happens comes through one channel; all of it is taken in, then one frame is drawn.

use std::{
    collections::VecDeque,
    io::{self, IsTerminal as _, Read as _, Write as _},
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use thiserror::Error;

use crate::{
    app::{
        Services,
        audition::{Audio, OnAudio},
        export::OnExport,
    },
    config::{
        Mixing,
        theme::{Theme, ThemeError},
    },
    library::query::By,
    plain::PlainWriter,
    tui::{
        effect::Effect,
        ending::Ending,
        glyphs::{ASCII, UNICODE},
        keymap::{Keymap, KeymapError, Remaps, available},
        leaving::{self, Unsaved},
        look::Look,
        message::{Configured, Message, Post},
        paint::{Depth, Paint},
        runner::Runner,
        saver::Write,
        state::{State, audition::Sounding, toast::Tone},
        terminal::{
            decode::{Decoder, Input},
            detect,
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
/// Characters read at once without a paste mark that make a paste of their own.
const BURST: usize = 12;
/// How long the first picture waits for the session of the last time.
const FIRST: Duration = Duration::from_millis(80);
/// How often changed settings are looked for.
const RELOAD: Duration = Duration::from_secs(1);

/// What the user set.
#[derive(Debug, Default)]
pub struct ScreenOptions {
    /// A theme's name, or nothing for dark.
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
    let (look, keymap) = appearance(settings, &tabs)?;
    let size = ratatui::crossterm::terminal::size()?;
    let mut state = State::new(size, look, Arc::new(keymap), tabs, settings.mint);
    state.audition.manner = settings.sound.manner;
    state.screen.made_up = settings.made_up;
    state.audition.choice = settings.sound.choice;
    state.audition.volume = settings.sound.volume;
    state.audition.listen.clone_from(&settings.listen);
    session::mind_panics(settings.log.as_deref());
    let taken = session::Taken::new(settings.mouse)?;
    let plain = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    let mut screen = Loop::start(services, state, plain, audio, (reload, settings.sound))?;
    let ran = screen.run();
    let unsaved = screen.leave(taken, &settings.rescue);
    unsaved.map_or(Ok(()), |unsaved| Err(ScreenError::Unsaved(unsaved)))?;
    Ok(ran?)
}

/// Looks and keys as set, or as the terminal has them.
fn appearance(settings: &ScreenOptions, tabs: &[By]) -> Result<(Look, Keymap), ScreenError> {
    let env = |name: &str| std::env::var(name).ok();
    let depth = settings.depth.unwrap_or_else(|| detect::depth(&env));
    let unicode = settings.unicode.unwrap_or_else(|| detect::unicode(&env));
    let theme = Theme::load(settings.theme.as_deref().unwrap_or("dark"))?;
    let look = Look {
        glyphs: if unicode { &UNICODE } else { &ASCII },
        paint: Paint::new(theme, depth),
        mouse: settings.mouse,
        mixing: settings.mixing,
    };
    let keymap = Keymap::build(&settings.keys, &|action| available(action, tabs))?;
    Ok((look, keymap))
}

/// Looks for changed settings, for ever.
fn watch_settings(reload: &Reload, mut sound: Sounding, tabs: &[By], post: &Post) {
    loop {
        thread::sleep(RELOAD);
        let Some(settings) = reload() else { continue };
        let configured = settings.and_then(|settings| {
            let (look, keymap) = appearance(&settings, tabs).map_err(|error| error.to_string())?;
            let before = std::mem::replace(&mut sound, settings.sound);
            let (sound, later) = ((before, settings.sound), settings.later);
            Ok(Box::new(Configured { look, keymap: Arc::new(keymap), sound, later }))
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
    start: Instant,
    /// When the last bytes came.
    read: Instant,
    /// A frame is on its way to the terminal.
    writing: usize,
    dirty: bool,
    /// When the first picture is drawn at the latest; `None` once it is.
    first: Option<Instant>,
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
        let (tabs, telling) = (state.trail.tabs.clone(), posting.clone());
        let body = move || watch_settings(&reload, sound, &tabs, &telling);
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
            start: now,
            read: now,
            writing: 0,
            dirty: true,
            first: Some(now + FIRST),
            gone: false,
            later: VecDeque::new(),
            ending,
        })
    }

    /// Runs until the user or a signal ends it.
    fn run(&mut self) -> io::Result<()> {
        while !self.state.visit.over {
            // The first picture is that of the place one left, not of a start from nothing.
            if self.first.is_some_and(|first| first <= Instant::now()) {
                self.first = None;
            }
            if self.dirty && self.first.is_none() && self.writing == 0 && !self.gone {
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
        if !stored && !hurried {
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
        let escape = self.decoder.wait().map(|wait| self.read + wait);
        let wake = self.state.next_wake().map(|wake| self.start + wake);
        match escape.into_iter().chain(wake).chain(self.first).min() {
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
        if self.decoder.wait().is_some_and(|wait| self.read + wait <= now) {
            let mut inputs = Vec::new();
            self.decoder.flush(&mut inputs);
            self.inputs(inputs);
        }
        if self.state.next_wake().is_some_and(|wake| self.start + wake <= now) {
            self.message(Message::Wake);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.read = Instant::now();
        let typing = self.state.key_place() == crate::tui::keymap::KeyPlace::Text;
        if let Some(text) = burst(bytes).filter(|_| !typing && self.decoder.wait().is_none()) {
            self.message(Message::Input(Input::Paste(text)));
            return;
        }
        let mut inputs = Vec::new();
        self.decoder.feed(bytes, &mut inputs);
        self.inputs(inputs);
    }

    fn inputs(&mut self, inputs: Vec<Input>) {
        for input in inputs {
            self.message(Message::Input(input));
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
            Effect::Update(contact) => self.runner.save(Write::Update(contact)),
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

/// Text that comes in one piece, faster than anyone types, is a paste of a terminal that does not mark pastes.
///
/// Keys typed ahead over a slow line come in one piece too; they repeat themselves, or begin with the key of the prompt.
fn burst(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.starts_with(['/', ':']) || text.contains(|c: char| c.is_control()) {
        return None;
    }
    let letters: std::collections::BTreeSet<char> = text.chars().collect();
    (text.chars().count() >= BURST && letters.len() > BURST / 2).then(|| text.to_owned())
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_text_and_not_keys_typed_ahead() {
        assert_eq!(burst(b"Ricardo Villalobos - Dexter\r").as_deref(), Some("Ricardo Villalobos - Dexter"));
        assert_eq!(burst(b"jjjjjjjjjjjjjjjjjjjjjj"), None);
        assert_eq!(burst(b"/ricardo villalobos\r"), None);
        assert_eq!(burst(b"jjjfjjxa"), None);
        assert_eq!(burst(b"\x1b[A\x1b[B\x1b[A\x1b[B"), None);
    }
}
