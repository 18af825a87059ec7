//! Everything a server and the way to it can get wrong: nothing is stored wrongly, nothing is lost, no request comes
//! too soon, and the message says what to do.

use rstest::rstest;

use super::{
    super::{etiquette::TRIES, fake::Fault},
    *,
};

const JSON: &str = "content-type: application/json\r\n";
const MAXLAG: &str = r#"{"error":{"code":"maxlag","info":"Waiting for 10.0.0.1: 7 seconds lagged."}}"#;

#[rstest]
#[case::too_many_without_a_time(Fault::Instead(429, "", ""), 0)]
#[case::too_many_with_a_time(Fault::Instead(429, "retry-after: 90\r\n", ""), 90)]
#[case::lagging(Fault::Instead(503, "content-type: application/json\r\nretry-after: 30\r\n", MAXLAG), 30)]
#[case::lagging_with_200(
    Fault::Instead(200, "content-type: application/json\r\nretry-after: 5\r\n", MAXLAG),
    5
)]
#[case::reset(Fault::Reset, 0)]
#[case::half(Fault::Half, 0)]
#[case::slow(Fault::Slow, 0)]
#[case::half_json(Fault::Instead(200, JSON, r#"{"batchcomplete":true,"query":{"pages":[{"pageid":"#), 0)]
#[case::empty_object(Fault::Instead(200, JSON, "{}"), 0)]
#[case::other_shape(Fault::Instead(200, JSON, r#"{"batchcomplete":true,"query":{"pages":{"5":{}}}}"#), 0)]
#[case::hotel(Fault::Instead(200, "content-type: text/html\r\n", "<h1>Accept our terms</h1>"), 0)]
#[case::bad_gateway(Fault::Instead(502, "", "oops"), 0)]
#[case::jump(Fault::Jump(Duration::from_hours(960)), 0)]
#[tokio::test]
async fn a_passing_fault_costs_time_and_nothing_else(#[case] fault: Fault, #[case] seconds: u64) {
    let delay = Duration::from_secs(3);
    let mut bench = Bench::new(160).await;
    bench.access.min_delay = delay;
    // At the greeting, twice in the middle of the fill, and while following.
    let places = [true, false, false, true, true, false, false, false, true];
    bench.server.fail(places.map(|fails| if fails { fault.clone() } else { Fault::None }));
    let mut store = Memory::default();
    bench.update(&mut store).await.expect("goes through");
    bench.wiki(|wiki| wiki.save("2020 - Later - Show", "later"));
    bench.update(&mut store).await.expect("follows");
    bench.assert_same(&store);
    assert_eq!(store.repeated, 0);
    let seen = bench.server.seen.lock().expect("seen").clone();
    for pair in seen.windows(2) {
        assert!(pair[1].at.checked_sub(pair[0].until).unwrap() >= delay, "too soon: {pair:?}");
    }
    let waits = bench.waits.lock().expect("waits").clone();
    assert!(waits.iter().all(|(wait, why)| wait.as_secs() >= seconds && !why.is_empty()), "{waits:?}");
    assert!(matches!(fault, Fault::Jump(_)) || waits.len() == 4);
}

#[rstest]
#[case::always_busy(Fault::Instead(429, "", ""), "too many requests", "goes on from there")]
#[case::always_html(
    Fault::Instead(200, "content-type: text/html\r\n", ""),
    "instead of JSON",
    "goes on from there"
)]
#[case::always_reset(Fault::Reset, "connection", "goes on from there")]
#[tokio::test]
async fn a_lasting_fault_ends_the_update_and_the_next_goes_on(
    #[case] fault: Fault,
    #[case] said: &str,
    #[case] hint: &str,
) {
    let bench = Bench::new(120).await;
    bench.server.fail([Fault::None, Fault::None].into_iter().chain(vec![fault; TRIES as usize]));
    let mut store = Memory::default();
    let error = bench.update(&mut store).await.expect_err("gives up");
    assert!(error.to_string().contains(said), "{error}");
    assert!(error.hint().contains(hint), "{}", error.hint());
    assert_eq!(store.pages.len(), 50, "what was fetched stays");
    let waits: Vec<Duration> = bench.waits.lock().expect("waits").iter().map(|w| w.0).collect();
    assert_eq!(waits.len(), TRIES as usize - 1);
    assert!(waits.windows(2).all(|pair| pair[1] >= pair[0] * 2), "{waits:?}");
    bench.update(&mut store).await.expect("goes on");
    bench.assert_same(&store);
    assert_eq!(store.repeated, 0);
}

#[rstest]
#[case::challenge(
    Fault::Instead(403, "cf-mitigated: challenge\r\ncontent-type: text/html\r\n", "<html>"),
    "consent"
)]
#[case::challenge_page(
    Fault::Instead(503, "content-type: text/html\r\n", "<title>Just a moment...</title>"),
    "consent"
)]
#[case::api_error(Fault::Instead(200, JSON, r#"{"error":{"code":"badvalue","info":"No."}}"#), "stays")]
#[case::forbidden(Fault::Instead(403, "", ""), "browser")]
#[case::moved(
    Fault::Instead(301, "location: https://other.example/api.php\r\n", ""),
    "https://other.example/api.php"
)]
#[case::come_back_tomorrow(Fault::Instead(503, "retry-after: 86400\r\n", ""), "after that time")]
#[tokio::test]
async fn what_cannot_be_helped_stops_at_once_with_a_way_out(#[case] fault: Fault, #[case] hint: &str) {
    let bench = Bench::new(120).await;
    bench.server.fail([Fault::None, Fault::None, fault]);
    let mut store = Memory::default();
    let error = bench.update(&mut store).await.expect_err("stops");
    assert!(error.hint().contains(hint), "{error}: {}", error.hint());
    assert_eq!(bench.count(), 3, "nothing is asked after that");
    assert_eq!(store.pages.len(), 50, "what was fetched stays");
    bench.update(&mut store).await.expect("goes on");
    bench.assert_same(&store);
    assert_eq!(store.repeated, 0);
}

/// Answers that go on for ever, each from another place.
fn endless(before: &str, name: &str) -> Vec<Fault> {
    let body = |n: u32| format!(r#"{{{before}"query":{{"pages":[]}},"continue":{{"{name}":"1999 {n}"}}}}"#);
    (0..400).map(|n| Fault::Instead(200, JSON, Box::leak(body(n).into_boxed_str()))).collect()
}

#[rstest]
#[case::a_list(r#""batchcomplete":true,"#, "gapcontinue", "list of pages")]
#[case::the_texts_of_a_batch("", "rvcontinue", "batch of pages")]
#[tokio::test]
async fn what_never_ends_is_given_up(#[case] before: &str, #[case] name: &str, #[case] said: &str) {
    let bench = Bench::new(120).await;
    bench.server.fail([Fault::None].into_iter().chain(endless(before, name)));
    let mut store = Memory::default();
    let error = bench.update(&mut store).await.expect_err("gives up");
    assert!(error.to_string().contains(said), "{error}");
    assert!(bench.count() < 250, "{} questions", bench.count());
    bench.server.faults.lock().expect("faults").clear();
    bench.update_full(&mut store, true).await.expect("goes on");
    bench.assert_same(&store);
}
