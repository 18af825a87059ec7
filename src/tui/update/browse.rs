//! The page to browse without a seed: its styles and years.

use crate::{
    app::{Question, answer::StylesAnswer},
    track::Years,
    tui::{
        effect::Effect,
        popup::{styles::style_choice, write::Write},
        state::{State, keys::Jump, popup::Purpose, toast::Tone, trail::Place},
        update::{digging, jump, popups},
    },
};

/// Opens the page as it was left last, at first of all styles and years.
pub(super) fn open(state: &mut State) {
    let (styles, years) = chosen(state);
    digging::go(state, Place::Browse { styles, years });
}

/// Asks which style there are, to choose one.
pub(super) fn ask_style(state: &mut State, effects: &mut Vec<Effect>) {
    jump::ask(state, Jump::Style, &Question::Styles, effects);
}

/// The styles have come.
pub(super) fn choose(state: &mut State, answer: StylesAnswer) {
    if answer.styles.is_empty() {
        return state.say(Tone::Note, "No mix here is filed under a style.");
    }
    state.popups.push(Box::new(style_choice(answer.styles)));
}

/// Browses a style, or all, in the years one is in.
pub(super) fn style(state: &mut State, style: Option<String>) {
    let (_, years) = chosen(state);
    digging::go(state, Place::Browse { styles: style.into_iter().collect(), years });
}

/// Opens a line for the years.
pub(super) fn ask_years(state: &mut State) {
    let (_, years) = chosen(state);
    let text = years.map(|years| years.to_string()).unwrap_or_default();
    state.popups.push(Box::new(Write::new(Purpose::BrowseYears, &text)));
}

/// Years were written; none is all.
pub(super) fn years(state: &mut State, text: &str) {
    let (styles, _) = chosen(state);
    let years = if text.is_empty() { Ok(None) } else { text.parse::<Years>().map(Some) };
    match years {
        Ok(years) => digging::go(state, Place::Browse { styles, years }),
        Err(why) => popups::refuse(state, Purpose::BrowseYears, text, why.to_string()),
    }
}

/// Styles and years of the nearest such page on the trail.
fn chosen(state: &State) -> (Vec<String>, Option<Years>) {
    let (stops, at) = state.trail.stops();
    let places = stops.iter().take(at + 1).rev().map(|stop| &stop.place);
    let found = places.filter_map(|place| match place {
        Place::Browse { styles, years } => Some((styles.clone(), *years)),
        _ => None,
    });
    found.into_iter().next().unwrap_or_default()
}
