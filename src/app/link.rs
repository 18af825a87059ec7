//! What a link or a code leads to.

use super::{
    fault::{Fault, Outcome, Stop},
    lock::lock,
    open::App,
};
use crate::{
    catalogue::{CatalogueError, User},
    config::{Paths, Settings},
    library::resolve,
    spotify::{self, SpotifyClient, SpotifyError, SpotifyLink, SpotifyWorld, link::LinkKind},
    track::Name,
};

/// Why a link or a code leads to no record.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// What the user owns cannot be read.
    #[error(transparent)]
    Store(#[from] CatalogueError),
    /// Spotify does not say what it is.
    #[error(transparent)]
    Spotify(#[from] SpotifyError),
    /// Nobody who was asked knows the code.
    #[error("no record is known by the ISRC {isrc}: {why}")]
    Isrc {
        /// The code, without hyphens.
        isrc: String,
        /// Who was asked and what they said.
        why: String,
    },
}

/// The record that a link to Spotify or an ISRC leads to; `None` where the words are neither. A code that no collection has is asked
/// of `by_isrc`.
pub fn linked(
    settings: &Settings,
    paths: &Paths,
    words: &str,
    by_isrc: impl FnOnce(&str) -> Result<Name, String>,
) -> Result<Option<Name>, LinkError> {
    // A connection of its own: the answer may take its time, and what the user does is saved meanwhile.
    let user = || User::open(&paths.user_db());
    if let Some(link) = SpotifyLink::parse(words).filter(|link| link.kind == LinkKind::Track) {
        let client = || SpotifyClient::new(spotify::access(settings, paths)?, SpotifyWorld::default());
        return Ok(Some(spotify::name_of(&user()?, &link, client)?));
    }
    let Some(isrc) = resolve::isrc(words) else { return Ok(None) };
    if let Some((_, owned)) = user()?.owned_by_isrc(&isrc)?.into_iter().next() {
        return Ok(Some(owned.track.name));
    }
    by_isrc(&isrc).map(Some).map_err(|why| LinkError::Isrc { isrc, why })
}

/// `Artist - Title (Version)`, as a TRACK argument is written.
pub fn spoken(name: &Name) -> String {
    format!("{} - {}", name.artist, name.whole_title())
}

impl App {
    /// The record that a link to Spotify or an ISRC leads to, as `Artist - Title (Version)`; `None` where the words are none.
    pub(super) fn linked(&self, words: &str, stop: Stop<'_>) -> Outcome<Option<String>> {
        let settings = lock(&self.settings).clone();
        let by_isrc = |isrc: &str| self.hearing.by_isrc(isrc, stop);
        let name = linked(&settings, self.library.paths(), words, by_isrc).map_err(|e| Fault {
            title: format!("{words} leads to no record"),
            remedy: match e {
                LinkError::Store(_) => "segue doctor says more.",
                LinkError::Spotify(_) | LinkError::Isrc { .. } => "Write it as Artist - Title.",
            }
            .to_owned(),
            cause: e.to_string(),
        })?;
        Ok(name.map(|name| spoken(&name)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        config::{Consent, Paths, Settings},
        jobs::Pools,
        library::Library,
    };

    /// A link to a record on Spotify.
    const LINK: &str = "spotify:track:4uLU6hMCjMI75M1A2tKUQC";

    #[test]
    fn settings_that_change_while_it_runs_count_for_links_and_listening_too() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config.toml");
        let paths = Paths::find(Some(config), Some(folder.path().join("data"))).unwrap();
        paths.make().unwrap();
        let mut settings = Settings::default();
        settings.library.starter = false;
        let library = Arc::new(Library::open(&paths, &settings).unwrap());
        let user = User::open(&paths.user_db()).unwrap();
        let app = App::new(library, user, Pools::new().unwrap(), &settings);
        let cause = || app.linked(LINK, &|| false).unwrap_err().cause;
        let without = cause();
        settings.spotify.client_id = "0123456789abcdef0123456789abcdef".to_owned();
        settings.sound.analyse_previews = Consent::Yes;
        app.settings_taker()(&settings);
        let with = cause();
        assert_ne!(with, without);
        assert!(with.to_lowercase().contains("log"), "{with}");
        assert_eq!(app.status().listening.previews, Consent::Yes);
        settings.library.offline = true;
        app.settings_taker()(&settings);
        assert!(cause().contains("offline") && app.status().listening.offline, "{}", cause());
    }
}
