//! Keys: what identifies a record across spellings.

use std::fmt;

use super::{artists::artist_set, fold::squash, name::Name, rules::Rules, version::version_key};

/// A record's identity: the set of its folded artists, its folded base title, its folded version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// Artists sorted and parted by spaces, then title and version, each after a tab; no part holds white space.
    pub(super) fn of(name: &Name, rules: &Rules) -> Self {
        let mut text = artist_set(&name.artist).join(" ");
        text.push('\t');
        text.push_str(&squash(&name.title));
        text.push('\t');
        if let Some(version) = &name.version {
            text.push_str(&version_key(version, rules));
        }
        Self(text)
    }

    /// Takes back what [`Key::as_str`] gave.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The key as text, for storing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that all versions of a record have in common.
    #[must_use]
    pub fn family(&self) -> &str {
        self.0.rsplit_once('\t').map_or(self.as_str(), |(family, _)| family)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
