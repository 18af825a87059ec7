//! Dumps as a whole: what they must give, cut, stopped and gone on with.

use std::{
    io::Write as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    catalogue::{Catalogue, Writer},
    import::{ImportError, ImportProgress, ImportReport, ImportWatch, import, open},
    track::MixId,
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sets").join(name)
}

fn run(path: &Path, writer: &mut Writer) -> Result<ImportReport, ImportError> {
    import(path, writer, &mut ImportWatch { progress: &mut |_| {}, stop: &|| false })
}

fn file(dir: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// Everything that is shown of the mixes.
fn shown(catalogue: &Catalogue) -> Vec<String> {
    let mut shown = Vec::new();
    let contents = catalogue.contents().unwrap();
    let mut ids: Vec<MixId> = Vec::new();
    contents
        .mixes(|mix| {
            ids.push(mix.id);
            let (id, title, url) = (mix.id, mix.title, mix.url.unwrap_or_default());
            shown.push(format!("{id:?} {title} {:?} {:?} {url} {:?}", mix.date, mix.djs, mix.styles));
            ControlFlow::Continue(())
        })
        .unwrap();
    for id in ids {
        let lines = catalogue.tracklist(id, |list| {
            list.lines().map(|(track, line)| format!("{track:?} {line:?}")).collect::<Vec<_>>()
        });
        shown.extend(lines.unwrap().unwrap());
    }
    shown
}

/// A release with four tracks; `main` of a master where that is not 0.
fn release(id: u32, master: u32, main: bool) -> String {
    let track = |n: u32| {
        format!(
            "<track><position>{n}</position><title>Record {}</title><duration/>\
             <artists><artist><name>Artist {}</name></artist></artists></track>",
            id * 10 + n,
            id % 7
        )
    };
    let tracks = (1..=4).map(track).collect::<Vec<_>>().concat();
    let master = match master {
        0 => String::new(),
        master => format!("<master_id is_main_release=\"{main}\">{master}</master_id>"),
    };
    format!(
        "<release id=\"{id}\" status=\"Accepted\"><artists><artist><name>Kora</name></artist></artists><title>Mix {id}</title>\
         <formats><format name=\"CD\"><descriptions><description>Mixed</description></descriptions></format></formats>\
         <released>2001-02-00</released>{master}<tracklist>{tracks}</tracklist></release>\n"
    )
}

/// One that is no mix.
fn album(id: u32) -> String {
    format!("<release id=\"{id}\"><title>Album</title><notes>{}</notes></release>\n", "x".repeat(400))
}

fn dump(releases: impl IntoIterator<Item = String>) -> String {
    format!("<releases>\n{}</releases>\n", releases.into_iter().collect::<String>())
}

fn packed(text: &str) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    gz.finish().unwrap()
}

#[test]
fn discogs_gives_the_mixed_release_with_its_parts() {
    let mut writer = Writer::in_memory().unwrap();
    let report = run(&fixture("discogs/discogs_20260101_releases.xml.gz"), &mut writer).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (1, 0), "{report:?}");
    let shown = shown(&writer);
    let head = "1999-07-13 - Josh Wink - Profound Sounds Vol. 1 Some(\"1999-07-13\") [\"Josh Wink\"] https://www.discogs.com/release/3 [\"Techno\", \"Tech House\"]";
    assert!(shown[0].ends_with(head), "{}", shown[0]);
    let names: Vec<_> = writer
        .tracklist(MixId(1), |list| list.lines().map(|(_, line)| line.raw.to_owned()).collect())
        .unwrap()
        .unwrap();
    assert_eq!(
        names,
        [
            "Heiko Laux & Johannes Heil - Untitled 8",
            "K.A.B. - Anjua (Sneaky 3)",
            "Care Company - Vol. 2",
            "Gez Varley - Political Prisoner"
        ]
    );
    assert!(shown[1..].iter().all(|line| line.contains("label: None")), "the label is the mix's");
    let mut categories = Vec::new();
    let contents = writer.contents().unwrap();
    contents
        .mixes(|mix| {
            categories.extend(mix.categories.to_vec());
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(categories, ["Techno", "Tech House", "Ruffhouse Records"]);
}

#[test]
fn musicbrainz_gives_the_dj_mix_with_its_isrcs() {
    let mut writer = Writer::in_memory().unwrap();
    let report = run(&fixture("musicbrainz/release"), &mut writer).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (1, 0), "{report:?}");
    let shown = shown(&writer);
    let head = "1996-03-25 - Kruder & Dorfmeister - DJ-Kicks Some(\"1996-03-25\") [\"Kruder & Dorfmeister\"] https://musicbrainz.org/release/11111111-1111-1111-1111-111111111111 []";
    assert!(shown[0].ends_with(head), "{}", shown[0]);
    assert_eq!(shown.len(), 3);
    assert!(
        shown[1].contains("isrc: Some(\"GBAAA9600001\")") && shown[1].contains("Small World - Definition")
    );
    assert!(shown[2].contains("Aquasky feat. X - Dubplate Style") && shown[2].contains("isrc: None"));
}

