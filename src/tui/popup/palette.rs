//! Every command, by name.

use ratatui::layout::{Position, Rect};

use crate::{
    config::{
        actions::{Action, ActionEntry, ActionScope, entry},
        theme::Role,
    },
    tui::{
        keymap::Keymap,
        pen::Pen,
        popup::listbox::{ListBox, below, is_move},
        state::{
            Popup, State,
            popup::{Deed, Lines, PopupArea, PopupReply, Stand, hint},
            textbox::TextBox,
        },
    },
};

/// Cells inside.
const WIDE: u16 = 72;
/// Commands shown at once, where there is room.
const ROWS: u16 = 17;

/// What is looked for among the commands.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    input: TextBox,
    list: ListBox,
}

impl Palette {
    fn found(&self, state: &State) -> Vec<Action> {
        commands(&state.keys.map, self.input.text())
    }
}

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

impl Popup for Palette {
    fn name(&self) -> &'static str {
        "palette"
    }

    fn shape(&self, _: &State) -> PopupArea {
        PopupArea {
            title: "command".to_owned(),
            wide: WIDE,
            high: ROWS + 1,
            stand: Stand::Top,
            hints: vec![
                hint(&[Action::Accept], "do it"),
                hint(&[Action::HitDown, Action::HitUp], "move"),
                hint(&[Action::Leave], "close"),
            ],
        }
    }

    fn writes(&self, _: &State) -> bool {
        true
    }

    fn text_box<'b>(&'b mut self, _: &'b mut State) -> Option<&'b mut TextBox> {
        Some(&mut self.input)
    }

    fn typed(&mut self) {
        self.list = ListBox::default();
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        let found = self.found(state);
        match action {
            Action::Accept => match found.get(self.list.cursor(found.len())) {
                Some(chosen) => PopupReply::Close(vec![Deed::Act(*chosen)]),
                None => PopupReply::Stay(Vec::new()),
            },
            Action::ToHits => PopupReply::Stay(Vec::new()),
            _ if self.list.key(action, found.len(), 10) && is_move(action) => PopupReply::Stay(Vec::new()),
            _ => PopupReply::Pass,
        }
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(below(body), self.found(state).len()))
    }

    fn pick(&mut self, state: &mut State, line: usize) -> PopupReply {
        match self.found(state).get(line) {
            Some(chosen) => PopupReply::Close(vec![Deed::Act(*chosen)]),
            None => PopupReply::Stay(Vec::new()),
        }
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.list.step(by, self.found(state).len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let x = pen.put(body.x, body.y, body.right(), ": ", Role::Accent);
        let at = pen.text_box(&self.input, (x, body.y, body.right()), true);
        let (found, list) = (self.found(state), below(body));
        if found.is_empty() {
            pen.put(list.x, list.y, list.right(), "No such command.", Role::Dim);
        }
        self.list.draw(list, found.len(), pen, |line, area, pen| {
            let Some(entry) = entry(found[line]) else { return };
            let keys = state.keys.map.keys(found[line]).first().map(ToString::to_string).unwrap_or_default();
            let end = pen.put_right(area.x, area.y, area.right(), &keys, Role::Key).saturating_sub(1);
            let name = entry.name.replace('_', " ");
            let x = pen.put(area.x, area.y, end, &format!("{name:<16} "), Role::Title);
            pen.put_cut(x, area.y, end, entry.does, Role::Dim);
        });
        Some(at)
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
