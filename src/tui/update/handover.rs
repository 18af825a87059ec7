//! Handing the queue over: keys and news.

use crate::{
    config::actions::{Action, Group, entry},
    export::file_name,
    library::{
        query::{By, TrackRow},
        unknown_row,
    },
    preview::Wanted,
    spotify::Aim,
    track::TrackId,
    tui::{
        effect::Effect,
        handover::{Imported, News, Order, Trouble},
        state::{
            State,
            audition::Pane,
            handover::{Handover, Line, Offer, Review, SEEDS, Stage, Use, uses},
            popup::Popup,
            textbox::TextBox,
            toast::Tone,
            trail::Place,
        },
        update::{audition, digging, extras, pages},
    },
};

/// Opens the dialog where it was left; an export that stopped for want of a login logs in and goes on.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    if state.mine.items.is_empty() {
        state.toasts.say(Tone::Good, "The queue is empty; a adds a record.", state.now);
        return;
    }
    state.popups.push(Popup::Handover);
    match &state.handover.stage {
        Stage::Trouble(Trouble { login: Some(_), .. }) => log_in(state, effects),
        Stage::Menu | Stage::Trouble(_) | Stage::Report(_) | Stage::Over(..) | Stage::Path(_) => {
            menu(state, effects);
        }
        _ => {}
    }
}

/// Opens the dialog that imports, unless something else goes on in it.
pub(super) fn import(state: &mut State, effects: &mut Vec<Effect>) {
    state.popups.push(Popup::Handover);
    if state.handover.imports() || !matches!(state.handover.stage, Stage::Busy(..) | Stage::Login(_)) {
        state.handover = Handover { before: state.handover.before.take(), ..Handover::default() };
        ask(state, Order::Sources, effects);
    }
}

fn menu(state: &mut State, effects: &mut Vec<Effect>) {
    state.handover = Handover { before: state.handover.before.take(), ..Handover::default() };
    give(state, Order::Look, effects);
}

fn log_in(state: &mut State, effects: &mut Vec<Effect>) {
    show(state, Stage::Busy("logging in".to_owned(), None));
    effects.push(Effect::HandOver(Order::LogIn));
}

fn show(state: &mut State, stage: Stage) {
    let handover = &mut state.handover;
    if std::mem::discriminant(&handover.stage) != std::mem::discriminant(&stage) {
        handover.cursor = 0;
        handover.input = TextBox::default();
    }
    handover.stage = stage;
}

/// Asks Spotify for something; it is asked again after a login.
fn ask(state: &mut State, order: Order, effects: &mut Vec<Effect>) {
    state.handover.pending = Some(order.clone());
    show(state, Stage::Busy("asking Spotify".to_owned(), None));
    give(state, order, effects);
}

/// Gives an order. One that reads the queue waits until the queue is stored as it is shown.
fn give(state: &mut State, order: Order, effects: &mut Vec<Effect>) {
    let reads = matches!(order, Order::Look | Order::Match | Order::Write(..) | Order::Copy);
    if reads && state.saving > 0 {
        state.handover.note = Some("The queue is being saved first.".to_owned());
        state.handover.held = Some(order);
    } else {
        effects.push(Effect::HandOver(order));
    }
}

/// A change is stored; what waited for the last one goes on.
pub(super) fn saved(state: &mut State, effects: &mut Vec<Effect>) {
    if state.saving == 0
        && let Some(order) = state.handover.held.take()
    {
        state.handover.note = None;
        effects.push(Effect::HandOver(order));
    }
}

