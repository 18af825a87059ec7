//! What was found and what the user said, kept in `user.db`.

use super::{MatchRow, Matched, Searcher, SpotifyTrack, look};
use crate::{
    catalogue::{MatchVerdict, Seen, ServiceMatch, User},
    preview::Wanted,
    spotify::{SERVICE, SpotifyError},
};

/// A match of the program's own is looked for again after this.
const MATCH: i64 = 180 * 86_400;
/// And a miss after this: records come late.
const MISS: i64 = 14 * 86_400;

/// What is known of a track without asking.
pub fn known(user: &User, track: &Seen, now: i64) -> Result<Option<Matched>, SpotifyError> {
    let found = user.found(SERVICE, track.key.as_str())?;
    let hit = |found: &ServiceMatch| serde_json::from_str::<SpotifyTrack>(found.detail.as_deref()?).ok();
    let of = |verdict| found.iter().filter(move |found| found.verdict == verdict);
    if let Some(hit) = of(MatchVerdict::Confirmed).find_map(hit) {
        return Ok(Some(Matched::Chosen(hit)));
    }
    if of(MatchVerdict::Refused).any(|found| found.foreign_id.is_empty()) {
        return Ok(Some(Matched::LeftOut));
    }
    if let Some(hit) = of(MatchVerdict::Matched).filter(|found| now - found.at < MATCH).find_map(hit) {
        return Ok(Some(Matched::Exact(hit)));
    }
    let miss = of(MatchVerdict::Miss).find(|found| now - found.at < MISS);
    let refused = refused(&found);
    Ok(miss.map(|miss| {
        let candidates =
            miss.detail.as_deref().and_then(|text| serde_json::from_str::<Vec<SpotifyTrack>>(text).ok());
        let mut candidates = candidates.unwrap_or_default();
        candidates.retain(|hit| !refused.contains(&hit.id));
        if candidates.is_empty() { Matched::Missing } else { Matched::Doubtful(candidates) }
    }))
}

/// Candidates that the user said it is not.
fn refused(found: &[ServiceMatch]) -> Vec<String> {
    let no =
        found.iter().filter(|found| found.verdict == MatchVerdict::Refused && !found.foreign_id.is_empty());
    no.map(|found| found.foreign_id.clone()).collect()
}

/// The track to look for, with its recording's number where a service has told it.
pub fn wanted(user: &User, track: &Seen) -> Result<Wanted, SpotifyError> {
    let isrc = user.isrc(&track.key)?;
    Ok(Wanted { key: track.key.clone(), name: track.name.clone(), isrc })
}

/// What every track is: as known, else looked for and kept. What was found before an error stays found.
pub fn matches(
    search: &mut dyn Searcher,
    user: &mut User,
    tracks: &[Seen],
    now: i64,
    on: &mut dyn FnMut(usize),
) -> Result<Vec<MatchRow>, SpotifyError> {
    let mut rows = Vec::with_capacity(tracks.len());
    for track in tracks {
        on(rows.len());
        let matched = if let Some(matched) = known(user, track, now)? {
            matched
        } else {
            let refused = refused(&user.found(SERVICE, track.key.as_str())?);
            let matched = look(search, &wanted(user, track)?, &refused)?;
            keep(user, track, &matched, now)?;
            matched
        };
        rows.push(MatchRow { track: track.clone(), matched });
    }
    on(rows.len());
    Ok(rows)
}

fn keep(user: &mut User, track: &Seen, matched: &Matched, now: i64) -> Result<(), SpotifyError> {
    let (foreign_id, verdict, detail) = match matched {
        Matched::Exact(hit) => (hit.id.clone(), MatchVerdict::Matched, serde_json::to_string(hit).ok()),
        Matched::Doubtful(hits) => (String::new(), MatchVerdict::Miss, serde_json::to_string(hits).ok()),
        Matched::Missing => (String::new(), MatchVerdict::Miss, None),
        Matched::Chosen(_) | Matched::LeftOut => return Ok(()),
    };
    Ok(user
        .set_found(SERVICE, &ServiceMatch { track: track.clone(), foreign_id, verdict, detail, at: now })?)
}

/// The user says that it is this one; for ever, or until they choose again.
pub fn choose(user: &mut User, track: &Seen, hit: &SpotifyTrack, now: i64) -> Result<(), SpotifyError> {
    let key = track.key.as_str();
    for before in user.found(SERVICE, key)? {
        let chosen = before.verdict == MatchVerdict::Confirmed && before.foreign_id != hit.id;
        let left_out = before.verdict == MatchVerdict::Refused && before.foreign_id.is_empty();
        if chosen || left_out {
            user.forget_found(SERVICE, key, &before.foreign_id)?;
        }
    }
    let detail = serde_json::to_string(hit).ok();
    let found = ServiceMatch {
        track: track.clone(),
        foreign_id: hit.id.clone(),
        verdict: MatchVerdict::Confirmed,
        detail,
        at: now,
    };
    Ok(user.set_found(SERVICE, &found)?)
}

