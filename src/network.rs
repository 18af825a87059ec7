//! Why a server could not be reached, in words for somebody who wants to hear music.

use std::{error::Error, io::ErrorKind};

/// `no connection: its name is not found; is the network on?`. Addresses are left out, which may be signed; what the parts below
/// say goes to the log.
pub fn why(error: &reqwest::Error) -> String {
    let (what, first) = (kind(error), error.source());
    tracing::debug!(causes = %joined(first), "{what}");
    match plainly(first) {
        Some(why) => format!("{what}: {why}"),
        None => what.to_owned(),
    }
}

/// Whether this is said where there may be no network at all.
pub fn may_be_off(why: &str) -> bool {
    [NO_NAME, NO_WAY].iter().any(|said| why.ends_with(said))
}

const NO_NAME: &str = "its name is not found; is the network on?";
const NO_WAY: &str = "no way there; is the network on?";

fn kind(error: &reqwest::Error) -> &'static str {
    match () {
        () if error.is_timeout() => "no answer in time",
        () if error.is_connect() => "no connection",
        () if error.is_redirect() => "it sends from page to page",
        () => "the connection broke",
    }
}

type Cause<'e> = Option<&'e (dyn Error + 'static)>;

/// An error's causes, the outermost first.
fn causes(first: Cause<'_>) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(first, |&cause| cause.source())
}

fn joined(first: Cause<'_>) -> String {
    causes(first).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// What of an error's causes a person can do something about.
fn plainly(first: Cause<'_>) -> Option<&'static str> {
    let said = joined(first).to_lowercase();
    if said.contains("dns error") {
        return Some(NO_NAME);
    }
    if said.contains("certificate") {
        return Some("its certificate is not trusted; is the clock right?");
    }
    causes(first).filter_map(|cause| cause.downcast_ref::<std::io::Error>()).find_map(|error| {
        match error.kind() {
            ErrorKind::ConnectionRefused => Some("nobody answers there"),
            ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => Some(NO_WAY),
            ErrorKind::PermissionDenied => Some("a firewall does not let it out"),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error around another one.
    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Around(&'static str, #[source] std::io::Error);

    #[test]
    fn causes_are_told_in_plain_words_or_not_at_all() {
        let plainly = |outer, kind: ErrorKind, inner: &str| {
            plainly(Some(&Around(outer, std::io::Error::new(kind, inner.to_owned()))))
        };
        let lookup = "failed to lookup address information: Temporary failure in name resolution";
        let name = plainly("client error (Connect): dns error", ErrorKind::Other, lookup);
        assert_eq!(name, Some("its name is not found; is the network on?"));
        let trust = plainly("connect", ErrorKind::InvalidData, "invalid peer certificate: UnknownIssuer");
        assert_eq!(trust, Some("its certificate is not trusted; is the clock right?"));
        let refused = plainly("tcp connect error", ErrorKind::ConnectionRefused, "os error 111");
        assert_eq!(refused, Some("nobody answers there"));
        let no_way = plainly("tcp connect error", ErrorKind::NetworkUnreachable, "os error 101");
        assert!(name.is_some_and(may_be_off) && no_way.is_some_and(may_be_off));
        assert!(!trust.is_some_and(may_be_off) && !refused.is_some_and(may_be_off));
        assert_eq!(plainly("connection closed before message completed", ErrorKind::Other, "eof"), None);
    }
}
