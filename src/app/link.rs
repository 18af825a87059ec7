//! What a link or a code leads to.

use super::{
    fault::{Fault, Outcome, Stop},
    lock::lock,
    open::App,
};
use crate::{
    catalogue::User,
    library::resolve,
    spotify::{self, Client, Link, World, link::Kind},
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
        let name = if let Some(link) = Link::parse(words).filter(|link| link.kind == Kind::Track) {
            let client = || Client::new(spotify::access(&settings, paths)?, World::default());
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
