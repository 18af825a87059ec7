//! Imports as a whole, from made files.

use std::{
    fs,
    io::Write as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::*;
use crate::catalogue::{Catalogue, Writer};

fn run(path: &Path, writer: &mut Writer) -> Result<ImportReport, ImportError> {
    import(path, writer, &mut ImportWatch { progress: &mut |_| {}, stop: &|| false })
}

fn file(dir: &tempfile::TempDir, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

/// The first mixes of the starter, with titles that a wiki can have.
fn real_mixes(n: usize) -> Vec<(String, Vec<String>)> {
    let mut text = String::new();
    let asset = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter.jsonl.gz");
    flate2::read::MultiGzDecoder::new(fs::File::open(asset).unwrap()).read_to_string(&mut text).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|mix| !mix["title"].as_str().unwrap().contains(['[', ']', '{', '}', '|', '#', '<', '>']))
        .take(n)
        .map(|mix| {
            let lines = mix["tracklist"].as_array().unwrap().iter();
            (
                mix["title"].as_str().unwrap().to_owned(),
                lines.map(|l| l.as_str().unwrap().to_owned()).collect(),
            )
        })
        .collect()
}

fn json_lines(mixes: &[(String, Vec<String>)]) -> String {
    mixes
        .iter()
        .map(|(title, tracklist)| {
            let url = crate::catalogue::page_address(title);
            serde_json::json!({ "title": title, "url": url, "tracklist": tracklist }).to_string() + "\n"
        })
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn page_xml(namespace: i32, id: usize, title: &str, text: &str) -> String {
    format!(
        "<page><title>{}</title><ns>{namespace}</ns><id>{id}</id><revision><id>{}</id><contributor><id>1</id></contributor>\
         <text xml:space=\"preserve\">{}</text></revision></page>\n",
        escape(title),
        id * 10,
        escape(text)
    )
}

fn export_xml(pages: impl IntoIterator<Item = String>) -> String {
    let pages: String = pages.into_iter().collect();
    format!(
        "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\" version=\"0.11\" xml:lang=\"en\">\n\
         <siteinfo><base>https://www.mixesdb.com/w/Main_Page</base></siteinfo>\n{pages}</mediawiki>\n"
    )
}

fn mix_xml(id: usize, (title, lines): &(String, Vec<String>)) -> String {
    page_xml(0, id, title, &format!("== Tracklist ==\n\n<list>\n{}\n</list>\n", lines.join("\n")))
}

/// What is shown, apart from ids.
fn shown(catalogue: &Catalogue) -> Vec<String> {
    let contents = catalogue.contents().unwrap();
    let mut shown = Vec::new();
    contents
        .tracks(|t| {
            shown.push(format!(
                "{} {} {} {:?} {:?} {:?} {}",
                t.key, t.artist, t.title, t.version, t.label, t.year, t.plays
            ));
            ControlFlow::Continue(())
        })
        .unwrap();
    contents
        .mixes(|m| {
            shown.push(format!("{} {:?} {:?} {:?}", m.title, m.date, m.url, m.djs));
            ControlFlow::Continue(())
        })
        .unwrap();
    contents
        .tracklists(|_, list| {
            shown.extend(list.lines().map(|(_, line)| format!("{line:?}")));
            ControlFlow::Continue(())
        })
        .unwrap();
    shown.sort();
    shown
}

#[test]
fn an_export_and_json_lines_of_the_same_mixes_give_the_same_catalogue() {
    let dir = tempfile::tempdir().unwrap();
    let mixes = real_mixes(150);
    let (mut from_json, mut from_xml) = (Writer::in_memory().unwrap(), Writer::in_memory().unwrap());
    let report = run(&file(&dir, "mixes.jsonl", json_lines(&mixes)), &mut from_json).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (150, 0), "{report:?}");

    let others = [page_xml(14, 900, "Category:House", "x"), page_xml(1, 901, "Talk:x", "[00] A - B")];
    let xml = export_xml(mixes.iter().enumerate().map(|(n, mix)| mix_xml(n + 1, mix)).chain(others));
    let report = run(&file(&dir, "export.xml", &xml), &mut from_xml).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (150, 0), "{report:?}");
    let (json, xml) = (shown(&from_json), shown(&from_xml));
    for (json, xml) in json.iter().zip(&xml) {
        assert_eq!(json, xml);
    }
    assert_eq!(json.len(), xml.len());
}

