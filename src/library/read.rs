//! The catalogue's contents to the columns of a snapshot.

use std::ops::ControlFlow;

use super::snapshot::{
    build::{Builder, MixIn, PlayIn, TrackIn},
    segment::Meta,
    tables::Tables,
};
use crate::{
    catalogue::{Catalogue, Error},
    track::{Key, RULES},
    wikitext::Kind,
};

/// Reads one consistent state of the catalogue. Tracks that are in no mix any more are kept: the user may refer to them.
pub fn tables(catalogue: &Catalogue) -> Result<Tables, Error> {
    let contents = catalogue.contents()?;
    let mut builder = Builder::default();
    contents.tracks(|t| {
        builder.track(TrackIn {
            id: t.id,
            family: Key::family_of(t.key),
            artist: t.artist,
            title: t.title,
            version: t.version,
            label: t.label,
            year: t.year,
        });
        ControlFlow::Continue(())
    })?;
    contents.mixes(|m| {
        builder.mix(
            MixIn { id: m.id, title: m.title, url: m.url, date: m.date, styles: m.styles },
            m.djs.iter().map(String::as_str),
        );
        ControlFlow::Continue(())
    })?;
    contents.tracklists(|mix, list| {
        let mut place = 0;
        for ((track, entry), line) in list.lines().zip(0..) {
            if let Some(track) = track {
                builder.play(PlayIn { mix, track, place, line, cue: entry.cue });
            }
            place += u32::from(matches!(entry.kind, Kind::Track | Kind::Partial | Kind::Unknown));
        }
        ControlFlow::Continue(())
    })?;
    let meta = Meta { generation: contents.generation(), rules: RULES, settings: 0 };
    Ok(builder.finish(meta))
}
