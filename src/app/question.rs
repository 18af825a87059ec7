//! What the screen asks: each question with its answer and the slot that keeps only the newest of its kind.
//!
//! A new question is a variant of [`Question`] and of [`Answer`], a line in [`Question::slot`] and a use case, all asked
//! for and taken in by the screen's `wants` and `answers`.

use std::path::PathBuf;

use super::{
    change::{PastedText, UserData},
    fault::{Outcome, Stop},
    import,
    open::App,
    pages::{Hidden, History},
    pasted::KeptList,
    shaping::{Orders, Route, Unordered},
    similar::SimilarRequest,
};
use crate::{
    import::{ListPreview, found::FoundPlace},
    library::{
        MixingFacts, OwnSets,
        browse::{Browse, BrowseAnswer, StylesAnswer},
        news::Interest,
        player::MixPlayer,
        query::{
            ArtistPage, DjPage, Evidence, LabelPage, MixPage, News, SearchAnswer, SimilarAnswer, TrackPage,
            TrackRow,
        },
        similar::controls::Controls,
    },
    track::{MixId, TrackId},
    updater::SliceOffer,
};

/// What a question is for; a new one replaces the old one of its slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The hits of the prompt.
    Hits,
    /// The list of the place.
    List,
    /// The mixes behind the row.
    Evidence,
    /// The tracklist around the evidence, or where the record was played.
    Tracklist,
    /// Plays by year of the seed.
    History,
    /// What a key needs before it can go on (`g d`, `V`).
    Jump,
    /// What came in since the last time.
    News,
    /// What the user made.
    User,
    /// Tempo, key and energy of the records shown.
    Facts,
    /// A list that was pasted.
    Pasted,
    /// What DJ programs have here.
    Places,
    /// What a path that is written may go on with.
    Path,
    /// Files that are imported.
    Import,
}

/// All slots.
pub const SLOTS: [Slot; 13] = [
    Slot::Hits,
    Slot::List,
    Slot::Evidence,
    Slot::Tracklist,
    Slot::History,
    Slot::Jump,
    Slot::News,
    Slot::User,
    Slot::Facts,
    Slot::Pasted,
    Slot::Places,
    Slot::Path,
    Slot::Import,
];

/// Which question an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// The slot.
    pub slot: Slot,
    /// The slot's count when it was asked.
    pub generation: u64,
}

/// A question of the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// Records to begin with.
    Welcome,
    /// Fuzzy search.
    Search {
        /// As typed.
        query: String,
        /// At most so many hits.
        limit: usize,
        /// Changes when more can be found: mixes, files of the user's.
        version: u64,
    },
    /// Recommendations.
    Similar(SimilarRequest),
    /// A DJ's page, without what is left out.
    Dj(String, Controls),
    /// A label's page.
    Label(String, Controls),
    /// An artist's page.
    Artist(String, Controls),
    /// A mix's page.
    Mix(MixId),
    /// A record's page.
    Track(TrackId),
    /// Records by style and years, without what is left out.
    Browse(Browse, Controls),
    /// The styles there are, for the key that chooses one.
    Styles,
    /// Whether all that these name is known, before they narrow a list.
    Known(Controls),
    /// The mixes that came in after one, for the list.
    News {
        /// The last mix known before.
        since: MixId,
        /// What concerns the user.
        interest: Interest,
    },
    /// The same for the greeting at the start.
    SinceLast {
        /// The last mix known before.
        since: MixId,
        /// What concerns the user.
        interest: Interest,
    },
    /// The mixes that hold the row and one of the seeds, the best first.
    Evidence {
        /// The seeds.
        seeds: Vec<TrackId>,
        /// The row.
        row: TrackId,
        /// Which mixes count.
        own: OwnSets,
    },
    /// The mix around the evidence.
    Tracklist(MixId),
    /// Where and by whom a record was played, where there is no such mix.
    PlaysBeside(TrackId),
    /// Plays by year of a record, and who began.
    History(TrackId),
    /// Listens to what was named: a file, a link, a record that no mix has; it is a seed like any other then.
    Listen(String),
    /// All versions of a record, itself among them.
    Versions(TrackId),
    /// A record's plays, for a key that leads to one of their DJs or mixes.
    Plays(TrackId),
    /// Where a mix itself is heard, for a key that leads there: from where these records of it meet.
    Player {
        /// The mix.
        mix: MixId,
        /// Two records, one, or none for its start.
        records: Vec<TrackId>,
    },
    /// Every order of a queue, for a key that offers them.
    Order(Unordered),
    /// Paths from the first seed to the second one.
    Path {
        /// The two, and what is left out.
        ask: SimilarRequest,
        /// Pairs that the user says work.
        pairs: Vec<(TrackId, TrackId)>,
        /// How far a deck is pitched, in per cent.
        reach: f32,
    },
    /// What of the wiki can be fetched, with size and time.
    Offers {
        /// Whom the wiki can write to, where that is not in the settings yet.
        contact: Option<String>,
        /// Also where the catalogue follows the wiki already.
        always: bool,
    },
    /// What the user made.
    User,
    /// Tempo, key and energy of these records, at this version of what is known.
    Facts {
        /// The records.
        rows: Vec<TrackRow>,
        /// Changes when more is known.
        version: u64,
    },
    /// What is understood of a pasted list.
    ReadList(PastedText),
    /// Keeps it as a set.
    KeepList(PastedText),
    /// What DJ programs have on this computer and on mounted sticks.
    Places,
    /// What a path that is being written may go on with.
    Complete(String),
    /// Imports files and folders.
    Import(Vec<PathBuf>),
}

