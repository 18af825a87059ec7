//! What goes on in the background, and how the catalogue stands.

use ratatui::layout::{Position, Rect};

use crate::{
    app::LongWork,
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        popup::listbox::scroll,
        state::{
            Popup, State,
            popup::{BORDERS, Lines, PopupArea, PopupReply, hint},
        },
        text::{ago, plural, short, thousands, width},
    },
};

/// Cells inside.
const WIDE: u16 = 62;
/// Cells of how far a work is, and of the time left.
const PROGRESS: usize = 24;
/// Cells of a fact's name.
const NAMES: u16 = 12;

/// The background's work, scrolled by so many lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Jobs {
    from: usize,
}

/// A line of the box.
enum Line<'s> {
    /// A fact's name, where it is its first line, and what is to say of it.
    Fact(&'static str, String),
    Gap,
    Nothing,
    /// What does not fit into its last line.
    Told(String),
    /// The end of its name, and how far it is.
    Work(String, &'s LongWork),
}

/// All lines, in so many cells.
fn all_lines(state: &State, room: u16) -> Vec<Line<'_>> {
    let facts = lines_of(facts(state), usize::from(room.saturating_sub(NAMES)));
    let mut lines: Vec<Line<'_>> = facts.into_iter().map(|(name, value)| Line::Fact(name, value)).collect();
    lines.push(Line::Gap);
    if state.status.work.is_empty() {
        lines.push(Line::Nothing);
    }
    lines.extend(state.status.work.iter().flat_map(|work| work_lines(work, room)));
    lines
}

/// The name of a work in as many lines as it takes, with room for how far it is in the last one.
fn work_lines(work: &LongWork, room: u16) -> Vec<Line<'_>> {
    let room = usize::from(room);
    let progress = if work.done.is_some() || work.left.is_some() { PROGRESS } else { 0 };
    let has_room = |name: &str| width(name) + progress <= room;
    let mut pieces =
        if has_room(&work.name) { vec![work.name.clone()] } else { wrap(&work.name, room.max(1)) };
    let last = pieces.pop_if(|last| has_room(last)).unwrap_or_default();
    pieces.into_iter().map(Line::Told).chain([Line::Work(last, work)]).collect()
}

fn most(state: &State, body: Rect) -> usize {
    all_lines(state, body.width).len().saturating_sub(usize::from(body.height))
}

impl Popup for Jobs {
    fn name(&self) -> &'static str {
        "jobs"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let wide = WIDE.min(state.screen.size.0.saturating_sub(BORDERS));
        let stops =
            if state.status.listening.stopped { "analyse in the background" } else { "stop analysing" };
        let high = all_lines(state, wide).len() as u16;
        let scrolls = (high + 2 > state.screen.size.1).then(|| hint(&[Action::Down, Action::Up], "scroll"));
        let others = [hint(&[Action::Update], "ask the wiki"), hint(&[Action::StopListening], stops)];
        let hints = others.into_iter().chain(scrolls).chain([hint(&[Action::Escape], "close")]);
        PopupArea { title: "jobs".to_owned(), wide, high, hints: hints.collect(), ..PopupArea::default() }
    }

    fn key(&mut self, state: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Update | Action::StopListening => PopupReply::Pass,
            _ => {
                let most = most(state, state.body(self));
                self.from = scroll(self.from.min(most), action, state.screen.half(), most);
                PopupReply::Stay(Vec::new())
            }
        }
    }

    fn shown(&self, state: &State, body: Rect) -> Option<Lines> {
        Some(Lines::from(self.from, all_lines(state, body.width).len(), body))
    }

    fn wheel(&mut self, state: &mut State, by: isize) {
        let most = most(state, state.body(self));
        self.from = self.from.min(most).saturating_add_signed(by).min(most);
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let from = self.from.min(most(state, body));
        for (line, y) in all_lines(state, body.width).iter().skip(from).zip(body.top()..body.bottom()) {
            match line {
                Line::Fact(name, value) => {
                    let x = pen.put(body.x, y, body.right(), &format!("{name:<12}"), Role::Heading);
                    pen.put_cut(x, y, body.right(), value, Role::Text);
                }
                Line::Gap => {}
                Line::Nothing => {
                    pen.put_cut(body.x, y, body.right(), "Nothing goes on in the background.", Role::Dim);
                }
                Line::Told(text) => {
                    pen.put_cut(body.x, y, body.right(), text, Role::Title);
                }
                Line::Work(name, job) => progress(name, job, Rect { y, height: 1, ..body }, pen),
            }
        }
        None
    }
}

