//! The recorded answers, where they lie beside the project.

use std::{fs, path::PathBuf};

use super::{super::*, *};

fn recorded(name: &str) -> String {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures/services"));
    fs::read_to_string(folder.join(name)).expect("an answer")
}

#[test]
#[ignore = "needs the recorded answers of the services beside the project"]
fn recorded_answers_are_understood() {
    let names = [
        "deezer_track_3135556.json",
        "deezer_search_advanced.json",
        "deezer_search_signed_preview_2025.json",
        "deezer_search_empty.json",
        "deezer_error_no_data_http404.json",
        "deezer_error_quota_http200.json",
        "itunes_search_song.json",
        "itunes_search_empty.json",
    ];
    let bodies = names.map(recorded);
    let ask = |body: usize, artist: &str, title: &str, isrc: Option<&str>| {
        let answer = bodies[body].clone();
        let peer = Peer::start(move |_, _| Answer::Json(answer.clone()));
        let place = Place::new();
        let record = Wanted::new(Name::parse(artist, title), isrc.map(str::to_owned));
        match body {
            6.. => Itunes::new(peer.url.clone(), "US", place.shared.clone()).find(&record, GO_ON),
            _ => Deezer::new(peer.url.clone(), place.shared.clone()).find(&record, GO_ON),
        }
    };
    let found =
        ask(0, "Daft Punk", "Harder, Better, Faster, Stronger", Some("GBDUW0000059")).expect("by ISRC");
    assert_eq!((found.id.as_str(), found.grade, found.bpm), ("3135556", Match::Exact, Some(123.0)));
    let found = ask(1, "Lou Doillon", "Brother", None).expect("by search");
    assert_eq!((found.id.as_str(), found.grade), ("623719252", Match::Exact));
    let found = ask(2, "Amanda Palmer", "Want It Back", None).expect("signed");
    assert_eq!(found.id, "387691861");
    assert_eq!(ask(3, "A", "B", None), Err(Refusal::Unknown));
    assert_eq!(ask(4, "A", "B", None), Err(Refusal::Unknown));
    assert!(matches!(ask(5, "A", "B", None), Err(Refusal::Quota(_))));
    let found = ask(6, "Imagine Dragons", "Monday", None).expect("a song");
    assert_eq!((found.id.as_str(), found.grade), ("1574210894", Match::Exact));
    assert_eq!(ask(7, "A", "B", None), Err(Refusal::Unknown));
}
