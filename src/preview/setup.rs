//! The chain as the settings want it.

use crate::time::SystemClock;
use std::{path::PathBuf, sync::Arc};

use reqwest::Url;

use super::{
    cache::Cache,
    chain::Chain,
    deezer::Deezer,
    itunes::Itunes,
    ledger::Ledger,
    local::Files,
    net::Net,
    remote::{Asker, ProviderContext},
    spotify::SpotifyPreviews,
    wanted::{PreviewProvider, Provider, Silent},
};
use crate::{
    catalogue::LateUser,
    config::{Paths, Settings},
    track::Name,
};

/// An address in the settings that is none.
#[derive(Debug, thiserror::Error)]
#[error("preview.{name} is no address: {value}")]
pub struct WrongAddress {
    name: &'static str,
    value: String,
}

fn address(name: &'static str, value: &str) -> Result<Url, WrongAddress> {
    // A base without its last stroke would lose its last part.
    Url::parse(&format!("{}/", value.trim_end_matches('/')))
        .map_err(|_| WrongAddress { name, value: value.to_owned() })
}

/// Deezer's address and iTunes'.
fn addresses(settings: &Settings) -> Result<(Url, Url), WrongAddress> {
    let set = &settings.preview;
    Ok((address("deezer_api", &set.deezer_api)?, address("itunes_api", &set.itunes_api)?))
}

/// Every provider that the settings allow; made once, as quotas are counted here.
pub struct Previews {
    user_db: PathBuf,
    deezer: Option<Deezer>,
    itunes: Option<Itunes>,
    spotify: Option<SpotifyPreviews>,
}

impl std::fmt::Debug for Previews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Previews").field("user_db", &self.user_db).finish_non_exhaustive()
    }
}

impl Previews {
    /// What is wrong with the settings' addresses.
    pub fn check(settings: &Settings) -> Result<(), WrongAddress> {
        addresses(settings).map(drop)
    }

    /// Everything is opened when somebody first asks for something.
    pub fn new(paths: &Paths, settings: &Settings) -> Result<Self, WrongAddress> {
        let set = &settings.preview;
        let clock = Arc::new(SystemClock::default());
        let shared = ProviderContext {
            net: Arc::new(Net::new(settings.library.offline, clock.clone())),
            cache: Arc::new(Cache::new(&paths.cache.join("previews"), set.cache_mb << 20)),
            ledger: Arc::new(Ledger::new(LateUser::at(&paths.user_db()), clock.clone())),
            clock,
        };
        let (deezer, itunes) = addresses(settings)?;
        Ok(Self {
            user_db: paths.user_db(),
            deezer: set.deezer.then(|| Deezer::new(deezer, shared.clone())),
            itunes: set.itunes.then(|| Itunes::new(itunes, &set.country, shared.clone())),
            spotify: set.spotify.then(|| SpotifyPreviews::new(shared)),
        })
    }

    /// For somebody who waits: the user's files, Deezer, iTunes, Spotify.
    pub fn chain(&self) -> Chain {
        let mut sources = self.files();
        sources.extend(self.deezer.clone().map(|source| Box::new(source) as Box<dyn PreviewProvider>));
        sources.extend(self.itunes.clone().map(|source| Box::new(source) as Box<dyn PreviewProvider>));
        sources.extend(self.spotify.clone().map(|source| Box::new(source) as Box<dyn PreviewProvider>));
        Chain::new(sources)
    }

    /// For listening in the background: files always, previews where the user has agreed, Spotify's never.
    pub fn unhurried(&self, previews: bool) -> Chain {
        let mut sources = self.files();
        if previews {
            sources.extend(
                self.deezer.as_ref().map(|source| Box::new(source.unhurried()) as Box<dyn PreviewProvider>),
            );
            sources.extend(
                self.itunes.as_ref().map(|source| Box::new(source.unhurried()) as Box<dyn PreviewProvider>),
            );
        }
        Chain::new(sources)
    }

    /// The name of the recording that has this code, as Deezer knows it; `None` where it knows none, or is switched off.
    pub fn by_isrc(&self, isrc: &str, stop: Asker<'_>) -> Result<Option<Name>, Silent> {
        let Some(deezer) = &self.deezer else { return Ok(None) };
        deezer.by_isrc(isrc, stop).map_err(|refusal| Silent(vec![(Provider::Deezer, refusal)]))
    }

    fn files(&self) -> Vec<Box<dyn PreviewProvider>> {
        vec![Box::new(Files::new(LateUser::at(&self.user_db)))]
    }
}
