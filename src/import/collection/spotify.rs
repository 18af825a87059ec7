//! Spotify: a playlist of the user's becomes a queue, and what they saved or listed themselves counts as owned.

use std::collections::HashSet;

use super::{Entry, ImportReport, Playlists};
use crate::{
    catalogue::{self, MatchVerdict, Owned, OwnedSource, Seen, ServiceMatch, User},
    spotify::{
        self, SERVICE, SpotifyClient,
        matching::SpotifyTrack,
        wire::{PagingObject, PlaylistTrackObject, Track},
    },
};

/// What is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpotifyImport {
    /// The saved tracks.
    Saved,
    /// A playlist, by its id.
    Playlist(String),
}

/// Reads all of it, then stores it; `on` is told how many records are read.
pub fn import(
    client: &mut SpotifyClient,
    user: &mut User,
    source: &SpotifyImport,
    now: i64,
    on: &mut dyn FnMut(u64),
) -> Result<ImportReport, spotify::SpotifyError> {
    let mut report = ImportReport::default();
    let (name, mine, origin) = match source {
        SpotifyImport::Saved => ("Saved on Spotify".to_owned(), true, "saved"),
        SpotifyImport::Playlist(id) => {
            let me = client.me()?.id;
            let playlist = client.playlist(id)?;
            (playlist.name, playlist.owner.is_some_and(|owner| owner.id == me), id.as_str())
        }
    };
    let mut tracks: Vec<Track> = Vec::new();
    let mut line = 0;
    loop {
        let page: PagingObject<PlaylistTrackObject> = match source {
            SpotifyImport::Saved => client.saved(line as u32)?,
            SpotifyImport::Playlist(id) => client.items(id, line as u32)?,
        };
        let last = page.is_last();
        for row in page.items {
            line += 1;
            match row
                .and_then(PlaylistTrackObject::track)
                .filter(|track| !track.name.is_empty() && !track.artists.is_empty())
            {
                Some(track) => tracks.push(track),
                None => report.skip(line, "no record: an episode, or one that is gone"),
            }
        }
        on(line);
        if last {
            break;
        }
    }
    let seen: Vec<Seen> = tracks.iter().map(|track| Seen::new(track.name())).collect();
    let hits = tracks.iter().zip(&seen).filter_map(|(track, seen)| Some((SpotifyTrack::of(track)?, seen)));
    keep_matches(user, hits, now)?;
    if mine {
        let owned: Vec<Owned> =
            tracks.iter().zip(&seen).map(|(track, seen)| owned(track, seen, now)).collect();
        report.owns(user, &owned)?;
        user.replace_owned(OwnedSource::Spotify, origin, &owned)?;
    }
    let records: Vec<&Seen> = seen.iter().collect();
    report.fills(Playlists::of(&format!("spotify {origin}"), user, now).keep(&name, &records)?);
    Ok(report)
}

/// Keeps which of Spotify's tracks these records are, unless that is known or the user said otherwise.
fn keep_matches<'s>(
    user: &mut User,
    matches: impl Iterator<Item = (SpotifyTrack, &'s Seen)>,
    now: i64,
) -> Result<(), catalogue::CatalogueError> {
    let mut met = HashSet::new();
    let mut new = Vec::new();
    for (hit, seen) in matches {
        let known = user.found(SERVICE, seen.key.as_str())?;
        if known.iter().all(|found| found.verdict == MatchVerdict::Miss) && met.insert(&seen.key) {
            let detail = serde_json::to_string(&hit).ok();
            let track = seen.clone();
            new.push(ServiceMatch {
                track,
                foreign_id: hit.id,
                verdict: MatchVerdict::Matched,
                detail,
                at: now,
            });
        }
    }
    if new.is_empty() { Ok(()) } else { user.set_all_found(SERVICE, &new) }
}

/// Keeps which of Spotify's tracks a table says that its records are.
pub(super) fn keep_ids(
    user: &mut User,
    entries: &[Entry],
    seen: &[Seen],
    now: i64,
) -> Result<(), catalogue::CatalogueError> {
    let matches = entries.iter().zip(seen).filter_map(|(entry, seen)| Some((hit(entry, seen)?, seen)));
    keep_matches(user, matches, now)
}

fn hit(entry: &Entry, seen: &Seen) -> Option<SpotifyTrack> {
    Some(SpotifyTrack {
        id: entry.spotify.clone()?,
        artist: seen.name.artist.clone(),
        title: seen.name.whole_title(),
        album: None,
        year: None,
        duration_ms: entry.seconds.map(|s| (s * 1000.0) as u32),
        isrc: entry.isrc.clone(),
        preview_url: None,
        unplayable: false,
    })
}

fn owned(track: &Track, seen: &Seen, now: i64) -> Owned {
    Owned {
        track: seen.clone(),
        location: String::new(),
        isrc: track.isrc().map(str::to_owned),
        bpm: None,
        tonic: None,
        seconds: track.duration_ms.map(|ms| ms as f32 / 1000.0),
        modified: None,
        at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spotify::{matching::known, tests::House};

    fn import_all(house: &House, user: &mut User, source: &SpotifyImport) -> ImportReport {
        import(&mut house.client(), user, source, 7, &mut |_| {}).unwrap()
    }

    #[test]
    fn saved_tracks_are_owned_and_a_queue_to_take_seeds_from() {
        let house = House::new();
        let uris: Vec<String> =
            (0..120).map(|n| house.fake.memory().put("A", &format!("Track {n}"))).collect();
        house.fake.memory().saved = uris;
        let mut user = User::open_in_memory().unwrap();
        for _ in 0..2 {
            let report = import_all(&house, &mut user, &SpotifyImport::Saved);
            assert_eq!((report.tracks_owned, report.skipped.len()), (120, 0));
            assert_eq!(report.queues, ["Saved on Spotify"]);
        }
        let queue = user.queue("Saved on Spotify").unwrap();
        assert_eq!(queue.len(), 120, "importing again adds nothing");
        assert!(user.owned_by_key(&queue[0].track.key).unwrap()[0].1.isrc.is_some());
        assert!(known(&user, &queue[0].track, 8).unwrap().is_some(), "nothing is left to look for");
    }

    #[test]
    fn a_playlist_is_a_queue_of_its_name_and_only_ones_own_is_owned() {
        let house = House::new();
        let uri = house.fake.memory().put("A, B", "Song - C Remix");
        let id = house.client().create("Friday", "", false).unwrap().id;
        house.fake.memory().playlists[0].uris = vec![uri, "spotify:episode:x".into()];
        let mut user = User::open_in_memory().unwrap();
        let report = import_all(&house, &mut user, &SpotifyImport::Playlist(id.clone()));
        assert_eq!((report.tracks_owned, report.queues), (1, vec!["Friday".to_owned()]));
        assert_eq!(report.skipped.len(), 1);
        house.fake.memory().playlists[0].owner = "somebody".into();
        assert_eq!(import_all(&house, &mut user, &SpotifyImport::Playlist(id)).tracks_owned, 0);
    }
}
