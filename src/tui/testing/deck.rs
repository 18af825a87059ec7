//! Sound in memory: records are found by rules, a clock of the test's moves the playhead.

use std::{collections::HashMap, sync::OnceLock, time::Duration};

use crate::{
    app::audition::{
        AudioCommand, AudioEvent, CannotPlay, FilePart, PlaybackTime, PlayerCommand, Ready, StartAt,
    },
    preview::{Match, Passage, Provider, ProviderMatch, Refusal, Silent, Wanted},
    sound::{
        clip::Clip,
        outputs::{OutputChoice, OutputKind, OutputPlace},
        player::PlaybackPhase,
        spectrogram::{Range, Spectra, column, find_drop},
        structure::MixPoint,
        synth::{Style, clip},
    },
};

/// What every record sounds like here, and its picture: made once, for that takes a while.
fn sound() -> &'static (Clip, Spectra) {
    static SOUND: OnceLock<(Clip, Spectra)> = OnceLock::new();
    SOUND.get_or_init(|| {
        let sound = clip(Style::House, 1);
        let spectra = Spectra::of(&sound);
        (sound, spectra)
    })
}

/// How long it is.
const LENGTH: Duration = Duration::from_secs(30);

/// How a record is there.
#[derive(Clone, Debug)]
pub enum There {
    /// As it is.
    Exact,
    /// Another version.
    Other(&'static str),
    /// Not at all.
    Not(Silent),
}

/// A record that is to play.
struct Wish {
    token: u64,
    wanted: Wanted,
    part: FilePart,
    from: StartAt,
    other: bool,
}

/// The sound of tests.
pub struct FakeDeck {
    /// What of each title is there; all others are exact.
    pub there: HashMap<String, There>,
    /// Where the sound goes.
    pub place: OutputPlace,
    /// Everything ordered.
    pub commands: Vec<AudioCommand>,
    /// How long the file is that each title is, of which a minute is played from .3 of it on; all others are previews.
    pub files: HashMap<String, Duration>,
    /// Where to mix each of them.
    pub points: Vec<MixPoint>,
    /// Wishes not answered yet.
    wishes: Vec<Wish>,
    /// How long is what plays.
    length: Duration,
    on: Option<(u64, PlaybackPhase, Duration)>,
    live: Option<(usize, Range)>,
    news: Vec<AudioEvent>,
    told_place: bool,
}

impl Default for FakeDeck {
    fn default() -> Self {
        Self {
            there: HashMap::new(),
            place: OutputPlace { kind: OutputKind::Pulse, name: "your laptop".into() },
            commands: Vec::new(),
            files: HashMap::new(),
            points: Vec::new(),
            wishes: Vec::new(),
            length: LENGTH,
            on: None,
            live: None,
            news: Vec::new(),
            told_place: false,
        }
    }
}

impl FakeDeck {
    /// Takes an order; what comes of it waits.
    pub fn send(&mut self, command: AudioCommand) {
        self.commands.push(command.clone());
        match command {
            AudioCommand::Play { token, wanted, part, from, other } => {
                self.on = None;
                self.wishes.push(Wish { token, wanted, part, from, other });
            }
            AudioCommand::PlayPassage { token, passage } => {
                self.on = None;
                self.wishes.clear();
                self.passage(token, &passage);
            }
            AudioCommand::Player(PlayerCommand::Stop) => {
                self.wishes.clear();
                self.on = None;
            }
            AudioCommand::Player(PlayerCommand::Toggle) => {
                if let Some((_, phase, position)) = &mut self.on {
                    if *phase == PlaybackPhase::Ended {
                        *position = Duration::ZERO;
                    }
                    *phase = if *phase == PlaybackPhase::Playing {
                        PlaybackPhase::Paused
                    } else {
                        PlaybackPhase::Playing
                    };
                }
                self.tick();
            }
            AudioCommand::Player(PlayerCommand::Seek(to)) => self.go(to),
            AudioCommand::Player(PlayerCommand::Skip(by)) => {
                let now = self.on.map_or(0.0, |(.., position)| position.as_secs_f64());
                self.go(Duration::from_secs_f64((now + by).max(0.0)));
            }
            AudioCommand::Picture(canvas) => {
                let grid = sound().1.grid(canvas.width, canvas.rows, canvas.range);
                self.news.push(AudioEvent::Picture(canvas, grid));
            }
            AudioCommand::Live(live) => self.live = live,
            AudioCommand::Player(PlayerCommand::Output(choice)) => {
                let name = if choice == OutputChoice::Null { "nowhere" } else { "this machine" };
                let kind = if choice == OutputChoice::Null { OutputKind::Null } else { OutputKind::Pulse };
                self.place = OutputPlace { kind, name: name.into() };
                self.news.push(AudioEvent::Place(self.place.clone()));
            }
            AudioCommand::Prefetch(_)
            | AudioCommand::Player(
                PlayerCommand::Volume(_) | PlayerCommand::Mute(_) | PlayerCommand::Level(_),
            ) => {}
        }
    }

