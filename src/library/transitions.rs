//! How well one record follows another: by what DJs and the user did, by taste, by sound, by tempo and key.

use std::collections::{HashMap, HashSet};

use super::{
    facts::{Follows, MixingFacts},
    query::StraightAfter,
    snapshot::{
        Snapshot,
        tables::{Tables, Witnesses},
    },
    sound::Sounds,
};
use crate::{
    sound::{
        mixable::{KeyFit, tempo_fit},
        projection::Vector,
    },
    track::TrackId,
};

/// What speaks for a step from one record to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Transition {
    /// The user says that these two work.
    pub paired: bool,
    /// How often the second was played straight after the first.
    pub straight: Option<StraightAfter>,
    /// Independent DJs who have played both in a mix.
    pub djs: u32,
    /// Cosine of the two in the model, -1 to 1; `None` where it does not know both.
    pub taste: Option<f32>,
    /// Euclidean distance of the sound vectors, 0 to 2; `None` where not both were analysed.
    pub sound: Option<f32>,
    /// How tempo and key follow.
    pub follows: Follows,
    /// How far the second has to be pitched, in per cent; `None` where one of the tempi is not known.
    pub pitch: Option<f32>,
}

/// What the parts of a step weigh against each other. A clash outweighs everything else.
const SOUND: f32 = 0.5;
const PITCH: f32 = 0.3;
const KEY: f32 = 0.2;
const CLASH: f32 = 2.0;
/// What is not known counts as this share of the worst.
const UNKNOWN: f32 = 0.5;

impl Transition {
    /// What it costs, 0 where everything speaks for it; `reach` is how far a deck is pitched, in per cent.
    pub fn cost(&self, reach: f32) -> f32 {
        let sound = self.sound.map_or(UNKNOWN, |distance| (distance / 2.0).clamp(0.0, 1.0));
        let pitch = self.pitch.map_or(UNKNOWN, |pitch| (pitch.abs() / reach.max(0.1)).min(1.0));
        let clashes = if self.follows.clashes() { CLASH } else { 0.0 };
        self.evidence() + SOUND * sound + PITCH * pitch + KEY * key_cost(self.follows) + clashes
    }

    /// DJs, or the user, have made it.
    pub fn is_played(&self) -> bool {
        self.paired || self.straight.is_some()
    }

    /// 0 where it was done, 1 where nothing speaks for it.
    pub fn evidence(&self) -> f32 {
        if self.paired {
            return 0.0;
        }
        if let Some(straight) = self.straight {
            return 0.15 / straight.djs.max(1) as f32;
        }
        match self.djs {
            0 => 1.0 - 0.4 * self.taste.unwrap_or(0.0).max(0.0),
            djs => 0.5 / (djs as f32).sqrt(),
        }
    }
}

/// 0 where the keys mix, 1 where they clash.
pub fn key_cost(follows: Follows) -> f32 {
    match follows.key {
        Some(Some(KeyFit::Same)) => 0.0,
        Some(Some(KeyFit::Relative | KeyFit::Neighbour)) => 0.1,
        Some(Some(KeyFit::Boost)) => 0.2,
        Some(None) => 1.0,
        None => UNKNOWN,
    }
}

/// Plays of two records of a set in one mix.
#[derive(Debug, Default)]
struct Plays {
    mixes: Vec<u32>,
    /// Those in which the second stands straight after the first.
    straight: Vec<u32>,
}

/// One of the records.
struct Known<'a> {
    id: TrackId,
    facts: MixingFacts,
    /// Its factors in the model.
    factors: Option<&'a [f32]>,
    sound: Option<Vector>,
}

/// What is known of the steps between some records.
pub struct Transitions<'a> {
    records: Vec<Known<'a>>,
    pairs: HashSet<(TrackId, TrackId)>,
    /// Per pair of places: what the mixes say.
    seen: HashMap<(usize, usize), (u32, Option<StraightAfter>)>,
    reach: f32,
}

