//! What is looked for, what was found, and why not.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crate::track::{Name, TrackKey};

/// A record somebody wants to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its key, which caches and indexes know it by.
    pub key: TrackKey,
    /// Artist, title and version.
    pub name: Name,
    /// Its recording's ISRC, where known.
    pub isrc: Option<String>,
}

impl Wanted {
    /// A record by its name.
    pub fn new(name: Name, isrc: Option<String>) -> Self {
        Self { key: name.key(), name, isrc }
    }
}

/// Who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// The user's own files.
    Local,
    /// Deezer.
    Deezer,
    /// iTunes Search.
    Itunes,
    /// Spotify's `preview_url`.
    Spotify,
    /// A mix that plays the record: a passage of its audio file.
    Mix,
}

impl Provider {
    /// As the screen names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "file",
            Self::Deezer => "Deezer",
            Self::Itunes => "iTunes",
            Self::Spotify => "Spotify",
            Self::Mix => "mix",
        }
    }

    /// As the databases name it.
    pub fn stored(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Deezer => "deezer",
            Self::Itunes => "itunes",
            Self::Spotify => "spotify",
            Self::Mix => "mix",
        }
    }
}

/// How well what is heard matches what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Match {
    /// The same recording.
    Exact,
    /// Another version of the same record.
    OtherVersion,
}

/// Where a provider has the record; not fetched yet.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderMatch {
    /// Who has it.
    pub provider: Provider,
    /// The provider's own number or path, by which it is asked again.
    pub id: String,
    /// What it is, as the provider writes it.
    pub name: Name,
    /// Whether that is the record wanted.
    pub grade: Match,
    /// A page about it that a person can open.
    pub page: Option<String>,
    /// Beats per minute as the provider states them.
    pub bpm: Option<f32>,
    /// Length of the whole recording, where known before it is decoded.
    pub seconds: Option<f32>,
}

impl ProviderMatch {
    /// What the user's file says of its genre; nothing of what others have.
    pub fn genres(&self) -> Vec<String> {
        match self.provider {
            Provider::Local => super::local::genres(Path::new(&self.id)),
            Provider::Deezer | Provider::Itunes | Provider::Spotify | Provider::Mix => Vec::new(),
        }
    }
}

/// The bytes of a clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClipBytes {
    /// A file of the user's.
    File(PathBuf),
    /// A fetched preview.
    Bytes(Arc<[u8]>),
}

/// A record that can be heard.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayableTrack {
    /// What it really is and where it came from.
    pub found: ProviderMatch,
    /// The sound, still encoded.
    pub clip: ClipBytes,
    /// What other providers said before this one answered.
    pub others: Vec<(Provider, Refusal)>,
}

/// Why one provider has nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It does not know the record.
    Unknown,
    /// It knows only others of the name; the nearest one's name.
    Only(Name),
    /// It knows it and has no sound.
    NoSound,
    /// It asks to wait so long.
    Quota(Duration),
    /// It cannot be reached; in words.
    Unreachable(String),
    /// What it sent cannot be used; in words.
    Unusable(String),
    /// `--offline`.
    Off,
}

/// Nobody has it; what each one said.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Silent(pub Vec<(Provider, Refusal)>);

/// One provider.
pub trait PreviewProvider: Send + Sync {
    /// Which one.
    fn provider(&self) -> Provider;
    /// Looks for the record: exact, or the best other version. Gives up soon after `stop` turns true.
    fn find(&self, wanted: &Wanted, stop: &(dyn Fn() -> bool + Sync)) -> Result<ProviderMatch, Refusal>;
    /// The sound of what [`find`](Self::find) found; an address that has expired is asked for anew.
    fn fetch(&self, found: &ProviderMatch, stop: &(dyn Fn() -> bool + Sync)) -> Result<ClipBytes, Refusal>;
}
