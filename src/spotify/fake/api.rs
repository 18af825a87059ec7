//! What the fake answers, from its memory.

use serde_json::{Value, json};

use super::{
    Answer, FakePlaylist, FakeTrack, Memory,
    http::{Request, pairs},
};

pub(super) fn error(status: u16, message: &str) -> Answer {
    (status, String::new(), json!({ "error": { "status": status, "message": message } }).to_string())
}

pub(super) fn token(memory: &mut Memory, request: &Request) -> Answer {
    let form = pairs(&String::from_utf8_lossy(&request.body));
    let value = |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    let known = match value("grant_type").as_str() {
        "refresh_token" => !memory.refresh.is_empty() && value("refresh_token") == memory.refresh,
        "authorization_code" => {
            value("code_verifier").len() >= 43 && memory.code.take().is_some_and(|code| code == value("code"))
        }
        _ => false,
    };
    if !known {
        let body = json!({ "error": "invalid_grant", "error_description": "Refresh token revoked" });
        return (400, String::new(), body.to_string());
    }
    memory.access = memory.next("ACCESS");
    let mut answer = json!({
        "access_token": memory.access, "token_type": "Bearer", "expires_in": 3600, "scope": "playlist-modify-private",
    });
    if value("grant_type") == "authorization_code" || !memory.keeps_refresh {
        memory.refresh = memory.next("REFRESH");
        answer["refresh_token"] = json!(memory.refresh);
    }
    (200, String::new(), answer.to_string())
}

pub(super) fn api(memory: &mut Memory, request: &Request, path: &str) -> (u16, Value) {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let number = |name: &str, usual: usize| {
        let found = request.query.iter().find(|(n, _)| n == name);
        found.map_or(Some(usual), |(_, value)| value.parse().ok()).unwrap_or(usize::MAX)
    };
    let (limit, offset) = (number("limit", 20), number("offset", 0));
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match (request.method.as_str(), &parts[..]) {
        ("GET", ["me"]) => (200, json!({ "id": "testdj", "display_name": "Test DJ", "type": "user" })),
        ("GET", ["search"]) if number("limit", 5) > 10 => refused(400, "Invalid limit"),
        ("GET", ["search"]) => {
            let query = request.query.iter().find(|(name, _)| name == "q").map_or("", |(_, value)| value);
            let items: Vec<Value> = search(memory, query).iter().map(|track| shown(memory, track)).collect();
            (200, json!({ "tracks": { "items": items, "total": items.len(), "next": null } }))
        }
        ("GET", ["tracks", id]) => match memory.tracks.iter().find(|track| track.id == *id) {
            Some(track) => (200, shown(memory, track)),
            None => refused(404, "Non existing id"),
        },
        _ if limit > 50 => refused(400, "Invalid limit"),
        ("GET", ["me", "tracks"]) => {
            let uris = memory.saved.clone();
            (200, page(memory, &uris, limit, offset, "track"))
        }
        ("GET", ["me", "playlists"]) => {
            let mine: Vec<Value> = memory.playlists.iter().map(described).collect();
            let items: Vec<&Value> = mine.iter().skip(offset).take(limit).collect();
            let next = (offset + items.len() < mine.len()).then_some("more");
            (200, json!({ "items": items, "total": mine.len(), "next": next }))
        }
        ("POST", ["me", "playlists"]) => {
            memory.count += 1;
            let new = FakePlaylist {
                id: format!("P{:021}", memory.count),
                name: body["name"].as_str().unwrap_or_default().into(),
                description: body["description"].as_str().unwrap_or_default().into(),
                public: body["public"].as_bool().unwrap_or(true),
                owner: "testdj".into(),
                uris: Vec::new(),
            };
            let mut answer = described(&new);
            if !memory.without_items {
                answer["items"] = json!({ "items": [], "total": 0 });
            }
            memory.playlists.insert(0, new);
            (201, answer)
        }
        (method, ["playlists", id, rest @ ..]) if matches!(rest, [] | ["items"]) => {
            playlist(memory, method, id, rest.is_empty(), (limit, offset), &body)
        }
        // The paths of before 2026.
        _ => refused(403, "Forbidden"),
    }
}

fn refused(status: u16, message: &str) -> (u16, Value) {
    (status, json!({ "error": { "status": status, "message": message } }))
}