impl<'a> Transitions<'a> {
    /// Looks up what is known of these records; `pairs` are those the user says work, `reach` is how far a deck is pitched,
    /// in per cent.
    pub fn new(
        snapshot: &'a Snapshot,
        sounds: Option<&'a Sounds>,
        records: Vec<(TrackId, MixingFacts)>,
        pairs: &[(TrackId, TrackId)],
        reach: f32,
    ) -> Self {
        let pairs = pairs.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        let ids: Vec<TrackId> = records.iter().map(|(id, _)| *id).collect();
        let model = snapshot.model.as_ref();
        let factors = |id| model.and_then(|model| model.view().item(model.row_of(id)?));
        let known = |(id, facts)| Known {
            id,
            facts,
            factors: factors(id),
            sound: sounds.and_then(|sounds| sounds.vector(id)),
        };
        let records = records.into_iter().map(known).collect();
        Self { records, pairs, seen: seen(&snapshot.tables, &ids), reach }
    }

    /// What speaks for going from the one to the other, by their places.
    pub fn step(&self, a: usize, b: usize) -> Transition {
        let (from, to) = (&self.records[a], &self.records[b]);
        let (djs, straight) = self.seen.get(&(a, b)).copied().unwrap_or_default();
        let tempi = from.facts.sure_tempo().zip(to.facts.sure_tempo());
        Transition {
            paired: self.pairs.contains(&(from.id, to.id)),
            straight,
            djs,
            taste: from.factors.zip(to.factors).and_then(|(a, b)| cosine(a, b)),
            sound: from.sound.zip(to.sound).map(|(a, b)| distance(&a, &b)),
            follows: from.facts.followed_by(&to.facts, self.reach),
            pitch: tempi.and_then(|(a, b)| tempo_fit(a, b)).map(|fit| fit.pitch),
        }
    }
}

fn cosine(a: &[f32], b: &[f32]) -> Option<f32> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    let length = (dot(a, a) * dot(b, b)).sqrt();
    (length > 0.0).then(|| dot(a, b) / length)
}

fn distance(a: &Vector, b: &Vector) -> f32 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f32>().sqrt()
}

/// The plays of these records by mix, each with its place there and the record's place among these.
pub(super) fn by_mix(tables: &Tables, ids: &[TrackId]) -> HashMap<u32, Vec<(u16, usize)>> {
    let mut by_mix: HashMap<u32, Vec<(u16, usize)>> = HashMap::new();
    for (at, id) in ids.iter().enumerate() {
        let Some(row) = tables.row_of(*id) else { continue };
        for &play in tables.plays_of.get(row) {
            let mix = Tables::at(&tables.play_mix, play);
            by_mix.entry(mix).or_default().push((Tables::at(&tables.play_place, play), at));
        }
    }
    by_mix
}

