//! Actions to what they do.

use crate::{
    config::actions::Action,
    tui::{
        effect::Effect,
        keymap::KeyPlace,
        state::{State, filters::Filter, popup::Deed, screen::Focus, sorting::SortBy},
        update::{
            audition, browse, deck, digging, export, extras, finding, leaving, moving, outputs, pages,
            pasted as pasted_list,
            points::{self, Way},
            popups, prompt, refine, shaping, sounds, store, typing, updates,
        },
    },
};

/// Does an action.
pub(super) fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    let action = if action == Action::HelpTyping { Action::Help } else { action };
    if let Some(deeds) = popups::key(state, action) {
        for deed in deeds {
            perform(state, deed, effects);
        }
    } else {
        pane(state, action, effects);
        follow_the_tour(state, action);
    }
}

/// The demo's tour goes on with the keys.
fn follow_the_tour(state: &mut State, action: Action) {
    if action == Action::Accept {
        if state.trail.here().is_some() {
            state.visit.tour.dug();
        }
    } else if state.key_place() != KeyPlace::Text {
        state.visit.tour.pressed(action);
    }
}

/// A line of the topmost popup is chosen, by a click or its digit; false where it has no such line.
pub(super) fn picked(state: &mut State, line: usize, effects: &mut Vec<Effect>) -> bool {
    let deeds = popups::pick(state, line);
    let has = deeds.is_some();
    deeds.into_iter().flatten().for_each(|deed| perform(state, deed, effects));
    has
}

/// Text is pasted into the topmost popup, where it has a place of its own for it.
pub(super) fn pasted(state: &mut State, text: &str, effects: &mut Vec<Effect>) -> bool {
    let deeds = popups::paste(state, text);
    let takes = deeds.is_some();
    deeds.into_iter().flatten().for_each(|deed| perform(state, deed, effects));
    takes
}

/// Does what a popup wants done.
fn perform(state: &mut State, deed: Deed, effects: &mut Vec<Effect>) {
    match deed {
        Deed::Act(action) => act(state, action, effects),
        Deed::Go(place) => digging::go(state, place),
        Deed::PlayPassage(play) => audition::toggle_passage(state, play.0, play.1, effects),
        Deed::Update(command) => effects.push(Effect::Update(command)),
        Deed::BrowseStyle(style) => browse::style(state, style),
        Deed::Follow(subject) => extras::toggle_follow(state, subject, effects),
        Deed::OpenQueue(name) => extras::open_queue(state, name, effects),
        Deed::NewQueue => extras::new_queue(state),
        Deed::NameQueue(name) => extras::name_queue(state, &name),
        Deed::TakeQueue(queue) => extras::take_queue(state, queue, effects),
        Deed::Output(choice) => outputs::output(state, choice, effects),
        Deed::Copy(text) => pages::copy_text(state, text, effects),
        Deed::Written(purpose, text) => extras::written(state, purpose, text, effects),
        Deed::WriteFilter(filter) => refine::open(state, filter),
        Deed::ClearFilters => refine::clear(state),
        Deed::TurnFilter(filter, turn) => refine::turn(state, filter, turn),
        Deed::Reorder(order, name) => shaping::reorder(state, &order, name, effects),
        Deed::QueueAll(rows, after) => shaping::queue_all(state, &rows, after, effects),
        Deed::Export(step) => export::step(state, step, effects),
        Deed::TurnList => pasted_list::turn(state),
        Deed::KeepList => pasted_list::keep(state, effects),
        Deed::Find(step) => finding::step(state, step, effects),
        Deed::Consent(allowed) => sounds::consent(state, allowed, effects),
        Deed::Leave => leaving::quit(state, effects),
        Deed::Quit => leaving::leave(state, effects),
        Deed::Stay => {}
    }
}

