//! Shaping a queue: putting it in order, and finding a path from one record to another.

use std::collections::HashSet;

use super::{
    fault::{self, Fault, Outcome, Stop},
    open::App,
    similar::SimilarRequest,
};
use crate::{
    library::{
        Follows, MixingFacts, Snapshot, Sounds, Together,
        in_a_row::InARow,
        query::{By, TrackRow},
        transitions::{Transition, Transitions, key_cost},
    },
    recommend::{
        ordering::{StepCosts, cheapest, rising},
        path::ways,
    },
    track::{TrackId, artists, fold},
};

/// What a queue can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// The slowest first.
    Tempo,
    /// Keys that mix, one after the other.
    Keys,
    /// As few clashes of tempo or key as can be.
    Clashes,
    /// What DJs, or the user, played in a row.
    Played,
}

impl OrderBy {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Tempo, Self::Keys, Self::Clashes, Self::Played];

    /// In a few words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tempo => "tempo rising",
            Self::Keys => "keys that mix",
            Self::Clashes => "fewest clashes",
            Self::Played => "what DJs played in a row",
        }
    }
}

/// A queue to be put in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Unordered {
    /// Its records.
    pub rows: Vec<TrackRow>,
    /// Pairs that the user says work.
    pub pairs: Vec<(TrackId, TrackId)>,
    /// How far a deck is pitched, in per cent.
    pub reach: f32,
}

/// One order of a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrangement {
    /// Where each record stood, in the order in which they are to stand.
    pub places: Vec<usize>,
    /// Steps whose tempo or key clash.
    pub clashes: usize,
    /// Steps that DJs, or the user, have made.
    pub played: usize,
}

/// Every order of a queue that is offered, and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Orders {
    /// As it stands.
    pub now: Arrangement,
    /// In the order of [`OrderBy::ALL`]; the first record and the last one stay.
    pub between: Vec<Arrangement>,
    /// The same, where every record may move.
    pub all: Vec<Arrangement>,
}

/// A path from one record to another, both in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The records, with tempo and key.
    pub records: Vec<(TrackRow, MixingFacts)>,
    /// What speaks for each step.
    pub steps: Vec<Transition>,
}

/// The longest path has so many records between its ends.
const LONGEST: usize = 12;
/// So many rows are looked at of what fits between the two, what is played with either, and what sounds like either.
const BETWEEN: usize = 200;
const BESIDE: usize = 60;

impl App {
    /// Every order of a queue.
    pub fn orders(&self, queue: &Unordered, stop: Stop<'_>) -> Outcome<Orders> {
        let facts = self.facts(&queue.rows, stop)?;
        let orders = all_orders(&self.library.snapshot(), queue, &facts, stop);
        if stop() { Err(fault::stopped("order")) } else { Ok(orders) }
    }

    /// Paths between the two seeds of a question, with 1, 2, … records between them; `None` where there is none so long.
    pub fn paths(
        &self,
        ask: &SimilarRequest,
        pairs: &[(TrackId, TrackId)],
        reach: f32,
        stop: Stop<'_>,
    ) -> Outcome<Vec<Option<Route>>> {
        let rows = self.candidates(ask, pairs, stop)?;
        let facts = self.facts(&rows, stop)?;
        let (snapshot, sounds) = (self.library.snapshot(), self.library.sounds_now());
        let records = rows.into_iter().zip(facts).collect::<Vec<_>>();
        let routes = routes(&snapshot, sounds.as_deref(), &records, (pairs, reach), stop);
        if stop() { Err(fault::stopped("path")) } else { Ok(routes) }
    }

    /// The two ends, and what may stand between them.
    fn candidates(
        &self,
        ask: &SimilarRequest,
        pairs: &[(TrackId, TrackId)],
        stop: Stop<'_>,
    ) -> Outcome<Vec<TrackRow>> {
        let ends = self.rows(&ask.seeds);
        if ends.len() != 2 || ends[0].id == ends[1].id {
            return Err(Fault {
                title: "No path".into(),
                cause: "a path goes from one record that is known here to another".into(),
                remedy: "Choose two records that are in mixes, or that were analysed.".into(),
            });
        }
        let mut asks =
            vec![SimilarRequest { by: By::Blend, together: Together::Gap, limit: BETWEEN, ..ask.clone() }];
        for &end in &ask.seeds {
            for by in [By::Played, By::Sound] {
                let seeds = vec![end];
                asks.push(SimilarRequest {
                    by,
                    seeds,
                    together: Together::Alike,
                    limit: BESIDE,
                    ..ask.clone()
                });
            }
        }
        let mut rows = ends;
        let mut known: HashSet<TrackId> = ask.seeds.iter().copied().collect();
        for ask in &asks {
            let answer = match self.similar(ask, stop) {
                Ok(answer) => answer,
                // Where nothing was analysed there is nothing by sound.
                Err(_) if ask.by == By::Sound && !stop() => continue,
                Err(fault) => return Err(fault),
            };
            let found = answer.tracks.into_iter().filter(|row| !row.is_version()).map(|row| row.row);
            rows.extend(found.filter(|row| known.insert(row.id)));
        }
        let paired =
            pairs.iter().filter_map(|&(a, b)| match (ask.seeds.contains(&a), ask.seeds.contains(&b)) {
                (true, false) => Some(b),
                (false, true) => Some(a),
                _ => None,
            });
        let paired: Vec<TrackId> = paired.filter(|id| known.insert(*id)).collect();
        rows.extend(self.rows(&paired));
        Ok(rows)
    }
}

