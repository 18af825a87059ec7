//! The first fill: few requests, resumable, whole or a slice.

use super::{super::fake::Fault, *};

#[tokio::test]
async fn three_hundred_pages_take_at_most_twelve_requests_and_never_two_at_once() {
    let bench = Bench::new(300).await;
    let mut store = Memory::default();
    let outcome = bench.update(&mut store).await.expect("filled");
    bench.assert_same(&store);
    assert_eq!(outcome.kept.added, 300);
    let asked = bench.count();
    assert!(asked <= 12, "{asked} requests");
    assert_eq!(bench.server.busiest.load(std::sync::atomic::Ordering::SeqCst), 1);
    assert_eq!(bench.server.connections.load(std::sync::atomic::Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_fill_that_stops_after_any_batch_goes_on_there_and_fetches_nothing_twice() {
    let whole = Bench::new(220).await;
    whole.update(&mut Memory::default()).await.expect("filled");
    let needed = whole.count();
    for batches in 0..5 {
        let bench = Bench::new(220).await;
        let mut store = Memory { batches_left: Some(batches), ..Memory::default() };
        let stopped = bench.update(&mut store).await.expect_err("the disk is full");
        assert!(matches!(stopped, CrawlError::Store(_)));
        assert_eq!(store.pages.len(), batches as usize * 50);
        store.batches_left = None;
        bench.update(&mut store).await.expect("goes on");
        bench.assert_same(&store);
        assert_eq!(store.repeated, 0);
        // The batch that could not be kept, and the wiki's greeting.
        assert_eq!(bench.count(), needed + 2, "stopped after {batches} batches");
    }
}

#[tokio::test]
async fn texts_too_long_for_one_answer_are_joined() {
    let bench = Bench::new(120).await;
    bench.wiki(|wiki| wiki.texts_an_answer = 17);
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    bench.assert_same(&store);
}

#[tokio::test]
async fn what_changes_while_it_is_filled_is_followed() {
    let bench = Bench::new(200).await;
    let mut store = Memory { batches_left: Some(2), ..Memory::default() };
    bench.update(&mut store).await.expect_err("the disk is full");
    store.batches_left = None;
    bench.clock.advance(DAY);
    bench.wiki(|wiki| {
        let titles: Vec<String> = wiki.pages.values().map(|p| p.title.clone()).collect();
        wiki.rename(&titles[199], "1970 - Moved Before The Place Where It Stands - Show");
        wiki.rename(&titles[0], "2099 - Moved Behind - Show");
        wiki.delete(&titles[20]);
        wiki.delete(&titles[150]);
        wiki.save(&titles[40], "edited");
        wiki.save("1971 - New - Show", "new");
    });
    bench.update(&mut store).await.expect("goes on");
    bench.assert_same(&store);
}

#[tokio::test]
async fn a_slice_holds_its_pages_and_no_other() {
    for (styles, categories, years) in [
        (vec!["Dub Techno"], vec![], ""),
        (vec![], vec!["DJ 004", "DJ 100"], ""),
        (vec![], vec![], "2005..2009"),
        (vec!["House", "Trance"], vec![], "2010.."),
        (vec!["House"], vec!["DJ 003", "DJ 004"], ""),
    ] {
        let own = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut bench = Bench::new(700).await;
        bench.scope = CrawlScope::new(&own(styles), &own(categories), years).expect("a slice");
        let mut store = Memory::default();
        bench.update(&mut store).await.expect("filled");
        assert!(!store.pages.is_empty());
        bench.assert_same(&store);
        assert_eq!(store.repeated, 0, "{:?}", bench.scope);
    }
}

#[tokio::test]
async fn another_slice_takes_the_place_of_the_first() {
    let mut bench = Bench::new(300).await;
    let mut store = Memory::default();
    for (styles, years) in [(vec![], ""), (vec!["House".to_owned()], ""), (vec![], "2015.."), (vec![], "")] {
        bench.scope = CrawlScope::new(&styles, &[], years).expect("a slice");
        bench.update(&mut store).await.expect("filled");
        bench.assert_same(&store);
    }
}

#[tokio::test]
async fn a_slice_follows_pages_into_it_and_out_of_it() {
    let mut bench = Bench::new(90).await;
    bench.scope = CrawlScope::new(&["House".into()], &[], "").expect("a slice");
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    let titles: Vec<String> = bench.wiki(|wiki| wiki.pages.values().map(|p| p.title.clone()).collect());
    bench.wiki(|wiki| {
        wiki.save(&titles[0], "no category any more");
        wiki.save(&titles[1], "[[Category:House]]");
        wiki.save(&titles[2], "still none");
    });
    let kept = bench.update(&mut store).await.expect("followed").kept;
    assert_eq!(kept, BatchOutcome { added: 1, changed: 0, removed: 1 });
    bench.assert_same(&store);
}

#[tokio::test]
async fn a_category_nobody_has_is_told() {
    let mut bench = Bench::new(9).await;
    bench.scope = CrawlScope::new(&["Dub Tekno".into()], &[], "").expect("a slice");
    let outcome = bench.update(&mut Memory::default()).await.expect("nothing to do");
    assert_eq!(outcome.kept, BatchOutcome::default());
}

#[tokio::test]
async fn a_place_the_wiki_no_longer_knows_starts_the_walk_over_without_fetching_twice() {
    let bench = Bench::new(200).await;
    let mut store = Memory { batches_left: Some(2), ..Memory::default() };
    bench.update(&mut store).await.expect_err("the disk is full");
    store.batches_left = None;
    let json = "content-type: application/json\r\n";
    let bad = r#"{"error":{"code":"badcontinue","info":"Invalid continue param."}}"#;
    bench.server.fail([Fault::None, Fault::Instead(200, json, bad)]);
    bench.update(&mut store).await.expect("goes on");
    bench.assert_same(&store);
    assert_eq!(store.repeated, 0);
}

#[tokio::test]
async fn another_wiki_is_not_mixed_in() {
    let bench = Bench::new(20).await;
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    let before = store.pages.clone();
    bench.wiki(|wiki| wiki.name = "CooksDB".into());
    let refused = bench.update(&mut store).await.expect_err("another wiki");
    assert!(matches!(&refused, CrawlError::OtherWiki { theirs, .. } if theirs == "CooksDB"));
    assert!(refused.hint().contains("--data-dir"));
    assert_eq!(store.pages, before);
}
