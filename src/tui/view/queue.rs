//! The queue.

use ratatui::layout::Rect;

use crate::{
    app::{Opinion, QueueEntry},
    config::{actions::Action, theme::Role},
    tui::{
        layout::{Layout, queue},
        pen::Pen,
        state::{
            State,
            list::{name_cells, same_title},
            queue::UNNAMED,
            screen::Focus,
        },
        text::{fit, fit_version, plural},
        view::{arc, list, mixing},
    },
};

/// From this width on a row shows tempo and key.
const WITH_MIXING: u16 = 40;

/// Draws the pane.
pub(super) fn draw(state: &State, layout: &Layout, pen: &mut Pen<'_>) {
    let area = layout.queue;
    if area.area() == 0 {
        return;
    }
    let focused = state.screen.focus == Focus::Queue;
    let items = &state.user.mine.items;
    pen.rule(Rect { height: 1, ..area });
    let dot = state.screen.look.glyphs.dot;
    let name = if state.user.mine.name.is_empty() || state.user.mine.name == UNNAMED {
        String::new()
    } else {
        format!("{dot}{}", state.user.mine.name)
    };
    let count = plural(items.len() as u64, "record");
    let role = if focused { Role::Accent } else { Role::Heading };
    pen.put_cut(area.x + 1, area.y, area.right() - 1, &format!(" queue{name}{dot}{count} "), role);
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if items.is_empty() {
        let key = |action| state.keys.name(action);
        let (text, role) = if let Some(fault) = &state.user.fault {
            (fault.told(), Role::Error)
        } else {
            let (add, go_on) = (key(Action::QueueEnd), key(Action::Continue));
            (format!("Empty. {add} adds the row; {go_on} then continues the set."), Role::Dim)
        };
        let inner = Rect { x: body.x + 2, width: body.width.saturating_sub(3), ..body };
        pen.paragraph(inner, &text, role);
        return;
    }
    let whole = body;
    let body = queue::rows(state, layout);
    arc::draw(state, Rect { y: body.bottom(), height: whole.height - body.height, ..body }, pen);
    if body.height as usize > items.len() {
        hints(state, Rect { y: body.bottom() - 1, height: 1, ..body }, pen);
    }
    let has_mixing = body.width >= WITH_MIXING && queue::has_mixing(state);
    let digits = items.len().to_string().len().max(2);
    for (i, item) in items.iter().enumerate().skip(state.user.offset).take(body.height as usize) {
        let y = body.y + (i - state.user.offset) as u16;
        let line = Rect { y, height: 1, ..body };
        if let Some(more) = list::more_below(i, items.len(), (state.user.offset, body.height), pen)
            && i != state.user.cursor
            && state.user.added != Some(item.id)
        {
            pen.put_cut(line.x + queue::before_name(state), y, line.right(), &more, Role::Dim);
            break;
        }
        if i == state.user.cursor {
            pen.press(line, if focused { Role::Cursor } else { Role::CursorAway });
            pen.put(line.x, y, line.right(), pen.glyphs().cursor, Role::Accent);
        }
        let mut x = pen.put(line.x + 1, y, line.right(), &format!("{:>digits$}", i + 1), Role::Number);
        let next = items.get(i + 1).map(|next| next.row.id);
        let pairs = next.is_some_and(|next| state.user.mine.are_paired(item.row.id, next));
        x = pen.put(x, y, line.right(), if pairs { pen.glyphs().pair } else { " " }, Role::Liked);
        let (sign, role) = verdict(state, item, pen);
        x = pen.put(x, y, line.right(), sign, role) + 1;
        let mut end = line.right().saturating_sub(1);
        // A name that needs their room has it.
        if has_mixing && x + name_cells(&item.row) + queue::MIXING <= end {
            let before =
                i.checked_sub(1).and_then(|i| items.get(i)).map(|item| state.refine.facts.of(&item.row));
            let cells = mixing::cells_after(state, before.as_ref(), &state.refine.facts.of(&item.row));
            for (text, role) in cells.bpm_and_key().iter().rev() {
                pen.put_right(end - 5, y, end, text, *role);
                end -= 5;
            }
            end -= 1;
        }
        let glyphs = pen.glyphs();
        let room = end.saturating_sub(x) as usize;
        let row = &item.row;
        // Where another record of the queue is called the same, its version is what tells them apart.
        let is_twin = |other: &QueueEntry| other.row.id != row.id && same_title(&other.row, row);
        let fit = if row.version.is_some() && items.iter().any(is_twin) { fit_version } else { fit };
        let text = fit(&row.artist, &row.title, row.version.as_deref(), glyphs.dash, room, glyphs.ellipsis);
        if !text.artist.is_empty() {
            x = pen.put(x, y, end, &text.artist, Role::Text);
            x = pen.put(x, y, end, glyphs.dash, Role::Faint);
        }
        x = pen.put(x, y, end, &text.title, Role::Title);
        pen.put(x, y, end, &text.version, Role::Version);
        pen.lift();
    }
}

/// The sign of what one thinks of a record.
fn verdict(state: &State, item: &QueueEntry, pen: &Pen<'_>) -> (&'static str, Role) {
    let mine = &state.user.mine;
    match mine.verdicts.get(&item.row.id) {
        Some(Opinion::Like) => (pen.glyphs().liked, Role::Liked),
        _ if mine.is_rejected(&item.row) => (pen.glyphs().rejected, Role::Rejected),
        _ => (" ", Role::Liked),
    }
}

/// What goes on from here, where a line is free.
fn hints(state: &State, line: Rect, pen: &mut Pen<'_>) {
    let mut x = line.x + 2;
    for (action, does) in
        [(Action::Continue, "continue"), (Action::Between, "between"), (Action::Export, "export")]
    {
        let Some(key) = state.keys.map.keys(action).first() else { continue };
        if x > line.x + 2 {
            x = pen.put(x, line.y, line.right(), state.screen.look.glyphs.dot, Role::Faint);
        }
        x = pen.put(x, line.y, line.right(), &key.to_string(), Role::Key);
        x = pen.put(x, line.y, line.right(), &format!(" {does}"), Role::Hint);
    }
}
