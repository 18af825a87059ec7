//! 200 real lines of the starter against a Spotify full of decoys.
//!
//! The right records are written the ways Spotify writes them (remixers among the artists, versions after a dash, guests
//! in brackets, remasters); each has other remixes, a live take, an instrumental, karaoke, a cover and a tribute beside
//! it. Every twentieth is not there at all, only its decoys are.

use std::{
    collections::HashSet,
    io::{BufRead as _, BufReader},
};

use flate2::read::MultiGzDecoder;

use super::{Matched, Searcher, look};
use crate::{
    catalogue::{MixLine, MixOrigin},
    preview::Wanted,
    spotify::{
        SpotifyError,
        fake::{Fake, FakeTrack},
        tests::House,
        wire::Track,
    },
    track::{Name, artists, squash},
    wikitext::EntryKind,
};

const LINES: usize = 200;

/// Real artist-title pairs, spread over all years, each record once, no artist more than twice.
fn lines() -> Vec<(String, String)> {
    let file = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/starter.jsonl.gz")).unwrap();
    let mixes: Vec<MixLine> = BufReader::new(MultiGzDecoder::new(file))
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    let (mut lines, mut families) = (Vec::new(), HashSet::new());
    let step = mixes.len() / (2 * LINES);
    for mix in mixes.into_iter().step_by(step) {
        let incoming = mix.incoming(MixOrigin::Starter);
        let entries = incoming.mix.entries.iter().filter(|entry| entry.kind == EntryKind::Track);
        let pairs: Vec<_> =
            entries.filter_map(|entry| Some((entry.artist.clone()?, entry.title.clone()?))).collect();
        let Some((artist, title)) = pairs.get(pairs.len() / 2).cloned() else { continue };
        if families.insert(Name::parse(&artist, &title).key().family().to_owned()) {
            lines.push((artist, title));
        }
    }
    lines.truncate(LINES);
    lines
}

/// As Spotify writes it: its artists, its title.
fn as_spotify_writes(name: &Name, way: usize) -> (Vec<String>, String) {
    let mut credit = artists(&name.artist);
    let mut title = name.title.clone();
    if way % 5 == 1 && credit.len() > 1 {
        let guest = credit.pop().unwrap_or_default();
        title = format!("{title} (feat. {guest})");
    }
    if let Some(version) = &name.version {
        let is_credited = way.is_multiple_of(4);
        let remixer = version.strip_suffix(" Remix").filter(|who| !who.is_empty() && is_credited);
        credit.extend(remixer.map(str::to_owned));
        title = match way % 2 {
            0 => format!("{title} - {version}"),
            _ => format!("{title} ({version})"),
        };
    } else {
        let usual = [
            "",
            " - Original Mix",
            " - Extended Mix",
            " - 2011 Remaster",
            " (Original Mix)",
            " - Remastered",
        ];
        title.push_str(usual[way % usual.len()]);
    }
    if way % 7 == 3 {
        title = title.replace('\'', "’");
    }
    (credit, title)
}

fn decoys(name: &Name) -> Vec<(Vec<String>, String)> {
    let credit = artists(&name.artist);
    let title = &name.title;
    let mut decoys: Vec<(Vec<String>, String)> = [
        "Somebody Else Remix",
        "Live at Fabric",
        "Instrumental",
        "A Cappella",
        "Quite Another Dub",
        "Karaoke Version",
        "VIP",
    ]
    .iter()
    .map(|version| (credit.clone(), format!("{title} - {version}")))
    .collect();
    if name.version.is_some() {
        decoys.push((credit.clone(), title.clone()));
    }
    decoys.push((vec!["Karaoke All Hits".into()], title.clone()));
    decoys.push((vec!["The Cover Sisters".into()], title.clone()));
    decoys.push((vec!["Tribute Stars".into()], format!("{title} (Tribute to {})", name.artist)));
    decoys.push((credit, format!("{title} Part 17")));
    // A line may want the instrumental itself.
    decoys.retain(|(credit, title)| Name::parse(&credit.join(", "), title).key() != name.key());
    decoys
}

struct Asked(crate::spotify::SpotifyClient, u32);

impl Searcher for Asked {
    fn search(&mut self, query: &str) -> Result<Vec<Track>, SpotifyError> {
        self.1 += 1;
        self.0.search(query)
    }
}

fn put(fake: &Fake, (credit, name): (Vec<String>, String)) -> String {
    let mut memory = fake.memory();
    let id = format!("{:022}", memory.tracks.len() + 1);
    memory.tracks.push(FakeTrack { id: id.clone(), artists: credit, name, isrc: None, playable: true });
    id
}

#[test]
#[allow(clippy::print_stderr, reason = "the figures are what the test is run for")]
fn no_wrong_record_is_taken_and_nearly_all_right_ones_are_found() {
    let house = House::new();
    let lines = lines();
    assert_eq!(lines.len(), LINES);
    let mut right = Vec::new();
    for (at, (artist, title)) in lines.iter().enumerate() {
        let name = Name::parse(artist, title);
        let mut all = decoys(&name).into_iter();
        for decoy in all.by_ref().take(at % 6) {
            put(&house.fake, decoy);
        }
        let there = at % 20 != 19;
        right.push(there.then(|| put(&house.fake, as_spotify_writes(&name, at))));
        for decoy in all {
            put(&house.fake, decoy);
        }
    }
    let mut asked = Asked(house.client(), 0);
    let (mut found, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
    for ((artist, title), right) in lines.iter().zip(&right) {
        let name = Name::parse(artist, title);
        let wanted = Wanted { key: name.key(), name, isrc: None };
        match (look(&mut asked, &wanted, &[]).unwrap(), right) {
            (Matched::Exact(hit), Some(id)) if hit.id == *id => found += 1,
            (Matched::Exact(hit), _) => {
                wrong.push(format!("{artist} - {title}: {} - {}", hit.artist, hit.title));
            }
            (other, Some(_)) => missed.push(format!("{artist} - {title}: {other:?}")),
            (_, None) => {}
        }
    }
    let there = right.iter().flatten().count();
    eprintln!("{found} of {there} found, {} wrong, {} requests for {LINES} lines", wrong.len(), asked.1);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(found * 100 >= there * 95, "{found} of {there}: {missed:#?}");
    assert!(
        lines.iter().any(|(artist, _)| squash(artist) != artist.to_lowercase()),
        "the lines are real ones"
    );
}
