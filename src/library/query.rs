//! What the library answers: the rows and pages that the screen shows and `--json` prints.

use serde::{Deserialize, Serialize};

pub use crate::search::Marks;
use crate::{
    track::{MixId, Seconds, TrackId, Whose, ordinal},
    wikitext::EntryKind,
};

/// A track as every list shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackRow {
    /// The track's number.
    pub id: TrackId,
    /// As most often written.
    pub artist: String,
    /// Without its version.
    pub title: String,
    /// `None` where neutral (Original Mix, Extended, …).
    pub version: Option<String>,
    /// The label most often named.
    pub label: Option<String>,
    /// The release year named in a tracklist, the earliest.
    pub year: Option<u16>,
    /// In how many mixes it is played.
    pub mixes: u32,
    /// By how many DJs.
    pub djs: u32,
}

impl TrackRow {
    /// `Artist – Title (Version)`.
    #[must_use]
    pub fn full_name(&self) -> String {
        let version = self.version.as_ref().map(|v| format!(" ({v})")).unwrap_or_default();
        format!("{} – {}{version}", self.artist, self.title)
    }
}

/// One row of a search's answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchHit {
    /// The track.
    #[serde(flatten)]
    pub row: TrackRow,
    /// The same record with its version spelt differently, the most played first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<TrackRow>,
    /// The user has it in a folder or collection.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub owned: bool,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Matched characters, as char offsets into `artist – title (version) label` fields; for the screen.
    #[serde(skip)]
    pub marks: Marks,
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// Who plays.
    Dj,
    /// Who puts records out.
    Label,
    /// Who makes them.
    Artist,
    /// What mixes are filed under.
    Style,
    /// One mix.
    Mix,
}

impl PageKind {
    /// What stands before a name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Dj => "DJ",
            Self::Label => "label",
            Self::Artist => "artist",
            Self::Style => "style",
            Self::Mix => "mix",
        }
    }
}

/// Something that has a page, found by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageHit {
    /// What it is.
    pub kind: PageKind,
    /// By which its page is asked for.
    pub name: String,
    /// In how many mixes it is.
    pub mixes: u32,
    /// How many records it has.
    pub records: u32,
    /// The mix's number.
    #[serde(skip)]
    pub mix: Option<MixId>,
}

impl PageHit {
    /// How many of what its page lists: mixes or records.
    #[must_use]
    pub fn holds(&self) -> (u32, &'static str) {
        match self.kind {
            PageKind::Dj | PageKind::Style => (self.mixes, "mix"),
            PageKind::Label | PageKind::Artist | PageKind::Mix => (self.records, "record"),
        }
    }
}

/// The answer to a search.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SearchAnswer {
    /// As asked.
    pub query: String,
    /// Nothing matched every word; these are the nearest.
    pub closest: bool,
    /// The best has every word whole or as a beginning.
    #[serde(skip)]
    pub begins: bool,
    /// What has a page and is called so, best first.
    pub pages: Vec<PageHit>,
    /// So many of these, the last ones, are called by a part of the words alone.
    #[serde(skip)]
    pub parts: usize,
    /// How many match, counted up to 10,000.
    pub total: u32,
    /// Counting stopped.
    pub total_is_lower_bound: bool,
    /// The best, best first.
    pub tracks: Vec<SearchHit>,
}

/// Which tab, and `--by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// What DJs play with it (ALS).
    Played,
    /// What sounds like it (CNN).
    Sound,
    /// What is played straight after it.
    Next,
    /// All of them.
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
    #[must_use]
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
}

/// Stands among the models of a row that is there for the user's taste, with its place among those.
pub const YOU: &str = "you";

impl SimilarRow {
    /// A row without any evidence.
    #[must_use]
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
        }
    }

    /// The models that wanted it; that the user's taste did is no model's rank.
    pub fn models(&self) -> impl Iterator<Item = &Why> {
        self.why.iter().filter(|why| why.model != YOU)
    }

    /// Whether a good part of its score comes from what the user has played.
    #[must_use]
    pub fn is_your_taste(&self) -> bool {
        self.why.iter().any(|why| why.model == YOU)
    }

    /// Whether it is another version of a seed and no answer of a model.
    #[must_use]
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

