//! What is known already of a record at a provider: its number there, or that it has none. Kept in `user.db`, where the
//! user's own confirmations and refusals are.

use crate::time::Clock;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::wanted::{Match, Provider, ProviderMatch, Refusal, Wanted};
use crate::{
    catalogue::{self, LateUser, MatchVerdict, Seen},
    track::Name,
};

/// A provider's "no" holds for so long.
const MISS: i64 = 7 * 86_400;
/// Only another version was there; the right one may come.
const OTHER: i64 = 7 * 86_400;
/// What was found may be gone.
const MATCH: i64 = 90 * 86_400;

/// What is remembered.
#[derive(Clone, Debug, PartialEq)]
pub enum LedgerEntry {
    /// It is there, by this number.
    There(ProviderMatch),
    /// It is not.
    Not(Refusal),
    /// Nobody has asked.
    Nothing,
}

/// The memory of one running program. Times out of its reach are looked up anew.
pub struct Ledger {
    user: LateUser,
    clock: Arc<dyn Clock>,
}

/// What is kept of a match beside its number; `name` is missing where somebody else stored it.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Detail {
    artist: String,
    title: String,
    version: Option<String>,
    exact: bool,
    page: Option<String>,
    bpm: Option<f32>,
    no_sound: bool,
}

impl Ledger {
    /// Remembers in `user`.
    pub fn new(user: impl Into<LateUser>, clock: Arc<dyn Clock>) -> Self {
        Self { user: user.into(), clock }
    }

    /// What is known of a record.
    pub fn known(&self, provider: Provider, wanted: &Wanted) -> LedgerEntry {
        let now = self.clock.unix();
        let all = self.all(provider, wanted);
        let confirmed = all.iter().find(|found| found.verdict == MatchVerdict::Confirmed);
        if let Some(found) = confirmed {
            return LedgerEntry::There(there(provider, found, true));
        }
        for found in &all {
            let detail = detail(found);
            let age = now - found.at;
            match found.verdict {
                MatchVerdict::Matched if age < if detail.exact { MATCH } else { OTHER } => {
                    return LedgerEntry::There(there(provider, found, detail.exact));
                }
                MatchVerdict::Miss if age < MISS => {
                    return LedgerEntry::Not(match detail {
                        Detail { no_sound: true, .. } => Refusal::NoSound,
                        Detail { artist, title, version, .. } if !title.is_empty() => {
                            Refusal::Only(Name { artist, title, version })
                        }
                        _ => Refusal::Unknown,
                    });
                }
                _ => {}
            }
        }
        LedgerEntry::Nothing
    }

    /// The provider's numbers that the user has refused for this record.
    pub fn refused(&self, provider: Provider, wanted: &Wanted) -> Vec<String> {
        let all = self.all(provider, wanted).into_iter();
        all.filter(|found| found.verdict == MatchVerdict::Refused).map(|found| found.foreign_id).collect()
    }

    /// Keeps what was found.
    pub fn keep(&self, wanted: &Wanted, found: &ProviderMatch) {
        let Name { artist, title, version } = found.name.clone();
        let exact = found.grade == Match::Exact;
        let (page, bpm) = (found.page.clone(), found.bpm);
        let detail = Detail { artist, title, version, exact, page, bpm, no_sound: false };
        self.store(found.provider, wanted, &found.id, MatchVerdict::Matched, &detail);
    }

    /// Keeps that it is not there; a wait or a broken connection is nothing to keep.
    pub fn miss(&self, provider: Provider, wanted: &Wanted, refusal: &Refusal) {
        let detail = match refusal {
            Refusal::Unknown => Detail::default(),
            Refusal::NoSound => Detail { no_sound: true, ..Detail::default() },
            Refusal::Only(Name { artist, title, version }) => Detail {
                artist: artist.clone(),
                title: title.clone(),
                version: version.clone(),
                ..Detail::default()
            },
            _ => return,
        };
        self.store(provider, wanted, "", MatchVerdict::Miss, &detail);
    }

    /// The recording's ISRC: as wanted, else as a collection or a match told it.
    pub fn isrc(&self, wanted: &Wanted) -> Option<String> {
        wanted.isrc.clone().or_else(|| {
            self.user.ask(|user| user.isrc(&wanted.key)).unwrap_or_else(|e| {
                tracing::warn!("what is known of recordings cannot be read: {e}");
                None
            })
        })
    }

    /// Every stored word on a record, the newest first.
    pub(super) fn all(&self, provider: Provider, wanted: &Wanted) -> Vec<catalogue::ServiceMatch> {
        let asked = self.user.ask(|user| user.found(provider.stored(), wanted.key.as_str()));
        asked.unwrap_or_else(|e| {
            tracing::warn!("what is known of previews cannot be read: {e}");
            Vec::new()
        })
    }

