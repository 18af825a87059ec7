//! The crawl into a real catalogue.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::{
    super::{CatalogueStore, followed},
    follow::{Crawler, Step, happen, step},
    *,
};
use crate::catalogue::{Catalogue, Change, MixLine, MixOrigin, Writer};

/// Everything shown of a catalogue, without the numbers that follow from its history.
fn shown(catalogue: &Catalogue) -> (Vec<String>, Vec<String>) {
    let contents = catalogue.contents().expect("contents");
    let (mut mixes, mut lines, mut tracks) = (Vec::new(), Vec::new(), Vec::new());
    let mut keys = std::collections::HashMap::new();
    let each_track = |t: crate::catalogue::TrackRecord<'_>| {
        keys.insert(t.id, t.key.to_owned());
        if t.plays > 0 {
            tracks.push(format!(
                "{} {} {} {:?} {:?} {:?} {}",
                t.key, t.artist, t.title, t.version, t.label, t.year, t.plays
            ));
        }
        ControlFlow::Continue(())
    };
    contents.tracks(each_track).expect("tracks");
    let each_list = |_, list: crate::catalogue::Tracklist<'_>| {
        let line = |(track, entry): (Option<crate::track::TrackId>, crate::wikitext::Entry<&str>)| {
            format!("{:?} {:?}", track.map(|t| keys[&t].clone()), entry)
        };
        lines.push(list.lines().map(line).collect::<Vec<_>>().join("; "));
        ControlFlow::Continue(())
    };
    contents.tracklists(each_list).expect("lines");
    let each_mix = |m: crate::catalogue::MixRecord<'_>| {
        let head = format!("{:?} {} {:?} {:?} {:?} {:?}", m.page_id, m.title, m.date, m.url, m.djs, m.styles);
        mixes.push(head);
        ControlFlow::Continue(())
    };
    contents.mixes(each_mix).expect("mixes");
    let mut whole: Vec<String> =
        mixes.iter().zip(&lines).map(|(mix, lines)| format!("{mix}: {lines}")).collect();
    whole.sort();
    tracks.sort();
    (whole, tracks)
}

async fn filled(bench: &Bench) -> Writer {
    let mut writer = Writer::in_memory().expect("a catalogue");
    bench.update(&mut CatalogueStore::new(&mut writer).expect("a store")).await.expect("filled");
    writer
}

#[tokio::test]
async fn an_edit_a_move_and_a_deletion_change_three_mixes() {
    let bench = Bench::new(120).await;
    bench.wiki(|wiki| wiki.save("Main Page", "Welcome"));
    let mut writer = Writer::in_memory().expect("a catalogue");
    let kept =
        bench.update(&mut CatalogueStore::new(&mut writer).expect("a store")).await.expect("filled").kept;
    assert_eq!(kept, BatchOutcome { added: 120, changed: 0, removed: 0 }, "the front page is no mix");
    let rights = followed(&writer).expect("a state").site.rights;
    assert_eq!(rights.text, "CC BY-SA 3.0");
    let titles: Vec<String> = bench.wiki(|wiki| wiki.pages.values().map(|p| p.title.clone()).collect());
    bench.wiki(|wiki| {
        wiki.save(&titles[1], "== Tracklist ==\n# New Artist - New Title\n");
        wiki.rename(&titles[2], "2020-02-02 - Moved - Show");
        wiki.delete(&titles[3]);
    });
    let before = writer.generation().expect("a generation");
    let kept =
        bench.update(&mut CatalogueStore::new(&mut writer).expect("a store")).await.expect("followed").kept;
    assert_eq!(kept, BatchOutcome { added: 0, changed: 2, removed: 1 });
    assert!(writer.generation().expect("a generation") > before);
    let again = writer.generation().expect("a generation");
    let kept =
        bench.update(&mut CatalogueStore::new(&mut writer).expect("a store")).await.expect("followed").kept;
    assert!(kept.is_nothing());
    assert_eq!(writer.generation().expect("a generation"), again, "looking is no change");
    assert_eq!(shown(&writer), shown(&*filled(&bench).await));
}

#[tokio::test]
async fn a_crawled_page_takes_over_the_starters_mix_of_its_title_or_of_a_title_that_leads_to_it() {
    let bench = Bench::new(4).await;
    let titles: Vec<String> = bench.wiki(|wiki| wiki.pages.values().map(|p| p.title.clone()).collect());
    bench.wiki(|wiki| wiki.rename(&titles[1], "2020-02-02 - Moved - Show"));
    let mut writer = Writer::in_memory().expect("a catalogue");
    let starter: Vec<Change> = titles[..2]
        .iter()
        .map(|title| {
            let line =
                MixLine { title: title.clone(), tracklist: vec!["A - Old".into()], ..MixLine::default() };
            Change::Upsert(line.incoming(MixOrigin::Starter))
        })
        .collect();
    writer.apply(&starter).expect("the starter");
    bench.update(&mut CatalogueStore::new(&mut writer).expect("a store")).await.expect("filled");
    assert_eq!(shown(&writer), shown(&*filled(&bench).await), "nothing counts twice");
}

async fn play(steps: Vec<Step>) {
    let bench = Bench::new(6).await;
    let mut writer = Writer::in_memory().expect("a catalogue");
    for step in steps {
        let full = match happen(&bench, step) {
            Crawler::Idle => continue,
            Crawler::Update(full) => full,
            Crawler::Die(_) => false,
        };
        let mut store = CatalogueStore::new(&mut writer).expect("a store");
        bench.update_full(&mut store, full).await.expect("updated");
    }
    bench.update(&mut CatalogueStore::new(&mut writer).expect("a store")).await.expect("updated");
    assert_eq!(shown(&writer), shown(&*filled(&bench).await));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_sequence_the_catalogue_equals_one_filled_from_scratch(
        steps in prop::collection::vec(step(), 0..20),
    ) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().expect("a runtime").block_on(play(steps));
    }
}
