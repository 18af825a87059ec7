//! The address that the browser ends on after a login.

use reqwest::Url;

/// Why an address is no answer to this login.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectRefusal {
    /// It has no code.
    #[error("this is not the address that the login ended on; it has a code= in it")]
    NoCode,
    /// It belongs to another login.
    #[error("this address is from another login; use the one that was just opened")]
    OtherState,
    /// The user or Spotify said no.
    #[error("{0}")]
    Denied(String),
}

/// The code in an address, a request's target, or the bare parameters; its state must be that of this login.
pub fn code(address: &str, state: &str) -> Result<String, RedirectRefusal> {
    let address = address.trim();
    let whole = if address.contains("://") {
        address.to_owned()
    } else {
        let query = address.split_once('?').map_or(address, |(_, query)| query);
        format!("http://127.0.0.1/callback?{query}")
    };
    let url = Url::parse(&whole).map_err(|_| RedirectRefusal::NoCode)?;
    let value = |name: &str| url.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned());
    let (code, error) = (value("code"), value("error"));
    if code.is_none() && error.is_none() {
        return Err(RedirectRefusal::NoCode);
    }
    if value("state").as_deref() != Some(state) {
        return Err(RedirectRefusal::OtherState);
    }
    match (code, error) {
        (Some(code), None) if !code.is_empty() => Ok(code),
        (_, Some(error)) => Err(RedirectRefusal::Denied(error.chars().take(80).collect())),
        _ => Err(RedirectRefusal::NoCode),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://127.0.0.1:8898/callback?code=AQ-x&state=s1")]
    #[case("  /callback?state=s1&code=AQ-x ")]
    #[case("code=AQ-x&state=s1")]
    #[case("https://localhost/callback?code=AQ%2Dx&state=s1#_=_")]
    fn the_code_is_found(#[case] address: &str) {
        assert_eq!(code(address, "s1"), Ok("AQ-x".into()));
    }

    #[rstest]
    #[case("http://127.0.0.1:8898/favicon.ico", RedirectRefusal::NoCode)]
    #[case("http://127.0.0.1:8898/callback?code=&state=s1", RedirectRefusal::NoCode)]
    #[case("hello", RedirectRefusal::NoCode)]
    #[case("", RedirectRefusal::NoCode)]
    #[case("/callback?code=x&state=other", RedirectRefusal::OtherState)]
    #[case("/callback?code=x", RedirectRefusal::OtherState)]
    #[case("/callback?error=access_denied&state=other", RedirectRefusal::OtherState)]
    #[case("/callback?error=access_denied&state=s1", RedirectRefusal::Denied("access_denied".into()))]
    fn strangers_are_told_apart(#[case] address: &str, #[case] stranger: RedirectRefusal) {
        assert_eq!(code(address, "s1"), Err(stranger));
    }
}