    /// A passage is there, unless its title is not.
    fn passage(&mut self, token: u64, passage: &Passage) {
        if let Some(There::Not(why)) = self.there.get(&passage.name.title) {
            return self.news.push(AudioEvent::Unheard(token, CannotPlay::Nobody(why.clone())));
        }
        let (id, name) = (passage.address.clone(), passage.name.clone());
        let (provider, grade) = (Provider::Mix, Match::Exact);
        let found = ProviderMatch { provider, id, name, grade, page: None, bpm: None, seconds: None };
        let start = passage.start();
        let ready = Ready { found, others: Vec::new(), start, length: LENGTH, whole: None, flaw: None };
        self.length = LENGTH;
        self.news.push(AudioEvent::Ready(token, ready));
        self.on = Some((token, PlaybackPhase::Playing, Duration::ZERO));
        self.tick();
    }

    fn go(&mut self, to: Duration) {
        if let Some((_, phase, position)) = &mut self.on {
            *position = to.min(self.length);
            if *phase == PlaybackPhase::Ended {
                *phase = PlaybackPhase::Playing;
            }
        }
        self.tick();
    }

    /// What is found for the oldest wish comes in.
    pub fn answer(&mut self) -> bool {
        if self.wishes.is_empty() {
            return false;
        }
        let Wish { token, wanted, part, from, other } = self.wishes.remove(0);
        let there = self.there.get(&wanted.name.title).cloned().unwrap_or(There::Exact);
        let mut name = wanted.name.clone();
        let grade = match &there {
            There::Exact => Match::Exact,
            There::Other(version) => {
                name.version = Some((*version).to_owned());
                Match::OtherVersion
            }
            There::Not(why) => {
                self.news.push(AudioEvent::Unheard(token, CannotPlay::Nobody(why.clone())));
                return true;
            }
        };
        let page = Some("https://www.deezer.com/track/7".to_owned());
        let whole = self.files.get(&wanted.name.title).copied();
        let provider = if whole.is_some() { Provider::Local } else { Provider::Deezer };
        let seconds = whole.map(|whole| whole.as_secs_f32());
        let found = ProviderMatch { provider, id: "7".into(), name, grade, page, bpm: None, seconds };
        let (start, length) = match (whole, part) {
            (Some(whole), FilePart::Usual) => (whole.mul_f64(0.3), Duration::from_mins(1)),
            (Some(whole), FilePart::Whole) => (Duration::ZERO, whole),
            (Some(whole), FilePart::Holding(time)) => {
                let last =
                    if time < whole { whole.saturating_sub(Duration::from_mins(1)) } else { Duration::MAX };
                (time.saturating_sub(Duration::from_secs(15)).min(last), Duration::from_mins(1))
            }
            (None, _) => (Duration::ZERO, LENGTH),
        };
        let others = vec![(Provider::Local, Refusal::Unknown)];
        if grade == Match::OtherVersion && !other {
            self.news.push(AudioEvent::Unheard(token, CannotPlay::Other(Box::new(found), others)));
            return true;
        }
        let drop = find_drop(&sound().1);
        let begin = match from {
            StartAt::Start => Duration::ZERO,
            StartAt::Drop => drop.unwrap_or_default(),
            StartAt::At(time) => time.checked_sub(start).filter(|at| *at < length).unwrap_or_default(),
        };
        if !self.told_place {
            self.told_place = true;
            self.news.push(AudioEvent::Place(self.place.clone()));
        }
        let ready = Ready { found, others, start, length, whole, flaw: None };
        self.length = length;
        self.news.extend([AudioEvent::Ready(token, ready), AudioEvent::Drop(token, drop)]);
        if whole.is_some() {
            self.news.push(AudioEvent::Points(token, self.points.clone()));
        }
        // A later wish has taken the deck already.
        if self.wishes.is_empty() {
            self.on = Some((token, PlaybackPhase::Playing, begin));
            self.tick();
        }
        true
    }

    /// The playhead moves.
    pub fn run(&mut self, time: Duration) {
        if let Some((_, phase, position)) = &mut self.on
            && *phase == PlaybackPhase::Playing
        {
            *position = (*position + time).min(self.length);
            if *position == self.length {
                *phase = PlaybackPhase::Ended;
            }
            self.tick();
        }
    }

    /// What plays.
    pub fn playing(&self) -> Option<u64> {
        self.on.filter(|(_, phase, _)| *phase == PlaybackPhase::Playing).map(|(token, ..)| token)
    }

    fn tick(&mut self) {
        let Some((token, phase, position)) = self.on else { return };
        let column = self.live.filter(|_| phase == PlaybackPhase::Playing).map(|(rows, range)| {
            let sound = &sound().0;
            let frame = (position.as_secs_f64() * f64::from(sound.rate)) as u64;
            (range, column(&sound.samples, sound.channels, sound.rate, frame, rows, range))
        });
        self.news.push(AudioEvent::Clock(PlaybackTime { token, phase, position, column }));
    }

    /// What there is to tell.
    pub fn news(&mut self) -> Vec<AudioEvent> {
        std::mem::take(&mut self.news)
    }
}

/// Nobody has it.
pub fn nobody(said: &[(Provider, Refusal)]) -> There {
    There::Not(Silent(said.to_vec()))
}
