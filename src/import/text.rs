//! Bytes of any encoding as clean lines of UTF-8.
//!
//! Whatever a file is written in, its readers see UTF-8 whose lines end in LF (also where they ended in CR or CRLF) and which holds no
//! control character but tabs and line ends. Nothing is held of the file but the line that is being read.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder, WINDOWS_1252};

use super::encoding::Found;
use crate::track::clean_char;

const BUFFER: usize = 1 << 16;
/// A longer line is decoded in pieces.
const LONGEST: usize = 1 << 20;

/// Reads text; see the module.
pub(super) struct Text<R> {
    raw: BufReader<R>,
    decoder: Option<Decoder>,
    /// Leaves lines that are no UTF-8 as they are.
    strict: bool,
    /// Bytes of a line whose end was not read yet.
    pending: Vec<u8>,
    /// Decoded, and how much of it is consumed.
    out: Vec<u8>,
    at: usize,
    after_cr: bool,
    ended: bool,
    /// Why no more can be read; told when what could be is.
    broken: Option<io::Error>,
}

impl<R: Read> Text<R> {
    /// Reads `raw`, whose byte order mark is passed already, as what was found.
    pub(super) fn new(raw: R, found: Found) -> Self {
        Self {
            raw: BufReader::with_capacity(BUFFER, raw),
            decoder: found.encoding.map(encoding_rs::Encoding::new_decoder_without_bom_handling),
            strict: false,
            pending: Vec::new(),
            out: Vec::new(),
            at: 0,
            after_cr: false,
            ended: false,
            broken: None,
        }
    }

    /// From here on lines that are no UTF-8 are left as they are instead of being taken for Windows-1252: for formats that are
    /// always UTF-8, where such a line is damaged.
    pub(super) fn strict(&mut self) {
        self.strict = true;
    }

    /// The bytes as they are; before anything is read.
    pub(super) fn into_raw(self) -> R {
        self.raw.into_inner()
    }

    /// What is decoded and not consumed yet.
    pub(super) fn buffered(&self) -> &[u8] {
        &self.out[self.at..]
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.at = 0;
        while self.out.is_empty() && !self.ended {
            let bytes = match self.raw.fill_buf() {
                Ok(bytes) => bytes,
                Err(e) => {
                    self.broken = Some(e);
                    &[]
                }
            };
            let len = bytes.len();
            self.ended = len == 0;
            if let Some(decoder) = &mut self.decoder {
                decode(decoder, bytes, self.ended, &mut self.after_cr, &mut self.out);
            } else {
                let from = self.pending.len();
                self.pending.extend_from_slice(bytes);
                self.take_lines(from);
            }
            self.raw.consume(len);
        }
        if self.out.is_empty() { self.broken.take().map_or(Ok(()), Err) } else { Ok(()) }
    }

    /// Decodes the whole lines of what is pending; no line ends before `from`.
    fn take_lines(&mut self, from: usize) {
        let line_end = self.pending[from..].iter().rposition(|b| matches!(b, b'\n' | b'\r'));
        let whole = line_end.map_or(0, |at| from + at + 1);
        let end = match whole {
            _ if self.ended => self.pending.len(),
            0 if self.pending.len() >= LONGEST => self.pending.len() - cut_character(&self.pending),
            whole => whole,
        };
        let lines = &self.pending[..end];
        if let Ok(text) = std::str::from_utf8(lines) {
            push_clean(text, &mut self.after_cr, &mut self.out);
        } else {
            for line in lines.split_inclusive(|b| matches!(b, b'\n' | b'\r')) {
                if self.strict && std::str::from_utf8(line).is_err() {
                    self.out.extend_from_slice(line);
                } else {
                    push_clean(&guess(line), &mut self.after_cr, &mut self.out);
                }
            }
        }
        self.pending.drain(..end);
    }
}

impl<R: Read> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.out.len() {
            self.refill()?;
        }
        Ok(&self.out[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.out.len());
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let len = self.fill_buf()?.read(to)?;
        self.consume(len);
        Ok(len)
    }
}

