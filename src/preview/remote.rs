//! What all providers on the network have in common: ask, remember, fetch, keep; and never for long.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::Url;
use serde_json::Value;

use super::{
    cache::Cache,
    ledger::{Ledger, LedgerEntry},
    net::{HttpReply, Net, NetError},
    wanted::{ClipBytes, Match, Provider, ProviderMatch, Refusal, Wanted},
};
use crate::{
    sound::decode::sniff,
    time::{Limiter, Urgency},
    track::{self, Grade, Name},
};

/// No preview is larger; thirty seconds are half a megabyte.
pub const LARGEST: usize = 5 << 20;
/// No answer of an API is larger.
const LARGEST_ANSWER: usize = 2 << 20;
/// How long an answer may take, and a clip.
const ANSWER: Duration = Duration::from_secs(8);
const CLIP: Duration = Duration::from_secs(15);
/// A preview's address is asked for anew after so long, where it does not say itself when it expires.
const FRESH: Duration = Duration::from_mins(10);
/// Addresses remembered at most.
const ADDRESSES: usize = 512;

/// What every provider is given.
#[derive(Clone)]
pub struct ProviderContext {
    /// The network.
    pub net: Arc<Net>,
    /// Clips on the disk.
    pub cache: Arc<Cache>,
    /// What is known.
    pub ledger: Arc<Ledger>,
    /// Time.
    pub clock: Arc<dyn crate::time::Clock>,
}

/// Who asks a provider.
pub type Asker<'a> = &'a (dyn Fn() -> bool + Sync);

/// One provider's end.
#[derive(Clone)]
pub(super) struct Remote {
    pub(super) provider: Provider,
    pub(super) shared: ProviderContext,
    limiter: Arc<Limiter>,
    urgency: Urgency,
    addresses: Arc<Mutex<HashMap<String, Address>>>,
}

#[derive(Clone)]
struct Address {
    url: Url,
    until: Duration,
}

/// One record as a provider lists it.
pub(super) struct Candidate {
    pub(super) id: String,
    pub(super) name: Name,
    pub(super) page: Option<String>,
    pub(super) bpm: Option<f32>,
    pub(super) preview: Option<String>,
    /// Asked for by ISRC: the same recording even where its version is written in other words.
    pub(super) same_recording: bool,
}

/// How the best of several candidates stands.
pub(super) enum Best {
    Found(ProviderMatch),
    Not(Refusal),
}

impl Remote {
    /// At most `quota.0` questions in any `quota.1`.
    pub(super) fn new(provider: Provider, shared: ProviderContext, quota: (usize, Duration)) -> Self {
        let limiter = Arc::new(Limiter::new(quota.0, quota.1, shared.clock.clone()));
        Self { provider, shared, limiter, urgency: Urgency::Now, addresses: Arc::default() }
    }

    /// The same, for work in the background.
    pub(super) fn unhurried(&self) -> Self {
        Self { urgency: Urgency::Later, ..self.clone() }
    }

    /// Finds by `search` what is not known yet.
    pub(super) fn find(
        &self,
        wanted: &Wanted,
        search: impl FnOnce(&[String]) -> Result<Best, Refusal>,
    ) -> Result<ProviderMatch, Refusal> {
        match self.shared.ledger.known(self.provider, wanted) {
            LedgerEntry::There(found) => return Ok(found),
            LedgerEntry::Not(refusal) => return Err(refusal),
            LedgerEntry::Nothing => {}
        }
        match search(&self.shared.ledger.refused(self.provider, wanted))? {
            Best::Found(found) => {
                self.shared.ledger.keep(wanted, &found);
                Ok(found)
            }
            Best::Not(refusal) => {
                self.shared.ledger.miss(self.provider, wanted, &refusal);
                Err(refusal)
            }
        }
    }

    /// Asks the provider's API one question, within its quota.
    pub(super) fn ask(&self, url: Url, stop: Asker<'_>) -> Result<HttpReply, Refusal> {
        if self.shared.net.is_offline() {
            return Err(Refusal::Off);
        }
        self.limiter.take(self.urgency).map_err(Refusal::Quota)?;
        let reply = self.shared.net.get(url, LARGEST_ANSWER, ANSWER, stop).map_err(|e| refusal(&e))?;
        match reply.status {
            429 | 403 => Err(self.used_up(reply.retry_after.unwrap_or(Duration::from_mins(1)))),
            500..=599 => Err(Refusal::Unreachable(format!("it answers with an error ({})", reply.status))),
            _ => Ok(reply),
        }
    }

    /// The provider says that too much was asked: nobody asks it for so long.
    pub(super) fn used_up(&self, wait: Duration) -> Refusal {
        self.limiter.hold(wait);
        Refusal::Quota(wait)
    }

    /// The best of what was listed: exact with sound, then another version with sound.
    pub(super) fn best(&self, wanted: &Wanted, listed: Vec<Candidate>, refused: &[String]) -> Best {
        let graded = listed.into_iter().filter(|c| !refused.contains(&c.id)).filter_map(|candidate| {
            let grade = match track::grade(&wanted.name, &candidate.name) {
                Grade::Exact => Match::Exact,
                Grade::OtherVersion if candidate.same_recording => Match::Exact,
                Grade::OtherVersion => Match::OtherVersion,
                Grade::Different => return None,
            };
            Some((grade, candidate))
        });
        let mut graded: Vec<(Match, Candidate)> = graded.collect();
        // Stable: among equals the provider's order stays. The plain record is nearer than a remix of it.
        graded.sort_by_key(|(grade, c)| {
            (c.preview.is_none(), *grade == Match::OtherVersion, c.name.version.is_some())
        });
        match graded.into_iter().next() {
            None => Best::Not(Refusal::Unknown),
            Some((Match::OtherVersion, Candidate { preview: None, name, .. })) => {
                Best::Not(Refusal::Only(name))
            }
            Some((Match::Exact, Candidate { preview: None, .. })) => Best::Not(Refusal::NoSound),
            Some((grade, candidate)) => Best::Found(self.found(candidate, grade)),
        }
    }

