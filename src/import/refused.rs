//! Files that are known and not read: what each is, and what to give instead.

/// Where bytes stand, which, what else is among the first ones, and what is said of such a file.
type Binary = (usize, &'static [u8], &'static [u8], &'static str);

const ZIP: &[u8] = b"PK\x03\x04";
const PICTURE: &str = "it is a picture: a tracklist has to be text (write it down, or copy it from where the picture was taken)";
const AUDIO: &str = "it is an audio file: import the folder that it lies in";
const VIDEO: &str = "it is a video: give its tracklist as text";
const LIBRARY: &str = "it is the library of Music (iTunes) in its own form: choose File > Library > Export Library there, and import that XML";

/// What stands first wins.
const BINARIES: &[Binary] = &[
    (0, ZIP, b"word/", "it is a document of Word's: save it as plain text"),
    (0, ZIP, b"xl/", "it is a spreadsheet of Excel's: save it as CSV (UTF-8)"),
    (0, ZIP, b"opendocument.spreadsheet", "it is a spreadsheet of LibreOffice's: save it as CSV (UTF-8)"),
    (0, ZIP, b"opendocument", "it is a document of LibreOffice's: save it as plain text"),
    (
        0,
        ZIP,
        b"Index/Document.iwa",
        "it is a document of Pages' or Numbers': export it as plain text or as CSV",
    ),
    (0, ZIP, b"[Content_Types].xml", "it is a document of Office's: save it as plain text or as CSV"),
    (0, ZIP, b"", "it is packed with zip: unpack it first"),
    (0, b"PK\x05\x06", b"", "it is a zip archive with nothing in it"),
    (
        0,
        b"\xfd7zXZ\0",
        b"",
        "it is packed with xz: unpack it first (xz -dc FILE | segue import -; for MusicBrainz' releases: tar xJOf \
         release.tar.xz mbdump/release | segue import -)",
    ),
    (0, b"7z\xbc\xaf\x27\x1c", b"", "it is packed with 7z: unpack it first"),
    (0, b"\x28\xb5\x2f\xfd", b"", "it is packed with zstd: unpack it first (zstd -dc FILE | segue import -)"),
    (0, b"\x04\x22\x4d\x18", b"", "it is packed with lz4: unpack it first (lz4 -dc FILE | segue import -)"),
    (0, b"LZIP", b"", "it is packed with lzip: unpack it first (lzip -dc FILE | segue import -)"),
    (0, b"Rar!", b"", "it is packed with RAR: unpack it first"),
    (0, b"\x1f\x9d", b"", "it is packed with compress: unpack it first"),
    (
        257,
        b"ustar",
        b"",
        "it is a tar archive: give what is in it (tar xOf FILE NAME | segue import -; of MusicBrainz' releases the name is \
         mbdump/release)",
    ),
    (
        0,
        b"%PDF",
        b"",
        "it is a PDF: copy the tracklist out of it, into a text file or with :paste into the screen",
    ),
    (0, b"{\\rtf", b"", "it is rich text (RTF): save it as plain text"),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        "it is a document of an old Office: save it as plain text, a spreadsheet as CSV (UTF-8)",
    ),
    (0, b"\x89PNG", b"", PICTURE),
    (0, b"\xff\xd8\xff", b"", PICTURE),
    (0, b"GIF8", b"", PICTURE),
    (8, b"WEBPVP8", b"", PICTURE),
    (4, b"ftyphei", b"", PICTURE),
    (4, b"ftypavif", b"", PICTURE),
    (0, b"II*\0", b"", PICTURE),
    (0, b"MM\0*", b"", PICTURE),
    (0, b"ID3", b"", AUDIO),
    (0, b"\xff\xfb", b"", AUDIO),
    (0, b"\xff\xf3", b"", AUDIO),
    (0, b"\xff\xfa", b"", AUDIO),
    (0, b"\xff\xf1", b"", AUDIO),
    (0, b"\xff\xf9", b"", AUDIO),
    (0, b"fLaC", b"", AUDIO),
    (0, b"OggS", b"", AUDIO),
    (8, b"WAVEfmt ", b"", AUDIO),
    (0, b"FORM", b"COMM", AUDIO),
    (4, b"ftypM4", b"", AUDIO),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"", AUDIO),
    (4, b"ftyp", b"", VIDEO),
    (0, b"\x1a\x45\xdf\xa3", b"", VIDEO),
    (8, b"AVI LIST", b"", VIDEO),
    (0, b"hdfm", b"", LIBRARY),
    (0, b"hfma", b"", LIBRARY),
    (
        0,
        b"bplist",
        b"",
        "it is a property list in Apple's binary form; the library of Music (iTunes) comes by File > Library > Export Library, as XML",
    ),
    (
        0,
        b"PMAI",
        b"",
        "it is rekordbox's analysis of one record: give the stick's export.pdb, or export the collection as XML",
    ),
    (
        0,
        b"\xe1\xa0\x9c\x91\xf8\x3c\x77\x42",
        b"",
        "it is a playlist of foobar2000's in its own form: save it as M3U8 there",
    ),
    (0, b"\0\0\0\x01Bud1", b"", "it is what macOS notes of a folder (.DS_Store): give the files beside it"),
    (
        0,
        b"\0\x05\x16\x07",
        b"",
        "it is what macOS keeps beside a file: give the file whose name lacks the `._`",
    ),
    (0, b"L\0\0\0\x01\x14\x02\0", b"", "it is a shortcut of Windows': give the file that it leads to"),
];

