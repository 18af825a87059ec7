use super::*;
use crate::{
    catalogue::{Catalogue, SecondBest, Seen},
    library::{
        Library, SimilarQuery, Snapshot, fixture,
        similar::controls::{Controls, Only},
    },
    sound::{ear::Ear, projection::POOLS},
    track::Name,
};

fn space() -> Space {
    Ear::built_in().expect("built in").space()
}

/// A vector that lies so far round a circle.
fn at(angle: f32) -> Vector {
    std::array::from_fn(|axis| match axis {
        0 => angle.cos(),
        1 => angle.sin(),
        _ => 0.0,
    })
}

fn heard(name: &str, angle: f32) -> AnalysedTrack {
    let (artist, title) = name.split_once(" - ").expect("Artist - Title");
    let space = space();
    let mut tags = vec![0.0; 50];
    (tags[0], tags[1], tags[2 + (angle * 10.0) as usize % 40]) = (0.9, 0.05, 0.4);
    AnalysedTrack {
        seen: Seen::new(Name::parse(artist, title)),
        source: "local".into(),
        exact: true,
        seconds: 30.0,
        model: space.model,
        projection: space.projection,
        pools: vec![0.25; POOLS],
        vector: at(angle).to_vec(),
        tags,
        loudness: None,
        tempo: Some((128.0, 0.9)),
        key: Some((9, 0.8)),
        second: SecondBest::default(),
        energy: Some(0.5),
    }
}

fn pool() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread")
}

/// Three mixes, and what was heard: two of their records, another version, and two that no mix has.
fn snapshot() -> (Snapshot, Sounds) {
    let tables = fixture::tables(&[
        ("2001 - Ann - One", &["S - Seed", "A - Near [Warp, 1999]", "N - Noise"]),
        ("2002 - Bob - Two", &["S - Seed (Dub)", "B - Far"]),
    ]);
    let all = [
        ("S - Seed", 0.0),
        ("S - Seed (Dub)", 0.01),
        ("A - Near", 0.2),
        ("B - Far", 1.5),
        ("Nobody - Unplayed", 0.1),
        ("Nobody - Further", 0.5),
    ]
    .map(|(name, angle)| heard(name, angle));
    let find = |heard: &AnalysedTrack| {
        let row = (0..tables.n_tracks() as u32).find(|&row| tables.name(row).key() == heard.seen.key);
        row.and_then(|row| tables.id_of(row))
    };
    let more: Vec<_> = all.iter().map(|heard| (find(heard), heard)).collect();
    let projection = Projection::shipped().expect("built in");
    let sounds = Sounds::empty(space()).with(&more, &projection);
    (Snapshot::new(tables), sounds)
}

fn ask(snapshot: &Snapshot, limit: usize) -> SimilarQuery {
    let seed = fixture::row(&snapshot.tables, "Seed");
    SimilarQuery::new(&[snapshot.tables.id_of(seed).expect("an id")], limit)
}

fn titles(snapshot: &Snapshot, sounds: &Sounds, ask: &SimilarQuery) -> Vec<String> {
    let labels: Vec<String> = (0..50).map(|n| format!("tag {n}")).collect();
    let answer = snapshot.sounds_like(sounds, &labels, ask, &[], &|| false).expect("not stopped");
    answer.tracks.into_iter().map(|row| row.row.title).collect()
}

#[test]
fn the_nearest_come_first_also_those_no_mix_has_and_versions_last() {
    let (snapshot, sounds) = snapshot();
    let found = titles(&snapshot, &sounds, &ask(&snapshot, 10));
    assert_eq!(found, ["Unplayed", "Near", "Further", "Far", "Seed"]);
    assert_eq!(titles(&snapshot, &sounds, &ask(&snapshot, 4)).len(), 4);
    assert_eq!(titles(&snapshot, &sounds, &ask(&snapshot, 2)), ["Unplayed", "Near"]);
    // Too few others: the version fills the list.
    let all = titles(&snapshot, &sounds, &ask(&snapshot, 5));
    assert_eq!(all.last().map(String::as_str), Some("Seed"));
}

