//! What is auditioned: the record that plays, the run down the list, the sound's knobs.

use std::{collections::HashMap, time::Duration};

use crate::{
    app::{
        answer::{
            MixPoint, OutputChoice, OutputError, OutputKind, OutputPlace, Passage, PlaybackPhase,
            ProviderMatch, TrackRow, Wanted,
        },
        audition::{CannotPlay, FilePart, StartAt},
    },
    track::TrackId,
    tui::state::spectrogram::Picture,
};

/// What a file says of its length and what plays of it may differ by so much.
const SLACK: Duration = Duration::from_secs(2);

/// How far the record is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// It is looked for and fetched, to begin there.
    Looking(StartAt),
    /// It is on.
    On(Box<Playing>),
}

/// What is known of a drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropPoint {
    /// Nothing yet.
    Unknown {
        /// It goes there as soon as it is known.
        go: bool,
    },
    /// It has none.
    None,
    /// It is there.
    At(Duration),
}

/// What is on the player.
#[derive(Clone, Debug)]
pub struct Playing {
    /// What the player does with it.
    pub phase: PlaybackPhase,
    /// What really plays.
    pub found: ProviderMatch,
    /// Where in the recording it begins.
    pub start: Duration,
    /// How long it is.
    pub length: Duration,
    /// How long the file is, where that is one of the user's and says so.
    pub whole: Option<Duration>,
    /// What is heard now.
    pub position: Duration,
    /// How long it has been listened to.
    pub listened: Duration,
    /// When the clock last ran.
    pub ran: Option<Duration>,
    /// Its drop.
    pub drop: DropPoint,
    /// The last jump went to the drop.
    pub at_drop: bool,
    /// It counts as heard.
    pub heard: bool,
}

impl Playing {
    /// How long the file is that only a part of plays; none where the part lies behind what the file says of itself.
    #[must_use]
    pub fn part_of(&self) -> Option<Duration> {
        self.whole.filter(|whole| self.length + SLACK < *whole && self.start < *whole)
    }

    /// How far the playhead is, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.length.is_zero() { 0.0 } else { self.position.as_secs_f64() / self.length.as_secs_f64() }
    }
}

/// The pane whose rows are auditioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The list that has the cursor.
    List,
    /// The queue.
    Queue,
    /// The review before a queue goes to Spotify; its candidates are no rows of a list, so no run goes down it.
    Review,
    /// A mix that is played from where two records meet; no list either.
    Mix,
}

/// The record that plays or is looked for.
#[derive(Clone, Debug)]
pub struct On {
    /// The wish's number.
    pub token: u64,
    /// The record.
    pub row: TrackRow,
    /// The record as it was asked for.
    pub wanted: Wanted,
    /// How much of it.
    pub part: FilePart,
    /// Where its row is.
    pub pane: Pane,
    /// Where a mix plays it: the passage, not the record, is heard.
    pub passage: Option<Passage>,
    /// Where to mix the file, the earliest first; none before that is known.
    pub points: Option<Vec<MixPoint>>,
    /// How far it is.
    pub stage: Stage,
}

impl On {
    /// Whether it sounds.
    #[must_use]
    pub fn plays(&self) -> bool {
        self.playing().is_some_and(|playing| playing.phase == PlaybackPhase::Playing)
    }

    /// What is on the player, once it is found.
    #[must_use]
    pub fn playing(&self) -> Option<&Playing> {
        match &self.stage {
            Stage::Looking(_) => None,
            Stage::On(playing) => Some(playing),
        }
    }
}

/// An audition run down the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The row it began at.
    pub began: usize,
    /// Records heard in it.
    pub heard: u32,
    /// A quota is asked to be waited for until then.
    pub waits: Option<Duration>,
}

/// How runs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// How long each record plays.
    pub seconds: u32,
    /// Where it begins.
    pub from: StartAt,
}

impl Default for Manner {
    fn default() -> Self {
        Self { seconds: 6, from: StartAt::Drop }
    }
}

/// How it sounds, as the settings say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sounding {
    /// How runs go.
    pub manner: Manner,
    /// Where the sound is wanted.
    pub choice: OutputChoice,
    /// How loud it is, 0 to 1.
    pub volume: f32,
    /// Whether records are brought to a common loudness.
    pub levelled: bool,
}

/// Everything about auditioning.
#[derive(Clone, Debug)]
pub struct Audition {
    /// What plays or is looked for.
    pub on: Option<On>,
    /// The run, while one goes on.
    pub run: Option<Run>,
    /// How runs go.
    pub manner: Manner,
    /// The spectrogram.
    pub picture: Picture,
    /// 0 to 1.
    pub volume: f32,
    /// Silent.
    pub muted: bool,
    /// Where the sound is wanted.
    pub choice: OutputChoice,
    /// Where it goes.
    pub place: Option<OutputPlace>,
    /// What has failed, where the sound does not go where it should.
    pub trouble: Option<OutputError>,
    /// That there is no sound has been said.
    pub warned: bool,
    /// The line that brings the sound to another machine.
    pub listen: String,
    /// Records that could not be heard, and why.
    pub unheard: HashMap<TrackId, CannotPlay>,
    /// What was last asked to be made ready.
    pub ahead: Vec<TrackId>,
    /// The last wish's number.
    pub tokens: u64,
}

impl Default for Audition {
    fn default() -> Self {
        Self {
            on: None,
            run: None,
            manner: Manner::default(),
            picture: Picture::default(),
            volume: 1.0,
            muted: false,
            choice: OutputChoice::Auto,
            place: None,
            trouble: None,
            warned: false,
            listen: String::new(),
            unheard: HashMap::new(),
            ahead: Vec::new(),
            tokens: 0,
        }
    }
}

impl Audition {
    /// Whether the record plays or is looked for.
    #[must_use]
    pub fn is_on(&self, id: TrackId) -> bool {
        self.on.as_ref().is_some_and(|on| on.row.id == id)
    }

    /// Whether the record plays, waits to go on, or is looked for: what has ended does not.
    #[must_use]
    pub fn is_under_way(&self, id: TrackId) -> bool {
        self.is_on(id) && self.playing().is_none_or(|playing| playing.phase != PlaybackPhase::Ended)
    }

    /// What is on the player, once it is found.
    #[must_use]
    pub fn playing(&self) -> Option<&Playing> {
        self.on.as_ref()?.playing()
    }

    /// What is on the player, once it is found.
    pub fn playing_mut(&mut self) -> Option<&mut Playing> {
        match &mut self.on.as_mut()?.stage {
            Stage::Looking(_) => None,
            Stage::On(playing) => Some(playing),
        }
    }

    /// Nobody can hear it.
    #[must_use]
    pub fn is_mute(&self) -> bool {
        self.place.as_ref().is_some_and(|place| place.kind == OutputKind::Null)
    }

    /// Whether nothing speaks against it: it was not looked for yet, or another version of it is there.
    #[must_use]
    pub fn can_be_heard(&self, id: TrackId) -> bool {
        !self.unheard.contains_key(&id) || self.is_offered(id)
    }

    /// Whether another version of a record was offered.
    #[must_use]
    pub fn is_offered(&self, id: TrackId) -> bool {
        matches!(self.unheard.get(&id), Some(CannotPlay::Other(..)))
    }
}

/// The record as sources are asked for it.
#[must_use]
pub fn wanted(row: &TrackRow) -> Wanted {
    Wanted::new(row.name(), None)
}
