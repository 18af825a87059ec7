use rayon::ThreadPool;

use super::*;
use crate::{
    config::Recommend,
    library::{
        fit,
        fixture::{self, row},
        query::{PageKind, PlayOrder, SimilarRow},
    },
};

const MIXES: &[(&str, &[&str])] = &[
    ("2001 - Ann - One", &["S - Seed", "A - After", "N - Noise 1", "B - Far", "N - Noise 2", "Z - End"]),
    ("2002 - Bob - Two", &["P - Before", "S - Seed", "A - After", "M - Other 1", "M - Other 2"]),
    ("2003 - Cyd - Three", &["A - After", "X - Bridged", "X - Once", "X - Far 1", "X - Far 2"]),
    ("2004 - Dee - Four", &["Y - Far 4", "X - Far 1", "X - Far 2", "S - Seed (Dub)", "X - Far 5"]),
];

fn pool() -> ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread")
}

fn fitted() -> Snapshot {
    let tables = fixture::tables(MIXES);
    let small = Recommend { factors: 8, regularisation: 0.1, ..Recommend::default() };
    let (model, _) = fit::fit(&tables, &small, None, &pool(), &mut |_| {}, &|| false).expect("fits");
    Snapshot::new(tables).with_model(Some(model))
}

fn ask(snapshot: &Snapshot, titles: &[&str], limit: usize) -> SimilarQuery {
    let id = |title: &&str| snapshot.tables.id_of(row(&snapshot.tables, title)).expect("an id");
    SimilarQuery::new(&titles.iter().map(id).collect::<Vec<_>>(), limit)
}

fn titles(answer: &SimilarAnswer) -> Vec<&str> {
    answer.tracks.iter().map(|t| t.row.title.as_str()).collect()
}

#[test]
fn next_begins_with_what_follows_and_says_which_way() {
    let snapshot = fitted();
    let answer = snapshot.next_after(&ask(&snapshot, &["Seed"], 8), &pool(), &|| false).expect("answered");
    assert_eq!((answer.by, answer.nothing_after), (By::Next, false));
    let first = &answer.tracks[0];
    assert_eq!((first.row.title.as_str(), first.distance), ("After", Some(1)));
    assert_eq!(first.direction, Some(PlayOrder::After));
    assert!(first.why.iter().any(|why| why.model == "next" && why.rank == 1), "{:?}", first.why);
    assert_eq!(answer.tracks.last().map(SimilarRow::is_version), Some(true));
}

#[test]
fn where_nothing_follows_what_was_near_comes_first() {
    let snapshot = fitted();
    let answer = snapshot.next_after(&ask(&snapshot, &["End"], 20), &pool(), &|| false).expect("answered");
    assert!(answer.nothing_after);
    let far: Vec<bool> = answer.tracks.iter().map(|t| t.distance.is_none_or(|d| d > NEAR)).collect();
    assert!(far.is_sorted() && !far[0] && far.contains(&true), "{far:?}");
}

#[test]
fn blend_names_the_models_that_want_a_row_and_finds_what_is_in_one_mix() {
    let snapshot = fitted();
    let answer = snapshot.blend(&ask(&snapshot, &["Seed"], 20), &pool(), &|| false).expect("answered");
    let first = &answer.tracks[0];
    let models: Vec<&str> = first.why.iter().map(|why| why.model).collect();
    assert_eq!((first.row.title.as_str(), models), ("After", vec!["als", "walk"]));
    assert!(titles(&answer).contains(&"Once"), "{:?}", titles(&answer));
    assert!(answer.tracks.iter().all(|t| t.row.title != "Seed" || t.is_version()));
}

#[test]
fn before_the_first_fit_the_walk_answers_alone() {
    let snapshot = Snapshot::new(fixture::tables(MIXES));
    let answer = snapshot.blend(&ask(&snapshot, &["Seed"], 5), &pool(), &|| false).expect("answered");
    assert_eq!(answer.tracks[0].why, [Why { model: "walk", rank: 1 }]);
    let nothing = snapshot.played_with(&ask(&snapshot, &["Other 1"], 5), &pool(), &|| false);
    assert_eq!(nothing.expect("answered").tracks, []);
}

#[test]
fn what_fits_between_two_follows_the_one_and_leads_to_the_other() {
    let snapshot = fitted();
    let tuning = BlendSettings { next_after: 3.0, ..BlendSettings::default() };
    let gap = SimilarQuery { together: Together::Gap, tuning, ..ask(&snapshot, &["Seed", "Noise 1"], 8) };
    let answer = snapshot.blend(&gap, &pool(), &|| false).expect("answered");
    assert_eq!(titles(&answer)[0], "After");
    let models: Vec<&str> = answer.tracks[0].why.iter().map(|why| why.model).collect();
    assert_eq!(models, ["als", "walk", "after", "before"]);
}

