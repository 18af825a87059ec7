//! A recording's number, as collections and services told it.

use serde_json::Value;

use super::{CatalogueError, MatchVerdict, User};
use crate::track::TrackKey;

/// Services whose word on a match holds an ISRC.
const SERVICES: [&str; 2] = ["spotify", "deezer"];
/// Characters of an ISRC.
const LENGTH: usize = 12;

impl User {
    /// The ISRC of the record with this key, where one is known: from what the user owns, else from what it was matched to.
    pub fn isrc(&self, key: &TrackKey) -> Result<Option<String>, CatalogueError> {
        let owned = self.owned_by_key(key)?.into_iter().find_map(|(_, owned)| owned.isrc.and_then(whole));
        if owned.is_some() {
            return Ok(owned);
        }
        for service in SERVICES {
            let found = self.found(service, key.as_str())?.into_iter();
            let certain =
                found.filter(|f| matches!(f.verdict, MatchVerdict::Confirmed | MatchVerdict::Matched));
            let told = certain.into_iter().find_map(|found| {
                let detail: Value = serde_json::from_str(found.detail.as_deref()?).ok()?;
                whole(detail["isrc"].as_str()?.to_owned())
            });
            if told.is_some() {
                return Ok(told);
            }
        }
        Ok(None)
    }
}

fn whole(isrc: String) -> Option<String> {
    (isrc.len() == LENGTH && isrc.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(isrc)
}

#[cfg(test)]
mod tests {
    use super::{super::ServiceMatch, *};
    use crate::{catalogue::Seen, track::Name};

    #[test]
    fn a_certain_match_tells_it_and_a_refused_one_does_not() {
        let mut user = User::open_in_memory().unwrap();
        let track = Seen::new(Name::parse("A", "Song"));
        for (verdict, isrc, told) in [
            (MatchVerdict::Refused, "GBAAA9900001", None),
            (MatchVerdict::Matched, "no number", None),
            (MatchVerdict::Matched, "GBAAA9900002", Some("GBAAA9900002")),
        ] {
            let detail = Some(format!(r#"{{"isrc":"{isrc}"}}"#));
            let foreign_id = isrc.to_owned();
            let found = ServiceMatch { track: track.clone(), foreign_id, verdict, detail, at: 0 };
            user.set_found("spotify", &found).unwrap();
            assert_eq!(user.isrc(&track.key).unwrap().as_deref(), told);
        }
    }
}
