//! Going to pages, opening addresses, copying.

use std::time::Duration;

use crate::{
    app::{
        Question,
        answer::{MixPlayer, Passage, TrackPage, TrackRow},
    },
    config::actions::Action,
    plain::one_line,
    track::{MixId, Seconds, Shop, TrackId},
    tui::{
        effect::Effect,
        popup::{card::Card, choose::Choice},
        state::{
            State,
            audition::wanted,
            keys::Jump,
            list::Row,
            popup::Deed,
            screen::Focus,
            toast::Tone,
            trail::{Place, mix_place},
        },
        text::plural,
        update::{digging, jump},
    },
};

/// Lines of a choice; more DJs than this are found on the record's page.
const CHOICES: usize = 50;

/// Goes to the page of what is under the cursor.
pub(super) fn go(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    match action {
        Action::PageDj => match djs_here(state) {
            Some(djs) => choose_dj(state, djs),
            None => ask_track(state, Jump::Dj, effects),
        },
        Action::PageMix => match mix_here(state) {
            Some(place) => digging::go(state, place),
            None => ask_track(state, Jump::Mix, effects),
        },
        Action::PageLabel => match label_here(state) {
            Some(label) => digging::go(state, Place::Label(label)),
            None => no_label(state),
        },
        Action::PageArtist => match artist_here(state).map(|artist| crate::track::artists(&artist)) {
            Some(artists) => {
                let lines = artists.into_iter().map(|a| (a.clone(), Place::Artist(a))).collect();
                choose(state, "Which artist?", lines, "No artist is known here.");
            }
            None => state.names_no_record(),
        },
        _ => match state.record().cloned() {
            Some(row) => digging::go(state, Place::Track(row)),
            None => state.names_no_record(),
        },
    }
}

fn no_label(state: &mut State) {
    let text = match state.record() {
        Some(row) => format!(
            "No label of {} is known; {} finds labels by their names.",
            row.title,
            state.keys.name(Action::Prompt)
        ),
        None => return state.names_no_record(),
    };
    state.say(Tone::Good, text);
}

/// The label of the record, else of a mix's line as it is written there.
fn label_here(state: &State) -> Option<String> {
    let written = || match digging::row(state) {
        Some(Row::Entry(entry, _)) => entry.label.clone(),
        _ => None,
    };
    state.record().and_then(|row| row.label.clone()).or_else(written)
}

/// The artist of the record, else of a mix's line as it is written there.
fn artist_here(state: &State) -> Option<String> {
    let written = || match digging::row(state) {
        Some(Row::Entry(entry, _)) => entry.artist.clone(),
        _ => None,
    };
    state.record().map(|row| row.artist.clone()).or_else(written)
}

fn ask_track(state: &mut State, jump: Jump, effects: &mut Vec<Effect>) {
    match state.record().map(|row| row.id) {
        Some(id) => jump::ask(state, jump, &Question::Plays(id), effects),
        None => state.names_no_record(),
    }
}

/// The DJs that the cursor points at, where it points at a mix or its evidence.
fn djs_here(state: &State) -> Option<Vec<String>> {
    match digging::row(state) {
        Some(Row::Play(play)) => return Some(play.djs.clone()),
        Some(Row::Entry(..)) => return state.trail.here().map(|stop| stop.djs.clone()),
        _ => {}
    }
    evidence_here(state).map(|e| e.djs.clone())
}

/// The highlighted evidence, where it is about the record under the cursor.
fn evidence_here(state: &State) -> Option<&crate::app::answer::Evidence> {
    let about = state.why.row.as_ref().map(|row| row.id);
    if state.screen.focus != Focus::Why
        && (state.screen.focus == Focus::Queue || about != state.record().map(|row| row.id))
    {
        return None;
    }
    state.why.current()
}

fn mix_here(state: &State) -> Option<Place> {
    if let Some((id, title, _)) = digging::row(state).and_then(Row::mix) {
        return Some(mix_place(id, title));
    }
    evidence_here(state).map(|e| mix_place(e.mix.id, &e.mix.title))
}

fn choose_dj(state: &mut State, mut djs: Vec<String>) {
    djs.truncate(CHOICES);
    let lines = djs.into_iter().map(|dj| (dj.clone(), Place::Dj(dj))).collect();
    choose(state, "Which DJ?", lines, "Nobody is known to have played it.");
}

