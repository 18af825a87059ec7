use super::{super::*, *};
use crate::catalogue::{self, MatchVerdict, Seen};

fn store(place: &Place, id: &str, verdict: MatchVerdict, title: &str, preview: Option<&str>) {
    let detail =
        serde_json::json!({"id": id, "artist": "Plastikman", "title": title, "preview_url": preview});
    let found = catalogue::ServiceMatch {
        track: Seen::new(Name::parse("Plastikman", "Spastik")),
        foreign_id: id.into(),
        verdict,
        detail: Some(detail.to_string()),
        at: 1,
    };
    let mut user = User::open(&place.dir.path().join("user.db")).expect("a store");
    user.set_found("spotify", &found).expect("kept");
}

#[test]
fn a_stored_preview_is_played_and_nothing_asked() {
    let peer = Peer::start(|_, _| Answer::Sound(sound(0.3)));
    let place = Place::new();
    let spotify = SpotifyPreviews::new(place.shared.clone());
    let record = wanted("Plastikman", "Spastik");
    assert_eq!(spotify.find(&record, GO_ON), Err(Refusal::Unknown));
    store(&place, "a", MatchVerdict::Matched, "Spastik - Dubfire Rework", Some(&format!("{}a", peer.url)));
    store(&place, "b", MatchVerdict::Matched, "Spastik - Remastered", Some(&format!("{}b", peer.url)));
    store(&place, "c", MatchVerdict::Refused, "Spastik", Some(&format!("{}c", peer.url)));
    store(&place, "d", MatchVerdict::Matched, "Spastik", None);
    let found = spotify.find(&record, GO_ON).expect("found");
    assert_eq!((found.id.as_str(), found.grade), ("b", Match::Exact));
    spotify.fetch(&found, GO_ON).expect("a clip");
    assert_eq!(peer.asked(), ["/b"]);
    // What the user says is right, whatever it is called.
    store(&place, "a", MatchVerdict::Confirmed, "Spastik - Dubfire Rework", Some(&format!("{}a", peer.url)));
    assert_eq!(
        spotify.find(&record, GO_ON).map(|found| (found.id, found.grade)),
        Ok(("a".into(), Match::Exact))
    );
}
