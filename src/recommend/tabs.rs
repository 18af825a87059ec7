//! The models behind the tabs, put together as the library asks them.

use super::away::Away;
use super::blend::{Blend, Part, Scale};
use super::controls::newest_heaviest;
use super::fold_in::Seed;
use super::graph::Graph;
use super::next::{Direction, Next};
use super::recommender::{Ask, Recommender, Scratch};
use super::scan::ScoredRow;
use super::walk::Walk;
use crate::config::BlendSettings;

/// So many records of a set are what it goes on from.
pub const LAST: usize = 5;
/// How deep *Blend* asks its parts, unless more is wanted of it.
pub const DEPTH: usize = 200;

/// One catalogue and what was learned from it.
#[derive(Clone, Copy)]
pub struct Tabs<'a> {
    /// The plays, for the models that walk along them; making them takes longer than a question of ALS.
    pub graph: &'a dyn Fn() -> Graph<'a>,
    /// In how many mixes each track is.
    pub support: &'a [u32],
    /// ALS by fold-in, in the graph's rows; none before the first fit.
    pub played: Option<&'a dyn Recommender>,
    /// What sounds like the seeds; none where nothing was heard.
    pub sound: Option<&'a dyn Recommender>,
    /// What the models weigh.
    pub tuning: &'a BlendSettings,
    /// How deep *Blend* asks its parts.
    pub depth: usize,
}

impl<'a> Tabs<'a> {
    /// The walk.
    #[must_use]
    pub fn walk(&self) -> Walk<'a> {
        Walk { graph: (self.graph)(), support: self.support, settings: self.tuning }
    }

    /// Transitions in one direction.
    #[must_use]
    pub fn towards(&self, direction: Direction) -> Next<'a> {
        Next { graph: (self.graph)(), support: self.support, direction, settings: self.tuning }
    }

    /// *Blend*: ALS and the walk, and what sounds like the seeds where something was heard.
    #[must_use]
    pub fn blend(&self) -> Blend<'a> {
        let weight = self.tuning.blend_sound;
        let sound = self.sound.map(|model| Part { name: "sound", model: Box::new(model), weight });
        let mut blend = self.base();
        blend.parts.extend(sound);
        blend
    }

    fn base(&self) -> Blend<'a> {
        let tuning = self.tuning;
        let played = self.played.map(|model| Part { name: "als", model: Box::new(Away(model)), weight: 1.0 });
        let walk = Part { name: "walk", model: Box::new(Away(self.walk())), weight: tuning.blend_walk };
        Blend {
            parts: played.into_iter().chain([walk]).collect(),
            scale: if tuning.rank > 0.0 { Scale::Rank(tuning.rank) } else { Scale::Score },
            depth: self.depth,
            support: self.support,
        }
    }

    /// *Next*: what is played straight after the newest seeds, with ALS and the walk to fall back on.
    #[must_use]
    pub fn next(&self) -> Blend<'a> {
        let after = Newest(Away(self.towards(Direction::After)), self.tuning.next_newest);
        let mut blend = self.base();
        blend.parts.push(Part { name: "next", model: Box::new(after), weight: self.tuning.next_after });
        blend
    }

    /// *Continue*: the seeds of a set that goes on.
    #[must_use]
    pub fn going_on(&self, rows: &[u32]) -> Vec<Seed> {
        newest_heaviest(&rows[rows.len().saturating_sub(LAST)..], self.tuning.newest)
    }

    /// *Between*: what fits after the one and before the other.
    #[must_use]
    pub fn between(&self, from: u32, to: u32) -> Blend<'a> {
        let towards = |direction, row| OneSeed(self.towards(direction), Seed::liked(row));
        let part = |name, model| Part { name, model: Box::new(model), weight: self.tuning.next_after };
        let mut blend = self.blend();
        blend.parts.push(part("after", towards(Direction::After, from)));
        blend.parts.push(part("before", towards(Direction::Before, to)));
        blend
    }
}

/// Transitions that look at the newest seeds most.
struct Newest<'a>(Away<Next<'a>>, f32);

impl Recommender for Newest<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        let (liked, unwanted): (Vec<Seed>, Vec<Seed>) = ask.seeds.iter().partition(|s| s.weight > 0.0);
        let rows: Vec<u32> = liked.iter().map(|s| s.row).collect();
        let seeds = [newest_heaviest(&rows, self.1), unwanted].concat();
        self.0.recommend(&Ask { seeds: &seeds, ..*ask }, scratch)
    }
}

/// Transitions from one of the seeds.
struct OneSeed<'a>(Next<'a>, Seed);

impl Recommender for OneSeed<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        self.0.recommend(&Ask { seeds: &[self.1], ..*ask }, scratch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::graph::GraphBuf;
    use crate::recommend::lists::{Lists, ListsBuf};

    #[test]
    fn between_prefers_what_follows_the_one_and_leads_to_the_other() {
        // 2 stands between 0 and 1; 3 follows 1, 4 leads to 0.
        let mixes: ListsBuf = [vec![4, 0, 2, 1, 3], vec![4, 0, 5], vec![6, 1, 3]].into_iter().collect();
        let built = GraphBuf::new(7, mixes.view(), Lists::default(), &[]);
        let support = [2, 2, 1, 2, 2, 1, 1];
        let tuning = BlendSettings { next_after: 3.0, ..BlendSettings::default() };
        let (played, sound) = (None, None);
        let tabs =
            Tabs { graph: &|| built.view(), support: &support, played, sound, tuning: &tuning, depth: DEPTH };
        let seeds = [Seed::liked(0), Seed::liked(1)];
        let ask = Ask { seeds: &seeds, limit: 9, excluded: &|row| row < 2, stop: &|| false };
        let rows = tabs.between(0, 1).explained(&ask, &mut Scratch::default());
        assert_eq!(rows[0].row, 2);
        let models: Vec<&str> = rows[0].why.iter().map(|(name, _)| *name).collect();
        assert_eq!(models, ["walk", "after", "before"]);
    }

    #[test]
    fn a_set_goes_on_from_its_last_records() {
        let (tuning, built) = (BlendSettings::default(), GraphBuf::default());
        let (played, sound) = (None, None);
        let tabs =
            Tabs { graph: &|| built.view(), support: &[], played, sound, tuning: &tuning, depth: DEPTH };
        let seeds = tabs.going_on(&[1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(seeds.iter().map(|s| s.row).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert!(seeds.is_sorted_by(|a, b| a.weight < b.weight));
    }
}
