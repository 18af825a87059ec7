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
        list::RowKey,
        refine::{AS_SET, RARITY, TASTE},
        screen::Focus,
        textbox::TextBox,
        toast::Tone,
        trail::Place,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    against: Vec<SavedRow>,
}

#[derive(Debug, Serialize, Deserialize)]
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

#[derive(Debug, Serialize, Deserialize)]
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
    let stops = stops
        .iter()
        .map(|stop| SavedStop {
            place: match &stop.place {
                Place::Seeds(seeds) => SavedPlace::Seeds(seeds.iter().map(SavedRow::from).collect()),
                Place::Continue(seeds) => SavedPlace::Continue(seeds.iter().map(SavedRow::from).collect()),
                Place::Between(seeds) => SavedPlace::Between(seeds.iter().map(SavedRow::from).collect()),
                Place::Dj(name) => SavedPlace::Dj(name.clone()),
                Place::Label(name) => SavedPlace::Label(name.clone()),
                Place::Artist(name) => SavedPlace::Artist(name.clone()),
                Place::Mix(id, title) => SavedPlace::Mix(*id, title.clone()),
                Place::Track(row) => SavedPlace::Track(row.into()),
                Place::News(since) => SavedPlace::News(*since),
                Place::Browse { styles, years } => SavedPlace::Browse(styles.clone(), *years),
            },
            tab: stop.tab,
            against: stop.against.iter().map(SavedRow::from).collect(),
            cursor: stop.list().current().and_then(|row| row.record()).map(|row| row.id),
        })
        .collect();
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
    let (mut cursors, mut against) = (Vec::new(), Vec::new());
    let places = session
        .stops
        .into_iter()
        .map(|stop| {
            cursors.push(stop.cursor);
            against.push(stop.against.into_iter().map(TrackRow::from).collect::<Vec<_>>());
            let place = match stop.place {
                SavedPlace::Seeds(rows) => Place::Seeds(rows.into_iter().map(TrackRow::from).collect()),
                SavedPlace::Continue(rows) => Place::Continue(rows.into_iter().map(TrackRow::from).collect()),
                SavedPlace::Between(rows) => Place::Between(rows.into_iter().map(TrackRow::from).collect()),
                SavedPlace::Dj(name) => Place::Dj(name),
                SavedPlace::Label(name) => Place::Label(name),
                SavedPlace::Artist(name) => Place::Artist(name),
                SavedPlace::Mix(id, title) => Place::Mix(id, title),
                SavedPlace::Track(row) => Place::Track(row.into()),
                SavedPlace::News(since) => Place::News(since),
                SavedPlace::Browse(styles, years) => Place::Browse { styles, years },
            };
            (place, stop.tab)
        })
        .collect();
    state.trail.restore(places, session.at);
    for (stop, rows) in state.trail.stops_mut().iter_mut().zip(against) {
        stop.against = rows;
    }
    let here = state.trail.stops().1;
    if let (Some(stop), Some(Some(cursor))) = (state.trail.here_mut(), cursors.get(here)) {
        stop.list_mut().wanted = Some(RowKey::Track(*cursor));
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
