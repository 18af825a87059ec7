//! Names and columns at every width.

use std::sync::Arc;

use super::{
    Driver, Fake,
    fake::MIXES,
    picture::{part, text},
    starter::starter,
};
use crate::{
    app::{QueueEntry, QueueEntryId},
    library::{
        query::{By, TrackRow},
        similar::SimilarQuery,
    },
    track::TrackId,
    tui::{
        layout::layout,
        state::{
            facts::FactsByTrack,
            list::{Row, versions_together},
            screen::Focus,
            trail::Place,
        },
        text::clean,
    },
};

/// The heads of the list's columns, and how many of its names stand whole.
fn shown(width: u16) -> (Vec<String>, usize) {
    let mut app = Driver::new((width, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let (buffer, places) = (app.buffer(), layout(&app.state));
    let heads = text(&part(&buffer, places.head));
    let heads = heads.split_whitespace().filter(|head| *head != "–").map(str::to_owned).collect();
    let list = text(&part(&buffer, places.list));
    let records = app.state.list().rows.iter().filter_map(|row| row.record());
    let whole = records.filter(|row| list.contains(&format!("{} – {}", row.artist, row.title))).count();
    (heads, whole)
}

#[test]
fn no_width_shows_less_than_a_smaller_one() {
    let mut before = shown(120);
    for width in (125..=260).step_by(5).chain([159, 160, 215, 216]) {
        let now = shown(width);
        for head in &before.0 {
            assert!(now.0.contains(head), "{head} is lost at {width}: {:?}", now.0);
        }
        assert!(now.1 >= before.1, "{} names are whole at {width}, {} before", now.1, before.1);
        if width % 5 == 0 && width != 160 && width != 215 {
            before = now;
        }
    }
}

#[test]
fn at_120_columns_every_name_of_the_usual_mixes_stands_whole() {
    let (heads, whole) = shown(120);
    assert!(whole >= 8, "{whole} of the names, heads {heads:?}");
}

#[test]
fn a_column_of_which_nothing_is_known_is_not_there() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let head = |app: &Driver| text(&part(&app.buffer(), layout(&app.state).head));
    assert!(head(&app).contains("BPM") && head(&app).contains("key"), "{}", head(&app));
    app.state.refine.facts = crate::tui::state::facts::FactsByTrack::default();
    let bare = head(&app);
    assert!(!bare.contains("BPM") && !bare.contains("key") && bare.contains("last"), "{bare}");
}

#[test]
fn a_name_takes_the_room_of_figures_that_are_not_there() {
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    let text = app.text();
    let line = text.lines().find(|line| line.contains("French Kiss")).unwrap();
    assert!(line.contains("French Kiss (Ed Rush & Optical Remix)  ") && line.contains(" 1999"), "{line}");
}

#[test]
fn words_that_say_why_are_cut_only_once_energy_and_the_second_key_are_gone() {
    let (mut whole, mut cut) = (0, 0);
    for width in 80..200 {
        let mut app = Driver::new((width, 40), Arc::new(Fake::new(MIXES)));
        app.settle();
        app.keys("phantom<enter>").settle();
        for row in &mut app.state.list_mut().rows {
            if let Row::Similar(row) = row
                && let Some(via) = &mut row.via
            {
                "A Bridge Of Some Letters".clone_into(&mut via.title);
            }
        }
        let (buffer, places) = (app.buffer(), layout(&app.state));
        let (head, list) = (text(&part(&buffer, places.head)), text(&part(&buffer, places.list)));
        let has_whole = list.contains("A Bridge Of Some Letters");
        let is_cut = list.contains("via A Bri") && !has_whole;
        assert!(!is_cut || !head.contains("drive"), "{width}\n{head}\n{list}");
        whole += usize::from(has_whole && head.contains("drive"));
        cut += usize::from(is_cut);
    }
    assert!(whole > 0 && cut > 0, "{whole} {cut}");
}

#[test]
fn words_that_name_nothing_are_never_cut() {
    for width in 60..200 {
        let mut app = Driver::new((width, 40), Arc::new(Fake::new(MIXES)));
        app.settle();
        app.keys("phantom<enter>").settle();
        for row in &mut app.state.list_mut().rows {
            if let Row::Similar(row) = row
                && row.together == 0
            {
                (row.via, row.kin) = (None, None);
            }
        }
        let list = text(&part(&app.buffer(), layout(&app.state).list));
        assert!(list.contains("taste") || list.contains("by what DJs play"), "{width}\n{list}");
        assert_eq!(list.matches("near").count(), list.matches("near in taste").count(), "{width}\n{list}");
    }
}

#[test]
fn words_that_say_why_cost_no_name_its_end() {
    let whole = |width: u16, bridge: &str| {
        let fill = (10..78).map(|n| format!("Artist {n} - Title {n}"));
        let bridge = format!("C - {bridge}");
        let rest = ["S - Seed", "An Artist Of Some Length - A Title That Is Longer Than Others", &bridge];
        let lines: Vec<String> = rest.into_iter().map(str::to_owned).chain(fill).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mixes: &[(&str, &[&str])] =
            &[("2001-01-01 - Ann - One", &lines), ("2002-01-01 - Bob - Two", &[&bridge, "B - Far"])];
        let mut app = Driver::new((width, 100), Arc::new(Fake::new(mixes)));
        app.services.known.store(true, std::sync::atomic::Ordering::SeqCst);
        app.settle();
        app.keys("seed<enter>").settle();
        let list = text(&part(&app.buffer(), layout(&app.state).list));
        (list.contains("A Title That Is Longer Than Others"), list)
    };
    for width in 80..180 {
        let ((without, before), (with, list)) = (whole(width, "X"), whole(width, "Bridge Of A Name"));
        assert!(with || !without, "{width}\n{before}\n{list}");
    }
}

#[test]
fn a_mix_is_cut_only_where_its_line_ends_or_its_time_begins() {
    let titles = (40..90).map(|letters| format!("2001-05-01 - Ann - {}", "x".repeat(letters)));
    let titles: Vec<String> = titles.collect();
    let lines: Vec<&[&str]> = titles.iter().map(|_| &["A - Seed", "B - Other"][..]).collect();
    let timed: &[&str] = &["[00] A - Seed", "[45] B - Other"];
    let mut mixes: Vec<(&str, &[&str])> = titles.iter().map(String::as_str).zip(lines).collect();
    mixes.push(("2002-05-01 - Bob - Timed", timed));
    let mut app = Driver::new((80, 70), Arc::new(Fake::new(&mixes)));
    app.settle();
    app.keys("seed<enter>gt").settle();
    let list = text(&part(&app.buffer(), layout(&app.state).list));
    let cut: Vec<&str> = list.lines().filter(|line| line.contains("…") && line.contains("xx")).collect();
    assert!(!cut.is_empty(), "{list}");
    for line in cut {
        assert_eq!(line.trim_end().chars().count(), 79, "{line}");
    }
}

#[test]
fn the_header_cuts_the_places_name_and_not_what_it_keeps_away_from() {
    let mixes: &[(&str, &[&str])] = &[(
        "2001-01-01 - Ann - One",
        &[
            "Some Long Artist - A Title Of Many Letters",
            "Another Artist - Enforcement (Some Other Mix)",
            "C - Hot On The Heels Of Love",
        ],
    )];
    for width in [60, 80, 100, 120] {
        let mut app = Driver::new((width, 30), Arc::new(Fake::new(mixes)));
        app.settle();
        app.keys("letters<enter>s").settle();
        let at = app.titles().iter().position(|title| title.starts_with("Hot")).expect("its row");
        app.keys("gg");
        app.keys(&"j".repeat(at)).settle();
        app.keys("L").settle();
        let trail = text(&part(&app.buffer(), layout(&app.state).trail));
        assert!(trail.contains(", less of"), "{width}: {trail}");
        assert!(trail.contains("Letters") || trail.contains('…'), "{width}: {trail}");
    }
}

#[test]
fn on_a_small_screen_no_label_is_cut() {
    for keys in ["phantom<enter>", "dexter<enter>jga"] {
        let mut app = Driver::new((80, 24), Arc::new(Fake::new(MIXES)));
        app.settle();
        app.keys(keys).settle();
        let (buffer, places) = (app.buffer(), layout(&app.state));
        let (head, list) = (text(&part(&buffer, places.head)), text(&part(&buffer, places.list)));
        let labels = app.state.list().rows.iter().filter_map(|row| row.record()?.label.clone());
        let whole = labels.filter(|label| !list.contains(label.as_str())).count() == 0;
        assert!(whole || !head.contains("label"), "{keys}\n{head}\n{list}");
    }
}

#[test]
fn the_tab_that_is_shown_has_its_name_at_every_width() {
    let tabs = [By::Played, By::Next, By::Blend];
    for (key, name) in [("1", "[1 Played with]"), ("2", "[2 Next]"), ("3", "[3 Blend]")] {
        let mut app = Driver::new((40, 10), Arc::new(Fake::new(MIXES).with_tabs(&tabs)));
        app.settle();
        app.keys("phantom<enter>").settle();
        app.keys(key).settle();
        let line = text(&part(&app.buffer(), layout(&app.state).tabs));
        assert!(line.contains(name) && line.starts_with(" 0 "), "{line}");
    }
}

#[test]
fn a_label_takes_the_room_that_a_name_leaves() {
    let long = "A Label Of Some Forty Letters And No Less";
    let mixes: &[(&str, &[&str])] = &[(
        "2001-01-01 - Ann - One",
        &[
            "A - Short [A Label Of Some Forty Letters And No Less]",
            "B - Short [Label]",
            "C - A Title That Is Longer Than All",
        ],
    )];
    for (keys, size) in
        [("longer<enter>gl", (160, 40)), ("longer<enter>gm", (80, 24)), ("longer<enter>gm", (60, 15))]
    {
        let mut app = Driver::new(size, Arc::new(Fake::new(mixes)));
        app.settle();
        app.keys(keys).settle();
        let list = text(&part(&app.buffer(), layout(&app.state).list));
        let line = list.lines().find(|line| line.contains("A – Short")).unwrap();
        assert!(line.contains(long), "{keys} at {size:?}: {line}");
        // No line of the tracklist says when it begins: names have the room.
        let name: String = line.chars().skip(4).take(9).collect();
        assert_eq!(name, "A – Short");
    }
}

/// How many rows of the list there are, and how many of them show artist and title whole.
fn whole(app: &mut Driver) -> (usize, usize) {
    let (mut rows, mut whole) = (0, 0);
    let height = usize::from(layout(&app.state).list.height);
    let count = app.state.list().rows.len();
    for first in (0..count).step_by(height) {
        let list = app.state.list_mut();
        (list.offset, list.cursor) = (first, first);
        let shown = text(&part(&app.buffer(), layout(&app.state).list));
        for (at, line) in (first..count).zip(shown.lines()) {
            let row = &app.state.list().rows[at];
            let Some(record) = row.record().filter(|_| !line.contains(" more")) else { continue };
            let under = at > first && row.is_version_of(&app.state.list().rows[at - 1]);
            let name = format!("{} – {}", clean(&record.artist), clean(&record.title));
            rows += 1;
            whole += usize::from(under || line.contains(&name));
        }
    }
    (rows, whole)
}

/// The same of the queue, with these records in it and in focus.
fn queued(app: &mut Driver, records: Vec<TrackRow>) -> (usize, usize) {
    let items = records.into_iter().zip(1..).map(|(row, id)| QueueEntry { id: QueueEntryId(id), row });
    app.state.user.mine.items = items.collect();
    (app.state.screen.focus, app.state.user.cursor, app.state.user.offset) = (Focus::Queue, 0, 0);
    let shown = text(&part(&app.buffer(), layout(&app.state).queue));
    let names = app.state.user.mine.items.iter().zip(shown.lines().skip(1));
    let whole = |(item, line): &(&QueueEntry, &str)| {
        line.contains(&format!("{} – {}", clean(&item.row.artist), clean(&item.row.title)))
    };
    let names: Vec<_> = names.collect();
    app.state.screen.focus = Focus::List;
    (names.len(), names.iter().filter(|one| whole(one)).count())
}

#[test]
fn remixes_of_one_record_in_the_queue_are_told_apart() {
    let remixes = ["Phantom Remix", "Total Science Remix", "Bad Company Remix"];
    for width in [120, 160] {
        let mut app = Driver::new((width, 40), Arc::new(Fake::new(MIXES)));
        app.settle();
        app.keys("phantom<enter>").settle();
        let seed = app.state.trail.seeds()[0].clone();
        let versions = remixes.iter().zip(900..).map(|(remix, id)| TrackRow {
            id: TrackId(id),
            version: Some((*remix).to_owned()),
            ..seed.clone()
        });
        queued(&mut app, versions.collect());
        let shown = text(&part(&app.buffer(), layout(&app.state).queue));
        for (line, remix) in shown.lines().skip(1).zip(remixes) {
            assert!(line.contains("Phantom Force") && line.contains(&remix[..5]), "{width}: {shown}");
        }
    }
}

#[test]
#[ignore = "fits a model to the starter"]
#[allow(clippy::print_stdout, reason = "the figures are read with --nocapture")]
fn of_the_starters_rows_97_in_a_hundred_show_artist_and_title_whole() {
    let (snapshot, pools) = starter();
    let mut app = Driver::new((120, 40), Arc::new(Fake::new(MIXES)));
    app.settle();
    app.keys("phantom<enter>").settle();
    app.state.refine.facts = FactsByTrack::default();
    let (mut list, mut queue) = ((0, 0), (0, 0));
    for seed in snapshot.tables.most_played_by_others(200) {
        let query = SimilarQuery::new(&[seed.id], 200);
        let answer = snapshot.played_with(&query, pools.interactive(), &|| false).unwrap();
        let ten = answer.tracks.iter().take(10).map(|row| row.row.clone()).collect();
        let stop = app.state.trail.here_mut().unwrap();
        stop.place = Place::Seeds(vec![seed]);
        stop.list_mut().fill(versions_together(answer.tracks));
        let (all, shown) = whole(&mut app);
        list = (list.0 + all, list.1 + shown);
        let (all, shown) = queued(&mut app, ten);
        queue = (queue.0 + all, queue.1 + shown);
    }
    for (what, (rows, whole), least) in [("list", list, 20_000), ("queue", queue, 1_500)] {
        let share = whole as f64 / rows as f64;
        println!("{what}: {whole} of {rows} rows");
        assert!(rows > least && share >= 0.97, "{what}: {whole} of {rows}, {:.1} %", share * 100.0);
    }
}
