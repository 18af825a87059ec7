//! What was learned from what was heard, and what it was learned from.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

use crate::{
    catalogue::AnalysedTrack,
    recommend::taste::{Quality, Taste},
    sound::{
        space::Space,
        styles::{Accuracy, Styles},
    },
    track::TrackId,
};

/// They are learned again when so many times more was heard.
const GROWN: f64 = 1.2;

/// Both, or why there is none.
#[derive(Debug)]
pub struct Heads {
    /// What it was learned from.
    pub(super) of: Of,
    /// From sound to taste, and how well mixes are completed by it, beside popularity.
    pub taste: Result<(Arc<Taste>, Quality), String>,
    /// From sound to style, and how often that is right, beside always saying the commonest.
    pub styles: Result<(Styles, Accuracy), String>,
    /// The style of every heard record, by its number among the names; none where styles are off.
    pub(super) genres: RwLock<HashMap<u32, u8>>,
}

/// What was learned from; what is of something else is learned anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Of {
    pub(super) network: String,
    pub(super) projection: String,
    /// Which fit; empty before the first.
    pub(super) fit: String,
    /// How many records were heard.
    pub(super) heard: usize,
}

/// Whether and why each is used, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// From sound to taste.
    pub taste: String,
    /// From sound to style.
    pub styles: String,
}

impl Heads {
    /// The regression, where it is on and of this fit.
    pub(super) fn taste_of(&self, fit: &str) -> Option<Arc<Taste>> {
        let (taste, _) = self.taste.as_ref().ok().filter(|_| self.of.fit == fit)?;
        Some(taste.clone())
    }

    /// Whether it is of this space and fit, and of nearly as much as is heard now.
    pub(super) fn serves(&self, space: &Space, fit: &str, heard: usize) -> bool {
        let Of { network, projection, fit: of, heard: before } = &self.of;
        (network, projection, of.as_str()) == (&space.model, &space.projection, fit)
            && (heard as f64) < GROWN * *before as f64
    }

    /// The style of a record by its sound; `None` where styles are off, or it was not heard.
    pub fn genre(&self, id: TrackId) -> Option<u8> {
        self.genres.read().ok()?.get(&id.0).copied()
    }

    /// Tells the style of what was just heard.
    pub(in crate::library::sound) fn hear(&self, all: &[(TrackId, &AnalysedTrack)]) {
        let Ok((styles, _)) = &self.styles else { return };
        if let Ok(mut genres) = self.genres.write() {
            let usable = all.iter().filter(|(_, h)| h.model == self.of.network && !h.pools.is_empty());
            genres.extend(usable.map(|(id, heard)| (id.0, styles.genre(&heard.pools).0 as u8)));
        }
    }

    pub(super) fn said(&self) -> Said {
        let taste = match &self.taste {
            Ok((_, q)) => {
                format!("by sound too: {:.3} on held-out records, popularity {:.3}", q.taste, q.popularity)
            }
            Err(why) => format!("off, {why}"),
        };
        let styles = match &self.styles {
            Ok((_, a)) => format!("by sound: {:.3} right, the commonest {:.3}", a.accuracy, a.baseline),
            Err(why) => format!("off, {why}: {TAGS}"),
        };
        Said { taste, styles }
    }
}

/// What tells genres apart where styles are off.
pub(super) const TAGS: &str = "by tags";