    fn store(&self, provider: Provider, wanted: &Wanted, id: &str, verdict: MatchVerdict, detail: &Detail) {
        let found = catalogue::ServiceMatch {
            track: Seen { key: wanted.key.clone(), name: wanted.name.clone() },
            foreign_id: id.to_owned(),
            verdict,
            detail: serde_json::to_string(detail).ok(),
            at: self.clock.unix(),
        };
        if let Err(e) = self.user.ask(|user| user.set_found(provider.stored(), &found)) {
            tracing::warn!("what was found cannot be kept: {e}");
        }
    }
}

fn detail(found: &catalogue::ServiceMatch) -> Detail {
    found.detail.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

fn there(provider: Provider, found: &catalogue::ServiceMatch, exact: bool) -> ProviderMatch {
    let detail = detail(found);
    let name = if detail.title.is_empty() {
        found.track.name.clone()
    } else {
        Name { artist: detail.artist, title: detail.title, version: detail.version }
    };
    ProviderMatch {
        provider,
        id: found.foreign_id.clone(),
        name,
        grade: if exact { Match::Exact } else { Match::OtherVersion },
        page: detail.page,
        bpm: detail.bpm,
        seconds: None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{catalogue::User, time::FakeClock};

    fn found(grade: Match) -> ProviderMatch {
        ProviderMatch {
            provider: Provider::Deezer,
            id: "7".into(),
            name: Name::parse("Ed Rush & Optical", "Alien Girl (Fracture Remix)"),
            grade,
            page: Some("https://www.deezer.com/track/7".into()),
            bpm: Some(174.0),
            seconds: None,
        }
    }

    fn ledger() -> (Ledger, FakeClock, Wanted) {
        let clock = FakeClock::default();
        let user = User::open_in_memory().expect("a store");
        let wanted = Wanted::new(Name::parse("Ed Rush & Optical", "Alien Girl"), None);
        (Ledger::new(user, Arc::new(clock.clone())), clock, wanted)
    }

    #[test]
    fn a_match_comes_back_and_another_version_is_asked_about_again() {
        for (grade, days) in [(Match::Exact, 89), (Match::OtherVersion, 6)] {
            let (ledger, clock, wanted) = ledger();
            ledger.keep(&wanted, &found(grade));
            clock.advance(Duration::from_hours(24 * days));
            assert_eq!(ledger.known(Provider::Deezer, &wanted), LedgerEntry::There(found(grade)));
            assert_eq!(ledger.known(Provider::Itunes, &wanted), LedgerEntry::Nothing);
            clock.advance(Duration::from_hours(48));
            assert_eq!(ledger.known(Provider::Deezer, &wanted), LedgerEntry::Nothing);
        }
    }

    #[test]
    fn a_no_holds_for_a_while_and_a_wait_is_none() {
        let (ledger, clock, wanted) = ledger();
        ledger.miss(Provider::Deezer, &wanted, &Refusal::Quota(Duration::from_secs(5)));
        ledger.miss(Provider::Deezer, &wanted, &Refusal::Unreachable("no connection".into()));
        assert_eq!(ledger.known(Provider::Deezer, &wanted), LedgerEntry::Nothing);
        for refusal in [Refusal::Unknown, Refusal::NoSound, Refusal::Only(Name::parse("A", "B (C Remix)"))] {
            ledger.miss(Provider::Deezer, &wanted, &refusal);
            assert_eq!(ledger.known(Provider::Deezer, &wanted), LedgerEntry::Not(refusal));
        }
        clock.advance(Duration::from_hours(24 * 8));
        assert_eq!(ledger.known(Provider::Deezer, &wanted), LedgerEntry::Nothing);
    }

    #[test]
    fn what_the_user_said_comes_first() {
        let (ledger, _, wanted) = ledger();
        ledger.keep(&wanted, &found(Match::OtherVersion));
        ledger.store(Provider::Deezer, &wanted, "7", MatchVerdict::Refused, &Detail::default());
        assert_eq!(ledger.refused(Provider::Deezer, &wanted), ["7"]);
        assert_eq!(ledger.known(Provider::Deezer, &wanted), LedgerEntry::Nothing);
        ledger.store(Provider::Deezer, &wanted, "8", MatchVerdict::Confirmed, &Detail::default());
        let LedgerEntry::There(there) = ledger.known(Provider::Deezer, &wanted) else { panic!("confirmed") };
        assert_eq!((there.id.as_str(), there.grade), ("8", Match::Exact));
        assert_eq!(there.name, wanted.name);
    }
}
