//! Newest first, whatever the wiki knows, and slices that grow.

use rstest::rstest;

use super::{
    super::fake::{Down, Fault, wiki_text},
    *,
};

/// A store that notes the titles in the order in which they came.
#[derive(Default)]
struct Order {
    memory: Memory,
    came: Vec<String>,
}

impl PageStore for Order {
    fn state(&self) -> Result<Option<CrawlState>, StoreError> {
        self.memory.state()
    }
    fn revisions(&self, pages: &[u64]) -> Result<HashMap<u64, u64>, StoreError> {
        self.memory.revisions(pages)
    }
    fn between(&self, from: &str, to: Option<&str>) -> Result<Vec<u64>, StoreError> {
        self.memory.between(from, to)
    }
    fn titled(&self, title: &str) -> Result<Vec<u64>, StoreError> {
        self.memory.titled(title)
    }
    fn outside(&mut self, scope: &CrawlScope) -> Result<Vec<u64>, StoreError> {
        self.memory.outside(scope)
    }
    fn is_empty(&self) -> Result<bool, StoreError> {
        self.memory.is_empty()
    }
    fn keep(&mut self, changes: &[PageChange], state: &CrawlState) -> Result<BatchOutcome, StoreError> {
        let mut titles: Vec<String> = changes
            .iter()
            .filter_map(|change| match change {
                PageChange::Page(page) => Some(page.title.clone()),
                PageChange::Gone { .. } => None,
            })
            .collect();
        // A batch is one transaction; its order is nobody's.
        titles.sort();
        self.came.extend(titles.into_iter().rev());
        self.memory.keep(changes, state)
    }
}

fn scope(styles: &[&str], years: &str) -> CrawlScope {
    CrawlScope::new(&styles.iter().map(|style| (*style).to_owned()).collect::<Vec<_>>(), &[], years)
        .expect("a slice")
}

#[rstest]
#[case(scope(&[], ""))]
#[case(scope(&[], "2005..2012"))]
#[case(scope(&["House"], ""))]
#[tokio::test]
async fn the_newest_titles_come_first_and_what_has_no_date_last(#[case] slice: CrawlScope) {
    let mut bench = Bench::new(700).await;
    bench.wiki(|wiki| {
        wiki.save("Main Page", "Welcome [[Category:House]]");
        wiki.save("99 Problems", "a page [[Category:House]]");
    });
    bench.scope = slice;
    let mut store = Order::default();
    bench.update(&mut store).await.expect("filled");
    bench.assert_same(&store.memory);
    let dated: Vec<&String> = store.came.iter().filter(|title| title.starts_with("20")).collect();
    assert!(dated.is_sorted_by(|a, b| a >= b), "{dated:?}");
    if bench.scope.is_everything() {
        assert_eq!(store.came[dated.len()..], ["Main Page", "99 Problems"], "{:?}", store.came.last());
    }
    assert_eq!(store.memory.repeated, 0);
}

#[rstest]
#[case::refused(Down::Refused)]
#[case::ignored(Down::Ignored)]
#[tokio::test]
async fn a_wiki_that_lists_only_upwards_is_filled_upwards(
    #[case] down: Down,
    #[values("", "2005..2012")] years: &str,
    #[values(false, true)] style: bool,
) {
    let mut bench = Bench::new(240).await;
    bench.wiki(|wiki| {
        wiki.down = down;
        wiki.save("Main Page", "Welcome");
    });
    bench.scope = scope(if style { &["House"] } else { &[] }, years);
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    bench.assert_same(&store);
    assert_eq!(store.repeated, 0, "what came before it was noticed is not asked for again");
    bench.update_full(&mut store, true).await.expect("compared");
    bench.assert_same(&store);
}

#[tokio::test]
async fn a_wiki_that_forgets_how_to_list_downwards_is_filled_on_from_below() {
    let bench = Bench::new(200).await;
    let mut store = Memory { batches_left: Some(2), ..Memory::default() };
    bench.update(&mut store).await.expect_err("the disk is full");
    store.batches_left = None;
    bench.wiki(|wiki| wiki.down = Down::Refused);
    bench.update(&mut store).await.expect("goes on");
    bench.assert_same(&store);
}

