//! The trail: seeds and pages one came through, each with its lists as they were left.

use crate::{
    app::answer::{BrowseBy, By, TrackRow},
    track::{MixId, TrackId, Years},
    tui::state::{filters::Filter, list::List},
};

/// More stops than this are not kept.
const LIMIT: usize = 100;

/// Where one can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// With one or more seeds.
    Seeds(Vec<TrackRow>),
    /// What goes on from these records of the queue, the newest last.
    Continue(Vec<TrackRow>),
    /// What fits after the first of these two and before the second.
    Between(Vec<TrackRow>),
    /// A DJ's page.
    Dj(String),
    /// A label's page.
    Label(String),
    /// An artist's page.
    Artist(String),
    /// A mix's page: its number and title.
    Mix(MixId, String),
    /// A record's page.
    Track(TrackRow),
    /// What came in after a mix.
    News(MixId),
    /// Records by style and years, without a seed.
    Browse {
        /// One of them is enough; none is all.
        styles: Vec<String>,
        /// When they were played.
        years: Option<Years>,
    },
}

/// The orders of the page to browse, a tab each.
pub const ORDERS: [BrowseBy; 4] = [BrowseBy::Djs, BrowseBy::Rising, BrowseBy::Rare, BrowseBy::New];

impl Place {
    /// Names of its tabs; those of seeds are the recommenders there are.
    #[must_use]
    pub fn tabs(&self, recommenders: &[By]) -> Vec<&'static str> {
        match self {
            Self::Seeds(_) | Self::Continue(_) => recommenders.iter().copied().map(by_name).collect(),
            Self::Between(_) => vec!["Between"],
            Self::Dj(_) => vec!["Records", "Mixes"],
            Self::Label(_) | Self::Artist(_) => vec!["Records"],
            Self::Mix(..) => vec!["Tracklist"],
            Self::Track(_) => vec!["Played by"],
            Self::News(_) => vec!["New mixes"],
            Self::Browse { .. } => ORDERS.into_iter().map(order_name).collect(),
        }
    }

    /// Whether filters narrow its lists.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        matches!(
            self,
            Self::Seeds(_)
                | Self::Continue(_)
                | Self::Between(_)
                | Self::Dj(_)
                | Self::Label(_)
                | Self::Artist(_)
                | Self::Browse { .. }
        )
    }

    /// The filters that narrow its lists.
    #[must_use]
    pub fn filters(&self) -> &'static [Filter] {
        match self {
            Self::Seeds(_) | Self::Continue(_) | Self::Between(_) => &Filter::ALL,
            place if place.is_narrowed() => Filter::OF_PAGES,
            _ => &[],
        }
    }

    /// The page of a style.
    #[must_use]
    pub fn style(name: &str) -> Self {
        Self::Browse { styles: vec![name.to_owned()], years: None }
    }

    /// The seeds, where it has some.
    #[must_use]
    pub fn seeds(&self) -> &[TrackRow] {
        match self {
            Self::Seeds(seeds) | Self::Continue(seeds) | Self::Between(seeds) => seeds,
            _ => &[],
        }
    }
}

/// A recommender's name on its tab.
#[must_use]
pub fn by_name(by: By) -> &'static str {
    match by {
        By::Played => "Played with",
        By::Sound => "Sounds like",
        By::Next => "Next",
        By::Blend => "Blend",
    }
}

/// An order's name on its tab.
fn order_name(by: BrowseBy) -> &'static str {
    match by {
        BrowseBy::Djs => "Most DJs",
        BrowseBy::Rising => "Rising",
        BrowseBy::Rare => "Rare",
        BrowseBy::New => "New",
    }
}

/// A mix's place.
#[must_use]
pub fn mix_place(id: MixId, title: &str) -> Place {
    Place::Mix(id, title.to_owned())
}

/// A place with its lists.
#[derive(Clone, Debug)]
pub struct TrailStop {
    /// The place.
    pub place: Place,
    /// The tab one is on, from 0.
    pub tab: usize,
    /// A list for each tab.
    pub lists: Vec<List>,
    /// The seeds have changed since the list was asked for.
    pub seeds_changed: usize,
    /// On a mix's page: who played it.
    pub djs: Vec<String>,
    /// On a mix's page: its address.
    pub url: Option<String>,
    /// Seeds to keep away from.
    pub against: Vec<TrackRow>,
    /// Which seed the header's cursor is on: first the last one, then those before it, then those to keep away from.
    seed: usize,
}

impl TrailStop {
    fn new(place: Place, tabs: usize) -> Self {
        Self {
            place,
            tab: 0,
            lists: vec![List::default(); tabs.max(1)],
            seeds_changed: 0,
            djs: Vec::new(),
            url: None,
            against: Vec::new(),
            seed: 0,
        }
    }

    /// The recommender of its tab, where it has some.
    #[must_use]
    pub fn by(&self, recommenders: &[By]) -> Option<By> {
        match self.place {
            Place::Seeds(_) | Place::Continue(_) => recommenders.get(self.tab).copied(),
            Place::Between(_) => Some(By::Blend),
            _ => None,
        }
    }

    /// The seeds as the header's cursor goes through them.
    fn in_header(&self) -> impl Iterator<Item = &TrackRow> {
        self.place.seeds().iter().rev().chain(&self.against)
    }

    /// The seed under the header's cursor.
    #[must_use]
    pub fn seed(&self) -> Option<&TrackRow> {
        let last = self.in_header().count().checked_sub(1)?;
        self.in_header().nth(self.seed.min(last))
    }

