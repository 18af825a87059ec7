//! A hundred changed pages to the published model, at full size, without the wiki's own pace.

use std::ops::ControlFlow;

use segue::{
    catalogue::{Change, MixLine, MixOrigin, page_address},
    jobs::Pools,
};

use super::shared::{
    made::{FULL, open},
    rows::{Row, Sheet, short},
    time::took,
};

const PAGES: usize = 100;

pub fn of_a_hundred_pages(sheet: &mut Sheet) {
    let data = FULL.data();
    let library = open(&data);
    let pools = Pools::new().unwrap();
    let stamp = library.snapshot().tables.roots.stamp.first().copied();
    if stamp.unwrap_or(0) == 0 {
        eprintln!("publishing once: the folder was made by a version whose snapshots cannot be followed");
        library.writer().unwrap().apply(&[a_page("2001-01-01 - Somebody - Once", vec![])]).unwrap();
        library.publish_names().unwrap();
    }
    if library.wants_fit() {
        eprintln!("fitting once: the folder's model is of other settings or an earlier publication");
        library.fit(pools.background(), &mut |_| {}, &|| false).unwrap();
    }
    let mut titles = Vec::new();
    library
        .catalogue()
        .contents()
        .unwrap()
        .mixes(|mix| {
            titles.push(mix.title.to_owned());
            ControlFlow::Continue(())
        })
        .unwrap();
    let snapshot = library.snapshot();
    let generation = snapshot.generation();
    let line = |row: u32| {
        let tables = &snapshot.tables;
        format!("{} - {}", tables.artist.get(row), tables.title.get(row))
    };
    // Every page another list of known records and one new one, different in every run.
    let changes: Vec<Change> = titles
        .iter()
        .step_by(titles.len() / PAGES)
        .take(PAGES)
        .enumerate()
        .map(|(at, title)| {
            let known =
                (0..18).map(|k| line(((at * 7919 + k * 104_729) % snapshot.tables.n_tracks()) as u32));
            let new = format!("Somebody New {at} - A Record Of Generation {generation}");
            a_page(title, known.chain([new]).collect())
        })
        .collect();
    drop(snapshot);
    let (applied, store) = took(|| library.writer().unwrap().apply(&changes).unwrap());
    assert_eq!(applied.mixes_changed, PAGES as u64, "{applied:?}");
    let ((), names) = took(|| library.publish_names().unwrap());
    let (report, fit) = took(|| library.fit(pools.background(), &mut |_| {}, &|| false).unwrap());
    let wall = store.wall + names.wall + fit.wall;
    sheet.row(Row {
        what: "100 changed pages to the published model".into(),
        size: FULL.name.into(),
        segue: format!(
            "{} s: stored {}, names {}, fit {} s",
            short(wall),
            short(store.wall),
            short(names.wall),
            short(fit.wall)
        ),
        beside: format!(
            "{} CPU s, {} iterations, {} background threads",
            short(store.cpu + names.cpu + fit.cpu),
            report.iterations,
            pools.background().current_num_threads()
        ),
        bar: "below 30 s".into(),
        met: Some(wall < 30.0),
        ..Row::default()
    });
}

fn a_page(title: &str, tracklist: Vec<String>) -> Change {
    let mix =
        MixLine { title: title.into(), url: Some(page_address(title)), tracklist, ..MixLine::default() };
    Change::Upsert(mix.incoming(MixOrigin::Import))
}
