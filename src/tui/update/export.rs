//! Handing the queue over: keys and news.

use crate::{
    app::{
        answer::{Aim, By},
        export::{ExportCommand, ExportEvent, ExportTrouble},
    },
    config::actions::Action,
    plain::with_remedy,
    tui::{
        effect::Effect,
        popup::export::Dialog,
        state::{
            Popup, State,
            audition::Pane,
            export::{ExportGoal, Exporting, PlaylistWay, Review, Stage},
            popup::PopupStep,
            toast::Tone,
            trail::Place,
        },
        update::{audition, digging, pages},
    },
};

/// Opens the dialog where it was left; an export that stopped for want of a login logs in and goes on.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    if state.user.mine.items.is_empty() {
        state.screen.toasts.say(
            Tone::Good,
            format!("The queue is empty; {} adds a record.", state.keys.name(Action::QueueEnd)),
            state.now,
        );
        return;
    }
    show(state);
    match &state.export.stage {
        Stage::Trouble(ExportTrouble { login: Some(_), .. }) => log_in(state, effects),
        Stage::Menu | Stage::Trouble(_) | Stage::Report(_) | Stage::Over(..) | Stage::Path(_) => {
            menu(state, effects);
        }
        _ => {}
    }
}

/// Opens the dialog that imports, unless something else goes on in it.
pub(super) fn import(state: &mut State, effects: &mut Vec<Effect>) {
    show(state);
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
    state.export.show(Stage::Busy("logging in".to_owned(), None));
    effects.push(Effect::Export(ExportCommand::LogIn));
}

/// Asks Spotify for something; it is asked again after a login.
fn ask(state: &mut State, order: ExportCommand, effects: &mut Vec<Effect>) {
    state.export.pending = Some(order.clone());
    state.export.show(Stage::Busy("asking Spotify".to_owned(), None));
    give(state, order, effects);
}

/// Gives an order. One that reads the queue waits until the queue is stored as it is shown.
fn give(state: &mut State, order: ExportCommand, effects: &mut Vec<Effect>) {
    let reads = matches!(
        order,
        ExportCommand::Look | ExportCommand::Match | ExportCommand::Write(..) | ExportCommand::Copy
    );
    if reads && state.user.sync.changes() > 0 {
        state.export.note = Some("The queue is being saved first.".to_owned());
        state.export.held = Some(order);
    } else {
        effects.push(Effect::Export(order));
    }
}

/// A change is stored; what waited for the last one goes on.
pub(super) fn saved(state: &mut State, effects: &mut Vec<Effect>) {
    if state.user.sync.changes() == 0
        && let Some(order) = state.export.held.take()
    {
        state.export.note = None;
        effects.push(Effect::Export(order));
    }
}

/// Does what a key of the dialog wants done.
pub(super) fn step(state: &mut State, step: PopupStep, effects: &mut Vec<Effect>) {
    match step {
        PopupStep::Menu => menu(state, effects),
        PopupStep::LogIn => log_in(state, effects),
        PopupStep::Ask(order) => ask(state, order, effects),
        PopupStep::Give(order) => give(state, order, effects),
        PopupStep::Hear(row, wish) => {
            state.audition.run = None;
            audition::toggle(state, Pane::Review, *row, *wish, effects);
        }
        PopupStep::Hush => hush(state, effects),
        PopupStep::Seeds { seeds, by_sound } => {
            digging::go(state, Place::Seeds(seeds));
            let tab = state.trail.tabs.iter().position(|tab| *tab == By::Sound);
            if let Some(tab) = tab.filter(|_| by_sound) {
                digging::tab(state, tab);
            }
        }
    }
}

/// Ends what is heard of the review.
fn hush(state: &mut State, effects: &mut Vec<Effect>) {
    if state.audition.on.as_ref().is_some_and(|on| on.pane == Pane::Review) {
        audition::stop(state, effects);
    }
}

/// Whether the dialog is on the screen.
fn is_open(state: &State) -> bool {
    state.popups.iter().any(|popup| popup.name() == Dialog.name())
}

