//! The queues: to open, to call otherwise, to take away.

use ratatui::layout::{Position, Rect};

use crate::{
    app::QueueName,
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::ListBox,
        state::{
            Popup, State,
            popup::{Deed, Hint, Lines, PopupArea, PopupReply, hint},
        },
        text::{plural, width},
    },
};

/// Cells before a line: its digit.
const DIGITS: u16 = 2;
/// Cells inside, at least: hints come and go with the line, the box stays as it is.
const WIDE: u16 = 47;
/// The last line.
const NEW: &str = "a new queue";

/// The list, the cursor at first on the queue that is open.
#[derive(Clone, Debug)]
pub struct Queues {
    list: ListBox,
}

impl Queues {
    /// Of the queues that there are.
    #[must_use]
    pub fn new(state: &State) -> Self {
        let open = queues(state).iter().position(|queue| queue.name == state.user.mine.name);
        Self { list: ListBox::at(open.unwrap_or(0)) }
    }

    fn current(&self, state: &State) -> Option<QueueName> {
        let queues = queues(state);
        queues.get(self.list.cursor(queues.len() + 1)).cloned()
    }

    /// The last line is no queue: it can only be chosen.
    fn hints(&self, state: &State) -> Vec<Hint> {
        let close = hint(&[Action::Escape], "close");
        if self.current(state).is_none() {
            return vec![hint(&[Action::Dig], "make one"), close];
        }
        let others = [(Action::Dig, "open"), (Action::Note, "rename"), (Action::Reject, "take away")];
        others.into_iter().map(|(key, does)| hint(&[key], does)).chain([close]).collect()
    }
}

/// The queues, each with its records; what was queued here counts, also where it is not read back yet.
fn queues(state: &State) -> Vec<QueueName> {
    let mine = &state.user.mine;
    let mut queues = mine.queues.clone();
    let records = mine.items.len() as u32;
    // Of one that was just opened the rows are still on their way.
    let unread = records == 0 && state.user.sync.is_outdated();
    match queues.iter_mut().find(|queue| queue.name == mine.name) {
        Some(_) if unread => {}
        Some(queue) => queue.records = records,
        None => queues.insert(0, QueueName { id: None, name: mine.name.clone(), records }),
    }
    queues
}

fn texts(state: &State) -> Vec<String> {
    let text = |queue: QueueName| match queue.records {
        0 => format!("{}, empty", queue.name),
        records => format!("{}, {}", queue.name, plural(records.into(), "record")),
    };
    queues(state).into_iter().map(text).chain([NEW.to_owned()]).collect()
}

impl Popup for Queues {
    fn name(&self) -> &'static str {
        "queues"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let texts = texts(state);
        PopupArea {
            title: "queues".to_owned(),
            wide: (texts.iter().map(|text| width(text) as u16).max().unwrap_or(0) + DIGITS).max(WIDE),
            high: texts.len() as u16,
            hints: self.hints(state),
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        let count = texts(state).len();
        match (action, self.current(state)) {
            (Action::Dig, _) => self.pick(state, self.list.cursor(count)),
            (Action::Note, Some(queue)) => PopupReply::Stay(vec![Deed::NameQueue(queue.name)]),
            (Action::Reject, Some(queue)) => PopupReply::Stay(vec![Deed::TakeQueue(queue)]),
            (Action::Undo | Action::Redo, _) => PopupReply::Pass,
            _ => {
                self.list.key(action, count, state.screen.half());
                PopupReply::Stay(Vec::new())
            }
        }
    }

    fn lines(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(self.list.lines(body, texts(state).len()))
    }

    fn pick(&mut self, state: &mut State, line: usize) -> PopupReply {
        match queues(state).into_iter().nth(line) {
            Some(queue) => PopupReply::Close(vec![Deed::OpenQueue(queue.name)]),
            None => PopupReply::Close(vec![Deed::NewQueue]),
        }
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        self.list.step(by, texts(state).len());
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let texts = texts(state);
        self.list.draw(body, texts.len(), pen, |line, area, pen| {
            let x = pen.label(area, state.keys.label(line).filter(char::is_ascii_digit));
            pen.put_cut(x, area.y, area.right(), &texts[line], Role::Text);
        });
        None
    }
}
