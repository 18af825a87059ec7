//! A rekordbox collection into an empty folder, by the program itself.

use std::{fmt::Write as _, path::Path, time::Instant};

use quick_xml::{Reader, events::Event};

use super::shared::{
    made,
    rows::{Row, Sheet, short},
    time::median,
};

const TRACKS: usize = 50_000;
const ROUNDS: usize = 3;

pub fn import(sheet: &mut Sheet) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rekordbox.xml");
    std::fs::write(&file, xml()).unwrap();
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let time = once(folder.path(), &file, round);
        ratios.push(time / read_alone(&file));
        times.push(time);
    }
    let (time, ratio) = (median(times), median(ratios));
    sheet.row(Row {
        what: "import of a rekordbox collection".into(),
        size: "50,000 tracks".into(),
        segue: format!("{} s", short(time)),
        beside: format!("quick-xml reading alone {} s", short(time / ratio)),
        ratio: format!("{} x", short(ratio)),
        bar: "below 1.5 s".into(),
        met: Some(time < 1.5),
    });
}

/// Seconds that the reader of XML takes for the file, with nothing made of it.
fn read_alone(file: &Path) -> f64 {
    let begin = Instant::now();
    let mut reader = Reader::from_file(file).unwrap();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        if matches!(reader.read_event_into(&mut buffer).unwrap(), Event::Eof) {
            return begin.elapsed().as_secs_f64();
        }
    }
}

fn once(folder: &Path, file: &Path, round: usize) -> f64 {
    let data = folder.join(round.to_string());
    let (time, output) = made::import(&data, &["--json", &file.display().to_string()]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("\"tracks_owned\":50000"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    time
}

/// As rekordbox exports it, with beat grids, cues and playlists.
fn xml() -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DJ_PLAYLISTS Version=\"1.0.0\"><PRODUCT Name=\"rekordbox\" \
         Version=\"6.8.5\" Company=\"AlphaTheta\"/>\n<COLLECTION Entries=\"{TRACKS}\">\n"
    );
    for n in 1..=TRACKS {
        let (artist, other, remix, label) = (n % 8000, n % 333, n % 97, n % 900);
        let (bpm, key, year, seconds) = (100 + n % 80, 1 + n % 12, 1990 + n % 34, 300 + n % 200);
        let _ = writeln!(
            xml,
            "<TRACK TrackID=\"{n}\" Name=\"Track Number {n} (Remix {remix})\" Artist=\"Artist {artist} &amp; Other {other}\" \
             Composer=\"\" Album=\"Album {artist}\" Grouping=\"\" Genre=\"Techno\" Kind=\"MP3 File\" Size=\"9000000\" \
             TotalTime=\"{seconds}\" DiscNumber=\"0\" TrackNumber=\"1\" Year=\"{year}\" AverageBpm=\"{bpm}.00\" \
             DateAdded=\"2020-01-01\" BitRate=\"320\" SampleRate=\"44100\" Comments=\"\" PlayCount=\"0\" Rating=\"0\" \
             Location=\"file://localhost/Users/dj/Music/Artist%20{artist}/Track%20{n}.mp3\" Remixer=\"\" Tonality=\"{key}A\" \
             Label=\"Label {label}\" Mix=\"\"><TEMPO Inizio=\"0.100\" Bpm=\"{bpm}.00\" Metro=\"4/4\" Battito=\"1\"/>\
             <POSITION_MARK Name=\"\" Type=\"0\" Start=\"0.1\" Num=\"-1\"/></TRACK>"
        );
    }
    xml.push_str("</COLLECTION><PLAYLISTS><NODE Type=\"0\" Name=\"ROOT\" Count=\"20\">\n");
    for list in 0..20 {
        let _ = write!(xml, "<NODE Name=\"Playlist {list}\" Type=\"1\" KeyType=\"0\" Entries=\"100\">");
        for entry in 0..100 {
            let _ = write!(xml, "<TRACK Key=\"{}\"/>", 1 + (list * 7919 + entry * 491) % TRACKS);
        }
        xml.push_str("</NODE>\n");
    }
    xml.push_str("</NODE></PLAYLISTS></DJ_PLAYLISTS>\n");
    xml
}
