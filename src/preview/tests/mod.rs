//! The providers against servers on loopback, with answers of the shapes that the real ones send.

mod bad;
mod deezer;
mod itunes;
mod passage;
mod peer;
mod shared;
mod spotify;

use crate::time::FakeClock;
use std::{sync::Arc, time::Duration};

use peer::{Answer, Peer};

use super::{Cache, Ledger, Net, ProviderContext, Wanted};
use crate::{catalogue::User, sound::clip::Clip as Samples, sound::wav, track::Name};

/// A provider's surroundings: an own clock, an own store, an own cache, a short patience.
struct Place {
    shared: ProviderContext,
    clock: FakeClock,
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self::with(false)
    }

    fn with(offline: bool) -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let clock = FakeClock::default();
        let times = Arc::new(clock.clone());
        let net = Net::with_silence(offline, times.clone(), Duration::from_millis(700));
        let user = User::open(&dir.path().join("user.db")).expect("a store");
        let shared = ProviderContext {
            net: Arc::new(net),
            cache: Arc::new(Cache::new(&dir.path().join("previews"), 32 << 20)),
            ledger: Arc::new(Ledger::new(user, times.clone())),
            clock: times,
        };
        Self { shared, clock, dir }
    }
}

fn wanted(artist: &str, title: &str) -> Wanted {
    Wanted::new(Name::parse(artist, title), None)
}

/// A sound of a second that can be told by its loudness.
fn sound(level: f32) -> Vec<u8> {
    let samples = (0..16_000).map(|i| (i as f32 * 0.2).sin() * level).collect();
    wav::encode(&Samples::new(samples, 1, 16_000))
}

const GO_ON: &(dyn Fn() -> bool + Sync) = &|| false;

/// As the fixtures: a row of a search at Deezer.
fn deezer_row(id: u64, artist: &str, title: &str, preview: &str) -> String {
    serde_json::json!({
        "id": id, "readable": true, "title": title, "title_short": title, "title_version": "",
        "link": format!("https://www.deezer.com/track/{id}"), "duration": 209, "rank": 768_908, "preview": preview,
        "artist": {"id": 1, "name": artist, "type": "artist"}, "album": {"id": 2, "title": "Album"}, "type": "track",
    })
    .to_string()
}

fn deezer_rows(rows: &[String]) -> Answer {
    Answer::Json(format!(r#"{{"data":[{}],"total":{}}}"#, rows.join(","), rows.len()))
}

/// As the fixtures: a row at iTunes.
fn itunes_row(id: u64, artist: &str, title: &str, preview: &str) -> String {
    serde_json::json!({
        "wrapperType": "track", "kind": "song", "trackId": id, "artistName": artist, "trackName": title,
        "trackViewUrl": format!("https://music.apple.com/us/album/x?i={id}"), "previewUrl": preview, "trackTimeMillis": 187_896,
    })
    .to_string()
}

fn itunes_rows(rows: &[String]) -> Answer {
    Answer::Json(format!(r#"{{"resultCount":{},"results":[{}]}}"#, rows.len(), rows.join(",")))
}
