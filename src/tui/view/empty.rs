//! What an empty list says, and which key leads on.

use ratatui::layout::Rect;

use crate::{
    app::answer::{By, ListeningCounts, is_link},
    config::{Consent, actions::Action, theme::Role},
    tui::{
        keymap::KeyPlace,
        layout::tabs::TABS,
        pen::Pen,
        state::{
            MAY_ANALYSE, State,
            filters::Filter,
            list::{List, ListPhase},
            trail::Place,
        },
        text::thousands,
        view::{columns::MARKS, row},
    },
};

/// Words for a list without rows.
pub(super) fn list(state: &State, list: &List, area: Rect, pen: &mut Pen<'_>) {
    let inner = Rect { x: area.x + MARKS, width: area.width.saturating_sub(MARKS + 2), ..area };
    let (text, role) = match &list.phase {
        _ if !state.status.ready => ("Opening the catalogue.".to_owned(), Role::Dim),
        ListPhase::Unasked if state.status.is_learning() => {
            let mixes = crate::tui::text::plural(state.status.mixes, "mix");
            (format!("Learning from {mixes} what goes with what. Search works meanwhile."), Role::Dim)
        }
        ListPhase::Unasked | ListPhase::Loading => ("Looking.".to_owned(), Role::Dim),
        ListPhase::Failed(fault) => (fault.told(), Role::Error),
        ListPhase::Ready => (words(state, list), Role::Dim),
    };
    pen.paragraph(inner, &text, role);
}

fn words(state: &State, list: &List) -> String {
    let by = state.trail.here().and_then(|stop| stop.by(&state.trail.tabs));
    let searching = std::ptr::eq(list, &raw const state.search.hits);
    // No filter hides what could not be found yet.
    let unheard = list.listened.map_or(by == Some(By::Sound), |known| known.seeds == 0);
    if !searching && unheard {
        return sounds(state, list);
    }
    if let Some((filter, rows)) =
        list.hidden.iter().max_by_key(|(_, rows)| *rows).filter(|(_, rows)| *rows > 0)
    {
        let action = match filter {
            Filter::Fit => Action::Fitting,
            Filter::Mine => Action::NotMine,
            _ => Action::Filters,
        };
        let (key, clear) = (state.keys.name(action), state.keys.name(Action::ClearFilters));
        let name = state.refine.filters.short(*filter);
        return format!(
            "Filters hide every row; '{name}' hides most, {}. {key} changes it, {clear} shows all.",
            thousands(u64::from(*rows))
        );
    }
    let typed = state.search.prompt.text().trim();
    if searching && typed.contains("://") && !is_link(typed) {
        return "No mix here can be heard at this address.".to_owned();
    }
    if searching && typed.is_empty() {
        return nothing_here(state);
    }
    if searching {
        let analyse = state.keys.name(Action::Listen);
        return format!(
            "No '{typed}', and nothing near it. {analyse} analyses it: artist and title, a link or a file's path."
        );
    }
    let update = state.keys.name(Action::Update);
    let last = state.status.years.filter(|_| !state.screen.made_up);
    let last = last.map(|(_, to)| format!(" The catalogue ends in {to}; {update} fetches newer mixes."));
    let last = last.unwrap_or_default();
    let here = state.trail.here();
    match here.map(|stop| (&stop.place, stop.by(&state.trail.tabs))) {
        Some((Place::Between(_), _)) => "No mix here has anything near these two.".to_owned(),
        Some((Place::Seeds(_) | Place::Continue(_), by)) => match by {
            Some(By::Next) => "Nobody is known to have played anything straight after it.".to_owned(),
            _ if list.listened.is_some() => sounds(state, list),
            Some(By::Sound) => sounds(state, list),
            _ => {
                let sounds = other_tab(state, By::Sound, "what sounds like it");
                format!("No mix here has this record with another.{sounds}{last}")
            }
        },
        Some((Place::News(_), _)) => {
            let follow = state.keys.name(Action::Follow);
            format!(
                "No mix came in since the last time. {follow} follows a DJ, label or artist; theirs stand first here."
            )
        }
        Some((Place::Browse { styles, years }, _)) => {
            let style = if styles.is_empty() { String::new() } else { format!(" of {}", styles.join(", ")) };
            let years = years.map(|years| format!(" in {years}")).unwrap_or_default();
            let keys = [Action::BrowseStyle, Action::BrowseYears].map(|action| state.keys.name(action));
            format!(
                "Nothing to show{style}{years}: other orders show more; {} other styles, {} other years.{last}",
                keys[0], keys[1]
            )
        }
        Some((Place::Mix(..), _)) => "This mix has no tracklist.".to_owned(),
        _ => format!("Nothing is known here.{last}"),
    }
}

