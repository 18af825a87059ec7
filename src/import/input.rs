//! Bytes of a file or of the standard input, unpacked; it knows at which line it is.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    rc::Rc,
};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;

const BUFFER: usize = 1 << 16;

/// A file with its size, or the standard input.
pub(super) fn open(path: &Path) -> io::Result<(Box<dyn Read>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    Ok((Box::new(file), Some(about.len())))
}

/// How many packed bytes have been read.
pub(super) type Meter = Rc<Cell<u64>>;

/// Unpacked bytes, and how many lines have been read.
pub(super) struct Input {
    bytes: BufReader<Box<dyn Read>>,
    line: u64,
    meter: Meter,
}

impl Input {
    /// Unpacks by what the first bytes say.
    pub(super) fn new(reader: Box<dyn Read>) -> io::Result<Self> {
        let meter = Meter::default();
        let metered = Metered { reader, read: Rc::clone(&meter) };
        let mut packed = BufReader::with_capacity(BUFFER, metered);
        let first = packed.fill_buf()?;
        let reader: Box<dyn Read> = if first.starts_with(&[0x1f, 0x8b]) {
            Box::new(MultiGzDecoder::new(packed))
        } else if first.starts_with(b"BZh") {
            Box::new(MultiBzDecoder::new(packed))
        } else {
            Box::new(packed)
        };
        Ok(Self { bytes: BufReader::with_capacity(BUFFER, reader), line: 1, meter })
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
}

impl Read for Input {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let len = bytes.len().min(to.len());
        to[..len].copy_from_slice(&bytes[..len]);
        self.consume(len);
        Ok(len)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.bytes.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let passed = &self.bytes.buffer()[..amount];
        self.line += passed.split(|byte| *byte == b'\n').count() as u64 - 1;
        self.bytes.consume(amount);
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

    #[test]
    fn lines_are_counted_and_cut() {
        let mut input = Input::new(Box::new(&b"one\ntwo and more\nlast"[..])).unwrap();
        let mut line = Vec::new();
        let mut seen = Vec::new();
        while input.read_line(&mut line, 5).unwrap() {
            seen.push((String::from_utf8(line.clone()).unwrap(), input.line()));
        }
        assert_eq!(seen, [("one".into(), 2), ("two a".into(), 3), ("last".into(), 3)]);
        assert_eq!(input.meter().get(), 21);
    }
}
