//! Small tables for tests, made from titles and tracklist lines as the wiki writes them.

use std::{collections::BTreeMap, path::Path};

use super::snapshot::{
    build::{Builder, MixIn, PlayIn, TrackIn},
    segment::Meta,
    tables::Tables,
};
use crate::{
    catalogue::MixOrigin,
    config::{Paths, Settings},
    track::{MixId, Name, TrackId, TrackKey, split_djs},
    wikitext::{self, EntryKind},
};

/// The paths of a library in `dir`, made, and settings without the starter.
///
/// # Panics
/// Where the folders cannot be made.
pub fn bare(dir: &Path) -> (Paths, Settings) {
    let paths = Paths::find(Some(dir.join("c.toml")), Some(dir.join("data"))).expect("paths");
    paths.make().expect("made");
    let mut settings = Settings::default();
    settings.library.starter = false;
    (paths, settings)
}

/// Tables of these mixes, ids in order of first appearance. A line `[[Category:Dub Techno]]` is a style.
pub fn tables(mixes: &[(&str, &[&str])]) -> Tables {
    let pages: Vec<_> = mixes
        .iter()
        .map(|(title, lines)| {
            let lines: Vec<String> = lines.iter().map(|&l| l.to_owned()).collect();
            wikitext::parse_lines(title, &lines)
        })
        .collect();
    let mut ids: BTreeMap<TrackKey, TrackId> = BTreeMap::new();
    let mut builder = Builder::default();
    let name = |e: &wikitext::Entry| Some(Name::parse(e.artist.as_deref()?, e.title.as_deref()?));
    for entry in pages.iter().flat_map(|p| &p.entries).filter(|e| e.kind == EntryKind::Track) {
        let Some(name) = name(entry) else { continue };
        let next = TrackId(ids.len() as u32 + 1);
        let key = name.key();
        let id = *ids.entry(key.clone()).or_insert(next);
        if id == next {
            builder.track(TrackIn {
                id,
                family: key.family(),
                artist: &name.artist,
                title: &name.title,
                version: name.version.as_deref(),
                label: entry.label.as_deref(),
                year: entry.year,
            });
        }
    }
    let style = |line: &&str| Some(line.strip_prefix("[[Category:")?.trim_end_matches(']').to_owned());
    let styles: Vec<Vec<String>> =
        mixes.iter().map(|(_, lines)| lines.iter().filter_map(style).collect()).collect();
    let alone = |dj: &str| pages.iter().any(|p| p.artists.len() == 1 && p.artists[0] == dj);
    for ((page, styles), id) in pages.iter().zip(&styles).zip(1..) {
        let (title, date) = (page.title.as_str(), page.date.as_deref());
        let mix = MixIn { id: MixId(id), origin: MixOrigin::Import, title, url: None, date, styles };
        let djs = split_djs(&page.artists.join(" & "), &page.categories, &alone);
        builder.mix(mix, djs.iter().map(String::as_str));
    }
    for (page, id) in pages.iter().zip(1..) {
        for (entry, line) in page.entries.iter().zip(0..) {
            if let Some(track) = name(entry).and_then(|n| ids.get(&n.key()).copied()) {
                builder.play(PlayIn { mix: MixId(id), track, place: line, line, cue: entry.cue });
            }
        }
    }
    builder.finish(Meta { generation: 1, ..Meta::default() }, 0)
}

/// The row of the track with this title.
///
/// # Panics
/// Where there is none.
pub fn row(tables: &Tables, title: &str) -> u32 {
    (0..tables.n_tracks() as u32).find(|&r| tables.title.get(r) == title).expect("a track of this title")
}
