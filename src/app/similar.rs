//! Recommendations.

use std::sync::Arc;

use super::{
    fault::{self, Outcome, Stop},
    lock::lock,
    open::App,
    time::now,
};
use crate::{
    config::BlendSettings,
    library::{
        OwnHistory, Together,
        query::{By, SimilarAnswer},
        similar::{
            self,
            controls::{Controls, Only},
        },
        snapshot::tables::Tables,
        sound::Kin,
    },
    track::TrackId,
};

/// What to recommend for.
#[derive(Clone, Debug, PartialEq)]
pub struct SimilarRequest {
    /// The seeds, the last added last.
    pub seeds: Vec<TrackId>,
    /// What they are to each other.
    pub together: Together,
    /// Which tab.
    pub by: By,
    /// The rarity dial: 0 for recurring records, larger for rarer ones.
    pub rarity: f32,
    /// The dial of taste: 0 for everyone's alone, 1 as the settings have it, more for the user's own.
    pub you: f32,
    /// What is left out.
    pub controls: Controls,
    /// Of the seeds' genre, or of others, among what was heard.
    pub genre: Option<Kin>,
    /// So many rows.
    pub limit: usize,
    /// Liked records; those that share a mix with a seed steer.
    pub liked: Vec<TrackId>,
    /// Rejected records; they steer away and do not come back.
    pub rejected: Vec<TrackId>,
    /// Rejected artists; none of their records come back.
    pub rejected_artists: Vec<String>,
    /// Records that the user says work with a seed.
    pub paired: Vec<TrackId>,
    /// Seeds to keep away from; they do not come back.
    pub without: Vec<TrackId>,
}

impl SimilarRequest {
    /// Whether sound alone answers: of seeds that no mix has there is nothing else to blend.
    fn is_by_sound(&self, tables: &Tables) -> bool {
        let played = || self.seeds.iter().any(|&seed| tables.row_of(seed).is_some());
        self.by == By::Sound || (self.by == By::Blend && !played())
    }
}

/// Weights of verdicts beside a seed's 1.
const LIKED: f32 = 0.5;
const REJECTED: f32 = -0.5;
/// A seed to keep away from counts as much as a seed, and the lists fall where it leads to.
const AGAINST: f32 = -1.0;

impl App {
    /// What fits the seeds, by one of the recommenders.
    pub fn similar(&self, ask: &SimilarRequest, stop: Stop<'_>) -> Outcome<SimilarAnswer> {
        let _asking = self.pools.asking();
        let snapshot = self.library.snapshot();
        fault::known(&ask.controls, &snapshot)?;
        let steer = (ask.liked.iter().map(|&id| (id, LIKED)))
            .chain(ask.rejected.iter().map(|&id| (id, REJECTED)))
            .filter(|(id, _)| !ask.without.contains(id))
            .chain(ask.without.iter().map(|&id| (id, AGAINST)));
        let (rarity, mut tuning) = self.weights();
        tuning.you *= ask.you;
        let mut controls = ask.controls.clone();
        controls.only.extend(self.of_genre(ask)?);
        let question = similar::SimilarQuery {
            together: ask.together,
            controls,
            sounds: self.library.sounds_now().filter(|_| ask.by == By::Blend),
            taste: self.library.taste().filter(|_| ask.by == By::Blend),
            history: self.own_history(),
            tuning,
            steer: steer.filter(|(id, _)| !ask.seeds.contains(id)).collect(),
            rarity: ask.rarity.max(rarity),
            rejected: ask.rejected.iter().chain(&ask.without).copied().collect(),
            rejected_artists: ask.rejected_artists.clone(),
            paired: ask.paired.clone(),
            ..similar::SimilarQuery::new(&ask.seeds, ask.limit)
        };
        if ask.is_by_sound(&snapshot.tables) {
            let answer = self.library.sounds_like(&question, self.pools.interactive(), stop);
            let answer = answer.map_err(|e| fault::of("Nothing can be told by sound", &e))?;
            let answer = answer.map(|answer| SimilarAnswer { by: ask.by, ..answer });
            return answer.ok_or_else(|| fault::stopped("similar"));
        }
        let answer = snapshot.similar(ask.by, &question, self.pools.interactive(), stop);
        if let Some(answer) = answer.as_ref().filter(|_| ask.by == By::Blend) {
            self.hearing.candidates(answer);
        }
        answer.ok_or_else(|| fault::stopped("similar"))
    }

    fn own_history(&self) -> Arc<OwnHistory> {
        let mut remembered = lock(&self.remembered);
        remembered.read(&self.library, &self.store(), now())
    }

    /// Rarity and the models' weights as set now.
    fn weights(&self) -> (f32, BlendSettings) {
        let settings = lock(&self.settings);
        (settings.recommend.rarity, settings.blend)
    }
}

impl App {
    /// The records of the genre that is asked for, all that were heard counted.
    fn of_genre(&self, ask: &SimilarRequest) -> Outcome<Option<Only>> {
        let Some(kin) = ask.genre else { return Ok(None) };
        let sounds = self.library.sounds(self.pools.interactive());
        let sounds = sounds.map_err(|e| fault::of("Nothing can be told by sound", &e))?;
        let unknown =
            || Only { name: format!("{}, and the seed's is not known", kin.name()), tracks: Vec::new() };
        Ok(Some(self.library.of_genre(&sounds, &ask.seeds, kin).unwrap_or_else(unknown)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{library::fixture, track::Name};

    #[test]
    fn a_blend_of_records_that_no_mix_has_is_what_sounds_like_them() {
        let tables = fixture::tables(&[("A - One", &["X - First", "Y - Second"])]);
        let played = tables.id_of(0).expect("a record");
        let outside = TrackId::outside(&Name::parse("Nobody", "Known To None").key());
        let ask = |by, seeds: &[TrackId]| SimilarRequest {
            seeds: seeds.to_vec(),
            together: Together::Alike,
            by,
            rarity: 0.0,
            you: 0.0,
            controls: Controls::default(),
            genre: None,
            limit: 10,
            liked: Vec::new(),
            rejected: Vec::new(),
            rejected_artists: Vec::new(),
            paired: Vec::new(),
            without: Vec::new(),
        };
        let by_sound = |by, seeds: &[TrackId]| ask(by, seeds).is_by_sound(&tables);
        assert!(by_sound(By::Blend, &[outside]) && by_sound(By::Sound, &[played]));
        assert!(!by_sound(By::Blend, &[outside, played]), "one that is played tells more");
        assert!(!by_sound(By::Played, &[outside]) && !by_sound(By::Next, &[outside]));
    }
}