/// Names of databases that are encrypted, or whose form nobody has described.
const ENCRYPTED: [&str; 4] = ["master.db", "master.backup.db", "datafile.edb", "exportlibrary.db"];
const IS_ENCRYPTED: &str = "it is an encrypted rekordbox database, which is never opened: choose File > Export Collection in xml format \
                            there, export the history as TXT, or give the stick's export.pdb";

/// What the first bytes of a file of that name are told by alone.
pub(super) fn binary(head: &[u8], name: &str) -> Option<&'static str> {
    let fits = |(at, magic, within, _): &&Binary| {
        head.get(*at..).is_some_and(|rest| rest.starts_with(magic))
            && (within.is_empty() || head.windows(within.len()).any(|bytes| bytes == *within))
    };
    if let Some((.., said)) = BINARIES.iter().find(fits) {
        return Some(said);
    }
    let scrambled = std::str::from_utf8(&head[..head.len().min(64)]).is_err();
    let name = name.to_lowercase();
    if scrambled
        && (ENCRYPTED.contains(&name.as_str())
            || name.rsplit_once('.').is_some_and(|(_, kind)| kind == "edb"))
    {
        return Some(IS_ENCRYPTED);
    }
    (head.starts_with(b"vrsn") && name == "history.database")
        .then_some("it is Serato's list of its sessions: give the files in Sessions beside it (.session)")
}

/// Said of what is no text in any encoding.
pub(super) const NO_TEXT: &str = "it is no text and of no program that segue knows: export the collection or history there as XML, CSV, M3U8 or text";

/// More than a tenth of the first bytes steer what no text steers; of many, more than a thirtieth, as random ones are a tenth.
pub(super) fn is_no_text(head: &[u8]) -> bool {
    const LOOKED_AT: usize = 4096;
    let head = &head[..head.len().min(LOOKED_AT)];
    let steer = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31 | 127);
    let share = if head.len() < LOOKED_AT / 4 { 10 } else { 30 };
    head.iter().filter(steer).count() * share > head.len()
}

const OTHER_DUMP: &str =
    "it is a dump of Discogs' that has no tracklists: import discogs_YYYYMM01_releases.xml.gz";

/// The first element of XML, and what is said of such a file.
const XML: &[(&str, &str)] = &[
    ("masters", OTHER_DUMP),
    ("artists", OTHER_DUMP),
    ("labels", OTHER_DUMP),
    (
        "MASTER_PLAYLIST",
        "it is what rekordbox notes of its playlists: choose File > Export Collection in xml format there, and import that",
    ),
    ("NIXML", "they are settings of Traktor's: give collection.nml, or a history_….nml"),
    ("Ableton", "it is a Live set, which has no tracklist: write one as text"),
    ("FilterFolder", "it is a rule of VirtualDJ's for a list: give database.xml, or a .vdjfolder"),
    ("rhythmdb", "it is Rhythmbox's library: export its playlists as XSPF or M3U"),
    ("rhythmdb-playlists", "they are Rhythmbox's playlists in its own form: export them as XSPF or M3U"),
    ("WinampXML", "it is a playlist of Winamp's in its own form: save it as M3U8 there"),
    (
        "plist",
        "it is a property list, and no library of Music (iTunes): choose File > Library > Export Library there",
    ),
    (
        "html",
        "it is a web page: copy the tracklist out of it, into a text file or with :paste into the screen",
    ),
    ("rss", "it is a feed: give a mix's tracklist as text"),
    ("feed", "it is a feed: give a mix's tracklist as text"),
];

/// What is said of XML that none of the readers knows.
pub(super) fn xml(text: &str) -> String {
    let root = root(text);
    known_xml(root).map_or_else(
        || format!("it is XML of no program that segue knows (its first element is “{root}”): export it as M3U8, CSV or text there"),
        str::to_owned,
    )
}

