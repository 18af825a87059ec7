//! The status line and the footer's hints.

use std::fmt::Write as _;

use ratatui::layout::Rect;

use crate::{
    config::{
        actions::{Action, entry},
        theme::Role,
    },
    plain::{ended, with_remedy},
    tui::{
        keymap::KeyPlace,
        layout::{Layout, SHORT, step},
        pen::{Pen, wrap},
        state::{
            State,
            busy::Busy,
            list::Row,
            screen::Focus,
            toast::{Toast, Tone},
        },
        text::{ago, short, width},
    },
};

/// Draws both lines; where there is one only, a message or what plays takes the hints' place, work in the background does not.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let playing = state.audition.on.is_some();
    let (left, right) = (left(state), right(state));
    if let Some((text, role)) = left.as_ref().filter(|(text, _)| !fits(state, text)) {
        return spread(layout.screen, text, *role, pen);
    }
    let beside = left.as_ref().is_none_or(|(text, _)| fits(state, &format!("{text}  {}", right.0)));
    let right = if beside { right } else { (String::new(), right.1) };
    let left = left.map(|piece| vec![piece]).or_else(|| super::playing::line(state));
    if layout.status.area() > 0 {
        let left = left.or_else(|| work(state).map(|piece| vec![piece]));
        status(layout.status, left, &right, playing, pen);
        footer(state, layout.footer, pen);
    } else if left.is_some() || !right.0.is_empty() {
        status(layout.footer, left, &right, playing, pen);
    } else {
        footer(state, layout.footer, pen);
    }
}

/// Whether a message has room in a line.
fn fits(state: &State, text: &str) -> bool {
    width(text) + 2 <= usize::from(state.screen.size.0)
}

/// A message of more than a line, over the screen's last lines until it goes: why something failed is never cut.
fn spread(screen: Rect, text: &str, role: Role, pen: &mut Pen<'_>) {
    let room = screen.width.saturating_sub(2);
    let high = (wrap(text, room.into()).len() as u16).min(screen.height / 2);
    let area = Rect { y: screen.bottom() - high, height: high, ..screen };
    pen.ground(area, Role::Text);
    pen.paragraph(Rect { x: area.x + 1, width: room, ..area }, text, role);
}

fn status(
    area: Rect,
    left: Option<Vec<(String, Role)>>,
    right: &(String, Role),
    playing: bool,
    pen: &mut Pen<'_>,
) {
    let (text, role) = right;
    let end = area.right().saturating_sub(1);
    // What plays keeps a third.
    let least = if playing { area.x + area.width / 3 } else { area.x + 1 };
    let start = end.saturating_sub(width(text) as u16).max(least);
    if !text.is_empty() {
        pen.put_right(start, area.y, end, text, *role);
    }
    let end = if text.is_empty() { end } else { start.saturating_sub(2) };
    pen.pieces(area.x + 1, area.y, end, &left.unwrap_or_default());
}

/// What failed, what a key waits for, any other message; what cannot be saved; what is imported.
fn left(state: &State) -> Option<(String, Role)> {
    let toast = state.screen.toasts.shown().filter(|toast| !is_aside(state, toast));
    let stops = state.keys.can_be_forgotten();
    let waits = state.keys.busy().and_then(|waits| busy(state, &waits, stops)).map(|text| (text, Role::Text));
    if let Some(waits) = waits.filter(|_| toast.is_none_or(|toast| toast.tone != Tone::Error)) {
        return Some(waits);
    }
    if let Some(toast) = toast {
        let role = match toast.tone {
            Tone::Good => Role::Good,
            Tone::Note => Role::Warning,
            Tone::Error => Role::Error,
        };
        return Some((toast.text.clone(), role));
    }
    if let Some(fault) = state.user.sync.fault() {
        let kept = format!("{}: {}. The queue is in memory only.", fault.title, fault.cause);
        let text = with_remedy(&kept, &fault.remedy);
        return Some((text, Role::Error));
    }
    imported(state).filter(|_| state.audition.on.is_none()).map(|text| (text, Role::Text))
}

/// What a key has begun, for how long, and which key stops it where one does; nothing at first.
fn busy(state: &State, busy: &Busy, stops: bool) -> Option<String> {
    let seconds = busy.seconds(state.now)?;
    let glyphs = state.screen.look.glyphs;
    let time = if seconds > 0 { format!("{}{seconds} s", glyphs.dot) } else { String::new() };
    let esc = state.keys.name(Action::Escape);
    let stop = if stops { format!("{}{esc} stops it", glyphs.dot) } else { String::new() };
    Some(format!("{} {}{time}{stop}", busy.what, glyphs.ellipsis))
}

fn imported(state: &State) -> Option<String> {
    state.import.finding.taking.as_ref().and_then(|taking| busy(state, &taking.busy, true))
}

