//! Hostile files: whatever stands in them, an import ends by itself and takes little memory.

#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, reason = "the figures are what a reader wants")]

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};

/// What each file holds of one thing, unpacked.
const MUCH: usize = 64 << 20;
/// Resident memory, kB: less than twice what is read. The debug program itself takes 50,000.
const MEMORY: u64 = 160_000;

/// The beginning, what comes again and again, and the end.
type Hostile = (&'static str, &'static str, &'static str, &'static str);

const FILES: &[Hostile] = &[
    ("a line of JSON", "{\"title\":\"2001 - A - B\",\"tracklist\":[\"", "a", "\"]}\n"),
    ("an array in a line of JSON", "{\"title\":\"2001 - A - B\",\"tracklist\":[", "\"\",", "\"\"]}\n"),
    ("objects in a line of JSON", "{\"title\":\"2001 - A - B\",\"tracklist\":", "{\"a\":", "\n"),
    (
        "lines that are no JSON",
        "{\"title\":\"2001 - A - B\",\"tracklist\":[\"C - D\"]}\n",
        "{\"title\":\n",
        "",
    ),
    (
        "a page's text",
        "<mediawiki><page><title>2001 - A - B</title><revision><text>",
        "a ",
        "</text></revision></page></mediawiki>",
    ),
    ("a page's title", "<mediawiki><page><title>", "a", "</title></page></mediawiki>"),
    ("a comment in XML", "<mediawiki><!--", "a ", "--><page/></mediawiki>"),
    ("an attribute in XML", "<mediawiki><page><title x=\"", "a", "\"/></page></mediawiki>"),
    ("elements in elements", "<mediawiki><page>", "<a>", ""),
    ("a quoted cell", "Artist,Title\n\"", "a\n", "\",b\n"),
    ("a cell", "Artist,Title\n", "a", ",b\n"),
    ("a row of cells", "Artist,Title\nA,B\n", ",", "\n"),
    ("quotes without an end", "Artist,Title\nA,B\n", "\"a,b\n", ""),
    ("rows without a title", "Artist,Title\nA,B\n", "x,\n", ""),
    ("a comment of a playlist", "#EXTM3U\n#EXTINF:1,A - B\n/a.mp3\n#", "a", "\n"),
    ("a path of a playlist", "#EXTM3U\n#EXTINF:1,A - B\n/", "a", "\n"),
    ("folders in folders", "<DJ_PLAYLISTS Version=\"1.0.0\"><PLAYLISTS>", "<NODE Type=\"0\" Name=\"x\">", ""),
    (
        "a track's attribute",
        "<DJ_PLAYLISTS Version=\"1.0.0\"><COLLECTION><TRACK TrackID=\"1\" Name=\"",
        "a",
        "\"/></COLLECTION></DJ_PLAYLISTS>",
    ),
    (
        "nodes of Traktor's",
        "<NML VERSION=\"19\"><COLLECTION><ENTRY TITLE=\"x\"/></COLLECTION><PLAYLISTS>",
        "<NODE TYPE=\"FOLDER\">",
        "",
    ),
    (
        "elements of XSPF",
        "<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\"><trackList>",
        "<track>",
        "",
    ),
    ("a line of a tracklist", "01. A - B\n02. C - D\n03. E - F\n04. ", "a", "\n"),
    ("lines of nothing", "01. A - B\n02. C - D\n03. E - F\n", " \n", ""),
];