/// What is said of XML whose first element is called so.
pub(super) fn known_xml(root: &str) -> Option<&'static str> {
    XML.iter().find(|(name, _)| name.eq_ignore_ascii_case(root)).map(|(_, said)| *said)
}

/// The name of the first element, or of the type of document that stands before it.
pub(super) fn root(text: &str) -> &str {
    let without_comments =
        text.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, behind)| behind));
    let tags = without_comments.flat_map(|part| part.split('<').skip(1)).map(|tag| {
        match tag.split_at_checked("!DOCTYPE".len()) {
            Some((word, name)) if word.eq_ignore_ascii_case("!DOCTYPE") => name.trim_start(),
            _ => tag,
        }
    });
    let ends = |c: char| c.is_whitespace() || matches!(c, '>' | '/');
    let mut names = tags.map(|tag| tag.split(ends).next().unwrap_or_default());
    names.find(|name| name.starts_with(char::is_alphabetic)).unwrap_or_default()
}

/// A word that JSON has, and what is said of such a file.
const JSON: &[(&str, &str)] = &[
    (
        "master_metadata_track_name",
        "it is Spotify's record of what was listened to, and no playlist: import the playlist by its address (segue import spotify:playlist:…)",
    ),
    (
        "\"trackName\"",
        "they are data that Spotify keeps of you: import playlists by their addresses (segue import spotify:playlist:…, or saved)",
    ),
    (
        "\"tracklist\"",
        "these are mixes in one piece: write each on a line of its own (jq -c '.[]' FILE | segue import -)",
    ),
];

/// Whether the lines of a text that begins as JSON may be mixes, perhaps damaged ones.
pub(super) fn may_be_mixes(text: &str) -> bool {
    ["\"title\"", "\"tracklist\""].iter().any(|word| text.contains(word))
}

/// What is said of JSON that is neither mixes by the line, nor a playlist, nor a dump.
pub(super) fn json(text: &str) -> &'static str {
    JSON.iter().find(|(word, _)| text.contains(word)).map_or(
        "it is JSON of no shape that segue knows: mixes have a title and a tracklist each and stand one a line, a playlist is JSPF; \
         else export M3U8, CSV or text",
        |(_, said)| said,
    )
}

/// How a text begins, or what a line of it begins with, and what is said of such a file.
const PLAIN: &[(&str, &str)] = &[
    ("#-----SUMMARY-----#", "it is a playlist of AIMP's in its own form: save it as M3U8 there"),
    (
        "#EXT-X-",
        "it is how a server parts one stream (HLS), and no playlist of records: give the tracklist as text",
    ),
    (
        "[InternetShortcut]",
        "it is a link to a page: copy the tracklist from there, into a text file or with :paste into the screen",
    ),
    (
        "version https://git-lfs.github.com",
        "it stands for a file that Git LFS keeps elsewhere: fetch that with git lfs pull",
    ),
];

/// What is said of text that is neither a table nor a tracklist.
pub(super) fn plain(text: &str) -> Option<&'static str> {
    let begins = |mark: &str| text.lines().take(10).any(|line| line.starts_with(mark));
    PLAIN.iter().find(|(mark, _)| begins(mark)).map(|(_, said)| *said)
}

/// Tables of a database, and what is said of it.
const DATABASES: &[(&[&str], &str)] = &[
    (&["dj_set"], OWN),
    (&["queue_item"], OWN),
    (&["tracklist", "mix"], OWN),
    (&["secondaryIndex_mediaItemIndex"], DJAY),
    (&["database2"], DJAY),
    (
        &["djmdContent"],
        "it is rekordbox's own database: choose File > Export Collection in xml format there, export the history as TXT, or give \
         the stick's export.pdb",
    ),
    (
        &["PerformanceData"],
        "it is a part of Engine's library that names no records: give m.db, or hm.db for what was played",
    ),
    (
        &["Songs", "PlaylistSongs"],
        "it is MediaMonkey's library: export its playlists as M3U8, or the library as CSV",
    ),
    (
        &["songs", "playlist_items"],
        "it is Strawberry's or Clementine's library: save its playlists as XSPF or M3U8",
    ),
];
const OWN: &str = "it is one of segue's own databases: --data-dir names the folder to use";
const DJAY: &str = "djay's library is not read: export the session as CSV and import that";

