//! Every request of matching, export and import against a mock that checks it with the API's own description
//! (`../shared/spotify/mock`, which needs npm).

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use segue::{
    catalogue::User,
    config,
    preview::Wanted,
    spotify::{
        SpotifyAccess, SpotifyClient, SpotifyWorld, Token, TokenFile,
        matching::look,
        playlists::{ExportProgress, PlanStep, PlaylistEntry, PlaylistGoal, Playlists as _, send},
    },
    time::{CancelSignal, Clock},
    track::Name,
};

/// The mock, running.
struct Mock {
    script: PathBuf,
    dir: PathBuf,
    base: String,
}

impl Mock {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spotify/mock");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spotify-mock");
        let out = Command::new(&script).arg("start").arg(&dir).args(["--port", &port.to_string()]).output();
        let out = out.expect("the mock's script runs");
        let base = String::from_utf8_lossy(&out.stdout).trim().to_owned();
        let mock = Self { script, dir, base };
        assert!(out.status.success(), "the mock does not start: {}", String::from_utf8_lossy(&out.stderr));
        mock
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("mock.log")).expect("the mock's log")
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = Command::new(&self.script).arg("stop").arg(&self.dir).status();
    }
}

/// Waits by moving itself on.
#[derive(Default)]
struct Quick(AtomicI64);

impl Clock for Quick {
    fn unix(&self) -> i64 {
        1_800_000_000 + self.0.load(Ordering::SeqCst) / 1000
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst).cast_unsigned())
    }

    fn sleep(&self, wait: Duration, _: CancelSignal<'_>) {
        self.0.fetch_add(i64::try_from(wait.as_millis()).expect("short"), Ordering::SeqCst);
    }

    fn later(&self, wait: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move { self.sleep(wait, &|| false) })
    }
}

const ID: &str = "3cEYpjA9oz9GiPac4AsH4n";

#[test]
#[ignore = "needs ../shared/spotify/mock and npm"]
fn the_api_would_take_every_request() {
    let mock = Mock::start();
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("spotify.json");
    let clock = Arc::new(Quick::default());
    let now = clock.unix();
    let token = Token {
        client_id: "app".into(),
        access: "a".into(),
        refresh: "r".into(),
        expires: now + 86_400,
        agreed: now,
    };
    TokenFile::at(path.clone()).write(&token).expect("kept");
    let settings =
        config::Spotify { client_id: "app".into(), api: mock.base.clone(), ..config::Spotify::default() };
    let access = SpotifyAccess::new(&settings, path).expect("an app");
    let mut client =
        SpotifyClient::new(access, SpotifyWorld { clock, ..SpotifyWorld::default() }).expect("a client");

    client.me().expect("me");
    let odd = "Âme & \"Dixon\" – Rej: 50% off? #1 (feat. A/B) [C & D's Remix]";
    for name in
        [Name::parse("Tania Bowra", "All I Want"), Name::parse("A, B", odd), Name::parse("東京", "夜")]
    {
        let wanted = Wanted { key: name.key(), name, isrc: Some("AUCR10410001".into()) };
        look(&mut client, &wanted, &[]).expect("searched");
    }
    client.track("2TpxZ7JUBn3uw46aR7qd6V").expect("a track");
    client.create("Friday", "From segue.", false).expect("made");
    client.playlist(ID).expect("a playlist");
    client.playlists(0).expect("playlists");
    client.items(ID, 50).expect("rows");
    client.saved(50).expect("saved");
    let uris: Vec<String> = (0..100).map(|n| format!("spotify:track:{n:022}")).collect();
    for step in
        [PlanStep::Insert(3, uris.clone()), PlanStep::Remove(uris.clone()), PlanStep::Replace(uris.clone())]
    {
        client.step(ID, &step).expect("a step");
    }
    client.replace(ID, &[]).expect("emptied");
    // The mock remembers nothing, so an export cannot end; what it asks for is asked for all the same.
    let want = uris.iter().map(|uri| PlaylistEntry { key: String::new(), uri: uri.clone() }).collect();
    let mut user = User::open_in_memory().expect("a store");
    for goal in [PlaylistGoal::Whole, PlaylistGoal::Append] {
        let mut progress = ExportProgress::new("Friday", goal, Vec::clone(&want), Some(ID.into()), false);
        let ended = send(&mut client, &mut (&mut user, "Friday", now), &mut progress, &mut |_| {});
        assert!(ended.is_err(), "an export to nowhere is not done");
    }

    let log = mock.log();
    let asked = log.matches("Request received").count();
    assert!(asked > 30, "{asked} requests");
    for bad in ["did not pass the validation", "terminated with error", "not found"] {
        assert!(
            !log.contains(bad),
            "{}",
            log.lines().filter(|l| l.contains("error")).collect::<Vec<_>>().join("\n")
        );
    }
}
