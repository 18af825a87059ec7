//! Bytes from the terminal to keys, pastes and mouse events, however they are cut up on the way.
//!
//! crossterm's own parser takes an ESC that ends a read for the Escape key, so an arrow that arrives in two pieces over
//! a slow line becomes Escape and letters. Here a sequence waits: a lone ESC for [`ESC_WAIT`], a started one for longer.

use std::{mem, time::Duration};

use super::ground;
use crate::{
    config::keys::{BareKey, Chord},
    tui::paint::Ground,
};

/// How long a lone ESC waits before it is the Escape key.
pub const ESC_WAIT: Duration = Duration::from_millis(50);
/// How long a started sequence waits for its next byte before it is dropped.
pub const SEQUENCE_WAIT: Duration = Duration::from_millis(500);
/// So many bytes of one paste are taken.
pub const PASTE_LIMIT: usize = 256 * 1024;
/// One byte more is held, which tells that it was longer.
pub(super) const PASTE_HELD: usize = PASTE_LIMIT + 1;
const SEQUENCE_LIMIT: usize = 4096;
const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// What came from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Chord),
    /// Pasted text.
    Paste(String),
    /// The first [`PASTE_LIMIT`] bytes of a longer pasted text.
    CutPaste(String),
    /// The left button at a cell (column, row).
    Click(u16, u16),
    /// The wheel over a cell; down is positive.
    Wheel(u16, u16, i8),
    /// The terminal says what its background is.
    Ground(Ground),
}

/// The decoder: feed it what was read, call [`Decoder::flush`] after [`Decoder::wait`] without more.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
    /// Position in `PASTE_END` reached while pasting.
    ending: usize,
}

impl Decoder {
    /// Decodes what is complete.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        for &byte in bytes {
            if self.paste.is_some() {
                self.pasted(byte, out);
                continue;
            }
            self.pending.push(byte);
            self.step(out);
        }
    }

    /// How long to wait for more before [`Decoder::flush`]; `None` where nothing is pending.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        if self.paste.is_some() {
            return Some(SEQUENCE_WAIT * 4);
        }
        match self.pending.as_slice() {
            [] => None,
            [0x1b] => Some(ESC_WAIT),
            _ => Some(SEQUENCE_WAIT),
        }
    }

    /// Nothing more came in time: a lone ESC is the key, a torn sequence is dropped, an endless paste ends.
    pub fn flush(&mut self, out: &mut Vec<Input>) {
        if let Some(paste) = self.paste.take() {
            self.ending = 0;
            push_paste(&paste, out);
        }
        if mem::take(&mut self.pending) == [0x1b] {
            out.push(Input::Key(Chord::plain(BareKey::Esc)));
        }
    }

    fn pasted(&mut self, byte: u8, out: &mut Vec<Input>) {
        let Some(paste) = &mut self.paste else { return };
        if byte == PASTE_END[self.ending] {
            self.ending += 1;
            if self.ending == PASTE_END.len() {
                self.ending = 0;
                let paste = mem::take(paste);
                self.paste = None;
                push_paste(&paste, out);
            }
            return;
        }
        // The mark's own start cannot repeat inside it but for ESC.
        let held = mem::take(&mut self.ending);
        if paste.len() < PASTE_HELD {
            paste.extend_from_slice(&PASTE_END[..held]);
        }
        if byte == PASTE_END[0] {
            self.ending = 1;
        } else if paste.len() < PASTE_HELD {
            paste.push(byte);
        }
    }

    fn step(&mut self, out: &mut Vec<Input>) {
        loop {
            match parse(&self.pending) {
                Parsed::More => {
                    if self.pending.len() > SEQUENCE_LIMIT {
                        self.pending.clear();
                    }
                    return;
                }
                Parsed::Done(used, input) => {
                    self.pending.drain(..used);
                    out.extend(input);
                }
                Parsed::Paste => {
                    self.pending.clear();
                    self.paste = Some(Vec::new());
                }
            }
            if self.pending.is_empty() {
                return;
            }
        }
    }
}

fn push_paste(bytes: &[u8], out: &mut Vec<Input>) {
    if !bytes.is_empty() {
        out.push(pasted(bytes));
    }
}

