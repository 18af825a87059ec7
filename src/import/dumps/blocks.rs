//! Bytes cut into blocks that end alike (a line, an element), each looked at without copying.

use std::{
    io::{self, Read},
    ops::Range,
};

use memchr::memmem::Finder;

/// What is read at a time.
const PART: usize = 1 << 18;
/// A block that is longer is no release; it is passed over.
const LONGEST: usize = 16 << 20;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'b> {
    /// With its end.
    Whole(&'b [u8]),
    /// It was longer than any that counts.
    TooLong,
}

/// Cuts what `reader` gives behind every `end`.
pub(super) struct Blocks<R> {
    reader: R,
    end: Finder<'static>,
    buffer: Vec<u8>,
    /// What of the buffer is filled and not given out yet.
    left: Range<usize>,
    /// Bytes given out or passed over.
    offset: u64,
    too_long: bool,
}

impl<R: Read> Blocks<R> {
    pub(super) fn new(reader: R, end: &'static [u8]) -> Self {
        let end = Finder::new(end);
        Self { reader, end, buffer: vec![0; 2 * PART], left: 0..0, offset: 0, too_long: false }
    }

    /// The next block; `None` at the end, where [`Blocks::rest`] may be left.
    pub(super) fn next(&mut self) -> io::Result<Option<Block<'_>>> {
        let overlap = self.end.needle().len() - 1;
        let mut from = self.left.start;
        loop {
            if let Some(at) = self.end.find(&self.buffer[from..self.left.end]) {
                let block = self.left.start..from + at + overlap + 1;
                self.left.start = block.end;
                self.offset += block.len() as u64;
                let too_long = std::mem::take(&mut self.too_long);
                return Ok(Some(if too_long { Block::TooLong } else { Block::Whole(&self.buffer[block]) }));
            }
            let searched = self.left.len().saturating_sub(overlap);
            self.make_room(searched);
            from = self.left.start + searched.min(self.left.len().saturating_sub(overlap));
            let read = self.read()?;
            if read == 0 {
                return Ok(None);
            }
        }
    }

    /// What stands behind the last block.
    pub(super) fn rest(&self) -> &[u8] {
        &self.buffer[self.left.clone()]
    }

    /// Where the next block begins, in bytes from the start.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Passes over bytes before the first block; `step` is told after each part and says whether to go on.
    pub(super) fn skip(&mut self, bytes: u64, mut step: impl FnMut() -> bool) -> io::Result<()> {
        while self.offset < bytes && step() {
            let most = (bytes - self.offset).min(PART as u64) as usize;
            let read = retried(|| self.reader.read(&mut self.buffer[..most]))?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.offset += read as u64;
        }
        Ok(())
    }

    /// Moves what is left to the front, or grows, or lets go of a block of which `searched` bytes are known not to end it.
    fn make_room(&mut self, searched: usize) {
        if self.left.end + PART <= self.buffer.len() {
            return;
        }
        if self.too_long || self.left.len() > LONGEST {
            self.too_long = true;
            self.offset += searched as u64;
            self.left.start += searched;
        }
        self.buffer.copy_within(self.left.clone(), 0);
        self.left = 0..self.left.len();
        if self.left.end + PART > self.buffer.len() {
            self.buffer.resize(2 * self.buffer.len(), 0);
        }
    }

    fn read(&mut self) -> io::Result<usize> {
        let read = retried(|| self.reader.read(&mut self.buffer[self.left.end..]))?;
        self.left.end += read;
        Ok(read)
    }
}

fn retried(mut read: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match read() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(to.len());
            self.0.read(&mut to[..len])
        }
    }

    fn cut(text: &[u8], at_a_time: usize) -> (Vec<Option<Vec<u8>>>, Vec<u8>, u64) {
        let mut blocks = Blocks::new(Slow(text, at_a_time), b"</r>");
        let mut all = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            all.push(match block {
                Block::Whole(bytes) => Some(bytes.to_vec()),
                Block::TooLong => None,
            });
        }
        (all, blocks.rest().to_vec(), blocks.offset())
    }

    proptest! {
        #[test]
        fn blocks_end_where_they_should_however_they_are_read(
            parts in proptest::collection::vec("[a<>/r]{0,9}", 0..9), at_a_time in 1_usize..20
        ) {
            let text = parts.join("</r>");
            let mut expected: Vec<String> = text.split_inclusive("</r>").map(str::to_owned).collect();
            let rest = expected.pop_if(|last| !last.ends_with("</r>")).unwrap_or_default();
            let (blocks, left, offset) = cut(text.as_bytes(), at_a_time);
            let blocks: Vec<_> = blocks.into_iter().map(|b| String::from_utf8(b.unwrap()).unwrap()).collect();
            prop_assert_eq!(offset as usize + rest.len(), text.len());
            prop_assert_eq!((blocks, left), (expected, rest.into_bytes()));
        }
    }

    #[test]
    fn a_block_without_an_end_is_passed_over_and_fills_no_memory() {
        let text = [b"one</r>".to_vec(), vec![b'x'; 3 * LONGEST], b"</r>two</r>".to_vec()].concat();
        let (blocks, rest, offset) = cut(&text, usize::MAX);
        assert_eq!(blocks, [Some(b"one</r>".to_vec()), None, Some(b"two</r>".to_vec())]);
        assert_eq!((rest.len(), offset), (0, text.len() as u64));
        let mut blocks = Blocks::new(&text[..], b"</r>");
        while blocks.next().unwrap().is_some() {}
        assert!(blocks.buffer.len() <= 4 * LONGEST, "{}", blocks.buffer.len());
    }

    #[test]
    fn what_is_skipped_counts() {
        let mut blocks = Blocks::new(&b"a</r>b</r>"[..], b"</r>");
        blocks.skip(5, || true).unwrap();
        assert_eq!(blocks.next().unwrap(), Some(Block::Whole(b"b</r>")));
        assert_eq!(blocks.offset(), 10);
        assert!(Blocks::new(&b"a"[..], b"</r>").skip(2, || true).is_err(), "the file is shorter now");
    }
}
