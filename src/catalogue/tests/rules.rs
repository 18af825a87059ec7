//! The rules of what is the same record change: nothing the user made is lost.

use super::*;
use crate::track::{Name, Rules};

/// Other rules: nothing is neutral, or dubs are too.
fn rules(version: u32, neutral: &[&str]) -> Rules {
    let neutral = neutral.iter().map(|phrase| (*phrase).to_owned()).collect();
    Rules { version, neutral, ..Rules::current().without_aliases() }
}

fn seen(rules: &Rules, artist: &str, title: &str) -> Seen {
    let name = Name::parse_with(artist, title, rules);
    Seen { key: name.key_with(rules), name }
}

#[test]
fn queue_and_marks_find_their_tracks_after_the_rules_have_changed() {
    let dir = tempfile::tempdir().unwrap();
    let (catalogue, user) = (dir.path().join("catalogue.db"), dir.path().join("user.db"));
    let old = rules(1, &["original mix"]);
    let mut writer = Writer::acquire_with(&catalogue, &user, &old).unwrap();
    writer
        .apply(&[
            imported("1999 - X - Show", &["A - One (Dub)", "A - One", "B - Two (Extended Mix)", "C - Gone"]),
            imported("2000 - Y - Show", &["A - One (Original Mix)", "B - Two", "A - One (Dub)"]),
        ])
        .unwrap();
    let before = writer.contents().unwrap().counts().unwrap();
    assert_eq!((before.tracks, before.plays), (5, 7));

    let mut mine = User::open(&user).unwrap();
    let queued =
        [seen(&old, "A", "One (Dub)"), seen(&old, "A", "One"), seen(&old, "B", "Two (Extended Mix)")];
    for (id, track) in queued.iter().enumerate() {
        let item = Item { id: ItemId(id as i64), track: track.clone(), added: 1 };
        mine.change_queue("Friday", &[QueueOp::Insert(item, QueuePlace::Last)], 1).unwrap();
    }
    let gone = seen(&old, "C", "Gone");
    mine.set_mark(&Subject::Track(gone.clone()), Mark::Like, Some(1)).unwrap();
    writer
        .apply(&[imported("1999 - X - Show", &["A - One (Dub)", "A - One", "B - Two (Extended Mix)"])])
        .unwrap();
    let ids: Vec<_> = queued.iter().map(|track| writer.find(&track.key).unwrap()).collect();
    assert!(ids.iter().all(Option::is_some));
    drop(writer);

    // Dubs and extended mixes fold away now; "Original Mix" does not any more.
    let new = rules(2, &["dub", "extended mix"]);
    let writer = Writer::acquire_with(&catalogue, &user, &new).unwrap();
    assert_eq!(writer.generation().unwrap(), 3);
    assert!(dir.path().join("catalogue.db.rules-1").exists());
    let after = writer.contents().unwrap().counts().unwrap();
    // One, One (Original Mix), Two, and Gone, which only the like refers to.
    assert_eq!((after.tracks, after.plays), (4, 6), "{:?}", shown(&writer));
    let resolve = |track: &Seen| aliases::resolve(writer.db(), &new, track).unwrap();
    let found: Vec<_> = mine.queue("Friday").unwrap().iter().map(|item| resolve(&item.track)).collect();
    assert!(found.iter().all(Option::is_some), "{found:?}");
    assert_eq!(found[0], found[1]);
    assert_eq!(found[0], ids[0], "the first keeps its id");
    let marked = mine.marks().unwrap();
    assert!(
        matches!(&marked[0].subject, Subject::Track(track) if *track == gone && resolve(track).is_some())
    );
    for (track, id) in queued.iter().zip(&ids) {
        assert_eq!(writer.find(&track.key).unwrap(), resolve(track));
        assert_eq!(writer.present_id(id.unwrap()).unwrap(), resolve(track));
    }
    drop(writer);

    // The same as a catalogue that has known no other rules.
    let (fresh, nobody) = (dir.path().join("fresh.db"), dir.path().join("nobody.db"));
    let mut fresh = Writer::acquire_with(&fresh, &nobody, &new).unwrap();
    fresh
        .apply(&[
            imported("1999 - X - Show", &["A - One (Dub)", "A - One", "B - Two (Extended Mix)"]),
            imported("2000 - Y - Show", &["A - One (Original Mix)", "B - Two", "A - One (Dub)"]),
        ])
        .unwrap();
    let (mut tracks, mixes) = shown(&Catalogue::open(&catalogue).unwrap());
    tracks.retain(|track| !track.ends_with("x0"));
    assert_eq!((tracks, mixes), shown(&fresh));

    // An older program must not key them back.
    assert!(matches!(
        Writer::acquire_with(&catalogue, &user, &old),
        Err(CatalogueError::Newer { found: 2, known: 1, .. })
    ));
}
