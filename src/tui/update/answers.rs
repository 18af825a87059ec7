//! Answers of the services into the state; outdated ones are dropped.

use crate::{
    app::{
        Answer, Fault, Outcome, Question, Slot, Ticket, UserData,
        answer::{ArtistPage, LabelPage, MixPage, News, PageHit, PageKind, SearchAnswer, TrackRow},
    },
    config::actions::Action,
    track::fold,
    tui::{
        effect::Effect,
        state::{
            State,
            keys::Jump,
            list::{ListPhase, Row, versions_together},
            search::{Search, SearchResults},
            toast::Tone,
            trail::Place,
        },
        text::plural,
        update::{
            browse, deck, digging, facts, finding, keys, pages, pasted, refine, shaping, sounds, updates,
        },
    },
};

/// Takes an answer.
pub(super) fn take(state: &mut State, ticket: Ticket, outcome: Outcome<Answer>, effects: &mut Vec<Effect>) {
    let Some(question) = state.slots.redeem(ticket) else { return };
    match outcome {
        Ok(answer) => fill(state, &question, answer, effects),
        Err(fault) => failed(state, &question, ticket.slot, fault),
    }
    if matches!(ticket.slot, Slot::Hits | Slot::List | Slot::Jump | Slot::Evidence | Slot::User) {
        keys::release(state, effects);
    }
}

fn fill(state: &mut State, question: &Question, answer: Answer, effects: &mut Vec<Effect>) {
    match answer {
        Answer::Welcome(rows) => {
            state.search.found = SearchResults::default();
            refine(&mut state.search, rows.into_iter().map(Row::Track).collect(), 0, false);
        }
        Answer::Search(answer) => hits(state, answer),
        Answer::Evidence(mixes) => {
            let row = match question {
                Question::Evidence { row, .. } => {
                    state.record().filter(|r| r.id == *row).or(state.list_record()).cloned()
                }
                _ => None,
            };
            state.why.fill(row, mixes);
        }
        Answer::Tracklist(page) => state.why.tracklist = Some(page),
        Answer::PlaysBeside(page) => state.why.plays = Some(page),
        Answer::History(history) => {
            if let Question::History(id) = question {
                state.why.history = Some((*id, history));
            }
        }
        Answer::SinceLast(news) => say_news(state, &news),
        Answer::Listen(row) => {
            state.keys.arrived();
            sounds::arrived(state, row);
        }
        Answer::Plays(page) => {
            if let Some(jump) = state.keys.arrived() {
                pages::arrived(state, jump, &page);
            }
        }
        Answer::Player(player) => {
            if let (Some(Jump::Player), Question::Player { records, .. }) = (state.keys.arrived(), question) {
                pages::play_mix(state, player, records);
            }
        }
        Answer::Order(orders) => {
            if state.keys.arrived() == Some(Jump::Order) {
                shaping::offer_orders(state, question, orders);
            }
        }
        Answer::Path(routes) => {
            if let Some(Jump::Path { after }) = state.keys.arrived() {
                shaping::offer_paths(state, after, routes);
            }
        }
        Answer::Versions(rows) => {
            if state.keys.arrived() == Some(Jump::Versions) {
                digging::toggle(state, &rows);
            }
        }
        Answer::ReadList(preview) => state.import.pasted.read = Some(Ok(preview)),
        Answer::KeepList(kept) => pasted::kept(state, kept),
        Answer::Offers(offers) => {
            if let (Some(Jump::Slice), Question::Offers { contact, .. }) = (state.keys.arrived(), question) {
                updates::offered(state, contact.as_ref(), offers, effects);
            }
        }
        Answer::Styles(styles) => {
            if state.keys.arrived() == Some(Jump::Style) {
                browse::choose(state, styles);
            }
        }
        Answer::Known => {
            if let (Some(Jump::Filter(filter)), Question::Known(named)) = (state.keys.arrived(), question) {
                refine::known(state, filter, named);
            }
        }
        Answer::Facts(found) => facts::take(state, question, found),
        Answer::User(data) => user(state, data),
        Answer::Places(places) => {
            state.import.finding.places = Some(places);
            deck::looked(state);
        }
        Answer::Complete(text, names) => {
            state.import.finding.completed = Some(text);
            state.import.finding.ends = if names.len() > 1 { names } else { Vec::new() };
        }
        Answer::Import(said) => finding::taken(state, said),
        answer => list(state, answer),
    }
}