#[test]
fn of_a_master_one_release_counts_in_whatever_order_and_however_often_they_come() {
    let releases = [
        release(5, 9, false),
        release(6, 9, true),
        release(4, 9, false),
        release(8, 0, false),
        release(3, 2, false),
        release(7, 2, false),
    ];
    let dir = tempfile::tempdir().unwrap();
    let urls = |order: &[usize]| {
        let path = file(&dir, "d.xml", dump(order.iter().map(|at| releases[*at].clone())));
        let mut writer = Writer::in_memory().unwrap();
        run(&path, &mut writer).unwrap();
        let again = run(&path, &mut writer).unwrap();
        assert_eq!((again.mixes_added, again.mixes_changed), (0, 0), "{order:?}");
        let mut urls = Vec::new();
        let contents = writer.contents().unwrap();
        contents
            .mixes(|mix| {
                urls.push(mix.url.unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned());
                ControlFlow::Continue(())
            })
            .unwrap();
        urls.sort();
        urls
    };
    for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [1, 0, 5, 3, 2, 4]] {
        assert_eq!(urls(&order), ["3", "6", "8"], "{order:?}");
    }
}

#[test]
fn a_release_that_is_no_longer_the_main_one_makes_way() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::in_memory().unwrap();
    for main in [6, 5] {
        let path = file(&dir, "d.xml", dump([release(5, 9, main == 5), release(6, 9, main == 6)]));
        run(&path, &mut writer).unwrap();
        assert!(shown(&writer)[0].contains(&format!("/release/{main} ")), "{:?}", shown(&writer));
    }
}

#[test]
fn a_dump_that_is_cut_gives_what_stands_before_and_names_the_place() {
    let dir = tempfile::tempdir().unwrap();
    let text = dump((1..=40).map(|id| release(id, 0, false)));
    let whole = packed(&text);
    for bytes in [&text.as_bytes()[..text.len() / 2], &whole[..whole.len() / 2]] {
        let path = file(&dir, "cut.xml", bytes);
        let mut writer = Writer::in_memory().unwrap();
        let report = run(&path, &mut writer).unwrap();
        assert!((1..40).contains(&report.mixes_added), "{report:?}");
        let reason = &report.skipped[0].reason;
        assert!(reason.contains(&format!("behind release {}, at byte ", report.mixes_added)), "{reason}");
        assert!(reason.contains("get the file anew"), "{reason}");
        std::fs::write(&path, &whole).unwrap();
        let report = run(&path, &mut writer).unwrap();
        assert_eq!(report.mixes_added + report.mixes_unchanged, 40);
        let mut straight = Writer::in_memory().unwrap();
        run(&path, &mut straight).unwrap();
        assert_eq!(shown(&writer), shown(&straight));
    }
    let between = format!("<releases>\n{}", release(1, 0, false));
    let report = run(&file(&dir, "between.xml", between), &mut Writer::in_memory().unwrap()).unwrap();
    assert!(report.skipped[0].reason.contains("behind release 1, at byte "), "cut between two: {report:?}");
}

#[test]
fn a_damaged_release_is_named_and_the_others_are_imported() {
    let dir = tempfile::tempdir().unwrap();
    let damaged = release(2, 0, false).replace("<title>Mix 2</title>", "<title>Mix 2");
    let text = dump([release(1, 0, false), damaged, release(3, 0, false)]);
    let report = run(&file(&dir, "d.xml", text), &mut Writer::in_memory().unwrap()).unwrap();
    assert_eq!((report.mixes_added, report.skipped.len()), (2, 1));
    assert!(report.skipped[0].reason.starts_with("release 2: "), "{report:?}");
}

