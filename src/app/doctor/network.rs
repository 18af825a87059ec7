//! What answers on the network: the wiki, Deezer, iTunes. One question each, unless the program is set to stay off it.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use reqwest::Url;
use tokio_util::sync::CancellationToken;

use super::{Check, Installation};
use crate::{
    config::Settings,
    mixesdb::{self, Greeting},
    preview::{HttpReply, Net, NetError},
    time::SystemClock,
    updater,
};

/// No answer to such a small question is longer.
const LONGEST: usize = 1 << 20;
/// So long a shop may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// So long the wiki may take: it is asked twice, at the distance that robots.txt wants.
const WIKI_PATIENCE: Duration = Duration::from_secs(40);

pub(super) fn checks(here: &Installation<'_>) -> Vec<Check> {
    let settings = here.settings;
    if settings.library.offline {
        return vec![Check::ok("network", "offline: nobody is asked")];
    }
    let set = &settings.preview;
    let shops = [
        ("Deezer", set.deezer, &set.deezer_api, "search?q=plastikman+spastik&limit=1"),
        ("iTunes", set.itunes, &set.itunes_api, "search?term=plastikman+spastik&media=music&limit=1"),
    ];
    let mut checks = vec![wiki(settings)];
    let net = Net::new(false, Arc::new(SystemClock::default()));
    for (name, on, api, question) in shops {
        checks.push(if on {
            shop(name, &net, api, question)
        } else {
            Check::ok(name, "switched off in the settings")
        });
    }
    checks
}

fn wiki(settings: &Settings) -> Check {
    const NAME: &str = "wiki";
    let stop = CancellationToken::new();
    let (tell, told) = mpsc::channel();
    let (asked, ending) = (settings.clone(), stop.clone());
    // It tries again and again where a server is in trouble; nobody waits for that here.
    std::thread::spawn(move || {
        let _ = tell.send(updater::greet(&asked, &ending));
    });
    let answer = told.recv_timeout(WIKI_PATIENCE);
    stop.cancel();
    match answer {
        Ok(Ok(Greeting { site, articles, software })) => {
            let rights = Some(site.rights.text).filter(|text| !text.is_empty());
            let rights = rights.map(|text| format!(", texts under {text}")).unwrap_or_default();
            Check::ok(NAME, format!("{} answers: {articles} pages, {software}{rights}", site.name))
        }
        Ok(Err(updater::UpdateError::Wiki(e @ mixesdb::CrawlError::NoContact { .. }))) => {
            Check::note(NAME, e.to_string(), e.hint())
        }
        Ok(Err(e)) => Check::bad(NAME, e.to_string(), e.hint()),
        Err(_) => {
            let advice = "Look whether it works in a browser; what was fetched stays.";
            Check::bad(NAME, format!("{} does not answer", settings.mixesdb.api), Some(advice.into()))
        }
    }
}

fn shop(name: &'static str, net: &Net, api: &str, question: &str) -> Check {
    let Ok(url) = Url::parse(&format!("{}/{question}", api.trim_end_matches('/'))) else {
        let advice = "Set its address under [preview] in the settings, or leave it out for the usual one.";
        return Check::bad(name, format!("{api:?} is no address"), Some(advice.into()));
    };
    judged(name, net.get(url, LONGEST, PATIENCE, &|| false))
}

fn judged(name: &'static str, reply: Result<HttpReply, NetError>) -> Check {
    const LATER: &str = "Records are heard from your own files meanwhile; try again later.";
    match reply {
        Ok(reply) if (200..300).contains(&reply.status) => {
            if serde_json::from_slice::<serde_json::Value>(&reply.body)
                .is_ok_and(|v| v.get("error").is_none())
            {
                Check::ok(name, "answers")
            } else {
                let advice = "A page that asks for a login may stand between; open a browser once.";
                Check::note(name, "answers with something else than it should", advice)
            }
        }
        Ok(HttpReply { status: 403 | 429, retry_after, .. }) => {
            let wait = retry_after.map(|wait| format!(" for {} s", wait.as_secs())).unwrap_or_default();
            Check::note(name, format!("answers, and asks to be left alone{wait}"), LATER)
        }
        Ok(HttpReply { status, .. }) => Check::note(name, format!("answers with HTTP {status}"), LATER),
        Err(e) => Check::note(name, format!("does not answer: {e}"), LATER),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::CheckState, *};

    fn reply(status: u16, body: &str) -> HttpReply {
        HttpReply { status, retry_after: None, body: body.into() }
    }

    #[test]
    fn what_answers_is_said() {
        let state = |answer| judged("Deezer", Ok(answer)).state;
        assert_eq!(state(reply(200, r#"{"data":[]}"#)), CheckState::Ok);
        assert_eq!(state(reply(200, "<html>log in")), CheckState::Note);
        assert_eq!(state(reply(200, r#"{"error":{"code":4}}"#)), CheckState::Note);
        assert!(judged("iTunes", Ok(reply(403, ""))).found.contains("left alone"));
        assert!(judged("iTunes", Ok(reply(500, ""))).found.contains("HTTP 500"));
        let silent = judged("Deezer", Err(NetError::Unreachable("no connection: refused".into())));
        assert!(silent.found.contains("refused") && silent.advice.is_some());
    }

    #[test]
    fn a_setting_that_is_no_address_is_named() {
        let check =
            shop("Deezer", &Net::new(false, Arc::new(SystemClock::default())), "not an address", "search");
        assert!(check.state == CheckState::Bad && check.found.contains("not an address"));
    }
}