/// The paste of what was held of it.
pub(super) fn pasted(held: &[u8]) -> Input {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    match held.get(..PASTE_LIMIT) {
        Some(first) if held.len() > PASTE_LIMIT => Input::CutPaste(text(first)),
        _ => Input::Paste(text(held)),
    }
}

enum Parsed {
    /// Wait for more bytes.
    More,
    /// So many bytes are used up, and mean this.
    Done(usize, Option<Input>),
    /// A paste begins.
    Paste,
}

fn key(used: usize, key: BareKey) -> Parsed {
    Parsed::Done(used, Some(Input::Key(Chord::plain(key))))
}

fn parse(bytes: &[u8]) -> Parsed {
    let Some(&first) = bytes.first() else { return Parsed::More };
    match first {
        0x1b => escape(bytes),
        b'\r' | b'\n' => key(1, BareKey::Enter),
        b'\t' => key(1, BareKey::Tab),
        0x7f | 0x08 => key(1, BareKey::Backspace),
        0x00 => Parsed::Done(1, Some(Input::Key(Chord::ctrl(' ')))),
        0x01..=0x1a => Parsed::Done(1, Some(Input::Key(Chord::ctrl(char::from(first + b'a' - 1))))),
        0x1c..=0x1f => Parsed::Done(1, None),
        _ => character(bytes),
    }
}

fn character(bytes: &[u8]) -> Parsed {
    let length = match bytes[0] {
        0x20..=0x7e => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Parsed::Done(1, None),
    };
    // A byte that cannot go on drops what came before it and stands for itself.
    if let Some(bad) = bytes.iter().take(length).skip(1).position(|b| b & 0xc0 != 0x80) {
        return Parsed::Done(bad + 1, None);
    }
    if bytes.len() < length {
        return Parsed::More;
    }
    let input = std::str::from_utf8(&bytes[..length]).ok().and_then(|s| s.chars().next());
    Parsed::Done(length, input.filter(|c| !c.is_control()).map(|c| Input::Key(Chord::char(c))))
}

fn escape(bytes: &[u8]) -> Parsed {
    match bytes.get(1) {
        None => Parsed::More,
        Some(b'[') => csi(bytes),
        Some(b'O') => match bytes.get(2) {
            None => Parsed::More,
            Some(&c) => Parsed::Done(3, arrow(c).map(|k| Input::Key(Chord::plain(k)))),
        },
        Some(b'P' | b']' | b'_' | b'^' | b'X') => string(bytes),
        Some(0x1b) => key(1, BareKey::Esc),
        Some(_) => match parse(&bytes[1..]) {
            Parsed::Done(used, Some(Input::Key(chord))) => {
                Parsed::Done(used + 1, Some(Input::Key(Chord { alt: true, ..chord })))
            }
            Parsed::Done(used, _) => Parsed::Done(used + 1, None),
            other => other,
        },
    }
}

/// A control string (device, system command), up to its end: an answer about the background, else it is swallowed.
fn string(bytes: &[u8]) -> Parsed {
    let told = |end: usize| {
        let command = bytes[1] == b']';
        bytes.get(2..end).filter(|_| command).and_then(ground::told).map(Input::Ground)
    };
    for (i, pair) in bytes.windows(2).enumerate().skip(2) {
        if pair == b"\x1b\\" {
            return Parsed::Done(i + 2, told(i));
        }
    }
    match bytes.iter().position(|&b| b == 0x07) {
        Some(end) => Parsed::Done(end + 1, told(end)),
        None => Parsed::More,
    }
}

fn arrow(c: u8) -> Option<BareKey> {
    Some(match c {
        b'A' => BareKey::Up,
        b'B' => BareKey::Down,
        b'C' => BareKey::Right,
        b'D' => BareKey::Left,
        b'H' => BareKey::Home,
        b'F' => BareKey::End,
        b'M' => BareKey::Enter,
        b'P'..=b'S' => BareKey::F(c - b'P' + 1),
        _ => return None,
    })
}

