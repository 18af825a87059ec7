//! iTunes Search: AAC in MP4; about 20 requests a minute, then HTTP 403.

use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

use super::{
    remote::{Asker, Best, Candidate, ProviderContext, Remote, json, plain},
    wanted::{ClipBytes, PreviewProvider, Provider, ProviderMatch, Refusal, Wanted},
};
use crate::track::{Name, artists};

const QUOTA: (usize, Duration) = (20, Duration::from_mins(1));
/// Rows of a search.
const ROWS: &str = "25";

/// iTunes Search.
#[derive(Clone)]
pub struct Itunes {
    api: Url,
    country: String,
    remote: Remote,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Song {
    track_id: u64,
    #[serde(default)]
    artist_name: String,
    #[serde(default)]
    track_name: String,
    track_view_url: Option<String>,
    preview_url: Option<String>,
}

impl Itunes {
    /// The store of `country` (two letters) at `api`.
    pub fn new(api: Url, country: &str, shared: ProviderContext) -> Self {
        Self { api, country: country.to_owned(), remote: Remote::new(Provider::Itunes, shared, QUOTA) }
    }

    /// The same, for work in the background: it leaves half of the quota to those who wait.
    #[must_use]
    pub fn unhurried(&self) -> Self {
        Self { remote: self.remote.unhurried(), ..self.clone() }
    }

    fn ask(&self, path: &str, params: &[(&str, &str)], stop: Asker<'_>) -> Result<Vec<Candidate>, Refusal> {
        let mut url = self.api.join(path).map_err(|e| Refusal::Unreachable(e.to_string()))?;
        url.query_pairs_mut().extend_pairs(params).append_pair("country", &self.country);
        let reply = self.remote.ask(url, stop)?;
        if reply.status == 404 {
            return Ok(Vec::new());
        }
        let answer = json(&reply)?;
        if let Some(said) = answer.get("errorMessage").and_then(Value::as_str) {
            return Err(Refusal::Unusable(format!(
                "it answered: {}",
                said.chars().take(120).collect::<String>()
            )));
        }
        let rows = answer.get("results").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(rows.into_iter().filter_map(candidate).collect())
    }

    fn look(&self, wanted: &Wanted, refused: &[String], stop: Asker<'_>) -> Result<Best, Refusal> {
        let Name { artist, title, version } = &wanted.name;
        let first = artists(artist).into_iter().next().unwrap_or_default();
        let search = |words: &str| {
            let params = [("term", words), ("media", "music"), ("entity", "song"), ("limit", ROWS)];
            Ok(self.remote.best(wanted, self.ask("search", &params, stop)?, refused))
        };
        let best = search(&plain(&format!("{first} {title} {}", version.as_deref().unwrap_or_default())))?;
        // A remix that is not there hides the record itself: every word of a search must fit.
        match best {
            Best::Not(_) if version.is_some() => {
                Ok(super::pick::nearer(best, search(&plain(&format!("{first} {title}")))?))
            }
            best => Ok(best),
        }
    }
}

impl PreviewProvider for Itunes {
    fn provider(&self) -> Provider {
        Provider::Itunes
    }

    fn find(&self, wanted: &Wanted, stop: Asker<'_>) -> Result<ProviderMatch, Refusal> {
        self.remote.find(wanted, |refused| self.look(wanted, refused, stop))
    }

    fn fetch(&self, found: &ProviderMatch, stop: Asker<'_>) -> Result<ClipBytes, Refusal> {
        self.remote.clip(found, stop, || {
            let rows = self.ask("lookup", &[("id", &found.id)], stop)?;
            Ok(rows.into_iter().find(|row| row.id == found.id).and_then(|row| row.preview))
        })
    }
}

/// A row as a candidate; albums, videos and rows of another shape are passed over.
fn candidate(row: Value) -> Option<Candidate> {
    let is_song = row.get("kind").and_then(Value::as_str).is_none_or(|kind| kind == "song");
    let song: Song = serde_json::from_value(row).ok().filter(|_| is_song)?;
    Some(Candidate {
        id: song.track_id.to_string(),
        name: Name::parse(&song.artist_name, &song.track_name),
        page: song.track_view_url,
        bpm: None,
        preview: song.preview_url.filter(|preview| !preview.is_empty()),
        same_recording: false,
    })
}