fn progress(name: &str, job: &LongWork, area: Rect, pen: &mut Pen<'_>) {
    let mut x = pen.put_cut(area.x, area.y, area.right(), &format!("{name:<12}"), Role::Title);
    let left = job.left.map(|left| format!("{} left", short(left))).unwrap_or_default();
    let end = pen.put_right(x, area.y, area.right(), &left, Role::Dim).saturating_sub(1);
    let Some(done) = job.done else { return };
    let percent = format!(" {:>3.0} %", done.clamp(0.0, 1.0) * 100.0);
    let room = end.saturating_sub(x + width(&percent) as u16);
    x = pen.bar(x, area.y, x + room, f64::from(done));
    pen.put(x, area.y, end, &percent, Role::Number);
}

/// Long facts take more than a line.
fn lines_of(facts: Vec<(&'static str, String)>, room: usize) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    for (name, value) in facts {
        for (i, line) in wrap(&value, room.max(1)).into_iter().enumerate() {
            lines.push((if i == 0 { name } else { "" }, line));
        }
    }
    lines
}

fn facts(state: &State) -> Vec<(&'static str, String)> {
    let status = &state.status;
    let years =
        status.years.map(|(a, b)| format!(", {a}{}{b}", state.screen.look.glyphs.range)).unwrap_or_default();
    let learned = match (status.fitted, status.behind) {
        (None, _) => "nothing yet".to_owned(),
        (Some(age), 0) => ago(age),
        (Some(age), behind) => {
            format!("{}, {} behind", ago(age), plural(u64::from(behind), "mix"))
        }
    };
    let saving = match (&state.user.fault, state.user.sync.fault(), state.user.sync.changes()) {
        (Some(fault), ..) => fault.title.clone(),
        (None, Some(fault), waiting) => format!("{}: {waiting} wait", fault.title),
        (None, None, 0) => "everything is saved".to_owned(),
        (None, None, waiting) => plural(waiting as u64, "change"),
    };
    let facts = vec![
        (
            "catalogue",
            format!("{} records, {}{years}", thousands(status.tracks), plural(status.mixes, "mix")),
        ),
        ("learned", learned),
        ("taste", status.listening.heads.taste.clone()),
        ("style", status.listening.heads.styles.clone()),
        ("tempo", outdated(status.listening.outdated)),
        ("yours", saving),
        ("updates", schedule(state)),
        ("last look", last_look(state)),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// What is analysed again since tempo and key are estimated otherwise now.
fn outdated(records: u64) -> String {
    match records {
        0 => String::new(),
        n => format!("{} analysed anew for tempo and key; unsure until then", plural(n, "record")),
    }
}

fn schedule(state: &State) -> String {
    let updates = &state.status.updates;
    if let Some(doing) = &updates.doing {
        return doing.clone();
    }
    let key = state.keys.name(Action::Update);
    if updates.paused {
        return format!("paused; {key} goes on");
    }
    match (updates.every.as_str(), &updates.next) {
        ("", _) => format!("off; {key} asks the wiki"),
        (every, Some(next)) => format!("every {every}, next at {next}; {key} asks now"),
        (every, None) => format!("every {every}; {key} asks now"),
    }
}

fn last_look(state: &State) -> String {
    match &state.status.updates.last {
        None => "none since the start".to_owned(),
        Some((at, Ok(did))) => format!("{at}: {did}"),
        Some((at, Err(why))) => format!("{at}, failed: {why}"),
    }
}
