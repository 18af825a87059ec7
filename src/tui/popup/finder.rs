//! Something found by its letters: a line that one writes, and below it what it finds.

use std::fmt::Debug;

use ratatui::layout::{Position, Rect};

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::{ListBox, below, is_move},
        state::{
            Popup, State,
            popup::{Deed, Lines, PopupArea, PopupReply, Stand, hint},
            textbox::TextBox,
        },
    },
};

/// Lines shown at once, where there is room.
const ROWS: u16 = 17;
/// Lines that a page moves by.
const PAGE: usize = 10;

/// What can be found.
pub trait Findable: Debug + Send {
    /// One of them.
    type Found;

    /// What is called by this text, in the order it is shown.
    fn find(&self, state: &State, text: &str) -> Vec<Self::Found>;

    /// What choosing one does.
    fn deed(&self, found: &Self::Found) -> Deed;

    /// Draws one into its line.
    fn draw(&self, state: &State, found: &Self::Found, area: Rect, pen: &mut Pen<'_>);

    /// How the popup looks.
    fn look(&self) -> FinderLook;
}

/// The words of a finder, and its width.
#[derive(Clone, Copy, Debug)]
pub struct FinderLook {
    /// Its popup's name.
    pub name: &'static str,
    /// What stands in its upper border.
    pub title: &'static str,
    /// Before the line one writes.
    pub sign: &'static str,
    /// What choosing does, as the hint says it.
    pub does: &'static str,
    /// Where nothing is found.
    pub nothing: &'static str,
    /// Cells inside.
    pub wide: u16,
}

/// The popup.
#[derive(Clone, Debug, Default)]
pub struct Finder<F> {
    among: F,
    input: TextBox,
    list: ListBox,
}

impl<F: Findable> Finder<F> {
    /// Looks for one of these.
    #[must_use]
    pub fn new(among: F) -> Self {
        Self { among, input: TextBox::default(), list: ListBox::default() }
    }

    fn found(&self, state: &State) -> Vec<F::Found> {
        self.among.find(state, self.input.text())
    }
}

impl<F: Findable> Popup for Finder<F> {
    fn name(&self) -> &'static str {
        self.among.look().name
    }

    fn shape(&self, _: &State) -> PopupArea {
        let look = self.among.look();
        PopupArea {
            title: look.title.to_owned(),
            wide: look.wide,
            high: ROWS + 1,
            stand: Stand::Top,
            hints: vec![
                hint(&[Action::Accept], look.does),
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
        let count = self.found(state).len();
        match action {
            Action::Accept => self.pick(state, self.list.cursor(count)),
            Action::ToHits => PopupReply::Stay(Vec::new()),
            _ if is_move(action) && self.list.key(action, count, PAGE) => PopupReply::Stay(Vec::new()),
            _ => PopupReply::Pass,
        }
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(below(body), self.found(state).len()))
    }

    fn pick(&mut self, state: &mut State, line: usize) -> PopupReply {
        match self.found(state).get(line) {
            Some(chosen) => PopupReply::Close(vec![self.among.deed(chosen)]),
            None => PopupReply::Stay(Vec::new()),
        }
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.list.step(by, self.found(state).len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let look = self.among.look();
        let x = pen.put(body.x, body.y, body.right(), look.sign, Role::Accent);
        let at = pen.text_box(&self.input, (x, body.y, body.right()), true);
        let (found, list) = (self.found(state), below(body));
        if found.is_empty() {
            pen.put(list.x, list.y, list.right(), look.nothing, Role::Dim);
        }
        self.list.draw(list, found.len(), pen, |line, area, pen| {
            self.among.draw(state, &found[line], area, pen);
        });
        Some(at)
    }
}