/// A mix in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MixRow {
    /// Its number.
    pub id: MixId,
    /// As written: `2001-01-31`, `2001-01`, `2001`, `2026-0X`.
    pub date: Option<String>,
    /// The page's title.
    pub title: String,
    /// The page's address.
    pub url: Option<String>,
    /// Whose it is; for people.
    #[serde(skip)]
    pub whose: Whose,
}

/// What came in since a mix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct News {
    /// When that was, as one says it: `Tuesday`, `2026-11-03`.
    pub since: Option<String>,
    /// Mixes that came in.
    pub mixes: u32,
    /// Those of them that play records of the queue.
    pub of_queue: u32,
    /// The mixes, those that concern the user first.
    pub rows: Vec<NewMix>,
}

/// A mix that came in.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMix {
    /// The mix.
    pub mix: MixRow,
    /// Followed DJs who played it, artists and labels in it, as written.
    pub followed: Vec<String>,
    /// Records of the queue in it.
    pub queued: u32,
}

/// A track in a list, with how often.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CountedRow {
    /// The track.
    #[serde(flatten)]
    pub row: TrackRow,
    /// How often the page's DJ played it.
    pub times: u32,
}

/// What a DJ played.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DjPage {
    /// The name.
    pub dj: String,
    /// The mixes, latest first.
    pub mixes: Vec<MixRow>,
    /// The tracks, most played first.
    pub tracks: Vec<CountedRow>,
}

/// What a label put out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelPage {
    /// The name as most often written.
    pub label: String,
    /// Its tracks, most played first.
    pub tracks: Vec<TrackRow>,
}

/// What an artist made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArtistPage {
    /// The name as most often written.
    pub artist: String,
    /// Their tracks, most played first.
    pub tracks: Vec<TrackRow>,
}

/// One line of a mix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EntryRow {
    /// What the line is.
    pub kind: EntryKind,
    /// The chapter it stands in.
    pub chapter: Option<String>,
    /// Seconds from the chapter's start.
    pub cue: Option<Seconds>,
    /// Laid over the line before.
    pub layered: bool,
    /// The track; `None` for other kinds.
    #[serde(skip)]
    pub track: Option<TrackId>,
    /// The artist as written on this page.
    pub artist: Option<String>,
    /// The title as written, with its version.
    pub title: Option<String>,
    /// The label as written.
    pub label: Option<String>,
    /// The catalogue number as written.
    pub catalogue_number: Option<String>,
    /// The year named in the line.
    pub year: Option<u16>,
    /// The recording's ISRC, where a database of releases names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isrc: Option<String>,
    /// The line as written.
    pub raw: String,
}

/// A whole mix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MixPage {
    /// Number, date, title, address.
    #[serde(flatten)]
    pub mix: MixRow,
    /// Who played it.
    pub djs: Vec<String>,
    /// Where it is heard: web addresses.
    #[serde(skip)]
    pub audio: Vec<String>,
    /// Its lines in order.
    pub entries: Vec<EntryRow>,
}

/// One play of a track.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlayRow {
    /// The mix's number.
    #[serde(skip)]
    pub id: MixId,
    /// The mix's title.
    pub mix: String,
    /// Its date as written.
    pub date: Option<String>,
    /// Who played it.
    pub djs: Vec<String>,
    /// The page's address.
    pub url: Option<String>,
    /// The record before it.
    pub before: Option<TrackRow>,
    /// The record after it.
    pub after: Option<TrackRow>,
    /// Seconds from the chapter's start.
    pub cue: Option<Seconds>,
}

/// Where and by whom a track was played.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrackPage {
    /// The track.
    pub track: TrackRow,
    /// Its plays, latest first.
    pub plays: Vec<PlayRow>,
}
