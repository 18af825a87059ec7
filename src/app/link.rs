//! What a link or a code leads to.

use super::{
    fault::{Fault, Outcome, Stop},
    lock::lock,
    open::App,
};
use crate::{
    catalogue::User,
    library::resolve,
    spotify::{self, SpotifyClient, SpotifyLink, SpotifyWorld, link::LinkKind},
};

impl App {
    /// The record that a link to Spotify or an ISRC leads to, as `Artist - Title (Version)`; `None` where the words are none.
    pub(super) fn linked(&self, words: &str, stop: Stop<'_>) -> Outcome<Option<String>> {
        let failed = |cause: String, remedy: &str| Fault {
            title: format!("{words} leads to no record"),
            cause,
            remedy: remedy.to_owned(),
        };
        let (settings, paths) = (lock(&self.settings).clone(), self.library.paths());
        // A connection of its own: the answer may take its time, and what the user does is saved meanwhile.
        let user =
            || User::open(&paths.user_db()).map_err(|e| failed(e.to_string(), "segue doctor says more."));
        let name = if let Some(link) = SpotifyLink::parse(words).filter(|link| link.kind == LinkKind::Track) {
            let client = || SpotifyClient::new(spotify::access(&settings, paths)?, SpotifyWorld::default());
            let name = spotify::name_of(&user()?, &link, client);
            name.map_err(|e| failed(e.to_string(), "Write it as Artist - Title."))?
        } else if let Some(isrc) = resolve::isrc(words) {
            let owned = user()?.owned_by_isrc(&isrc).map_err(|e| failed(e.to_string(), ""))?;
            match owned.into_iter().next() {
                Some((_, owned)) => owned.track.name,
                None => self
                    .hearing
                    .by_isrc(&isrc, stop)
                    .map_err(|why| failed(why, "Write it as Artist - Title."))?,
            }
        } else {
            return Ok(None);
        };
        let version = name.version.as_ref().map(|version| format!(" ({version})")).unwrap_or_default();
        Ok(Some(format!("{} - {}{version}", name.artist, name.title)))
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
