//! The starter: several thousand real mixes, compiled in.
//!
//! The asset holds mixes as JSON lines, gzipped; addresses that follow from the title are left out. It is parsed when it is loaded, so
//! that it always follows the present grammar and rules.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::{Applied, CatalogueError, Change, MixLine, MixOrigin, Writer, cores, page_address};

/// Mixes from MixesDB; whose they are is said in `assets/STARTER.md`.
static STARTER: &[u8] = include_bytes!("../../assets/starter.jsonl.gz");

/// Puts the starter's mixes into the catalogue, in one change set.
pub fn load(writer: &mut Writer) -> Result<Applied, CatalogueError> {
    writer.apply(&changes()?)
}

/// Counts up when the starter says more of its mixes, or when styles are told otherwise.
pub const EDITION: &str = "2";

/// Brings the starter's mixes that a catalogue holds up to what the starter says of them now: an older one had neither categories nor
/// players. Mixes that a better source has said, and those that are gone, stay so.
pub fn refresh(writer: &mut Writer) -> Result<Applied, CatalogueError> {
    let mut held = Vec::new();
    for change in changes()? {
        if let Change::Upsert(incoming) = &change
            && writer.is_of_starter(&incoming.mix.title)?
        {
            held.push(change);
        }
    }
    writer.apply(&held)
}

/// The starter's mixes, parsed.
pub fn changes() -> Result<Vec<Change>, CatalogueError> {
    let mut text = Vec::new();
    MultiGzDecoder::new(STARTER).read_to_end(&mut text).map_err(damaged)?;
    parse(&text).map_err(damaged)
}

/// Parses all lines; the order stays.
fn parse(text: &[u8]) -> io::Result<Vec<Change>> {
    let lines: Vec<&[u8]> = lines(text).collect();
    let change = |line: &&[u8]| {
        let mut mix: MixLine = serde_json::from_slice(line)?;
        mix.url.get_or_insert_with(|| page_address(&mix.title));
        Ok(Change::Upsert(mix.incoming(MixOrigin::Starter)))
    };
    cores::map(&lines, change).into_iter().collect()
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

fn damaged(e: io::Error) -> CatalogueError {
    CatalogueError::Io { path: "the starter".into(), source: e }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_catalogue_is_filled_and_loading_twice_changes_nothing() {
        let mut writer = Writer::in_memory().unwrap();
        let first = load(&mut writer).unwrap();
        assert_eq!((first.mixes_added, first.generation), (4_500, 1));
        assert!((60_000..90_000).contains(&first.tracks_added), "{first:?}");
        let counts = writer.contents().unwrap().counts().unwrap();
        assert!((85_000..95_000).contains(&counts.plays), "{counts:?}");
        let second = load(&mut writer).unwrap();
        assert_eq!((second.mixes_unchanged, second.tracks_added, second.generation), (4_500, 0, 1));
    }

    #[test]
    fn addresses_are_there_again() {
        let lines = br#"{"title":"1999 - A & B","tracklist":["C - D"]}
{"title":"2000 - X","url":"https://elsewhere.example/x","tracklist":[]}"#;
        let urls: Vec<_> = parse(lines)
            .unwrap()
            .into_iter()
            .map(|change| match change {
                Change::Upsert(incoming) => incoming.source.url.unwrap(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(urls, ["https://www.mixesdb.com/w/1999_-_A_%26_B", "https://elsewhere.example/x"]);
    }
}
