//! What goes on in the background, and how the catalogue stands.

use ratatui::layout::Rect;

use crate::{
    config::{actions::Action, theme::Role},
    tui::{
        pen::{Pen, wrap},
        state::State,
        text::{plural, short, thousands, width},
    },
};

/// Draws the box.
pub(super) fn draw(state: &State, pen: &mut Pen<'_>) {
    let (columns, lines) = state.size;
    let work = &state.status.work;
    let wide = columns.min(66);
    let facts = lines_of(facts(state), wide.saturating_sub(4 + NAMES) as usize);
    let high = (facts.len() + work.len().max(1) + 3).min(lines as usize) as u16;
    let area = Rect::new((columns - wide) / 2, (lines - high) / 2, wide, high);
    let body = pen.frame(area, "jobs");
    let mut rows = body.top()..body.bottom();
    for (name, value) in facts {
        let Some(y) = rows.next() else { return };
        let x = pen.put(body.x, y, body.right(), &format!("{name:<12}"), Role::Heading);
        pen.put_cut(x, y, body.right(), &value, Role::Text);
    }
    rows.next();
    if work.is_empty()
        && let Some(y) = rows.next()
    {
        pen.put_cut(body.x, y, body.right(), "Nothing goes on in the background.", Role::Dim);
    }
    for (job, y) in work.iter().zip(rows) {
        let mut x = pen.put_cut(body.x, y, body.right(), &format!("{:<12}", job.name), Role::Title);
        let left = job.left.map(|left| format!("{} left", short(left))).unwrap_or_default();
        let end = pen.put_right(x, y, body.right(), &left, Role::Dim).saturating_sub(1);
        let Some(done) = job.done else { continue };
        let percent = format!(" {:>3.0} %", done.clamp(0.0, 1.0) * 100.0);
        let room = end.saturating_sub(x + width(&percent) as u16);
        let full = (f32::from(room) * done.clamp(0.0, 1.0)) as u16;
        for i in 0..room {
            let (sign, role) = if i < full { (0, Role::Good) } else { (1, Role::Faint) };
            x = pen.put(x, y, end, pen.glyphs().bar[sign], role);
        }
        pen.put(x, y, end, &percent, Role::Number);
    }
}

/// Cells of a fact's name.
const NAMES: u16 = 12;

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
    let years = status.years.map(|(a, b)| format!(", {a}{}{b}", state.look.glyphs.range)).unwrap_or_default();
    let model = match (status.fitted, status.behind) {
        (None, _) => "none yet".to_owned(),
        (Some(age), 0) => format!("fitted {} ago", short(age)),
        (Some(age), behind) => {
            format!("fitted {} ago, {} behind", short(age), plural(u64::from(behind), "mix"))
        }
    };
    let saving = match (&state.unsaved, state.saving) {
        (Some(fault), waiting) => format!("{}: {waiting} wait", fault.title),
        (None, 0) => "everything is saved".to_owned(),
        (None, waiting) => plural(waiting as u64, "change"),
    };
    let facts = vec![
        (
            "catalogue",
            format!("{} records, {}{years}", thousands(status.tracks), plural(status.mixes, "mix")),
        ),
        ("model", model),
        ("taste", status.listening.heads.taste.clone()),
        ("genre", status.listening.heads.styles.clone()),
        ("yours", saving),
        ("updates", schedule(state)),
        ("last look", last_look(state)),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn schedule(state: &State) -> String {
    let updates = &state.status.updates;
    if let Some(doing) = &updates.doing {
        return doing.clone();
    }
    let keys = state.keymap.keys(Action::Update).first().map(ToString::to_string);
    let key = keys.unwrap_or_else(|| ":update".to_owned());
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