/// What is said of a database that no reader knows; `has` tells which tables are in it.
pub(super) fn database(has: impl Fn(&[&str]) -> bool) -> &'static str {
    DATABASES.iter().find(|(tables, _)| has(tables)).map_or(
        "a database whose tables are of no known program, or of a newer version: export the history as a text or CSV file and \
         import that",
        |(_, said)| said,
    )
}

#[cfg(test)]
mod tests {
    use std::{io::Cursor, path::Path};

    use rstest::rstest;

    use crate::import::open_from;

    fn said(name: &str, bytes: &[u8]) -> String {
        match open_from(Path::new(name), Box::new(Cursor::new(bytes.to_vec())), None, None) {
            Ok(_) => panic!("{name} is taken for something"),
            Err(e) => e.to_string(),
        }
    }

    fn packed(names: &[&str]) -> Vec<u8> {
        names.iter().flat_map(|name| [b"PK\x03\x04\x14\0\0\0", name.as_bytes()].concat()).collect()
    }

    #[rstest]
    #[case("a.zip", &packed(&["a/b.txt"]), &["zip", "unpack"])]
    #[case("list.docx", &packed(&["[Content_Types].xml", "word/document.xml"]), &["Word", "plain text"])]
    #[case("list.xlsx", &packed(&["[Content_Types].xml", "xl/workbook.xml"]), &["Excel", "CSV"])]
    #[case("list.pptx", &packed(&["[Content_Types].xml", "ppt/x.xml"]), &["Office", "CSV"])]
    #[case("list.ods", &packed(&["mimetypeapplication/vnd.oasis.opendocument.spreadsheet"]), &["LibreOffice", "CSV"])]
    #[case("list.odt", &packed(&["mimetypeapplication/vnd.oasis.opendocument.text"]), &["LibreOffice", "plain text"])]
    #[case("list.numbers", &packed(&["Index/Document.iwa"]), &["Numbers", "CSV"])]
    #[case("a.xz", b"\xfd7zXZ\0\0\x04", &["xz -dc"])]
    #[case("a.7z", b"7z\xbc\xaf\x27\x1c\0", &["7z", "unpack"])]
    #[case("a.rar", b"Rar!\x1a\x07", &["RAR", "unpack"])]
    #[case("a.zst", b"\x28\xb5\x2f\xfd\0", &["zstd -dc"])]
    #[case("a.lz4", b"\x04\x22\x4d\x18\0", &["lz4 -dc"])]
    #[case("list.pdf", b"%PDF-1.7\n%\xe2\xe3", &["PDF", ":paste"])]
    #[case("list.rtf", b"{\\rtf1\\ansi A - One\\par}", &["RTF", "plain text"])]
    #[case("list.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", &["Office", "plain text"])]
    #[case("list.png", b"\x89PNG\r\n\x1a\n", &["picture", "text"])]
    #[case("list.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", &["picture"])]
    #[case("list.webp", b"RIFF\0\0\0\0WEBPVP8 ", &["picture"])]
    #[case("a.mp3", b"ID3\x04\0\0\0", &["audio", "folder"])]
    #[case("a.wav", b"RIFF\0\0\0\0WAVEfmt ", &["audio", "folder"])]
    #[case("a.aiff", b"FORM\0\0\0\0AIFFCOMM", &["audio", "folder"])]
    #[case("a.m4a", b"\0\0\0\x20ftypM4A ", &["audio", "folder"])]
    #[case("a.mp4", b"\0\0\0\x20ftypisom", &["video"])]
    #[case("Library.musicdb", b"hfma\x90\0", &["Music", "Export Library"])]
    #[case("iTunes Library.itl", b"hdfm\0\0", &["iTunes", "Export Library"])]
    #[case("x.plist", b"bplist00\xd4", &["Apple", "Export Library"])]
    #[case("ANLZ0000.DAT", b"PMAI\0\0\0\x1c", &["rekordbox", "export.pdb"])]
    #[case("master.db", b"\x9c\xff\x80\x01\xfe", &["rekordbox", "never opened", "Export Collection"])]
    #[case("datafile.edb", b"\x9c\xff\x80\x01\xfe", &["rekordbox", "Export Collection"])]
    #[case("exportLibrary.db", b"\x9c\xff\x80\x01\xfe", &["rekordbox", "export.pdb"])]
    #[case("history.database", b"vrsn\0\0\0\x02\0C", &["Serato", "Sessions"])]
    #[case("x.fpl", b"\xe1\xa0\x9c\x91\xf8\x3c\x77\x42\x85\x2c", &["foobar2000", "M3U8"])]
    #[case(".DS_Store", b"\0\0\0\x01Bud1\0", &["macOS"])]
    #[case("._a.crate", b"\0\x05\x16\x07\0\x02", &["macOS", "._"])]
    #[case("a.lnk", b"L\0\0\0\x01\x14\x02\0\0", &["shortcut"])]
    #[case("x.bin", &[[1, 2, 3, 4, 5, 200, 201, b'a']; 50].concat(), &["no text", "export"])]
    fn binary_files_are_named_with_what_to_give_instead(
        #[case] name: &str,
        #[case] bytes: &[u8],
        #[case] words: &[&str],
    ) {
        let said = said(name, bytes);
        assert!(said.starts_with(name) && words.iter().all(|word| said.contains(word)), "{said}");
    }

