//! The parser and the keys over 92,000 real tracklist lines, in `../shared`.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use flate2::read::GzDecoder;
use segue::{
    track::Name,
    wikitext::{EntryKind, Mix, parse_lines},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    title: String,
    tracklist: Vec<String>,
}

fn mixes() -> Vec<Mix> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/mixes.jsonl.gz");
    let file = File::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    let mix = |line: std::io::Result<String>| {
        let line: Line = serde_json::from_str(&line.expect("the file is whole")).expect("one mix a line");
        parse_lines(&line.title, &line.tracklist)
    };
    lines.map(mix).collect()
}

#[test]
#[ignore = "needs ../shared/data/mixes.jsonl.gz"]
fn nearly_every_real_line_is_a_track() {
    let mixes = mixes();
    let mut kinds: HashMap<EntryKind, usize> = HashMap::new();
    mixes.iter().flat_map(|mix| &mix.entries).for_each(|entry| *kinds.entry(entry.kind).or_default() += 1);
    let of = |kind| kinds.get(&kind).copied().unwrap_or_default();
    assert_eq!(kinds.values().sum::<usize>(), 91_871, "no line is lost");
    assert!(of(EntryKind::Track) > 91_500, "{kinds:?}");
    assert!(of(EntryKind::Partial) < 200 && of(EntryKind::Unknown) < 60, "{kinds:?}");
    assert!(mixes.iter().all(|mix| mix.date.is_some()));
}

/// Far fewer keys would be records merged that are different, far more would be spellings that no rule joins.
#[test]
#[ignore = "needs ../shared/data/mixes.jsonl.gz"]
fn real_lines_are_as_many_records_as_they_should_be() {
    let mixes = mixes();
    let halves = mixes
        .iter()
        .flat_map(|mix| &mix.entries)
        .filter_map(|e| Some((e.artist.as_ref()?, e.title.as_ref()?)));
    let keys: HashSet<_> = halves.map(|(artist, title)| Name::parse(artist, title).key()).collect();
    let families: HashSet<&str> = keys.iter().map(segue::track::TrackKey::family).collect();
    // 811 aliases join as many more.
    assert!((73_200..74_700).contains(&keys.len()), "{} records", keys.len());
    assert!((69_000..70_400).contains(&families.len()), "{} without versions", families.len());
}
