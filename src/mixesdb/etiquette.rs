//! How politely the wiki is asked: how far apart, who says he asks, and how long to stay away after a refusal.

use std::{sync::Arc, time::Duration};

use reqwest::Url;

use super::{error::CrawlError, jitter::Jitter};
use crate::time::{Clock, Limiter, Urgency};

/// The least distance of two requests to a host that is not loopback, whatever anybody sets.
pub const LEAST_DELAY: Duration = Duration::from_secs(4);
/// Up to this share of the delay is added by chance.
const JITTER: f64 = 0.25;
/// How often one question is asked before giving up.
pub const TRIES: u32 = 6;
/// The first wait after a failure; it doubles each time.
const FIRST_BACK_OFF: Duration = Duration::from_secs(5);
/// The same on loopback, where nobody is disturbed.
const FIRST_BACK_OFF_LOOPBACK: Duration = Duration::from_millis(200);
/// No wait of our own choosing is longer.
const LONGEST_BACK_OFF: Duration = Duration::from_mins(5);
/// A site that asks for more than this is left alone until the next update.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(15);
/// A `Crawl-delay` beyond this is taken for a mistake and cut.
const LONGEST_DELAY: Duration = Duration::from_mins(10);

/// Whether `url` is this machine: `localhost`, 127.0.0.0/8 or `::1`.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

/// The User-Agent with the user's contact; without one only loopback is asked.
pub fn user_agent(url: &Url, contact: &str) -> Result<String, CrawlError> {
    let contact = contact.trim();
    let name = concat!("segue/", env!("CARGO_PKG_VERSION"));
    if contact.is_empty() {
        if is_loopback(url) {
            return Ok(format!("{name} (loopback)"));
        }
        return Err(CrawlError::NoContact { host: url.host_str().unwrap_or_default().to_owned() });
    }
    let reachable =
        contact.contains('@') || contact.starts_with("https://") || contact.starts_with("http://");
    if !reachable || !contact.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return Err(CrawlError::BadContact(contact.to_owned()));
    }
    Ok(format!("{name} ({contact})"))
}

/// Spaces requests: at least `delay` from the end of one to the start of the next.
pub struct Pace {
    delay: Duration,
    first_back_off: Duration,
    loopback: bool,
    jitter: Jitter,
    limiter: Limiter,
}

impl Pace {
    /// `min_delay` counts on loopback only. The first request waits as well: who knows when the last program asked.
    pub fn new(loopback: bool, min_delay: Duration, jitter: Jitter, clock: Arc<dyn Clock>) -> Self {
        let delay = if loopback { min_delay } else { LEAST_DELAY };
        let first_back_off = if loopback { FIRST_BACK_OFF_LOOPBACK } else { FIRST_BACK_OFF };
        let limiter = Limiter::new(usize::MAX, Duration::ZERO, clock);
        limiter.hold(delay);
        Self { delay, first_back_off, loopback, jitter, limiter }
    }

    /// Takes the site's `Crawl-delay` (seconds) where it is longer than ours. On loopback `min_delay` decides.
    pub fn crawl_delay(&mut self, seconds: Option<f32>) {
        let asked = seconds.and_then(|s| Duration::try_from_secs_f32(s).ok()).unwrap_or_default();
        if !self.loopback {
            self.delay = self.delay.max(asked.min(LONGEST_DELAY));
        }
    }

    /// The distance of two requests on average.
    pub fn usual(&self) -> Duration {
        self.delay.mul_f64(1.0 + JITTER / 2.0)
    }

    /// How long to wait before the next request.
    pub fn wait(&self) -> Duration {
        self.limiter.take(Urgency::Now).err().unwrap_or_default()
    }

    /// A request has ended.
    pub fn ended(&mut self) {
        let jitter = self.delay.mul_f64(JITTER * (self.jitter)().clamp(0.0, 1.0));
        self.limiter.hold(self.delay + jitter);
    }

    /// Nothing is asked for `wait` from now on.
    pub fn hold(&self, wait: Duration) {
        self.limiter.hold(wait);
    }

    /// The wait after failure number `failed` (from 0): what the site asks for, and at least our own doubling one.
    pub fn back_off(&mut self, failed: u32, retry_after: Option<Duration>) -> Duration {
        let doubled = self.first_back_off.saturating_mul(1 << failed.min(16)).min(LONGEST_BACK_OFF);
        let spread = doubled.mul_f64(JITTER * (self.jitter)().clamp(0.0, 1.0));
        retry_after.unwrap_or_default().max(doubled + spread)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::time::FakeClock;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("address")
    }