/// What is known of the steps between a queue's records, as far as orders go by it.
struct QueueSteps<'q> {
    facts: &'q [MixingFacts],
    played: InARow,
    reach: f32,
}

impl QueueSteps<'_> {
    fn follows(&self, a: usize, b: usize) -> Follows {
        self.facts[a].followed_by(&self.facts[b], self.reach)
    }

    fn order(&self, by: OrderBy, ends: bool, stop: Stop<'_>) -> Vec<usize> {
        let cheap = |cost: &dyn Fn(usize, usize) -> f32| {
            let cost = |a, b| if a == b { 0.0 } else { cost(a, b) };
            cheapest(&StepCosts::new(self.facts.len(), cost), ends, stop)
        };
        match by {
            OrderBy::Tempo => {
                let tempi: Vec<_> = self.facts.iter().map(MixingFacts::sure_tempo).collect();
                rising(&tempi, ends)
            }
            OrderBy::Keys => cheap(&|a, b| key_cost(self.follows(a, b))),
            OrderBy::Clashes => cheap(&|a, b| if self.follows(a, b).clashes() { 1.0 } else { 0.0 }),
            OrderBy::Played => cheap(&|a, b| self.played.cost(a, b).unwrap_or(1.0)),
        }
    }

    fn arranged(&self, places: Vec<usize>) -> Arrangement {
        let steps = || places.windows(2).map(|two| (two[0], two[1]));
        let clashes = steps().filter(|&(a, b)| self.follows(a, b).clashes()).count();
        let played = steps().filter(|&(a, b)| self.played.cost(a, b).is_some()).count();
        Arrangement { places, clashes, played }
    }
}

/// Every order of a queue of whose records this is known; once `stop` is true, what was found until then.
pub(crate) fn all_orders(
    snapshot: &Snapshot,
    queue: &Unordered,
    facts: &[MixingFacts],
    stop: Stop<'_>,
) -> Orders {
    let ids: Vec<TrackId> = queue.rows.iter().map(|row| row.id).collect();
    let played = InARow::new(&snapshot.tables, &ids, &queue.pairs);
    let steps = QueueSteps { facts, played, reach: queue.reach };
    let of = |ends| Vec::from(OrderBy::ALL.map(|by| steps.arranged(steps.order(by, ends, stop))));
    Orders { now: steps.arranged((0..ids.len()).collect()), between: of(true), all: of(false) }
}

/// Paths from the first record to the second one through the others, of which no two are by one artist. `pairs` are those
/// the user says work, `reach` is how far a deck is pitched, in per cent; once `stop` is true there are no longer paths.
pub(crate) fn routes(
    snapshot: &Snapshot,
    sounds: Option<&Sounds>,
    records: &[(TrackRow, MixingFacts)],
    (pairs, reach): (&[(TrackId, TrackId)], f32),
    stop: Stop<'_>,
) -> Vec<Option<Route>> {
    let ids = records.iter().map(|(row, facts)| (row.id, *facts)).collect();
    let known = Transitions::new(snapshot, sounds, ids, pairs, reach);
    let costs = StepCosts::new(records.len(), |a, b| if a == b { 0.0 } else { known.step(a, b).cost(reach) });
    let makers =
        |(row, _): &(TrackRow, MixingFacts)| artists(&row.artist).iter().map(|name| fold(name)).collect();
    let makers: Vec<HashSet<String>> = records.iter().map(makers).collect();
    let one = |a: &HashSet<String>| makers.iter().map(|b| !a.is_disjoint(b)).collect();
    let by_one: Vec<Vec<bool>> = makers.iter().map(one).collect();
    let found = ways(&costs, (0, 1), LONGEST, &|a, b| by_one[a][b], stop);
    let route = |way: Vec<usize>| Route {
        records: way.iter().map(|&at| records[at].clone()).collect(),
        steps: way.windows(2).map(|two| known.step(two[0], two[1])).collect(),
    };
    found.into_iter().map(|way| way.map(route)).collect()
}