/// What fills a catalogue without a record; while one types, the key that leaves the line comes first.
fn nothing_here(state: &State) -> String {
    let first = match state.key_place() {
        KeyPlace::Text => format!("{}, then ", state.keys.name(Action::ToHits)),
        _ => String::new(),
    };
    let (import, slices) = (state.keys.name(Action::Import), state.keys.name(Action::UpdateSlice));
    let fetch = if state.status.listening.offline {
        String::new()
    } else {
        format!(", {slices} chooses what of the wiki is fetched")
    };
    format!("No mixes are here yet: {first}{import} imports files and folders{fetch}.")
}

/// ` 2: what sounds like it.`, where there is such a tab.
fn other_tab(state: &State, by: By, what: &str) -> String {
    let tab = state.trail.tabs.iter().position(|tab| *tab == by);
    let key = tab.and_then(|tab| TABS.get(tab)).map(|action| state.keys.name(*action));
    key.map(|key| format!(" {key}: {what}.")).unwrap_or_default()
}

/// What by sound is known so far, and what would tell more.
fn sounds(state: &State, list: &List) -> String {
    let known = list.listened.unwrap_or_default();
    let listening = &state.status.listening;
    let first =
        if known.seeds == 0 { "This record is not analysed yet." } else { "Nothing else is analysed yet." };
    let then = match (listening.offline, listening.previews) {
        // The demo's own records: how far it is says more than what it would need.
        _ if state.screen.made_up && !state.status.work.is_empty() => {
            format!("Work goes on: {}.", state.status.work[0].name)
        }
        (true, _) | (false, Consent::No) => "Needs previews or your files: segue import ~/Music.".to_owned(),
        (false, Consent::Ask) => {
            let (yes, no) = (state.keys.name(Action::AllowPreviews), state.keys.name(Action::RefusePreviews));
            format!("{MAY_ANALYSE} {yes} yes, {no} no. Your own files need no answer: segue import ~/Music.")
        }
        (false, Consent::Yes) => progress(state, &known),
    };
    format!("{first} {then}{}", other_tab(state, By::Played, "what DJs play with it"))
}

/// `Analysed: 37 of 200 candidates, 2 min left.`
pub(super) fn progress(state: &State, known: &ListeningCounts) -> String {
    let left = state.status.listening.left.map(|left| format!(", {}", row::left(left))).unwrap_or_default();
    let waits = state.status.listening.waits.as_ref().map(|why| format!(" {}.", why.trim_end_matches('.')));
    let waits = waits.unwrap_or_default();
    format!("Analysed: {} of {} candidates{left}.{waits}", known.of_them, known.candidates)
}

/// Words where no record has been chosen yet.
pub(super) fn nowhere(state: &State, area: Rect, pen: &mut Pen<'_>) {
    let inner = Rect { x: area.x + MARKS, width: area.width.saturating_sub(MARKS + 2), ..area };
    let text = if state.status.ready {
        let dig = state.keys.opening(Action::Dig);
        format!("{dig} on a record on the left, and this list shows what DJs play with it.")
    } else {
        "Opening the catalogue.".to_owned()
    };
    pen.paragraph(inner, &text, Role::Dim);
}