#[test]
fn a_dump_without_a_mix_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let said = run(&file(&dir, "d.xml", dump([album(1)])), &mut Writer::in_memory().unwrap()).unwrap_err();
    assert!(said.to_string().contains("no mix is in it"), "{said}");
    let line = r#"{"id":"1","release-group":{"id":"2","secondary-types":[]},"media":[]}"#;
    assert!(run(&file(&dir, "release", line), &mut Writer::in_memory().unwrap()).is_err());
}

#[test]
fn a_line_without_an_end_counts_and_half_a_line_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(fixture("musicbrainz/release")).unwrap();
    let first = text.lines().next().unwrap();
    let of = |text: &str| run(&file(&dir, "release", text), &mut Writer::in_memory().unwrap());
    assert_eq!(of(first).unwrap().mixes_added, 1);
    let cut = of(&format!("{first}\n{}", &first[..first.len() / 2])).unwrap();
    assert_eq!((cut.mixes_added, cut.skipped.len()), (1, 1));
    assert!(cut.skipped[0].reason.contains("breaks off"), "{cut:?}");
}

#[test]
fn dumps_of_other_things_are_named_with_the_way_out() {
    for (text, way) in
        [("<masters>", "releases.xml.gz"), ("<artists>", "releases.xml.gz"), ("<labels>", "releases.xml.gz")]
    {
        let said =
            crate::import::open_from(Path::new("d.xml"), Box::new(text.as_bytes()), None, None).map(drop);
        assert!(said.unwrap_err().to_string().contains(way));
    }
}

/// Stops after so many mixes, then goes on.
#[test]
fn a_stopped_import_goes_on_where_it_was_and_ends_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let releases = (1..=9_000).map(|id| if id % 2 == 0 { album(id) } else { release(id, 0, false) });
    let path = file(&dir, "d.xml.gz", packed(&dump(releases)));
    let mut straight = Writer::in_memory().unwrap();
    run(&path, &mut straight).unwrap();
    let (catalogue, user) = (dir.path().join("catalogue.db"), dir.path().join("user.db"));
    let mut unchanged = 0;
    for most in [100, 2_500, 1_900, u64::MAX] {
        let mut writer = Writer::acquire(&catalogue, &user).unwrap();
        let read = AtomicU64::new(0);
        let mut progress = |p: ImportProgress| read.store(p.mixes, Ordering::Relaxed);
        let stop = || read.load(Ordering::Relaxed) >= most;
        match import(&path, &mut writer, &mut ImportWatch { progress: &mut progress, stop: &stop }) {
            Err(ImportError::Stopped { report }) => unchanged += report.mixes_unchanged,
            Ok(report) => unchanged += report.mixes_unchanged,
            Err(e) => panic!("{e}"),
        }
    }
    let writer = Writer::acquire(&catalogue, &user).unwrap();
    assert_eq!(shown(&writer), shown(&straight));
    assert_eq!(unchanged, 0, "what was imported is not read again");
}

#[test]
fn another_file_of_the_same_name_is_read_from_its_start() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(&dir, "d.xml", dump((1..=3_000).map(|id| release(id, 0, false))));
    let mut writer = Writer::in_memory().unwrap();
    let read = AtomicU64::new(0);
    let mut progress = |p: ImportProgress| read.store(p.mixes, Ordering::Relaxed);
    let stop = || read.load(Ordering::Relaxed) >= 2_100;
    let stopped = import(&path, &mut writer, &mut ImportWatch { progress: &mut progress, stop: &stop });
    assert!(matches!(stopped, Err(ImportError::Stopped { .. })));
    std::fs::write(&path, dump((5_001..=5_010).map(|id| release(id, 0, false)))).unwrap();
    assert_eq!(run(&path, &mut writer).unwrap().mixes_added, 10);
}

#[test]
fn the_form_is_told_by_its_contents() {
    for name in ["discogs/discogs_20260101_releases.xml.gz", "musicbrainz/release"] {
        assert!(open(&fixture(name), None).unwrap().is_mixes(), "{name}");
    }
}
