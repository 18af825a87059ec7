//! What the screen wants to know in its present state; asked where it is not known yet.

use crate::{
    app::{
        FollowSubject, Opinion, Question, SimilarRequest, Slot,
        answer::{Browse, By, Controls, Interest, Together, TrackRow},
    },
    track::TrackId,
    tui::{
        effect::Effect,
        layout::{LayoutStep, layout},
        state::{
            State,
            judged::Judged,
            list::ListPhase,
            pasted::Pasted,
            refine::{RARITY, ROWS, TASTE},
            screen::Focus,
            trail::{ORDERS, Place},
        },
        update::facts,
    },
};

/// Rows of a search.
const HITS: usize = 100;
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
    pasted(state, effects);
}

/// What is understood of a pasted list.
fn pasted(state: &mut State, effects: &mut Vec<Effect>) {
    let Pasted { list, read, keeping } = &state.import.pasted;
    if list.text.is_empty() {
        forget(state, Slot::Pasted, effects);
    } else if read.is_none() && !keeping {
        ask(state, Question::ReadList(list.clone()), effects);
    }
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
    let ready = state.status.ready && !state.slots.waiting(Slot::User);
    if ready && state.user.asks(state.status.user_version, state.now) {
        let ticket = state.slots.ask_again(&Question::User);
        effects.push(Effect::Ask(ticket, Question::User));
    }
}

fn hits(state: &mut State, effects: &mut Vec<Effect>) {
    if !state.status.ready {
        return;
    }
    let query = state.search.prompt.text().trim();
    let question = if query.is_empty() {
        Question::Welcome
    } else {
        let version = state.status.generation.wrapping_add(state.status.user_version);
        Question::Search { query: query.to_owned(), limit: HITS, version }
    };
    ask(state, question, effects);
}

fn list(state: &mut State, effects: &mut Vec<Effect>) {
    let (_, here) = state.trail.stops();
    let mut left = false;
    for (i, stop) in state.trail.stops_mut().iter_mut().enumerate() {
        let tab = stop.tab;
        for (j, list) in stop.lists.iter_mut().enumerate() {
            if list.phase == ListPhase::Loading && (i, j) != (here, tab) {
                list.phase = ListPhase::Unasked;
                left = true;
            }
        }
    }
    if left {
        forget(state, Slot::List, effects);
    }
    let learned = state.status.fit > 0;
    let Some(stop) = state.trail.here_mut() else { return };
    if learned && stop.list().fit == Some(0) && stop.list().phase == ListPhase::Ready {
        // It was answered before anything was learned: little more than versions of the seed stand there.
        stop.list_mut().phase = ListPhase::Unasked;
    }
    let Some(stop) = state.trail.here() else { return };
    let shown = !state.search.open || layout(state).step == LayoutStep::Broad;
    if !state.status.ready || stop.list().phase != ListPhase::Unasked || !shown {
        return;
    }
    if !state.user.sync.is_known() && state.slots.waiting(Slot::User) {
        // What is rejected, queued and owned is part of the question.
        return;
    }
    if !stop.place.seeds().is_empty() && state.status.is_learning() {
        return;
    }
    let question = match &stop.place {
        Place::Seeds(seeds) => Question::Similar(similar(state, seeds, Together::Alike)),
        Place::Continue(seeds) => Question::Similar(unqueued(state, seeds, Together::Set)),
        Place::Between(seeds) => Question::Similar(unqueued(state, seeds, Together::Gap)),
        Place::Dj(name) => Question::Dj(name.clone(), narrowed(state)),
        Place::Label(name) => Question::Label(name.clone(), narrowed(state)),
        Place::Artist(name) => Question::Artist(name.clone(), narrowed(state)),
        Place::Mix(id, _) => Question::Mix(*id),
        Place::Track(row) => Question::Track(row.id),
        Place::Browse { styles, years } => {
            let by = ORDERS.get(stop.tab).copied().unwrap_or_default();
            let limit = if state.refine.filters.on() > 0 { MORE_ROWS } else { ROWS };
            let browse = Browse { styles: styles.clone(), years: *years, by, limit };
            Question::Browse(browse, narrowed(state))
        }
        Place::News(since) => Question::News { since: *since, interest: interest(state) },
    };
    let ticket = state.slots.ask_again(&question);
    effects.push(Effect::Ask(ticket, question));
    state.user.judged = Judged::of(&state.user.mine);
    if let Some(stop) = state.trail.here_mut() {
        stop.seeds_changed = 0;
        stop.list_mut().phase = ListPhase::Loading;
    }
}

/// What a page leaves out.
fn narrowed(state: &State) -> Controls {
    state.refine.filters.page_controls(&state.user.mine.owned)
}

