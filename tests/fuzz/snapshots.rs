//! Snapshot files of any kind: opened or refused, and what is read of them ends nothing.

use std::{fs, path::PathBuf};

use segue::{
    config::{Paths, Settings},
    library::Library,
};

use crate::{fuzz, random::Random};

/// The file's number, then its bytes: what a find holds.
fn damaged(files: &[(PathBuf, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let number = random.below(files.len());
    let mut data = files[number].1.clone();
    for _ in 0..=random.below(3) {
        // Most of what is read first stands first.
        let reach = if random.below(3) == 0 { data.len().min(4_096) } else { data.len() };
        let at = random.below(reach);
        let length = random.below(32).min(data.len() - at);
        match random.below(5) {
            _ if data.is_empty() => {}
            0 => data.truncate(at),
            1 => data[at..at + length].fill(0xff),
            2 => data[at] = random.next() as u8,
            _ => data[at] ^= 1 << random.below(8),
        }
    }
    data.insert(0, number as u8);
    data
}

#[test]
fn snapshots_of_any_kind_are_served_or_made_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths =
        Paths::find(Some(folder.path().join("c.toml")), Some(folder.path().join("data"))).expect("paths");
    paths.make().expect("made");
    let mut settings = Settings::default();
    settings.library.starter = false;
    let library = Library::open(&paths, &settings).expect("opens");
    fill(&library);
    drop(library);
    let files = files(&paths);
    fuzz(
        "snapshots",
        200,
        |random| damaged(&files, random),
        |data| {
            let (path, _) = &files[usize::from(data.first().copied().unwrap_or(0)) % files.len()];
            put_back(&paths, &files);
            fs::write(path, data.get(1..).unwrap_or_default()).expect("written");
            let library = Library::open(&paths, &settings).expect("opens");
            ask(&library);
            library.check().expect("checked");
            ask(&library);
            assert_eq!(library.snapshot().tables.n_mixes(), 30);
        },
    );
}

fn fill(library: &Library) {
    use segue::catalogue::{Change, MixLine, MixOrigin};
    let mix = |n: usize| MixLine {
        title: format!("2001-01-{:02} - Ann {} - Show {n}", n % 28 + 1, n % 3),
        tracklist: (0..6)
            .map(|line| format!("Artist {} - Title {} [Label]", (n + line) % 11, n * 7 % 13 + line))
            .collect(),
        categories: vec!["House".to_owned()],
        ..MixLine::default()
    };
    let mixes: Vec<_> = (0..30).map(|n| Change::Upsert(mix(n).incoming(MixOrigin::Import))).collect();
    library.writer().expect("free").apply(&mixes).expect("applied");
    library.publish_names().expect("published");
}

fn current(paths: &Paths) -> PathBuf {
    let name = fs::read_to_string(paths.snapshots().join("current")).expect("published");
    paths.snapshots().join(name.trim())
}

fn files(paths: &Paths) -> Vec<(PathBuf, Vec<u8>)> {
    let entries =
        fs::read_dir(current(paths)).expect("a snapshot").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.map(|path| (path.clone(), fs::read(path).expect("read"))).collect();
    files.sort();
    files
}

/// What was published first is current again, whole.
fn put_back(paths: &Paths, files: &[(PathBuf, Vec<u8>)]) {
    let folder = files[0].0.parent().expect("a folder");
    fs::create_dir_all(folder).expect("made");
    for (path, data) in files {
        fs::write(path, data).expect("written");
    }
    let name = folder.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    fs::write(paths.snapshots().join("current"), name).expect("written");
}

fn ask(library: &Library) {
    let snapshot = library.snapshot();
    for words in ["title", "artist 3 title", "tilte", "ann"] {
        drop(snapshot.search(words, 30, &|| false));
    }
    for row in 0..snapshot.tables.n_tracks().min(60) as u32 {
        drop(snapshot.tables.track_page(row));
    }
    for mix in 0..snapshot.tables.n_mixes().min(30) as u32 {
        let _ = library.mix_page(mix);
    }
    for name in ["Ann 0", "Ann 2", "Nobody"] {
        drop(snapshot.tables.dj_page(name));
    }
    drop((snapshot.tables.label_page("Label"), snapshot.tables.artist_page("Artist 3")));
}
