//! Exported files, read back by other people's readers: Python's csv and XML, JSPF's grammar, a player.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use segue::{
    export::{ExportRecord, Format, NamedQueue, plain, write},
    sound::key::MusicalKey,
    track::Name,
};
use serde::Deserialize;
use serde_json::Value;

const TITLE: &str = "Friday \"late\", <Ø> & 東京";

/// Names that want quoting, escaping, guarding.
fn records() -> Vec<ExportRecord> {
    let record = |artist: &str, title: &str| ExportRecord::new(Name::parse(artist, title));
    vec![
        ExportRecord {
            label: Some("Prototype, \"UK\"".into()),
            year: Some(1997),
            seconds: Some(299.6),
            bpm: Some(174.0),
            key: MusicalKey::parse("Am"),
            energy: Some(4),
            isrc: Some("GBAYE6700023".into()),
            spotify: Some("4uLU6hMCjMI75M1A2tKUQC".into()),
            file: Some("/Users/dj/Music/track one & two.flac".into()),
            ..record("Ed Rush, Optical & Fierce", "Alien Girl")
        },
        ExportRecord {
            file: Some("C:\\Music\\50% <off>.mp3".into()),
            ..record("=cmd|' /C calc'!A0", "\"Quoted\", and\u{1}more")
        },
        ExportRecord {
            file: Some("/m/#1 – Ünïcode.wav".into()), ..record("Âme", "Rej (Carl Craig Remix)")
        },
        record("-273 Kelvin", "+1 (@home Mix)"),
    ]
}

fn shown(record: &ExportRecord) -> String {
    let version = record.name.version.as_ref().map(|v| format!(" ({v})")).unwrap_or_default();
    format!("{}{version}", record.name.title).replace('\u{1}', " ")
}

fn exported(dir: &tempfile::TempDir, format: Format) -> PathBuf {
    let records = records();
    write(format, NamedQueue { title: TITLE, records: &records }, dir.path(), false).expect("written")
}

/// What a Python program prints about the file, as JSON.
fn python(program: &str, file: &Path) -> Value {
    let output = Command::new("python3").arg("-c").arg(program).arg(file).output().expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
#[ignore = "needs python3"]
fn pythons_csv_reads_the_table() {
    let dir = tempfile::tempdir().expect("a folder");
    let program = "import csv,json,sys\n\
        rows=list(csv.DictReader(open(sys.argv[1],newline='',encoding='utf-8'),strict=True))\n\
        print(json.dumps(rows))";
    let rows = python(program, &exported(&dir, Format::Csv));
    let rows = rows.as_array().expect("rows");
    let records = records();
    assert_eq!(rows.len(), records.len());
    for (row, record) in rows.iter().zip(&records) {
        // Both services' names for the same two columns.
        assert_eq!((&row["title"], &row["artist"]), (&row["Track name"], &row["Artist name"]));
        assert_eq!(row["Playlist name"], TITLE);
        for cell in row.as_object().expect("cells").values() {
            let cell = cell.as_str().expect("every row has as many cells as the head");
            let is_word = cell.chars().nth(1).is_some_and(char::is_alphabetic) && !cell.contains(['(', '|']);
            let is_formula =
                cell.starts_with(['=', '\t', '\r']) || (cell.starts_with(['+', '-', '@']) && !is_word);
            assert!(!is_formula, "{cell} would be computed");
        }
        let plain = |cell: &Value| cell.as_str().expect("text").trim_start_matches('\'').to_owned();
        assert_eq!(
            (plain(&row["title"]), plain(&row["artist"])),
            (shown(record), record.name.artist.clone())
        );
    }
    let first = &rows[0];
    assert_eq!(
        (&first["bpm"], &first["key"], &first["camelot"]),
        (&"174.00".into(), &"Am".into(), &"8A".into())
    );
    assert_eq!((&first["isrc"], &first["label"]), (&"GBAYE6700023".into(), &"Prototype, \"UK\"".into()));
    assert_eq!(first["Location"], "/Users/dj/Music/track one & two.flac");
}

/// The attributes that rekordbox's own description of its format has for a track.
const ATTRIBUTES: [&str; 27] = [
    "TrackID",
    "Name",
    "Artist",
    "Composer",
    "Album",
    "Grouping",
    "Genre",
    "Kind",
    "Size",
    "TotalTime",
    "DiscNumber",
    "TrackNumber",
    "Year",
    "AverageBpm",
    "DateModified",
    "DateAdded",
    "BitRate",
    "SampleRate",
    "Comments",
    "PlayCount",
    "LastPlayed",
    "Rating",
    "Location",
    "Remixer",
    "Tonality",
    "Label",
    "Mix",
];

/// Of which names a player makes something else unless they are written as it reads them.
const FILES: [&str; 8] =
    ["plain.wav", "a b.wav", "c#d.wav", "#lead.wav", "e%41f.wav", "g?h.wav", "ä é & co's.wav", "100%.wav"];

#[test]
#[ignore = "needs mpv"]
fn mpv_opens_every_file_of_a_playlist() {
    let dir = tempfile::tempdir().expect("a folder");
    let tone = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio/tone.mp3");
    let record = |name: &&str| {
        let file = dir.path().join(name);
        fs::copy(&tone, &file).expect("copied");
        ExportRecord { file: Some(file), ..ExportRecord::new(Name::parse("A", "T")) }
    };
    let records: Vec<_> = FILES.iter().map(record).collect();
    let list = write(Format::M3u8, NamedQueue { title: TITLE, records: &records }, dir.path(), false)
        .expect("written");
    let options = ["--no-config", "--ao=null", "--no-video", "--length=0.05"];
    let played = Command::new("mpv").args(options).arg(&list).output().expect("mpv runs");
    // It ends so only where it has played every file.
    assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stdout));
}

