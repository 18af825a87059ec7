//! What a record is like by ear, in a few bytes.

use bytemuck::{Pod, Zeroable};

use crate::{
    catalogue::AnalysedTrack,
    sound::{
        energy::Energy,
        genre::{self, Genre},
        key::{KeyEstimate, MusicalKey},
        tempo::Tempo,
    },
};

/// Tags kept of each record.
const TAGS: usize = 6;
/// A tag below this says nothing.
const SAYS: f32 = 0.1;
const NONE: u8 = u8::MAX;

/// Tempo, key, energy, the genre and the surest tags.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct SoundFacts {
    /// 0 where none was heard.
    bpm: f32,
    bpm_sure: f32,
    tonic_sure: f32,
    /// Negative where none was heard.
    energy: f32,
    /// 12 more for minor; [`NONE`].
    tonic: u8,
    exact: u8,
    /// The network's, by its number; [`NONE`].
    genre: u8,
    unused: u8,
    tags: [u8; TAGS],
    scores: [u8; TAGS],
}

impl SoundFacts {
    pub(super) fn of(heard: &AnalysedTrack) -> Self {
        let mut order: Vec<usize> =
            (0..heard.tags.len().min(usize::from(NONE))).filter(|&t| heard.tags[t] >= SAYS).collect();
        order.sort_by(|&a, &b| heard.tags[b].total_cmp(&heard.tags[a]));
        let mut tags = [NONE; TAGS];
        let mut scores = [0; TAGS];
        for ((tag, score), &at) in tags.iter_mut().zip(&mut scores).zip(&order) {
            (*tag, *score) = (at as u8, (heard.tags[at].clamp(0.0, 1.0) * 255.0).round() as u8);
        }
        Self {
            bpm: heard.tempo.map_or(0.0, |t| t.0),
            bpm_sure: heard.tempo.map_or(0.0, |t| t.1),
            tonic_sure: heard.key.map_or(0.0, |k| k.1),
            energy: heard.energy.unwrap_or(-1.0),
            tonic: heard.key.map_or(NONE, |k| k.0),
            exact: u8::from(heard.exact),
            genre: genre::of(&heard.tags).map_or(NONE, Genre::number),
            unused: 0,
            tags,
            scores,
        }
    }

    /// Beats per minute as heard.
    pub fn tempo(&self) -> Option<Tempo> {
        (self.bpm > 0.0).then_some(Tempo { bpm: self.bpm, confidence: self.bpm_sure, other: None })
    }

    /// The key as heard.
    pub fn key(&self) -> Option<KeyEstimate> {
        MusicalKey::from_number(self.tonic).map(|key| KeyEstimate {
            key,
            confidence: self.tonic_sure,
            other: None,
            cents: 0.0,
        })
    }

    /// The drive.
    pub fn energy(&self) -> Option<Energy> {
        (self.energy >= 0.0).then(|| Energy::new(self.energy))
    }

    /// The main genre among the network's tags.
    pub fn genre(&self) -> Option<Genre> {
        Genre::numbered(self.genre)
    }

    /// That very version was heard, not another one.
    pub fn is_exact(&self) -> bool {
        self.exact != 0
    }

    /// The surest tags by their number among the network's labels, with their scores, the surest first.
    pub fn tags(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        let known = self.tags.iter().zip(&self.scores).take_while(|(tag, _)| **tag != NONE);
        known.map(|(&tag, &score)| (usize::from(tag), f32::from(score) / 255.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::{SecondBest, Seen},
        track::Name,
    };

    #[test]
    fn what_is_kept_comes_back() {
        let mut heard = AnalysedTrack {
            seen: Seen::new(Name::parse("A", "B")),
            source: "local".into(),
            exact: true,
            seconds: 30.0,
            model: String::new(),
            projection: String::new(),
            pools: Vec::new(),
            vector: Vec::new(),
            tags: vec![0.05, 0.9, 0.2, 0.0, 0.5, 0.3, 0.11, 0.4],
            loudness: None,
            tempo: Some((128.5, 0.75)),
            key: Some((21, 0.5)),
            second: SecondBest::default(),
            energy: Some(0.5),
        };
        let facts = SoundFacts::of(&heard);
        assert_eq!(facts.tempo(), Some(Tempo { bpm: 128.5, confidence: 0.75, other: None }));
        assert_eq!(facts.key().map(|k| k.key), MusicalKey::from_number(21));
        assert_eq!(facts.energy().map(|e| e.step), Some(3));
        assert_eq!(facts.tags().map(|(tag, _)| tag).collect::<Vec<_>>(), [1, 4, 7, 5, 2, 6]);
        assert_eq!(facts.genre().map(Genre::name), Some("pop"));
        (heard.tempo, heard.key, heard.energy, heard.exact) = (None, None, None, false);
        heard.tags = vec![0.01; 50];
        let facts = SoundFacts::of(&heard);
        assert!(facts.tempo().is_none() && facts.key().is_none() && facts.energy().is_none());
        assert!(!facts.is_exact() && facts.tags().next().is_none() && facts.genre().is_none());
    }
}