#[tokio::test]
async fn a_slice_that_grows_fetches_only_what_is_missing_and_one_that_shrinks_nothing() {
    let mut bench = Bench::new(300).await;
    let mut store = Memory::default();
    bench.clock.advance(DAY);
    bench.scope = scope(&["House"], "2010..");
    bench.update(&mut store).await.expect("filled");
    for slice in [scope(&["House"], ""), scope(&[], "2010.."), scope(&[], ""), scope(&["House"], "2015..")] {
        let before = store.pages.clone();
        bench.scope = slice;
        bench.count();
        bench.update(&mut store).await.expect("filled");
        bench.assert_same(&store);
        assert_eq!(store.repeated, 0, "{:?}", bench.scope);
        let added = store.pages.keys().filter(|id| !before.contains_key(id)).count();
        let asked = bench.count();
        // The greeting, two lists at most, the pages, and what changed since.
        assert!(asked <= 4 + added.div_ceil(50), "{asked} requests for {added} pages");
    }
}

#[tokio::test]
async fn a_slice_that_changes_while_it_is_filled_keeps_what_there_is() {
    let mut bench = Bench::new(300).await;
    let mut store = Memory { batches_left: Some(3), ..Memory::default() };
    bench.update(&mut store).await.expect_err("the disk is full");
    store.batches_left = None;
    bench.wiki(|wiki| {
        let newest = wiki.pages.values().map(|page| page.title.clone()).max().expect("a page");
        wiki.save(&newest, &wiki_text(3, 1));
    });
    bench.scope = scope(&["House"], "");
    bench.update(&mut store).await.expect("filled");
    bench.assert_same(&store);
    assert_eq!(store.repeated, 0);
}

#[tokio::test]
async fn letting_go_of_another_slice_goes_on_where_it_was_stopped() {
    let mut bench = Bench::new(120).await;
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("filled");
    bench.scope = scope(&["House"], "");
    for batches in 0..2 {
        store.batches_left = Some(batches);
        bench.update(&mut store).await.expect_err("the disk is full");
    }
    store.batches_left = None;
    bench.update(&mut store).await.expect("goes on");
    bench.assert_same(&store);
}

#[tokio::test]
async fn pages_that_change_while_the_walk_passes_them_end_as_they_stand() {
    for batches in 1..5 {
        let bench = Bench::new(220).await;
        let mut store = Memory { batches_left: Some(batches), ..Memory::default() };
        bench.update(&mut store).await.expect_err("the disk is full");
        store.batches_left = None;
        bench.clock.advance(DAY);
        bench.wiki(|wiki| {
            let mut titles: Vec<String> = wiki.pages.values().map(|p| p.title.clone()).collect();
            titles.sort();
            wiki.rename(&titles[0], "2098 - From The Far End To Where The Walk Has Been - Show");
            wiki.rename(&titles[219], "1970 - To Where It Has Not Been - Show");
            wiki.delete(&titles[30]);
            wiki.delete(&titles[200]);
            wiki.save(&titles[210], "edited behind it");
            wiki.save(&titles[10], "edited before it");
            wiki.save("2099 - New - Show", "new");
        });
        bench.update(&mut store).await.expect("goes on");
        bench.assert_same(&store);
    }
}

#[tokio::test]
async fn progress_says_which_month_is_fetched() {
    let bench = Bench::new(160).await;
    let mut client = bench.client().expect("a client");
    let (mut store, mut told) = (Memory::default(), Vec::new());
    let mut on = |progress| told.push(progress);
    update(&mut client, &mut store, &bench.scope, false, &mut on, &mut BatchOutcome::default())
        .await
        .expect("filled");
    let months: Vec<String> = told
        .iter()
        .filter_map(|progress| match progress {
            CrawlProgress::Fetching { at, total: Some(160), .. } => at.clone(),
            _ => None,
        })
        .collect();
    assert!(months.len() >= 3 && months.is_sorted_by(|a, b| a >= b), "{told:?}");
    assert!(
        told.contains(&CrawlProgress::Fetching { done: 160, total: Some(160), at: Some("2000-01".into()) }),
        "{told:?}"
    );
}

#[tokio::test]
async fn sizes_are_asked_in_one_question() {
    let bench = Bench::new(300).await;
    let mut client = bench.client().expect("a client");
    let slices = [scope(&[], ""), scope(&[], "2010.."), scope(&["House"], "")];
    let sizes = sizes(&mut client, &slices, 2026).await.expect("sizes");
    assert_eq!(sizes.iter().map(|size| size.pages).collect::<Vec<_>>(), [300, 150, 100]);
    assert_eq!(bench.count(), 1);
    bench.server.fail([Fault::Instead(403, "", "")]);
    super::super::sizes(&mut client, &slices, 2026).await.expect_err("refused");
}
