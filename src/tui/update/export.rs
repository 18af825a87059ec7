//! Exporting the queue: keys and events.

use crate::{
    app::export::{ExportCommand, ExportEvent, Imported, Trouble},
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
        state::{
            State,
            audition::Pane,
            export::{Exporting, Line, Offer, Review, SEEDS, Stage, Use, uses},
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
    state.popups.push(Popup::Export);
    match &state.export.stage {
        Stage::Trouble(Trouble { login: Some(_), .. }) => log_in(state, effects),
        Stage::Menu | Stage::Trouble(_) | Stage::Report(_) | Stage::Over(..) | Stage::Path(_) => {
            menu(state, effects);
        }
        _ => {}
    }
}

/// Opens the dialog that imports, unless something else goes on in it.
pub(super) fn import(state: &mut State, effects: &mut Vec<Effect>) {
    state.popups.push(Popup::Export);
    if state.export.imports() || !matches!(state.export.stage, Stage::Busy(..) | Stage::Login(_)) {
        state.export = Exporting { before: state.export.before.take(), ..Exporting::default() };
        ask(state, ExportCommand::Sources, effects);
    }
}

fn menu(state: &mut State, effects: &mut Vec<Effect>) {
    state.export = Exporting { before: state.export.before.take(), ..Exporting::default() };
    give(state, ExportCommand::Look, effects);
}

fn log_in(state: &mut State, effects: &mut Vec<Effect>) {
    show(state, Stage::Busy("logging in".to_owned(), None));
    effects.push(Effect::Export(ExportCommand::LogIn));
}

fn show(state: &mut State, stage: Stage) {
    let export = &mut state.export;
    if std::mem::discriminant(&export.stage) != std::mem::discriminant(&stage) {
        export.cursor = 0;
        export.input = TextBox::default();
    }
    export.stage = stage;
}

/// Asks Spotify for something; it is asked again after a login.
fn ask(state: &mut State, order: ExportCommand, effects: &mut Vec<Effect>) {
    state.export.pending = Some(order.clone());
    show(state, Stage::Busy("asking Spotify".to_owned(), None));
    give(state, order, effects);
}

/// Gives an order. One that reads the queue waits until the queue is stored as it is shown.
fn give(state: &mut State, order: ExportCommand, effects: &mut Vec<Effect>) {
    let reads = matches!(
        order,
        ExportCommand::Look | ExportCommand::Match | ExportCommand::Write(..) | ExportCommand::Copy
    );
    if reads && state.saving > 0 {
        state.export.note = Some("The queue is being saved first.".to_owned());
        state.export.held = Some(order);
    } else {
        effects.push(Effect::Export(order));
    }
}

/// A change is stored; what waited for the last one goes on.
pub(super) fn saved(state: &mut State, effects: &mut Vec<Effect>) {
    if state.saving == 0
        && let Some(order) = state.export.held.take()
    {
        state.export.note = None;
        effects.push(Effect::Export(order));
    }
}

/// Does a key in the dialog; false where it is none of its keys.
pub(super) fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> bool {
    use Action as A;
    let cursor = state.export.cursor;
    match (state.export.stage.clone(), action) {
        (_, A::Escape | A::Quit | A::Leave) | (Stage::Report(_), A::Dig) => leave(state, effects),
        (Stage::Menu, A::Dig) => {
            if let Some((_, offer)) = state.export.offers().get(cursor).cloned() {
                take(state, offer, effects);
            }
        }
        (Stage::Playlists(list, append), A::Dig) => {
            if let Some((id, _)) = list.get(cursor).cloned() {
                state.export.aim = Some(if append { Aim::Append(id) } else { Aim::Replace(id) });
                ask(state, ExportCommand::Match, effects);
            }
        }
        (Stage::Sources(list), A::Dig) => {
            if let Some((source, name)) = list.get(cursor).cloned() {
                ask(state, ExportCommand::Import(source, name), effects);
            }
        }
        (Stage::Imported(imported), A::Dig) => {
            if let Some((_, what)) = uses(&imported).get(cursor) {
                put_to_use(state, *imported, *what, effects);
            }
        }
        (Stage::Review, action) => return review(state, action, effects),
        (Stage::Over(format, path), A::Dig) => {
            give(state, ExportCommand::Write(format, path, true), effects);
        }
        (Stage::Trouble(trouble), A::Dig | A::Export) => match trouble.login {
            Some(_) => log_in(state, effects),
            None if state.export.imports() => ask(state, ExportCommand::Sources, effects),
            None => menu(state, effects),
        },
        (Stage::Report(report), A::Copy) => {
            let missing = cursor.checked_sub(1).and_then(|at| report.missing.get(at));
            let link = missing.and_then(|missing| missing.links.first().map(|(_, link)| link.clone()));
            if let Some(text) = link.or(report.written) {
                pages::copy_text(state, text, effects);
            }
        }
        (Stage::Busy(..), A::Reject) => effects.push(Effect::Export(ExportCommand::Stop)),
        (Stage::Login(_) | Stage::Path(_) | Stage::Link(_), action) => return write(state, action, effects),
        _ => moved(state, action),
    }
    true
}

/// Closes it. What goes on goes on; what was said is forgotten.
fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    match state.export.stage.clone() {
        Stage::Link(row) => {
            show(state, Stage::Review);
            let lines = state.export.review.lines();
            state.export.cursor = lines.iter().position(|line| *line == Line::Open(row)).unwrap_or(0);
            return;
        }
        Stage::Login(_) => {
            effects.push(Effect::Export(ExportCommand::Stop));
            show(state, Stage::Menu);
        }
        Stage::Path(_) | Stage::Over(..) | Stage::Playlists(..) => {
            show(state, Stage::Menu);
            return;
        }
        Stage::Report(_) | Stage::Sources(_) | Stage::Imported(_) => show(state, Stage::Menu),
        Stage::Trouble(_) if state.export.imports() => show(state, Stage::Menu),
        _ => {}
    }
    // What an import waited for is wanted no longer, unless it goes on behind.
    if state.export.imports() && !matches!(state.export.stage, Stage::Busy(..)) {
        state.export.pending = None;
    }
    hush(state, effects);
    state.popups.retain(|popup| !matches!(popup, Popup::Export));
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
    let height = state.export.height();
    let page = usize::from(state.size.1 / 2).max(1);
    let cursor = &mut state.export.cursor;
    *cursor = super::popups::scrolled(*cursor, action, page).min(height.saturating_sub(1));
}