#[test]
fn packed_files_are_unpacked_and_importing_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mixes = real_mixes(20);
    let xml = export_xml(mixes.iter().enumerate().map(|(n, mix)| mix_xml(n + 1, mix)));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(xml.as_bytes()).unwrap();
    let mut bz2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz2.write_all(xml.as_bytes()).unwrap();
    let mut writer = Writer::in_memory().unwrap();
    // A name says nothing about the contents.
    let first = run(&file(&dir, "export.bz2", gz.finish().unwrap()), &mut writer).unwrap();
    assert_eq!((first.mixes_added, first.generation), (20, 1));
    let again = run(&file(&dir, "export.gz", bz2.finish().unwrap()), &mut writer).unwrap();
    assert_eq!((again.mixes_added, again.mixes_changed, again.mixes_unchanged), (0, 0, 20));
    assert_eq!((again.tracks_added, again.generation), (0, 1));
    let lines = run(&file(&dir, "mixes.jsonl", json_lines(&mixes)), &mut writer).unwrap();
    assert_eq!((lines.mixes_unchanged, lines.generation), (20, 1));
}

#[test]
fn bad_lines_are_named_and_the_rest_is_imported() {
    let dir = tempfile::tempdir().unwrap();
    let text = b"{\"title\":\"1999 - A\",\"tracklist\":[\"X - One\"]}\n\
        {\"title\":\"2000 - B\"}\n\
        \n\
        {\"title\":\" \",\"tracklist\":[]}\n\
        {\"title\":\"\xff\",\"tracklist\":[]}\n\
        {\"title\":\"2001 - C\",\"tracklist\":[\"X - Two\"]}\n\
        {\"title\":\"2002";
    let mut writer = Writer::in_memory().unwrap();
    let report = run(&file(&dir, "mixes.jsonl", text), &mut writer).unwrap();
    assert_eq!((report.mixes_added, report.tracks_added), (2, 2));
    let lines: Vec<_> = report.skipped.iter().map(|s| s.line).collect();
    assert_eq!(lines, [2, 4, 5, 7]);
    assert_eq!(report.skipped[0].reason, "missing field `tracklist` at column 20");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["skipped"][0]["line"], 2);
    assert_eq!(json["generation"], 1);
}

#[test]
fn a_file_that_breaks_off_gives_what_stands_before() {
    let dir = tempfile::tempdir().unwrap();
    let mixes = real_mixes(10);
    let xml = export_xml(mixes.iter().enumerate().map(|(n, mix)| mix_xml(n + 1, mix)));
    let cut = xml.find("<id>6</id>").unwrap();
    let line = xml[..cut].lines().count() as u64;
    let mut writer = Writer::in_memory().unwrap();
    let report = run(&file(&dir, "cut.xml", &xml[..cut]), &mut writer).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (5, 1));
    assert_eq!(report.skipped[0].line, line);
    assert!(report.skipped[0].reason.contains("what stands before is imported"), "{report:?}");

    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gz.write_all(json_lines(&mixes).as_bytes()).unwrap();
    let whole = gz.finish().unwrap();
    let mut writer = Writer::in_memory().unwrap();
    let report = run(&file(&dir, "cut.gz", &whole[..whole.len() / 2]), &mut writer).unwrap();
    assert!((1..10).contains(&report.mixes_added), "{report:?}");
    assert_eq!(report.skipped.last().unwrap().line, report.mixes_added + 1);
}

#[test]
fn unknown_and_missing_files_import_nothing_and_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::in_memory().unwrap();
    let wrong = run(&file(&dir, "x.html", "<html></html>"), &mut writer).unwrap_err();
    assert!(wrong.to_string().contains("x.html: it is a web page"), "{wrong}");
    assert!(matches!(run(&file(&dir, "empty", " \n"), &mut writer), Err(ImportError::Nothing { .. })));
    assert!(matches!(
        run(&file(&dir, "bad", "{\"a\":1}\n"), &mut writer),
        Err(ImportError::Nothing { line: 0, .. })
    ));
    assert!(matches!(run(&dir.path().join("none"), &mut writer), Err(ImportError::Unreadable { .. })));
    assert!(matches!(run(dir.path(), &mut writer), Err(ImportError::Unreadable { .. })));
    assert_eq!(writer.generation().unwrap(), 0);
}

