//! Frames to bytes: only what changed, in one synchronized update, written by a thread of its own.

use std::{
    io::{self, Write as _},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
};

use crate::{
    plain,
    tui::{
        link::TextLink,
        state::State,
        terminal::cells::{CellChange, CellWriter, unsure},
        text::{clean, head},
        view::{self, draw},
    },
};

/// Cells of a window's title.
const LONGEST_TITLE: usize = 200;
/// Bytes of a link's address, as terminals take it; a longer one is no link, as half an address leads elsewhere.
const LONGEST_ADDRESS: usize = 2_000;

/// Turns states into bytes for the terminal, each frame the difference to the one before.
pub struct Frames {
    shown: Buffer,
    next: Buffer,
    cursor: Option<Position>,
    title: String,
    whole: bool,
    plain: bool,
}

impl Frames {
    /// Nothing shown yet. A `plain` terminal gets no title and no synchronized updates.
    #[must_use]
    pub fn new(plain: bool) -> Self {
        let empty = Buffer::empty(Rect::ZERO);
        Self { shown: empty.clone(), next: empty, cursor: None, title: String::new(), whole: true, plain }
    }

    /// The next frame is drawn whole.
    pub fn redraw(&mut self) {
        self.whole = true;
    }

    /// The bytes that bring the terminal to the state; none where nothing changed.
    pub fn frame(&mut self, state: &State) -> io::Result<Vec<u8>> {
        let area = Rect::new(0, 0, state.screen.size.0, state.screen.size.1);
        if self.shown.area != area {
            self.shown = Buffer::empty(area);
            self.whole = true;
        }
        self.next.resize(area);
        self.next.reset();
        let cursor = draw(state, &mut self.next);
        let mut out = Vec::new();
        if self.whole {
            self.shown.reset();
            out.extend_from_slice(b"\x1b[0m\x1b[2J");
        }
        let changes = self.shown.diff(&self.next);
        let title = view::title(state);
        let retitled = !self.plain && title != self.title;
        if changes.is_empty() && cursor == self.cursor && !self.whole && !retitled {
            return Ok(Vec::new());
        }
        let moved = !changes.is_empty() || cursor != self.cursor || self.whole;
        if moved {
            if self.cursor.is_some() || self.whole {
                out.extend_from_slice(b"\x1b[?25l");
            }
            self.rows(&changes, &mut out);
            if !self.plain {
                for link in view::links(state) {
                    self.link(&link, &mut out)?;
                }
            }
            if let Some(Position { x, y }) = cursor {
                write!(out, "\x1b[{};{}H\x1b[?25h", y + 1, x + 1)?;
            }
        }
        if retitled {
            write!(out, "\x1b]2;{}\x1b\\", head(&clean(&title), LONGEST_TITLE))?;
            self.title = title;
        }
        self.cursor = cursor;
        self.whole = false;
        std::mem::swap(&mut self.shown, &mut self.next);
        if self.plain {
            return Ok(out);
        }
        let mut bytes = b"\x1b[?2026h".to_vec();
        bytes.append(&mut out);
        bytes.extend_from_slice(b"\x1b[?2026l");
        Ok(bytes)
    }

    /// Whether terminals may disagree on how wide the row is, as it stands or as it is to be.
    fn is_unsure(&self, row: u16) -> bool {
        [&self.shown, &self.next]
            .into_iter()
            .any(|buffer| cells(buffer, row).iter().any(|cell| unsure(cell.symbol())))
    }

    /// Writes the rows that changed. One that terminals may disagree on is written anew from its first cell on.
    fn rows(&self, changes: &[CellChange<'_>], out: &mut Vec<u8>) {
        let mut writer = CellWriter::new(&self.next, out);
        for row in changes.chunk_by(|one, next| one.1 == next.1) {
            let y = row[0].1;
            if self.is_unsure(y) {
                writer.empty(y);
                let empty = Buffer::empty(Rect { y, height: 1, ..self.next.area });
                let mut of_row = empty.clone();
                of_row.content.clone_from_slice(cells(&self.next, y));
                writer.row(&empty.diff(&of_row));
            } else {
                writer.row(row);
            }
        }
        writer.end();
    }

    /// Writes a text that is on the screen already once more, as a link.
    fn link(&self, link: &TextLink, out: &mut Vec<u8>) -> io::Result<()> {
        let address: String = link.url.chars().filter(char::is_ascii_graphic).collect();
        let end = link.x.saturating_add(link.width).min(self.next.area.width);
        if link.y >= self.next.area.height || address.len() > LONGEST_ADDRESS {
            return Ok(());
        }
        write!(out, "\x1b]8;;{address}\x1b\\")?;
        let cells: Vec<CellChange<'_>> =
            (link.x..end).map(|x| (x, link.y, &self.next[(x, link.y)])).collect();
        let mut writer = CellWriter::new(&self.next, out);
        writer.row(&cells);
        writer.end();
        out.extend_from_slice(b"\x1b]8;;\x1b\\");
        Ok(())
    }
}

/// The cells of a row.
fn cells(buffer: &Buffer, row: u16) -> &[Cell] {
    let wide = usize::from(buffer.area.width);
    let start = usize::from(row.saturating_sub(buffer.area.y)) * wide;
    buffer.content.get(start..start + wide).unwrap_or_default()
}

/// The sequence that puts a text on the clipboard of the terminal's own machine, also over SSH. Nothing in it types where it is
/// pasted.
#[must_use]
pub fn clipboard(text: &str) -> Vec<u8> {
    format!("\x1b]52;c;{}\x07", STANDARD.encode(plain::lines(text))).into_bytes()
}

/// Writes to the terminal on a thread of its own, so that a slow line never delays a key.
pub struct TerminalWriter {
    bytes: Option<mpsc::Sender<Vec<u8>>>,
    thread: thread::JoinHandle<()>,
}

impl TerminalWriter {
    /// Starts it; `written` is called after each piece, with false where the terminal is gone.
    pub fn start(written: impl Fn(bool) + Send + 'static) -> io::Result<Self> {
        let (bytes, pieces) = mpsc::channel::<Vec<u8>>();
        let thread = thread::Builder::new().name("screen-write".to_owned()).spawn(move || {
            for piece in pieces {
                let mut out = io::stdout().lock();
                let done = out.write_all(&piece).and_then(|()| out.flush());
                drop(out);
                written(done.is_ok());
            }
        })?;
        Ok(Self { bytes: Some(bytes), thread })
    }

    /// Writes a piece, after those before it.
    pub fn write(&self, piece: Vec<u8>) {
        if let Some(bytes) = &self.bytes {
            let _ = bytes.send(piece);
        }
    }

    /// Waits until everything is written, at most so long: a terminal that nobody reads takes nothing.
    pub fn finish(&mut self, at_most: Duration) {
        self.bytes = None;
        let end = Instant::now() + at_most;
        while !self.thread.is_finished() && Instant::now() < end {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_lines_and_types_nothing() {
        let bytes = clipboard("A - B\u{1b}[201~\u{7}\nC - D\r\n");
        let text = std::str::from_utf8(&bytes).unwrap();
        let inside = text.strip_prefix("\x1b]52;c;").and_then(|rest| rest.strip_suffix('\x07')).unwrap();
        assert_eq!(STANDARD.decode(inside).unwrap(), "A - B\u{fffd}[201~\u{fffd}\nC - D\n".as_bytes());
    }
}
