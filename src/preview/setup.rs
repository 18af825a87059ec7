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
    catalogue::{self, User},
    config::{Paths, Settings},
    track::Name,
};

/// Why previews cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// `user.db`.
    #[error(transparent)]
    Store(#[from] catalogue::CatalogueError),
    /// No thread or no TLS.
    #[error("the network cannot be used: {0}")]
    Network(#[from] std::io::Error),
    /// An address in the settings.
    #[error("preview.{name} is no address: {value}")]
    Address {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
    },
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
    /// Opens what is needed; nothing is asked yet.
    pub fn new(paths: &Paths, settings: &Settings) -> Result<Self, SetupError> {
        let set = &settings.preview;
        let clock = Arc::new(SystemClock::default());
        let shared = ProviderContext {
            net: Arc::new(Net::new(settings.library.offline, clock.clone())?),
            cache: Arc::new(Cache::new(&paths.cache.join("previews"), set.cache_mb << 20)),
            ledger: Arc::new(Ledger::new(User::open(&paths.user_db())?, clock.clone())),
            clock,
        };
        let address = |name, value: &str| {
            // A base without its last stroke would lose its last part.
            Url::parse(&format!("{}/", value.trim_end_matches('/')))
                .map_err(|_| SetupError::Address { name, value: value.to_owned() })
        };
        let deezer = address("deezer_api", &set.deezer_api)?;
        let itunes = address("itunes_api", &set.itunes_api)?;
        Ok(Self {
            user_db: paths.user_db(),
            deezer: set.deezer.then(|| Deezer::new(deezer, shared.clone())),
            itunes: set.itunes.then(|| Itunes::new(itunes, &set.country, shared.clone())),
            spotify: set.spotify.then(|| SpotifyPreviews::new(shared)),
        })
    }

    /// For somebody who waits: the user's files, Deezer, iTunes, Spotify.
    pub fn chain(&self) -> Result<Chain, SetupError> {
        let mut sources = self.files()?;
        sources.extend(self.deezer.clone().map(|source| Box::new(source) as Box<dyn PreviewProvider>));
        sources.extend(self.itunes.clone().map(|source| Box::new(source) as Box<dyn PreviewProvider>));
        sources.extend(self.spotify.clone().map(|source| Box::new(source) as Box<dyn PreviewProvider>));
        Ok(Chain::new(sources))
    }

    /// For listening in the background: files always, previews where the user has agreed, Spotify's never.
    pub fn unhurried(&self, previews: bool) -> Result<Chain, SetupError> {
        let mut sources = self.files()?;
        if previews {
            sources.extend(
                self.deezer.as_ref().map(|source| Box::new(source.unhurried()) as Box<dyn PreviewProvider>),
            );
            sources.extend(
                self.itunes.as_ref().map(|source| Box::new(source.unhurried()) as Box<dyn PreviewProvider>),
            );
        }
        Ok(Chain::new(sources))
    }

    /// The name of the recording that has this code, as Deezer knows it; `None` where it knows none, or is switched off.
    pub fn by_isrc(&self, isrc: &str, stop: Asker<'_>) -> Result<Option<Name>, Silent> {
        let Some(deezer) = &self.deezer else { return Ok(None) };
        deezer.by_isrc(isrc, stop).map_err(|refusal| Silent(vec![(Provider::Deezer, refusal)]))
    }

    fn files(&self) -> Result<Vec<Box<dyn PreviewProvider>>, SetupError> {
        Ok(vec![Box::new(Files::new(User::open(&self.user_db)?))])
    }
}
