//! Where everything stands, in named steps; it changes by key or resize only.

mod filters;
pub mod hits;
pub mod picture;
pub mod queue;
pub mod tabs;
pub mod why;

use ratatui::layout::{Position, Rect};

use crate::tui::state::{State, screen::Focus};

/// The steps of the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayoutStep {
    /// Too small: a line that says so.
    Tiny,
    /// One list with the prompt; heads and panes as far as rows allow.
    Small,
    /// From 80 columns: the list, and why below it; the queue takes the list's place.
    Standard,
    /// From 110 columns: why, tracklist and queue beside the list.
    Wide,
    /// From [`BROAD`] columns: the search on the other side as well.
    Broad,
}

/// Which pane the middle shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Main {
    /// The list.
    List,
    /// The why-panel.
    Why,
    /// The queue.
    Queue,
    /// The spectrogram, on the whole screen.
    Picture,
}

/// Places of the panes; those that are not shown have no area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Layout {
    pub step: LayoutStep,
    pub main: Main,
    pub screen: Rect,
    pub prompt: Rect,
    pub trail: Rect,
    pub rule: Rect,
    pub tabs: Rect,
    /// What filters hide.
    pub filters: Rect,
    pub head: Rect,
    pub list: Rect,
    /// The search beside the list, heading included.
    pub search: Rect,
    /// Columns of the vertical rules.
    pub dividers: [Rect; 2],
    pub why_rule: Rect,
    pub why: Rect,
    pub tracklist: Rect,
    pub queue: Rect,
    pub bottom_rule: Rect,
    /// Its labels included.
    pub spectrogram: Rect,
    /// Times below it.
    pub axis: Rect,
    pub status: Rect,
    pub footer: Rect,
}

/// Below this width the status line says less.
pub const SHORT: u16 = 100;

/// From so many columns on the list keeps every column it has on a smaller screen with the search beside it.
pub const BROAD: u16 = 216;

/// With the queue in focus its names take room from the list, which keeps so many columns.
const LIST: u16 = 50;

/// A long queue takes room from the tracklist, which keeps so many lines.
const TRACKLIST: u16 = 10;

/// The smallest screen.
pub const LEAST: (u16, u16) = (40, 10);

/// The step for a size.
#[must_use]
pub fn step((width, height): (u16, u16)) -> LayoutStep {
    match (width, height) {
        (w, h) if w < LEAST.0 || h < LEAST.1 => LayoutStep::Tiny,
        (w, h) if w < 80 || h < 20 => LayoutStep::Small,
        (w, _) if w < 110 => LayoutStep::Standard,
        (w, _) if w < BROAD => LayoutStep::Wide,
        _ => LayoutStep::Broad,
    }
}

/// The layout for the state.
#[must_use]
pub fn layout(state: &State) -> Layout {
    let mut out =
        place(state.screen.size, state.screen.focus, state.screen.zoomed, state.audition.picture.shown());
    if out.step >= LayoutStep::Wide && !state.screen.zoomed && state.screen.focus == Focus::Queue {
        out.widen_side(queue::wanted(state));
    }
    if out.step >= LayoutStep::Wide && !state.screen.zoomed {
        out.lengthen_queue(queue::lines(state, out.queue.width));
    }
    let shown = out.main == Main::List && (!state.search.open || out.search.area() > 0);
    if shown && out.list.area() > 0 {
        let lines = filters::lines(state, out.list.width, out.list.height + out.head.height);
        out.make_room(lines.len() as u16);
    }
    out
}

/// The lines that say what filters hide, as they stand in their place.
#[must_use]
pub fn filter_lines(state: &State, layout: &Layout) -> Vec<String> {
    if layout.filters.area() == 0 {
        return Vec::new();
    }
    let rows = layout.filters.height + layout.head.height + layout.list.height;
    filters::lines(state, layout.list.width, rows)
}

