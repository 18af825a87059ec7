//! Handing the queue over: keys and news.

use crate::{
    config::actions::Action,
    library::query::By,
    spotify::Aim,
    tui::{
        effect::Effect,
        handover::{News, Order, Trouble},
        popup::export::Dialog,
        state::{
            Popup, State,
            audition::Pane,
            handover::{Goal, Handover, Review, Stage, Way},
            popup::Step,
            toast::Tone,
            trail::Place,
        },
        update::{audition, digging, pages},
    },
};

/// Opens the dialog where it was left; an export that stopped for want of a login logs in and goes on.
pub(super) fn open(state: &mut State, effects: &mut Vec<Effect>) {
    if state.user.mine.items.is_empty() {
        state.toasts.say(
            Tone::Good,
            format!("The queue is empty; {} adds a record.", state.keys.name(Action::QueueEnd)),
            state.now,
        );
        return;
    }
    show(state);
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
    show(state);
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
    state.handover.show(Stage::Busy("logging in".to_owned(), None));
    effects.push(Effect::HandOver(Order::LogIn));
}

/// Asks Spotify for something; it is asked again after a login.
fn ask(state: &mut State, order: Order, effects: &mut Vec<Effect>) {
    state.handover.pending = Some(order.clone());
    state.handover.show(Stage::Busy("asking Spotify".to_owned(), None));
    give(state, order, effects);
}

/// Gives an order. One that reads the queue waits until the queue is stored as it is shown.
fn give(state: &mut State, order: Order, effects: &mut Vec<Effect>) {
    let reads = matches!(order, Order::Look | Order::Match | Order::Write(..) | Order::Copy);
    if reads && state.user.sync.changes() > 0 {
        state.handover.note = Some("The queue is being saved first.".to_owned());
        state.handover.held = Some(order);
    } else {
        effects.push(Effect::HandOver(order));
    }
}

/// A change is stored; what waited for the last one goes on.
pub(super) fn saved(state: &mut State, effects: &mut Vec<Effect>) {
    if state.user.sync.changes() == 0
        && let Some(order) = state.handover.held.take()
    {
        state.handover.note = None;
        effects.push(Effect::HandOver(order));
    }
}

/// Does what a key of the dialog wants done.
pub(super) fn step(state: &mut State, step: Step, effects: &mut Vec<Effect>) {
    match step {
        Step::Menu => menu(state, effects),
        Step::LogIn => log_in(state, effects),
        Step::Ask(order) => ask(state, order, effects),
        Step::Give(order) => give(state, order, effects),
        Step::Hear(row, wish) => {
            state.audition.run = None;
            audition::toggle(state, Pane::Review, *row, *wish, effects);
        }
        Step::Hush => hush(state, effects),
        Step::Seeds { seeds, by_sound } => {
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
pub(super) fn news(state: &mut State, news: News, effects: &mut Vec<Effect>) {
    match news {
        News::Looked { before, closed, logged_in, warning } => {
            let handover = &mut state.handover;
            (handover.before, handover.closed, handover.logged_in) = (before, closed, logged_in);
            handover.note = warning;
        }
        News::LoggingIn(url, deaf) => {
            state.handover.show(Stage::Login(url.clone()));
            state.handover.note = deaf;
            pages::copy_text(state, url, effects);
        }
        News::Wrong(why) => state.handover.note = Some(why),
        News::LoggedIn(name) => {
            state.say(Tone::Good, format!("Logged in to Spotify as {name}."));
            match state.handover.pending.take() {
                Some(order) => ask(state, order, effects),
                None => menu(state, effects),
            }
        }
        News::LoggedOut => {
            state.say(Tone::Good, "Logged out of Spotify.");
            menu(state, effects);
        }
        News::Doing(doing) => state.handover.show(Handover::doing(&doing)),
        News::Waiting(wait) => {
            let wait = crate::spotify::human(wait);
            state.handover.note = Some(format!("Spotify asks to wait {wait}; it goes on by itself."));
        }
        News::Matched(rows) => {
            state.handover.note = None;
            state.handover.review = Review::of(&rows);
            state.handover.show(Stage::Review);
        }
        News::Decided(at, row, hit) => {
            let review = &mut state.handover.review;
            if let (Some(place), Some(hits)) = (review.rows.get_mut(at), review.hits.get_mut(at)) {
                hits.extend(hit.filter(|hit| !hits.contains(hit)));
                *place = *row;
            }
        }
        News::NoLink(why) => state.say(Tone::Note, why),
        News::Playlists(list) => {
            let way = match state.handover.goal {
                Some(Goal::Choose(way)) => way,
                _ => Way::After,
            };
            state.handover.show(Stage::Playlists(list, way));
        }
        News::Sources(list) => state.handover.show(Stage::Sources(list)),
        News::Reading(records) => {
            let records = crate::tui::text::plural(records, "record");
            state.handover.show(Stage::Busy(format!("{records} read"), None));
        }
        News::Imported(imported) => {
            state.handover.note = None;
            state.handover.pending = None;
            if is_open(state) {
                state.handover.show(Stage::Imported(imported));
            } else {
                let queue = imported.queue.as_deref().unwrap_or("nothing");
                state.say(Tone::Note, format!("imported: {queue}"));
                state.handover.show(Stage::Menu);
            }
        }
        News::Sent(report) | News::Written(report) => {
            if !is_open(state) {
                state.say(Tone::Good, format!("{}.", report.headline()));
            }
            state.handover.note = None;
            state.handover.pending = None;
            state.handover.show(Stage::Report(report));
        }
        News::Exists(format, path) => state.handover.show(Stage::Over(format, path)),
        News::Text(text, records) => {
            pages::copy_text(state, text, effects);
            let records = crate::tui::text::plural(records as u64, "record");
            state.say(Tone::Good, format!("{records} copied"));
            close(state);
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
    let open = is_open(state);
    if trouble.login == Some(0) && open {
        return log_in(state, effects);
    }
    if !open {
        state.say(Tone::Error, trouble.text.clone());
    }
    state.handover.show(Stage::Trouble(trouble));
}
