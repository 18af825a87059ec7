//! Every command, by name.

use ratatui::layout::Rect;

use crate::{
    config::{
        actions::{Action, ActionEntry, ActionScope, entry},
        theme::Role,
    },
    tui::{
        keymap::Keymap,
        pen::Pen,
        popup::finder::{Findable, Finder, FinderLook},
        state::{State, popup::Deed},
    },
};

/// The commands.
#[derive(Clone, Copy, Debug, Default)]
pub struct Commands;

/// Looks for a command.
pub type Palette = Finder<Commands>;

/// The commands for a text: those whose name holds its letters in order, the closest first, then those whose description
/// holds its words.
fn commands(keymap: &Keymap, text: &str) -> Vec<Action> {
    let text = text.trim().to_lowercase();
    let mut lines: Vec<(usize, usize, Action)> = keymap
        .entries()
        .filter(|(entry, _)| entry.scope != ActionScope::Text)
        .enumerate()
        .filter_map(|(place, (entry, _))| Some((cost(&text, entry)?, place, entry.action)))
        .collect();
    lines.sort_unstable();
    lines.into_iter().map(|(.., action)| action).collect()
}

fn cost(text: &str, entry: &ActionEntry) -> Option<usize> {
    let does = entry.does.to_lowercase();
    let words = text.split_whitespace().all(|word| does.contains(word)).then_some(70);
    scattered(text, &entry.name.replace('_', " ")).or(words)
}

/// What it costs to find the letters in order: gaps, and starting late; `None` where they are not there.
fn scattered(letters: &str, text: &str) -> Option<usize> {
    if let Some(at) = text.find(letters) {
        return Some(at.min(20));
    }
    let mut cost = 20;
    let mut rest = text.chars();
    for letter in letters.chars().filter(|c| !c.is_whitespace()) {
        cost += rest.position(|c| c == letter)?;
    }
    Some(cost)
}

impl Findable for Commands {
    type Found = Action;

    fn find(&self, state: &State, text: &str) -> Vec<Action> {
        commands(&state.keys.map, text)
    }

    fn deed(&self, action: &Action) -> Deed {
        match action {
            // By name it quits from anywhere; the key goes back on the trail first.
            Action::Quit => Deed::Quit,
            action => Deed::Act(*action),
        }
    }

    fn draw(&self, state: &State, action: &Action, area: Rect, pen: &mut Pen<'_>) {
        let Some(entry) = entry(*action) else { return };
        let keys = state.keys.map.keys(*action).first().map(ToString::to_string).unwrap_or_default();
        let end = pen.put_right(area.x, area.y, area.right(), &keys, Role::Key).saturating_sub(1);
        let name = entry.name.replace('_', " ");
        let x = pen.put(area.x, area.y, end, &format!("{name:<16} "), Role::Title);
        pen.put_cut(x, area.y, end, entry.does, Role::Dim);
    }

    fn look(&self) -> FinderLook {
        FinderLook {
            name: "palette",
            title: "command",
            sign: ": ",
            does: "do it",
            nothing: "No such command. Settings are in a file: segue doctor says where.",
            wide: 72,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::Remaps;

    #[test]
    fn commands_are_found_by_scattered_letters_of_their_names_and_words_of_what_they_do() {
        let keymap = Keymap::build(&Remaps::new(), &|_| true).unwrap();
        let first = |text: &str| commands(&keymap, text).first().copied();
        assert_eq!(first("undo"), Some(Action::Undo));
        assert_eq!(first("rejart"), Some(Action::RejectArtist));
        assert_eq!(first("mixesdb"), Some(Action::OpenMixesdb));
        assert_eq!(first("new mixes wiki"), Some(Action::Update));
        assert_eq!(first("rename"), Some(Action::PageQueue));
        assert!(commands(&keymap, "qqqqq").is_empty());
        assert!(commands(&keymap, "").len() > 30);
    }

    #[test]
    fn nothing_that_ends_the_program_is_found_by_letters_scattered_over_its_description() {
        let keymap = Keymap::build(&Remaps::new(), &|_| true).unwrap();
        for text in ["settings", "clear"] {
            let found = commands(&keymap, text);
            assert!(!found.contains(&Action::Quit), "{text}: {found:?}");
        }
    }
}
