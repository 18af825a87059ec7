//! A record among the user's own files.

use std::{io::Read as _, path::PathBuf};

use crate::{
    catalogue::{self, LateUser, Owned, OwnedSource, User, location},
    files::open_file,
    preview::wanted::{ClipBytes, Match, PreviewProvider, Provider, ProviderMatch, Refusal, Wanted},
    sound::decode::sniff,
    track::{Grade, grade},
};

/// Files of the user's folders and of their collections.
pub struct Files {
    user: LateUser,
}

impl Files {
    /// What `user` says is owned.
    pub fn new(user: impl Into<LateUser>) -> Self {
        Self { user: user.into() }
    }

    /// All that may be the record, the best first.
    fn listed(&self, wanted: &Wanted) -> Result<Vec<(Match, Owned)>, catalogue::CatalogueError> {
        self.user.ask(|user| listed(user, wanted))
    }
}

fn listed(user: &User, wanted: &Wanted) -> Result<Vec<(Match, Owned)>, catalogue::CatalogueError> {
    let mut listed: Vec<(Match, OwnedSource, Owned)> = Vec::new();
    if let Some(isrc) = &wanted.isrc {
        let same = user.owned_by_isrc(isrc)?.into_iter();
        listed.extend(
            same.filter(|(_, owned)| grade(&wanted.name, &owned.track.name) != Grade::Different)
                .map(|(source, owned)| (Match::Exact, source, owned)),
        );
    }
    for (source, owned) in user.owned_by_key(&wanted.key)? {
        listed.push((Match::Exact, source, owned));
    }
    for (source, owned) in user.owned_by_base(&wanted.key)? {
        match grade(&wanted.name, &owned.track.name) {
            Grade::Exact => listed.push((Match::Exact, source, owned)),
            Grade::OtherVersion => listed.push((Match::OtherVersion, source, owned)),
            Grade::Different => {}
        }
    }
    listed.sort_by_key(|(grade, source, owned)| {
        (*grade == Match::OtherVersion, owned.track.name.version.is_some(), *source)
    });
    Ok(listed.into_iter().map(|(grade, _, owned)| (grade, owned)).collect())
}

impl PreviewProvider for Files {
    fn provider(&self) -> Provider {
        Provider::Local
    }

    fn find(&self, wanted: &Wanted, _: &(dyn Fn() -> bool + Sync)) -> Result<ProviderMatch, Refusal> {
        let listed = self.listed(wanted).map_err(|e| Refusal::Unusable(e.to_string()))?;
        let mut missing = None;
        for (grade, owned) in listed {
            let named = location::from_uri(&owned.location);
            let Some(path) = named.as_deref().and_then(location::present) else {
                missing = missing.or(named);
                continue;
            };
            return Ok(ProviderMatch {
                provider: Provider::Local,
                id: path.to_string_lossy().into_owned(),
                name: owned.track.name,
                grade,
                page: None,
                bpm: owned.bpm,
                seconds: owned.seconds,
            });
        }
        Err(missing
            .map_or(Refusal::Unknown, |path| Refusal::Unusable(format!("{} is not there", path.display()))))
    }

    fn fetch(&self, found: &ProviderMatch, _: &(dyn Fn() -> bool + Sync)) -> Result<ClipBytes, Refusal> {
        let path = PathBuf::from(&found.id);
        let unreadable =
            |e: std::io::Error| Refusal::Unusable(format!("{} cannot be read: {e}", path.display()));
        let mut head = Vec::new();
        open_file(&path).map_err(unreadable)?.take(512).read_to_end(&mut head).map_err(unreadable)?;
        // Its name may lie; the decoder goes by content and says the rest.
        match sniff(&head) {
            kind if kind.is_audio() => Ok(ClipBytes::File(path)),
            kind => {
                Err(Refusal::Unusable(format!("{} is {kind}, no sound that can be played", path.display())))
            }
        }
    }
}
