//! Encoded sound of which only the parts that are read are fetched.

use std::{
    fmt,
    io::{self, Read, Seek, SeekFrom},
};

use symphonia::core::io::MediaSource;

/// A file that gives any part of itself.
pub trait Parts: fmt::Debug + Send + Sync {
    /// Its length in bytes.
    fn length(&self) -> u64;
    /// Reads from a byte on; 0 at the end, and where no more is given.
    fn read_at(&self, at: u64, to: &mut [u8]) -> io::Result<usize>;
}

/// A reader of it from one byte on.
pub(super) struct Reader<'a> {
    parts: &'a dyn Parts,
    from: u64,
    at: u64,
    seekable: bool,
}

impl<'a> Reader<'a> {
    /// Of all of it; its decoder may go anywhere.
    pub(super) fn whole(parts: &'a dyn Parts) -> Self {
        Self { parts, from: 0, at: 0, seekable: true }
    }

    /// From there on, in order.
    pub(super) fn from(parts: &'a dyn Parts, from: u64) -> Self {
        Self { parts, from, at: from, seekable: false }
    }
}

impl Read for Reader<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.parts.read_at(self.at, to)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Reader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, by) = match to {
            SeekFrom::Start(at) => (self.from, i64::try_from(at).unwrap_or(i64::MAX)),
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.parts.length(), by),
        };
        let at = base.checked_add_signed(by).filter(|at| *at >= self.from);
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at - self.from)
    }
}

impl MediaSource for Reader<'_> {
    fn is_seekable(&self) -> bool {
        self.seekable
    }

    fn byte_len(&self) -> Option<u64> {
        self.seekable.then(|| self.parts.length())
    }
}