    #[rstest]
    #[case("masterPlaylists6.xml", "<?xml version=\"1.0\"?><MASTER_PLAYLIST Version=\"3\">", &["rekordbox", "Export Collection"])]
    #[case("x.tsi", "<?xml version=\"1.0\"?><NIXML><TraktorSettings>", &["Traktor", "collection.nml"])]
    #[case("x.als", "<?xml version=\"1.0\"?>\n<Ableton MajorVersion=\"5\">", &["Live", "text"])]
    #[case("x.b4s", "<?xml version='1.0'?><WinampXML><!-- --><playlist num_entries=\"1\">", &["Winamp", "M3U8"])]
    #[case("rhythmdb.xml", "<?xml version=\"1.0\"?><rhythmdb version=\"2.0\"><entry>", &["Rhythmbox", "XSPF"])]
    #[case("page.html", "<!doctype html>\n<HTML><body><artists>1. A - One", &["web page", ":paste"])]
    #[case("page.html", "<html lang=en>", &["web page"])]
    #[case("playlists.xml", "<?xml version=\"1.0\"?><rhythmdb-playlists><playlist name=\"x\">", &["Rhythmbox", "XSPF"])]
    #[case("x.webloc", "<!DOCTYPE plist><plist version=\"1.0\"><dict><key>URL</key>", &["property list", "Export Library"])]
    #[case("x.xml", "<?xml version=\"1.0\"?><!-- <a> --><Deck:Library/>", &["Deck:Library", "M3U8"])]
    #[case("artists.xml", "<artists><artist>", &["Discogs", "releases.xml"])]
    #[case("endsong.json", "[{\"ts\":\"2020\",\"master_metadata_track_name\":\"x\"}]", &["Spotify", "address"])]
    #[case("StreamingHistory0.json", "[\n {\n \"artistName\" : \"A\", \"trackName\": \"x\"}]", &["Spotify", "spotify:playlist"])]
    #[case("YourLibrary.json", "{\n  \"tracks\": [ {\"artist\": \"A\", \"track\": \"B\"}]}", &["JSON", "JSPF"])]
    #[case("mixes.json", "[{\"title\":\"x\",\"tracklist\":[]}]", &["one piece", "jq -c"])]
    #[case("x.aimppl4", "\u{feff}#-----SUMMARY-----#\nID=1\n", &["AIMP", "M3U8"])]
    #[case("live.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\na.ts\n", &["HLS", "text"])]
    #[case("x.url", "[InternetShortcut]\r\nURL=https://mix.example/\r\n", &["link", ":paste"])]
    #[case("a.nml", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n", &["git lfs pull"])]
    fn text_of_other_programs_is_named_with_what_to_give_instead(
        #[case] name: &str,
        #[case] text: &str,
        #[case] words: &[&str],
    ) {
        let said = said(name, text.as_bytes());
        assert!(said.starts_with(name) && words.iter().all(|word| said.contains(word)), "{said}");
    }

    #[test]
    fn random_bytes_are_never_a_mix_or_a_playlist() {
        let mut rng = crate::chance::Rng::new(1);
        for round in 0..40 {
            let bytes: Vec<u8> = (0..1024).flat_map(|_| rng.next_u64().to_le_bytes()).collect();
            let name = ["x.dat", "x.db", "x.m3u8", "x.csv", "x.txt"][round % 5];
            said(name, &bytes);
        }
    }

    #[rstest]
    #[case(&["djmdContent", "djmdArtist"], "rekordbox")]
    #[case(&["PerformanceData"], "Engine")]
    #[case(&["songs", "playlist_items"], "Strawberry")]
    #[case(&["secondaryIndex_mediaItemIndex"], "djay")]
    #[case(&["mix", "tracklist"], "--data-dir")]
    #[case(&["anything"], "no known program")]
    fn databases_are_named_by_their_tables(#[case] tables: &[&str], #[case] program: &str) {
        let said = super::database(|wanted| wanted.iter().all(|table| tables.contains(table)));
        assert!(said.contains(program), "{said}");
    }
}
