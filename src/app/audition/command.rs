//! What the screen sends to the player, and hears from it.
//!
//! A command returns at once; what comes of it is told as an [`AudioEvent`] with the token of the wish it belongs to.

use std::{sync::Arc, time::Duration};

use crate::{
    preview::{Passage, Provider, ProviderMatch, Refusal, Silent, Wanted},
    sound::{
        outputs::{OutputError, OutputPlace},
        player::{PlaybackPhase, PlayerCommand},
        spectrogram::{Grid, Range},
        structure::MixPoint,
    },
};

/// Where a record begins to play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StartAt {
    /// At its first sound.
    #[default]
    Start,
    /// At its drop, where it has one.
    Drop,
    /// At this time of the recording, as far as what plays holds it.
    At(Duration),
}

/// How much of a file of the user's plays; of a preview all does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FilePart {
    /// A minute from behind its intro.
    #[default]
    Usual,
    /// All of it.
    Whole,
    /// The minute that holds this time of the recording.
    Holding(Duration),
}

/// A picture that is wanted: of what, how large, which part of the spectrum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// The wish whose sound it shows.
    pub token: u64,
    /// Columns.
    pub width: usize,
    /// Rows of levels; a cell may show two.
    pub rows: usize,
    /// The part of the spectrum.
    pub range: Range,
}

/// What is wanted of the sound.
#[derive(Clone, Debug, PartialEq)]
pub enum AudioCommand {
    /// Find, fetch and play a record, instead of what plays.
    Play {
        /// The wish's number; each is larger than those before.
        token: u64,
        /// The record.
        wanted: Wanted,
        /// How much of it.
        part: FilePart,
        /// Where it begins.
        from: StartAt,
        /// Another version will do.
        other: bool,
    },
    /// Fetch and play a passage of a mix, instead of what plays.
    PlayPassage {
        /// The wish's number.
        token: u64,
        /// Which.
        passage: Passage,
    },
    /// These may be wanted next: make them ready, the first one first.
    Prefetch(Vec<Wanted>),
    /// What the player does by itself; [`PlayerCommand::Stop`] forgets the wish too.
    Player(PlayerCommand),
    /// The picture of a whole clip.
    Picture(Canvas),
    /// So many levels of this range with every clock, for the live view; or none any more.
    Live(Option<(usize, Range)>),
}

impl From<PlayerCommand> for AudioCommand {
    fn from(command: PlayerCommand) -> Self {
        Self::Player(command)
    }
}

/// What can be heard now.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    /// What it is and who has it.
    pub found: ProviderMatch,
    /// What others said before.
    pub others: Vec<(Provider, Refusal)>,
    /// Where in the recording it begins.
    pub start: Duration,
    /// How long it is.
    pub length: Duration,
    /// How long the file is, where that is one of the user's and says so.
    pub whole: Option<Duration>,
    /// What is wrong with it, where something is: it was cut short, or damaged.
    pub flaw: Option<String>,
}

/// Why a record cannot be heard.
#[derive(Clone, Debug, PartialEq)]
pub enum CannotPlay {
    /// Nobody has it; what each one said.
    Nobody(Silent),
    /// Only another version is there, and was not asked for; what the others said.
    Other(Box<ProviderMatch>, Vec<(Provider, Refusal)>),
}

/// The player at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaybackTime {
    /// What is on.
    pub token: u64,
    /// Whether it plays.
    pub phase: PlaybackPhase,
    /// What is heard now.
    pub position: Duration,
    /// Levels of the moment for the live view, the highest frequency first, where they were ordered.
    pub column: Option<(Range, Vec<u8>)>,
}

/// What the sound tells.
#[derive(Clone, Debug, PartialEq)]
pub enum AudioEvent {
    /// The record of a wish is found and plays.
    Ready(u64, Ready),
    /// It cannot be heard.
    Unheard(u64, CannotPlay),
    /// Where the drop of what plays is, or that it has none.
    Drop(u64, Option<Duration>),
    /// Where to mix the file that plays, from the recording's beginning, the earliest first.
    Points(u64, Vec<MixPoint>),
    /// The player's clock, ten times a second while it runs and after every change.
    Clock(PlaybackTime),
    /// What plays could not be read to its end, and why.
    Broken(u64, String),
    /// A picture.
    Picture(Canvas, Grid),
    /// Where the sound goes.
    Place(OutputPlace),
    /// Why it does not go where it should.
    Trouble(OutputError),
}

/// Takes the events.
pub type OnAudio = Arc<dyn Fn(AudioEvent) + Send + Sync>;

/// Between two columns of the live spectrogram.
pub const STEP: Duration = Duration::from_millis(100);

/// What takes the commands.
pub trait Audio: Send {
    /// Takes one; never blocks.
    fn send(&mut self, command: AudioCommand);
}
