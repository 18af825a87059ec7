//! What can stop a crawl, and what to do about it. What was fetched before stays.

use std::time::Duration;

use crate::time::human;

/// Why the crawl stopped.
#[derive(Debug, thiserror::Error)]
pub enum CrawlError {
    /// The setting `[mixesdb] api` is no address of an API.
    #[error("{0:?} is no address of a MediaWiki API")]
    Address(String),
    /// Only loopback is asked without saying who asks.
    #[error("{host} is not asked without a contact")]
    NoContact { host: String },
    /// The contact cannot stand in a header.
    #[error("the contact {0:?} cannot be sent: it has to be an address or an e-mail on one line")]
    BadContact(String),
    /// robots.txt forbids what the crawl needs.
    #[error("{host}'s robots.txt forbids {path}")]
    Robots {
        host: String,
        /// The path that is forbidden.
        path: String,
    },
    /// robots.txt could not be read for a reason that means "keep out" (RFC 9309, 2.3.1.4).
    #[error("{host}'s robots.txt could not be read ({why}), which counts as forbidden")]
    RobotsUnreachable {
        host: String,
        /// What went wrong.
        why: String,
    },
    /// A Cloudflare challenge. The program does not pretend to be a browser.
    #[error("{host} answered with a Cloudflare challenge, which only a browser can pass")]
    Challenge { host: String },
    /// The API lives elsewhere.
    #[error("{host} sends the request on to {to}")]
    Moved {
        host: String,
        /// The address it names.
        to: String,
    },
    /// An HTTP status that trying again does not change.
    #[error("{host} answered with HTTP {status}")]
    Status { host: String, status: u16 },
    /// An `error` in the answer.
    #[error("the wiki refused the question: {info} ({code})")]
    Api {
        /// The API's word.
        code: String,
        /// Its explanation.
        info: String,
    },
    /// Tried again several times, without success.
    #[error("gave up after {tries} tries: {why}")]
    GaveUp {
        /// How often it was tried.
        tries: u32,
        /// The last trouble.
        why: String,
    },
    /// The site asks to stay away for longer than an update should wait.
    #[error("{host} asks to come back in {}", human(*.wait))]
    ComeBackLater {
        host: String,
        /// How long it says.
        wait: Duration,
    },
    /// `continue` leads back to itself.
    #[error("the wiki's list goes round in a circle at {at}")]
    Circle {
        /// The continuation that came twice.
        at: String,
    },
    /// `continue` never ends.
    #[error("the wiki never ends {what}")]
    Endless {
        /// What was asked.
        what: &'static str,
    },
    /// The catalogue follows another wiki.
    #[error("this catalogue follows the wiki {ours}, and {api} is the wiki {theirs}")]
    OtherWiki {
        /// What the catalogue follows.
        ours: String,
        /// What was asked.
        api: String,
        theirs: String,
    },
    /// The setting of the slice cannot be read.
    #[error("[mixesdb] years: {0:?} is no range of years")]
    Years(String),
    /// The catalogue could not keep a batch.
    #[error("the catalogue could not keep what was fetched: {0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Asked to stop.
    #[error("stopped")]
    Cancelled,
}

impl CrawlError {
    /// A word that stays the same from version to version.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Address(_) | Self::Years(_) => "config",
            Self::NoContact { .. } | Self::BadContact(_) => "no_contact",
            Self::Robots { .. } | Self::RobotsUnreachable { .. } => "robots",
            Self::Challenge { .. } => "challenge",
            Self::Moved { .. } | Self::Status { .. } | Self::GaveUp { .. } => "network",
            Self::Api { .. } | Self::Circle { .. } | Self::Endless { .. } => "wiki",
            Self::ComeBackLater { .. } => "busy",
            Self::OtherWiki { .. } => "other_wiki",
            Self::Store(_) => "catalogue",
            Self::Cancelled => "cancelled",
        }
    }

    /// What the user can do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Address(_) => "Set `[mixesdb] api`, for instance \"https://www.mixesdb.com/w/api.php\".".into(),
            Self::NoContact { .. } | Self::BadContact(_) => {
                "Set `[mixesdb] contact = \"you@example.org\"` (an e-mail or a web page of yours): the site's \
                 operators see it with each request and can reach you."
                    .into()
            }
            Self::Robots { host, .. } | Self::RobotsUnreachable { host, .. } => format!(
                "What was fetched stays. If {host}'s operators have agreed to your crawl, set `[mixesdb] consent = \
                 true`; else import an XML dump with `segue import`."
            ),
            Self::Challenge { host } => format!(
                "What was fetched stays. Ask {host}'s operators to let segue through; once they have agreed, set \
                 `[mixesdb] consent = true` and update again, or name the API they give you in `[mixesdb] api`. An \
                 XML dump can be imported with `segue import`."
            ),
            Self::Moved { to, .. } => {
                format!("If that is right, set `[mixesdb] api = \"{}\"`.", to.split('?').next().unwrap_or(to))
            }
            Self::Status { .. } => {
                "Look whether the site works in a browser, and whether `[mixesdb] api` is right.".into()
            }
            Self::Api { code, .. } if code == "badcontinue" => {
                "The list on the wiki has changed under the crawl: `segue update --full` starts it over; what is \
                 known is not fetched again."
                    .into()
            }
            Self::Api { .. } | Self::Circle { .. } | Self::Endless { .. } => {
                "What was fetched stays. `segue update -v` shows the question; please report it.".into()
            }
            Self::GaveUp { .. } => {
                "What was fetched stays, and the next update goes on from there. Look whether the network and the \
                 site work."
                    .into()
            }
            Self::ComeBackLater { .. } => {
                "What was fetched stays, and an update after that time goes on from there.".into()
            }
            Self::OtherWiki { .. } => "Give the other wiki a folder of its own with --data-dir.".into(),
            Self::Years(_) => "Write \"2015..\", \"..1999\", \"1995..2005\" or \"2020\".".into(),
            Self::Store(_) => "What was stored before stays. Look whether the disk is full or read-only.".into(),
            Self::Cancelled => "What was fetched stays, and the next update goes on from there.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forbidden_names_the_setting_for_those_with_consent() {
        for error in [
            CrawlError::Robots { host: "h".into(), path: "/w/api.php".into() },
            CrawlError::RobotsUnreachable { host: "h".into(), why: "HTTP 500".into() },
            CrawlError::Challenge { host: "h".into() },
        ] {
            assert!(error.hint().contains("[mixesdb] consent = true"), "{error}");
        }
    }
}
