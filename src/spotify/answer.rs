//! Answers that are no, and why there was none.

use serde_json::Value;

use super::{SpotifyError, error::forbidden};

/// An answer that is no.
pub(super) fn judged(status: u16, body: &str, path: &str) -> SpotifyError {
    let why = words(body);
    match status {
        401 => SpotifyError::Expired,
        403 => forbidden(why),
        404 => SpotifyError::NotFound { what: path.to_owned() },
        _ => SpotifyError::Refused { status, why },
    }
}

/// The words of an error's body, which is JSON in two shapes, or plain text, or a page.
fn words(body: &str) -> String {
    let json: Option<Value> = serde_json::from_str(body).ok();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let said = json.as_ref().and_then(|json| {
        text(&json["error"]["message"]).or_else(|| {
            let code = text(&json["error"])?;
            Some(text(&json["error_description"]).map_or(code.clone(), |more| format!("{code}: {more}")))
        })
    });
    let said = said.unwrap_or_else(|| body.to_owned());
    let said: String =
        said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect::<String>();
    match said.trim() {
        "" => "no reason given".to_owned(),
        said => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::words;

    #[rstest]
    #[case(r#"{"error":{"status":403,"message":"Forbidden"}}"#, "Forbidden")]
    #[case(
        r#"{"error":"invalid_client","error_description":"Invalid client"}"#,
        "invalid_client: Invalid client"
    )]
    #[case(r#"{"error":"server_error"}"#, "server_error")]
    #[case("User not registered\n", "User not registered")]
    #[case("", "no reason given")]
    fn the_words_of_an_error_are_found_in_any_shape(#[case] body: &str, #[case] said: &str) {
        assert_eq!(words(body), said);
    }
}