    #[rstest]
    #[case("http://127.0.0.1:8093/w/api.php", true)]
    #[case("http://127.9.9.9/", true)]
    #[case("http://[::1]:80/", true)]
    #[case("http://localhost/", true)]
    #[case("http://localhost.example.org/", false)]
    #[case("https://www.mixesdb.com/", false)]
    #[case("http://192.168.1.4/", false)]
    fn loopback_is_this_machine_only(#[case] address: &str, #[case] loopback: bool) {
        assert_eq!(is_loopback(&url(address)), loopback);
    }

    #[test]
    fn a_stranger_is_not_asked_without_a_contact() {
        let wiki = url("https://www.mixesdb.com/w/api.php");
        let refused = user_agent(&wiki, " ").expect_err("no contact");
        assert!(matches!(refused, CrawlError::NoContact { .. }));
        assert!(refused.hint().contains("[mixesdb] contact"));
        assert!(user_agent(&wiki, "me@example.org").expect("fine").contains("me@example.org"));
        assert!(user_agent(&url("http://localhost/"), "").is_ok());
    }

    #[rstest]
    #[case("me@example.org\r\nX-Evil: 1")]
    #[case("me")]
    #[case("mé@example.org")]
    fn a_contact_has_to_reach_somebody_and_fit_a_header(#[case] contact: &str) {
        assert!(matches!(user_agent(&url("https://example.org/"), contact), Err(CrawlError::BadContact(_))));
    }

    fn pace(loopback: bool, chance: f64) -> (Pace, FakeClock) {
        let clock = FakeClock::default();
        let pace = Pace::new(loopback, Duration::ZERO, Box::new(move || chance), Arc::new(clock.clone()));
        (pace, clock)
    }

    #[test]
    fn requests_are_never_less_than_four_seconds_apart() {
        let (mut pace, clock) = pace(false, 0.0);
        pace.crawl_delay(Some(1.0));
        clock.advance(Duration::from_secs(100));
        pace.ended();
        clock.advance(Duration::from_secs(1));
        assert_eq!(pace.wait(), Duration::from_secs(3));
        clock.advance(Duration::from_secs(3));
        assert_eq!(pace.wait(), Duration::ZERO);
    }

    #[rstest]
    #[case(Some(10.0), 10)]
    #[case(Some(-3.0), 4)]
    #[case(Some(f32::NAN), 4)]
    #[case(Some(f32::INFINITY), 4)]
    #[case(Some(1e9), 600)]
    #[case(None, 4)]
    fn the_site_may_ask_for_more_but_not_for_nonsense(#[case] asked: Option<f32>, #[case] seconds: u64) {
        let (mut pace, _) = pace(false, 0.0);
        pace.crawl_delay(asked);
        pace.ended();
        assert_eq!(pace.wait(), Duration::from_secs(seconds));
    }

    #[test]
    fn the_first_request_keeps_its_distance_from_another_programs_last() {
        assert_eq!(pace(false, 0.0).0.wait(), LEAST_DELAY);
    }

    #[test]
    fn jitter_only_adds() {
        let (mut pace, _) = pace(false, 0.999);
        pace.ended();
        let wait = pace.wait();
        assert!(wait > LEAST_DELAY && wait <= LEAST_DELAY.mul_f64(1.25));
    }

    #[test]
    fn waits_double_to_a_limit_and_heed_the_site() {
        let (mut pace, _) = pace(false, 0.0);
        let waits: Vec<u64> = (0..8).map(|n| pace.back_off(n, None).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(pace.back_off(0, Some(Duration::from_mins(1))).as_secs(), 60);
        assert_eq!(pace.back_off(3, Some(Duration::from_secs(1))).as_secs(), 40);
    }

    #[test]
    fn a_hold_is_not_shortened_by_the_end_of_a_request() {
        let (mut pace, clock) = pace(true, 0.0);
        pace.hold(Duration::from_mins(1));
        clock.advance(Duration::from_secs(1));
        pace.ended();
        assert_eq!(pace.wait(), Duration::from_secs(59));
    }
}
