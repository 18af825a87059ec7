//! Seeds and the trail.

use crate::{
    app::{
        Question, Slot,
        answer::{PageKind, TrackRow},
    },
    config::actions::Action,
    tui::{
        effect::Effect,
        state::{
            State,
            history::{PlaceSeeds, SeedsChange, UndoStep},
            keys::Jump,
            list::{ListPhase, Row, RowKey},
            screen::Focus,
            search::PAGES,
            toast::Tone,
            trail::{Place, TrailStop, mix_place},
        },
        update::jump,
    },
};

/// The row becomes the seed; a mix opens its page.
pub(super) fn dig(state: &mut State) {
    let mix = state.why.current().filter(|_| state.screen.focus == Focus::Why);
    let place = match state.screen.focus {
        Focus::Why if mix.is_some() => mix.map(|e| mix_place(e.mix.id, &e.mix.title)),
        Focus::Queue | Focus::Seed | Focus::Picture => {
            state.record().cloned().map(|row| Place::Seeds(vec![row]))
        }
        Focus::Prompt | Focus::List | Focus::Why => state.list().current().and_then(place_of),
    };
    match place {
        Some(place) => go(state, place),
        None => state.names_no_record(),
    }
}

/// Where a row leads.
fn place_of(row: &Row) -> Option<Place> {
    match (row.record(), row.mix()) {
        (Some(record), _) => Some(Place::Seeds(vec![record.clone()])),
        (None, Some((id, title, _))) => Some(mix_place(id, title)),
        (None, None) => page(row),
    }
}

/// The page that a row stands for.
fn page(row: &Row) -> Option<Place> {
    let Row::Page(page) = row else { return None };
    let name = page.name.clone();
    match page.kind {
        PageKind::Dj => Some(Place::Dj(name)),
        PageKind::Label => Some(Place::Label(name)),
        PageKind::Artist => Some(Place::Artist(name)),
        PageKind::Mix => page.mix.map(|id| mix_place(id, &name)),
        PageKind::Style => Some(Place::style(&name)),
    }
}

/// On a page's row among the hits: all pages that were found, or the first few again. False elsewhere, and where there are no more.
pub(super) fn turn_pages(state: &mut State) -> bool {
    let search = &mut state.search;
    let on_page = search.open && matches!(search.hits.current(), Some(Row::Page(_)));
    if !on_page || search.found.pages.len() <= PAGES {
        return false;
    }
    search.unfolded = !search.unfolded;
    let mut rows = search.page_rows();
    search.hits.cursor = search.hits.cursor.min(rows.len() - 1);
    rows.extend(search.hits.rows.drain(..).filter(|row| !matches!(row, Row::Page(_))));
    search.hits.set(rows);
    true
}

/// Goes to a place.
pub(super) fn go(state: &mut State, place: Place) {
    let shown = !state.search.open && state.screen.focus == Focus::List;
    if shown && state.trail.here().is_some_and(|stop| stop.place == place) {
        state.say(Tone::Good, "You are there already.");
    }
    // A mix's page opens on the record that one came from.
    let from = state.record().map(|row| RowKey::Track(row.id)).filter(|_| matches!(place, Place::Mix(..)));
    state.trail.go(place);
    if let Some(stop) = state.trail.here_mut().filter(|stop| stop.list().phase == ListPhase::Unasked) {
        stop.list_mut().wanted = from.or(stop.list().wanted);
    }
    arrive(state);
}

fn arrive(state: &mut State) {
    state.search.open = false;
    state.screen.focus = Focus::List;
    state.screen.zoomed = false;
}

/// Back on the trail.
pub(super) fn back(state: &mut State) {
    if (state.search.open && state.trail.here().is_some()) || state.trail.back() {
        arrive(state);
    } else {
        state.say(Tone::Good, "The trail begins here.");
    }
}

/// Away from a page: to where one came from, or to the hits where it is the first.
pub(super) fn close_page(state: &mut State) {
    if state.trail.back() {
        arrive(state);
    } else {
        to_hits(state);
    }
}

