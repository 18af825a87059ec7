//! What the screen wants to know in its present state; asked where it is not known yet.

use crate::{
    app::{Ask, Question, Slot, Subject, Verdict},
    library::{
        Together,
        news::Interest,
        query::{By, TrackRow},
    },
    track::TrackId,
    tui::{
        effect::Effect,
        layout::{Step, layout},
        state::{
            Judged, RARITY, State,
            list::{Phase, Row},
            trail::Place,
        },
        update::facts,
    },
};

/// Rows of a search.
const HITS: usize = 100;
/// Rows of a recommendation.
const ROWS: usize = 200;
/// Rows of a recommendation where filters will hide some.
const MORE_ROWS: usize = 1000;

/// Asks for everything the state shows and does not have.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    user(state, effects);
    hits(state, effects);
    list(state, effects);
    evidence(state, effects);
    tracklist(state, effects);
    history(state, effects);
    news(state, effects);
    facts::want(state, effects);
}

fn ask(state: &mut State, question: Question, effects: &mut Vec<Effect>) {
    if let Some(ticket) = state.slots.ask(&question) {
        effects.push(Effect::Ask(ticket, question));
    }
}

fn forget(state: &mut State, slot: Slot, effects: &mut Vec<Effect>) {
    if state.slots.forget(slot) {
        effects.push(Effect::Cancel(slot));
    }
}

fn user(state: &mut State, effects: &mut Vec<Effect>) {
    let stale = state.reread || !state.mine_known || state.mine_version != state.status.user_version;
    if state.status.ready && stale && state.saving == 0 && !state.slots.waiting(Slot::User) {
        // A version once asked for and not given is not asked for again and again.
        let version = state.status.user_version;
        if state.mine_asked != Some(version) || state.reread {
            state.reread = false;
            state.mine_asked = Some(version);
            let ticket = state.slots.ask_again(&Question::User);
            effects.push(Effect::Ask(ticket, Question::User));
        }
    }
}

fn hits(state: &mut State, effects: &mut Vec<Effect>) {
    if !state.status.ready {
        return;
    }
    let query = state.prompt.text().trim();
    let question = if query.is_empty() {
        Question::Welcome
    } else {
        Question::Search { query: query.to_owned(), limit: HITS }
    };
    ask(state, question, effects);
}

fn list(state: &mut State, effects: &mut Vec<Effect>) {
    let (_, here) = state.trail.stops();
    let mut left = false;
    for (i, stop) in state.trail.stops_mut().iter_mut().enumerate() {
        let tab = stop.tab;
        for (j, list) in stop.lists.iter_mut().enumerate() {
            if list.phase == Phase::Loading && (i, j) != (here, tab) {
                list.phase = Phase::Unasked;
                left = true;
            }
        }
    }
    if left {
        forget(state, Slot::List, effects);
    }
    let Some(stop) = state.trail.here() else { return };
    let shown = !state.searching || layout(state).step == Step::Broad;
    if !state.status.ready || stop.list().phase != Phase::Unasked || !shown {
        return;
    }
    if !stop.place.seeds().is_empty() && state.status.is_learning() {
        return;
    }
    let question = match &stop.place {
        Place::Seeds(seeds) => Question::Similar(similar(state, seeds, Together::Alike)),
        Place::Continue(seeds) => Question::Similar(similar(state, seeds, Together::Set)),
        Place::Between(seeds) => Question::Similar(similar(state, seeds, Together::Gap)),
        Place::Dj(name) => Question::Dj(name.clone()),
        Place::Label(name) => Question::Label(name.clone()),
        Place::Artist(name) => Question::Artist(name.clone()),
        Place::Mix(id, _) => Question::Mix(*id),
        Place::Track(row) => Question::Track(row.id),
        Place::News(since) => Question::News { since: *since, interest: interest(state) },
    };
    let ticket = state.slots.ask_again(&question);
    effects.push(Effect::Ask(ticket, question));
    state.judged = Judged::of(&state.mine);
    if let Some(stop) = state.trail.here_mut() {
        stop.seeds_changed = 0;
        stop.list_mut().phase = Phase::Loading;
    }
}

fn similar(state: &State, seeds: &[TrackRow], together: Together) -> Ask {
    let of = |verdict: Verdict| {
        let mut ids: Vec<TrackId> =
            state.mine.verdicts.iter().filter(|(_, v)| **v == verdict).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    };
    let mut rejected_artists: Vec<String> = state.mine.artists.iter().cloned().collect();
    rejected_artists.sort_unstable();
    Ask {
        together,
        controls: state.filters.controls(&state.mine.owned),
        genre: state.filters.genre,
        rarity: RARITY[state.rarity.min(RARITY.len() - 1)],
        seeds: seeds.iter().map(|row| row.id).collect(),
        by: state.trail.here().and_then(|stop| stop.by(&state.tabs)).unwrap_or(By::Played),
        limit: if state.filters.on() > 0 { MORE_ROWS } else { ROWS },
        liked: of(Verdict::Like),
        rejected: of(Verdict::Reject),
        rejected_artists,
    }
}

fn evidence(state: &mut State, effects: &mut Vec<Effect>) {
    let seeds: Vec<TrackId> = state.trail.seeds().iter().map(|s| s.id).collect();
    let row = match state.focus {
        crate::tui::state::Focus::Queue => state.record().map(|r| r.id),
        _ => state.list().current().and_then(Row::record).map(|r| r.id),
    };
    match row {
        Some(row) if !seeds.is_empty() && !seeds.contains(&row) => {
            ask(state, Question::Evidence { seeds, row }, effects);
        }
        _ => {
            forget(state, Slot::Evidence, effects);
            state.why.row = None;
            state.why.mixes.clear();
            state.why.fault = None;
        }
    }
}

fn tracklist(state: &mut State, effects: &mut Vec<Effect>) {
    let shown = layout(state).tracklist.area() > 0;
    if let Some(id) = state.why.current().map(|e| e.mix.id).filter(|_| shown) {
        ask(state, Question::Tracklist(id), effects);
    } else {
        forget(state, Slot::Tracklist, effects);
        state.why.tracklist = None;
    }
}

fn history(state: &mut State, effects: &mut Vec<Effect>) {
    let id = match state.trail.here().map(|stop| &stop.place) {
        Some(Place::Track(row)) => Some(row.id),
        _ => state.trail.seeds().last().map(|s| s.id),
    };
    if let Some(id) = id.filter(|_| state.status.ready) {
        ask(state, Question::History(id), effects);
    }
}

/// What is new since the last time is asked for once, when it is known what the user cares about.
fn news(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(since) = state.since.filter(|_| state.news_due && state.status.ready && state.mine_known) else {
        return;
    };
    state.news_due = false;
    if state.status.newest.is_some_and(|newest| newest > since) {
        ask(state, Question::SinceLast { since, interest: interest(state) }, effects);
    }
}

fn interest(state: &State) -> Interest {
    let mut interest = Interest {
        records: state.mine.items.iter().map(|item| item.row.id).collect(),
        ..Interest::default()
    };
    for subject in &state.mine.follows {
        match subject {
            Subject::Dj(name) => interest.djs.push(name.clone()),
            Subject::Label(name) => interest.labels.push(name.clone()),
            Subject::Artist(name) => interest.artists.push(name.clone()),
        }
    }
    for names in [&mut interest.djs, &mut interest.labels, &mut interest.artists] {
        names.sort_unstable();
    }
    interest
}