#[test]
#[ignore = "needs python3"]
fn an_xml_parser_finds_what_rekordbox_looks_for() {
    let dir = tempfile::tempdir().expect("a folder");
    let program = "import json,sys\n\
        import xml.etree.ElementTree as E\n\
        def tree(e): return {'tag':e.tag,'of':dict(e.attrib),'in':[tree(c) for c in e]}\n\
        print(json.dumps(tree(E.parse(sys.argv[1]).getroot())))";
    let root = python(program, &exported(&dir, Format::Rekordbox));
    assert_eq!((&root["tag"], &root["of"]["Version"]), (&"DJ_PLAYLISTS".into(), &"1.0.0".into()));
    let tags: Vec<_> = root["in"].as_array().expect("parts").iter().map(|part| &part["tag"]).collect();
    assert_eq!(tags, ["PRODUCT", "COLLECTION", "PLAYLISTS"]);
    let collection = &root["in"][1];
    let tracks = collection["in"].as_array().expect("tracks");
    assert_eq!(
        (collection["of"]["Entries"].clone(), tracks.len()),
        ("3".into(), 3),
        "the one without a file stays out"
    );
    let records = records();
    for (track, record) in tracks.iter().zip(&records) {
        let of = track["of"].as_object().expect("attributes");
        assert!(of.keys().all(|name| ATTRIBUTES.contains(&name.as_str())), "{of:?}");
        assert_eq!((&of["Name"], &of["Artist"]), (&shown(record).into(), &record.name.artist.clone().into()));
        assert!(of["Location"].as_str().expect("text").starts_with("file://localhost/"));
    }
    let first = &tracks[0]["of"];
    assert_eq!(first["Location"], "file://localhost/Users/dj/Music/track%20one%20%26%20two.flac");
    assert_eq!((&first["AverageBpm"], &first["Tonality"]), (&"174.00".into(), &"Am".into()));
    assert_eq!((&first["TotalTime"], &first["Kind"]), (&"300".into(), &"FLAC File".into()));
    assert_eq!(tracks[1]["of"]["Location"], "file://localhost/C:/Music/50%25%20%3Coff%3E.mp3");
    let list = &root["in"][2]["in"][0]["in"][0];
    assert_eq!((&list["of"]["Name"], &list["of"]["Type"]), (&TITLE.into(), &"1".into()));
    let keys: Vec<_> =
        list["in"].as_array().expect("entries").iter().map(|entry| &entry["of"]["Key"]).collect();
    let ids: Vec<_> = tracks.iter().map(|track| &track["of"]["TrackID"]).collect();
    assert_eq!((keys, list["of"]["Entries"].clone()), (ids, "3".into()));
}