/// Goes to the only place there is, or asks which; where there is `none`, that is said.
fn choose(state: &mut State, title: &str, mut lines: Vec<(String, Place)>, none: &str) {
    match lines.len() {
        0 => state.say(Tone::Good, none),
        1 => {
            let (_, place) = lines.remove(0);
            digging::go(state, place);
        }
        _ => {
            let lines = lines.into_iter().map(|(text, place)| (text, Deed::Go(place))).collect();
            state.popups.push(Box::new(Choice::new(title, lines, 0)));
        }
    }
}

/// The record's page has come for a jump.
pub(super) fn arrived(state: &mut State, jump: Jump, page: &TrackPage) {
    match jump {
        Jump::Dj => {
            let mut djs: Vec<String> = Vec::new();
            for dj in page.plays.iter().flat_map(|play| &play.djs) {
                if !djs.contains(dj) {
                    djs.push(dj.clone());
                }
            }
            choose_dj(state, djs);
        }
        Jump::Mix => {
            let plays = page.plays.iter().take(CHOICES);
            let lines = plays.map(|play| (play.mix.clone(), mix_place(play.id, &play.mix))).collect();
            choose(state, "Which mix?", lines, "No mix here has it.");
        }
        Jump::MixesDb => match page.plays.iter().find_map(|play| Some((play.mix.clone(), play.url.clone()?)))
        {
            Some((title, url)) => state.popups.push(Box::new(Card::new(title, url))),
            None => state.say(Tone::Good, "No address is known."),
        },
        Jump::Versions
        | Jump::Listen
        | Jump::Player
        | Jump::Order
        | Jump::Path { .. }
        | Jump::Style
        | Jump::Filter(_)
        | Jump::Slice => {}
    }
}

/// Shows an address to open or copy.
pub(super) fn open(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    if action == Action::OpenMixesdb {
        match mix_card(state) {
            Some(card) => state.popups.push(Box::new(card)),
            None => ask_track(state, Jump::MixesDb, effects),
        }
        return;
    }
    if action == Action::OpenPlayer {
        return ask_player(state, effects);
    }
    let Some(row) = state.record() else { return state.names_no_record() };
    let name = written(row, " - ");
    let shop = match action {
        Action::OpenSpotify => Shop::Spotify,
        Action::OpenDiscogs => Shop::Discogs,
        Action::OpenBeatport => Shop::Beatport,
        Action::OpenPreview => Shop::Deezer,
        _ => Shop::Bandcamp,
    };
    let found = heard_page(state).filter(|_| action == Action::OpenPreview);
    let (site, url) = found.unwrap_or_else(|| (shop.name(), shop.search(&written(row, " "))));
    state.popups.push(Box::new(Card::new(format!("{site}: {name}"), url)));
}

/// Asks where the mix under the cursor is heard, from where the row and the seed meet in it.
fn ask_player(state: &mut State, effects: &mut Vec<Effect>) {
    match mix_and_records(state) {
        Some((mix, records)) => jump::ask(state, Jump::Player, &Question::Player { mix, records }, effects),
        None => state.say(Tone::Good, "No mix is chosen here."),
    }
}

fn mix_and_records(state: &State) -> Option<(MixId, Vec<TrackId>)> {
    let row = digging::row(state);
    let place = state.trail.here().map(|stop| &stop.place);
    match (row, place) {
        (Some(Row::Play(play)), Some(Place::Track(of))) => return Some((play.id, vec![of.id])),
        (Some(Row::Entry(entry, _)), Some(Place::Mix(id, _))) => {
            return Some((*id, entry.track.into_iter().collect()));
        }
        _ => {}
    }
    if let Some((id, ..)) = row.and_then(Row::mix) {
        return Some((id, Vec::new()));
    }
    let evidence = evidence_here(state)?;
    let row = state.why.row.as_ref()?;
    Some((evidence.mix.id, vec![evidence.seed, row.id]))
}

