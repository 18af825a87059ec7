//! What can be learned from what was heard: from sound to taste, and from sound to style; each judged on records it did not learn
//! from, and off where too few are known or it does no better than its baseline. Learned anew with every fit, from stored pools.

mod file;
mod genre;
mod learned;
mod taste;

pub use learned::{Heads, Said};

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, RwLock},
};

use learned::{Of, TAGS};
use rayon::ThreadPool;

use crate::{
    catalogue::Catalogue,
    library::{Library, LibraryError, model::Fitted, snapshot::segment::SegmentError, sound::Sounds},
    recommend::taste::{FEWEST, Taste},
    sound::styles::{self, Accuracy, Styles, StylesError},
};

/// So many records are learned from at most.
const MOST: usize = 4_000;
/// A record of the mixes that was heard.
struct Known {
    row: u32,
    vector: Vec<f32>,
    pools: Vec<f32>,
}

/// A fit's name, by which what was learned on it is known.
fn name_of(model: Option<&Fitted>) -> String {
    let name = |m: &Fitted| format!("{} {} {} {}", m.meta.generation, m.meta.settings, m.at, m.loss);
    model.map(name).unwrap_or_default()
}

impl Library {
    fn heads_file(&self) -> PathBuf {
        self.paths().data.join("heads.seg")
    }

    /// A damaged file is of no use to anybody and would be read at every look.
    fn drop_damaged(&self, error: &SegmentError) {
        if !matches!(error, SegmentError::Io { .. }) {
            tracing::info!("{error}; it is removed and learned again");
            let _ = std::fs::remove_file(self.heads_file());
        }
    }

    /// What was learned last, read from its file at the first call; `None` before, or where it is of another network.
    pub fn heads(&self) -> Option<Arc<Heads>> {
        let network = self.ear().ok()?.space().model;
        let held = self.hearing.heads.load_full();
        let read = || {
            let heads = file::read(&self.heads_file()).inspect_err(|e| self.drop_damaged(e)).ok()??;
            let heads = Arc::new(heads);
            self.hearing.heads.store(Some(heads.clone()));
            Some(heads)
        };
        held.or_else(read).filter(|heads| heads.of.network == network)
    }

    /// The regression from sound to taste, where it beats popularity and is of the fit in use.
    pub fn taste(&self) -> Option<Arc<Taste>> {
        let heads = self.heads()?;
        let projection = self.ear().ok()?.space().projection;
        heads.taste_of(&name_of(self.snapshot().model.as_ref())).filter(|_| heads.of.projection == projection)
    }

    /// Whether there is enough to learn from, and what was learned is of another fit or of much less.
    pub fn wants_heads(&self) -> bool {
        let heard = self.sounds_now().map_or(0, |sounds| sounds.len());
        let Ok(space) = self.ear().map(|ear| ear.space()) else { return false };
        let fit = name_of(self.snapshot().model.as_ref());
        heard >= FEWEST && self.heads().is_none_or(|heads| !heads.serves(&space, &fit, heard))
    }

    /// Whether taste and styles are told by sound, and how well; or why not, where so many records are heard.
    pub fn heads_said(&self, heard: usize) -> Said {
        if let Some(heads) = self.heads() {
            return heads.said();
        }
        let why = if heard < FEWEST {
            format!("off, {heard} of {FEWEST} records analysed")
        } else {
            "off until the next fit".to_owned()
        };
        Said { styles: format!("{why}: {TAGS}"), taste: why }
    }

    /// Learns and judges both on what was heard of the mixes' records, and keeps them; for the background. `None` where too little
    /// was heard to try, or it was told to stop.
    pub fn learn_heads(
        &self,
        pool: &ThreadPool,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Arc<Heads>>, LibraryError> {
        let sounds = self.sounds(pool)?;
        if sounds.len() < FEWEST {
            return Ok(None);
        }
        let (ear, snapshot) = (self.ear()?, self.snapshot());
        // Another process may have done it.
        if let Ok(Some(heads)) = file::read(&self.heads_file())
            && heads.serves(&ear.space(), &name_of(snapshot.model.as_ref()), sounds.len())
        {
            let heads = Arc::new(heads);
            self.hearing.heads.store(Some(heads.clone()));
            return Ok(Some(heads));
        }
        let own = Catalogue::open(&self.paths().catalogue_db())?;
        let mut known: Vec<Known> = Vec::new();
        let space = ear.space();
        own.all_heard(&space.model, None, |track, heard| {
            let row = track.and_then(|id| snapshot.tables.row_of(id));
            if let Some(row) = row.filter(|_| known.len() < MOST && !heard.pools.is_empty()) {
                let vector = ear.projection().apply(&heard.pools).to_vec();
                known.push(Known { row, vector, pools: heard.pools });
            }
        })?;
        let taste = taste::learn(&snapshot, &known, stop);
        if stop() {
            return Ok(None);
        }
        let styles = match genre::learn(&own, &snapshot, &known, stop)? {
            Err(StylesError::Stopped) => return Ok(None),
            other => judged(other),
        };
        drop(known);
        let genres = match &styles {
            Ok((styles, _)) => genres(&own, &sounds, styles)?,
            Err(_) => HashMap::new(),
        };
        let fit = name_of(snapshot.model.as_ref());
        let of = Of { network: space.model, projection: space.projection, fit, heard: sounds.len() };
        let heads = Arc::new(Heads { of, taste, styles, genres: RwLock::new(genres) });
        if let Err(e) = file::write(&self.heads_file(), &heads) {
            tracing::warn!("what was learned stays in memory: {e}");
        }
        self.hearing.heads.store(Some(heads.clone()));
        Ok(Some(heads))
    }
}

fn judged(found: Result<(Styles, Accuracy), StylesError>) -> Result<(Styles, Accuracy), String> {
    match found {
        Ok((styles, accuracy)) if accuracy.is_worth_it() => Ok((styles, accuracy)),
        Ok((_, Accuracy { accuracy, baseline, .. })) => {
            Err(format!("{accuracy:.3} right, the commonest {baseline:.3}"))
        }
        Err(StylesError::TooFew { found }) => {
            Err(format!("{found} of {} records with a style", styles::FEWEST))
        }
        Err(e) => Err(e.to_string()),
    }
}

/// The style of all that was heard.
fn genres(catalogue: &Catalogue, sounds: &Sounds, styles: &Styles) -> Result<HashMap<u32, u8>, LibraryError> {
    let mut genres = HashMap::new();
    catalogue.all_heard(&sounds.space().model, None, |track, heard| {
        let id = track.or_else(|| sounds.find_outsider(&heard.seen.key));
        if let Some(id) = id.filter(|_| !heard.pools.is_empty()) {
            genres.insert(id.0, styles.genre(&heard.pools).0 as u8);
        }
    })?;
    Ok(genres)
}

#[cfg(test)]
mod tests;
