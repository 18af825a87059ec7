//! What goes on in the background, and how the catalogue stands.

use ratatui::layout::{Position, Rect};

use crate::{
    app::LongWork,
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        state::{
            Popup, State,
            popup::{BORDERS, PopupArea, PopupReply, hint},
        },
        text::{plural, short, thousands, width},
    },
};

/// Cells inside.
const WIDE: u16 = 62;
/// Cells of a fact's name.
const NAMES: u16 = 12;

/// The background's work.
#[derive(Clone, Copy, Debug, Default)]
pub struct Jobs;

impl Popup for Jobs {
    fn name(&self) -> &'static str {
        "jobs"
    }

    fn shape(&self, state: &State) -> PopupArea {
        let wide = WIDE.min(state.screen.size.0.saturating_sub(BORDERS));
        let facts = lines_of(facts(state), usize::from(wide.saturating_sub(NAMES)));
        let stops =
            if state.status.listening.stopped { "analyse in the background" } else { "stop analysing" };
        PopupArea {
            title: "jobs".to_owned(),
            wide,
            high: (facts.len() + state.status.work.len().max(1) + 1) as u16,
            hints: vec![
                hint(&[Action::Update], "ask the wiki"),
                hint(&[Action::StopListening], stops),
                hint(&[Action::Escape], "close"),
            ],
            ..PopupArea::default()
        }
    }

    fn key(&mut self, _: &mut State, action: Action) -> PopupReply {
        match action {
            Action::Update | Action::StopListening => PopupReply::Pass,
            _ => PopupReply::Stay(Vec::new()),
        }
    }

    fn draw(&self, state: &State, body: Rect, pen: &mut Pen<'_>) -> Option<Position> {
        let mut rows = body.top()..body.bottom();
        for (name, value) in lines_of(facts(state), usize::from(body.width.saturating_sub(NAMES))) {
            let y = rows.next()?;
            let x = pen.put(body.x, y, body.right(), &format!("{name:<12}"), Role::Heading);
            pen.put_cut(x, y, body.right(), &value, Role::Text);
        }
        rows.next();
        if state.status.work.is_empty()
            && let Some(y) = rows.next()
        {
            pen.put_cut(body.x, y, body.right(), "Nothing goes on in the background.", Role::Dim);
        }
        for (job, y) in state.status.work.iter().zip(rows) {
            progress(job, Rect { y, height: 1, ..body }, pen);
        }
        None
    }
}

fn progress(job: &LongWork, area: Rect, pen: &mut Pen<'_>) {
    let mut x = pen.put_cut(area.x, area.y, area.right(), &format!("{:<12}", job.name), Role::Title);
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
        (Some(age), 0) => format!("{} ago", short(age)),
        (Some(age), behind) => {
            format!("{} ago, {} behind", short(age), plural(u64::from(behind), "mix"))
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
        ("genre", status.listening.heads.styles.clone()),
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