fn csi(bytes: &[u8]) -> Parsed {
    // The Linux console's F1 to F5: ESC [ [ A
    if bytes.get(2) == Some(&b'[') {
        return match bytes.get(3) {
            None => Parsed::More,
            Some(c @ b'A'..=b'E') => key(4, BareKey::F(c - b'A' + 1)),
            Some(_) => Parsed::Done(4, None),
        };
    }
    let Some(end) = bytes.iter().skip(2).position(|b| (0x40..=0x7e).contains(b) || *b < 0x20) else {
        return Parsed::More;
    };
    let end = end + 2;
    if bytes[end] < 0x20 {
        // A control byte inside a sequence ends it; the byte itself is read again.
        return Parsed::Done(end, None);
    }
    let used = end + 1;
    if bytes[..used] == *PASTE_START {
        return Parsed::Paste;
    }
    if bytes[end] == b'M' && end == 2 {
        // An old mouse report: three bytes follow.
        return if bytes.len() < 6 { Parsed::More } else { Parsed::Done(6, None) };
    }
    let body = &bytes[2..end];
    if body.first() == Some(&b'<') {
        return Parsed::Done(used, mouse(&body[1..], bytes[end]));
    }
    let numbers = numbers(body);
    Parsed::Done(used, special(&numbers, bytes[end]).map(Input::Key))
}

fn numbers(body: &[u8]) -> Vec<u32> {
    body.split(|&b| b == b';')
        .map(|part| {
            let digits = part.split(|&b| b == b':').next().unwrap_or_default();
            std::str::from_utf8(digits).ok().and_then(|s| s.parse().ok()).unwrap_or(0)
        })
        .collect()
}

fn special(numbers: &[u32], end: u8) -> Option<Chord> {
    let first = numbers.first().copied().unwrap_or(0);
    let modifiers = numbers.get(1).copied().unwrap_or(1).max(1) - 1;
    let key = match end {
        b'Z' => BareKey::BackTab,
        b'~' => match first {
            1 | 7 => BareKey::Home,
            2 => BareKey::Insert,
            3 => BareKey::Delete,
            4 | 8 => BareKey::End,
            5 => BareKey::PageUp,
            6 => BareKey::PageDown,
            11..=15 => BareKey::F((first - 10) as u8),
            17..=21 => BareKey::F((first - 11) as u8),
            23 | 24 => BareKey::F((first - 12) as u8),
            _ => return None,
        },
        b'u' => match first {
            13 => BareKey::Enter,
            27 => BareKey::Esc,
            9 => BareKey::Tab,
            127 => BareKey::Backspace,
            code => BareKey::Char(char::from_u32(code).filter(|c| !c.is_control())?),
        },
        b'I' | b'O' => return None,
        other => arrow(other)?,
    };
    Some(Chord { key, alt: modifiers & 2 != 0, ctrl: modifiers & 4 != 0 })
}

fn mouse(body: &[u8], end: u8) -> Option<Input> {
    let numbers = numbers(body);
    let [button, column, row] = numbers[..] else { return None };
    let (column, row) = (cell(column)?, cell(row)?);
    match (button, end) {
        (0, b'M') => Some(Input::Click(column, row)),
        (64, b'M') => Some(Input::Wheel(column, row, -1)),
        (65, b'M') => Some(Input::Wheel(column, row, 1)),
        _ => None,
    }
}