#[test]
fn rejected_records_and_artists_stay_away_from_every_tab_and_likes_steer() {
    let snapshot = fitted();
    let base = ask(&snapshot, &["Seed"], 20);
    let id = |title| snapshot.tables.id_of(row(&snapshot.tables, title)).expect("an id");
    let (near, far) = (id("Noise 2"), id("Far 4"));
    let rejected = snapshot.tables.id_of(row(&snapshot.tables, "After")).expect("an id");
    let refusing =
        SimilarQuery { rejected: vec![rejected], rejected_artists: vec!["n".into()], ..base.clone() };
    for by in [By::Played, By::Next, By::Blend] {
        let of = |ask: &SimilarQuery| snapshot.similar(by, ask, &pool(), &|| false).expect("answered");
        let plain = of(&base);
        assert!(titles(&plain).contains(&"Noise 1"), "{by:?}");
        let answer = of(&refusing);
        assert!(titles(&answer).iter().all(|t| *t != "After" && !t.starts_with("Noise")), "{by:?}");
        let liking = |id| of(&SimilarQuery { steer: vec![(id, 1.0)], ..base.clone() });
        assert_ne!(liking(near).tracks, plain.tracks, "{by:?}: a like that shares a mix with the seed steers");
        assert_eq!(liking(far).tracks, plain.tracks, "{by:?}: one from elsewhere does not take the list over");
    }
}

#[test]
fn what_the_user_says_works_with_a_seed_stands_first_unless_it_is_rejected_or_filtered() {
    let snapshot = fitted();
    let base = ask(&snapshot, &["Seed"], 20);
    let far = snapshot.tables.id_of(row(&snapshot.tables, "Far 4")).expect("an id");
    let pairing = SimilarQuery { paired: vec![far], ..base.clone() };
    for by in [By::Played, By::Next, By::Blend] {
        let of = |ask: &SimilarQuery| snapshot.similar(by, ask, &pool(), &|| false).expect("answered");
        let (plain, paired) = (of(&base), of(&pairing));
        assert_ne!(titles(&plain)[0], "Far 4", "{by:?}");
        assert_eq!((titles(&paired)[0], paired.tracks[0].paired), ("Far 4", true), "{by:?}");
        assert!(paired.tracks[1..].iter().all(|row| !row.paired && row.row.id != far), "{by:?}");
        let rejected = of(&SimilarQuery { rejected: vec![far], ..pairing.clone() });
        assert!(!titles(&rejected).contains(&"Far 4"), "{by:?}");
        let controls = Controls { without: vec![far], ..Controls::default() };
        let filtered = of(&SimilarQuery { controls, ..pairing.clone() });
        assert!(!titles(&filtered).contains(&"Far 4"), "{by:?}");
    }
}

#[test]
fn the_newest_of_a_set_counts_most() {
    let snapshot = Snapshot::new(fixture::tables(MIXES));
    let first = |set: &[&str]| {
        let tuning = BlendSettings { newest: 0.2, ..BlendSettings::default() };
        let asked = SimilarQuery { together: Together::Set, tuning, ..ask(&snapshot, set, 20) };
        let answer = snapshot.blend(&asked, &pool(), &|| false).expect("answered");
        titles(&answer).into_iter().find(|t| ["Other 2", "Far 5"].contains(t)).map(str::to_owned)
    };
    assert_eq!(first(&["Far 4", "Before"]).as_deref(), Some("Other 2"));
    assert_eq!(first(&["Before", "Far 4"]).as_deref(), Some("Far 5"));
}

const FILED: &[(&str, &[&str])] = &[
    (
        "1995 - Ann - One",
        &["S - Seed", "A - Old 1", "A - Old 2", "A - Old 3", "B - Old 4", "[[Category:House]]"],
    ),
    ("2005 - Bob - Two", &["S - Seed", "A - New 1", "B - New 2 [Warp, 1996]", "[[Category:Dub Techno]]"]),
    ("2006 - Cyd - Three", &["S - Seed", "C - New 3", "A - Old 1", "[[Category:Dub Techno]]"]),
];

fn under(controls: Controls, limit: usize) -> SimilarAnswer {
    let snapshot = Snapshot::new(fixture::tables(FILED));
    let asked = SimilarQuery { controls, ..ask(&snapshot, &["Seed"], limit) };
    snapshot.blend(&asked, &pool(), &|| false).expect("answered")
}

fn sorted(answer: &SimilarAnswer) -> Vec<&str> {
    let mut titles = titles(answer);
    titles.sort_unstable();
    titles
}