    /// What a candidate is; its address is remembered.
    pub(super) fn found(&self, candidate: Candidate, grade: Match) -> ProviderMatch {
        self.remember(&candidate.id, candidate.preview.as_deref());
        ProviderMatch {
            provider: self.provider,
            id: candidate.id,
            name: candidate.name,
            grade,
            page: candidate.page,
            bpm: candidate.bpm.filter(|bpm| *bpm > 0.0),
            seconds: None,
        }
    }

    /// The clip's bytes: from the disk, from a remembered address, or from one that `address` asks for. An address that the server
    /// no longer takes is asked for once more.
    pub(super) fn clip(
        &self,
        found: &ProviderMatch,
        stop: Asker<'_>,
        address: impl Fn() -> Result<Option<String>, Refusal>,
    ) -> Result<ClipBytes, Refusal> {
        let ProviderContext { cache, net, .. } = &self.shared;
        if let Some(bytes) = cache.get(self.provider, &found.id) {
            if sniff(&bytes).is_audio() {
                return Ok(ClipBytes::Bytes(bytes));
            }
            cache.remove(self.provider, &found.id);
        }
        if net.is_offline() {
            return Err(Refusal::Off);
        }
        for attempt in 0..2 {
            let remembered = (attempt == 0).then(|| self.remembered(&found.id)).flatten();
            let asked_anew = remembered.is_none();
            let url = if let Some(url) = remembered {
                url
            } else {
                let text = address()?.ok_or(Refusal::NoSound)?;
                self.remember(&found.id, Some(&text))
                    .ok_or_else(|| Refusal::Unusable("its address makes no sense".into()))?
            };
            let reply = net.get(url, LARGEST, CLIP, stop).map_err(|e| refusal(&e))?;
            if matches!(reply.status, 401 | 403 | 404 | 410) && !asked_anew {
                continue;
            }
            let bytes = checked(&reply)?;
            if let Err(e) = cache.put(self.provider, &found.id, bytes) {
                tracing::warn!("a preview cannot be kept on the disk: {e}");
            }
            return Ok(ClipBytes::Bytes(bytes.into()));
        }
        Err(Refusal::Unusable("its address has expired".into()))
    }

    fn remembered(&self, id: &str) -> Option<Url> {
        let addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses.get(id).filter(|address| address.until > self.shared.clock.now()).map(|a| a.url.clone())
    }

    /// Keeps an address until it expires; `None` where it is no address.
    fn remember(&self, id: &str, address: Option<&str>) -> Option<Url> {
        let url = Url::parse(address?).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let now = self.shared.clock.now();
        let fresh = match expiry(url.as_str()) {
            // A little early, so that it does not expire on the way.
            Some(at) => Duration::from_secs((at - self.shared.clock.unix() - 20).max(0).cast_unsigned()),
            None => FRESH,
        };
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        if addresses.len() >= ADDRESSES {
            addresses.retain(|_, address| address.until > now);
        }
        if addresses.len() < ADDRESSES {
            addresses.insert(id.to_owned(), Address { url: url.clone(), until: now + fresh });
        }
        Some(url)
    }
}

/// When a signed address expires (`…exp=1741230108~…`), in Unix seconds.
fn expiry(address: &str) -> Option<i64> {
    let (_, rest) = address.split_once("exp=")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..digits].parse().ok()
}

/// The bytes, where they can be sound.
fn checked(reply: &HttpReply) -> Result<&[u8], Refusal> {
    match reply.status {
        200..=299 => {}
        404 | 410 => return Err(Refusal::Unusable("its preview is gone (404)".into())),
        status => return Err(Refusal::Unusable(format!("its preview cannot be fetched ({status})"))),
    }
    let kind = sniff(&reply.body);
    if kind.is_audio() {
        Ok(&reply.body)
    } else {
        Err(Refusal::Unusable(format!("it sent {kind}, no sound")))
    }
}

/// A provider's JSON.
pub(super) fn json(reply: &HttpReply) -> Result<Value, Refusal> {
    serde_json::from_slice(&reply.body).map_err(|_| {
        let kind = sniff(&reply.body);
        Refusal::Unusable(format!("it answered with {kind} instead of a list"))
    })
}

pub(super) fn refusal(error: &NetError) -> Refusal {
    match error {
        NetError::Offline => Refusal::Off,
        NetError::TooLarge(_) => Refusal::Unusable(format!("its preview is {error}")),
        NetError::Slow(_) | NetError::Unreachable(_) | NetError::Broken(_) => {
            Refusal::Unreachable(error.to_string())
        }
        NetError::Stopped => Refusal::Unreachable("stopped".into()),
    }
}

/// Words for a search box: without quotation marks and brackets, which are its own signs.
pub(super) fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || "\"“”()[]{}:*\\".contains(c));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_address_says_when_it_expires() {
        assert_eq!(expiry("http://x/a.mp3?hdnea=exp=1741230108~acl=/api*~hmac=97"), Some(1_741_230_108));
        assert_eq!(expiry("http://x/a.mp3"), None);
        assert_eq!(expiry("http://x/a.mp3?exp="), None);
    }

    #[test]
    fn a_search_has_no_signs_of_its_own() {
        assert_eq!(plain("Alien Girl (Fracture \"Remix\") [X]: Y"), "Alien Girl Fracture Remix X Y");
    }
}
