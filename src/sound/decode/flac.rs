//! A FLAC whose header states no smallest block, as some encoders write it: the decoder refuses what every player takes.

use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

/// Encoded sound, wherever it is.
pub type Media<'a> = Box<dyn MediaSource + 'a>;

/// Where the lengths of the smallest and the largest block stand, in samples and big-endian; 16 is the least that the format has.
const SMALLEST_BLOCK: usize = 8;
const LARGEST_BLOCK: usize = 10;
const LEAST: [u8; 2] = 16_u16.to_be_bytes();

/// The source, with a lawful header where its first bytes are a FLAC's without one: all blocks are as long as the largest.
pub fn mended<'a>(media: Media<'a>, head: &[u8]) -> Media<'a> {
    let length = |at: usize| head.get(at..at + 2).and_then(|bytes| <[u8; 2]>::try_from(bytes).ok());
    match (length(SMALLEST_BLOCK), length(LARGEST_BLOCK)) {
        (Some(smallest), Some(largest))
            if head.starts_with(b"fLaC") && smallest < LEAST && largest >= LEAST =>
        {
            Box::new(Mended { media, at: 0, smallest: largest })
        }
        _ => media,
    }
}

struct Mended<'a> {
    media: Media<'a>,
    at: u64,
    smallest: [u8; 2],
}

impl Read for Mended<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let len = self.media.read(to)?;
        for (place, byte) in (SMALLEST_BLOCK as u64..).zip(self.smallest) {
            let inside = place.checked_sub(self.at).and_then(|from| to[..len].get_mut(from as usize));
            if let Some(inside) = inside {
                *inside = byte;
            }
        }
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for Mended<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.media.seek(to)?;
        Ok(self.at)
    }
}

impl MediaSource for Mended<'_> {
    fn is_seekable(&self) -> bool {
        self.media.is_seekable()
    }

    fn byte_len(&self) -> Option<u64> {
        self.media.byte_len()
    }
}