/// Just within what is read in one piece, MiB: lists of as many small things as fit.
const MANY: &[(usize, Hostile)] = &[
    (15, ("lines of a tracklist", "{\"title\":\"2001 - A - B\",\"tracklist\":[", "\"\",", "\"\"]}\n")),
    (
        15,
        (
            "categories",
            "{\"title\":\"2001 - A - B\",\"tracklist\":[\"C - D\"],\"categories\":[",
            "\"\",",
            "\"\"]}\n",
        ),
    ),
    (15, ("categories of another type", "{\"title\":\"A\",\"tracklist\":[],\"categories\":[", "1,", "1]}\n")),
    (15, ("lines in one text", "{\"title\":\"2001 - A - B\",\"tracklist\":[\"", "a\\n", "\"]}\n")),
    (
        15,
        (
            "tracks of MusicBrainz",
            "{\"id\":\"1\",\"release-group\":{\"id\":\"2\",\"secondary-types\":[\"DJ-mix\"]},\"media\":[{\"tracks\":[",
            "{},",
            "{}]}]}\n",
        ),
    ),
    (
        15,
        (
            "elements of Discogs",
            "<releases><release id=\"1\"><formats><format><descriptions><description>Mixed</description></descriptions></format></formats>",
            "<a/>",
            "</release></releases>",
        ),
    ),
    (15, ("tracks of JSPF", "{\"playlist\":{\"title\":\"x\",\"track\":[", "{},", "{}]}}\n")),
    (15, ("tracks of XSPF", "<playlist><trackList>", "<track></track>", "</trackList></playlist>")),
    (15, ("tracks of a sheet", "PERFORMER \"A\"\nFILE \"a.wav\" WAVE\n", "TRACK 01 AUDIO\n", "")),
    (15, ("entries of PLS", "[playlist]\nFile1=/a/A - B.mp3\n", "File1=\n", "")),
    (15, ("lines that are no entries", "01. A - B\n02. C - D\n03. E - F\n", "a\n", "")),
    (
        7,
        (
            "items of a page",
            "<mediawiki><page><title>2001 - A - B</title><revision><text>== Tracklist ==\n",
            "#a\n",
            "</text></revision></page></mediawiki>",
        ),
    ),
];
/// Resident memory with those, kB.
const MEMORY_OF_MANY: u64 = 300_000;

fn write(path: &Path, &(_, begin, again, end): &Hostile, much: usize) {
    let mut file = GzEncoder::new(fs::File::create(path).expect("made"), Compression::fast());
    let piece = again.repeat((1 << 16) / again.len());
    file.write_all(begin.as_bytes()).expect("written");
    for _ in 0..much / piece.len() {
        file.write_all(piece.as_bytes()).expect("written");
    }
    file.write_all(end.as_bytes()).expect("written");
    file.finish().expect("written");
}

/// The exit code and the most memory that was resident, kB.
fn import(folder: &Path, file: &Path) -> (Option<i32>, u64) {
    let mut import = Command::new(env!("CARGO_BIN_EXE_segue"))
        .args(["import", "--no-refit"])
        .arg(file)
        .env("SEGUE_DATA_DIR", folder.join("data"))
        .env("SEGUE_CONFIG", folder.join("config.toml"))
        .env("SEGUE_STARTER", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let status = format!("/proc/{}/status", import.id());
    let mut most = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        most = most.max(now);
        if let Some(status) = import.try_wait().expect("a child") {
            return (status.code(), most);
        }
        thread::sleep(Duration::from_millis(3));
    }
}

#[test]
#[ignore = "takes a minute; .ci/run and `just bounds` run it"]
fn many_small_things_take_little_memory() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("hostile.gz");
    for (size, hostile) in MANY {
        write(&file, hostile, size << 20);
        let begun = std::time::Instant::now();
        let (code, most) = import(folder.path(), &file);
        println!("{}: {} MB, exit {code:?}, {:.1} s", hostile.0, most / 1_000, begun.elapsed().as_secs_f32());
        assert!(matches!(code, Some(0 | 1)), "{}: {code:?}", hostile.0);
        assert!(most < MEMORY_OF_MANY, "{}: {most} kB", hostile.0);
    }
}

#[test]
#[ignore = "reads a gigabyte in some ten minutes; just bounds runs it"]
fn one_thing_of_any_length_takes_little_memory() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("hostile.gz");
    for hostile in FILES {
        write(&file, hostile, MUCH);
        let (code, most) = import(folder.path(), &file);
        println!("{}: {} MB, exit {code:?}", hostile.0, most / 1_000);
        assert!(matches!(code, Some(0 | 1)), "{}: {code:?}", hostile.0);
        assert!(most < MEMORY, "{}: {most} kB", hostile.0);
    }
}