#[test]
fn controls_keep_what_they_name_and_count_what_they_hide() {
    let years = |text: &str| Controls { years: Some(text.parse().expect("years")), ..Controls::default() };
    let old = under(years("..1999"), 20);
    assert_eq!(sorted(&old), ["New 2", "Old 1", "Old 2", "Old 3", "Old 4"], "a named year wins");
    assert_eq!(old.hidden, [("out or played ..1999".to_owned(), 2)]);
    let styles = Controls { styles: vec!["dub techno".into()], ..Controls::default() };
    assert_eq!(sorted(&under(styles, 20)), ["New 1", "New 2", "New 3", "Old 1"]);
    let djs = Controls { djs: vec!["Cyd".into(), "bob".into()], ..Controls::default() };
    assert_eq!(sorted(&under(djs, 20)), ["New 1", "New 2", "New 3", "Old 1"]);
    let few = under(Controls { per_artist: Some(1), ..Controls::default() }, 20);
    assert_eq!(few.tracks.len(), 3, "one each of A, B and C: {:?}", titles(&few));
    assert_eq!(few.hidden, [("rows of one artist, at most 1".to_owned(), 4)]);
}

#[test]
fn a_list_is_full_where_enough_rows_pass_however_deep_they_stand() {
    let plain = under(Controls::default(), 20);
    let last = plain.tracks.last().expect("rows").row.clone();
    let others: Vec<TrackId> = plain.tracks.iter().map(|t| t.row.id).filter(|id| *id != last.id).collect();
    let rest = under(Controls { without: others, ..Controls::default() }, 1);
    assert_eq!(titles(&rest), [last.title.as_str()]);
    assert_eq!(rest.hidden[0].0, "not in my folders");
}

#[test]
fn unknown_styles_and_djs_are_named_with_their_neighbours() {
    let snapshot = Snapshot::new(fixture::tables(FILED));
    let of = |styles: &[&str], djs: &[&str]| {
        let own = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        Controls { styles: own(styles), djs: own(djs), ..Controls::default() }.stranger(&snapshot)
    };
    assert_eq!(of(&["house"], &["ANN"]), None);
    let style = of(&["House", "Techno"], &[]).expect("no such style");
    assert_eq!((style.kind, style.name.as_str()), (PageKind::Style, "Techno"));
    assert_eq!(style.nearest, ["Dub Techno"]);
    assert_eq!(of(&[], &["Ann Other"]).expect("no such DJ").nearest, ["Ann"]);
}

/// Two scenes that share the seed; the second has more mixes, so that it comes first for everyone.
fn scenes() -> Snapshot {
    let techno: Vec<String> = (0..8).map(|n| format!("T - Techno {n}")).collect();
    let house: Vec<String> = (0..8).map(|n| format!("H - House {n}")).collect();
    let mut mixes: Vec<(String, Vec<&str>)> = Vec::new();
    for n in 0..12 {
        let scene = if n % 3 == 0 { &techno } else { &house };
        let mut lines: Vec<&str> = scene.iter().skip(n % 3).step_by(2).map(String::as_str).collect();
        lines.extend(scene.iter().skip(n % 2).step_by(3).map(String::as_str));
        lines.insert(2, "S - Seed");
        mixes.push((format!("20{n:02} - Dj {n} - Show"), lines));
    }
    let borrowed: Vec<(&str, &[&str])> =
        mixes.iter().map(|(title, lines)| (title.as_str(), lines.as_slice())).collect();
    let tables = fixture::tables(&borrowed);
    let small = Recommend { factors: 8, regularisation: 0.1, ..Recommend::default() };
    let (model, _) = fit::fit(&tables, &small, None, &pool(), &mut |_| {}, &|| false).expect("fits");
    Snapshot::new(tables).with_model(Some(model))
}

fn place(answer: &SimilarAnswer, title: &str) -> usize {
    titles(answer).iter().position(|t| *t == title).unwrap_or(usize::MAX)
}

#[test]
fn what_the_user_plays_brings_its_like_forward_and_says_so() {
    let snapshot = scenes();
    let asked = ask(&snapshot, &["Seed"], 16);
    let everyone = snapshot.played_with(&asked, &pool(), &|| false).expect("answered");
    let own = ask(&snapshot, &["Techno 0", "Techno 2", "Techno 4"], 1).seeds;
    let tuning = BlendSettings { you: 1.0, ..BlendSettings::default() };
    let history = Arc::new(OwnHistory { taste: own, played: Vec::new() });
    let you = SimilarQuery { history: history.clone(), tuning, ..asked.clone() };
    let yours = snapshot.played_with(&you, &pool(), &|| false).expect("answered");
    assert!(place(&yours, "Techno 6") < place(&everyone, "Techno 6"), "{:?}", titles(&yours));
    let row = &yours.tracks[place(&yours, "Techno 6")];
    assert!(row.is_your_taste(), "{:?}", row.why);
    assert!(!everyone.tracks.iter().any(SimilarRow::is_your_taste));
    let off = SimilarQuery { history, tuning: BlendSettings { you: 0.0, ..tuning }, ..asked };
    let off = snapshot.played_with(&off, &pool(), &|| false).expect("answered");
    assert_eq!(off.tracks, everyone.tracks, "nothing of it where it weighs nothing");
    assert!(off.taste && !everyone.taste, "the dial can be turned up again");
}