/// While something plays, a word of success stands on the right, where two thirds of the line are room enough.
fn is_aside(state: &State, toast: &Toast) -> bool {
    let room = usize::from(state.screen.size.0) * 2 / 3;
    toast.tone == Tone::Good && state.audition.on.is_some() && width(&toast.text) < room
}

/// Long work.
fn work(state: &State) -> Option<(String, Role)> {
    let dot = state.screen.look.glyphs.dot;
    let above = super::prompt::fetching(state, step(state.screen.size));
    let mut works = state.status.work.iter().filter(|work| Some(work.name.as_str()) != above);
    let Some(work) = works.next() else { return idle(state, dot) };
    let mut text = work.name.clone();
    if let Some(done) = work.done {
        let _ = write!(text, "{dot}{:.0} %", (done * 100.0).clamp(0.0, 100.0));
    }
    if let Some(left) = work.left {
        let _ = write!(text, "{dot}{} left", short(left));
    }
    Some((text, Role::Dim))
}

/// The run's progress, a word of success, what waits for the list to be refreshed.
fn right(state: &State) -> (String, Role) {
    if let Some(toast) = state.screen.toasts.shown().filter(|toast| is_aside(state, toast)) {
        return (toast.text.clone(), Role::Good);
    }
    let playing = state.audition.on.is_some();
    let imported = imported(state).filter(|_| playing).unwrap_or_default();
    let parts = [super::playing::run(state).unwrap_or_default(), imported, waiting(state)];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    // Where there is little room, the run comes first.
    let many = if state.screen.size.0 < SHORT && playing { 1 } else { parts.len() };
    (parts[..many.min(parts.len())].join(state.screen.look.glyphs.dot), Role::Warning)
}

/// Where the catalogue is kept up to date, nothing to do is worth a word.
fn idle(state: &State, dot: &str) -> Option<(String, Role)> {
    let status = &state.status;
    if status.updates.every.is_empty() {
        return None;
    }
    if status.updates.paused {
        let key = state.keys.name(Action::Update);
        return Some((format!("updates are paused; {key} goes on"), Role::Dim));
    }
    let key = state.keys.name(Action::PageJobs);
    if let Some((at, Err(why))) = &status.updates.last {
        let end = [". ", "? "].iter().filter_map(|end| why.find(end)).min();
        let why = ended(end.map_or(why.as_str(), |end| &why[..=end]));
        let next = status.updates.next.as_ref().map(|next| format!(" Next try {next}.")).unwrap_or_default();
        let text = format!("{at}: {why} Nothing lost.{next} {key} tells more.");
        return Some((text, Role::Warning));
    }
    let mut text = "idle".to_owned();
    if let Some(age) = status.fitted {
        let _ = write!(text, "{dot}learned {}", ago(age));
    }
    if let Some(next) = &status.updates.next {
        let _ = write!(text, "{dot}next look at {next}");
    }
    Some((text, Role::Dim))
}

/// What waits for the list to be refreshed.
fn waiting(state: &State) -> String {
    let key = state.keys.name(Action::Refresh);
    state.waiting().map(|waiting| format!("{waiting}: {key} refresh")).unwrap_or_default()
}

fn footer(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let end = area.right().saturating_sub(1);
    let (hints, always) = hints(state);
    let always: Vec<(String, Role)> = pieces(state, always);
    let needs: usize = always.iter().map(|(text, _)| width(text)).sum();
    let mut end_left = end;
    if needs + 2 < area.width as usize {
        let x = end - needs as u16;
        pen.pieces(x, area.y, end + 1, &always);
        end_left = x.saturating_sub(1);
    }
    let mut x = area.x + 1;
    let tour = state.visit.tour.line(&state.keys).filter(|_| state.popups.is_empty());
    if let Some(line) = tour {
        for (i, (keys, does)) in line.into_iter().enumerate() {
            let dot = if i > 0 { state.screen.look.glyphs.dot } else { "" };
            let pieces = [(dot.to_owned(), Role::Dim), (keys, Role::Key), (format!(" {does}"), Role::Title)];
            x = pen.pieces(x, area.y, end_left, &pieces);
        }
        return;
    }
    for hint in told(state, hints) {
        let needs: usize = hint.iter().map(|(text, _)| width(text)).sum();
        if x as usize + needs > end_left as usize {
            break;
        }
        x = pen.pieces(x, area.y, end_left, &hint);
    }
}

/// Each hint, and how to leave where the key that quits does something else: behind that key, else at the end.
fn told(state: &State, hints: &[Action]) -> Vec<Vec<(String, Role)>> {
    let mut told: Vec<_> = hints.iter().map(|action| pieces(state, &[*action])).collect();
    let writes = state.key_place() == KeyPlace::Text;
    if !writes && !hints.is_empty() && !state.quits_here() {
        let at = hints.iter().position(|action| *action == Action::Quit);
        let leave = vec![(state.quits_anywhere(), Role::Key), (" quit  ".to_owned(), Role::Hint)];
        told.insert(at.map_or(told.len(), |at| at + 1), leave);
    }
    told
}