/// The text of a file's first bytes, for telling its format.
pub(super) fn start(head: &[u8], found: Found) -> String {
    let mut text = Text::new(&head[found.mark..], found);
    let mut bytes = Vec::new();
    // Memory can be read.
    let _ = text.read_to_end(&mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// UTF-8, or Windows-1252 where that is likelier: in UTF-8 with a damaged byte, whole characters are more than broken ones.
fn guess(line: &[u8]) -> std::borrow::Cow<'_, str> {
    let (mut broken, mut whole) = (0, 0);
    for chunk in line.utf8_chunks() {
        broken += usize::from(!chunk.invalid().is_empty());
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    if whole > broken || broken == 0 {
        return String::from_utf8_lossy(line);
    }
    WINDOWS_1252.decode_without_bom_handling(line).0
}

/// How many bytes at the end are a character that is cut off.
fn cut_character(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(e) if e.error_len().is_none() => bytes.len() - e.valid_up_to(),
        _ => 0,
    }
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, after_cr: &mut bool, out: &mut Vec<u8>) {
    let mut text = String::with_capacity(BUFFER);
    loop {
        let (result, read, _) = decoder.decode_to_string(bytes, &mut text, last);
        push_clean(&text, after_cr, out);
        text.clear();
        bytes = &bytes[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// Whether a byte of UTF-8 may begin what [`push_clean`] changes: a control character, U+0080 to U+009F, U+2028, a byte order mark.
fn is_special(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t' && byte != b'\n') || matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef)
}

fn push_clean(text: &str, after_cr: &mut bool, out: &mut Vec<u8>) {
    let mut rest = if *after_cr { text.strip_prefix('\n').unwrap_or(text) } else { text };
    *after_cr = *after_cr && text.is_empty();
    while let Some(at) = rest.bytes().position(is_special) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain.as_bytes());
        let Some(c) = special.chars().next() else { return };
        rest = &special[c.len_utf8()..];
        if c == '\r' {
            out.push(b'\n');
            *after_cr = rest.is_empty();
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        } else if let Some(c) = clean_char(c) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out.extend_from_slice(rest.as_bytes());
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_8, UTF_16BE};
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{super::encoding::find, *};

    /// Gives `size` bytes at a time.
    struct Drip<'b>(&'b [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(to.len());
            self.0.read(&mut to[..len])
        }
    }

    fn read(bytes: &[u8], size: usize) -> String {
        let found = find(bytes, None);
        let mut text = String::new();
        Text::new(Drip(&bytes[found.mark..], size), found).read_to_string(&mut text).unwrap();
        text
    }

    #[rstest]
    #[case("a\nb\n".as_bytes(), "a\nb\n")]
    #[case(b"a\r\nb\r\n\r\nc", "a\nb\n\nc")]
    #[case(b"a\rb\r\rc\r", "a\nb\n\nc\n")]
    #[case(b"J\xfcrgen \x96 Flu\xdf\nDon\x92t\n", "Jürgen – Fluß\nDon’t\n")]
    #[case("Jürgen\nDon".as_bytes(), "Jürgen\nDon")]
    #[case(b"J\xfcrgen\rJ\xc3\xbcrgen\r", "Jürgen\nJürgen\n")]
    #[case(b"\xd0\x9a\xd0\xb8\xd0\xbd\xd0 \xd0\xba\xd1\x80\n", "Кин\u{fffd} кр\n")]
    #[case(b"a\0b\x1b[0m\x7f\tc\xc2\x96\xef\xbb\xbf\n", "a b [0m \tc–\n")]
    #[case(b"\xff\xfea\0\r\0\n\0b\0", "a\nb")]
    #[case(b"", "")]
    fn every_encoding_and_line_end_reads_the_same(#[case] bytes: &[u8], #[case] text: &str) {
        for size in [1, 2, 3, 1 << 16] {
            assert_eq!(read(bytes, size), text, "{size} at a time");
        }
    }

    #[test]
    fn what_is_told_is_believed() {
        let found = find("Привет".as_bytes(), Some(UTF_8));
        assert_eq!(start("Привет".as_bytes(), found), "Привет");
        let bytes: Vec<u8> = "Ö".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(start(&bytes, find(&bytes, Some(UTF_16BE))), "Ö");
    }

    #[test]
    fn a_long_line_is_read_in_pieces_and_characters_stay_whole() {
        let long = "é".repeat(LONGEST);
        assert!(read(long.as_bytes(), 4097) == long);
    }

    #[test]
    fn strict_text_keeps_bytes_that_are_no_utf_8() {
        let mut text = Text::new(&b"a\xff\r\nb\xc3\xa9\r\n"[..], Found { encoding: None, mark: 0 });
        text.strict();
        let mut bytes = Vec::new();
        text.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"a\xff\r\nb\xc3\xa9\n");
    }

    proptest! {
        #[test]
        fn any_bytes_become_clean_text(bytes in proptest::collection::vec(any::<u8>(), 0..60), size in 1_usize..9) {
            let text = read(&bytes, size);
            prop_assert!(!text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n')), "{text:?}");
            prop_assert_eq!(text, read(&bytes, 1 << 16));
        }
    }
}
