//! The simpler methods every model here has to beat, each with settings that `tune` searches as it does ours.

mod cosine;
mod ease;
mod neighbours;
mod popularity;
mod sessions;
mod transitions;

pub use cosine::Cosine;
pub use ease::{Ease, EaseSettings, MOST_ROWS};
pub use neighbours::{Neighbours, Weighting};
pub use popularity::Popularity;
pub use sessions::{Decay, SessionSettings, Sessions};
pub use transitions::Transitions;

/// Settings of those that have any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Co-occurrence.
    pub co_occurrence: Weighting,
    /// Item-kNN with the cosine.
    pub cosine: Weighting,
    /// Item-kNN with BM25.
    pub bm25: Bm25,
    /// `RP3beta`.
    pub rp3: Weighting,
    /// EASE on the mixes.
    pub ease: EaseSettings,
    /// EASE with rows for artists and labels, as ALS has them.
    pub ease_side: EaseSettings,
    /// V-SKNN.
    pub vsknn: SessionSettings,
    /// VSTAN.
    pub vstan: SessionSettings,
}

/// BM25 as `implicit` weighs it: a record is a document, a mix a term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bm25 {
    /// How soon more mixes count no more.
    pub k1: f32,
    /// How much a record in many mixes is held back.
    pub b: f32,
}

/// What `segue-lab tune --draws 2` chose among the mixes that are not set aside; where the best of a method is another one's (the cosine
/// without powers is co-occurrence), the best that is still itself.
impl Default for Settings {
    fn default() -> Self {
        Self {
            co_occurrence: Weighting { seed: 0.0, mix: 0.0, record: 0.0 },
            cosine: Weighting { seed: 0.5, mix: 0.0, record: 0.5 },
            bm25: Bm25 { k1: 0.3, b: 0.75 },
            rp3: Weighting { seed: 0.25, mix: 0.25, record: 0.0 },
            ease: EaseSettings { lambda: 200.0, artist: 0.0, label: 0.0 },
            ease_side: EaseSettings { lambda: 200.0, artist: 0.5, label: 0.3 },
            vsknn: SessionSettings {
                neighbours: 100,
                seeds: Decay::Linear,
                near: 0.0,
                length: 0.5,
                rare: 0.0,
                years: 0.0,
            },
            vstan: SessionSettings {
                neighbours: 100,
                seeds: Decay::Exponential(2.0),
                near: 20.0,
                length: 0.5,
                rare: -0.2,
                years: 0.0,
            },
        }
    }
}