/// For a queue that is to go on: nothing that is in it already.
pub(super) fn unqueued(state: &State, seeds: &[TrackRow], together: Together) -> SimilarRequest {
    let mut ask = similar(state, seeds, together);
    let queued = state.user.mine.items.iter().map(|item| item.row.id);
    ask.controls.without.extend(queued.filter(|id| !ask.seeds.contains(id)));
    ask.controls.without.sort_unstable();
    ask
}

pub(super) fn similar(state: &State, seeds: &[TrackRow], together: Together) -> SimilarRequest {
    let of = |verdict: Opinion| {
        let mut ids: Vec<TrackId> =
            state.user.mine.verdicts.iter().filter(|(_, v)| **v == verdict).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids
    };
    let mut rejected_artists: Vec<String> = state.user.mine.artists.iter().cloned().collect();
    rejected_artists.sort_unstable();
    SimilarRequest {
        together,
        controls: state.refine.filters.controls(&state.user.mine.owned),
        genre: state.refine.filters.genre,
        rarity: RARITY[state.refine.rarity.min(RARITY.len() - 1)],
        you: TASTE[state.refine.taste.min(TASTE.len() - 1)],
        seeds: seeds.iter().map(|row| row.id).collect(),
        by: state.trail.here().and_then(|stop| stop.by(&state.trail.tabs)).unwrap_or(By::Played),
        limit: if state.refine.filters.on() > 0 { MORE_ROWS } else { ROWS },
        liked: of(Opinion::Like),
        rejected: of(Opinion::Reject),
        rejected_artists,
        paired: paired(state, seeds),
        without: against(state),
    }
}

/// What the place keeps away from.
fn against(state: &State) -> Vec<TrackId> {
    state.trail.here().into_iter().flat_map(|stop| &stop.against).map(|row| row.id).collect()
}

/// What the user says works with these.
fn paired(state: &State, seeds: &[TrackRow]) -> Vec<TrackId> {
    let of = |seed: &TrackRow| state.user.mine.partners(seed.id).map(|row| row.id).collect::<Vec<_>>();
    let mut paired: Vec<TrackId> = seeds.iter().flat_map(of).collect();
    paired.sort_unstable();
    paired.dedup();
    paired
}

fn evidence(state: &mut State, effects: &mut Vec<Effect>) {
    let seeds: Vec<TrackId> = state.trail.seeds().iter().map(|s| s.id).collect();
    let row = match state.screen.focus {
        Focus::Queue | Focus::Seed => state.record(),
        Focus::Prompt | Focus::List | Focus::Why | Focus::Picture => state.list_record(),
    };
    let row = row.cloned();
    match row {
        Some(row) if !seeds.is_empty() && !seeds.contains(&row.id) => {
            let own = state.refine.filters.own_sets();
            ask(state, Question::Evidence { seeds, row: row.id, own }, effects);
        }
        row => {
            forget(state, Slot::Evidence, effects);
            state.why.about(row);
        }
    }
}

/// What stands beside the list: the tracklist around the evidence, else where the record was played.
fn tracklist(state: &mut State, effects: &mut Vec<Effect>) {
    let layout = layout(state);
    let shown = layout.tracklist.area() > 0 || layout.why.height > 1 && state.mix_beside().is_none();
    let question = match (state.mix_beside(), state.plays_beside()) {
        (Some(mix), _) => Some(Question::Tracklist(mix)),
        (None, Some(record)) => Some(Question::PlaysBeside(record)),
        (None, None) => None,
    };
    if let Some(question) = question.filter(|_| shown) {
        ask(state, question, effects);
    } else if !state.slots.waiting(Slot::Evidence) {
        forget(state, Slot::Tracklist, effects);
        (state.why.tracklist, state.why.plays) = (None, None);
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
    let Some(since) = state
        .visit
        .since
        .filter(|_| state.visit.news_due && state.status.ready && state.user.sync.is_known())
    else {
        return;
    };
    state.visit.news_due = false;
    if state.status.newest.is_some_and(|newest| newest > since) {
        ask(state, Question::SinceLast { since, interest: interest(state) }, effects);
    }
}

fn interest(state: &State) -> Interest {
    let mut interest = Interest {
        records: state.user.mine.items.iter().map(|item| item.row.id).collect(),
        ..Interest::default()
    };
    for subject in &state.user.mine.follows {
        match subject {
            FollowSubject::Dj(name) => interest.djs.push(name.clone()),
            FollowSubject::Label(name) => interest.labels.push(name.clone()),
            FollowSubject::Artist(name) => interest.artists.push(name.clone()),
        }
    }
    for names in [&mut interest.djs, &mut interest.labels, &mut interest.artists] {
        names.sort_unstable();
    }
    interest
}
