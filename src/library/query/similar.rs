//! What a question for records answers, and what speaks for each.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::row::{MixRow, TrackRow};
use crate::track::{TrackId, ordinal};

/// Which tab, and `--by`, whose help these lines are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// What DJs play with it
    Played,
    /// What sounds like it
    Sound,
    /// What they play straight after it
    Next,
    /// All recommenders in one list
    Blend,
}

/// Where the row was played, seen from the seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlayOrder {
    /// Before the seed.
    Before,
    /// After the seed.
    After,
    /// Both have happened.
    Both,
}

/// How often a record was played straight after another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StraightAfter {
    /// Independent DJs who did.
    pub djs: u32,
    /// Times in all.
    pub times: u32,
}

/// Which model wanted a row, and at which rank (1 is first).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Why {
    /// `als`, `walk`, `next`, `sound`; `after` and `before` where a row fits between two; `version` for another version
    /// of a seed; `you` where your own plays say a good part of it.
    pub model: &'static str,
    /// Its place in that model's list.
    pub rank: u32,
}

impl Why {
    /// `13th by what DJs play together`; none where no model has ranked it.
    pub fn in_words(&self) -> Option<String> {
        let by = match self.model {
            "version" | YOU => return None,
            "als" => "what DJs play together",
            "walk" => "shared mixes",
            "next" => "what DJs play next",
            "after" => "what follows the first",
            "before" => "what leads to the second",
            "taste" => "what its sound goes with",
            other => other,
        };
        Some(format!("{} by {by}", ordinal(self.rank.into())))
    }
}

/// What a row that shares no mix with a seed has in common with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// This artist.
    Artist(String),
    /// This label.
    Label(String),
    /// Mixes of this style play both.
    Style(String),
}

/// One row of a recommendation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SimilarRow {
    /// The track.
    #[serde(flatten)]
    pub row: TrackRow,
    /// The model's score.
    pub score: f32,
    /// Mixes shared with a seed.
    pub together: u32,
    /// Independent DJs among them (a b2b, or three sets of one DJ, is one witness).
    pub djs_together: u32,
    /// Date of the last shared mix, as written.
    pub last: Option<String>,
    /// Smallest distance to a seed in a shared tracklist, in records (1: next to it).
    pub distance: Option<u32>,
    /// On which side of the seed.
    pub direction: Option<PlayOrder>,
    /// How often it was played straight after the newest seed; only *Next* says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub straight_after: Option<StraightAfter>,
    /// Where no mix is shared: the record that is played with both.
    pub via: Option<TrackRow>,
    /// Where no mix is shared: what else it has in common with a seed; for people.
    #[serde(skip)]
    pub kin: Option<Kinship>,
    /// The user says that it works with a seed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub paired: bool,
    /// Which models wanted it.
    pub why: Vec<Why>,
    /// The user has played it in a set of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub played_before: bool,
    /// Euclidean distance of the sound vectors; only `--by sound` prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound_distance: Option<f32>,
    /// Tags of the network that it has in common with the seeds, for the screen.
    #[serde(skip)]
    pub tags: Vec<String>,
    /// The year it passes a filter of years by: the one that tracklists name, else that of the first play; for the screen.
    #[serde(skip)]
    pub came_out: Option<u16>,
}

/// Stands among the models of a row that is there for the user's taste, with its place among those.
pub const YOU: &str = "you";

impl SimilarRow {
    /// A row without any evidence.
    pub fn alone(row: TrackRow, score: f32, why: Vec<Why>) -> Self {
        Self {
            row,
            score,
            together: 0,
            djs_together: 0,
            last: None,
            distance: None,
            direction: None,
            straight_after: None,
            via: None,
            kin: None,
            paired: false,
            why,
            played_before: false,
            sound_distance: None,
            tags: Vec::new(),
            came_out: None,
        }
    }

    /// The models that wanted it; that the user's taste did is no model's rank.
    pub fn models(&self) -> impl Iterator<Item = &Why> {
        self.why.iter().filter(|why| why.model != YOU)
    }

    /// Whether a good part of its score comes from what the user has played.
    pub fn is_your_taste(&self) -> bool {
        self.why.iter().any(|why| why.model == YOU)
    }

    /// Whether it is another version of a seed and no answer of a model.
    pub fn is_version(&self) -> bool {
        self.why.iter().any(|why| why.model == "version")
    }
}

/// The answer to "what is played with these".
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SimilarAnswer {
    /// The seeds that were found.
    pub seeds: Vec<TrackRow>,
    /// Those that were not, as asked.
    pub unresolved: Vec<String>,
    /// Which tab.
    pub by: By,
    /// The snapshot that answered.
    pub generation: u64,
    /// The rows, best first; other versions of a seed last.
    pub tracks: Vec<SimilarRow>,
    /// All evidence comes from a single mix.
    #[serde(skip)]
    pub thin: bool,
    /// *Next* was asked, and nobody is known to have played anything straight after a seed.
    #[serde(skip)]
    pub nothing_after: bool,
    /// Rows that filters hide, by filter, in the order of the filter bar.
    #[serde(skip)]
    pub hidden: Vec<(String, u32)>,
    /// How much was listened to; only `--by sound` says.
    #[serde(skip)]
    pub listened: Option<ListeningCounts>,
    /// The user has played enough sets for their taste to be asked, whatever the dial says.
    #[serde(skip)]
    pub taste: bool,
    /// The fit that answered: its number, 0 where there is none yet and so little more than versions of a seed; `None` where no fit
    /// is asked.
    #[serde(skip)]
    pub fit: Option<u64>,
}

/// How much was listened to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListeningCounts {
    /// Records in all.
    pub heard: u32,
    /// Records that are played with the seeds and so worth listening to.
    pub candidates: u32,
    /// Of these, heard.
    pub of_them: u32,
    /// Of the seeds, heard.
    pub seeds: u32,
}

/// One shared mix: the evidence behind a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The mix.
    pub mix: MixRow,
    /// Who played it.
    pub djs: Vec<String>,
    /// Records from the seed to the row in that tracklist.
    pub distance: u32,
    /// On which side of the seed.
    pub direction: PlayOrder,
    /// The seed it stands near.
    pub seed: TrackId,
    /// Line of the seed and of the row in the mix's entries.
    pub lines: (u32, u32),
}
