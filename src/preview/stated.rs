//! What a provider states of a record without being heard.

use serde::Deserialize;

use crate::{
    catalogue::{CatalogueError, MatchVerdict, User},
    track::TrackKey,
};

/// Whose word is taken.
pub const SERVICE: &str = "deezer";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Stated {
    exact: bool,
    bpm: Option<f32>,
}

/// Beats per minute as Deezer states them of this very record, where it was looked for there.
pub fn bpm(user: &User, key: &TrackKey) -> Result<Option<f32>, CatalogueError> {
    let known = user.found(SERVICE, key.as_str())?.into_iter().filter_map(|found| {
        let stated: Stated = serde_json::from_str(found.detail.as_deref()?).ok()?;
        let is_it = match found.verdict {
            MatchVerdict::Confirmed => true,
            MatchVerdict::Matched => stated.exact,
            MatchVerdict::Refused | MatchVerdict::Miss => false,
        };
        stated.bpm.filter(|bpm| is_it && *bpm > 0.0)
    });
    Ok(known.into_iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{Seen, ServiceMatch},
        track::Name,
    };

    #[test]
    fn only_the_very_record_counts() {
        let mut user = User::open_in_memory().expect("a store");
        let track = Seen::new(Name::parse("Plastikman", "Spastik"));
        let key = track.key.clone();
        let mut say = |id: &str, verdict, detail: &str| {
            let (foreign_id, detail) = (id.to_owned(), Some(detail.to_owned()));
            user.set_found(
                SERVICE,
                &ServiceMatch { track: track.clone(), foreign_id, verdict, detail, at: 1 },
            )
            .expect("kept");
            bpm(&user, &key).expect("read")
        };
        assert_eq!(say("1", MatchVerdict::Matched, r#"{"exact":false,"bpm":99}"#), None);
        assert_eq!(say("2", MatchVerdict::Matched, r#"{"exact":true,"bpm":0}"#), None);
        assert_eq!(say("3", MatchVerdict::Matched, r#"{"exact":true,"bpm":133.0}"#), Some(133.0));
        assert_eq!(say("3", MatchVerdict::Refused, r#"{"exact":true,"bpm":133.0}"#), None);
    }
}
