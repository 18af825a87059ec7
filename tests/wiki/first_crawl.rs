//! The first crawl of two thousand pages by a slow wiki: what is there while it goes on, and what a killed one has lost.

use std::{
    collections::HashSet,
    thread,
    time::{Duration, Instant},
};

use super::{
    program::{Program, shown, starter_pages},
    proxy::Proxy,
    say,
    site::Site,
};

const PAGES: usize = 2_000;
/// Each answer comes so late: forty batches take more than a minute, as a wiki asked every four seconds takes three.
const SLOW: Duration = Duration::from_millis(1_500);
/// The same, for crawls that are killed fifty times.
const BRISK: Duration = Duration::from_millis(150);
const KILLS: u64 = 50;
/// Pages of one batch.
const BATCH: usize = 50;

#[test]
#[ignore = "installs and runs a real MediaWiki"]
fn a_first_crawl_shows_the_newest_first_and_outlives_its_ends() {
    let site = Site::start(PAGES).expect("MediaWiki can be installed (see tests/wiki/wiki)");
    let proxy = Proxy::start(site.address);
    say("… the newest month is found while the crawl goes on, and every search is answered");
    let whole = the_newest_is_found_first(&proxy);
    say("… fifty kills lose nothing and ask nothing twice");
    fifty_kills(&proxy, &whole);
}

/// The title of the newest mix of the wiki that has a tracklist.
fn newest() -> String {
    let pages = starter_pages(PAGES).into_iter();
    let dated = pages.filter(|(title, keys)| title.as_str() < "9999" && keys.len() > 5);
    dated.map(|(title, _)| title).max().expect("pages")
}

fn the_newest_is_found_first(proxy: &Proxy) -> Program {
    let program = Program::fresh();
    let title = newest();
    proxy.take();
    proxy.answer_after(SLOW);
    let begun = Instant::now();
    let mut child = program.start(&["update", "--no-refit", "--api", &proxy.api()]);
    let (mut found, mut searches) = (None, 0);
    while child.try_wait().expect("a state").is_none() {
        // Exits with 0, or `run` fails.
        let hits = program.run(&["search", "love"]);
        assert!(hits["tracks"].is_array(), "{hits}");
        searches += 1;
        if found.is_none() && program.has_mix(&title) {
            found = Some((begun.elapsed(), proxy.peek()));
        }
    }
    let (after, requests) = found.expect("the newest mix is found before the end");
    let (asked, busiest) = proxy.take();
    say(&format!(
        "  {title}: found after {} s and {requests} of {} requests; {searches} searches in {} s",
        after.as_secs(),
        asked.len(),
        begun.elapsed().as_secs()
    ));
    assert!(requests < asked.len() * 3 / 4, "after {requests} of {} requests", asked.len());
    assert!(asked.len() <= PAGES / BATCH + 6, "{} requests", asked.len());
    assert_eq!(busiest, 1);
    assert!(searches > 5);
    assert_eq!(shown(&program.catalogue()).0.len(), PAGES + 1);
    program
}

fn fifty_kills(proxy: &Proxy, whole: &Program) {
    proxy.answer_after(BRISK);
    proxy.take();
    let program = Program::fresh();
    let (mut done, mut kept): (HashSet<String>, usize) = (HashSet::new(), 0);
    for kill in 0..KILLS {
        let mut child = program.start(&["update", "--no-refit", "--api", &proxy.api()]);
        // Mostly in the middle of its second batch, so that the crawl comes forward; each time at another moment.
        let wanted = if kill % 5 == 0 { 1 } else { 2 };
        let lists = |asked: &[String]| asked.iter().filter(|line| line.contains("allpages")).count();
        while lists(&proxy.seen()) < wanted && child.try_wait().expect("a state").is_none() {
            thread::sleep(Duration::from_millis(2));
        }
        thread::sleep(Duration::from_millis(kill * 37 % 300));
        child.kill().expect("killed");
        child.wait().expect("dead");
        let (asked, _) = proxy.take();
        let walked: Vec<&String> = asked.iter().filter(|line| line.contains("allpages")).collect();
        let twice: Vec<&&String> = walked.iter().filter(|line| done.contains(**line)).collect();
        assert!(twice.is_empty(), "kill {kill}: asked again: {twice:?}");
        // The last one asked for was under way; what came before it is stored.
        done.extend(walked.iter().rev().skip(1).map(|line| (*line).clone()));
        let mixes = program.mixes();
        assert!(mixes >= kept && mixes + 1 >= (done.len() * BATCH).min(PAGES), "kill {kill}: {mixes} mixes");
        kept = mixes;
    }
    say(&format!("  {kept} of {PAGES} mixes after {KILLS} kills"));
    assert!(kept > PAGES / 2);
    program.update(proxy, &["--no-refit"]);
    let (asked, _) = proxy.take();
    assert!(asked.iter().all(|line| !done.contains(line)), "what was fetched is not asked for again");
    assert_eq!(shown(&program.catalogue()), shown(&whole.catalogue()));
    proxy.answer_after(Duration::ZERO);
}