fn cell(number: u32) -> Option<u16> {
    u16::try_from(number.checked_sub(1)?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at_once(bytes: &[u8]) -> Vec<Input> {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(bytes, &mut out);
        decoder.flush(&mut out);
        out
    }

    /// Bytes 20 ms apart: each wait is longer than that, so nothing is flushed in between.
    fn one_at_a_time(bytes: &[u8]) -> Vec<Input> {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        for byte in bytes {
            decoder.feed(&[*byte], &mut out);
            assert!(decoder.wait().is_none_or(|wait| wait > Duration::from_millis(20)));
        }
        decoder.flush(&mut out);
        out
    }

    fn plain(key: BareKey) -> Input {
        Input::Key(Chord::plain(key))
    }

    #[test]
    fn a_split_arrow_is_an_arrow_and_a_lone_esc_waits() {
        let (mut decoder, mut out) = (Decoder::default(), Vec::new());
        decoder.feed(b"\x1b", &mut out);
        assert_eq!((out.len(), decoder.wait()), (0, Some(ESC_WAIT)));
        decoder.feed(b"[", &mut out);
        decoder.feed(b"A", &mut out);
        assert_eq!(out, [plain(BareKey::Up)]);
        decoder.feed(b"\x1b", &mut out);
        decoder.flush(&mut out);
        assert_eq!(out, [plain(BareKey::Up), plain(BareKey::Esc)]);
    }

    #[test]
    fn keys_of_many_terminals() {
        for (bytes, key) in [
            (&b"\x1bOA"[..], BareKey::Up),
            (b"\x1b[1~", BareKey::Home),
            (b"\x1b[7~", BareKey::Home),
            (b"\x1b[H", BareKey::Home),
            (b"\x1b[4~", BareKey::End),
            (b"\x1b[5~", BareKey::PageUp),
            (b"\x1b[3~", BareKey::Delete),
            (b"\x1b[Z", BareKey::BackTab),
            (b"\x1bOP", BareKey::F(1)),
            (b"\x1b[11~", BareKey::F(1)),
            (b"\x1b[[A", BareKey::F(1)),
            (b"\x1b[24~", BareKey::F(12)),
            (b"\x7f", BareKey::Backspace),
            (b"\x08", BareKey::Backspace),
            (b"\r", BareKey::Enter),
            (b"\xc3\xb8", BareKey::Char('ø')),
            ("今".as_bytes(), BareKey::Char('今')),
        ] {
            assert_eq!(at_once(bytes), [plain(key)], "{bytes:?}");
        }
        assert_eq!(at_once(b"\x04"), [Input::Key(Chord::ctrl('d'))]);
        assert_eq!(
            at_once(b"\x1b[1;5C"),
            [Input::Key(Chord { key: BareKey::Right, ctrl: true, alt: false })]
        );
        assert_eq!(
            at_once(b"\x1bx"),
            [Input::Key(Chord { key: BareKey::Char('x'), ctrl: false, alt: true })]
        );
        assert_eq!(at_once(b"\x1b[<0;5;3M\x1b[<65;1;1M"), [Input::Click(4, 2), Input::Wheel(0, 0, 1)]);
    }

    #[test]
    fn pastes_come_whole_and_end_even_without_their_mark() {
        assert_eq!(
            at_once(b"\x1b[200~a\x1b[Ab\x1b[201~c"),
            [Input::Paste("a\u{1b}[Ab".into()), plain(BareKey::Char('c'))]
        );
        assert_eq!(at_once(b"\x1b[200~abc"), [Input::Paste("abc".into())]);
        let mut huge = b"\x1b[200~".to_vec();
        huge.extend(std::iter::repeat_n(b'x', 1 << 20));
        huge.extend(b"\x1b[201~q");
        let inputs = at_once(&huge);
        assert_eq!(inputs.len(), 2);
        assert!(matches!(&inputs[0], Input::CutPaste(text) if text.len() == PASTE_LIMIT));
        let whole = [PASTE_START, &vec![b'x'; PASTE_LIMIT], PASTE_END].concat();
        assert!(matches!(&at_once(&whole)[..], [Input::Paste(text)] if text.len() == PASTE_LIMIT));
    }

    #[test]
    fn answers_of_the_terminal_are_swallowed() {
        let told = [Input::Ground(Ground::Dark), plain(BareKey::Char('j'))];
        assert_eq!(at_once(b"\x1b]11;rgb:0000/0000/0000\x07j"), told);
        assert_eq!(at_once(b"\x1b]11;rgb:0000/0000/0000\x1b\\j"), told);
        assert_eq!(at_once(b"\x1b]4;1;rgb:0000/0000/0000\x07j"), [plain(BareKey::Char('j'))]);
        assert_eq!(at_once(b"\x1bP1+r\x1b\\j"), [plain(BareKey::Char('j'))]);
        assert_eq!(at_once(b"\x1b[?62;c\x1b[Ij"), [plain(BareKey::Char('j'))]);
        assert_eq!(at_once(b"\xff\xc3j"), [plain(BareKey::Char('j'))]);
    }

    proptest! {
        #[test]
        fn pieces_mean_the_same_as_the_whole(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0x1b), Just(b'['), Just(b'O'), b'0'..=b'9', Just(b'~'), Just(b';')], 0..64)) {
            prop_assert_eq!(one_at_a_time(&bytes), at_once(&bytes));
        }
    }
}