/// To a stop of the trail.
pub(super) fn go_back_to(state: &mut State, stop: usize) {
    if state.trail.go_back_to(stop) {
        arrive(state);
    }
}

/// Forward on the trail.
pub(super) fn forward(state: &mut State) {
    if state.trail.forward() {
        arrive(state);
    } else {
        state.screen.toasts.say(
            Tone::Good,
            format!("The trail ends here; {} digs on.", state.keys.name(Action::Dig)),
            state.now,
        );
    }
}

/// The hits.
pub(super) fn to_hits(state: &mut State) {
    state.search.open = true;
    state.screen.focus = Focus::List;
}

/// To the seed in the header, to play, open or queue it; from there back to the list.
pub(super) fn to_seed(state: &mut State) {
    match state.trail.here_mut().filter(|stop| !stop.place.seeds().is_empty()) {
        Some(_) if state.screen.focus == Focus::Seed => state.screen.focus = Focus::List,
        Some(stop) => {
            stop.last_seed();
            state.screen.focus = Focus::Seed;
            state.search.open = false;
        }
        None => no_seed(state),
    }
}

/// The place is not about a seed: says where there is one, or how a record becomes one.
fn no_seed(state: &mut State) {
    let text = match state.trail.seeds().last() {
        Some(seed) => {
            let (back, title) = (state.keys.name(Action::Back), &seed.title);
            format!("This page is about no seed; {back} leads back to the list of {title}.")
        }
        None => format!("No record is the seed yet; {} on one makes it so.", state.keys.name(Action::Dig)),
    };
    state.say(Tone::Good, text);
}

/// A tab of the place.
pub(super) fn tab(state: &mut State, tab: usize) {
    let Some(stop) = state.trail.here_mut() else {
        state.say(Tone::Good, format!("Choose a record first: {} on a hit.", state.keys.name(Action::Dig)));
        return;
    };
    if tab < stop.lists.len() {
        stop.tab = tab;
        state.search.open = false;
        state.screen.focus = Focus::List;
    } else {
        state.say(Tone::Good, "There is no such tab here.");
    }
}

/// The row joins the seeds or leaves them.
pub(super) fn toggle_seed(state: &mut State) {
    match state.record().cloned() {
        Some(row) => toggle(state, &[row]),
        None => state.names_no_record(),
    }
}

/// All versions join the seeds, once they are known.
pub(super) fn all_versions(state: &mut State, effects: &mut Vec<Effect>) {
    match state.record().map(|row| row.id) {
        Some(id) => jump::ask(state, Jump::Versions, &Question::Versions(id), effects),
        None => state.names_no_record(),
    }
}

/// The records join the seeds; where all of them are seeds already, they leave. The list waits for a refresh, for it
/// never moves under the cursor.
pub(super) fn toggle(state: &mut State, rows: &[TrackRow]) {
    let Some(first) = rows.first() else { return };
    let rows = if state.trail.seeds_mut().is_none() {
        state.trail.begin_with(first.clone());
        &rows[1..]
    } else {
        rows
    };
    let searching = state.search.open;
    let Some(stop) = state.trail.seeds_mut() else { return };
    let undone = PlaceSeeds::of(stop);
    let (Place::Seeds(seeds) | Place::Continue(seeds)) = &mut stop.place else {
        let dig = state.keys.name(Action::Dig);
        let text = format!("You cannot add seeds here; press {dig} to start from this record.");
        state.say(Tone::Good, text);
        return;
    };
    let before = seeds.clone();
    let new: Vec<TrackRow> = rows.iter().filter(|r| seeds.iter().all(|s| s.id != r.id)).cloned().collect();
    if new.is_empty() && seeds.len() > rows.len() {
        seeds.retain(|seed| rows.iter().all(|r| r.id != seed.id));
    }
    seeds.extend(new);
    if *seeds != before {
        stop.seeds_changed += 1;
    } else if !rows.is_empty() {
        state.screen.toasts.say(
            Tone::Good,
            format!("It is the only seed; {} on another row replaces it.", state.keys.name(Action::Dig)),
            state.now,
        );
        return;
    }
    let count = seeds.len();
    stop.against.retain(|row| rows.iter().all(|new| new.id != row.id));
    ask_later(stop, searching);
    let done = PlaceSeeds::of(stop);
    let text = if count == 1 { "1 seed".to_owned() } else { format!("{count} seeds") };
    seeds_changed(state, text, SeedsChange { before: undone, after: done });
}