/// Does a key in the dialog; false where it is none of its keys.
pub(super) fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> bool {
    use Action as A;
    let cursor = state.handover.cursor;
    match (state.handover.stage.clone(), action) {
        (_, A::Escape | A::Quit | A::Leave) | (Stage::Report(_), A::Dig) => leave(state, effects),
        (Stage::Menu, A::Dig) => {
            if let Some((_, offer)) = state.handover.offers().get(cursor).cloned() {
                take(state, offer, effects);
            }
        }
        (Stage::Playlists(list, append), A::Dig) => {
            if let Some((id, _)) = list.get(cursor).cloned() {
                state.handover.aim = Some(if append { Aim::Append(id) } else { Aim::Replace(id) });
                ask(state, Order::Match, effects);
            }
        }
        (Stage::Sources(list), A::Dig) => {
            if let Some((source, name)) = list.get(cursor).cloned() {
                ask(state, Order::Import(source, name), effects);
            }
        }
        (Stage::Imported(imported), A::Dig) => {
            if let Some((_, what)) = uses(&imported).get(cursor) {
                put_to_use(state, *imported, *what, effects);
            }
        }
        (Stage::Review, action) => return review(state, action, effects),
        (Stage::Over(format, path), A::Dig) => {
            give(state, Order::Write(format, path, true), effects);
        }
        (Stage::Trouble(trouble), A::Dig | A::Export) => match trouble.login {
            Some(_) => log_in(state, effects),
            None if state.handover.imports() => ask(state, Order::Sources, effects),
            None => menu(state, effects),
        },
        (Stage::Report(report), A::Copy) => {
            let missing = cursor.checked_sub(1).and_then(|at| report.missing.get(at));
            let link = missing.and_then(|missing| missing.links.first().map(|(_, link)| link.clone()));
            if let Some(text) = link.or(report.written) {
                pages::copy_text(state, text, effects);
            }
        }
        (Stage::Busy(..), A::Reject) => effects.push(Effect::HandOver(Order::Stop)),
        (Stage::Login(_) | Stage::Path(_) | Stage::Link(_), action) => return write(state, action, effects),
        _ => moved(state, action),
    }
    true
}

/// Closes it. What goes on goes on; what was said is forgotten.
fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    match state.handover.stage.clone() {
        Stage::Link(row) => {
            show(state, Stage::Review);
            let lines = state.handover.review.lines();
            state.handover.cursor = lines.iter().position(|line| *line == Line::Open(row)).unwrap_or(0);
            return;
        }
        Stage::Login(_) => {
            effects.push(Effect::HandOver(Order::Stop));
            show(state, Stage::Menu);
        }
        Stage::Path(_) | Stage::Over(..) | Stage::Playlists(..) => {
            show(state, Stage::Menu);
            return;
        }
        Stage::Report(_) | Stage::Sources(_) | Stage::Imported(_) => show(state, Stage::Menu),
        Stage::Trouble(_) if state.handover.imports() => show(state, Stage::Menu),
        _ => {}
    }
    // What an import waited for is wanted no longer, unless it goes on behind.
    if state.handover.imports() && !matches!(state.handover.stage, Stage::Busy(..)) {
        state.handover.pending = None;
    }
    hush(state, effects);
    state.popups.retain(|popup| !matches!(popup, Popup::Handover));
}

/// The import's records become seeds, or its queue opens.
fn put_to_use(state: &mut State, imported: Imported, what: Use, effects: &mut Vec<Effect>) {
    leave(state, effects);
    match (what, imported.queue) {
        (Use::Queue, Some(queue)) => extras::open_queue(state, queue, effects),
        (Use::Queue, None) => {}
        (Use::Seeds | Use::SoundsLike, _) => {
            let mut seeds = imported.rows;
            seeds.truncate(SEEDS);
            digging::go(state, Place::Seeds(seeds));
            let by_sound = state.tabs.iter().position(|tab| *tab == By::Sound);
            if let (Use::SoundsLike, Some(tab)) = (what, by_sound) {
                digging::tab(state, tab);
            }
        }
    }
}

fn moved(state: &mut State, action: Action) {
    let height = state.handover.height();
    let page = usize::from(state.size.1 / 2).max(1);
    let cursor = &mut state.handover.cursor;
    *cursor = super::popups::scrolled(*cursor, action, page).min(height.saturating_sub(1));
}

fn take(state: &mut State, offer: Offer, effects: &mut Vec<Effect>) {
    let to_spotify = matches!(offer, Offer::Spotify(_) | Offer::Other(_));
    if let Some(closed) = state.handover.closed.clone().filter(|_| to_spotify) {
        state.handover.note = Some(closed);
        return;
    }
    match offer {
        Offer::Spotify(aim) => {
            state.handover.aim = Some(aim);
            ask(state, Order::Match, effects);
        }
        Offer::Other(append) => {
            state.handover.aim =
                Some(if append { Aim::Append(String::new()) } else { Aim::Replace(String::new()) });
            ask(state, Order::Playlists, effects);
        }
        Offer::File(format) => {
            let path = format!("~/{}", file_name(&state.mine.name, format));
            show(state, Stage::Path(format));
            state.handover.input = TextBox::with(&path);
        }
        Offer::Clipboard => give(state, Order::Copy, effects),
        Offer::LogOut => effects.push(Effect::HandOver(Order::LogOut)),
    }
}

