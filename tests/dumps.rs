//! Dumps of open data through the real binary: imported, shown, killed at any place and gone on with.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("temporary folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, data: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command.args(args).arg("--json").env("SEGUE_DATA_DIR", self.path(data)).env("SEGUE_STARTER", "0");
        command.env("SEGUE_CONFIG", self.path("config.toml")).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn json(&self, data: &str, args: &[&str]) -> Value {
        let out = self.command(data, args).output().expect("the binary runs");
        assert_eq!(out.status.code(), Some(0), "{args:?}: {}", said(&out));
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}: {}", said(&out)))
    }

    /// Every mix with its lines, through the program itself.
    fn shown(&self, data: &str, numbers: u32) -> Vec<Value> {
        (1..=numbers).map(|id| self.json(data, &["mix", &format!("id:{id}")])).collect()
    }
}

fn said(out: &Output) -> String {
    format!("{} {}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sets").join(name);
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn a_release_is_a_mix_with_its_address() {
    let home = Home::new();
    let dump = fixture("discogs/discogs_20260101_releases.xml.gz");
    assert_eq!(home.json("data", &["import", "--no-refit", &dump])["mixes_added"], 1);
    assert_eq!(home.json("data", &["import", "--no-refit", &dump])["mixes_unchanged"], 1);
    home.json("data", &["import", "--no-refit", &fixture("musicbrainz/release")]);
    let mix = home.json("data", &["mix", "1999-07-13 - Josh Wink - Profound Sounds Vol. 1"]);
    assert_eq!(mix["url"], "https://www.discogs.com/release/3");
    assert_eq!((&mix["djs"][0], mix["entries"].as_array().map(Vec::len)), (&"Josh Wink".into(), Some(4)));
    let mix = home.json("data", &["mix", "1996-03-25 - Kruder & Dorfmeister - DJ-Kicks"]);
    assert_eq!(mix["url"], "https://musicbrainz.org/release/11111111-1111-1111-1111-111111111111");
    assert_eq!(mix["entries"][0]["isrc"], "GBAAA9600001");
    let said = home.command("data", &["track", "Gez Varley - Political Prisoner"]).output().expect("it runs");
    assert!(String::from_utf8_lossy(&said.stdout).contains("https://www.discogs.com/release/3"), "{said:?}");
}

/// Releases of which every third is a mix; there are as many records as mixes, so that they meet.
fn dump(releases: u32) -> String {
    let track = |n: u32, id: u32| {
        let (artist, record) = ((n * 7 + id) % 90, (n * 31 + id) % 700);
        format!(
            "<track><position>{n}</position><title>Record {record}</title><artists><artist><name>Artist {artist}</name></artist></artists></track>"
        )
    };
    let release = |id: u32| {
        let kind = if id.is_multiple_of(3) { "Mixed" } else { "Album" };
        let tracks: String = (1..=12).map(|n| track(n, id)).collect();
        format!(
            "<release id=\"{id}\"><artists><artist><name>DJ {}</name></artist></artists><title>Mix {id}</title><formats><format name=\"CD\">\
             <descriptions><description>{kind}</description></descriptions></format></formats><released>{}-05-00</released>\
             <master_id is_main_release=\"false\">{}</master_id><tracklist>{tracks}</tracklist></release>\n",
            id % 40,
            1990 + id % 30,
            id / 2
        )
    };
    format!("<releases>\n{}</releases>\n", (1..=releases).map(release).collect::<String>())
}

/// Gives so many bytes to an import, then kills it as nothing else can.
fn killed(mut child: Child, bytes: &[u8]) {
    // It may be gone before it has taken all: then it was killed at an earlier place.
    let _ = child.stdin.take().expect("a pipe").write_all(bytes);
    child.kill().expect("killed");
    child.wait().expect("gone");
}

#[test]
fn ten_kills_end_with_the_same_catalogue() {
    let home = Home::new();
    let text = dump(9_000);
    fs::write(home.path("d.xml"), &text).expect("written");
    let dump = home.path("d.xml");
    let whole = ["import", "--no-refit", dump.to_str().expect("UTF-8")];
    let straight = home.json("straight", &whole);
    assert_eq!(straight["mixes_added"], 3_000);
    for nth in 1..=10 {
        let mut piped = home.command("killed", &["import", "--no-refit", "-"]);
        killed(
            piped.stdin(Stdio::piped()).spawn().expect("it runs"),
            &text.as_bytes()[..text.len() / 11 * nth],
        );
    }
    let report = home.json("killed", &whole);
    let mixes = report["mixes_added"].as_u64().zip(report["mixes_unchanged"].as_u64());
    assert_eq!(mixes.map(|(added, same)| added + same), Some(3_000), "{report}");
    assert!(
        report["mixes_unchanged"].as_u64().is_some_and(|same| same >= 2_000),
        "what was stored stayed: {report}"
    );
    let numbers = [1, 2, 3, 500, 1_999, 2_000, 2_001, 2_002, 2_999, 3_000];
    for id in numbers {
        let id = format!("id:{id}");
        assert_eq!(home.json("killed", &["mix", &id]), home.json("straight", &["mix", &id]));
    }
    assert_eq!(home.shown("killed", 3), home.shown("straight", 3));
    let track = ["track", "Artist 5 - Record 5"];
    assert_eq!(
        home.command("killed", &track).output().expect("it runs").stdout,
        home.command("straight", &track).output().expect("it runs").stdout
    );
}
