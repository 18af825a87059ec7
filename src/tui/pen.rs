//! Writing into cells: every text that reaches the screen passes here, neutralised and measured.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use crate::{
    config::theme::Role,
    tui::{
        glyphs::Glyphs,
        look::Look,
        state::textbox::TextBox,
        text::{clean, cut, head, is_plain, tail, width},
    },
};

/// A pen over a buffer.
pub struct Pen<'a> {
    /// The cells.
    pub buffer: &'a mut Buffer,
    /// How to draw.
    pub look: &'a Look,
    /// Laid over every role's style: the row under the cursor.
    over: Style,
}

impl<'a> Pen<'a> {
    /// A pen.
    pub fn new(buffer: &'a mut Buffer, look: &'a Look) -> Self {
        Self { buffer, look, over: Style::new() }
    }

    /// The signs.
    #[must_use]
    pub fn glyphs(&self) -> &'static Glyphs {
        self.look.glyphs
    }

    /// Fills an area with a role; what is written there until [`Pen::lift`] has it too.
    pub fn press(&mut self, area: Rect, role: Role) {
        self.over = self.look.paint.style(role);
        self.buffer.set_style(area, self.over);
    }

    /// Writes without a ground again.
    pub fn lift(&mut self) {
        self.over = Style::new();
    }

    /// Marks what is written in an area; where the role's colour is that of the row under the cursor, it keeps the row's.
    pub fn mark(&mut self, area: Rect, role: Role) {
        let style = self.look.paint.style(role);
        let is_lost = style.fg.is_some() && style.fg == self.over.bg;
        self.buffer.set_style(area, if is_lost { style.patch(self.over) } else { style });
    }

    /// Empties an area and gives it a role's ground.
    pub fn ground(&mut self, area: Rect, role: Role) {
        let style = self.look.paint.style(role);
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                let cell = &mut self.buffer[(x, y)];
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// Writes at a cell, at most up to column `end`; the column after it comes back.
    pub fn put(&mut self, x: u16, y: u16, end: u16, text: &str, role: Role) -> u16 {
        let style = self.look.paint.style(role).patch(self.over);
        self.put_styled(x, y, end, text, style)
    }

    fn put_styled(&mut self, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
        let room = end.saturating_sub(x) as usize;
        if room == 0 || y >= self.buffer.area.bottom() {
            return x;
        }
        let text = clean(bounded(text, room));
        let text = head(&text, room);
        if !is_plain(text) {
            return self.buffer.set_stringn(x, y, text, room, style).0;
        }
        let mut at = x;
        for letter in text.chars().take(usize::from(self.buffer.area.right().saturating_sub(x))) {
            self.buffer[(at, y)].set_char(letter).set_style(style);
            at += 1;
        }
        at
    }

    /// Writes, cut with an ellipsis where it is too long.
    pub fn put_cut(&mut self, x: u16, y: u16, end: u16, text: &str, role: Role) -> u16 {
        let text = clean(bounded(text, end.saturating_sub(x) as usize));
        let text = cut(&text, end.saturating_sub(x) as usize, self.glyphs().ellipsis).into_owned();
        self.put(x, y, end, &text, role)
    }

    /// Writes so that it ends before column `end`, from no earlier than `start`; its first column comes back.
    pub fn put_right(&mut self, start: u16, y: u16, end: u16, text: &str, role: Role) -> u16 {
        let room = end.saturating_sub(start) as usize;
        let text = clean(bounded(text, room));
        let text = cut(&text, room, self.glyphs().ellipsis);
        let x = end.saturating_sub(width(&text) as u16).max(start);
        self.put(x, y, end, &text, role);
        x
    }

    /// Writes pieces, each with its role; those that do not fit whole are left out, and all after them.
    pub fn pieces(&mut self, x: u16, y: u16, end: u16, pieces: &[(String, Role)]) -> u16 {
        let mut x = x;
        for (text, role) in pieces {
            if width(text) > end.saturating_sub(x) as usize {
                return self.put_cut(x, y, end, text, *role);
            }
            x = self.put(x, y, end, text, *role);
        }
        x
    }

    /// A horizontal rule.
    pub fn rule(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            let line = self.glyphs().horizontal.repeat(area.width as usize);
            self.put(area.x, y, area.right(), &line, Role::Faint);
        }
    }

    /// A vertical rule.
    pub fn divider(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            self.put(area.x, y, area.right(), self.glyphs().vertical, Role::Faint);
        }
    }

    /// A bordered, emptied box with a title; what is inside comes back.
    pub fn frame(&mut self, area: Rect, title: &str) -> Rect {
        self.ground(area, Role::Popup);
        let area = area.intersection(self.buffer.area);
        if area.width < 4 || area.height < 3 {
            return area;
        }
        let glyphs = self.glyphs();
        let [a, b, c, d] = glyphs.corners;
        let line = glyphs.horizontal.repeat(area.width as usize - 2);
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        self.put(area.x, area.y, area.right(), &format!("{a}{line}{b}"), Role::Border);
        self.put(area.x, bottom, area.right(), &format!("{c}{line}{d}"), Role::Border);
        for y in area.y + 1..bottom {
            self.put(area.x, y, area.right(), glyphs.vertical, Role::Border);
            self.put(right, y, area.right(), glyphs.vertical, Role::Border);
        }
        if !title.is_empty() {
            self.put_cut(area.x + 2, area.y, right, &format!(" {title} "), Role::Accent);
        }
        Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
    }

    /// Draws a text box's text, scrolled so that its cursor is seen; the cursor's cell comes back.
    pub fn text_box(&mut self, input: &TextBox, (x, y, end): (u16, u16, u16), focused: bool) -> Position {
        let room = end.saturating_sub(x).saturating_sub(1) as usize;
        let before = tail(input.before(), room);
        let role = match (input.is_selected() && focused, focused) {
            (true, _) => Role::Selected,
            (_, true) => Role::Input,
            _ => Role::Text,
        };
        let at = self.put(x, y, end, before, role);
        self.put_cut(at, y, end, &input.text()[input.before().len()..], role);
        Position::new(at.min(end.saturating_sub(1)), y)
    }

    /// A bar up to column `end`, filled as far as `done` (0 to 1) says; the column after it comes back.
    pub fn bar(&mut self, x: u16, y: u16, end: u16, done: f64) -> u16 {
        let room = end.saturating_sub(x);
        let full = (f64::from(room) * done.clamp(0.0, 1.0)) as u16;
        let [filled, open] = self.glyphs().bar;
        let x = self.put(x, y, end, &filled.repeat(usize::from(full)), Role::Good);
        self.put(x, y, end, &open.repeat(usize::from(room - full)), Role::Faint)
    }

    /// What chooses a line; the column after it comes back.
    pub fn label(&mut self, area: Rect, label: Option<char>) -> u16 {
        if let Some(label) = label {
            self.put(area.x, area.y, area.right(), label.encode_utf8(&mut [0; 4]), Role::Key);
        }
        area.x + 2
    }

    /// Writes a text broken at spaces into an area; the number of lines comes back.
    pub fn paragraph(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        let cells = usize::from(area.width) * usize::from(area.height);
        let lines = wrap(bounded(text, cells), area.width as usize);
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            self.put(area.x, y, area.right(), line, role);
        }
        (lines.len() as u16).min(area.height)
    }
}

/// Bytes that may stand for one cell: a family of signs joined into one.
const BYTES_A_CELL: usize = 32;

/// As much of a text as could fill so many cells, and more: a title of a megabyte is not looked through for every frame.
fn bounded(text: &str, room: usize) -> &str {
    &text[..text.floor_char_boundary((room + 2) * BYTES_A_CELL)]
}

/// A text broken at spaces into lines of so many cells.
#[must_use]
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    let text = clean(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_megabyte_is_cut_before_it_is_looked_through() {
        let long = "é".repeat(1 << 20);
        assert!(bounded(&long, 80).len() <= 82 * BYTES_A_CELL);
        assert_eq!(bounded("short", 80), "short");
    }
}