/// Brings the dialog to the screen.
fn show(state: &mut State) {
    close(state);
    state.popups.push(Box::new(Dialog));
}

/// Takes it away; what goes on goes on.
fn close(state: &mut State) {
    state.popups.retain(|popup| popup.name() != Dialog.name());
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
            state.export.show(Stage::Login(url.clone()));
            state.export.note = deaf;
            pages::copy_text(state, url, effects);
        }
        ExportEvent::Wrong(why) => state.export.note = Some(why),
        ExportEvent::LoggedIn(name) => {
            state.say(Tone::Good, format!("Logged in to Spotify as {name}."));
            match state.export.pending.take() {
                Some(order) => ask(state, order, effects),
                None => menu(state, effects),
            }
        }
        ExportEvent::LoggedOut => {
            state.say(Tone::Good, "Logged out of Spotify.");
            menu(state, effects);
        }
        ExportEvent::Doing(doing) => state.export.show(Exporting::doing(&doing)),
        ExportEvent::Waiting(wait) => {
            let wait = crate::time::human(wait);
            state.export.note = Some(format!("Spotify asks to wait {wait}; it goes on by itself."));
        }
        ExportEvent::Matched(rows) => {
            state.export.note = None;
            state.export.review = Review::of(&rows);
            state.export.show(Stage::Review);
        }
        ExportEvent::Decided(at, row, hit) => {
            let review = &mut state.export.review;
            if let (Some(place), Some(hits)) = (review.rows.get_mut(at), review.hits.get_mut(at)) {
                hits.extend(hit.filter(|hit| !hits.contains(hit)));
                *place = *row;
            }
        }
        ExportEvent::NoLink(why) => state.say(Tone::Note, why),
        ExportEvent::Playlists(list) => {
            let way = match state.export.goal {
                Some(ExportGoal::Choose(way)) => way,
                _ => PlaylistWay::After,
            };
            state.export.show(Stage::Playlists(list, way));
        }
        ExportEvent::Sources(list) => state.export.show(Stage::Sources(list)),
        ExportEvent::Reading(records) => {
            let records = crate::tui::text::plural(records, "record");
            state.export.show(Stage::Busy(format!("{records} read"), None));
        }
        ExportEvent::Imported(imported) => {
            state.export.note = None;
            state.export.pending = None;
            if is_open(state) {
                state.export.show(Stage::Imported(imported));
            } else {
                let queue = imported.queue.as_deref().unwrap_or("nothing");
                state.say(Tone::Note, format!("imported: {queue}"));
                state.export.show(Stage::Menu);
            }
        }
        ExportEvent::Sent(report) | ExportEvent::Written(report) => {
            if !is_open(state) {
                state.say(Tone::Good, format!("{}.", report.headline()));
            }
            state.export.note = None;
            state.export.pending = None;
            state.export.show(Stage::Report(report));
        }
        ExportEvent::Exists(format, path) => state.export.show(Stage::Over(format, path)),
        ExportEvent::Text(text, records) => {
            pages::copy_text(state, text, effects);
            let records = crate::tui::text::plural(records as u64, "record");
            state.say(Tone::Good, format!("{records} copied"));
            close(state);
        }
        ExportEvent::Failed(trouble) => failed(state, trouble, effects),
    }
}

/// Nothing was sent yet: then who is not logged in logs in at once. Else it is said, and E goes on.
fn failed(state: &mut State, trouble: ExportTrouble, effects: &mut Vec<Effect>) {
    state.export.note = None;
    // What was begun is gone on with, and not begun again.
    if let Some(ExportCommand::Send(aim)) = &mut state.export.pending {
        *aim = Aim::Again;
    }
    let open = is_open(state);
    if trouble.login == Some(0) && open {
        return log_in(state, effects);
    }
    // What was written stays in its line, with the reason below.
    if let (Stage::Path(_), true) = (&state.export.stage, open) {
        state.export.note = Some(with_remedy(&trouble.text, &trouble.remedy));
        return;
    }
    if !open {
        state.say(Tone::Error, trouble.text.clone());
    }
    state.export.show(Stage::Trouble(trouble));
}