    /// Puts the header's cursor on the last seed.
    pub fn last_seed(&mut self) {
        self.seed = 0;
    }

    /// Moves the header's cursor to the seed added after it, or before it; false where it is the last one or the first.
    pub fn next_seed(&mut self, later: bool) -> bool {
        let count = self.in_header().count();
        let at = self.seed.min(count.saturating_sub(1));
        let next = if later { at.checked_sub(1) } else { Some(at + 1).filter(|at| *at < count) };
        self.seed = next.unwrap_or(at);
        next.is_some()
    }

    /// The list of its tab.
    #[must_use]
    pub fn list(&self) -> &List {
        &self.lists[self.tab]
    }

    /// The list of its tab.
    pub fn list_mut(&mut self) -> &mut List {
        &mut self.lists[self.tab]
    }
}

/// The stops and the one where one is.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    /// Recommenders there are, in the order of their tabs.
    pub tabs: Vec<By>,
    stops: Vec<TrailStop>,
    at: usize,
}

impl Trail {
    /// A trail that begins nowhere.
    #[must_use]
    pub fn new(tabs: Vec<By>) -> Self {
        Self { tabs, ..Self::default() }
    }

    /// The recommender of the tab one is on, where it has some.
    #[must_use]
    pub fn by(&self) -> Option<By> {
        self.here().and_then(|stop| stop.by(&self.tabs))
    }

    /// Where one is; nowhere at the first start.
    #[must_use]
    pub fn here(&self) -> Option<&TrailStop> {
        self.stops.get(self.at)
    }

    /// Whether one is on a page, not on a list of seeds.
    #[must_use]
    pub fn on_a_page(&self) -> bool {
        self.here().is_some_and(|stop| stop.place.seeds().is_empty())
    }

    /// Where one is.
    pub fn here_mut(&mut self) -> Option<&mut TrailStop> {
        self.stops.get_mut(self.at)
    }

    /// All stops.
    pub fn stops_mut(&mut self) -> &mut [TrailStop] {
        &mut self.stops
    }

    /// All stops, and which of them is here.
    #[must_use]
    pub fn stops(&self) -> (&[TrailStop], usize) {
        (&self.stops, self.at)
    }

    /// Goes to a new place; what lay ahead is forgotten. The place where one is already is not entered twice.
    pub fn go(&mut self, place: Place) {
        if self.here().is_some_and(|stop| stop.place == place) {
            return;
        }
        self.stops.truncate(self.at + 1);
        let tabs = place.tabs(&self.tabs).len();
        let mut stop = TrailStop::new(place, tabs);
        if let (Some(here), Place::Seeds(_)) = (self.here(), &stop.place)
            && matches!(here.place, Place::Seeds(_))
        {
            stop.tab = here.tab.min(stop.lists.len() - 1);
        }
        if let (Some(here), Place::Browse { .. }) = (self.here(), &stop.place)
            && matches!(here.place, Place::Browse { .. })
        {
            stop.tab = here.tab;
        }
        if matches!(stop.place, Place::Continue(_)) {
            // What was measured to go on best.
            stop.tab = self.tabs.iter().position(|by| *by == By::Blend).unwrap_or(0);
        }
        self.stops.push(stop);
        if self.stops.len() > LIMIT {
            self.stops.remove(0);
        }
        self.at = self.stops.len() - 1;
    }

    /// One stop back; false at the start.
    pub fn back(&mut self) -> bool {
        let can = self.at > 0;
        self.at -= usize::from(can);
        can
    }

    /// To this stop; false where there is none.
    pub fn go_back_to(&mut self, stop: usize) -> bool {
        let is_there = stop < self.stops.len();
        self.at = if is_there { stop } else { self.at };
        is_there
    }

    /// One stop forward; false at the end.
    pub fn forward(&mut self) -> bool {
        let can = self.at + 1 < self.stops.len();
        self.at += usize::from(can);
        can
    }

    /// The nearest stop with seeds, here or before.
    pub fn seeds_mut(&mut self) -> Option<&mut TrailStop> {
        let end = self.stops.len().min(self.at + 1);
        self.stops[..end].iter_mut().rev().find(|stop| !stop.place.seeds().is_empty())
    }

    /// The seeds of the nearest stop that has some, here or before.
    #[must_use]
    pub fn seeds(&self) -> &[TrackRow] {
        let end = self.stops.len().min(self.at + 1);
        self.stops[..end].iter().rev().map(|s| s.place.seeds()).find(|s| !s.is_empty()).unwrap_or(&[])
    }

    /// Whether the record is a seed now.
    #[must_use]
    pub fn is_seed(&self, id: TrackId) -> bool {
        self.seeds().iter().any(|seed| seed.id == id)
    }

    /// A first stop with seeds, before the page one is on.
    pub fn begin_with(&mut self, seed: TrackRow) {
        let place = Place::Seeds(vec![seed]);
        if self.stops.is_empty() {
            self.go(place);
        } else {
            let tabs = place.tabs(&self.tabs).len();
            self.stops.insert(self.at, TrailStop::new(place, tabs));
            self.at += 1;
        }
    }

    /// Builds a trail as it was; lists are asked for anew.
    pub fn restore(&mut self, places: Vec<(Place, usize)>, at: usize) {
        self.stops = places
            .into_iter()
            .map(|(place, tab)| {
                let tabs = place.tabs(&self.tabs).len();
                let mut stop = TrailStop::new(place, tabs);
                stop.tab = tab.min(stop.lists.len() - 1);
                stop
            })
            .collect();
        self.at = at.min(self.stops.len().saturating_sub(1));
    }
}