/// The layout for a size, a focus, whether one pane has the middle alone, and whether the spectrogram is shown.
#[must_use]
pub fn place(size: (u16, u16), focus: Focus, zoomed: bool, picture: bool) -> Layout {
    let (width, height) = size;
    let step = step(size);
    let none = Rect::ZERO;
    let screen = Rect::new(0, 0, width, height);
    let mut out = Layout {
        step,
        main: Main::List,
        screen,
        prompt: none,
        trail: none,
        rule: none,
        tabs: none,
        filters: none,
        head: none,
        list: none,
        search: none,
        dividers: [none; 2],
        why_rule: none,
        why: none,
        tracklist: none,
        queue: none,
        bottom_rule: none,
        spectrogram: none,
        axis: none,
        status: none,
        footer: none,
    };
    if step == LayoutStep::Tiny {
        return out;
    }
    if picture && zoomed && focus == Focus::Picture {
        out.picture_alone();
        return out;
    }
    let mut top = Rows(0, height);
    let line = |y: u16| Rect::new(0, y, width, 1);
    out.prompt = line(top.take());
    if height >= 12 {
        out.trail = line(top.take());
    }
    out.footer = line(top.drop());
    if height >= 14 {
        out.status = line(top.drop());
    }
    let beside = step >= LayoutStep::Wide && !zoomed;
    let (rows, axis) = if picture { picture_rows(size) } else { (0, 0) };
    if axis > 0 {
        out.axis = line(top.drop());
    }
    if rows > 0 {
        out.spectrogram = Rect { height: rows, ..line(top.drop_rows(rows)) };
    }
    if step >= LayoutStep::Wide {
        out.rule = line(top.take());
        out.bottom_rule = line(top.drop());
    } else if rows > 1 {
        out.bottom_rule = line(top.drop());
    }
    let middle = Rect::new(0, top.0, width, top.1 - top.0);
    if beside {
        out.beside(step, middle);
    } else {
        out.stacked(middle, focus, zoomed, rows > 0);
    }
    out
}

/// Rows of the spectrogram and of its times: where there is little room one line, then none.
fn picture_rows((width, height): (u16, u16)) -> (u16, u16) {
    match (width, height) {
        (80.., 50..) => (8, 1),
        (80.., 34..) => (5, 1),
        (80.., 24..) => (4, 0),
        (_, 12..) => (1, 0),
        _ => (0, 0),
    }
}

/// Rows not yet given away: from, to.
struct Rows(u16, u16);

impl Rows {
    fn take(&mut self) -> u16 {
        self.0 += 1;
        self.0 - 1
    }

    fn drop(&mut self) -> u16 {
        self.drop_rows(1)
    }

    fn drop_rows(&mut self, rows: u16) -> u16 {
        self.1 -= rows;
        self.1
    }
}

impl Layout {
    /// The spectrogram, its times and what plays; nothing else.
    fn picture_alone(&mut self) {
        let mut rows = Rows(0, self.screen.height);
        let line = |y: u16| Rect::new(0, y, self.screen.width, 1);
        self.main = Main::Picture;
        self.footer = line(rows.drop());
        if self.screen.height >= 14 {
            self.status = line(rows.drop());
        }
        self.axis = line(rows.drop());
        self.spectrogram = Rect { height: rows.1, ..self.screen };
    }

    fn beside(&mut self, step: LayoutStep, middle: Rect) {
        let side = (middle.width * 35 / 100).clamp(42, 60);
        let search = if step == LayoutStep::Broad { 54 + (middle.width - BROAD).min(39) * 2 / 3 } else { 0 };
        if search > 0 {
            self.search = Rect { width: search, ..middle };
            self.dividers[0] = Rect { x: search, width: 1, ..middle };
        }
        let left = if search > 0 { search + 1 } else { 0 };
        let list = Rect { x: left, width: middle.width - left - side - 1, ..middle };
        self.columns(list);
        self.dividers[1] = Rect { x: list.right(), width: 1, ..middle };
        let side = Rect { x: list.right() + 1, width: side, ..middle };
        let queue = (side.height / 3).clamp(5, 16);
        let why = ((side.height - queue) / 3).clamp(5, 12);
        self.why = Rect { height: why, ..side };
        self.tracklist = Rect { y: side.y + why, height: side.height - queue - why, ..side };
        self.queue = Rect { y: side.bottom() - queue, height: queue, ..side };
    }

    fn stacked(&mut self, middle: Rect, focus: Focus, zoomed: bool, picture: bool) {
        self.main = match focus {
            Focus::Why => Main::Why,
            Focus::Queue => Main::Queue,
            Focus::List | Focus::Prompt | Focus::Seed | Focus::Picture => Main::List,
        };
        let mut list = middle;
        let why = match (self.main, middle.height) {
            _ if zoomed => 0,
            (Main::Why, _) => 0,
            (_, 16..) if !picture => 4,
            (_, 10..) => 1,
            _ => 0,
        };
        if why > 0 {
            list.height -= why + 1;
            self.why_rule = Rect { y: list.bottom(), height: 1, ..middle };
            self.why = Rect { y: list.bottom() + 1, height: why, ..middle };
        }
        self.columns(list);
        let body = Rect { y: self.tabs.y + 1, height: list.height - 1, ..list };
        match self.main {
            Main::List | Main::Picture => {}
            Main::Queue => self.queue = body,
            Main::Why => {
                let why = (body.height / 3).max(4).min(body.height);
                self.why = Rect { height: why, ..body };
                self.tracklist = Rect { y: body.y + why, height: body.height - why, ..body };
            }
        }
        if self.main != Main::List {
            (self.head, self.list) = (Rect::ZERO, Rect::ZERO);
        }
    }

