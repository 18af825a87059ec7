//! What can be imported: a path, Spotify, and what DJ programs have on this computer and on mounted sticks.

use ratatui::layout::{Position, Rect};

use crate::{
    app::answer::FoundPlace,
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::ListBox,
        state::{
            Popup, State,
            popup::{Deed, FindingStep, Lines, PopupArea, PopupReply, hint},
        },
        text::width,
    },
};

/// Cells before a line: its digit.
const DIGITS: u16 = 2;
/// The list.
#[derive(Clone, Debug, Default)]
pub struct Found {
    list: ListBox,
}

/// What can be chosen, and the step it takes.
fn choices(state: &State) -> Vec<(String, FindingStep)> {
    let mut choices = vec![
        ("a path: a file or a folder".to_owned(), FindingStep::Path),
        ("Spotify: a playlist or the saved tracks".to_owned(), FindingStep::Spotify),
    ];
    let places = state.import.finding.places.as_deref().unwrap_or_default();
    choices.extend(places.iter().map(|place| (line(place), FindingStep::Take(place.paths.clone()))));
    if places.len() > 1 {
        let all = places.iter().flat_map(|place| place.paths.clone()).collect();
        choices.push(("all of these".to_owned(), FindingStep::Take(all)));
    }
    choices
}

/// What stands below the choices where no place is known: it cannot be chosen.
fn note(state: &State) -> Option<&'static str> {
    match &state.import.finding.places {
        None => Some("looking what DJ programs have here …"),
        Some(places) if places.is_empty() => Some("no files of a DJ program are here"),
        Some(_) => None,
    }
}

fn line(place: &FoundPlace) -> String {
    format!("{} {}: {}  {}", place.program, place.what.name(), place.said(), place.at_home())
}

impl Popup for Found {
    fn name(&self) -> &'static str {
        "found"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let (choices, note) = (choices(state), note(state));
        let texts = choices.iter().map(|(text, _)| text.as_str()).chain(note);
        let widest = texts.map(|text| width(text) as u16).max().unwrap_or(0);
        PopupArea {
            title: "import".to_owned(),
            wide: widest + DIGITS,
            high: choices.len() as u16 + u16::from(note.is_some()),
            hints: vec![
                hint(&[Action::Dig], "import"),
                hint(&[Action::Down, Action::Up], "move"),
                hint(&[Action::Escape], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        let count = choices(state).len();
        if action == Action::Dig {
            return self.pick(state, self.list.cursor(count));
        }
        self.list.key(action, count, state.screen.half());
        PopupReply::Stay(Vec::new())
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(body, choices(state).len()))
    }

    fn pick(&mut self, state: &mut State, line: usize) -> PopupReply {
        match choices(state).into_iter().nth(line) {
            Some((_, step)) => PopupReply::Close(vec![Deed::Find(step)]),
            None => PopupReply::Stay(Vec::new()),
        }
    }

    fn has_labels(&self, _: &State) -> bool {
        true
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.list.step(by, choices(state).len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let choices = choices(state);
        self.list.draw(body, choices.len(), pen, |line, area, pen| {
            let x = pen.label(area, state.keys.label(line));
            pen.put_cut(x, area.y, area.right(), &choices[line].0, Role::Text);
        });
        let y = body.y + choices.len() as u16;
        if let Some(note) = note(state).filter(|_| y < body.bottom()) {
            pen.put_cut(body.x + DIGITS, y, body.right(), note, Role::Dim);
        }
        None
    }
}