#[test]
fn a_row_says_how_far_it_is_what_it_has_in_common_and_who_else_wants_it() {
    let (snapshot, sounds) = snapshot();
    let labels: Vec<String> = (0..50).map(|n| format!("tag {n}")).collect();
    let near = snapshot.tables.id_of(fixture::row(&snapshot.tables, "Near")).expect("an id");
    let noise = snapshot.tables.id_of(fixture::row(&snapshot.tables, "Noise")).expect("an id");
    let ask = ask(&snapshot, 10);
    let answer =
        snapshot.sounds_like(&sounds, &labels, &ask, &[noise, near], &|| false).expect("not stopped");
    let row = &answer.tracks[1];
    assert_eq!(row.row.title, "Near");
    let distance = row.sound_distance.expect("a distance");
    assert!((distance - 2.0 * (0.1_f32).sin()).abs() < 1e-3 && (row.score - 0.2_f32.cos()).abs() < 1e-3);
    assert_eq!(row.tags, ["tag 0"]);
    assert_eq!(row.why.iter().map(|w| (w.model, w.rank)).collect::<Vec<_>>(), [("sound", 2), ("als", 2)]);
    assert_eq!((row.together, row.distance), (1, Some(1)), "evidence stands beside it");
    let outsider = &answer.tracks[0];
    assert!(outsider.row.id.is_outside() && outsider.row.mixes == 0 && outsider.why.len() == 1);
    let listened = answer.listened.expect("counted");
    assert_eq!((listened.heard, listened.candidates, listened.of_them, listened.seeds), (6, 2, 1, 1));
}

#[test]
fn a_record_no_mix_has_is_a_seed_like_any_other() {
    let (snapshot, sounds) = snapshot();
    let id = TrackId::outside(&Name::parse("Nobody", "Unplayed").key());
    let found = titles(&snapshot, &sounds, &SimilarQuery::new(&[id], 3));
    assert_eq!(found.len(), 3);
    assert!(!found.contains(&"Unplayed".to_owned()), "the seed is no answer");
    assert_eq!(sounds.outsider(id).map(|o| o.name.title.as_str()), Some("Unplayed"));
    // Between two seeds.
    let near = snapshot.tables.id_of(fixture::row(&snapshot.tables, "Far")).expect("an id");
    let between = titles(&snapshot, &sounds, &SimilarQuery::new(&[id, near], 1));
    assert_eq!(between, ["Further"]);
}

#[test]
fn nothing_heard_of_the_seed_gives_an_empty_list_that_says_so() {
    let (snapshot, sounds) = snapshot();
    let noise = snapshot.tables.id_of(fixture::row(&snapshot.tables, "Noise")).expect("an id");
    let answer = snapshot
        .sounds_like(&sounds, &[], &SimilarQuery::new(&[noise], 5), &[], &|| false)
        .expect("not stopped");
    assert!(answer.tracks.is_empty() && answer.seeds.len() == 1);
    assert_eq!(answer.listened.map(|l| (l.heard, l.seeds)), Some((6, 0)));
    let empty = Sounds::empty(space());
    assert!(titles(&snapshot, &empty, &ask(&snapshot, 5)).is_empty());
}