/// What the store holds; that it is damaged is said once.
fn user(state: &mut State, data: UserData) {
    let known = state.user.fault.clone();
    state.user.read(data);
    if let Some(fault) = state.user.fault.as_ref().filter(|fault| known.as_ref() != Some(fault)) {
        state.screen.toasts.fault(fault, state.now);
    }
}

/// "Since Tuesday: 41 mixes, 3 of them play records of your queue."
fn say_news(state: &mut State, news: &News) {
    if news.mixes == 0 {
        return;
    }
    let since = news.since.as_deref().unwrap_or("you left");
    let mut parts = vec![format!("Since {since}: {}", plural(u64::from(news.mixes), "mix"))];
    match news.of_queue {
        0 => {}
        1 => parts.push("1 of them plays a record of your queue".to_owned()),
        n => parts.push(format!("{n} of them play records of your queue")),
    }
    let followed = news.rows.iter().filter(|row| !row.followed.is_empty()).count();
    if followed > 0 {
        parts.push(format!("{followed} concern whom you follow"));
    }
    let text = format!("{}. {} shows them.", parts.join(", "), state.keys.name(Action::PageNews));
    state.mention(Tone::Note, text);
}

fn hits(state: &mut State, answer: SearchAnswer) {
    let again = answer.query == state.search.found.query;
    let by_name = answer.pages.first().is_some_and(|page| is_called(page, &answer.query));
    let to_page = by_name || answer.closest || answer.tracks.is_empty();
    // A record that is called so too is meant before the page: the page's row can be chosen.
    let named = if to_page { answer.named() } else { None };
    let pages_meant = answer.pages.len() - answer.parts.min(answer.pages.len());
    state.search.found = SearchResults {
        query: answer.query,
        closest: answer.closest,
        total: answer.total,
        more: answer.total_is_lower_bound,
        pages: answer.pages,
        unsure: false,
    };
    let mut rows = state.search.page_rows();
    let home = if to_page && named.is_none() { 0 } else { rows.len() + named.unwrap_or(0) };
    let begins_on_page = home < rows.len();
    state.search.found.unsure =
        if begins_on_page { pages_meant == 0 } else { answer.closest && named.is_none() };
    rows.extend(answer.tracks.into_iter().map(Row::Hit));
    refine(&mut state.search, rows, home, again);
}

/// Whether the words are all of the page's name. An artist's records stand right below, so the first of them is meant as before.
fn is_called(page: &PageHit, words: &str) -> bool {
    page.kind != PageKind::Artist && fold(&page.name) == fold(words)
}

/// New hits; the rows down to the cursor stay where they are once it was moved. The same words asked `again`, as more is known now, leave
/// the cursor on its row.
fn refine(search: &mut Search, rows: Vec<Row>, home: usize, again: bool) {
    let list = &mut search.hits;
    let moved = list.cursor != search.home;
    if again && list.current().is_some() {
        list.fill(rows);
        if !moved {
            search.home = list.cursor;
        }
    } else if !moved || list.phase == ListPhase::Unasked {
        list.set(rows);
        (list.cursor, search.home) = (home, home);
    } else {
        let mut kept: Vec<Row> = list.rows.drain(..(list.cursor + 1).min(list.rows.len())).collect();
        let known: Vec<_> = kept.iter().map(Row::key).collect();
        let is_new = |row: &Row| !matches!(row, Row::Page(_)) && !known.contains(&row.key());
        kept.extend(rows.into_iter().filter(is_new));
        list.set(kept);
    }
}

