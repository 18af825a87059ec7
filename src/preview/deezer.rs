//! Deezer: by ISRC, else by a search; 50 requests in 5 s. Errors come as HTTP 200, addresses of previews expire.

use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

use super::{
    remote::{Asker, Best, Candidate, ProviderContext, Remote, json, plain},
    wanted::{ClipBytes, PreviewProvider, Provider, ProviderMatch, Refusal, Wanted},
};
use crate::track::{Name, artists};

const QUOTA: (usize, Duration) = (50, Duration::from_secs(5));
/// Rows of a search.
const ROWS: &str = "25";

/// Deezer.
#[derive(Clone)]
pub struct Deezer {
    api: Url,
    remote: Remote,
}

#[derive(Deserialize)]
struct Track {
    id: u64,
    #[serde(default)]
    title: String,
    #[serde(default)]
    title_version: String,
    link: Option<String>,
    bpm: Option<f32>,
    preview: Option<String>,
    artist: Option<Artist>,
    #[serde(default)]
    contributors: Vec<Artist>,
}

#[derive(Deserialize)]
struct Artist {
    #[serde(default)]
    name: String,
}

impl Deezer {
    /// Deezer at `api`.
    pub fn new(api: Url, shared: ProviderContext) -> Self {
        Self { api, remote: Remote::new(Provider::Deezer, shared, QUOTA) }
    }

    /// The same, for work in the background: it leaves half of the quota to those who wait.
    #[must_use]
    pub fn unhurried(&self) -> Self {
        Self { remote: self.remote.unhurried(), ..self.clone() }
    }

    fn ask(&self, path: &str, params: &[(&str, &str)], stop: Asker<'_>) -> Result<Option<Value>, Refusal> {
        let mut url = self.api.join(path).map_err(|e| Refusal::Unreachable(e.to_string()))?;
        if !params.is_empty() {
            url.query_pairs_mut().extend_pairs(params);
        }
        let reply = self.remote.ask(url, stop)?;
        let answer = json(&reply)?;
        let Some(error) = answer.get("error").filter(|error| !error.is_null()) else {
            return if reply.status == 404 { Ok(None) } else { Ok(Some(answer)) };
        };
        match error.get("code").and_then(Value::as_i64) {
            Some(800) => Ok(None),
            Some(4) => Err(self.remote.used_up(QUOTA.1)),
            Some(700) => Err(Refusal::Unreachable("it is busy".into())),
            _ => {
                let said = error.get("message").and_then(Value::as_str).unwrap_or("an error");
                Err(Refusal::Unusable(format!("it answered: {}", said.chars().take(120).collect::<String>())))
            }
        }
    }

    /// The name of the recording that has this code; `None` where Deezer knows none.
    pub fn by_isrc(&self, isrc: &str, stop: Asker<'_>) -> Result<Option<Name>, Refusal> {
        if isrc.is_empty() || !isrc.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Ok(None);
        }
        let row = self.ask(&format!("track/isrc:{isrc}"), &[], stop)?;
        let name = row.and_then(|row| candidate(row, true)).map(|candidate| candidate.name);
        Ok(name.filter(|name| !name.artist.trim().is_empty() && !name.title.trim().is_empty()))
    }

    fn search(&self, words: &str, stop: Asker<'_>) -> Result<Vec<Candidate>, Refusal> {
        let answer = self.ask("search", &[("q", words), ("limit", ROWS)], stop)?;
        let rows = answer.as_ref().and_then(|a| a.get("data")?.as_array()).cloned().unwrap_or_default();
        Ok(rows.into_iter().filter_map(|row| candidate(row, false)).collect())
    }

    fn look(&self, wanted: &Wanted, refused: &[String], stop: Asker<'_>) -> Result<Best, Refusal> {
        let isrc = self.remote.shared.ledger.isrc(wanted);
        if let Some(isrc) = isrc.filter(|isrc| isrc.chars().all(|c| c.is_ascii_alphanumeric())) {
            let row = self.ask(&format!("track/isrc:{isrc}"), &[], stop)?;
            let listed = row.and_then(|row| candidate(row, true)).into_iter().collect();
            let best = self.remote.best(wanted, listed, refused);
            if matches!(best, Best::Found(_)) {
                return Ok(best);
            }
        }
        let Name { artist, title, version } = &wanted.name;
        let first = artists(artist).into_iter().next().unwrap_or_default();
        let exact = format!("artist:\"{}\" track:\"{}\"", plain(&first), plain(title));
        let best = self.remote.best(wanted, self.search(&exact, stop)?, refused);
        if matches!(&best, Best::Found(found) if found.grade == super::wanted::Match::Exact) {
            return Ok(best);
        }
        // The search by fields wants every word as it is stored; the free one forgives.
        let words = plain(&format!("{first} {title} {}", version.as_deref().unwrap_or_default()));
        let free = self.remote.best(wanted, self.search(&words, stop)?, refused);
        Ok(super::pick::nearer(best, free))
    }
}

impl PreviewProvider for Deezer {
    fn provider(&self) -> Provider {
        Provider::Deezer
    }

    fn find(&self, wanted: &Wanted, stop: Asker<'_>) -> Result<ProviderMatch, Refusal> {
        self.remote.find(wanted, |refused| self.look(wanted, refused, stop))
    }

    fn fetch(&self, found: &ProviderMatch, stop: Asker<'_>) -> Result<ClipBytes, Refusal> {
        self.remote.clip(found, stop, || {
            let row = self.ask(&format!("track/{}", found.id), &[], stop)?;
            Ok(row.and_then(|row| candidate(row, false)).and_then(|c| c.preview))
        })
    }
}

/// A row as a candidate; rows of another shape are passed over.
fn candidate(row: Value, same_recording: bool) -> Option<Candidate> {
    let track: Track = serde_json::from_value(row).ok()?;
    let main = track.artist.map(|artist| artist.name).unwrap_or_default();
    let mut credit: Vec<String> = track.contributors.into_iter().map(|artist| artist.name).collect();
    if !credit.contains(&main) {
        credit.insert(0, main);
    }
    credit.retain(|name| !name.trim().is_empty());
    let version = track.title_version.trim();
    let title = if version.is_empty() || track.title.contains(version) {
        track.title
    } else {
        format!("{} {version}", track.title)
    };
    Some(Candidate {
        id: track.id.to_string(),
        name: Name::parse(&credit.join(", "), &title),
        page: track.link,
        bpm: track.bpm,
        preview: track.preview.filter(|preview| !preview.is_empty()),
        same_recording,
    })
}