fn pieces(state: &State, actions: &[Action]) -> Vec<(String, Role)> {
    let mut pieces = Vec::new();
    for action in actions {
        if let (Some(keys), Some(entry)) = (state.keys.map.keys(*action).first(), entry(*action)) {
            let opens = matches!(action, Action::Accept | Action::Dig) && opens_a_page(state);
            pieces.push((keys.to_string(), Role::Key));
            let does = match action {
                Action::Quit if !state.quits_here() => "back",
                _ if opens => "open",
                _ => entry.short,
            };
            pieces.push((format!(" {does}  "), Role::Hint));
        }
    }
    pieces
}

/// Whether Enter leads to a page: of what the row stands for.
fn opens_a_page(state: &State) -> bool {
    matches!(state.screen.focus, Focus::Prompt | Focus::List)
        && state.list().current().is_some_and(|row| matches!(row, Row::Page(_) | Row::Mix(_) | Row::New(_)))
}

/// The hints for the place, the most useful first, and those that always stand on the right.
fn hints(state: &State) -> (&'static [Action], &'static [Action]) {
    use Action as A;
    // A popup has its own hints in its border.
    if !state.popups.is_empty() {
        return (&[], &[]);
    }
    if state.key_place() == KeyPlace::Text {
        if !state.search.is_meant() {
            return (
                &[A::ToHits, A::HitDown, A::Listen, A::Leave, A::Clear, A::DeleteWord],
                &[A::HelpTyping],
            );
        }
        return (
            &[A::Accept, A::ToHits, A::Leave, A::HitDown, A::HitUp, A::Clear, A::DeleteWord],
            &[A::HelpTyping],
        );
    }
    let hints: &[Action] = match (state.screen.focus, state.list().current()) {
        (Focus::Queue, _) if state.user.mine.items.is_empty() => {
            &[A::PageQueue, A::Undo, A::NextPane, A::Escape]
        }
        (Focus::Queue, _) => &[
            A::Dig,
            A::Order,
            A::Path,
            A::QueueUp,
            A::QueueDown,
            A::QueueRemove,
            A::Undo,
            A::NextPane,
            A::Escape,
            A::Pair,
            A::Like,
        ],
        (Focus::Picture, _) => &[
            A::Play,
            A::Zoom,
            A::SeekBack,
            A::SeekForward,
            A::Drop,
            A::NextPoint,
            A::PlayNext,
            A::Spectrogram,
            A::SpectrogramRange,
            A::SpectrogramMap,
            A::Escape,
        ],
        (Focus::Seed, _) => &[A::Play, A::QueueEnd, A::PageTrack, A::ToggleSeed, A::Down, A::Escape, A::Like],
        (Focus::Why, _) if state.why.mixes.is_empty() => {
            &[A::Dig, A::PageTrack, A::Copy, A::Escape, A::NextPane]
        }
        (Focus::Why, _) => &[A::Dig, A::PageDj, A::OpenMixesdb, A::Copy, A::Escape, A::NextPane],
        (_, Some(Row::Play(_))) => {
            &[A::Play, A::QueueEnd, A::Dig, A::PageDj, A::OpenMixesdb, A::Quit, A::Copy]
        }
        (_, Some(Row::Browse(_))) => &[
            A::Play,
            A::PlayNext,
            A::BrowseStyle,
            A::BrowseYears,
            A::QueueEnd,
            A::Dig,
            A::Like,
            A::Reject,
            A::Filters,
            A::Quit,
        ],
        (_, Some(Row::Mix(_) | Row::New(_))) => &[A::Dig, A::OpenMixesdb, A::OpenPlayer, A::Quit, A::Copy],
        // Where there is no record, nothing is to be done with one.
        (_, Some(Row::Page(_))) => &[A::Dig, A::Down, A::Quit, A::NextPane, A::Undo],
        (_, Some(Row::Entry(_, None))) => &[A::PageArtist, A::PageDj, A::OpenMixesdb, A::OpenPlayer, A::Quit],
        (_, None | Some(Row::Divider)) => &[A::Quit, A::Refresh, A::Filters, A::NextPane, A::Undo],
        _ => &[
            A::Play,
            A::PlayNext,
            A::Like,
            A::Reject,
            A::QueueEnd,
            A::Dig,
            A::Filters,
            A::ToggleSeed,
            A::Quit,
            A::NextPane,
            A::Undo,
            A::PageDj,
            A::Why,
        ],
    };
    (hints, if state.screen.size.0 < 60 { &[A::Help] } else { &[A::Prompt, A::Palette, A::Help] })
}