/// Does an action of the panes.
#[allow(clippy::too_many_lines, reason = "one line an action")]
fn pane(state: &mut State, action: Action, effects: &mut Vec<Effect>) {
    use Action as A;
    match action {
        A::Down => moving::step(state, 1),
        A::Up => moving::up(state),
        A::HalfDown => moving::pages(state, 1, 2),
        A::HalfUp => moving::pages(state, -1, 2),
        A::PageDown => moving::pages(state, 1, 1),
        A::PageUp => moving::pages(state, -1, 1),
        A::Top => moving::step(state, isize::MIN + 1),
        A::Bottom => moving::step(state, isize::MAX),
        A::Dig => digging::dig(state),
        A::ToggleSeed => digging::toggle_seed(state),
        A::AllVersions => digging::all_versions(state, effects),
        A::LessOfThis => digging::less_of_this(state),
        A::Back => digging::back(state),
        A::Forward => digging::forward(state),
        A::Search => digging::to_hits(state),
        A::ToSeed => digging::to_seed(state),
        A::Tab1 => digging::tab(state, 0),
        A::Tab2 => digging::tab(state, 1),
        A::Tab3 => digging::tab(state, 2),
        A::Tab4 => digging::tab(state, 3),
        A::Refresh => digging::refresh(state),
        A::StopListening => sounds::stop_listening(state, effects),
        A::AllowPreviews => sounds::allow(state, effects),
        A::RefusePreviews => sounds::consent(state, false, effects),
        A::Listen => sounds::listen(state, effects),
        A::Commoner => refine::dial(state, false),
        A::Rarer => refine::dial(state, true),
        A::Everyone => refine::taste(state, false),
        A::You => refine::taste(state, true),
        A::ClearFilters => refine::clear(state),
        A::Sort => refine::sort_on(state),
        A::SortFound => refine::sort_by(state, SortBy::Found),
        A::SortTempo => refine::sort_by(state, SortBy::Tempo),
        A::SortKey => refine::sort_by(state, SortBy::Key),
        A::SortDrive => refine::sort_by(state, SortBy::Drive),
        A::SortYear => refine::sort_by(state, SortBy::Year),
        A::SortLast => refine::sort_by(state, SortBy::Last),
        A::SortDjs => refine::sort_by(state, SortBy::Djs),
        A::SortName => refine::sort_by(state, SortBy::Name),
        A::Fitting => refine::switch(state, Filter::Fit),
        A::NotMine => refine::switch(state, Filter::Mine),
        A::Note => extras::note(state),
        A::HalveTempo => extras::halve_tempo(state, effects),
        A::Follow => extras::follow(state, effects),
        A::Continue => extras::go_on(state),
        A::Between => extras::between(state),
        A::Order => shaping::order(state, effects),
        A::Path => shaping::path(state, effects),
        A::Pair => shaping::pair(state, effects),
        A::Export => export::open(state, effects),
        A::Import => finding::open(state, effects),
        A::FollowDeck => deck::toggle(state, effects),
        A::NextPane => {
            if !digging::turn_pages(state) {
                moving::pane(state, 1);
            }
        }
        A::PreviousPane => moving::pane(state, -1),
        A::Why => moving::focus(state, Focus::Why),
        A::PageQueue => extras::queues(state),
        A::PageNews => extras::news(state),
        A::PageBrowse => browse::open(state),
        A::BrowseStyle => browse::ask_style(state, effects),
        A::BrowseYears => browse::ask_years(state),
        A::Zoom => moving::zoom(state),
        A::QueueEnd => store::queue(state, false, effects),
        A::QueueAfter => store::queue(state, true, effects),
        A::QueueTen => shaping::queue_ten(state, effects),
        A::QueueDown => store::shift(state, true, effects),
        A::QueueUp => store::shift(state, false, effects),
        A::QueueRemove => store::remove(state, effects),
        A::Like | A::Reject => store::verdict(state, action, effects),
        A::RejectArtist => store::reject_artist(state, effects),
        A::Undo => store::undo(state, effects),
        A::Redo => store::redo(state, effects),
        A::PageDj | A::PageLabel | A::PageArtist | A::PageMix | A::PageTrack => {
            pages::go(state, action, effects);
        }
        A::OpenMixesdb
        | A::OpenPlayer
        | A::OpenSpotify
        | A::OpenDiscogs
        | A::OpenBeatport
        | A::OpenBandcamp
        | A::OpenPreview => {
            pages::open(state, action, effects);
        }
        A::Copy => pages::copy(state, effects),
        A::CopyQueue => pages::copy_queue(state, effects),
        A::Update => updates::ask(state, effects),
        A::UpdateSlice => updates::slices(state, effects),
        A::PageJobs | A::PageErrors | A::Palette | A::Help | A::HelpTyping | A::Filters => {
            popups::open(state, action);
        }
        A::Prompt => prompt::enter(state),
        A::PasteList => pasted_list::open(state, ""),
        A::Escape => escape(state, effects),
        A::Quit => leaving::close(state, effects),
        A::Suspend => effects.push(Effect::Suspend),
        A::Redraw => effects.push(Effect::Redraw),
        A::Accept => prompt::accept(state, effects),
        A::ToHits => prompt::to_hits(state),
        A::Leave => prompt::leave(state),
        A::HitDown => moving::hit(state, 1),
        A::HitUp => moving::hit(state, -1),
        A::HitPageDown => moving::hit_pages(state, 1),
        A::HitPageUp => moving::hit_pages(state, -1),
        A::LineStart
        | A::LineEnd
        | A::CharLeft
        | A::CharRight
        | A::DeleteBack
        | A::DeleteForward
        | A::DeleteWord
        | A::DeleteLine
        | A::Clear => typing::edit(state, action),
        A::NextPoint => points::jump(state, Way::On, effects),
        A::PreviousPoint => points::jump(state, Way::Back, effects),
        A::Play
        | A::PlayNext
        | A::PlayPrevious
        | A::SeekBack
        | A::SeekForward
        | A::SeekFarBack
        | A::SeekFarForward
        | A::Drop
        | A::PlayWhole
        | A::AuditionRun
        | A::Mute
        | A::Quieter
        | A::Louder
        | A::Output
        | A::Spectrogram
        | A::SpectrogramMap
        | A::SpectrogramRange => audition::act(state, action, effects),
    }
}

/// Stops what is being imported, else one level back, never out.
fn escape(state: &mut State, effects: &mut Vec<Effect>) {
    if finding::stop(state, effects) || leaving::back_one(state) {
    } else if state.screen.toasts.shown().is_some() {
        state.screen.toasts.dismiss(state.now);
    } else {
        leaving::how_to_quit(state);
    }
}
