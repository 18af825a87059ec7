//! Several models, one list: every row knows which of them wants it and at which rank.

use std::collections::HashMap;

use super::recommender::{Ask, Recommender, Scratch};
use super::scan::{ScoredRow, tie_key};

/// One model's part in a blend.
pub struct Part<'a> {
    /// Its name in the reasons.
    pub name: &'static str,
    /// The model.
    pub model: Box<dyn Recommender + 'a>,
    /// What its opinion weighs.
    pub weight: f32,
}

/// How opinions are added up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Each score divided by its list's best.
    Score,
    /// `1 / (c + rank)`, ranks from 1 (reciprocal rank fusion, Cormack et al. 2009).
    Rank(f32),
}

/// A row of a blend.
#[derive(Clone, Debug, PartialEq)]
pub struct Blended {
    /// The track's row.
    pub row: u32,
    /// Its score.
    pub score: f32,
    /// Which parts want it and at which rank, from 1.
    pub why: Vec<(&'static str, u32)>,
}

/// One model's list.
#[derive(Clone, Debug)]
pub struct Opinions {
    /// The model's name.
    pub name: &'static str,
    /// What it weighs.
    pub weight: f32,
    /// Best first.
    pub hits: Vec<ScoredRow>,
}

/// Adds lists up. Ties go by support, then by the fixed key.
#[must_use]
pub fn blend(lists: &[Opinions], scale: Scale, limit: usize, support: &[u32]) -> Vec<Blended> {
    let mut rows: HashMap<u32, Blended> = HashMap::new();
    for Opinions { name, weight, hits } in lists {
        let best = hits.first().map_or(0.0, |hit| hit.score);
        for (hit, rank) in hits.iter().zip(1u32..) {
            let opinion = match scale {
                Scale::Score if best > 0.0 => hit.score / best,
                Scale::Score => 0.0,
                Scale::Rank(c) => 1.0 / (c + rank as f32),
            };
            let row = rows.entry(hit.row).or_insert(Blended { row: hit.row, score: 0.0, why: Vec::new() });
            row.score += weight * opinion;
            row.why.push((name, rank));
        }
    }
    let mut rows: Vec<Blended> = rows.into_values().collect();
    let support = |row: u32| support.get(row as usize).copied().unwrap_or(0);
    rows.sort_unstable_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| support(b.row).cmp(&support(a.row)))
            .then_with(|| tie_key(a.row).cmp(&tie_key(b.row)))
    });
    rows.truncate(limit);
    rows
}

/// A blend that is asked like any model.
pub struct Blend<'a> {
    /// Its parts.
    pub parts: Vec<Part<'a>>,
    /// How to add them up.
    pub scale: Scale,
    /// How deep each part is asked, however many rows are wanted: ranks and so the order depend on it.
    pub depth: usize,
    /// In how many mixes each track is.
    pub support: &'a [u32],
}

impl Blend<'_> {
    /// The rows with their reasons.
    #[must_use]
    pub fn explained(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<Blended> {
        let deep = Ask { limit: self.depth, ..*ask };
        let opinions = |part: &Part<'_>| Opinions {
            name: part.name,
            weight: part.weight,
            hits: part.model.recommend(&deep, scratch),
        };
        let lists: Vec<Opinions> = self.parts.iter().map(opinions).collect();
        blend(&lists, self.scale, ask.limit, self.support)
    }
}

impl Recommender for Blend<'_> {
    fn recommend(&self, ask: &Ask<'_>, scratch: &mut Scratch) -> Vec<ScoredRow> {
        self.explained(ask, scratch)
            .into_iter()
            .map(|row| ScoredRow { row: row.row, score: row.score })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opinions(name: &'static str, weight: f32, rows: &[(u32, f32)]) -> Opinions {
        Opinions { name, weight, hits: rows.iter().map(|&(row, score)| ScoredRow { row, score }).collect() }
    }

    #[test]
    fn a_row_wanted_twice_comes_first_and_says_by_whom() {
        let lists = [opinions("a", 1.0, &[(7, 4.0), (5, 3.0)]), opinions("b", 1.0, &[(9, 0.2), (5, 0.15)])];
        for scale in [Scale::Score, Scale::Rank(60.0)] {
            let rows = blend(&lists, scale, 10, &[]);
            assert_eq!(rows[0].row, 5, "{scale:?}");
            assert_eq!(rows[0].why, [("a", 2), ("b", 2)]);
            assert_eq!(rows.len(), 3);
        }
        assert_eq!(blend(&lists, Scale::Score, 2, &[]).len(), 2);
    }

    #[test]
    fn an_empty_list_and_a_list_of_zeros_leave_the_other_alone() {
        let lists =
            [opinions("a", 1.0, &[]), opinions("b", 1.0, &[(1, 0.0)]), opinions("c", 0.5, &[(2, 3.0)])];
        assert_eq!(blend(&lists, Scale::Score, 10, &[])[0].row, 2);
    }
}