fn playlist(
    memory: &mut Memory,
    method: &str,
    id: &str,
    itself: bool,
    (limit, offset): (usize, usize),
    body: &Value,
) -> (u16, Value) {
    let Some(place) = memory.playlists.iter().position(|playlist| playlist.id == id) else {
        return refused(404, "Resource not found");
    };
    let uris: Vec<String> = body["uris"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|uri| uri.as_str().map(str::to_owned))
        .collect();
    let foreign = memory.playlists[place].owner != "testdj";
    let known = |uri: &String| {
        memory.tracks.iter().any(|track| uri.strip_prefix("spotify:track:") == Some(&track.id))
    };
    let rows = memory.playlists[place].uris.clone();
    match (method, itself) {
        ("GET", true) => return (200, described(&memory.playlists[place])),
        ("GET", false) => return (200, page(memory, &rows, limit, offset, "item")),
        _ if foreign => return refused(403, "You cannot change a playlist you don't own"),
        ("POST" | "PUT", false) if uris.len() > 100 || !uris.iter().all(known) => {
            return refused(400, "Invalid track uri");
        }
        ("POST", false) => {
            let at = body["position"].as_u64().map_or(rows.len(), |at| at as usize);
            if at > rows.len() {
                return refused(400, "Index out of bounds");
            }
            memory.playlists[place].uris.splice(at..at, uris);
        }
        ("PUT", false) => memory.playlists[place].uris = uris,
        ("DELETE", false) => {
            let items = body["items"].as_array().into_iter().flatten();
            let gone: Vec<&str> = items.filter_map(|item| item["uri"].as_str()).collect();
            if gone.is_empty() || gone.len() > 100 {
                return refused(400, "Invalid items");
            }
            memory.playlists[place].uris.retain(|uri| !gone.contains(&uri.as_str()));
        }
        _ => return refused(405, "Method not allowed"),
    }
    memory.count += 1;
    (201, json!({ "snapshot_id": format!("S{}", memory.count) }))
}

fn described(playlist: &FakePlaylist) -> Value {
    json!({
        "id": playlist.id, "name": playlist.name, "description": playlist.description, "public": playlist.public,
        "owner": { "id": playlist.owner }, "type": "playlist",
    })
}

fn page(memory: &Memory, uris: &[String], limit: usize, offset: usize, under: &str) -> Value {
    let rows: Vec<Value> = uris
        .iter()
        .skip(offset)
        .take(limit)
        .map(|uri| {
            let track =
                memory.tracks.iter().find(|track| uri.strip_prefix("spotify:track:") == Some(&track.id));
            let shown = track.map_or_else(
                || json!({ "uri": uri, "id": null, "name": "a file", "is_local": true }),
                |track| shown(memory, track),
            );
            json!({ "added_at": "2026-01-01T00:00:00Z", under: shown })
        })
        .collect();
    let next = (offset + rows.len() < uris.len()).then_some("more");
    json!({ "items": rows, "total": uris.len(), "next": next, "limit": limit, "offset": offset })
}

fn shown(memory: &Memory, track: &FakeTrack) -> Value {
    let artists: Vec<Value> =
        track.artists.iter().map(|name| json!({ "name": name, "type": "artist" })).collect();
    let mut shown = json!({
        "id": track.id, "uri": format!("spotify:track:{}", track.id), "name": track.name, "artists": artists,
        "album": { "name": "An album", "release_date": "2004-02-02" }, "duration_ms": 276_773, "type": "track",
        "is_playable": track.playable, "is_local": false,
    });
    if !memory.without_isrc {
        shown["external_ids"] = json!({ "isrc": track.isrc });
    }
    shown
}

/// Records with at least half of the words, those with most first, ten at most: about what the real one does.
fn search(memory: &Memory, query: &str) -> Vec<FakeTrack> {
    if let Some(isrc) = query.strip_prefix("isrc:") {
        return memory.tracks.iter().filter(|track| track.isrc.as_deref() == Some(isrc)).cloned().collect();
    }
    let fields = query.contains("track:");
    let query = query.replace("track:", " ").replace("artist:", " ");
    let wanted = words(&query);
    let mut found: Vec<(usize, usize, &FakeTrack)> = Vec::new();
    for (place, track) in memory.tracks.iter().enumerate() {
        let have = words(&format!("{} {}", track.artists.join(" "), track.name));
        let hits = wanted.iter().filter(|word| have.contains(word)).count();
        let needed = if fields { wanted.len() } else { wanted.len().div_ceil(2) };
        if hits >= needed.max(1) {
            found.push((wanted.len() - hits, place, track));
        }
    }
    found.sort_by_key(|(missed, place, _)| (*missed, *place));
    found.into_iter().take(10).map(|(.., track)| track.clone()).collect()
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
