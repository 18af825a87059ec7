//! Bytes of a file or of the standard input, unpacked and decoded; it knows at which line it is.

use std::{
    cell::Cell,
    io::{self, BufRead, Cursor, Read},
    path::Path,
    rc::Rc,
};

use bzip2::read::MultiBzDecoder;
use encoding_rs::Encoding;
use flate2::read::MultiGzDecoder;

use super::{
    characters,
    encoding::{self, Found},
    text::{self, Text},
};
use crate::files::open_file;

/// What a format is told by.
const HEAD: u64 = 1 << 16;

/// A file with its size, or the standard input.
pub(super) fn open(path: &Path) -> io::Result<(Box<dyn Read>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = open_file(path)?;
    let length = file.metadata()?.len();
    Ok((Box::new(file), Some(length)))
}

/// How many packed bytes have been read.
pub(super) type Meter = Rc<Cell<u64>>;

/// What stands first, and all of it.
type Whole = io::Chain<Cursor<Vec<u8>>, Box<dyn Read>>;

/// Unpacked text (see [`Text`]), and how many lines have been read.
pub(super) struct Input {
    head: Vec<u8>,
    found: Found,
    text: Text<Whole>,
    line: u64,
    meter: Meter,
}

impl Input {
    /// Unpacks by what the first bytes say, and decodes by what those say or the user `told`.
    pub(super) fn new(reader: Box<dyn Read>, told: Option<&'static Encoding>) -> io::Result<Self> {
        let meter = Meter::default();
        let metered = Metered { reader, read: Rc::clone(&meter) };
        let (packed, all) = with_head(Box::new(metered))?;
        let unpacked: Box<dyn Read> = if packed.starts_with(&[0x1f, 0x8b]) {
            Box::new(Unpacked { reader: MultiGzDecoder::new(all), packed: Rc::clone(&meter), so_far: 0 })
        } else if packed.starts_with(b"BZh") {
            Box::new(Unpacked { reader: MultiBzDecoder::new(all), packed: Rc::clone(&meter), so_far: 0 })
        } else {
            Box::new(all)
        };
        let (head, mut all) = with_head(unpacked)?;
        let found = encoding::find(&head, told);
        io::copy(&mut (&mut all).take(found.mark as u64), &mut io::sink())?;
        Ok(Self { head, found, text: Text::new(all, found), line: 1, meter })
    }

    /// The first unpacked bytes as they are, up to 64 KiB.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The first bytes as text.
    pub(super) fn start(&self) -> String {
        text::start(&self.head, self.found)
    }

    /// What to say where its letters are likely not those of Windows-1252, as which they are read; see [`characters::doubt`].
    pub(super) fn doubt(&self) -> Option<String> {
        let guessed = self.found.encoding.is_none() && self.found.mark == 0;
        guessed.then(|| characters::doubt(&self.head)).flatten()
    }

    /// Whether a byte is a character, or a part of one in UTF-8.
    pub(super) fn is_bytes(&self) -> bool {
        self.found.encoding.is_none()
    }

    /// Leaves lines that are no UTF-8 as they are; see [`Text::strict`].
    pub(super) fn strict(&mut self) {
        self.text.strict();
    }

    /// The unpacked bytes as they are; before anything else is read.
    pub(super) fn into_raw(self) -> impl Read {
        self.text.into_raw()
    }

    /// The line that is being read, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn meter(&self) -> Meter {
        Rc::clone(&self.meter)
    }

    /// Reads one line without its end; false at the end of the input. Of a line longer than `limit` only that much is kept.
    pub(super) fn read_line(&mut self, line: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
        line.clear();
        let mut any = false;
        loop {
            let bytes = self.fill_buf()?;
            if bytes.is_empty() {
                return Ok(any);
            }
            any = true;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let part = end.unwrap_or(bytes.len());
            let room = limit.saturating_sub(line.len()).min(part);
            line.extend_from_slice(&bytes[..room]);
            self.consume(part + usize::from(end.is_some()));
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    /// As [`Input::read_line`], as text.
    pub(super) fn next_line(&mut self, line: &mut String, limit: usize) -> io::Result<bool> {
        let mut bytes = std::mem::take(line).into_bytes();
        let read = self.read_line(&mut bytes, limit)?;
        // Only a character that the limit cut is no UTF-8.
        *line =
            String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Ok(read)
    }
}

impl Read for Input {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let len = self.fill_buf()?.read(to)?;
        self.consume(len);
        Ok(len)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.text.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let passed = &self.text.buffered()[..amount];
        self.line += passed.split(|byte| *byte == b'\n').count() as u64 - 1;
        self.text.consume(amount);
    }
}

/// The first bytes, and a reader of all.
fn with_head(mut reader: Box<dyn Read>) -> io::Result<(Vec<u8>, Whole)> {
    let mut head = Vec::new();
    match (&mut reader).take(HEAD).read_to_end(&mut head) {
        Err(e) if head.is_empty() => return Err(e),
        // What comes before the place where it breaks off is still there.
        Err(e) => reader = Box::new(Broken(e)),
        Ok(_) => {}
    }
    Ok((head.clone(), Cursor::new(head).chain(reader)))
}

/// Text shrinks to a tenth, seldom to a hundredth; what unpacks to more than this many times its size is made to fill memory or time …
const MOST_TIMES: u64 = 250;
/// … where it is more than this.
const LARGE: u64 = 1 << 30;

struct Unpacked<R> {
    reader: R,
    packed: Meter,
    so_far: u64,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let len = self.reader.read(to)?;
        self.so_far += len as u64;
        if self.so_far > LARGE && self.so_far / MOST_TIMES > self.packed.get() {
            return Err(io::Error::other(format!("it unpacks to more than {MOST_TIMES} times its size")));
        }
        Ok(len)
    }
}

/// Where a file breaks off.
struct Broken(io::Error);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(self.0.kind(), self.0.to_string()))
    }
}

struct Metered {
    reader: Box<dyn Read>,
    read: Meter,
}

impl Read for Metered {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let len = self.reader.read(to)?;
        self.read.set(self.read.get() + len as u64);
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &'static [u8], limit: usize) -> Vec<(String, u64)> {
        let mut input = Input::new(Box::new(bytes), None).unwrap();
        let mut line = String::new();
        let mut seen = Vec::new();
        while input.next_line(&mut line, limit).unwrap() {
            seen.push((line.clone(), input.line()));
        }
        assert_eq!(input.meter().get(), bytes.len() as u64);
        seen
    }

    #[test]
    fn lines_are_counted_and_cut() {
        let seen = lines(b"one\ntwo and more\nlast", 5);
        assert_eq!(seen, [("one".into(), 2), ("two a".into(), 3), ("last".into(), 3)]);
    }

    #[test]
    fn lines_of_any_kind_are_counted_alike() {
        for bytes in [&b"a\nb\n\nc\n"[..], b"a\r\nb\r\n\r\nc\r\n", b"a\rb\r\rc\r", b"\xef\xbb\xbfa\nb\n\nc\n"]
        {
            let seen = lines(bytes, 99);
            assert_eq!(seen, [("a".into(), 2), ("b".into(), 3), (String::new(), 4), ("c".into(), 5)]);
        }
    }

    #[test]
    fn the_head_is_there_before_anything_is_read() {
        let mut input = Input::new(Box::new(&b"\xff\xfeT\0\r\0\n\0"[..]), None).unwrap();
        assert_eq!((input.start().as_str(), input.head().len()), ("T\n", 8));
        let mut text = String::new();
        input.read_to_string(&mut text).unwrap();
        assert_eq!(text, "T\n");
    }
}