/// Shows the address of a mix's player; the mix's audio file can be played here, from where these records of it meet.
pub(super) fn play_mix(state: &mut State, player: Option<MixPlayer>, records: &[TrackId]) {
    let Some(player) = player else {
        let page = state.keys.name(Action::OpenMixesdb);
        let said = format!("Nobody knows where this mix can be heard; {page} opens its page.");
        return state.say(Tone::Good, said);
    };
    let mut card = Card::new(player.to_string(), player.address);
    let row = records.last().and_then(|id| known_row(state, *id));
    if let (Some(file), Some(row)) = (player.file, row) {
        let name = wanted(&row).name;
        let at = file.at.map(|Seconds(at)| Duration::from_secs(at.into()));
        card = card.playing(row, Passage { address: file.address, at, djs: file.djs, name });
    }
    state.popups.push(Box::new(card));
}

/// A record that the screen shows.
fn known_row(state: &State, id: TrackId) -> Option<TrackRow> {
    let page = state.trail.here().and_then(|stop| match &stop.place {
        Place::Track(row) => Some(row),
        _ => None,
    });
    let listed = state.list().rows.iter().filter_map(Row::record);
    let known = listed.chain(state.why.row.as_ref()).chain(page);
    known.into_iter().find(|row| row.id == id).cloned()
}

/// The page of what plays, where it is the row's.
fn heard_page(state: &State) -> Option<(&'static str, String)> {
    let on = state.audition.on.as_ref().filter(|_| state.is_auditioning())?;
    let found = &on.playing()?.found;
    Some((found.provider.name(), found.page.clone()?))
}

fn mix_card(state: &State) -> Option<Card> {
    if let Some((_, title, Some(url))) = digging::row(state).and_then(Row::mix) {
        return Some(Card::new(title, url));
    }
    if let (Some(Row::Entry(..)), Some(stop)) = (digging::row(state), state.trail.here())
        && let (Place::Mix(_, title), Some(url)) = (&stop.place, &stop.url)
    {
        return Some(Card::new(title, url));
    }
    let evidence = evidence_here(state)?;
    Some(Card::new(&evidence.mix.title, evidence.mix.url.clone()?))
}

/// Copies what is under the cursor.
pub(super) fn copy(state: &mut State, effects: &mut Vec<Effect>) {
    let text = match state.screen.focus {
        Focus::Why => state.why.current().map(|e| e.mix.url.clone().unwrap_or_else(|| e.mix.title.clone())),
        Focus::Queue if state.user.sync.fault().is_some() => {
            return copy_text(state, queue_lines(state), effects);
        }
        _ => match state.record().filter(|_| state.play().is_none()) {
            Some(row) => Some(written(row, " - ")),
            None => {
                digging::row(state).and_then(Row::mix).map(|(_, title, url)| url.unwrap_or(title).to_owned())
            }
        },
    };
    match text {
        Some(text) => copy_text(state, one_line(&text), effects),
        None => state.names_no_record(),
    }
}

/// Copies the queue, a record a line.
pub(super) fn copy_queue(state: &mut State, effects: &mut Vec<Effect>) {
    let items = &state.user.mine.items;
    if items.is_empty() {
        state.say(Tone::Good, "The queue is empty.");
        return;
    }
    let what = plural(items.len() as u64, "record");
    sent(state, &what);
    effects.push(Effect::Copy(queue_lines(state)));
}

/// The queue, a record a line; a break in a name is none.
fn queue_lines(state: &State) -> String {
    state.user.mine.items.iter().map(|item| one_line(&written(&item.row, " - ")) + "\n").collect()
}

/// Copies a text.
pub(super) fn copy_text(state: &mut State, text: String, effects: &mut Vec<Effect>) {
    sent(state, text.lines().next().unwrap_or_default());
    effects.push(Effect::Copy(text));
}

/// Says what was copied. tmux keeps it to itself unless it is told otherwise, and nobody can ask it.
fn sent(state: &mut State, what: &str) {
    let how =
        if state.screen.between.tmux { " (sent to the terminal; in tmux: set-clipboard on)" } else { "" };
    state.say(Tone::Good, format!("copied: {what}{how}"));
}

/// Artist, title and version as one writes them.
#[must_use]
pub(super) fn written(row: &TrackRow, dash: &str) -> String {
    let version = row.version.as_ref().map(|v| format!(" ({v})")).unwrap_or_default();
    format!("{}{dash}{}{version}", row.artist, row.title)
}