#[test]
fn filters_leave_out_exactly_what_they_name() {
    let (snapshot, sounds) = snapshot();
    let of = |controls: Controls| titles(&snapshot, &sounds, &SimilarQuery { controls, ..ask(&snapshot, 3) });
    assert_eq!(of(Controls { played: Some(true), ..Controls::default() }), ["Near", "Far", "Seed"]);
    assert_eq!(of(Controls { played: Some(false), ..Controls::default() }), ["Unplayed", "Further"]);
    let years = |from, to| Some(crate::track::Years { from, to });
    assert_eq!(of(Controls { years: years(1999, 1999), ..Controls::default() }), ["Near"]);
    let djs = |dj: &str| Controls { djs: vec![dj.to_owned()], ..Controls::default() };
    assert_eq!(
        (of(djs("Ann")), of(djs("Bob"))),
        (vec!["Near".to_owned()], vec!["Far".into(), "Seed".into()])
    );
    let far = snapshot.tables.id_of(fixture::row(&snapshot.tables, "Far")).expect("an id");
    let unplayed = TrackId::outside(&Name::parse("Nobody", "Unplayed").key());
    let only = Only { name: "mine".into(), tracks: vec![far, unplayed] };
    assert_eq!(of(Controls { only: vec![only], ..Controls::default() }), ["Unplayed", "Far"]);
    let others = of(Controls { without: vec![far, unplayed], ..Controls::default() });
    assert_eq!(others, ["Near", "Further", "Seed"]);
    assert_eq!(of(Controls { per_artist: Some(1), ..Controls::default() }), ["Unplayed", "Near", "Far"]);
    let labels: Vec<String> = Vec::new();
    let asked = SimilarQuery { controls: djs("Ann"), ..ask(&snapshot, 3) };
    let answer = snapshot.sounds_like(&sounds, &labels, &asked, &[], &|| false).expect("not stopped");
    assert_eq!(answer.hidden, [("played by Ann".to_owned(), 4)]);
    let rejected = SimilarQuery { rejected_artists: vec!["nobody".into()], ..ask(&snapshot, 3) };
    assert_eq!(titles(&snapshot, &sounds, &rejected), ["Near", "Far", "Seed"]);
    let rejected = SimilarQuery { rejected: vec![far], ..ask(&snapshot, 9) };
    assert!(!titles(&snapshot, &sounds, &rejected).contains(&"Far".to_owned()));
}

#[test]
fn rejecting_an_artist_of_many_records_still_fills_the_list() {
    let (snapshot, sounds) = snapshot();
    let many: Vec<AnalysedTrack> =
        (0..300).map(|n| heard(&format!("Rife - Number {n}"), 0.001 * n as f32)).collect();
    let more: Vec<_> = many.iter().map(|heard| (None, heard)).collect();
    let sounds = sounds.with(&more, &Projection::shipped().expect("built in"));
    let ask = SimilarQuery { rejected_artists: vec!["Rife".into()], ..ask(&snapshot, 5) };
    let found = titles(&snapshot, &sounds, &ask);
    assert_eq!(found, ["Unplayed", "Near", "Further", "Far", "Seed"]);
}

#[test]
fn vectors_of_another_projection_are_made_from_their_pools_and_other_networks_are_left_out() {
    let catalogue = Catalogue::open_in_memory().expect("a catalogue");
    let ear = Ear::built_in().expect("built in");
    let other = AnalysedTrack { projection: "own-1".into(), ..heard("A - Older", 0.3) };
    let stranger = AnalysedTrack { model: "another".into(), ..heard("A - Stranger", 0.3) };
    catalogue.keep_heard(&[heard("A - One", 0.1), other, stranger]).expect("kept");
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("sound.seg");
    let sounds = Sounds::load(&catalogue, NamesVersion::default(), &ear, &path, &pool()).expect("loads");
    assert_eq!(sounds.len(), 2);
    let older = TrackId::outside(&Name::parse("A", "Older").key());
    let made = sounds.vector(older).expect("heard");
    let expected = ear.projection().apply(&vec![0.25; POOLS]);
    assert!(made.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-3));
    assert!(path.exists(), "what was costly is kept");
}

#[test]
fn the_file_serves_only_its_own_state_and_a_damaged_one_is_built_anew() {
    let catalogue = Catalogue::open_in_memory().expect("a catalogue");
    let ear = Ear::built_in().expect("built in");
    let other = AnalysedTrack { projection: "own-1".into(), ..heard("A - Older", 0.3) };
    catalogue.keep_heard(&[heard("A - One", 0.1), other]).expect("kept");
    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("sound.seg");
    let names = |generation| NamesVersion { generation, history: 5 };
    let load = |generation| Sounds::load(&catalogue, names(generation), &ear, &path, &pool()).expect("loads");
    let first = load(1);
    let made = Made { stamp: 1, names: names(1) };
    let read = |made, space: &Space| file::read(&path, space, made, &pool());
    let again = read(made, &space()).expect("well").expect("there");
    assert_eq!((again.len(), again.outside.len()), (2, 2));
    for id in first.ids() {
        assert_eq!(again.vector(id), first.vector(id));
        assert_eq!(again.facts(id), first.facts(id));
        assert_eq!(again.outsider(id), first.outsider(id));
    }
    assert!(read(Made { stamp: 2, ..made }, &space()).expect("well").is_none(), "somebody listened since");
    assert!(read(Made { names: names(2), ..made }, &space()).expect("well").is_none(), "keys may have moved");
    let anew = Made { names: NamesVersion { history: 6, ..made.names }, ..made };
    assert!(read(anew, &space()).expect("well").is_none(), "the catalogue was begun anew");
    let newer = Space { projection: "own-2".into(), ..space() };
    assert!(read(made, &newer).expect("well").is_none(), "another projection");

    let whole = std::fs::read(&path).expect("there");
    for broken in [whole[..whole.len() / 2].to_vec(), b"rubbish".to_vec(), {
        let mut bytes = whole.clone();
        let at = bytes.len() - 70;
        bytes[at..].fill(0x5a);
        bytes
    }] {
        std::fs::write(&path, broken).expect("written");
        assert_eq!(load(1).len(), 2);
        assert_eq!(std::fs::read(&path).expect("there").len(), whole.len(), "and written anew");
    }
}