fn take(state: &mut State, offer: Offer, effects: &mut Vec<Effect>) {
    let to_spotify = matches!(offer, Offer::Spotify(_) | Offer::Other(_));
    if let Some(closed) = state.export.closed.clone().filter(|_| to_spotify) {
        state.export.note = Some(closed);
        return;
    }
    match offer {
        Offer::Spotify(aim) => {
            state.export.aim = Some(aim);
            ask(state, ExportCommand::Match, effects);
        }
        Offer::Other(append) => {
            state.export.aim =
                Some(if append { Aim::Append(String::new()) } else { Aim::Replace(String::new()) });
            ask(state, ExportCommand::Playlists, effects);
        }
        Offer::File(format) => {
            let path = format!("~/{}", file_name(&state.mine.name, format));
            show(state, Stage::Path(format));
            state.export.input = TextBox::with(&path);
        }
        Offer::Clipboard => give(state, ExportCommand::Copy, effects),
        Offer::LogOut => effects.push(Effect::Export(ExportCommand::LogOut)),
    }
}

fn review(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> bool {
    use Action as A;
    let export = &mut state.export;
    let Some(&line) = export.review.lines().get(export.cursor) else { return true };
    let row = match line {
        Line::Open(row) | Line::Hit(row, _) | Line::Sure(row) => Some(row),
        Line::Certain(_) => None,
    };
    match (action, row) {
        (A::Export, _) => {
            let aim = export.aim.clone().unwrap_or(Aim::Again);
            hush(state, effects);
            ask(state, ExportCommand::Send(aim), effects);
        }
        (A::Dig, None) => export.review.unfolded = !export.review.unfolded,
        (A::Dig, Some(row)) => match export.review.hit(line).cloned() {
            Some(hit) if matches!(line, Line::Hit(..)) => {
                effects.push(Effect::Export(ExportCommand::Choose(row, hit)));
                next_open(state, row);
            }
            _ => show_link(state, row),
        },
        (A::Reject, Some(row)) => {
            effects.push(Effect::Export(ExportCommand::LeaveOut(row)));
            next_open(state, row);
        }
        (A::Prompt, Some(row)) => show_link(state, row),
        (A::Play, Some(_)) => hear(state, line, effects),
        (A::PlayNext | A::PlayPrevious, _) => {
            moved(state, if action == A::PlayNext { A::Down } else { A::Up });
            if let Some(&line) = state.export.review.lines().get(state.export.cursor) {
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
    let review = &state.export.review;
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
    let lines = state.export.review.lines();
    let here = state.export.cursor;
    let is_next = |line: &Line| match line {
        Line::Open(at) => *at != row,
        Line::Certain(_) => true,
        _ => false,
    };
    if let Some(on) = lines.iter().skip(here).position(is_next) {
        state.export.cursor = here + on;
    }
}

/// Text that is pasted while the dialog is open, where it has a place for it.
pub(super) fn pasted(state: &mut State, text: &str, effects: &mut Vec<Effect>) -> bool {
    if !matches!(state.popups.last(), Some(Popup::Export)) || state.export.stage != Stage::Review {
        return false;
    }
    let lines = state.export.review.lines();
    match lines.get(state.export.cursor) {
        Some(Line::Open(row) | Line::Hit(row, _) | Line::Sure(row)) => {
            effects.push(Effect::Export(ExportCommand::Link(*row, text.trim().to_owned())));
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
    let text = state.export.input.text().trim().to_owned();
    if text.is_empty() {
        return true;
    }
    match state.export.stage.clone() {
        Stage::Login(_) => {
            state.export.input.clear();
            effects.push(Effect::Export(ExportCommand::Pasted(text)));
        }
        Stage::Path(format) => give(state, ExportCommand::Write(format, text, false), effects),
        Stage::Link(row) => {
            effects.push(Effect::Export(ExportCommand::Link(row, text)));
            leave(state, effects);
        }
        _ => {}
    }
    true
}

/// Takes the news.
pub(super) fn news(state: &mut State, news: ExportEvent, effects: &mut Vec<Effect>) {
    match news {
        ExportEvent::Looked { before, closed, logged_in, warning } => {
            let export = &mut state.export;
            (export.before, export.closed, export.logged_in) = (before, closed, logged_in);
            export.note = warning;
        }
        ExportEvent::LoggingIn(url, deaf) => {
            show(state, Stage::Login(url.clone()));
            state.export.note = deaf;
            pages::copy_text(state, url, effects);
        }
        ExportEvent::Wrong(why) => state.export.note = Some(why),
        ExportEvent::LoggedIn(name) => {
            state.toasts.say(Tone::Good, format!("Logged in to Spotify as {name}."), state.now);
            match state.export.pending.take() {
                Some(order) => ask(state, order, effects),
                None => menu(state, effects),
            }
        }
        ExportEvent::LoggedOut => {
            state.toasts.say(Tone::Good, "Logged out of Spotify.", state.now);
            menu(state, effects);
        }
        ExportEvent::Doing(doing) => show(state, Exporting::doing(&doing)),
        ExportEvent::Waiting(wait) => {
            let wait = crate::spotify::human(wait);
            state.export.note = Some(format!("Spotify asks to wait {wait}; it goes on by itself."));
        }
        ExportEvent::Matched(rows) => {
            state.export.note = None;
            state.export.review = Review::of(&rows);
            show(state, Stage::Review);
        }
        ExportEvent::Decided(at, row, hit) => {
            let review = &mut state.export.review;
            if let (Some(place), Some(hits)) = (review.rows.get_mut(at), review.hits.get_mut(at)) {
                hits.extend(hit.filter(|hit| !hits.contains(hit)));
                *place = *row;
            }
        }
        ExportEvent::NoLink(why) => state.toasts.say(Tone::Note, why, state.now),
        ExportEvent::Playlists(list) => {
            let append = matches!(state.export.aim, Some(Aim::Append(_)));
            show(state, Stage::Playlists(list, append));
        }
        ExportEvent::Sources(list) => show(state, Stage::Sources(list)),
        ExportEvent::Reading(records) => {
            let records = crate::tui::text::plural(records, "record");
            show(state, Stage::Busy(format!("{records} read"), None));
        }
        ExportEvent::Imported(imported) => {
            state.export.note = None;
            state.export.pending = None;
            if state.popups.iter().any(|popup| matches!(popup, Popup::Export)) {
                show(state, Stage::Imported(imported));
            } else {
                let queue = imported.queue.as_deref().unwrap_or("nothing");
                state.toasts.say(Tone::Note, format!("imported: {queue}"), state.now);
                show(state, Stage::Menu);
            }
        }
        ExportEvent::Sent(report) | ExportEvent::Written(report) => {
            if !state.popups.iter().any(|popup| matches!(popup, Popup::Export)) {
                state.toasts.say(Tone::Good, format!("{}.", report.headline()), state.now);
            }
            state.export.note = None;
            state.export.pending = None;
            show(state, Stage::Report(report));
        }
        ExportEvent::Exists(format, path) => show(state, Stage::Over(format, path)),
        ExportEvent::Text(text, records) => {
            pages::copy_text(state, text, effects);
            let records = crate::tui::text::plural(records as u64, "record");
            state.toasts.say(Tone::Good, format!("{records} copied"), state.now);
            state.popups.retain(|popup| !matches!(popup, Popup::Export));
        }
        ExportEvent::Failed(trouble) => failed(state, trouble, effects),
    }
}

/// Nothing was sent yet: then who is not logged in logs in at once. Else it is said, and E goes on.
fn failed(state: &mut State, trouble: Trouble, effects: &mut Vec<Effect>) {
    state.export.note = None;
    // What was begun is gone on with, and not begun again.
    if let Some(ExportCommand::Send(aim)) = &mut state.export.pending {
        *aim = Aim::Again;
    }
    let open = state.popups.iter().any(|popup| matches!(popup, Popup::Export));
    if trouble.login == Some(0) && open {
        return log_in(state, effects);
    }
    if !open {
        state.toasts.say(Tone::Error, trouble.text.clone(), state.now);
    }
    show(state, Stage::Trouble(trouble));
}
