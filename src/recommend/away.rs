//! Keeping away from some seeds: a list whose rows fall the more, the more those want them too.

use super::{Ask, Recommender, ScoredRow, Scratch, Seed};

/// Rows of what is to be kept away from that are looked at.
const DEPTH: usize = 1000;
/// Seeds that count so much against or more are kept away from; a lighter verdict steers the fit alone.
const AGAINST: f32 = -1.0;

/// A model made to keep away from seeds that count against.
pub struct Away<M>(pub M);

impl<M: Recommender> Recommender for Away<M> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        let unwanted: Vec<Seed> = ask
            .seeds
            .iter()
            .filter(|seed| seed.weight <= AGAINST)
            .map(|seed| Seed { weight: -seed.weight, ..*seed })
            .collect();
        if unwanted.is_empty() {
            return self.0.recommend(ask, scratch);
        }
        let away = Ask { seeds: &unwanted, limit: DEPTH, excluded: &|_| false, ..*ask };
        let away = self.0.recommend(&away, scratch);
        let best = away.first().map_or(1.0, |hit| hit.score).max(f32::MIN_POSITIVE);
        let away: std::collections::HashMap<u32, f32> =
            away.iter().map(|hit| (hit.row, (hit.score / best).clamp(0.0, 1.0))).collect();
        let mut hits = self.0.recommend(&Ask { limit: ask.limit + DEPTH, ..*ask }, scratch);
        for hit in &mut hits {
            hit.score *= 1.0 - away.get(&hit.row).copied().unwrap_or(0.0);
        }
        hits.retain(|hit| hit.score > 0.0);
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(ask.limit);
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::BlendSettings,
        recommend::{
            graph::GraphBuf,
            lists::{Lists, ListsBuf},
            walk::Walk,
        },
    };

    #[test]
    fn what_is_only_played_with_the_unwanted_one_falls_behind() {
        // 2 is played with both, 3 with the seed alone, as often.
        let mixes: ListsBuf = [vec![0, 2], vec![0, 3], vec![1, 2], vec![1, 4]].into_iter().collect();
        let built = GraphBuf::new(5, mixes.view(), Lists::default(), &[]);
        let support = [2, 2, 2, 1, 1];
        let settings = BlendSettings::default();
        let walk = Walk { graph: built.view(), support: &support, settings: &settings };
        let rows = |seeds: &[Seed]| -> Vec<u32> {
            let ask = Ask { seeds, limit: 9, excluded: &|row| row < 2, stop: &|| false };
            Away(walk).recommend(&ask, &mut Scratch::default()).iter().map(|hit| hit.row).collect()
        };
        assert_eq!(rows(&[Seed::liked(0)])[0], 2);
        let away = rows(&[Seed::liked(0), Seed { row: 1, weight: -1.0 }]);
        assert_eq!(away[0], 3);
        assert!(!away.contains(&4), "{away:?}");
    }
}