#[test]
fn what_is_heard_is_found_at_once_and_what_another_process_heard_at_the_next_look() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let (paths, settings) = fixture::bare(dir.path());
    let open = || Library::open(&paths, &settings).expect("opens");
    let (library, other) = (open(), open());
    let pool = pool();
    assert!(library.sounds(&pool).expect("loads").is_empty());
    library.hear(&[heard("A - One", 0.0), heard("A - Two", 0.2)]).expect("kept");
    let now = library.sounds_now().expect("loaded");
    assert_eq!(now.len(), 2);
    assert!(!library.tend_sounds(&pool).expect("looks"), "nothing to do");

    other.hear(&[heard("A - Three", 0.1)]).expect("kept");
    assert!(library.tend_sounds(&pool).expect("looks"));
    let one = TrackId::outside(&Name::parse("A", "One").key());
    let ask = SimilarQuery::new(&[one], 5);
    let answer = library.sounds_like(&ask, &pool, &|| false).expect("well").expect("whole");
    let found: Vec<&str> = answer.tracks.iter().map(|t| t.row.title.as_str()).collect();
    assert_eq!(found, ["Three", "Two"]);
}

#[test]
fn enough_heard_makes_a_projection_of_one_s_own_that_the_index_follows() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let (paths, settings) = fixture::bare(dir.path());
    let library = Library::open(&paths, &settings).expect("opens");
    let pool = pool();
    let made = |n: usize| AnalysedTrack {
        pools: (0..POOLS).map(|p| ((n * (p % 83 + 1)) % 97) as f32 * 0.1).collect(),
        ..heard(&format!("A - Number {n}"), n as f32)
    };
    let all: Vec<AnalysedTrack> = (0..510).map(made).collect();
    library.sounds(&pool).expect("loads");
    library.hear(&all[..400]).expect("kept");
    assert!(!library.wants_projection(), "400 are too few");
    library.hear(&all[400..]).expect("kept");
    assert!(library.wants_projection());
    assert!(library.fit_projection(&pool, &|| false).expect("fits"));
    let own = library.ear().expect("an ear").space();
    assert!(own.projection.starts_with("own-"));
    let sounds = library.sounds(&pool).expect("loads");
    assert_eq!((sounds.len(), sounds.space()), (510, &own));
    assert!(!library.wants_projection(), "not again before it has grown");

    // Another process, later: the same projection, and what is heard in the shipped one is brought over.
    let other = Library::open(&paths, &settings).expect("opens");
    assert_eq!(other.ear().expect("an ear").space(), own);
    assert_eq!(other.sounds(&pool).expect("loads").len(), 510);
    other.hear(&[made(511)]).expect("kept");
    let id = TrackId::outside(&Name::parse("A", "Number 511").key());
    let vector = other.sounds_now().and_then(|s| s.vector(id)).expect("heard");
    let ear = other.ear().expect("an ear");
    let expected = ear.projection().apply(&made(511).pools);
    assert!(vector.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6));

    // A damaged file: the shipped projection serves.
    std::fs::write(paths.data.join("projection.seg"), b"rubbish").expect("written");
    let third = Library::open(&paths, &settings).expect("opens");
    assert_eq!(third.ear().expect("an ear").space(), space());
}
