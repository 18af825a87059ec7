//! Orders of the queue, to look at and choose from.

use ratatui::layout::{Position, Rect};

use crate::{
    app::{Arrangement, OrderBy, Orders, QueueEntry},
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        popup::listbox::ListBox,
        state::{
            Popup, State,
            popup::{BORDERS, Deed, Lines, PopupArea, PopupReply, hint},
        },
        text::{fit, plural, width},
        view::mixing::{self, MixingColumns},
    },
};

/// Cells inside.
const WIDE: u16 = 72;
/// The orders, one a line.
const ORDERS: u16 = OrderBy::ALL.len() as u16;

/// The orders of a queue.
#[derive(Clone, Debug)]
pub struct Ordering {
    items: Vec<QueueEntry>,
    orders: Orders,
    list: ListBox,
    /// The first and the last record stay.
    ends: bool,
    /// The first record of the preview.
    from: usize,
}

impl Ordering {
    /// Of this queue.
    #[must_use]
    pub fn new(items: Vec<QueueEntry>, orders: Orders) -> Self {
        Self { items, orders, list: ListBox::default(), ends: true, from: 0 }
    }

    fn line(&self) -> usize {
        self.list.cursor(OrderBy::ALL.len())
    }

    fn order(&self, line: usize) -> Option<&Arrangement> {
        if self.ends { self.orders.between.get(line) } else { self.orders.all.get(line) }
    }

    fn choose(&self) -> PopupReply {
        let Some(order) = self.order(self.line()) else { return PopupReply::Stay(Vec::new()) };
        let items = order.places.iter().filter_map(|&at| self.items.get(at)).map(|item| item.id).collect();
        PopupReply::Close(vec![Deed::Reorder(items, OrderBy::ALL[self.line()].name())])
    }

    /// `2 clashes, 3 in a row`, and what it was, in so many cells; what has no room there is left out. Where neither tempo nor
    /// key is known, nothing is said to fit.
    fn counted(&self, state: &State, order: &Arrangement, room: usize) -> String {
        let now = &self.orders.now;
        let (clashes, played) =
            (plural(order.clashes as u64, "clash"), format!("{} played in a row", order.played));
        let mut words = if self.mixing(state).is_empty() {
            [format!("{played} (now {})", now.played), played.clone(), played]
        } else {
            let before = format!("{clashes} (now {}), {played} (now {})", now.clashes, now.played);
            [before, format!("{clashes}, {played}"), clashes]
        };
        let fits = words.iter().position(|words| width(words) <= room).unwrap_or(words.len() - 1);
        std::mem::take(&mut words[fits])
    }

    /// What stands above the preview: which records may move, and of how many there is a tempo or key to order by.
    fn notes(&self, state: &State, room: u16) -> Vec<(String, Role)> {
        let stay = if self.ends { "the first and the last stay" } else { "every record may move" };
        let has = |item: &&QueueEntry| {
            let facts = state.refine.facts.of(&item.row);
            facts.tempo.is_some() || facts.key.is_some()
        };
        let (known, all) = (self.items.iter().filter(has).count(), self.items.len());
        let (stay, why) = match known {
            0 => (stay.to_owned(), nothing_known(state)),
            _ if known < all => (format!("{stay}; {known} of {all} have tempo or key"), String::new()),
            _ => (stay.to_owned(), String::new()),
        };
        let why = wrap(&why, room.into()).into_iter().map(|line| (line, Role::Warning));
        why.chain([(stay, Role::Heading)]).collect()
    }

    /// Where the preview stands: below the orders and the notes.
    fn below(&self, state: &State, body: Rect) -> Rect {
        let above = (ORDERS + self.notes(state, body.width).len() as u16).min(body.height);
        Rect { y: body.y + above, height: body.height - above, ..body }
    }

    /// The last record that can stand at the top of the preview.
    fn most(&self, state: &State) -> usize {
        let below = self.below(state, state.body(self));
        self.items.len().saturating_sub(usize::from(below.height))
    }

    /// The columns of tempo and key of which a record has something.
    fn mixing(&self, state: &State) -> MixingColumns {
        MixingColumns::of(self.items.iter().map(|item| state.refine.facts.of(&item.row)))
    }
}

/// Why orders by tempo and key change nothing, and what helps.
fn nothing_known(state: &State) -> String {
    let import = state.keys.name(Action::Import);
    format!(
        "No tempo or key is known of these: they come with your files or collection ({import}), and with what is analysed."
    )
}

