//! What can be imported: a path, Spotify, and what DJ programs have on this computer and on mounted sticks.

use std::path::Path;

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
/// Lines before those of the places.
const FIRST: usize = 2;

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Found {
    list: ListBox,
}

fn texts(state: &State) -> Vec<String> {
    let mut texts =
        vec!["a path: a file or a folder".to_owned(), "Spotify: a playlist or the saved tracks".to_owned()];
    match &state.finding.places {
        None => texts.push("looking what DJ programs have here …".to_owned()),
        Some(places) if places.is_empty() => texts.push("no files of a DJ program are here".to_owned()),
        Some(places) => {
            texts.extend(places.iter().map(line));
            if places.len() > 1 {
                texts.push("all of these".to_owned());
            }
        }
    }
    texts
}

fn line(place: &FoundPlace) -> String {
    format!("{} {}: {}  {}", place.program, place.what.name(), place.said(), at_home(&place.path))
}

fn at_home(path: &Path) -> String {
    let below = std::env::home_dir().and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
    below.map_or_else(|| path.display().to_string(), |below| format!("~/{}", below.display()))
}

impl Popup for Found {
    fn name(&self) -> &'static str {
        "found"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let texts = texts(state);
        let widest = texts.iter().map(|text| width(text) as u16).max().unwrap_or(0);
        PopupArea {
            title: "import".to_owned(),
            wide: widest + DIGITS,
            high: texts.len() as u16,
            hints: vec![
                hint(&[Action::Dig], "import"),
                hint(&[Action::Down, Action::Up], "move"),
                hint(&[Action::Escape], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        let count = texts(state).len();
        if action == Action::Dig {
            return self.pick(state, self.list.cursor(count));
        }
        self.list.key(action, count, state.screen.half());
        PopupReply::Stay(Vec::new())
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(body, texts(state).len()))
    }

    fn pick(&mut self, state: &mut State, line: usize) -> PopupReply {
        let places = state.finding.places.as_deref().unwrap_or_default();
        let step = match line.checked_sub(FIRST) {
            None if line == 0 => FindingStep::Path,
            None => FindingStep::Spotify,
            Some(at) => match places.get(at) {
                Some(place) => FindingStep::Take(place.paths.clone()),
                None if places.len() > 1 => {
                    FindingStep::Take(places.iter().flat_map(|place| place.paths.clone()).collect())
                }
                None => return PopupReply::Stay(Vec::new()),
            },
        };
        PopupReply::Close(vec![Deed::Find(step)])
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.list.step(by, texts(state).len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let texts = texts(state);
        self.list.draw(body, texts.len(), pen, |line, area, pen| {
            let x = pen.digit(area, line);
            pen.put_cut(x, area.y, area.right(), &crate::tui::text::clean(&texts[line]), Role::Text);
        });
        None
    }
}
