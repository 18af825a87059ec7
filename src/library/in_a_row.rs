//! Which records of a queue DJs, or the user, have played in a row.

use std::collections::HashMap;

use super::{
    query::StraightAfter,
    snapshot::tables::{Tables, Witnesses},
    transitions::{Transition, by_mix},
};
use crate::track::TrackId;

/// The steps that somebody has made between some records.
pub struct InARow {
    /// By each record's place: the places of those that were played straight after it, ascending, and what that step costs.
    after: Vec<Vec<(usize, f32)>>,
}

impl InARow {
    /// Looks them up; `pairs` are those the user says work, in either order.
    #[must_use]
    pub fn new(tables: &Tables, ids: &[TrackId], pairs: &[(TrackId, TrackId)]) -> Self {
        let mut made: HashMap<(usize, usize), Transition> = HashMap::new();
        for (step, straight) in straight(tables, ids) {
            made.entry(step).or_default().straight = Some(straight);
        }
        let mut places: HashMap<TrackId, Vec<usize>> = HashMap::new();
        for (at, id) in ids.iter().enumerate() {
            places.entry(*id).or_default().push(at);
        }
        let of = |id: &TrackId| places.get(id).map_or(&[][..], Vec::as_slice);
        for (one, other) in pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]) {
            for step in of(&one).iter().flat_map(|&a| of(&other).iter().map(move |&b| (a, b))) {
                made.entry(step).or_default().paired = true;
            }
        }
        let mut after = vec![Vec::new(); ids.len()];
        for ((a, b), step) in made {
            after[a].push((b, step.evidence()));
        }
        for steps in &mut after {
            steps.sort_unstable_by_key(|(to, _)| *to);
        }
        Self { after }
    }

    /// What going from the one to the other costs, by their places, 0 to 0.15; `None` where nobody did so.
    #[must_use]
    pub fn cost(&self, a: usize, b: usize) -> Option<f32> {
        let steps = &self.after[a];
        steps.binary_search_by_key(&b, |(to, _)| *to).ok().map(|at| steps[at].1)
    }
}

/// How often each was played straight after another, by their places.
fn straight(tables: &Tables, ids: &[TrackId]) -> impl Iterator<Item = ((usize, usize), StraightAfter)> {
    let mut steps: HashMap<(usize, usize), Vec<u32>> = HashMap::new();
    for (mix, mut plays) in by_mix(tables, ids) {
        plays.sort_unstable();
        for (i, &(place, a)) in plays.iter().enumerate() {
            let next = place.saturating_add(1);
            let behind = plays[i + 1..].iter().take_while(|(other, _)| *other <= next);
            for &(_, b) in behind.filter(|(other, b)| *other == next && *b != a) {
                steps.entry((a, b)).or_default().push(mix);
            }
        }
    }
    let mut witnesses = Witnesses::new(&tables.djs_of, tables.djs.len());
    steps.into_iter().map(move |(step, mut mixes)| {
        let times = mixes.len() as u32;
        mixes.sort_unstable();
        mixes.dedup();
        (step, StraightAfter { djs: witnesses.count(mixes.iter().copied()), times })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{MixingFacts, Snapshot, fixture::tables, transitions::Transitions};

    #[test]
    fn what_was_played_in_a_row_costs_what_the_whole_look_says() {
        let snapshot = Snapshot::new(tables(&[
            ("2001-01-01 - One - Set", &["A - One", "B - Two", "C - Three"]),
            ("2002-01-01 - Two - Set", &["A - One", "B - Two", "D - Four"]),
            ("2003-01-01 - One - Set", &["B - Two", "A - One"]),
        ]));
        let rows = 0..snapshot.tables.n_tracks() as u32;
        let ids: Vec<TrackId> = rows.map(|row| snapshot.tables.track_row(row).id).collect();
        let pairs = [(ids[3], ids[2])];
        let found = InARow::new(&snapshot.tables, &ids, &pairs);
        let records = ids.iter().map(|id| (*id, MixingFacts::default())).collect();
        let whole = Transitions::new(&snapshot, None, records, &pairs, 6.0);
        let mut made = 0;
        for (a, b) in (0..4).flat_map(|a| (0..4).map(move |b| (a, b))) {
            let step = whole.step(a, b);
            let cost = (a != b && step.is_played()).then(|| step.evidence());
            assert_eq!(found.cost(a, b), cost, "{a} {b}");
            made += usize::from(cost.is_some());
        }
        assert_eq!(made, 6, "four steps of mixes, and a pair both ways");
    }
}
