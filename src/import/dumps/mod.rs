//! Dumps of open data: releases that are mixes, read as a stream whatever its size.
//!
//! Only blocks that may be a mix are parsed, so that reading takes as long as unpacking. With each batch the catalogue notes how far
//! the file is read; an import that was ended goes on there, and ends with the same catalogue.

mod blocks;
mod discogs;
mod element;
mod musicbrainz;
mod names;

use std::{fs, path::Path, time::UNIX_EPOCH};

use super::{
    batch::{Batch, Place},
    input::Input,
    report::{AGAIN, ImportError, ImportReport},
};
use crate::{
    catalogue::{Incoming, MixOrigin, MixSource, normal_title},
    wikitext::{Entry, Mix},
};

use blocks::{Block, Blocks};
pub(super) use musicbrainz::is_release as is_musicbrainz;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dump {
    /// Discogs' releases, as XML.
    Discogs,
    /// MusicBrainz' releases, as JSON lines.
    MusicBrainz,
}

/// A release that is a mix.
struct Released {
    date: Option<String>,
    title: String,
    /// The DJs as they are credited; empty where nobody is.
    by: String,
    djs: Vec<String>,
    categories: Vec<String>,
    url: String,
    /// Of the group of releases that are the same mix.
    foreign_id: String,
    /// Which of a group's releases counts: the highest.
    rank: u64,
    entries: Vec<Entry>,
}

impl Released {
    fn incoming(self) -> Incoming {
        let parts = self.date.iter().chain([&self.by, &self.title]).map(String::as_str);
        let title = normal_title(&parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" - "));
        let source = MixSource {
            page_id: None,
            revision: Some(self.rank),
            origin: MixOrigin::Public,
            url: Some(self.url),
            foreign_id: Some(self.foreign_id),
        };
        let mix = Mix {
            title,
            date: self.date,
            artists: self.djs,
            categories: self.categories,
            redirect: None,
            audio: Vec::new(),
            entries: self.entries,
        };
        Incoming { source, mix }
    }
}

/// Imports the mixes among the releases. Where the file breaks off, what stands before is imported and the place is named.
pub(super) fn import(
    dump: Dump,
    file: &Path,
    input: Input,
    mut batch: Batch<'_, '_>,
) -> Result<ImportReport, ImportError> {
    let mut blocks = Blocks::new(input.into_raw(), dump.end());
    let from = batch.resume(place(file))?;
    if let Err(e) = blocks.skip(from, || batch.passes().is_ok()) {
        batch.skip(0, format!("the file breaks off: {e}; {AGAIN}"));
        return batch.finish();
    }
    batch.check()?;
    let mut last = None;
    let mut sieve = Sieve::of(dump);
    let cut = loop {
        match blocks.next() {
            Ok(Some(Block::Whole(block))) => {
                last = sieve.number(block).or(last);
                let read = sieve.read(block);
                batch.at(blocks.offset());
                match read {
                    Ok(None) => batch.passes()?,
                    Ok(Some(release)) => batch.add(release.incoming())?,
                    Err(reason) => batch.skip(0, format!("{}: {reason}", named(last))),
                }
            }
            Ok(Some(Block::TooLong)) => {
                batch.skip(0, format!("behind {}: one that is too long for a release", named(last)));
            }
            Ok(None) => break ended(&mut sieve, blocks.rest(), &mut batch)?,
            Err(e) => break Some(e.to_string()),
        }
    };
    if let Some(why) = cut {
        batch.skip(
            0,
            format!(
                "the file breaks off behind {}, at byte {}: {why}; {AGAIN}",
                named(last),
                blocks.offset()
            ),
        );
    }
    batch.finish()
}

fn named(number: Option<u64>) -> String {
    number.map_or_else(|| "a release".to_owned(), |number| format!("release {number}"))
}

/// What is left behind the last whole block: nothing more, a line without its end, or the reason why it is cut.
fn ended(sieve: &mut Sieve, rest: &[u8], batch: &mut Batch<'_, '_>) -> Result<Option<String>, ImportError> {
    let missing = "the end is missing".to_owned();
    match sieve {
        Sieve::Discogs(_) => Ok((!rest.windows(11).any(|w| w == b"</releases>")).then_some(missing)),
        Sieve::MusicBrainz(_) if rest.trim_ascii().is_empty() => Ok(None),
        Sieve::MusicBrainz(_) if serde_json::from_slice::<serde::de::IgnoredAny>(rest).is_err() => {
            Ok(Some(missing))
        }
        Sieve::MusicBrainz(_) => {
            if let Ok(Some(release)) = sieve.read(rest) {
                batch.add(release.incoming())?;
            }
            Ok(None)
        }
    }
}

impl Dump {
    fn end(self) -> &'static [u8] {
        match self {
            Self::Discogs => discogs::END,
            Self::MusicBrainz => musicbrainz::END,
        }
    }
}

enum Sieve {
    Discogs(Box<discogs::Sieve>),
    MusicBrainz(Box<musicbrainz::Sieve>),
}

impl Sieve {
    fn of(dump: Dump) -> Self {
        match dump {
            Dump::Discogs => Self::Discogs(Box::new(discogs::Sieve::new())),
            Dump::MusicBrainz => Self::MusicBrainz(Box::new(musicbrainz::Sieve::new())),
        }
    }

    fn read(&self, block: &[u8]) -> Result<Option<Released>, String> {
        match self {
            Self::Discogs(sieve) => sieve.candidate(block).map_or(Ok(None), discogs::read),
            Self::MusicBrainz(sieve) => sieve.candidate(block).map_or(Ok(None), musicbrainz::read),
        }
    }

    /// By which number a place is named.
    fn number(&self, block: &[u8]) -> Option<u64> {
        match self {
            Self::Discogs(_) => discogs::number(block),
            Self::MusicBrainz(_) => None,
        }
    }
}

/// What the catalogue notes an import of this file by; `None` where it cannot be gone on with, as the standard input.
fn place(file: &Path) -> Option<Place> {
    let about = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
    let modified = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    let path = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    Some(Place::new(&path.to_string_lossy(), &format!("{} {modified}", about.len())))
}

#[cfg(test)]
mod tests;