    fn columns(&mut self, area: Rect) {
        self.tabs = Rect { height: 1, ..area };
        let head = u16::from(area.height >= 9);
        self.head = Rect { y: area.y + 1, height: head, ..area };
        self.list = Rect { y: area.y + 1 + head, height: area.height - 1 - head, ..area };
    }

    /// Gives the panes beside the list so many cells, as far as the list keeps [`LIST`].
    fn widen_side(&mut self, cells: u16) {
        let more = cells.saturating_sub(self.queue.width).min(self.list.width.saturating_sub(LIST));
        for area in [&mut self.tabs, &mut self.head, &mut self.list] {
            area.width = area.width.saturating_sub(more);
        }
        self.dividers[1].x -= more;
        for area in [&mut self.why, &mut self.tracklist, &mut self.queue] {
            area.x -= more;
            area.width += more;
        }
    }

    /// Gives the queue so many lines beside the list, as far as the tracklist above it keeps [`TRACKLIST`].
    fn lengthen_queue(&mut self, lines: u16) {
        let more =
            lines.saturating_sub(self.queue.height).min(self.tracklist.height.saturating_sub(TRACKLIST));
        self.tracklist.height -= more;
        self.queue.y -= more;
        self.queue.height += more;
    }

    /// Takes lines for the filters from the list, above its heads.
    fn make_room(&mut self, lines: u16) {
        let area = if self.head.area() > 0 { self.head } else { self.list };
        self.filters = Rect { height: lines, ..area };
        if self.head.area() > 0 {
            self.head.y += lines;
        }
        self.list.y += lines;
        self.list.height -= lines;
    }

    /// Which pane is under a cell.
    #[must_use]
    pub fn hit(&self, column: u16, row: u16) -> Option<Region> {
        let at = Position::new(column, row);
        [
            (self.prompt, Region::Prompt),
            (self.tabs, Region::Tabs),
            (self.list, Region::List),
            (self.search, Region::Search),
            (self.why, Region::Why),
            (self.queue, Region::Queue),
            (self.trail, Region::Trail),
            (self.spectrogram, Region::Spectrogram),
            (self.axis, Region::Spectrogram),
        ]
        .into_iter()
        .find(|(area, _)| area.contains(at))
        .map(|(_, region)| region)
    }
}

/// What the mouse can be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Region {
    Prompt,
    Trail,
    Tabs,
    List,
    Search,
    Why,
    Queue,
    Spectrogram,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(l: &Layout) -> Vec<Rect> {
        let mut all = vec![
            l.prompt,
            l.trail,
            l.rule,
            l.tabs,
            l.head,
            l.list,
            l.search,
            l.why_rule,
            l.why,
            l.tracklist,
            l.queue,
            l.bottom_rule,
            l.spectrogram,
            l.axis,
            l.status,
            l.footer,
        ];
        all.extend(l.dividers);
        all.retain(|r| r.area() > 0);
        all
    }

    #[test]
    fn panes_never_overlap_nor_leave_the_screen() {
        for width in (40..=260).step_by(5) {
            for height in 10..=80 {
                for focus in [Focus::Prompt, Focus::List, Focus::Why, Focus::Queue, Focus::Picture] {
                    for (zoomed, picture) in [(false, false), (true, false), (false, true), (true, true)] {
                        let layout = place((width, height), focus, zoomed, picture);
                        let areas = areas(&layout);
                        for (i, a) in areas.iter().enumerate() {
                            assert!(a.right() <= width && a.bottom() <= height, "{width}x{height} {a:?}");
                            assert!(
                                areas[i + 1..].iter().all(|b| !a.intersects(*b)),
                                "{width}x{height} {layout:?}"
                            );
                        }
                        let panes = layout.list.area() + layout.queue.area() + layout.why.area();
                        let shown =
                            if layout.main == Main::Picture { layout.spectrogram.area() } else { panes };
                        assert!(shown > 0, "{width}x{height} {focus:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn enlarged_the_spectrogram_has_all_but_the_lines_about_what_plays() {
        for (size, rows) in [((40, 10), 8), ((80, 24), 21), ((120, 40), 37), ((240, 70), 67)] {
            let layout = place(size, Focus::Picture, true, true);
            assert_eq!(
                (layout.main, layout.spectrogram.height, layout.axis.height),
                (Main::Picture, rows, 1)
            );
            assert_eq!(place(size, Focus::Picture, true, false).main, Main::List, "there is none");
        }
    }

    #[test]
    fn the_named_steps() {
        for (size, expected) in [
            ((39, 30), LayoutStep::Tiny),
            ((40, 10), LayoutStep::Small),
            ((80, 24), LayoutStep::Standard),
            ((120, 40), LayoutStep::Wide),
            ((160, 50), LayoutStep::Wide),
            ((240, 70), LayoutStep::Broad),
        ] {
            assert_eq!(step(size), expected, "{size:?}");
        }
    }
}
