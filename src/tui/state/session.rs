//! The session between two starts: where one was, as JSON.

use serde::{Deserialize, Serialize};

use crate::{
    app::{answer::TrackRow, runs},
    config::actions::Action,
    plain::one_line,
    track::{MixId, TrackId, Years},
    tui::state::{
        State,
        filters::Filters,
        finding::Taking,
        list::{Row, RowKey},
        refine::{AS_SET, RARITY, TASTE},
        screen::Focus,
        sorting::SortBy,
        textbox::TextBox,
        toast::Tone,
        trail::{Place, TrailStop},
    },
};

#[derive(Debug, Serialize, Deserialize)]
struct Session {
    version: u32,
    stops: Vec<SavedStop>,
    at: usize,
    searching: bool,
    prompting: bool,
    query: String,
    queue_cursor: usize,
    #[serde(default)]
    filters: Filters,
    #[serde(default)]
    rarity: usize,
    #[serde(default = "as_set")]
    taste: usize,
    /// The mix that had come in last when it was saved.
    #[serde(default)]
    newest: Option<MixId>,
    /// The import that was under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    importing: Option<SavedImport>,
}

/// An import that the next start tells of: the process ended with it.
#[derive(Debug, Serialize, Deserialize)]
struct SavedImport {
    what: String,
    written: Option<String>,
    /// The process that imports: while it runs, nothing was cut.
    process: u32,
}