/// The user says to leave it out: none of the candidates is it. For ever, or until they choose one.
pub fn leave_out(
    user: &mut User,
    track: &Seen,
    candidates: &[SpotifyTrack],
    now: i64,
) -> Result<(), SpotifyError> {
    let key = track.key.as_str();
    for before in user.found(SERVICE, key)? {
        if matches!(before.verdict, MatchVerdict::Confirmed | MatchVerdict::Matched) {
            user.forget_found(SERVICE, key, &before.foreign_id)?;
        }
    }
    let none = String::new();
    for id in candidates.iter().map(|hit| &hit.id).chain([&none]) {
        let found = ServiceMatch {
            track: track.clone(),
            foreign_id: id.clone(),
            verdict: MatchVerdict::Refused,
            detail: None,
            at: now,
        };
        user.set_found(SERVICE, &found)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        spotify::wire::{NamedObject, Track},
        track::Name,
    };

    struct One(&'static str, u32);

    impl Searcher for One {
        fn search(&mut self, _: &str) -> Result<Vec<Track>, SpotifyError> {
            self.1 += 1;
            Ok(vec![Track {
                id: Some("found".into()),
                name: self.0.into(),
                artists: vec![NamedObject { name: "A".into() }],
                ..Track::default()
            }])
        }
    }

    fn hit(id: &str) -> SpotifyTrack {
        let track = Track { id: Some(id.into()), name: "Song".into(), ..Track::default() };
        SpotifyTrack::of(&track).unwrap()
    }

    fn one(user: &mut User, search: &mut One, track: &Seen, now: i64) -> Matched {
        matches(search, user, std::slice::from_ref(track), now, &mut |_| {}).unwrap().remove(0).matched
    }

    #[test]
    fn what_was_found_is_not_looked_for_again_and_a_miss_not_at_once() {
        let mut user = User::open_in_memory().unwrap();
        let track = Seen::new(Name::parse("A", "Song"));
        let mut search = One("Song", 0);
        for now in [0, 90 * 86_400] {
            assert!(matches!(one(&mut user, &mut search, &track, now), Matched::Exact(_)));
        }
        assert_eq!(search.1, 1);
        let other = Seen::new(Name::parse("A", "Nothing alike"));
        let mut search = One("Song", 0);
        let asked = |search: &mut One, user: &mut User, now| {
            let before = search.1;
            assert_eq!(one(user, search, &other, now), Matched::Missing);
            search.1 > before
        };
        assert!(asked(&mut search, &mut user, 0));
        assert!(!asked(&mut search, &mut user, 86_400));
        assert!(asked(&mut search, &mut user, 30 * 86_400));
    }

    #[test]
    fn what_the_user_said_is_kept_and_can_be_said_otherwise() {
        let mut user = User::open_in_memory().unwrap();
        let track = Seen::new(Name::parse("A", "Song (B Remix)"));
        let mut search = One("Song", 0);
        let Matched::Doubtful(hits) = one(&mut user, &mut search, &track, 0) else { panic!("not doubted") };
        leave_out(&mut user, &track, &hits, 1).unwrap();
        assert_eq!(one(&mut user, &mut search, &track, i64::MAX / 2), Matched::LeftOut);
        choose(&mut user, &track, &hit("mine"), 2).unwrap();
        assert_eq!(one(&mut user, &mut search, &track, i64::MAX / 2), Matched::Chosen(hit("mine")));
        choose(&mut user, &track, &hit("yours"), 2).unwrap();
        assert_eq!(one(&mut user, &mut search, &track, 3), Matched::Chosen(hit("yours")));
        leave_out(&mut user, &track, &[hit("yours")], 4).unwrap();
        assert_eq!(one(&mut user, &mut search, &track, 5), Matched::LeftOut);
    }

    #[test]
    fn a_number_that_another_service_told_is_looked_for() {
        let mut user = User::open_in_memory().unwrap();
        let track = Seen::new(Name::parse("A", "Song"));
        let found = ServiceMatch {
            track: track.clone(),
            foreign_id: "3".into(),
            verdict: MatchVerdict::Matched,
            detail: Some(r#"{"isrc":"GBAAA9900001"}"#.into()),
            at: 0,
        };
        user.set_found("deezer", &found).unwrap();
        assert_eq!(wanted(&user, &track).unwrap().isrc.as_deref(), Some("GBAAA9900001"));
    }
}
