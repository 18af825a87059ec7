use super::*;
use crate::{
    catalogue::{AnalysedTrack, Change, MixLine, MixOrigin, SecondBest, Seen},
    library::{SimilarQuery, fixture, query::By, sound::Kin},
    sound::projection::POOLS,
    track::{Name, TrackId},
};

/// Mixes of two kinds of records that sound as they are played: those of the first eight pools, and those of the next.
struct World {
    _dir: tempfile::TempDir,
    library: Library,
    pool: rayon::ThreadPool,
}

const EACH: usize = 180;

fn name(kind: usize, n: usize) -> Name {
    Name::parse(&format!("Artist {kind}{}", n / 2), &format!("Title {n}"))
}

fn heard(library: &Library, kind: usize, n: usize) -> AnalysedTrack {
    let ear = library.ear().expect("an ear");
    let pools: Vec<f32> = (0..POOLS)
        .map(|p| {
            let noise = ((n * 31 + kind * 17 + p * 7) % 23) as f32 * 0.05;
            let own = if p % 2 == kind { 2.0 } else { 0.0 };
            own + noise
        })
        .collect();
    let space = ear.space();
    AnalysedTrack {
        seen: Seen::new(name(kind, n)),
        source: "local".into(),
        exact: true,
        seconds: 30.0,
        vector: ear.projection().apply(&pools).to_vec(),
        pools,
        model: space.model,
        projection: space.projection,
        tags: Vec::new(),
        loudness: None,
        tempo: None,
        key: None,
        second: SecondBest::default(),
        energy: None,
    }
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (paths, mut settings) = fixture::bare(dir.path());
        (settings.recommend.factors, settings.recommend.iterations) = (8, 4);
        let library = Library::open(&paths, &settings).expect("opens");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        Self { _dir: dir, library, pool }
    }

    /// Fills the catalogue with mixes of one kind each, filed under its style.
    fn fill(&self) {
        let mut changes = Vec::new();
        for mix in 0..120_usize {
            let kind = mix % 2;
            let line = |i: usize| {
                let Name { artist, title, .. } = name(kind, (mix * 7 + i * 13) % EACH);
                format!("{artist} - {title}")
            };
            let incoming = MixLine {
                title: format!("20{:02}-01-01 - DJ {mix} - Show", mix % 30),
                categories: vec![["House", "Ambient"][kind].to_owned()],
                tracklist: (0..12).map(line).collect(),
                ..MixLine::default()
            }
            .incoming(MixOrigin::Import);
            changes.push(Change::Upsert(incoming));
        }
        self.library.writer().expect("the lock").apply(&changes).expect("stored");
        self.library.publish_names().expect("published");
    }

    fn fit(&self) {
        self.library.fit(&self.pool, &mut |_| {}, &|| false).expect("fits");
    }
}

#[test]
fn with_little_heard_both_are_off_and_say_why() {
    let world = World::new();
    assert_eq!(world.library.learn_heads(&world.pool, &|| false).expect("tried").map(drop), None);
    let said = world.library.heads_said(37);
    assert_eq!(said.taste, "off, 37 of 300 records analysed");
    assert_eq!(said.styles, "off, 37 of 300 records analysed: by tags");
    assert!(world.library.taste().is_none() && !world.library.wants_heads());
}

#[test]
fn what_was_heard_is_learned_with_the_fit_and_places_what_nobody_plays() {
    let world = World::new();
    world.fill();
    let library = &world.library;
    library.sounds(&world.pool).expect("loads");
    let all: Vec<AnalysedTrack> = (0..2 * EACH).map(|i| heard(library, i % 2, i / 2)).collect();
    library.hear(&all).expect("kept");
    world.fit();
    let heads = library.heads().expect("learned with the fit");
    let (_, accuracy) = heads.styles.as_ref().expect("styles are told apart");
    assert!(accuracy.accuracy > 0.95 && accuracy.baseline < 0.7, "{accuracy:?}");
    let (_, quality) = heads.taste.as_ref().expect("mixes are completed by sound");
    assert!(quality.taste > 0.6 && quality.is_worth_it(), "{quality:?}");
    assert!(!library.wants_heads(), "it is of this fit and this much");

    // One of each kind that no mix has.
    library.hear(&[heard(library, 0, 900), heard(library, 1, 901)]).expect("kept");
    let outside = |kind, n| TrackId::outside(&name(kind, n).key());
    assert_eq!(heads.genre(outside(0, 900)), heads.genre(seed(library, 0)));
    assert_ne!(heads.genre(outside(1, 901)), heads.genre(seed(library, 0)));

    let sounds = library.sounds_now().expect("loaded");
    let mut ask = SimilarQuery::new(&[seed(library, 0)], 400);
    (ask.sounds, ask.taste) = (Some(sounds.clone()), library.taste());
    assert!(ask.taste.is_some());
    let snapshot = library.snapshot();
    let answer = snapshot.similar(By::Blend, &ask, &world.pool, &|| false).expect("whole");
    let place = |id| answer.tracks.iter().position(|row| row.row.id == id);
    let own = place(outside(0, 900)).expect("a place in Blend");
    assert!(place(outside(1, 901)).is_none_or(|other| own < other), "the other kind is further down");
    let row = &answer.tracks[own];
    assert!(row.why.iter().any(|why| why.model == "taste") && row.together == 0);
    let played = snapshot.similar(By::Played, &ask, &world.pool, &|| false).expect("whole");
    assert!(played.tracks.iter().all(|row| !row.row.id.is_outside()), "nobody plays them");
    let without = SimilarQuery { taste: None, ..ask.clone() };
    let answer = snapshot.similar(By::Blend, &without, &world.pool, &|| false).expect("whole");
    assert!(answer.tracks.iter().all(|row| !row.row.id.is_outside()));

    // What is asked to stay away stays away.
    for gone in [
        SimilarQuery { rejected: vec![outside(0, 900)], ..ask.clone() },
        SimilarQuery { rejected_artists: vec!["Artist 0450".into()], ..ask.clone() },
        SimilarQuery {
            controls: crate::library::similar::controls::Controls {
                played: Some(true),
                ..Default::default()
            },
            ..ask.clone()
        },
    ] {
        let answer = snapshot.similar(By::Blend, &gone, &world.pool, &|| false).expect("whole");
        assert!(answer.tracks.iter().all(|row| row.row.id != outside(0, 900)));
    }

    // The genre, among all that were heard.
    let same = library.of_genre(&sounds, &[seed(library, 0)], Kin::Same).expect("known");
    let other = library.of_genre(&sounds, &[seed(library, 0)], Kin::Other).expect("known");
    assert!(same.tracks.contains(&outside(0, 900)) && other.tracks.contains(&outside(1, 901)));
    assert_eq!(same.tracks.len() + other.tracks.len(), sounds.len());

    // Another process reads it; a damaged file is learned anew.
    let file = library.heads_file();
    let read = file::read(&file).expect("well").expect("there");
    assert_eq!((&read.of, read.taste.is_ok(), read.styles.is_ok()), (&heads.of, true, true));
    std::fs::write(&file, b"rubbish").expect("written");
    assert!(file::read(&file).is_err());
    assert!(library.learn_heads(&world.pool, &|| false).expect("learned").is_some());
    assert!(file::read(&file).expect("well").is_some());
}

fn seed(library: &Library, kind: usize) -> TrackId {
    library.catalogue().find(&name(kind, 0).key()).expect("read").expect("a track of the mixes")
}
