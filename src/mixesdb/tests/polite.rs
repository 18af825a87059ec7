//! What the etiquette promises, seen from the server's side.

use super::*;

fn gaps(bench: &Bench) -> Vec<Duration> {
    let seen = bench.server.seen.lock().expect("seen").clone();
    seen.windows(2).map(|pair| pair[1].at.checked_sub(pair[0].until).unwrap()).collect()
}

#[tokio::test]
async fn requests_keep_their_distance_robots_txt_included() {
    let mut bench = Bench::new(120).await;
    bench.access.min_delay = Duration::from_secs(7);
    bench.update(&mut Memory::default()).await.expect("filled");
    let gaps = gaps(&bench);
    assert!(gaps.len() >= 4);
    assert!(gaps.iter().all(|gap| *gap >= Duration::from_secs(7)), "{gaps:?}");
}

#[tokio::test]
async fn robots_txt_is_read_first_and_the_client_says_who_it_is() {
    let mut bench = Bench::new(3).await;
    bench.access.contact = "dj@example.org".into();
    bench.update(&mut Memory::default()).await.expect("filled");
    let seen = bench.server.seen.lock().expect("seen").clone();
    assert_eq!(seen[0].target, "/robots.txt");
    for request in &seen {
        assert!(request.head.contains("user-agent: segue/"), "{}", request.head);
        assert!(request.head.contains("(dj@example.org)"));
        assert!(request.head.contains("accept-encoding: gzip"));
    }
    for request in &seen[1..] {
        assert!(request.target.contains("maxlag=5") && request.target.contains("formatversion=2"));
    }
}

#[tokio::test]
async fn robots_txt_that_forbids_the_api_ends_it_before_the_first_question() {
    let mut bench = Bench::new(3).await;
    *bench.server.robots.lock().expect("robots") = (200, "User-agent: *\nDisallow: /*?action=\n".into());
    let mut store = Memory::default();
    let refused = bench.update(&mut store).await.expect_err("forbidden");
    assert!(matches!(refused, CrawlError::Robots { .. }));
    assert!(refused.hint().contains("[mixesdb] consent"));
    assert_eq!(bench.server.asked().len(), 0);
    bench.access.consent = true;
    bench.update(&mut store).await.expect("the site agrees");
    bench.assert_same(&store);
}

#[tokio::test]
async fn robots_txt_that_cannot_be_read_counts_as_forbidden() {
    let bench = Bench::new(3).await;
    *bench.server.robots.lock().expect("robots") = (500, String::new());
    let refused = bench.update(&mut Memory::default()).await.expect_err("forbidden");
    assert!(matches!(refused, CrawlError::RobotsUnreachable { .. }), "{refused}");
    assert_eq!(bench.server.asked().len(), 0);
}

#[tokio::test]
async fn a_stranger_is_not_even_looked_up_without_a_contact() {
    let mut bench = Bench::new(0).await;
    bench.access.api = "https://mixesdb.invalid/w/api.php".into();
    let refused = bench.update(&mut Memory::default()).await.expect_err("no contact");
    assert!(matches!(&refused, CrawlError::NoContact { host } if host == "mixesdb.invalid"));
}

#[tokio::test]
async fn stopping_ends_a_long_wait_at_once() {
    let mut bench = Bench::new(3).await;
    bench.stop.cancel();
    bench.access.min_delay = Duration::from_mins(1);
    let stopped = bench.update(&mut Memory::default()).await.expect_err("stopped");
    assert!(matches!(stopped, CrawlError::Cancelled));
}