/// The answer to the question of the same name.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is the answer to the question of its name")]
pub enum Answer {
    Welcome(Vec<TrackRow>),
    Search(SearchAnswer),
    Similar(SimilarAnswer),
    /// And how many of its records each control hides.
    Dj(DjPage, Hidden),
    Label(LabelPage, Hidden),
    Artist(ArtistPage, Hidden),
    /// The page, and the records of its lines as far as they are known.
    Mix(MixPage, Vec<TrackRow>),
    Track(TrackPage),
    Browse(BrowseAnswer, Hidden),
    Styles(StylesAnswer),
    /// It is; else a fault names the nearest.
    Known,
    News(News),
    SinceLast(News),
    Evidence(Vec<Evidence>),
    Tracklist(MixPage),
    PlaysBeside(TrackPage),
    History(History),
    Listen(TrackRow),
    Versions(Vec<TrackRow>),
    Plays(TrackPage),
    /// `None` where its page names no player.
    Player(Option<MixPlayer>),
    Order(Orders),
    /// With 1, 2, … records between the two.
    Path(Vec<Option<Route>>),
    /// `None` where nobody need choose.
    Offers(Option<Vec<SliceOffer>>),
    User(UserData),
    ReadList(ListPreview),
    KeepList(KeptList),
    /// In the order of the rows asked about.
    Facts(Vec<MixingFacts>),
    Places(Vec<FoundPlace>),
    /// The path as far as all names agree, and the names.
    Complete(String, Vec<String>),
    /// What came in, in a line.
    Import(String),
}

impl Question {
    /// The slot it takes.
    pub fn slot(&self) -> Slot {
        match self {
            Self::Welcome | Self::Search { .. } => Slot::Hits,
            Self::Similar(_)
            | Self::Dj(..)
            | Self::Label(..)
            | Self::Artist(..)
            | Self::Mix(_)
            | Self::Track(_)
            | Self::Browse(..)
            | Self::News { .. } => Slot::List,
            Self::Evidence { .. } => Slot::Evidence,
            Self::Tracklist(_) | Self::PlaysBeside(_) => Slot::Tracklist,
            Self::History(_) => Slot::History,
            Self::Listen(_)
            | Self::Versions(_)
            | Self::Plays(_)
            | Self::Player { .. }
            | Self::Order(_)
            | Self::Path { .. }
            | Self::Styles
            | Self::Known(_)
            | Self::Offers { .. } => Slot::Jump,
            Self::SinceLast { .. } => Slot::News,
            Self::User => Slot::User,
            Self::Facts { .. } => Slot::Facts,
            Self::ReadList(_) | Self::KeepList(_) => Slot::Pasted,
            Self::Places => Slot::Places,
            Self::Complete(_) => Slot::Path,
            Self::Import(_) => Slot::Import,
        }
    }
}