/// The seeds of a place were changed, which can be taken back.
fn seeds_changed(state: &mut State, name: String, change: SeedsChange) {
    let cursor = state.user.cursor;
    let seeds = Some(change);
    state.say(Tone::Good, name.clone());
    state.user.steps.push(UndoStep { name, forth: Vec::new(), back: Vec::new(), cursor, left: None, seeds });
}

/// Puts seeds back as they were before a step, or after it; where they have been changed since, they stay.
pub(super) fn put_seeds(state: &mut State, from: &PlaceSeeds, to: PlaceSeeds) {
    let searching = state.search.open;
    let stops = state.trail.stops_mut().iter_mut().rev();
    let Some(stop) = stops.into_iter().find(|stop| PlaceSeeds::of(stop) == *from) else {
        return state.say(Tone::Good, "The seeds have changed since; they stay as they are.");
    };
    (stop.place, stop.against) = (to.place, to.against);
    stop.seeds_changed += 1;
    ask_later(stop, searching);
}

/// The seeds have changed: what is shown waits for a refresh, everything else is asked for anew.
fn ask_later(stop: &mut TrailStop, searching: bool) {
    let shown = stop.tab;
    for (i, list) in stop.lists.iter_mut().enumerate() {
        if searching || i != shown {
            list.phase = ListPhase::Unasked;
        }
    }
    if searching {
        stop.seeds_changed = 0;
    }
}

/// Less of this: the row becomes a seed to keep away from, or no longer.
pub(super) fn less_of_this(state: &mut State) {
    let Some(row) = state.record().cloned() else { return state.names_no_record() };
    let searching = state.search.open;
    let replaces = state.keys.name(Action::Dig);
    let Some(stop) = state.trail.seeds_mut() else {
        return state.say(Tone::Good, format!("Choose a seed first: {replaces} on a row."));
    };
    if !matches!(stop.place, Place::Seeds(_) | Place::Continue(_)) {
        return state.say(Tone::Good, "Between two records nothing is kept away from.");
    }
    let before = PlaceSeeds::of(stop);
    let (Place::Seeds(seeds) | Place::Continue(seeds)) = &mut stop.place else { return };
    let was = stop.against.iter().any(|known| known.id == row.id);
    if !was && seeds.len() == 1 && seeds[0].id == row.id {
        let text = format!("It is the only seed; {replaces} on another row replaces it.");
        return state.say(Tone::Good, text);
    }
    seeds.retain(|seed| seed.id != row.id);
    let text =
        if was { format!("no longer away from {}", row.title) } else { format!("less of {}", row.title) };
    if was {
        stop.against.retain(|known| known.id != row.id);
    } else {
        stop.against.push(row);
    }
    stop.seeds_changed += 1;
    ask_later(stop, searching);
    let after = PlaceSeeds::of(stop);
    seeds_changed(state, text, SeedsChange { before, after });
}

/// Asks for the list again: verdicts, seeds and new mixes take effect.
pub(super) fn refresh(state: &mut State) {
    state.slots.forget(Slot::List);
    state.slots.forget(Slot::Evidence);
    if state.search.open {
        state.slots.forget(Slot::Hits);
    }
    if let Some(stop) = state.trail.here_mut().filter(|_| !state.search.open) {
        for list in &mut stop.lists {
            list.phase = ListPhase::Unasked;
        }
    }
}

/// The row under the cursor, where it is a play or a line of a mix.
#[must_use]
pub(super) fn row(state: &State) -> Option<&Row> {
    match state.screen.focus {
        Focus::Prompt | Focus::List => state.list().current(),
        Focus::Why | Focus::Queue | Focus::Seed | Focus::Picture => None,
    }
}