/// JSPF's grammar: these members, of these types, and no others (<https://xspf.org/jspf>).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jspf {
    playlist: JspfList,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)] // that they can be read is what is tested
struct JspfList {
    title: Option<String>,
    creator: Option<String>,
    annotation: Option<String>,
    info: Option<String>,
    location: Option<String>,
    identifier: Option<String>,
    image: Option<String>,
    date: Option<String>,
    license: Option<String>,
    #[serde(default)]
    attribution: Vec<Value>,
    #[serde(default)]
    link: Vec<Value>,
    #[serde(default)]
    meta: Vec<Value>,
    #[serde(default)]
    extension: serde_json::Map<String, Value>,
    track: Vec<JspfTrack>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(dead_code)]
struct JspfTrack {
    #[serde(default)]
    location: Vec<String>,
    #[serde(default)]
    identifier: Vec<String>,
    title: Option<String>,
    creator: Option<String>,
    annotation: Option<String>,
    info: Option<String>,
    image: Option<String>,
    album: Option<String>,
    track_num: Option<u64>,
    duration: Option<u64>,
    #[serde(default)]
    link: Vec<Value>,
    #[serde(default)]
    meta: Vec<Value>,
    #[serde(default)]
    extension: serde_json::Map<String, Value>,
}

#[test]
fn jspf_keeps_to_its_grammar() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(exported(&dir, Format::Jspf)).expect("read");
    let list = serde_json::from_str::<Jspf>(&text).expect("the grammar").playlist;
    assert_eq!((list.title.as_deref(), list.track.len()), (Some(TITLE), 4));
    let first = &list.track[0];
    assert_eq!((first.title.as_deref(), first.duration), (Some("Alien Girl"), Some(299_600)));
    assert_eq!(first.creator.as_deref(), Some("Ed Rush, Optical & Fierce"));
    assert_eq!(first.location, ["file:///Users/dj/Music/track%20one%20%26%20two.flac"]);
    assert!(
        list.track.iter().flat_map(|t| t.location.iter().chain(&t.identifier)).all(|uri| uri.contains("://"))
    );
    assert!(list.track[3].location.is_empty());
}

#[test]
fn a_parser_of_playlists_reads_the_m3u8() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = exported(&dir, Format::M3u8);
    let mut reader = m3u::Reader::open_ext(&path).expect("an extended playlist");
    let entries: Vec<_> = reader.entry_exts().map(|entry| entry.expect("an entry")).collect();
    assert_eq!(entries.len(), 3, "the one without a file stays out");
    assert_eq!(entries[0].extinf.name, "Ed Rush, Optical & Fierce - Alien Girl");
    assert!((entries[0].extinf.duration_secs - 300.0).abs() < 0.1);
    let paths: Vec<String> = entries
        .iter()
        .map(|entry| match &entry.entry {
            m3u::Entry::Path(path) => path.display().to_string(),
            m3u::Entry::Url(url) => url.to_string(),
        })
        .collect();
    assert_eq!(paths[0], "/Users/dj/Music/track one & two.flac");
    assert_eq!(paths[2], "file:///m/%231%20%E2%80%93%20%C3%9Cn%C3%AFcode.wav", "a path with # is an address");
    let text = fs::read_to_string(&path).expect("UTF-8");
    assert!(text.starts_with("#EXTM3U\n"), "no byte order mark before the head");
}

#[test]
fn text_has_a_record_a_line() {
    let records = records();
    let text = plain(NamedQueue { title: TITLE, records: &records });
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        (lines[0], lines[2]),
        ("Ed Rush, Optical & Fierce - Alien Girl", "Âme - Rej (Carl Craig Remix)")
    );
}
