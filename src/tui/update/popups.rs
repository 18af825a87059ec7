//! Keys for what lies over the panes.

use crate::{
    config::actions::{Action, Group, entry},
    tui::{
        effect::Effect,
        state::{
            State,
            filters::Filter,
            popup::{Lead, Palette, Popup, palette_lines},
        },
        update::{act, audition, digging, export, extras, pages, refine},
    },
};

/// Opens a popup.
pub(super) fn open(state: &mut State, action: Action) {
    let popup = match action {
        Action::Palette => Popup::Palette(Palette::default()),
        Action::PageErrors => Popup::Messages(usize::MAX),
        Action::Filters => Popup::Filters(0),
        Action::PageJobs => Popup::Jobs,
        _ => Popup::Help(0),
    };
    state.popups.push(popup);
}

/// Does the action in the topmost popup; false where there is none, or where it is none of its keys.
pub(super) fn act(state: &mut State, action: Action, effects: &mut Vec<Effect>) -> bool {
    use Action as A;
    if matches!(action, A::Suspend | A::Redraw) {
        return false;
    }
    if matches!(state.popups.last(), Some(Popup::Export)) && action != A::Help {
        return export::act(state, action, effects);
    }
    let help = action == A::Help && !matches!(state.popups.last(), Some(Popup::Help(_)));
    let page = usize::from(state.size.1 / 2).max(1);
    let Some(popup) = state.popups.last_mut() else { return false };
    if matches!(action, A::Escape | A::Quit | A::Leave) {
        state.popups.pop();
        return true;
    }
    match popup {
        Popup::Help(line) | Popup::Messages(line) => match action {
            A::Help => {
                state.popups.pop();
            }
            _ => *line = scrolled(*line, action, page),
        },
        Popup::Palette(palette) => {
            let lines = palette_lines(&state.keymap, palette.input.text()).len();
            return palette_act(state, action, effects, lines);
        }
        Popup::Choose(choice) => match action {
            A::Dig => {
                let lead = choice.lines.get(choice.cursor).map(|(_, lead)| lead.clone());
                state.popups.pop();
                if let Some(lead) = lead {
                    follow(state, lead, effects);
                }
            }
            _ => {
                choice.cursor =
                    scrolled(choice.cursor, action, page).min(choice.lines.len().saturating_sub(1));
            }
        },
        Popup::Jobs | Popup::Export => {}
        Popup::Filters(line) => match action {
            A::Dig | A::Forward if Filter::ALL.get(*line).is_some_and(|f| f.is_written()) => {
                let filter = Filter::ALL[*line];
                refine::open(state, filter);
            }
            A::Dig if Filter::ALL.get(*line) == Some(&Filter::Years) => refine::open(state, Filter::Years),
            A::Dig | A::Forward | A::Back => {
                let line = *line;
                refine::turn(state, line, action != A::Back);
            }
            _ => *line = scrolled(*line, action, 3).min(Filter::ALL.len() - 1),
        },
        Popup::Write(write) => match action {
            A::Accept => {
                let write = write.clone();
                state.popups.pop();
                extras::written(state, write, effects);
            }
            A::HitDown | A::HitUp | A::HitPageDown | A::HitPageUp | A::ToHits => {}
            _ => return false,
        },
        Popup::Silence(silence) => match action {
            A::Copy | A::Dig => {
                let line = silence.line.clone();
                pages::copy_text(state, line, effects);
                state.popups.pop();
            }
            // The card says its piece and gets out of the way of a key that listens.
            _ => {
                let listens = entry(action).is_some_and(|entry| entry.group == Group::Audition);
                if listens {
                    state.popups.pop();
                }
                return !listens;
            }
        },
        Popup::Card(card) => {
            if matches!(action, A::Copy | A::Dig) {
                let url = card.url.clone();
                pages::copy_text(state, url, effects);
                state.popups.pop();
            }
        }
    }
    if help {
        state.popups.push(Popup::Help(0));
    }
    true
}

fn follow(state: &mut State, lead: Lead, effects: &mut Vec<Effect>) {
    match lead {
        Lead::Place(place) => digging::go(state, place),
        Lead::Follow(subject) => extras::toggle_follow(state, subject, effects),
        Lead::Queue(name) => extras::open_queue(state, name, effects),
        Lead::NewQueue => extras::new_queue(state),
        Lead::Output(choice) => audition::output(state, choice, effects),
    }
}

pub(super) fn scrolled(line: usize, action: Action, page: usize) -> usize {
    use Action as A;
    match action {
        A::Down | A::HitDown => line.saturating_add(1),
        A::Up | A::HitUp => line.saturating_sub(1),
        A::HalfDown | A::PageDown | A::HitPageDown => line.saturating_add(page),
        A::HalfUp | A::PageUp | A::HitPageUp => line.saturating_sub(page),
        A::Top => 0,
        A::Bottom => usize::MAX,
        _ => line,
    }
}

fn palette_act(state: &mut State, action: Action, effects: &mut Vec<Effect>, lines: usize) -> bool {
    use Action as A;
    let Some(Popup::Palette(palette)) = state.popups.last_mut() else { return false };
    match action {
        A::HitDown | A::HitUp | A::HitPageDown | A::HitPageUp => {
            palette.cursor = scrolled(palette.cursor, action, 10).min(lines.saturating_sub(1));
        }
        A::Accept => {
            let chosen = palette_lines(&state.keymap, palette.input.text()).get(palette.cursor).copied();
            state.popups.pop();
            if let Some(chosen) = chosen {
                act::act(state, chosen, effects);
            }
        }
        A::ToHits => {}
        // The editing keys work on the palette's text.
        _ => return false,
    }
    true
}
