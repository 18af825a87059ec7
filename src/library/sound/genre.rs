//! The genre of what was heard: the style that was learned from the mixes where that is worth it, else the network's own tags.

use std::collections::HashSet;

use super::Sounds;
use crate::{
    library::{Library, similar::controls::Only},
    track::TrackId,
};

/// Whether the genre of the seeds is wanted, or any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kin {
    /// A seed's.
    Same,
    /// None of the seeds'.
    Other,
}

impl Kin {
    /// What a list is left with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "of the seed's style",
            Self::Other => "of another style",
        }
    }
}

impl Library {
    /// The records of the seeds' genre, or of others, among all that were heard; `None` where no seed's genre is known. What is of no
    /// known genre is in neither.
    pub fn of_genre(&self, sounds: &Sounds, seeds: &[TrackId], kin: Kin) -> Option<Only> {
        let heads = self.heads().filter(|heads| heads.styles.is_ok());
        let genre = |id: TrackId| match &heads {
            Some(heads) => heads.genre(id).map(u16::from),
            // Those of the tags have numbers of their own.
            None => Some(256 + u16::from(sounds.facts(id)?.genre()?.number())),
        };
        let wanted: HashSet<u16> = seeds.iter().filter_map(|id| genre(*id)).collect();
        if wanted.is_empty() {
            return None;
        }
        let fits = |id: &TrackId| genre(*id).is_some_and(|g| wanted.contains(&g) == (kin == Kin::Same));
        Some(Only { name: kin.name().to_owned(), tracks: sounds.ids().filter(fits).collect() })
    }
}