fn list(state: &mut State, answer: Answer) {
    let (mixes, mut fit) = (state.status.mixes, None);
    let Some(stop) = state.trail.here_mut() else { return };
    let tab = stop.tab;
    let mut meta = (false, false, Vec::new(), state.status.generation);
    let (mut listened, mut taste) = (None, false);
    let rows: Vec<Row> = match answer {
        Answer::Similar(answer) => {
            meta = (answer.thin, answer.nothing_after, answer.hidden, answer.generation);
            (listened, taste) = (answer.listened, answer.taste);
            fit = answer.fit;
            let (straight, likely) = answer.tracks.into_iter().partition(|row| row.straight_after.is_some());
            [straight, likely].map(versions_together).concat()
        }
        Answer::Dj(page, _) if tab == 1 => page.mixes.into_iter().map(Row::Mix).collect(),
        Answer::Dj(page, hidden) => {
            meta.2 = hidden;
            page.tracks.into_iter().map(Row::Counted).collect()
        }
        Answer::Label(LabelPage { tracks, .. }, hidden)
        | Answer::Artist(ArtistPage { tracks, .. }, hidden) => {
            meta.2 = hidden;
            tracks.into_iter().map(Row::Dated).collect()
        }
        Answer::Mix(page, records) => {
            stop.djs.clone_from(&page.djs);
            stop.url.clone_from(&page.mix.url);
            if let Place::Mix(_, title) = &mut stop.place {
                title.clone_from(&page.mix.title);
            }
            entries(page, &records)
        }
        Answer::News(news) => news.rows.into_iter().map(Row::New).collect(),
        Answer::Browse(answer, hidden) => {
            meta.2 = hidden;
            answer.tracks.into_iter().map(Row::Browse).collect()
        }
        Answer::Track(page) => {
            stop.place = Place::Track(page.track);
            page.plays.into_iter().map(Row::Play).collect()
        }
        _ => return,
    };
    let list = stop.list_mut();
    list.all.clone_from(&rows);
    list.judged = false;
    list.fill(rows);
    (list.thin, list.nothing_after, list.left_out, list.generation) = meta;
    (list.listened, list.taste) = (listened, taste);
    (list.mixes, list.fit) = (mixes, fit);
    refine::filter(state);
    refine::judged(state);
}

fn entries(page: MixPage, records: &[TrackRow]) -> Vec<Row> {
    let by_id: std::collections::HashMap<_, _> = records.iter().map(|r| (r.id, r)).collect();
    page.entries
        .into_iter()
        .map(|entry| {
            let record = entry.track.and_then(|id| by_id.get(&id)).map(|r| (*r).clone());
            Row::Entry(entry, record)
        })
        .collect()
}

fn failed(state: &mut State, question: &Question, slot: Slot, fault: Fault) {
    match slot {
        Slot::Hits => state.search.hits.phase = ListPhase::Failed(fault),
        Slot::List => {
            if let Some(stop) = state.trail.here_mut() {
                stop.list_mut().phase = ListPhase::Failed(fault);
            }
        }
        Slot::Evidence => {
            state.why.mixes.clear();
            state.why.fault = Some(fault);
        }
        Slot::Pasted if state.import.pasted.keeping => {
            state.import.pasted.keeping = false;
            state.screen.toasts.fault(&fault, state.now);
        }
        Slot::Pasted => state.import.pasted.read = Some(Err(fault)),
        Slot::Tracklist | Slot::History | Slot::News | Slot::Facts | Slot::Places | Slot::Path => {}
        Slot::Import => finding::refused(state, &fault),
        Slot::Jump => {
            let jump = state.keys.arrived();
            if let (Some(Jump::Filter(filter)), Question::Known(named)) = (jump, question) {
                // What was pressed since was not meant for the line.
                state.keys.pending = None;
                refine::unknown(state, filter, named, fault.told());
            } else {
                state.screen.toasts.fault(&fault, state.now);
            }
        }
        Slot::User => {
            if state.user.sync.unread(state.now) {
                state.screen.toasts.fault(&fault, state.now);
            }
            if !state.user.sync.is_known() {
                state.user.fault = Some(fault);
            }
        }
    }
}
