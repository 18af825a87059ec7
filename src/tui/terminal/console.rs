//! A Windows console's events as the bytes a terminal sends, so that one decoder reads both.

use std::io::Write as _;

use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// Appends what a terminal would send for `event`: nothing for a key let go, for movements, and for events without bytes.
pub fn encode(event: &Event, out: &mut Vec<u8>) {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => encode_key(*key, out),
        Event::Mouse(event) => encode_mouse(*event, out),
        Event::Paste(text) => {
            out.extend_from_slice(b"\x1b[200~");
            out.extend_from_slice(text.as_bytes());
            out.extend_from_slice(b"\x1b[201~");
        }
        _ => {}
    }
}

fn encode_key(key: KeyEvent, out: &mut Vec<u8>) {
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) => {
            out.extend(alt.then_some(0x1b));
            out.extend_from_slice(character(c, key.modifiers).encode_utf8(&mut [0; 4]).as_bytes());
        }
        KeyCode::Enter => single(alt, b'\r', out),
        KeyCode::Tab => single(alt, b'\t', out),
        KeyCode::Backspace => single(alt, 0x7f, out),
        KeyCode::Esc => out.push(0x1b),
        KeyCode::BackTab => out.extend_from_slice(b"\x1b[Z"),
        code => {
            if let Some((number, end)) = sequence(code) {
                let modifiers =
                    1 + u8::from(alt) * 2 + u8::from(key.modifiers.contains(KeyModifiers::CONTROL)) * 4;
                // Writing into memory does not fail.
                let _ = write!(out, "\x1b[{number};{modifiers}{end}");
            }
        }
    }
}

fn single(alt: bool, byte: u8, out: &mut Vec<u8>) {
    out.extend(alt.then_some(0x1b));
    out.push(byte);
}

/// The character, with Ctrl the control character of its letter.
fn character(c: char, modifiers: KeyModifiers) -> char {
    match c {
        'a'..='z' | 'A'..='Z' | ' ' | '@' if modifiers.contains(KeyModifiers::CONTROL) => {
            char::from(c as u8 & 0x1f)
        }
        _ => c,
    }
}

/// Number and last letter of a key's control sequence.
fn sequence(code: KeyCode) -> Option<(u8, char)> {
    Some(match code {
        KeyCode::Up => (1, 'A'),
        KeyCode::Down => (1, 'B'),
        KeyCode::Right => (1, 'C'),
        KeyCode::Left => (1, 'D'),
        KeyCode::Home => (1, 'H'),
        KeyCode::End => (1, 'F'),
        KeyCode::Insert => (2, '~'),
        KeyCode::Delete => (3, '~'),
        KeyCode::PageUp => (5, '~'),
        KeyCode::PageDown => (6, '~'),
        KeyCode::F(n @ 1..=5) => (10 + n, '~'),
        KeyCode::F(n @ 6..=10) => (11 + n, '~'),
        KeyCode::F(n @ 11..=12) => (12 + n, '~'),
        _ => return None,
    })
}

fn encode_mouse(event: MouseEvent, out: &mut Vec<u8>) {
    let button = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => 0,
        MouseEventKind::ScrollUp => 64,
        MouseEventKind::ScrollDown => 65,
        _ => return,
    };
    let (column, row) = (u32::from(event.column) + 1, u32::from(event.row) + 1);
    // Writing into memory does not fail.
    let _ = write!(out, "\x1b[<{button};{column};{row}M");
}

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::KeyEventState;

    use super::*;
    use crate::{
        config::keys::{BareKey, Chord},
        tui::terminal::decode::{Decoder, Input},
    };

    fn decoded(events: &[Event]) -> Vec<Input> {
        let (mut bytes, mut decoder, mut out) = (Vec::new(), Decoder::default(), Vec::new());
        for event in events {
            encode(event, &mut bytes);
        }
        decoder.feed(&bytes, &mut out);
        decoder.flush(&mut out);
        out
    }

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn every_key_comes_through_the_decoder_as_itself() {
        let plain = KeyModifiers::NONE;
        let mut keys = vec![
            (KeyCode::Up, BareKey::Up),
            (KeyCode::Down, BareKey::Down),
            (KeyCode::Left, BareKey::Left),
            (KeyCode::Right, BareKey::Right),
            (KeyCode::Home, BareKey::Home),
            (KeyCode::End, BareKey::End),
            (KeyCode::Insert, BareKey::Insert),
            (KeyCode::Delete, BareKey::Delete),
            (KeyCode::PageUp, BareKey::PageUp),
            (KeyCode::PageDown, BareKey::PageDown),
            (KeyCode::Enter, BareKey::Enter),
            (KeyCode::Tab, BareKey::Tab),
            (KeyCode::BackTab, BareKey::BackTab),
            (KeyCode::Backspace, BareKey::Backspace),
            (KeyCode::Esc, BareKey::Esc),
            (KeyCode::Char('ø'), BareKey::Char('ø')),
            (KeyCode::Char('G'), BareKey::Char('G')),
        ];
        keys.extend((1..=12).map(|n| (KeyCode::F(n), BareKey::F(n))));
        for (code, key) in keys {
            assert_eq!(decoded(&[press(code, plain)]), [Input::Key(Chord::plain(key))], "{code:?}");
        }
    }

    #[test]
    fn ctrl_and_alt_come_with_their_key() {
        let (ctrl, alt) = (KeyModifiers::CONTROL, KeyModifiers::ALT);
        let chord = |key, ctrl, alt| [Input::Key(Chord { key, ctrl, alt })];
        assert_eq!(decoded(&[press(KeyCode::Char('d'), ctrl)]), chord(BareKey::Char('d'), true, false));
        assert_eq!(decoded(&[press(KeyCode::Char(' '), ctrl)]), chord(BareKey::Char(' '), true, false));
        assert_eq!(decoded(&[press(KeyCode::Char('x'), alt)]), chord(BareKey::Char('x'), false, true));
        assert_eq!(decoded(&[press(KeyCode::Right, ctrl)]), chord(BareKey::Right, true, false));
        assert_eq!(decoded(&[press(KeyCode::Enter, alt)]), chord(BareKey::Enter, false, true));
    }

    #[test]
    fn keys_let_go_are_no_keys_and_the_mouse_points_where_it_is() {
        let up = KeyEvent {
            code: KeyCode::Char('a'),
            modifiers: KeyModifiers::NONE,
            kind: KeyEventKind::Release,
            state: KeyEventState::NONE,
        };
        let mouse =
            |kind| Event::Mouse(MouseEvent { kind, column: 4, row: 2, modifiers: KeyModifiers::NONE });
        let events = [
            Event::Key(up),
            Event::Resize(80, 24),
            mouse(MouseEventKind::Moved),
            mouse(MouseEventKind::Down(MouseButton::Left)),
            mouse(MouseEventKind::ScrollDown),
            Event::Paste("a\nb".into()),
        ];
        assert_eq!(
            decoded(&events),
            [Input::Click(4, 2), Input::Wheel(4, 2, 1), Input::Paste("a\nb".into())]
        );
    }
}
