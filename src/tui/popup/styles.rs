//! The styles of the catalogue, found by their letters, to browse one of them.

use ratatui::layout::{Position, Rect};

use crate::{
    app::answer::StyleCount,
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::{ListBox, below, is_move},
        state::{
            Popup, State,
            popup::{Deed, Lines, PopupArea, PopupReply, Stand, hint},
            textbox::TextBox,
        },
        text::{plural, width},
    },
};

/// Cells inside.
const WIDE: u16 = 46;
/// Styles shown at once, where there is room.
const ROWS: u16 = 17;
/// The line above the styles.
const ALL: &str = "all styles";

/// What is looked for among the styles.
#[derive(Clone, Debug)]
pub struct StyleChoice {
    all: Vec<StyleCount>,
    input: TextBox,
    list: ListBox,
}

impl StyleChoice {
    /// Of these, in their order.
    #[must_use]
    pub fn new(all: Vec<StyleCount>) -> Self {
        Self { all, input: TextBox::default(), list: ListBox::default() }
    }

    /// The styles that hold every word; none is all of them.
    fn found(&self) -> Vec<Option<&StyleCount>> {
        let text = crate::track::fold(self.input.text());
        let holds = |name: &str| {
            let name = crate::track::fold(name);
            text.split_whitespace().all(|word| name.contains(word))
        };
        let every = text.trim().is_empty().then_some(None);
        let named = self.all.iter().filter(|style| holds(&style.style)).map(Some);
        every.into_iter().chain(named).collect()
    }

    fn chosen(&self, line: usize) -> PopupReply {
        match self.found().get(line) {
            Some(style) => PopupReply::Close(vec![Deed::BrowseStyle(style.map(|style| style.style.clone()))]),
            None => PopupReply::Stay(Vec::new()),
        }
    }
}

impl Popup for StyleChoice {
    fn name(&self) -> &'static str {
        "styles"
    }

    fn shape(&self, _: &State) -> PopupArea {
        PopupArea {
            title: "browse a style".to_owned(),
            wide: WIDE,
            high: ROWS + 1,
            stand: Stand::Top,
            hints: vec![
                hint(&[Action::HitDown, Action::HitUp], "move"),
                hint(&[Action::Accept], "browse it"),
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

    fn key(&mut self, _: &mut State, action: Action) -> PopupReply {
        let count = self.found().len();
        match action {
            Action::Accept => self.chosen(self.list.cursor(count)),
            Action::ToHits => PopupReply::Stay(Vec::new()),
            _ if is_move(action) && self.list.key(action, count, 10) => PopupReply::Stay(Vec::new()),
            _ => PopupReply::Pass,
        }
    }

    fn lines(&self, _: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(below(body), self.found().len()))
    }

    fn pick(&mut self, _: &mut State, line: usize) -> PopupReply {
        self.chosen(line)
    }

    fn wheel(&mut self, _: &mut State, by: isize) {
        let count = self.found().len();
        self.list.step(by, count);
    }

    fn draw(&self, _: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let x = pen.put(body.x, body.y, body.right(), "/ ", Role::Accent);
        let at = pen.text_box(&self.input, (x, body.y, body.right()), true);
        let (found, list) = (self.found(), below(body));
        if found.is_empty() {
            pen.put(list.x, list.y, list.right(), "No such style.", Role::Dim);
        }
        self.list.draw(list, found.len(), pen, |line, area, pen| {
            let Some(style) = found[line] else {
                pen.put(area.x, area.y, area.right(), ALL, Role::Title);
                return;
            };
            let mixes = plural(u64::from(style.mixes), "mix");
            let end = area.right().saturating_sub(width(&mixes) as u16 + 1);
            pen.put_right(end, area.y, area.right(), &mixes, Role::Number);
            pen.put_cut(area.x, area.y, end, &style.style, Role::Title);
        });
        Some(at)
    }
}
