//! Ways from one record to another over so many records between, each step as cheap as can be.

use super::ordering::StepCosts;

/// Ways that are kept to each record: those that lead there cheapest.
const KEPT: usize = 6;

/// A way so far: the record it has come to, what it cost, and the way before (its place in the layer before).
#[derive(Clone, Copy, Debug)]
struct Way {
    record: usize,
    cost: f64,
    before: usize,
}

/// The cheapest way from record `from` to record `to` with 1, 2, … `most` records between; each holds both ends. `None`
/// where there are too few records. Of two records that are `apart` one way never holds both. Once `stop` is true there are no
/// longer ones.
#[must_use]
pub fn ways(
    steps: &StepCosts<'_>,
    (from, to): (usize, usize),
    most: usize,
    apart: &dyn Fn(usize, usize) -> bool,
    stop: &dyn Fn() -> bool,
) -> Vec<Option<Vec<usize>>> {
    let between: Vec<usize> = (0..steps.records())
        .filter(|at| *at != from && *at != to && !apart(from, *at) && !apart(to, *at))
        .collect();
    let mut layers = vec![vec![Way { record: from, cost: 0.0, before: 0 }]];
    let mut found = Vec::with_capacity(most);
    for _ in 0..most {
        if stop() {
            break;
        }
        let next = further(steps, &layers, &between, apart);
        layers.push(next);
        let last = &layers[layers.len() - 1];
        let whole = |way: &Way| way.cost + f64::from(steps.cost(way.record, to));
        let best = (0..last.len()).min_by(|a, b| whole(&last[*a]).total_cmp(&whole(&last[*b])));
        found.push(best.map(|at| {
            let mut way: Vec<usize> = back(&layers, at).collect();
            way.reverse();
            way.push(to);
            way
        }));
    }
    found
}

/// The ways that are one record longer than those of the last layer.
fn further(
    steps: &StepCosts<'_>,
    layers: &[Vec<Way>],
    between: &[usize],
    apart: &dyn Fn(usize, usize) -> bool,
) -> Vec<Way> {
    let Some(last) = layers.last() else { return Vec::new() };
    let mut next = Vec::new();
    for &record in between {
        let mut best: Vec<Way> = Vec::with_capacity(KEPT + 1);
        for (before, way) in last.iter().enumerate() {
            let cost = way.cost + f64::from(steps.cost(way.record, record));
            if best.len() == KEPT && best[KEPT - 1].cost <= cost {
                continue;
            }
            if back(layers, before).any(|other| other == record || apart(other, record)) {
                continue;
            }
            let at = best.partition_point(|other| other.cost <= cost);
            best.insert(at, Way { record, cost, before });
            best.truncate(KEPT);
        }
        next.extend(best);
    }
    next
}

/// The records of a way of the last layer, from its end to its beginning.
fn back(layers: &[Vec<Way>], at: usize) -> impl Iterator<Item = usize> {
    let mut at = at;
    layers.iter().rev().map(move |layer| {
        let way = layer[at];
        at = way.before;
        way.record
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records on a line; a step costs the square of how far it goes, so that steps of the same length are best.
    fn on_a_line(at: &[f32]) -> StepCosts<'_> {
        StepCosts::new(at.len(), |a, b| (at[a] - at[b]).powi(2))
    }

    const NEVER: &dyn Fn(usize, usize) -> bool = &|_, _| false;
    const GO_ON: &dyn Fn() -> bool = &|| false;

    #[test]
    fn a_way_has_so_many_records_between_and_its_steps_are_even() {
        let steps = on_a_line(&[0.0, 5.0, 50.0, 2.0, 7.4, 10.0, 2.6]);
        let ways = ways(&steps, (0, 5), 3, NEVER, GO_ON);
        assert_eq!(ways[0], Some(vec![0, 1, 5]));
        assert_eq!(ways[2], Some(vec![0, 6, 1, 4, 5]));
        assert_eq!(ways.len(), 3);
    }

    #[test]
    fn no_record_stands_twice_and_some_never_together() {
        // Between two records that are near each other the cheapest walk would go to and fro.
        let steps = on_a_line(&[0.0, 0.1, 0.2, 3.0, 0.3]);
        let four = ways(&steps, (0, 4), 4, NEVER, GO_ON);
        let way = four[2].clone().unwrap();
        assert_eq!(way.len(), 5);
        assert_eq!(std::collections::HashSet::<usize>::from_iter(way.clone()).len(), 5, "{way:?}");
        assert_eq!(four[3], None, "there are only three");
        let apart = |a: usize, b: usize| (a.min(b), a.max(b)) == (1, 2);
        let way = ways(&steps, (0, 4), 2, &apart, GO_ON)[1].clone().unwrap();
        assert!(!(way.contains(&1) && way.contains(&2)), "{way:?}");
    }

    #[test]
    fn what_is_apart_from_an_end_is_left_out() {
        let steps = on_a_line(&[0.0, 1.0, 1.1, 2.0]);
        let apart = |a: usize, b: usize| a == 0 && b == 1;
        assert_eq!(ways(&steps, (0, 3), 1, &apart, GO_ON)[0], Some(vec![0, 2, 3]));
    }

    #[test]
    fn without_records_between_there_is_no_way() {
        let steps = on_a_line(&[0.0, 1.0]);
        assert_eq!(ways(&steps, (0, 1), 2, NEVER, GO_ON), [None, None]);
    }
}