impl Popup for Ordering {
    fn name(&self) -> &'static str {
        "order"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let notes = self.notes(state, WIDE.min(state.screen.size.0.saturating_sub(BORDERS)));
        let high = ORDERS + notes.len() as u16 + (self.items.len() as u16).min(state.screen.size.1);
        let scrolls =
            (high + 2 > state.screen.size.1).then(|| hint(&[Action::PageDown, Action::PageUp], "scroll"));
        let others = [
            hint(&[Action::Dig], "order"),
            hint(&[Action::Down, Action::Up], "move"),
            hint(&[Action::Back, Action::Forward], "ends"),
        ];
        let hints = others.into_iter().chain(scrolls).chain([hint(&[Action::Escape], "close")]);
        PopupArea {
            title: "order the queue".to_owned(),
            wide: WIDE,
            high,
            hints: hints.collect(),
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Dig => return self.choose(),
            Action::Back | Action::Forward => self.ends ^= true,
            Action::PageDown | Action::HalfDown => {
                self.from = (self.from + state.screen.half()).min(self.most(state));
            }
            Action::PageUp | Action::HalfUp => self.from = self.from.saturating_sub(state.screen.half()),
            _ => {
                self.list.key(action, OrderBy::ALL.len(), 1);
            }
        }
        PopupReply::Stay(Vec::new())
    }

    fn lines(&self, _: &State, body: Rect) -> Option<Lines> {
        let area = Rect { height: body.height.min(ORDERS), ..body };
        Some(self.list.lines(area, OrderBy::ALL.len()))
    }

    fn pick(&mut self, _: &mut State, line: usize) -> PopupReply {
        self.list = ListBox::at(line);
        PopupReply::Stay(Vec::new())
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(Lines::from(self.from, self.items.len(), self.below(state, body)))
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        let most = self.most(state);
        self.from = self.from.min(most).saturating_add_signed(by).min(most);
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let count = OrderBy::ALL.len();
        let top = Rect { height: body.height.min(ORDERS), ..body };
        self.list.draw(top, count, pen, |line, area, pen| {
            let x = pen.label(area, state.keys.label(line));
            let x = pen.put_cut(x, area.y, area.right(), OrderBy::ALL[line].name(), Role::Text) + 1;
            let room = usize::from(area.right().saturating_sub(x));
            let counted = self.order(line).map(|order| self.counted(state, order, room)).unwrap_or_default();
            pen.put_right(x, area.y, area.right(), &counted, Role::Dim);
        });
        for ((line, role), y) in self.notes(state, body.width).iter().zip(top.bottom()..body.bottom()) {
            pen.put_cut(body.x, y, body.right(), line, *role);
        }
        preview(self, state, self.below(state, body), pen);
        None
    }
}

/// The records in the order under the cursor, with what clashes.
fn preview(ordering: &Ordering, state: &State, area: Rect, pen: &mut Pen<'_>) {
    let Some(order) = ordering.order(ordering.line()) else { return };
    let columns = ordering.mixing(state);
    let row =
        |at: usize| order.places.get(at).and_then(|&place| ordering.items.get(place)).map(|item| &item.row);
    let shown = Lines::from(ordering.from, order.places.len(), area);
    for (at, y) in (shown.first..shown.end()).zip(area.top()..area.bottom()) {
        let Some(here) = row(at) else { continue };
        let before = at.checked_sub(1).and_then(row).map(|row| state.refine.facts.of(row));
        let cells = mixing::cells_after(state, before.as_ref(), &state.refine.facts.of(here));
        let end = columns.draw(&cells, area.right(), y, pen);
        let moved = order.places[at] != at;
        let number = format!("{:>3} ", at + 1);
        let x = pen.put(area.x, y, end, &number, if moved { Role::Accent } else { Role::Number });
        let glyphs = pen.glyphs();
        let room = usize::from(end.saturating_sub(x + 1));
        let line =
            fit(&here.artist, &here.title, here.version.as_deref(), glyphs.dash, room, glyphs.ellipsis);
        let dash = if line.artist.is_empty() { "" } else { glyphs.dash };
        pen.put(x, y, end, &format!("{}{dash}{}{}", line.artist, line.title, line.version), Role::Text);
    }
}
