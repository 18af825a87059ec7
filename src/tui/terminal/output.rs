//! Frames to bytes: only what changed, in one synchronized update, written by a thread of its own.

use std::{
    collections::BTreeSet,
    io::{self, Write as _},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ratatui::{
    backend::{Backend as _, CrosstermBackend},
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
};

use crate::{
    plain,
    tui::{
        link::TextLink,
        state::State,
        text::{clean, head, width},
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
            out.extend_from_slice(b"\x1b[?25l");
            let mut plain = Vec::new();
            let mut unsure = BTreeSet::new();
            for change in changes {
                if self.is_unsure(change.1) {
                    unsure.insert(change.1);
                } else {
                    plain.push(change);
                }
            }
            CrosstermBackend::new(&mut out).draw(plain.into_iter())?;
            for row in unsure {
                self.whole_row(row, &mut out)?;
            }
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

    /// Writes a row anew from its first cell on: it is emptied first, and each cell behind one that may be wider or narrower
    /// than it is taken for is put where it belongs.
    fn whole_row(&self, row: u16, out: &mut Vec<u8>) -> io::Result<()> {
        write!(out, "\x1b[0m\x1b[{};1H\x1b[2K", row + 1)?;
        let empty = Buffer::empty(Rect { y: row, height: 1, ..self.next.area });
        let mut of_row = empty.clone();
        of_row.content.clone_from_slice(cells(&self.next, row));
        let changes = empty.diff(&of_row);
        for pieces in changes.split_inclusive(|(.., cell)| unsure(cell.symbol())) {
            CrosstermBackend::new(&mut *out).draw(pieces.iter().copied())?;
        }
        Ok(())
    }

    /// Writes a text that is on the screen already once more, as a link.
    fn link(&self, link: &TextLink, out: &mut Vec<u8>) -> io::Result<()> {
        let address: String = link.url.chars().filter(char::is_ascii_graphic).collect();
        let end = link.x.saturating_add(link.width).min(self.next.area.width);
        if link.y >= self.next.area.height || address.len() > LONGEST_ADDRESS {
            return Ok(());
        }
        write!(out, "\x1b]8;;{address}\x1b\\")?;
        let cells = (link.x..end).map(|x| (x, link.y, &self.next[(x, link.y)]));
        CrosstermBackend::new(&mut *out).draw(cells)?;
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

/// Whether terminals disagree on how many cells it takes: scripts whose letters join, emoji, and letters with marks beside them.
fn unsure(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    let first = letters.next().map_or(0, u32::from);
    let joins = matches!(first, 0x0590..=0x11FF | 0x1780..=0x18AF | 0xFF9E..=0xFF9F | 0x1F000..=0x1FAFF);
    // Of the signs those that stand for pictures.
    let picture = matches!(first, 0x2300..=0x27BF) && width(symbol) > 1;
    joins || picture || letters.any(|c| !matches!(u32::from(c), 0x0300..=0x036F))
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

    #[test]
    fn what_terminals_measure_differently_is_known() {
        for sure in ["a", "é", "e\u{301}", "今", "♥", "●", "✎", "▀", "あ", "한", "ｶ", "Ж"] {
            assert!(!unsure(sure), "{sure}");
        }
        for doubtful in ["ｶ\u{ff9e}", "👍🏽", "👍", "நி", "கு", "ส\u{e35}", "⚡", "ש"] {
            assert!(unsure(doubtful), "{doubtful}");
        }
    }
}
