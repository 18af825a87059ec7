//! What is the same mix, and the same track.

use super::*;

const TITLE: &str = "1994-03-02 - Fabio & Grooverider - Kiss 100 FM";

fn added(applied: Applied) -> (u64, u64, u64, u64) {
    (applied.mixes_added, applied.mixes_changed, applied.mixes_unchanged, applied.mixes_removed)
}

#[test]
fn importing_twice_changes_nothing() {
    let mut writer = Writer::in_memory().unwrap();
    let mix = imported(TITLE, &["[00] A - One [Warp]", "[05] ?", "B - Two"]);
    let first = writer.apply(std::slice::from_ref(&mix)).unwrap();
    assert_eq!((added(first), first.tracks_added, first.generation), ((1, 0, 0, 0), 2, 1));
    let before = shown(&writer);
    let underscored = imported(&TITLE.replace(' ', "_"), &["[00] A - One [Warp]", "[05] ?", "B - Two"]);
    for again in [mix, underscored] {
        let second = writer.apply(&[again]).unwrap();
        assert_eq!((added(second), second.tracks_added, second.generation), ((0, 0, 1, 0), 0, 1));
    }
    assert_eq!(shown(&writer), before);
}

#[test]
fn a_crawled_page_takes_over_the_import_and_keeps_it_out() {
    let mut writer = Writer::in_memory().unwrap();
    let import = imported(TITLE, &["A - One"]);
    writer.apply(std::slice::from_ref(&import)).unwrap();
    let crawled = writer.apply(&[page(7, 70, TITLE, &text(&["A - One", "B - Two"]))]).unwrap();
    assert_eq!(added(crawled), (0, 1, 0, 0));
    let after = shown(&writer);
    assert_eq!(added(writer.apply(&[import]).unwrap()), (0, 0, 1, 0));
    assert_eq!(shown(&writer), after);
    assert_eq!(after.1.len(), 1);
}

#[test]
fn an_older_revision_never_replaces_a_newer() {
    let mut writer = Writer::in_memory().unwrap();
    writer.apply(&[page(7, 70, TITLE, &text(&["A - One"]))]).unwrap();
    let stale = writer.apply(&[page(7, 69, TITLE, &text(&["A - Old"]))]).unwrap();
    assert_eq!((added(stale), stale.generation), ((0, 0, 1, 0), 1));
    assert_eq!(writer.revision(7).unwrap(), Some(70));
}

#[test]
fn a_null_edit_moves_the_revision_on_and_nothing_else() {
    let mut writer = Writer::in_memory().unwrap();
    writer.apply(&[page(7, 70, TITLE, &text(&["A - One"]))]).unwrap();
    let null = writer.apply(&[page(7, 71, TITLE, &text(&["A - One"]))]).unwrap();
    assert_eq!((added(null), null.generation), ((0, 0, 1, 0), 1));
    assert_eq!(writer.revision(7).unwrap(), Some(71));
}

#[test]
fn a_moved_mix_keeps_its_number_and_its_old_title_leads_to_it() {
    let mut writer = Writer::in_memory().unwrap();
    let new = "1994-03-02 - Fabio, Grooverider - Kiss FM";
    writer.apply(&[page(7, 70, TITLE, &text(&["A - One"]))]).unwrap();
    let id = |writer: &Writer| {
        let mut found = Vec::new();
        let seen = |mix: MixRecord<'_>| {
            found.push((mix.id, mix.title.to_owned(), mix.djs.to_vec()));
            ControlFlow::Continue(())
        };
        writer.contents().unwrap().mixes(seen).unwrap();
        found
    };
    let before = id(&writer)[0].0;
    let moves = [moved(7, TITLE, new)];
    assert_eq!(added(writer.apply(&moves).unwrap()), (0, 1, 0, 0));
    assert_eq!(id(&writer), [(before, new.into(), vec!["Fabio".into(), "Grooverider".into()])]);
    assert_eq!(added(writer.apply(&moves).unwrap()), (0, 0, 0, 0));
    assert_eq!(added(writer.apply(&[imported(TITLE, &["A - One"])]).unwrap()), (0, 0, 1, 0));
    assert_eq!(id(&writer).len(), 1);
}

#[test]
fn a_redirect_leads_to_its_end_and_a_circle_to_nowhere() {
    let mut writer = Writer::in_memory().unwrap();
    let to = |id, from: &str, to: &str| page(id, id, from, &format!("#REDIRECT [[{to}]]"));
    writer.apply(&[imported("1999 - A", &["A - One"])]).unwrap();
    writer.apply(&[to(1, "1999 - A", "1999 - B"), to(2, "1999 - B", "1999 - C")]).unwrap();
    assert!(shown(&writer).1[0].contains("1999 - C"), "{:?}", shown(&writer).1);
    writer.apply(&[imported("1999 - B", &["A - One"]), to(3, "1999 - C", "1999 - A")]).unwrap();
    assert_eq!(shown(&writer).1.len(), 1);
    writer.apply(&[imported("1999 - A", &["A - One"]), page(1, 9, "1999 - A", &text(&["B - Two"]))]).unwrap();
    let mixes = shown(&writer).1;
    assert!(mixes.iter().any(|mix| mix.contains("1999 - A") && mix.contains("B - Two")), "{mixes:?}");
}