impl App {
    /// Answers a question; gives up soon after `stop` turns true, and what it returns then is dropped. What was read of files that
    /// somebody cut meanwhile is no answer: they are made again and asked again.
    pub fn answer(&self, question: &Question, stop: Stop<'_>) -> Outcome<Answer> {
        self.mending.whole(&|| self.answer_once(question, stop), &self.checker())
    }

    fn answer_once(&self, question: &Question, stop: Stop<'_>) -> Outcome<Answer> {
        Ok(match question {
            Question::Welcome => Answer::Welcome(self.welcome()),
            Question::Search { query, limit, .. } => Answer::Search(self.search(query, *limit, stop)?),
            Question::Similar(ask) => Answer::Similar(self.similar(ask, stop)?),
            Question::Dj(name, controls) => {
                let mut page = self.dj(name)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.row.id)?;
                Answer::Dj(page, hidden)
            }
            Question::Label(name, controls) => {
                let mut page = self.label(name)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.row.id)?;
                Answer::Label(page, hidden)
            }
            Question::Artist(name, controls) => {
                let mut page = self.artist(name)?;
                let hidden = self.narrow(controls, &mut page.tracks, |row| row.row.id)?;
                Answer::Artist(page, hidden)
            }
            Question::Mix(id) => {
                let (page, records) = self.mix_with_records(*id)?;
                Answer::Mix(page, records)
            }
            Question::Track(id) => Answer::Track(self.track(*id)?),
            Question::Browse(browse, controls) => {
                let mut answer = self.browse(browse)?;
                let hidden = self.narrow(controls, &mut answer.tracks, |row| row.row.id)?;
                Answer::Browse(answer, hidden)
            }
            Question::Styles => Answer::Styles(self.styles()),
            Question::Known(controls) => {
                self.known(controls)?;
                Answer::Known
            }
            Question::News { since, interest } => Answer::News(self.news(*since, interest)),
            Question::SinceLast { since, interest } => Answer::SinceLast(self.news(*since, interest)),
            Question::Evidence { seeds, row, own } => Answer::Evidence(self.evidence(seeds, *row, *own)),
            Question::Tracklist(id) => Answer::Tracklist(self.mix(*id)?),
            Question::PlaysBeside(id) => Answer::PlaysBeside(self.track(*id)?),
            Question::History(id) => Answer::History(self.history(*id)),
            Question::Listen(words) => Answer::Listen(self.listen(words, stop)?),
            Question::Versions(id) => Answer::Versions(self.versions(*id)),
            Question::Plays(id) => Answer::Plays(self.track(*id)?),
            Question::Player { mix, records } => Answer::Player(self.player(*mix, records)?),
            Question::Order(queue) => Answer::Order(self.orders(queue, stop)?),
            Question::Path { ask, pairs, reach } => Answer::Path(self.paths(ask, pairs, *reach, stop)?),
            Question::Offers { contact, always } => {
                Answer::Offers(self.offers(contact.as_deref(), *always, stop)?)
            }
            Question::User => Answer::User(self.user_data()?),
            Question::ReadList(list) => Answer::ReadList(self.read_list(&list.text, list.titles_first)?),
            Question::KeepList(list) => Answer::KeepList(self.keep_list(list)?),
            Question::Facts { rows, .. } => Answer::Facts(self.facts(rows, stop)?),
            Question::Places => Answer::Places(import::found_places()),
            Question::Complete(text) => {
                let (text, names) = import::complete(text);
                Answer::Complete(text, names)
            }
            Question::Import(paths) => Answer::Import(self.import(paths, stop)?),
        })
    }
}