impl From<&Taking> for SavedImport {
    fn from(taking: &Taking) -> Self {
        Self { what: taking.busy.what.clone(), written: taking.written.clone(), process: std::process::id() }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedStop {
    place: SavedPlace,
    tab: usize,
    cursor: Option<TrackId>,
    /// The same where the row is a mix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mix: Option<MixId>,
    #[serde(default)]
    sort: SortBy,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    against: Vec<SavedRow>,
}

impl SavedStop {
    /// A stop with the row that its list is on, or will be once its rows are here.
    fn of(stop: &TrailStop) -> Self {
        let list = stop.list();
        let (cursor, mix) = match list.current().and_then(Row::key).or(list.wanted) {
            Some(RowKey::Track(id)) => (Some(id), None),
            Some(RowKey::Mix(id)) => (None, Some(id)),
            Some(RowKey::Page(..)) | None => (None, None),
        };
        Self {
            place: (&stop.place).into(),
            tab: stop.tab,
            cursor,
            mix,
            sort: list.sort,
            against: stop.against.iter().map(SavedRow::from).collect(),
        }
    }

    /// Lays what was left of a stop over the one that is there again.
    fn lay(self, stop: &mut TrailStop) {
        stop.against = self.against.into_iter().map(TrackRow::from).collect();
        let list = stop.list_mut();
        list.wanted = self.cursor.map(RowKey::Track).or(self.mix.map(RowKey::Mix));
        list.sort = self.sort;
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedPlace {
    Seeds(Vec<SavedRow>),
    Continue(Vec<SavedRow>),
    Between(Vec<SavedRow>),
    Dj(String),
    Label(String),
    Artist(String),
    Mix(MixId, String),
    Track(SavedRow),
    News(MixId),
    Browse(Vec<String>, Option<Years>),
}

impl From<&Place> for SavedPlace {
    fn from(place: &Place) -> Self {
        let rows = |seeds: &[TrackRow]| seeds.iter().map(SavedRow::from).collect();
        match place {
            Place::Seeds(seeds) => Self::Seeds(rows(seeds)),
            Place::Continue(seeds) => Self::Continue(rows(seeds)),
            Place::Between(seeds) => Self::Between(rows(seeds)),
            Place::Dj(name) => Self::Dj(name.clone()),
            Place::Label(name) => Self::Label(name.clone()),
            Place::Artist(name) => Self::Artist(name.clone()),
            Place::Mix(id, title) => Self::Mix(*id, title.clone()),
            Place::Track(row) => Self::Track(row.into()),
            Place::News(since) => Self::News(*since),
            Place::Browse { styles, years } => Self::Browse(styles.clone(), *years),
        }
    }
}

impl From<SavedPlace> for Place {
    fn from(place: SavedPlace) -> Self {
        let tracks = |rows: Vec<SavedRow>| rows.into_iter().map(TrackRow::from).collect();
        match place {
            SavedPlace::Seeds(rows) => Self::Seeds(tracks(rows)),
            SavedPlace::Continue(rows) => Self::Continue(tracks(rows)),
            SavedPlace::Between(rows) => Self::Between(tracks(rows)),
            SavedPlace::Dj(name) => Self::Dj(name),
            SavedPlace::Label(name) => Self::Label(name),
            SavedPlace::Artist(name) => Self::Artist(name),
            SavedPlace::Mix(id, title) => Self::Mix(id, title),
            SavedPlace::Track(row) => Self::Track(row.into()),
            SavedPlace::News(since) => Self::News(since),
            SavedPlace::Browse(styles, years) => Self::Browse { styles, years },
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SavedRow {
    id: TrackId,
    artist: String,
    title: String,
    version: Option<String>,
    label: Option<String>,
    year: Option<u16>,
    mixes: u32,
    djs: u32,
}

impl From<&TrackRow> for SavedRow {
    fn from(row: &TrackRow) -> Self {
        let TrackRow { id, artist, title, version, label, year, mixes, djs } = row.clone();
        Self { id, artist, title, version, label, year, mixes, djs }
    }
}

impl From<SavedRow> for TrackRow {
    fn from(row: SavedRow) -> Self {
        let SavedRow { id, artist, title, version, label, year, mixes, djs } = row;
        Self { id, artist, title, version, label, year, mixes, djs }
    }
}

const VERSION: u32 = 1;

fn as_set() -> usize {
    AS_SET
}

/// The session as JSON.
#[must_use]
pub fn save(state: &State) -> String {
    let (stops, at) = state.trail.stops();
    let stops = stops.iter().map(SavedStop::of).collect();
    let session = Session {
        version: VERSION,
        stops,
        at,
        searching: state.search.open,
        prompting: state.screen.focus == Focus::Prompt,
        query: state.search.prompt.text().to_owned(),
        queue_cursor: state.user.cursor,
        filters: state.refine.filters.clone(),
        rarity: state.refine.rarity,
        taste: state.refine.taste,
        newest: state.status.newest,
        importing: state.import.finding.taking.as_ref().map(SavedImport::from),
    };
    serde_json::to_string(&session).unwrap_or_default()
}

/// Goes where the session was. A session that cannot be read is as none: false.
pub fn restore(state: &mut State, text: &str) -> bool {
    let Ok(session) = serde_json::from_str::<Session>(text) else { return false };
    if session.version != VERSION {
        return false;
    }
    let places = session.stops.iter().map(|stop| (stop.place.clone().into(), stop.tab)).collect();
    state.trail.restore(places, session.at);
    for (stop, saved) in state.trail.stops_mut().iter_mut().zip(session.stops) {
        saved.lay(stop);
    }
    state.search.prompt = TextBox::with(&session.query);
    state.search.open = session.searching || state.trail.here().is_none();
    state.screen.focus = if state.trail.here().is_none() { Focus::Prompt } else { Focus::List };
    state.user.cursor = session.queue_cursor;
    state.refine.filters = session.filters;
    state.refine.rarity = session.rarity.min(RARITY.len() - 1);
    state.refine.taste = session.taste.min(TASTE.len() - 1);
    state.visit.since = session.newest;
    state.visit.news_due = session.newest.is_some();
    if let Some(cut) = session.importing.filter(|import| !runs(import.process)) {
        tell_of_cut_import(state, cut);
    }
    true
}

/// Says that the last start ended with an import; what was typed stands ready where one imports again.
fn tell_of_cut_import(state: &mut State, SavedImport { what, written, .. }: SavedImport) {
    let key = state.keys.name(Action::Import);
    let text = format!(
        "segue ended while {what}: what was read until then is kept; {key} and the same again goes on.",
        what = one_line(&what)
    );
    state.mention(Tone::Note, text);
    state.import.finding.refused = written;
}