#[test]
fn a_track_goes_with_its_last_play_unless_the_user_refers_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let (catalogue, user) = (dir.path().join("catalogue.db"), dir.path().join("user.db"));
    let mut writer = Writer::acquire(&catalogue, &user).unwrap();
    writer.apply(&[page(7, 70, TITLE, &text(&["A - One", "B - Two"]))]).unwrap();
    let one = Seen::new(crate::track::Name::parse("A", "One"));
    let id = writer.resolve(&one).unwrap();
    let mut marks = User::open(&user).unwrap();
    marks.set_mark(&Subject::Track(one.clone()), Mark::Like, Some(1)).unwrap();
    writer.apply(&[removed(7)]).unwrap();
    assert_eq!(writer.contents().unwrap().counts().unwrap(), Counts { mixes: 0, tracks: 1, plays: 0 });
    assert_eq!(writer.resolve(&one).unwrap(), id);

    marks.set_mark(&Subject::Track(one.clone()), Mark::Like, None).unwrap();
    writer.apply(&[page(8, 80, "2000 - X", &text(&["C - Three"]))]).unwrap();
    assert_eq!(writer.resolve(&one).unwrap(), None);
    writer.apply(&[page(9, 90, "2001 - X", &text(&["A - One"]))]).unwrap();
    assert!(writer.resolve(&one).unwrap() > id, "an id is never reused");
}

#[test]
fn a_typo_put_right_leads_on_until_somebody_writes_it_again() {
    let mut writer = Writer::in_memory().unwrap();
    let seen = Seen::new(crate::track::Name::parse("Plastikman", "Spastick"));
    writer.apply(&[page(7, 70, TITLE, &text(&["Plastikman - Spastick", "A - One"]))]).unwrap();
    let old = writer.resolve(&seen).unwrap().unwrap();
    writer.apply(&[page(7, 71, TITLE, &text(&["Plastikman - Spastik", "A - One"]))]).unwrap();
    let new = writer.resolve(&Seen::new(crate::track::Name::parse("Plastikman", "Spastik"))).unwrap();
    assert!(new.is_some() && new != Some(old));
    assert_eq!(writer.resolve(&seen).unwrap(), new);
    assert_eq!(writer.present_id(old).unwrap(), new);
    writer.apply(&[page(8, 80, "2000 - X", &text(&["Plastikman - Spastick"]))]).unwrap();
    assert!(writer.resolve(&seen).unwrap() > new);
}

#[test]
fn a_change_set_that_fails_leaves_no_trace() {
    let mut writer = Writer::in_memory().unwrap();
    writer.apply(&[page(7, 70, TITLE, &text(&["A - One"]))]).unwrap();
    let before = writer.contents().unwrap().counts().unwrap();
    writer.db().execute("UPDATE tracklist SET entries = x'00'", []).unwrap();
    let failed = writer.apply(&[page(8, 80, "2000 - X", &text(&["B - Two"])), removed(7)]);
    assert!(matches!(failed, Err(CatalogueError::Damaged { .. })), "{failed:?}");
    assert_eq!(writer.contents().unwrap().counts().unwrap(), before);
    assert_eq!(writer.revision(8).unwrap(), None);
    assert_eq!(writer.generation().unwrap(), 1);
}

#[test]
fn a_change_set_can_be_stopped_and_leaves_no_trace() {
    let mut writer = Writer::in_memory().unwrap();
    let changes = [page(7, 70, TITLE, &text(&["A - One"])), page(8, 80, "2000 - X", &text(&["B - Two"]))];
    for questions in 0..4 {
        let left = std::cell::Cell::new(questions);
        let stop = || left.replace(left.get().max(1) - 1) == 0;
        assert_eq!(writer.apply_until(&changes, &[], &stop).unwrap(), None);
        assert_eq!(writer.contents().unwrap().counts().unwrap(), Counts::default());
    }
    assert_eq!(writer.apply_until(&changes, &[], &|| false).unwrap().map(added), Some((2, 0, 0, 0)));
}

#[test]
fn how_far_fetching_is_stands_in_the_same_transaction() {
    let mut writer = Writer::in_memory().unwrap();
    let batch = [page(7, 70, TITLE, &text(&["A - One"]))];
    let applied = writer.apply_noting(&batch, &[("fill", Some("page 7")), ("x", Some("y"))]).unwrap();
    assert_eq!(applied.mixes_added, 1);
    assert_eq!(writer.note("fill").unwrap().as_deref(), Some("page 7"));
    assert_eq!(writer.apply_noting(&[], &[("fill", None)]).unwrap().generation, 1);
    assert_eq!(writer.note("fill").unwrap(), None);
    assert_eq!(writer.note("x").unwrap().as_deref(), Some("y"));
}

#[test]
fn the_front_page_is_no_mix() {
    let mut writer = Writer::in_memory().unwrap();
    writer.apply(&[page(1, 1, "Main Page", "Welcome"), page(2, 2, TITLE, "no tracklist yet")]).unwrap();
    assert_eq!(writer.contents().unwrap().counts().unwrap().mixes, 1);
    assert_eq!(shown(&writer).1.len(), 1);
    assert_eq!(writer.revision(1).unwrap(), Some(1));
}

#[test]
fn a_full_disk_is_an_error_and_the_batches_before_stay() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::acquire(&dir.path().join("catalogue.db"), &dir.path().join("user.db")).unwrap();
    writer.apply(&[page(7, 70, TITLE, &text(&["A - One"]))]).unwrap();
    let before = shown(&writer);
    let pages: i64 = writer.db().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    writer.db().pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    let lines: Vec<String> = (0..2_000).map(|n| format!("Artist {n} - Title {n}")).collect();
    let long = [imported("2001 - Long", &lines.iter().map(String::as_str).collect::<Vec<_>>())];
    let full = writer.apply(&long);
    assert!(matches!(full, Err(CatalogueError::Full { .. })), "{full:?}");
    assert_eq!(shown(&writer), before);
    writer.db().pragma_update_and_check(None, "max_page_count", 1 << 20, |_| Ok(())).unwrap();
    assert_eq!(writer.apply(&long).unwrap().mixes_added, 1);
}
