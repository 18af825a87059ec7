//! What one HTTP answer means: an answer, a reason to ask again later, or a reason to stop. Pure.

use crate::time::retry_after;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use serde_json::Value;

use super::error::CrawlError;

/// What to do about an answer.
#[derive(Debug)]
pub enum AnswerVerdict {
    /// The API's answer, without `error`.
    Answer(Value),
    /// Ask again, not before `after` where the site says so.
    Again {
        /// What went wrong, for a person.
        why: String,
        /// `Retry-After`.
        after: Option<Duration>,
    },
    /// Asking again does not help.
    Stop(CrawlError),
}

/// API errors that pass.
const PASSING: [&str; 5] = ["maxlag", "ratelimited", "readonly", "timeout", "internal_api_error"];

/// Judges an API answer by its status, headers and body.
pub fn judge(host: &str, status: u16, headers: &HeaderMap, body: &[u8]) -> AnswerVerdict {
    if let Some(verdict) = judge_status(host, status, headers, body) {
        return verdict;
    }
    let after = retry_after(headers);
    let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("nothing");
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        return AnswerVerdict::Again { why: format!("{host} answered with {kind} instead of JSON"), after };
    }
    let Ok(answer) = serde_json::from_slice::<Value>(body) else {
        return AnswerVerdict::Again { why: format!("{host} answered with broken JSON"), after };
    };
    if let Some(error) = answer.get("error") {
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (code, info) = (text("code"), text("info"));
        if PASSING.iter().any(|passing| code.starts_with(passing)) {
            return AnswerVerdict::Again { why: format!("the wiki says: {info} ({code})"), after };
        }
        return AnswerVerdict::Stop(CrawlError::Api { code, info });
    }
    // An answer that is neither complete nor continued is none: `{}` must not read as "the wiki has no pages".
    if answer.get("batchcomplete").is_none() && answer.get("continue").is_none() {
        return AnswerVerdict::Again { why: format!("{host} answered with JSON that is no answer"), after };
    }
    AnswerVerdict::Answer(answer)
}

/// What status and headers alone decide; `None` for a success. Used for robots.txt too.
pub fn judge_status(host: &str, status: u16, headers: &HeaderMap, body: &[u8]) -> Option<AnswerVerdict> {
    let host = host.to_owned();
    if is_challenge(headers, body) {
        return Some(AnswerVerdict::Stop(CrawlError::Challenge { host }));
    }
    let after = retry_after(headers);
    Some(match status {
        200..=299 => return None,
        300..=399 => {
            let to = headers.get(LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("nowhere").to_owned();
            AnswerVerdict::Stop(CrawlError::Moved { host, to })
        }
        429 => AnswerVerdict::Again {
            why: format!("{host} says there were too many requests (HTTP 429)"),
            after,
        },
        408 | 425 | 500..=599 => {
            AnswerVerdict::Again { why: format!("{host} answered with HTTP {status}"), after }
        }
        _ => AnswerVerdict::Stop(CrawlError::Status { host, status }),
    })
}

/// A Cloudflare page that wants a browser to prove itself.
fn is_challenge(headers: &HeaderMap, body: &[u8]) -> bool {
    if headers.get("cf-mitigated").is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"challenge")) {
        return true;
    }
    let html = headers
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
    let head = &body[..body.len().min(65_536)];
    html && ["challenge-platform", "cf-chl-", "cf_chl_", "<title>Just a moment...</title>"]
        .iter()
        .any(|mark| head.windows(mark.len()).any(|w| w == mark.as_bytes()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().expect("name"), value.parse().expect("value")))
            .collect()
    }

    const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");

    #[rstest]
    #[case(429, &[], "", "too many requests")]
    #[case(503, &[JSON], r#"{"error":{"code":"maxlag","info":"Waiting"}}"#, "HTTP 503")]
    #[case(502, &[], "", "HTTP 502")]
    #[case(200, &[JSON], r#"{"error":{"code":"maxlag","info":"Waiting for a database"}}"#, "Waiting for a database")]
    #[case(200, &[JSON], r#"{"error":{"code":"internal_api_error_DBQueryError","info":"Oops"}}"#, "Oops")]
    #[case(200, &[JSON], r#"{"batchcomplete":true,"que"#, "broken JSON")]
    #[case(200, &[JSON], "{}", "no answer")]
    #[case(200, &[JSON], "[]", "no answer")]
    #[case(200, &[("content-type", "text/html")], "<p>Welcome to the hotel", "text/html instead of JSON")]
    #[case(200, &[], "{}", "nothing instead of JSON")]
    fn what_may_pass_is_asked_again(
        #[case] status: u16,
        #[case] pairs: &[(&'static str, &str)],
        #[case] body: &str,
        #[case] said: &str,
    ) {
        match judge("host", status, &headers(pairs), body.as_bytes()) {
            AnswerVerdict::Again { why, .. } => assert!(why.contains(said), "{why}"),
            other => panic!("{other:?}"),
        }
    }

    #[rstest]
    #[case(403, &[("cf-mitigated", "challenge")], "", "challenge")]
    #[case(503, &[("content-type", "text/html")], "<title>Just a moment...</title>", "challenge")]
    #[case(200, &[("content-type", "text/html; charset=UTF-8")], "<script src=/cdn-cgi/challenge-platform/x>", "challenge")]
    #[case(403, &[], "", "network")]
    #[case(404, &[], "", "network")]
    #[case(301, &[("location", "https://elsewhere/api.php")], "", "network")]
    #[case(200, &[JSON], r#"{"error":{"code":"readapidenied","info":"No"}}"#, "wiki")]
    fn what_cannot_pass_stops(
        #[case] status: u16,
        #[case] pairs: &[(&'static str, &str)],
        #[case] body: &str,
        #[case] kind: &str,
    ) {
        match judge("host", status, &headers(pairs), body.as_bytes()) {
            AnswerVerdict::Stop(error) => assert_eq!(error.kind(), kind, "{error}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_tracklist_that_quotes_the_challenge_page_is_no_challenge() {
        let body = br#"{"batchcomplete":true,"query":{"pages":[{"title":"cf-chl- <title>Just a moment...</title>"}]}}"#;
        assert!(matches!(judge("host", 200, &headers(&[JSON]), body), AnswerVerdict::Answer(_)));
    }
}
