//! Ways from one record to another, to look at and choose from.

use ratatui::layout::{Position, Rect};

use crate::{
    app::{
        QueueEntryId, Route,
        answer::{TrackRow, Transition},
    },
    config::{actions::Action, theme::Role},
    tui::{
        pen::Pen,
        popup::listbox::scroll,
        state::{
            Popup, State,
            list::name_cells,
            popup::{Deed, Lines, PopupArea, PopupReply, hint},
        },
        text::{fit, plural, width},
        view::mixing::{self, MixingColumns},
        words,
    },
};

/// Cells inside.
const WIDE: u16 = 96;
/// Cells before a name: the sign of an end, and a space.
const SIGN: u16 = 2;
/// So many records stand between the two at first, where there is such a path.
const USUAL: usize = 3;

/// Ways with 1, 2, … records between.
#[derive(Clone, Debug)]
pub struct PathChoice {
    routes: Vec<Option<Route>>,
    /// How many records stand between, less one.
    chosen: usize,
    /// Behind which row of the queue they go; at its end where it is none.
    after: Option<QueueEntryId>,
    /// The first line shown.
    from: usize,
}

impl PathChoice {
    /// Of these, at least one of which is there.
    #[must_use]
    pub fn new(routes: Vec<Option<Route>>, after: Option<QueueEntryId>) -> Self {
        let there = |at: &usize| routes.get(*at).is_some_and(Option::is_some);
        let chosen = (0..USUAL).rev().find(there).or_else(|| (0..routes.len()).find(there)).unwrap_or(0);
        Self { routes, chosen, after, from: 0 }
    }

    /// The last record that can stand at the top.
    fn most(&self, state: &State) -> usize {
        let records = self.route().map_or(0, |route| route.records.len());
        records.saturating_sub(usize::from(state.body(self).height))
    }

    fn route(&self) -> Option<&Route> {
        self.routes.get(self.chosen)?.as_ref()
    }

    /// The next longer or shorter one that is there.
    fn turn(&mut self, longer: bool) {
        let there = |at: &usize| self.routes[*at].is_some();
        let next = if longer {
            (self.chosen + 1..self.routes.len()).find(there)
        } else {
            (0..self.chosen.min(self.routes.len())).rev().find(there)
        };
        self.chosen = next.unwrap_or(self.chosen);
    }
}

impl Popup for PathChoice {
    fn name(&self) -> &'static str {
        "path"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let between = plural(self.chosen as u64 + 1, "record");
        let high = self.route().map_or(0, |route| route.records.len()) as u16;
        let scrolls = (high + 2 > state.screen.size.1).then(|| hint(&[Action::Down, Action::Up], "scroll"));
        let others =
            [hint(&[Action::Dig], "queue"), hint(&[Action::Back, Action::Forward], "shorter, longer")];
        let hints = others.into_iter().chain(scrolls).chain([hint(&[Action::Escape], "close")]);
        PopupArea {
            title: format!("a path with {between} between"),
            wide: WIDE,
            high,
            hints: hints.collect(),
            ..PopupArea::default()
        }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Dig => {
                let Some(route) = self.route() else { return PopupReply::Stay(Vec::new()) };
                let rows = route.records.iter().map(|(row, _)| row.clone()).collect();
                return PopupReply::Close(vec![Deed::QueueAll(rows, self.after)]);
            }
            Action::Back => self.turn(false),
            Action::Forward => self.turn(true),
            _ => {
                let most = self.most(state);
                self.from = scroll(self.from.min(most), action, state.screen.half(), most);
            }
        }
        PopupReply::Stay(Vec::new())
    }

    fn shown(&self, _: &State, body: Rect) -> Option<Lines> {
        Some(Lines::from(self.from, self.route()?.records.len(), body))
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        let most = self.most(state);
        self.from = self.from.min(most).saturating_add_signed(by).min(most);
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let route = self.route()?;
        let shown = Lines::from(self.from, route.records.len(), body);
        for (at, y) in (shown.first..shown.end()).zip(body.top()..body.bottom()) {
            line(state, route, at, Rect { y, height: 1, ..body }, pen);
        }
        None
    }
}

fn line(state: &State, route: &Route, at: usize, area: Rect, pen: &mut Pen<'_>) {
    let (row, facts) = &route.records[at];
    let before = at.checked_sub(1).and_then(|at| route.records.get(at)).map(|(_, facts)| facts);
    let cells = mixing::cells_after(state, before, facts);
    let columns = MixingColumns::of(route.records.iter().map(|(_, facts)| *facts));
    let end = columns.draw(&cells, area.right(), area.y, pen);
    let (long, short) = at.checked_sub(1).and_then(|at| route.steps.get(at)).map(why).unwrap_or_default();
    // Names come first: the reason is short where a name needs its room, and gives way.
    let room = end.saturating_sub(area.x);
    let whole = SIGN + name_cells(row) + 1 + width(&long) as u16 <= room;
    let step = if whole { long } else { short.to_owned() };
    let least = if whole { area.x } else { area.x + room * 3 / 5 };
    let words_at = end.saturating_sub(width(&step) as u16 + 1).max(least);
    pen.put_cut(words_at, area.y, end, &step, Role::Dim);
    let is_end = at == 0 || at + 1 == route.records.len();
    name(row, is_end, Rect { width: words_at.saturating_sub(area.x + 1), ..area }, pen);
}

fn name(row: &TrackRow, is_end: bool, area: Rect, pen: &mut Pen<'_>) {
    let glyphs = pen.glyphs();
    let sign = if is_end { glyphs.seed } else { " " };
    let x = pen.put(area.x, area.y, area.right(), sign, Role::Seed) + 1;
    let room = usize::from(area.right().saturating_sub(x));
    let line = fit(&row.artist, &row.title, row.version.as_deref(), glyphs.dash, room, glyphs.ellipsis);
    let dash = if line.artist.is_empty() { "" } else { glyphs.dash };
    pen.put(
        x,
        area.y,
        area.right(),
        &format!("{}{dash}{}{}", line.artist, line.title, line.version),
        Role::Text,
    );
}

/// What speaks for a step, and what against; and the same in a word.
fn why(step: &Transition) -> (String, &'static str) {
    let (long, short) = if step.paired {
        ("you say they work".to_owned(), "a pair")
    } else if let Some(after) = step.straight {
        (words::straight(after), "straight")
    } else if step.djs > 0 {
        (format!("{} played both", plural(step.djs.into(), "DJ")), "by DJs")
    } else if step.sound.is_some_and(|distance| distance < NEAR) {
        ("sounds alike".to_owned(), "alike")
    } else {
        ("near in taste".to_owned(), "taste")
    };
    if step.follows.clashes() { (format!("{long}, clashes"), "clashes") } else { (long, short) }
}

/// Unit vectors of records that sound alike are no further apart.
const NEAR: f32 = 0.7;