/// What the mixes say about each two of these records, by their places.
fn seen(tables: &Tables, ids: &[TrackId]) -> HashMap<(usize, usize), (u32, Option<StraightAfter>)> {
    let mut pairs: HashMap<(usize, usize), Plays> = HashMap::new();
    for (mix, plays) in by_mix(tables, ids) {
        for &(place, a) in &plays {
            for &(other, b) in plays.iter().filter(|(_, b)| *b != a) {
                let pair = pairs.entry((a, b)).or_default();
                pair.mixes.push(mix);
                if other == place.saturating_add(1) {
                    pair.straight.push(mix);
                }
            }
        }
    }
    let mut witnesses = Witnesses::new(&tables.djs_of, tables.djs.len());
    let mut djs = |mixes: &mut Vec<u32>| {
        mixes.sort_unstable();
        mixes.dedup();
        witnesses.count(mixes.iter().copied())
    };
    let counted = pairs.into_iter().map(|(pair, mut seen)| {
        let times = seen.straight.len() as u32;
        let straight = (times > 0).then(|| StraightAfter { djs: djs(&mut seen.straight), times });
        (pair, (djs(&mut seen.mixes), straight))
    });
    counted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        library::fixture::tables,
        sound::{
            key::{Mode, MusicalKey},
            mixable::Settled,
        },
    };

    fn library() -> Snapshot {
        Snapshot::new(tables(&[
            ("2001-01-01 - One - Set", &["A - One", "B - Two", "C - Three"]),
            ("2002-01-01 - Two - Set", &["A - One", "B - Two", "D - Four"]),
            ("2003-01-01 - One - Set", &["B - Two", "A - One"]),
        ]))
    }

    fn id(snapshot: &Snapshot, title: &str) -> TrackId {
        let rows = 0..snapshot.tables.n_tracks() as u32;
        rows.map(|row| snapshot.tables.track_row(row)).find(|row| row.title == title).unwrap().id
    }

    fn facts(bpm: f32, tonic: u8) -> MixingFacts {
        let key = MusicalKey { tonic, mode: Mode::Minor };
        MixingFacts {
            tempo: Some(Settled::written(bpm)),
            key: Some(Settled::written(key)),
            ..MixingFacts::default()
        }
    }

    #[test]
    fn what_was_played_in_a_row_comes_before_what_was_played_together_and_that_before_nothing() {
        let snapshot = library();
        let titles = ["One", "Two", "Three", "Four"];
        let records = titles.map(|title| (id(&snapshot, title), MixingFacts::default())).to_vec();
        let steps = Transitions::new(&snapshot, None, records, &[], 6.0);
        let one_two = steps.step(0, 1);
        assert_eq!(one_two.straight, Some(StraightAfter { djs: 2, times: 2 }));
        assert_eq!(steps.step(1, 0).straight, Some(StraightAfter { djs: 1, times: 1 }), "the other way once");
        assert_eq!((one_two.djs, steps.step(0, 2).djs, steps.step(2, 3).djs), (2, 1, 0));
        let costs = [(0, 1), (1, 0), (0, 2), (2, 3)].map(|(a, b)| steps.step(a, b).cost(6.0));
        assert!(costs.is_sorted_by(|a, b| a < b), "{costs:?}");
    }

    #[test]
    fn a_pair_of_the_users_counts_as_evidence_both_ways() {
        let snapshot = library();
        let ids = ["Three", "Four"].map(|title| id(&snapshot, title));
        let records = ids.map(|id| (id, MixingFacts::default())).to_vec();
        let steps = Transitions::new(&snapshot, None, records, &[(ids[1], ids[0])], 6.0);
        assert!(steps.step(0, 1).paired && steps.step(1, 0).paired);
        assert!(steps.step(0, 1).evidence() <= 0.0);
    }

    #[test]
    fn a_clash_outweighs_all_evidence_and_a_near_tempo_costs_less_than_a_far_one() {
        let snapshot = library();
        let all = |of: &[(&str, MixingFacts)]| {
            of.iter().map(|(title, facts)| (id(&snapshot, title), *facts)).collect()
        };
        let cost = |of: &[(&str, MixingFacts)]| {
            Transitions::new(&snapshot, None, all(of), &[], 6.0).step(0, 1).cost(6.0)
        };
        let clash = cost(&[("One", facts(128.0, 0)), ("Two", facts(150.0, 0))]);
        let nothing = cost(&[("Three", facts(128.0, 0)), ("Four", facts(128.0, 0))]);
        assert!(clash > nothing, "{clash} {nothing}");
        let far = cost(&[("One", facts(128.0, 0)), ("Two", facts(134.0, 0))]);
        let near = cost(&[("One", facts(128.0, 0)), ("Two", facts(129.0, 0))]);
        assert!(near < far, "{near} {far}");
        let double = cost(&[("One", facts(87.0, 0)), ("Two", facts(174.0, 0))]);
        assert!(double < far, "half and double time are the same tempo: {double}");
    }
}