#[test]
fn a_stopped_import_goes_on_when_it_is_started_again() {
    let dir = tempfile::tempdir().unwrap();
    let mixes: Vec<_> =
        (0..2_500).map(|n| (format!("2000 - DJ {n} - Show"), vec![format!("A - {n}")])).collect();
    let path = file(&dir, "mixes.jsonl", json_lines(&mixes));
    let (catalogue, user) = (dir.path().join("catalogue.db"), dir.path().join("user.db"));
    let mut writer = Writer::acquire(&catalogue, &user).unwrap();
    let read = std::sync::atomic::AtomicU64::new(0);
    let stop = || read.load(std::sync::atomic::Ordering::Relaxed) >= 2_400;
    let mut progress = |p: ImportProgress| read.store(p.mixes, std::sync::atomic::Ordering::Relaxed);
    let stopped = import(&path, &mut writer, &mut ImportWatch { progress: &mut progress, stop: &stop });
    match stopped {
        Err(ImportError::Stopped { report }) => assert_eq!(report.mixes_added, 2_000),
        other => panic!("{other:?}"),
    }
    drop(writer);
    let mut writer = Writer::acquire(&catalogue, &user).unwrap();
    let report = run(&path, &mut writer).unwrap();
    assert_eq!((report.mixes_added, report.mixes_unchanged), (500, 2_000));
    let mut straight = Writer::in_memory().unwrap();
    run(&path, &mut straight).unwrap();
    assert_eq!(shown(&writer), shown(&straight));
}

#[test]
fn of_several_revisions_the_last_counts_and_redirects_lead_on() {
    let dir = tempfile::tempdir().unwrap();
    let list = |line: &str| format!("== Tracklist ==\n# {line}\n");
    let two = format!(
        "<page><title>2000 - X</title><ns>0</ns><id>5</id>\
         <revision><id>1</id><text>{}</text></revision><revision><id>2</id><text>{}</text></revision></page>",
        list("A - Old"),
        list("A &amp; B - New &#8211; Dub")
    );
    let pages = [
        two,
        page_xml(0, 6, "1999 - Y", "#REDIRECT [[2000 - X]]"),
        "<page><title>2001 - Z</title><ns>0</ns><id>7</id><revision><id>3</id><text deleted=\"deleted\"/></revision></page>"
            .to_owned(),
    ];
    let mut writer = Writer::in_memory().unwrap();
    let report = run(&file(&dir, "export.xml", export_xml(pages)), &mut writer).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (1, 1), "{report:?}");
    assert!(shown(&writer).iter().any(|line| line.contains("A & B - New – Dub")), "{:?}", shown(&writer));
    let lines =
        run(&file(&dir, "m.jsonl", "{\"title\":\"1999 - Y\",\"tracklist\":[\"C - D\"]}"), &mut writer)
            .unwrap();
    assert_eq!(lines.mixes_unchanged, 1);
}

#[test]
fn categories_and_audio_come_along_and_where_they_are_nothing_the_mix_comes_without() {
    let dir = tempfile::tempdir().unwrap();
    let mix = |n: usize, more: &str| {
        format!("{{\"title\":\"2001-01-0{n} - Ann & Bob - Show\",\"tracklist\":[\"A - B\"]{more}}}\n")
    };
    let lines = [
        mix(1, r#","categories":["Ann","Bob","Dub_Techno","","2001"],"audio":"https://archive.org/a.mp3""#),
        mix(2, r#","categories":"Techno","audio":"file:///etc/passwd""#),
        mix(3, r#","categories":["Techno",7],"audio":["https://archive.org/a.mp3"]"#),
        mix(4, r#","categories":null,"audio":null"#),
        mix(5, r#","categories":{"a":1},"title":9"#),
    ];
    let path = file(&dir, "mixes.jsonl", lines.concat());
    let mut writer = Writer::in_memory().unwrap();
    let report = run(&path, &mut writer).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (4, 5), "{report:?}");
    let named: Vec<u64> = report.skipped.iter().map(|skipped| skipped.line).collect();
    assert_eq!(named, [2, 2, 3, 3, 5]);
    assert_eq!(
        report.skipped[0].reason,
        "categories are no array of texts; the mix is imported without them"
    );
    assert_eq!(report.skipped[1].reason, "audio is no http or https address; the mix is imported without it");
    let mut heads = Vec::new();
    let contents = writer.contents().unwrap();
    let visit = |mix: crate::catalogue::MixRecord<'_>| {
        heads.push((mix.id, mix.djs.to_vec(), mix.styles.to_vec()));
        ControlFlow::Continue(())
    };
    contents.mixes(visit).unwrap();
    assert_eq!(heads[0].1, ["Ann", "Bob"], "as the page's artist categories split them");
    assert_eq!(heads[0].2, ["Dub Techno"]);
    assert!(heads[1..].iter().all(|head| head.2.is_empty()));
    let audio: Vec<Vec<String>> = heads.iter().map(|head| writer.audio(head.0).unwrap()).collect();
    assert_eq!(audio, [vec!["https://archive.org/a.mp3".to_owned()], vec![], vec![], vec![]]);
}
