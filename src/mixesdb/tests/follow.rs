//! Following changes: whatever happened on the wiki, the store ends as one that was filled just now.

use proptest::prelude::*;

use super::{
    super::fake::{Down, wiki_text, wiki_title},
    *,
};

#[tokio::test]
async fn an_edit_a_move_and_a_deletion_are_followed_by_exactly_those_changes() {
    let bench = Bench::new(300).await;
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    bench.clock.advance(DAY);
    bench.count();
    let titles: Vec<String> = bench.wiki(|wiki| wiki.pages.values().map(|p| p.title.clone()).collect());
    bench.wiki(|wiki| {
        wiki.save(&titles[1], "edited");
        wiki.rename(&titles[2], "2020 - Moved - Show");
        wiki.delete(&titles[3]);
    });
    let kept = bench.update(&mut store).await.expect("followed").kept;
    bench.assert_same(&store);
    // The redirect that the move leaves behind is a page too.
    assert_eq!(kept, BatchOutcome { added: 1, changed: 2, removed: 1 });
    let asked = bench.count();
    assert!(asked <= 5, "{asked} requests");
}

#[tokio::test]
async fn nothing_new_is_nothing_changed_however_often_one_asks() {
    let bench = Bench::new(60).await;
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    bench.wiki(|wiki| wiki.delete(&wiki_title(3)));
    bench.update(&mut store).await.expect("followed");
    for _ in 0..3 {
        assert!(bench.update(&mut store).await.expect("followed").kept.is_nothing());
    }
    assert_eq!(store.repeated, 0);
}

#[tokio::test]
async fn where_the_wiki_has_forgotten_revisions_are_compared() {
    let bench = Bench::new(120).await;
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    bench.wiki(|wiki| {
        wiki.save(&wiki_title(1), "edited and forgotten");
        wiki.delete(&wiki_title(2));
    });
    bench.clock.advance(DAY * 100);
    bench.wiki(|wiki| wiki.save(&wiki_title(5), "edited just now"));
    bench.count();
    bench.update(&mut store).await.expect("compared");
    bench.assert_same(&store);
    assert_eq!(store.repeated, 0);
    let asked = bench.count();
    assert!(asked <= 7, "{asked} requests: what is known is not fetched again");
}

#[tokio::test]
async fn a_full_update_finds_what_no_list_of_changes_tells() {
    let bench = Bench::new(120).await;
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    bench.wiki(|wiki| {
        wiki.save(&wiki_title(7), "imported silently");
        wiki.recent.retain(|row| row.revision <= 120);
    });
    bench.update(&mut store).await.expect("nothing to see");
    assert_ne!(store.pages[&8].text, "imported silently");
    bench.update_full(&mut store, true).await.expect("compared");
    bench.assert_same(&store);
}

#[tokio::test]
async fn a_server_clock_that_goes_back_hides_nothing() {
    let bench = Bench::new(60).await;
    let mut store = Memory::default();
    bench.clock.advance(DAY * 30);
    bench.update(&mut store).await.expect("filled");
    bench.wiki(|wiki| {
        wiki.epoch = "2025-12-12T00:00:00Z".parse().expect("a time");
        wiki.save(&wiki_title(7), "edited yesterday");
    });
    bench.update(&mut store).await.expect("compared");
    bench.assert_same(&store);
}

/// What can happen on a wiki, and to a crawler of it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Save(u64, u64),
    Move(u64, u64),
    Delete(u64),
    Restore(u64),
    Wait(u64),
    Update,
    /// An update that dies after so many batches.
    Die(u32),
    Full,
    /// The user wants another slice.
    Slice(usize),
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let page = 0..12_u64;
    prop_oneof![
        4 => (page.clone(), 0..5_u64).prop_map(|(page, edition)| Step::Save(page, edition)),
        3 => (page.clone(), page.clone()).prop_map(|(old, new)| Step::Move(old, new)),
        2 => page.clone().prop_map(Step::Delete),
        2 => page.prop_map(Step::Restore),
        2 => (0..4_u64).prop_map(|n| Step::Wait([1, 500, 86_400, 100 * 86_400][n as usize])),
        3 => Just(Step::Update),
        1 => (0..3_u32).prop_map(Step::Die),
        1 => Just(Step::Full),
        1 => (0..4_usize).prop_map(Step::Slice),
    ]
}

async fn play(down: Down, steps: Vec<Step>) {
    let mut bench = Bench::new(6).await;
    bench.wiki(|wiki| wiki.down = down);
    let mut store = Memory::default();
    for step in steps {
        if let Step::Slice(n) = step {
            let (styles, years) =
                [(None, ""), (Some("House"), ""), (None, "2003.."), (Some("Trance"), "..2008")][n];
            let styles: Vec<String> = styles.into_iter().map(str::to_owned).collect();
            bench.scope = CrawlScope::new(&styles, &[], years).expect("a slice");
        }
        match happen(&bench, step) {
            Crawler::Idle => {}
            Crawler::Update(full) => drop(bench.update_full(&mut store, full).await.expect("updated")),
            Crawler::Die(batches) => {
                store.batches_left = Some(batches);
                let _ = bench.update(&mut store).await;
                store.batches_left = None;
            }
        }
    }
    bench.update(&mut store).await.expect("updated");
    bench.assert_same(&store);
}

/// What the crawler has to do at a step.
pub(super) enum Crawler {
    Idle,
    Update(bool),
    Die(u32),
}

/// Does the wiki's part of a step.
pub(super) fn happen(bench: &Bench, step: Step) -> Crawler {
    match step {
        // The style follows from the edition, so that pages come into a slice and go.
        Step::Save(page, edition) => {
            bench.wiki(|wiki| wiki.save(&wiki_title(page), &wiki_text(edition, edition)));
        }
        Step::Move(old, new) => bench.wiki(|wiki| wiki.rename(&wiki_title(old), &wiki_title(new))),
        Step::Delete(page) => bench.wiki(|wiki| wiki.delete(&wiki_title(page))),
        Step::Restore(page) => bench.wiki(|wiki| wiki.restore(&wiki_title(page))),
        Step::Wait(seconds) => bench.clock.advance(Duration::from_secs(seconds)),
        Step::Update => return Crawler::Update(false),
        Step::Full => return Crawler::Update(true),
        Step::Die(batches) => return Crawler::Die(batches),
        Step::Slice(_) => {}
    }
    Crawler::Idle
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_sequence_the_store_equals_one_filled_from_scratch(
        steps in prop::collection::vec(step(), 0..24),
        down in prop_oneof![4 => Just(Down::Known), 1 => Just(Down::Refused), 1 => Just(Down::Ignored)],
    ) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().expect("a runtime").block_on(play(down, steps));
    }
}
