//! A bound for what a reader of XML takes in one piece: a tag, a text, a comment.

use std::io::{self, BufRead, Read};

use super::input::Input;

/// Bytes of one piece at most; the longest real ones are pages of 2 MiB.
const LONGEST: usize = 16 << 20;

/// Elements in each other at most: a reader of XML remembers the name of each.
pub(super) const TOO_DEEP: usize = 100_000;
pub(super) const SAID_TOO_DEEP: &str = "more than 100,000 elements lie in each other";

/// An input that fails where one piece has no end.
pub(super) struct Bounded<'i> {
    input: &'i mut Input,
    taken: usize,
}

impl<'i> Bounded<'i> {
    pub(super) fn new(input: &'i mut Input) -> Self {
        Self { input, taken: 0 }
    }

    /// A piece begins.
    pub(super) fn begin(&mut self) {
        self.taken = 0;
    }

    /// The line that is being read.
    pub(super) fn line(&self) -> u64 {
        self.input.line()
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > LONGEST {
            return Err(io::Error::other(format!("a tag or text is longer than {} MiB", LONGEST >> 20)));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount;
        self.input.consume(amount);
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let len = self.fill_buf()?.read(to)?;
        self.consume(len);
        Ok(len)
    }
}