fn review(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> bool {
    use Action as A;
    let handover = &mut state.handover;
    let Some(&line) = handover.review.lines().get(handover.cursor) else { return true };
    let row = match line {
        Line::Open(row) | Line::Hit(row, _) | Line::Sure(row) => Some(row),
        Line::Certain(_) => None,
    };
    match (action, row) {
        (A::Export, _) => {
            let aim = handover.aim.clone().unwrap_or(Aim::Again);
            hush(state, effects);
            ask(state, Order::Send(aim), effects);
        }
        (A::Dig, None) => handover.review.unfolded = !handover.review.unfolded,
        (A::Dig, Some(row)) => match handover.review.hit(line).cloned() {
            Some(hit) if matches!(line, Line::Hit(..)) => {
                effects.push(Effect::HandOver(Order::Choose(row, hit)));
                next_open(state, row);
            }
            _ => show_link(state, row),
        },
        (A::Reject, Some(row)) => {
            effects.push(Effect::HandOver(Order::LeaveOut(row)));
            next_open(state, row);
        }
        (A::Prompt, Some(row)) => show_link(state, row),
        (A::Play, Some(_)) => hear(state, line, effects),
        (A::PlayNext | A::PlayPrevious, _) => {
            moved(state, if action == A::PlayNext { A::Down } else { A::Up });
            if let Some(&line) = state.handover.review.lines().get(state.handover.cursor) {
                hear(state, line, effects);
            }
        }
        (A::AuditionRun, _) => {}
        _ if entry(action).is_some_and(|entry| entry.group == Group::Audition) => {
            audition::act(state, action, effects);
        }
        _ => moved(state, action),
    }
    true
}

/// Plays what a line names: the candidate as Spotify writes it, or the queue's own record to compare with.
fn hear(state: &mut State, line: Line, effects: &mut Vec<Effect>) {
    let review = &state.handover.review;
    let candidate = review.hit(line).filter(|_| !matches!(line, Line::Open(_)));
    let (name, isrc) = match (line, candidate) {
        (_, Some(hit)) => (hit.name(), hit.isrc.clone()),
        (Line::Open(row), None) => match review.rows.get(row) {
            Some(row) => (row.track.name.clone(), None),
            None => return,
        },
        _ => return,
    };
    let wish = Wanted::new(name, isrc);
    let row = TrackRow { id: TrackId::outside(&wish.key), ..unknown_row(&wish.name) };
    state.audition.run = None;
    audition::toggle(state, Pane::Review, row, wish, effects);
}

/// Ends what is heard of the review.
fn hush(state: &mut State, effects: &mut Vec<Effect>) {
    if state.audition.on.as_ref().is_some_and(|on| on.pane == Pane::Review) {
        audition::stop(state, effects);
    }
}

fn show_link(state: &mut State, row: usize) {
    show(state, Stage::Link(row));
}

/// On to the next row to decide about.
fn next_open(state: &mut State, row: usize) {
    let lines = state.handover.review.lines();
    let here = state.handover.cursor;
    let is_next = |line: &Line| match line {
        Line::Open(at) => *at != row,
        Line::Certain(_) => true,
        _ => false,
    };
    if let Some(on) = lines.iter().skip(here).position(is_next) {
        state.handover.cursor = here + on;
    }
}

/// Text that is pasted while the dialog is open, where it has a place for it.
pub(super) fn pasted(state: &mut State, text: &str, effects: &mut Vec<Effect>) -> bool {
    if !matches!(state.popups.last(), Some(Popup::Handover)) || state.handover.stage != Stage::Review {
        return false;
    }
    let lines = state.handover.review.lines();
    match lines.get(state.handover.cursor) {
        Some(Line::Open(row) | Line::Hit(row, _) | Line::Sure(row)) => {
            effects.push(Effect::HandOver(Order::Link(*row, text.trim().to_owned())));
            true
        }
        _ => false,
    }
}

fn write(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> bool {
    if action != Action::Accept {
        // The editing keys work on the text.
        return matches!(
            action,
            Action::HitDown | Action::HitUp | Action::HitPageDown | Action::HitPageUp | Action::ToHits
        );
    }
    let text = state.handover.input.text().trim().to_owned();
    if text.is_empty() {
        return true;
    }
    match state.handover.stage.clone() {
        Stage::Login(_) => {
            state.handover.input.clear();
            effects.push(Effect::HandOver(Order::Pasted(text)));
        }
        Stage::Path(format) => give(state, Order::Write(format, text, false), effects),
        Stage::Link(row) => {
            effects.push(Effect::HandOver(Order::Link(row, text)));
            leave(state, effects);
        }
        _ => {}
    }
    true
}

/// Takes the news.
pub(super) fn news(state: &mut State, news: News, effects: &mut Vec<Effect>) {
    match news {
        News::Looked { before, closed, logged_in, warning } => {
            let handover = &mut state.handover;
            (handover.before, handover.closed, handover.logged_in) = (before, closed, logged_in);
            handover.note = warning;
        }
        News::LoggingIn(url, deaf) => {
            show(state, Stage::Login(url.clone()));
            state.handover.note = deaf;
            pages::copy_text(state, url, effects);
        }
        News::Wrong(why) => state.handover.note = Some(why),
        News::LoggedIn(name) => {
            state.toasts.say(Tone::Good, format!("Logged in to Spotify as {name}."), state.now);
            match state.handover.pending.take() {
                Some(order) => ask(state, order, effects),
                None => menu(state, effects),
            }
        }
        News::LoggedOut => {
            state.toasts.say(Tone::Good, "Logged out of Spotify.", state.now);
            menu(state, effects);
        }
        News::Doing(doing) => show(state, Handover::doing(&doing)),
        News::Waiting(wait) => {
            let wait = crate::spotify::human(wait);
            state.handover.note = Some(format!("Spotify asks to wait {wait}; it goes on by itself."));
        }
        News::Matched(rows) => {
            state.handover.note = None;
            state.handover.review = Review::of(&rows);
            show(state, Stage::Review);
        }
        News::Decided(at, row, hit) => {
            let review = &mut state.handover.review;
            if let (Some(place), Some(hits)) = (review.rows.get_mut(at), review.hits.get_mut(at)) {
                hits.extend(hit.filter(|hit| !hits.contains(hit)));
                *place = *row;
            }
        }
        News::NoLink(why) => state.toasts.say(Tone::Note, why, state.now),
        News::Playlists(list) => {
            let append = matches!(state.handover.aim, Some(Aim::Append(_)));
            show(state, Stage::Playlists(list, append));
        }
        News::Sources(list) => show(state, Stage::Sources(list)),
        News::Reading(records) => {
            let records = crate::tui::text::plural(records, "record");
            show(state, Stage::Busy(format!("{records} read"), None));
        }
        News::Imported(imported) => {
            state.handover.note = None;
            state.handover.pending = None;
            if state.popups.iter().any(|popup| matches!(popup, Popup::Handover)) {
                show(state, Stage::Imported(imported));
            } else {
                let queue = imported.queue.as_deref().unwrap_or("nothing");
                state.toasts.say(Tone::Note, format!("imported: {queue}"), state.now);
                show(state, Stage::Menu);
            }
        }
        News::Sent(report) | News::Written(report) => {
            if !state.popups.iter().any(|popup| matches!(popup, Popup::Handover)) {
                state.toasts.say(Tone::Good, format!("{}.", report.headline()), state.now);
            }
            state.handover.note = None;
            state.handover.pending = None;
            show(state, Stage::Report(report));
        }
        News::Exists(format, path) => show(state, Stage::Over(format, path)),
        News::Text(text, records) => {
            pages::copy_text(state, text, effects);
            let records = crate::tui::text::plural(records as u64, "record");
            state.toasts.say(Tone::Good, format!("{records} copied"), state.now);
            state.popups.retain(|popup| !matches!(popup, Popup::Handover));
        }
        News::Failed(trouble) => failed(state, trouble, effects),
    }
}

/// Nothing was sent yet: then who is not logged in logs in at once. Else it is said, and E goes on.
fn failed(state: &mut State, trouble: Trouble, effects: &mut Vec<Effect>) {
    state.handover.note = None;
    // What was begun is gone on with, and not begun again.
    if let Some(Order::Send(aim)) = &mut state.handover.pending {
        *aim = Aim::Again;
    }
    let open = state.popups.iter().any(|popup| matches!(popup, Popup::Handover));
    if trouble.login == Some(0) && open {
        return log_in(state, effects);
    }
    if !open {
        state.toasts.say(Tone::Error, trouble.text.clone(), state.now);
    }
    show(state, Stage::Trouble(trouble));
}