#[test]
fn what_the_user_has_played_is_marked_and_can_be_left_out() {
    let snapshot = scenes();
    let asked = ask(&snapshot, &["Seed"], 16);
    let played = vec![ask(&snapshot, &["House 0"], 1).seeds[0].0];
    let history = Arc::new(OwnHistory { played, ..OwnHistory::default() });
    for by in [By::Played, By::Next, By::Blend] {
        let marked = SimilarQuery { history: history.clone(), ..asked.clone() };
        let with = snapshot.similar(by, &marked, &pool(), &|| false).expect("answered");
        let is_marked = |row: &&SimilarRow| row.played_before;
        let names: Vec<&str> =
            with.tracks.iter().filter(is_marked).map(|row| row.row.title.as_str()).collect();
        assert_eq!(names, ["House 0"], "{by:?}");
        let controls = Controls { new_to_me: true, ..Controls::default() };
        let without =
            snapshot.similar(by, &SimilarQuery { controls, ..marked }, &pool(), &|| false).expect("answered");
        assert_eq!(without.hidden, [(controls::NEW_TO_ME.to_owned(), 1)], "{by:?}");
        assert!(!titles(&without).contains(&"House 0"), "{by:?}");
    }
}

#[test]
fn every_tab_keeps_away_from_a_record_that_counts_against() {
    let snapshot = scenes();
    let asked = ask(&snapshot, &["Seed"], 16);
    let steer = vec![(ask(&snapshot, &["House 0"], 1).seeds[0].0, -1.0)];
    let away = SimilarQuery { rejected: vec![steer[0].0], steer, ..asked.clone() };
    for by in [By::Played, By::Next, By::Blend] {
        let mean = |ask: &SimilarQuery| {
            let answer = snapshot.similar(by, ask, &pool(), &|| false).expect("answered");
            let places: Vec<usize> = ["House 2", "House 4", "House 6"]
                .iter()
                .map(|title| place(&answer, title).min(answer.tracks.len()))
                .collect();
            places.iter().sum::<usize>()
        };
        // What was really played straight after stands first in Next whatever one keeps away from.
        let moved = mean(&away).cmp(&mean(&asked));
        assert!(moved.is_gt() || (by == By::Next && moved.is_eq()), "{by:?}");
    }
}

#[test]
fn next_shows_what_was_really_played_straight_after_first() {
    let snapshot = scenes();
    let answer = snapshot.next_after(&ask(&snapshot, &["Seed"], 16), &pool(), &|| false).expect("answered");
    let counts: Vec<Option<(u32, u32)>> =
        answer.tracks.iter().map(|row| row.straight_after.map(|after| (after.djs, after.times))).collect();
    let known = counts.iter().take_while(|count| count.is_some()).count();
    assert!(known > 1 && known < counts.len(), "{counts:?}");
    assert!(counts[known..].iter().all(Option::is_none), "{counts:?}");
    assert!(counts[..known].is_sorted_by(|a, b| a >= b), "most DJs first: {counts:?}");
    let played = snapshot.played_with(&ask(&snapshot, &["Seed"], 16), &pool(), &|| false).expect("answered");
    assert!(played.tracks.iter().all(|row| row.straight_after.is_none()), "only Next says");
    let two = ask(&snapshot, &["House 0", "Seed"], 16);
    let two = snapshot.next_after(&two, &pool(), &|| false).expect("answered");
    let of_newest = |row: &SimilarRow| {
        let known = answer.tracks.iter().find(|one| one.row.id == row.row.id);
        row.straight_after == known.and_then(|one| one.straight_after)
    };
    assert!(
        two.tracks.iter().filter(|row| row.straight_after.is_some()).all(of_newest),
        "the newest seed's alone"
    );
}

#[test]
fn controls_that_hide_nothing_change_nothing() {
    let snapshot = scenes();
    let open = Controls { per_artist: Some(1000), ..Controls::default() };
    for by in [By::Played, By::Next, By::Blend] {
        let asked = ask(&snapshot, &["Seed"], 4);
        let plain = snapshot.similar(by, &asked, &pool(), &|| false).expect("answered");
        let under = SimilarQuery { controls: open.clone(), ..asked };
        let under = snapshot.similar(by, &under, &pool(), &|| false).expect("answered");
        assert_eq!(plain.tracks, under.tracks, "{by:?}");
    }
}
