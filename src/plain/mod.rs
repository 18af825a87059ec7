//! Text that steers no terminal: what names, paths, error texts and servers say is written through here.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

/// Whether a character could move the cursor, change colours, title or clipboard, end a line early, or turn a line around.
pub fn steers(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = matches!(c, '\u{2028}' | '\u{2029}');
    c.is_control() || turns || breaks
}

/// One line of text with a sign in the place of each character that steers, line breaks among them.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// Lines as they go to a clipboard: between them stand line breaks, in them nothing steers.
pub fn lines(text: &str) -> String {
    let ends = text.ends_with('\n');
    let lines: Vec<String> = text.lines().map(one_line).collect();
    lines.join("\n") + if ends { "\n" } else { "" }
}

/// Why the system could not do something with a file, without its number.
pub fn io_cause(error: &io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        None => text,
        Some(_) if error.kind() == io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        Some(_) => text.rsplit_once(" (os error ").map_or(&*text, |(cause, _)| cause).to_owned(),
    }
}

/// What happened, and as a sentence of its own what to do, where that helps.
pub fn with_remedy(text: &str, remedy: &str) -> String {
    let text = text.trim_end();
    if remedy.is_empty() { text.to_owned() } else { format!("{} {}", ended(text), sentence(remedy)) }
}

/// A text as a sentence: from a capital to a full stop. What it begins with stays as it is where that is no plain word: a key, a
/// path, what to type at a prompt.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let word = text.split(' ').next().unwrap_or_default();
    let is_name = word.len() < 2 || word == "segue" || !word.chars().all(|c| c.is_ascii_lowercase());
    let mut letters = text.chars();
    match letters.next() {
        None => String::new(),
        Some(first) if !is_name => ended(&format!("{}{}", first.to_ascii_uppercase(), letters.as_str())),
        Some(_) => ended(text),
    }
}

/// A text up to its full stop, which one that asks something has already.
pub fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// What is written in the place of a character that steers.
#[derive(Clone, Copy, Debug)]
enum Instead {
    Sign,
    /// Steering characters stand in the strings of a document alone, and a reader finds there what was written.
    JsonEscape,
}

/// Writes UTF-8 with what steers neutralised, line ends and tabs as they are.
#[derive(Debug)]
pub struct PlainWriter<W: Write> {
    to: W,
    instead: Instead,
    /// The first bytes of a character whose last were not written yet.
    begun: Vec<u8>,
}

impl<W: Write> PlainWriter<W> {
    /// For people: a sign in the place of each.
    pub fn text(to: W) -> Self {
        Self { to, instead: Instead::Sign, begun: Vec::new() }
    }

    /// For JSON: the same document, in which what steers is escaped.
    pub fn json(to: W) -> Self {
        Self { to, instead: Instead::JsonEscape, begun: Vec::new() }
    }

    fn put(&self, c: char, out: &mut String) {
        match self.instead {
            _ if !steers(c) || matches!(c, '\n' | '\t') => out.push(c),
            Instead::Sign => out.push('\u{fffd}'),
            Instead::JsonEscape => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // A string can be written to.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
}

impl<W: Write> Write for PlainWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let whole = all.len() - begun(&all);
        let mut out = String::with_capacity(whole);
        for chunk in all[..whole].utf8_chunks() {
            chunk.valid().chars().for_each(|c| self.put(c, &mut out));
            if !chunk.invalid().is_empty() {
                out.push('\u{fffd}');
            }
        }
        self.begun = all.split_off(whole);
        self.to.write_all(out.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// How many bytes at the end may be the beginning of a character.
fn begun(bytes: &[u8]) -> usize {
    let last = bytes.iter().rev().take(4).position(|byte| (byte & 0xc0) != 0x80).map_or(0, |back| back + 1);
    let tail = &bytes[bytes.len() - last..];
    let waits = std::str::from_utf8(tail).is_err_and(|e| e.error_len().is_none());
    if waits { last } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVIL: &str = "\u{1b}]52;c;ZXZpbA==\u{7} \u{9b}31m \u{202e}live\r\u{7f}";

    fn written(mut writer: PlainWriter<Vec<u8>>, bytes: &[u8], size: usize) -> String {
        bytes.chunks(size).for_each(|piece| writer.write_all(piece).unwrap());
        String::from_utf8(writer.to).unwrap()
    }

    #[test]
    fn what_steers_becomes_a_sign_and_lines_stay() {
        assert_eq!(
            written(PlainWriter::text(Vec::new()), format!("é\t{EVIL}\n東京").as_bytes(), 1),
            "é\t\u{fffd}]52;c;ZXZpbA==\u{fffd} \u{fffd}31m \u{fffd}live\u{fffd}\u{fffd}\n東京"
        );
        assert_eq!(written(PlainWriter::text(Vec::new()), b"a\xff\xc3", 9), "a\u{fffd}");
    }

    #[test]
    fn a_document_says_the_same_and_steers_nothing() {
        let value = serde_json::json!({ "name": EVIL, "list": ["\u{85}", "é"] });
        let text = written(PlainWriter::json(Vec::new()), value.to_string().as_bytes(), 3);
        assert!(!text.chars().any(steers), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_clipboard_gets_lines_and_nothing_that_types() {
        assert_eq!(lines("a\r\nb\u{1b}[201~\n"), "a\nb\u{fffd}[201~\n");
        assert_eq!(one_line("A\n- B"), "A\u{fffd}- B");
    }

    #[test]
    fn a_text_is_a_sentence_once_and_what_is_typed_stays_as_it_is() {
        for (text, told) in [
            ("cannot read /a (b)", "Cannot read /a (b)."),
            ("is the network on?", "Is the network on?"),
            (" Done. ", "Done."),
            ("r refreshes the list", "r refreshes the list."),
            ("segue login renews it", "segue login renews it."),
            ("ctrl-t analyses it", "ctrl-t analyses it."),
            ("~/x is no folder", "~/x is no folder."),
            ("", ""),
        ] {
            assert_eq!(sentence(text), told);
        }
        assert_eq!(
            with_remedy("music: cannot be read", "check the path"),
            "music: cannot be read. Check the path."
        );
        assert_eq!(with_remedy("It stopped.", "E goes on."), "It stopped. E goes on.");
        assert_eq!(with_remedy("Cannot save: disk full", ""), "Cannot save: disk full");
    }

    #[test]
    fn the_system_says_why_without_a_number_and_others_in_their_own_words() {
        let missing = io::Error::from_raw_os_error(2);
        assert_eq!(io_cause(&missing), "no such file or folder");
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(io_cause(&full), full.to_string());
        assert!(!io_cause(&io::Error::from_raw_os_error(13)).contains("os error"));
        assert_eq!(io_cause(&io::Error::new(io::ErrorKind::NotFound, "no tape")), "no tape");
    }

    proptest! {
        #[test]
        fn in_pieces_or_whole_it_is_the_same_and_plain(bytes in proptest::collection::vec(any::<u8>(), 0..80), size in 1_usize..7) {
            let whole = written(PlainWriter::text(Vec::new()), &bytes, 1_000);
            prop_assert!(!whole.chars().any(|c| steers(c) && c != '\n' && c != '\t'));
            prop_assert_eq!(whole, written(PlainWriter::text(Vec::new()), &bytes, size));
        }
    }
}
