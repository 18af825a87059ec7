//! A data folder of an earlier program, opened by this one.

use std::{ops::ControlFlow, path::Path};

use rusqlite::Connection;
use segue::{
    catalogue::{
        Change, Item, ItemId, MixLine, MixOrigin, MixRecord, QueueOp, QueuePlace, Seen, User, Which,
    },
    config::{Paths, Settings},
    library::Library,
    track::{Name, TrackKey},
};

const GONE: &str = "1993-11-13 - Andrew Weatherall - Essential Mix";
const MINE: &str = "1991-08-04 - Frankie Knuckles @ Sound Factory (DHP 1192)";

/// As the program before categories and players left it: the third step of its tables, what was heard among the mixes, and no word
/// of an edition.
fn age(catalogue: &Path) {
    let db = Connection::open(catalogue).expect("opens");
    db.execute_batch(
        "UPDATE mix SET categories = '', content = content + 1 WHERE origin = 0;
         ALTER TABLE mix DROP COLUMN audio;
         DROP INDEX mix_foreign_id;
         ALTER TABLE mix DROP COLUMN foreign_id;
         DELETE FROM crawl WHERE name = 'starter edition';
         CREATE TABLE embedding (key TEXT PRIMARY KEY, artist TEXT NOT NULL, title TEXT NOT NULL, version TEXT, source TEXT NOT NULL,
             exact INTEGER NOT NULL, seconds REAL NOT NULL, model TEXT NOT NULL, projection TEXT NOT NULL, pools BLOB NOT NULL,
             vector BLOB NOT NULL, tags BLOB NOT NULL, loudness REAL, bpm REAL, bpm_sure REAL, tonic INTEGER, tonic_sure REAL,
             energy REAL) WITHOUT ROWID;
         CREATE TABLE unheard (key TEXT PRIMARY KEY, reason TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID;
         INSERT INTO unheard VALUES ('nobody', 'no preview', 2000000000);
         INSERT INTO meta VALUES ('heard', 7);
         PRAGMA user_version = 3;",
    )
    .expect("made older");
    let spastik = Name::parse("Plastikman", "Spastik");
    db.execute(
        "INSERT INTO embedding (key, artist, title, source, exact, seconds, model, projection, pools, vector, tags, bpm, bpm_sure)
         VALUES (?1, 'Plastikman', 'Spastik', 'local', 1, 30, 'm', 'p', x'', x'', x'', 130, 0.9)",
        [spastik.key().as_str()],
    )
    .expect("listened to");
}

/// The tempo that was heard.
fn tempo(library: &Library) -> Option<f32> {
    let key = Name::parse("Plastikman", "Spastik").key();
    let heard = library.catalogue().heard(&key).expect("read");
    heard.and_then(|heard| heard.tempo).map(|(bpm, _)| bpm)
}

/// Mixes with a style, and titles of the mixes that nobody but the starter speaks of.
fn with_styles(library: &Library) -> (usize, Vec<String>) {
    let (mut styled, mut titles) = (0, Vec::new());
    let catalogue = library.catalogue();
    let contents = catalogue.contents().expect("contents");
    let visit = |mix: MixRecord<'_>| {
        styled += usize::from(!mix.styles.is_empty());
        titles.push(mix.title.to_owned());
        ControlFlow::Continue(())
    };
    contents.mixes(visit).expect("read");
    (styled, titles)
}

fn keys(library: &Library) -> Vec<(u32, TrackKey)> {
    let snapshot = library.snapshot();
    let rows = 0..snapshot.tables.n_tracks() as u32;
    rows.map(|row| (snapshot.tables.ids[row as usize], snapshot.tables.name(row).key())).collect()
}

#[test]
fn it_gets_styles_and_players_at_the_next_start_and_loses_nothing() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let paths = Paths::find(Some(dir.path().join("c.toml")), Some(dir.path().join("data"))).expect("paths");
    paths.make().expect("made");
    let open = || Library::open(&paths, &Settings::default()).expect("opens");
    let library = open();
    let mine = MixLine {
        title: MINE.into(),
        categories: vec!["Gospel".into()],
        tracklist: vec!["Ann - Mine".into()],
        ..MixLine::default()
    };
    let changes =
        [Change::Remove(Which::Title(GONE.into())), Change::Upsert(mine.incoming(MixOrigin::Import))];
    library.writer().expect("free").apply(&changes).expect("applied");
    library.publish_names().expect("published");
    let mut user = User::open(&paths.user_db()).expect("opens");
    let queued = Seen::new(Name::parse("Plastikman", "Spastik"));
    let item = Item { id: ItemId(7), track: queued.clone(), added: 0 };
    user.change_queue("tonight", &[QueueOp::Insert(item, QueuePlace::Last)], 0).expect("queued");
    let before = keys(&library);
    drop(library);

    age(&paths.catalogue_db());
    let library = open();
    let (styled, titles) = with_styles(&library);
    assert!(styled > 4_300, "{styled} mixes have a style");
    assert!(paths.catalogue_db().with_extension("db.v3").exists(), "a copy from before");
    assert!(!titles.iter().any(|title| title == GONE), "what was deleted stays deleted");
    assert!(keys(&library) == before, "tracks keep their ids");
    let snapshot = library.snapshot();
    assert_eq!(snapshot.generation(), library.catalogue().generation().expect("read"), "published");
    assert!(
        (0..snapshot.tables.styles.len() as u32).any(|row| snapshot.tables.styles.get(row) == "Dub Techno")
    );
    let mix = snapshot.tables.mix_by_title(MINE).expect("there");
    let page = library.mix_page(mix).expect("read").expect("there");
    assert_eq!((page.entries.len(), page.audio.len()), (1, 0), "what was imported stays");
    let heard = snapshot.tables.mix_by_title("1995-04-08 - DJ Dag @ Clubnight").expect("there");
    let audio = library.mix_page(heard).expect("read").expect("there").audio;
    assert!(audio.iter().all(|address| address.starts_with("https://archive.org/download/")), "{audio:?}");
    assert_eq!(audio.len(), 1);
    assert_eq!(tempo(&library), Some(130.0), "what was heard stays");
    drop(library);

    let generation = open().snapshot().generation();
    assert_eq!(open().snapshot().generation(), generation, "once");
    let kept = user.queue("tonight").expect("read");
    assert_eq!(kept.into_iter().map(|item| item.track).collect::<Vec<_>>(), [queued]);
}

#[test]
fn what_was_heard_outlives_a_catalogue_that_is_deleted_or_damaged() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let paths = Paths::find(Some(dir.path().join("c.toml")), Some(dir.path().join("data"))).expect("paths");
    paths.make().expect("made");
    let open = || Library::open(&paths, &Settings::default()).expect("opens");
    drop(open());
    age(&paths.catalogue_db());
    drop(open());
    std::fs::remove_file(paths.catalogue_db()).expect("deleted");
    assert_eq!(tempo(&open()), Some(130.0), "after the catalogue was deleted");
    std::fs::write(paths.catalogue_db(), "rubbish").expect("damaged");
    let library = open();
    assert!(library.notices()[0].contains("set aside"), "{:?}", library.notices());
    assert_eq!(tempo(&library), Some(130.0), "after the catalogue was set aside");
    drop(library);
    std::fs::write(paths.analysed_db(), "rubbish").expect("damaged");
    let library = open();
    assert!(library.notices()[0].contains("analysed.db"), "{:?}", library.notices());
    assert_eq!((tempo(&library), library.snapshot().tables.n_mixes() > 4_000), (None, true));
    assert!(paths.data.join("analysed.db.damaged-1").exists());
}
