//! Spotify's `preview_url`, where an older app still has it. Played, never listened to by the network.

use std::time::Duration;

use serde_json::Value;

use super::{
    remote::{Asker, Best, Candidate, ProviderContext, Remote},
    wanted::{ClipBytes, Match, PreviewProvider, Provider, ProviderMatch, Refusal, Wanted},
};
use crate::{catalogue::MatchVerdict, track::Name};

/// What matching to Spotify has left in `user.db`: rows of the service `spotify` whose detail has `artist`, `title` and
/// `preview_url`. Nothing is asked of Spotify itself.
#[derive(Clone)]
pub struct SpotifyPreviews {
    remote: Remote,
}

impl SpotifyPreviews {
    /// Previews that are known already.
    pub fn new(shared: ProviderContext) -> Self {
        Self { remote: Remote::new(Provider::Spotify, shared, (usize::MAX, Duration::ZERO)) }
    }

    /// Matches with an address, what the user confirmed first.
    fn listed(&self, wanted: &Wanted) -> Vec<(bool, Candidate)> {
        let all = self.remote.shared.ledger.all(Provider::Spotify, wanted);
        let mut listed: Vec<(bool, Candidate)> = all
            .into_iter()
            .filter(|found| matches!(found.verdict, MatchVerdict::Confirmed | MatchVerdict::Matched))
            .filter_map(|found| {
                let detail: Value = serde_json::from_str(found.detail.as_deref()?).ok()?;
                let preview = detail.get("preview_url").and_then(Value::as_str)?.to_owned();
                let name = spotify_name(&detail).unwrap_or_else(|| wanted.name.clone());
                let page = format!("https://open.spotify.com/track/{}", found.foreign_id);
                let candidate = Candidate {
                    id: found.foreign_id,
                    name,
                    page: Some(page),
                    bpm: None,
                    preview: Some(preview),
                    same_recording: false,
                };
                Some((found.verdict == MatchVerdict::Confirmed, candidate))
            })
            .collect();
        listed.sort_by_key(|(confirmed, _)| !confirmed);
        listed
    }
}

impl PreviewProvider for SpotifyPreviews {
    fn provider(&self) -> Provider {
        Provider::Spotify
    }

    fn find(&self, wanted: &Wanted, _: Asker<'_>) -> Result<ProviderMatch, Refusal> {
        let mut listed = self.listed(wanted);
        // What the user confirmed is right, whatever its name.
        if listed.first().is_some_and(|(confirmed, _)| *confirmed) {
            return Ok(self.remote.found(listed.swap_remove(0).1, Match::Exact));
        }
        let candidates = listed.into_iter().map(|(_, candidate)| candidate).collect();
        match self.remote.best(wanted, candidates, &[]) {
            Best::Found(found) => Ok(found),
            Best::Not(refusal) => Err(refusal),
        }
    }

    fn fetch(&self, found: &ProviderMatch, stop: Asker<'_>) -> Result<ClipBytes, Refusal> {
        self.remote.clip(found, stop, || Ok(None))
    }
}

fn spotify_name(detail: &Value) -> Option<Name> {
    let text = |name: &str| detail.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    Some(Name::parse(text("artist")?, text("title")?))
}
