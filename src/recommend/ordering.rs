//! Records put into the order whose steps cost least.

/// What it costs to go from each record straight to each other one; 0 is best, and all costs are finite and none is below it.
pub struct StepCosts<'c> {
    records: usize,
    costs: Costs<'c>,
}

enum Costs<'c> {
    /// Row by row: from each record to each.
    Table(Vec<f32>),
    /// Asked for when it is needed: a table would be larger than all else the program holds.
    Asked(Box<dyn Fn(usize, usize) -> f32 + 'c>),
}

impl<'c> StepCosts<'c> {
    /// Of so many records; `cost` is told which one is left and which one follows.
    #[must_use]
    pub fn new(records: usize, cost: impl Fn(usize, usize) -> f32 + 'c) -> Self {
        let from = |a: usize| (0..records).map(move |b| (a, b));
        let costs = if records <= MOST {
            Costs::Table((0..records).flat_map(from).map(|(a, b)| cost(a, b)).collect())
        } else {
            Costs::Asked(Box::new(cost))
        };
        Self { records, costs }
    }

    /// How many records there are.
    #[must_use]
    pub fn records(&self) -> usize {
        self.records
    }

    /// What the step from `a` to `b` costs.
    #[must_use]
    pub fn cost(&self, a: usize, b: usize) -> f32 {
        match &self.costs {
            Costs::Table(costs) => costs[a * self.records + b],
            Costs::Asked(cost) => cost(a, b),
        }
    }

    /// What all steps of an order cost.
    #[must_use]
    pub fn total(&self, order: &[usize]) -> f64 {
        order.windows(2).map(|pair| f64::from(self.cost(pair[0], pair[1]))).sum()
    }
}

/// Up to so many records that may move, the best order is found by looking at all of them.
const EXACT: usize = 11;
/// Above so many records a record is moved no further than [`NEAR`] places at a time.
const MANY: usize = 150;
const NEAR: usize = 20;
/// Above so many records the order from one to the nearest that is left has to do: improving it takes seconds.
const MOST: usize = 1000;
/// A stretch of no more records moves as a whole.
const STRETCH: usize = 3;
/// Rounds of moving records; more than a few are never needed.
const ROUNDS: usize = 5;
/// One order beats another by no less than this: sums of the same steps differ by rounding.
const LESS: f64 = 1e-6;

/// The order that costs least; with `ends` the first and the last record stay where they are. Of equal orders the one
/// that stands wins, so that nothing moves for nothing. Once `stop` is true, what was found until then comes back.
#[must_use]
pub fn cheapest(steps: &StepCosts<'_>, ends: bool, stop: &dyn Fn() -> bool) -> Vec<usize> {
    let as_is: Vec<usize> = (0..steps.records()).collect();
    let fixed = usize::from(ends);
    if as_is.len() < 2 + fixed {
        return as_is;
    }
    let free = fixed..as_is.len() - fixed;
    let found = if free.len() <= EXACT {
        exact(steps, free, ends)
    } else {
        let greedy = nearest_first(steps, free.clone(), stop);
        let mut found = [as_is.clone(), greedy].map(|order| improved(steps, order, &free, stop));
        found.sort_by(|a, b| steps.total(a).total_cmp(&steps.total(b)));
        found[0].clone()
    };
    if steps.total(&found) + LESS < steps.total(&as_is) { found } else { as_is }
}

/// Held and Karp's dynamic programme over sets of the records that may move (1962).
fn exact(steps: &StepCosts<'_>, free: std::ops::Range<usize>, ends: bool) -> Vec<usize> {
    let (n, first) = (free.len(), free.start);
    if n == 0 {
        return (0..steps.records()).collect();
    }
    let begin = |b: usize| if ends { f64::from(steps.cost(0, first + b)) } else { 0.0 };
    let end = |a: usize| if ends { f64::from(steps.cost(first + a, steps.records() - 1)) } else { 0.0 };
    // best[set][last]: what it costs to have gone through the set and to stand on its last; and where one came from.
    let mut best = vec![(f64::INFINITY, 0_usize); (1 << n) * n];
    for b in 0..n {
        best[(1 << b) * n + b] = (begin(b), b);
    }
    for set in 1..1_usize << n {
        for last in (0..n).filter(|last| set >> last & 1 == 1) {
            let (so_far, _) = best[set * n + last];
            for next in (0..n).filter(|next| set >> next & 1 == 0) {
                let cost = so_far + f64::from(steps.cost(first + last, first + next));
                let to = &mut best[(set | 1 << next) * n + next];
                if cost + LESS < to.0 {
                    *to = (cost, last);
                }
            }
        }
    }
    let mut set = (1 << n) - 1;
    let all = |last: &usize| best[set * n + *last].0 + end(*last);
    let mut last = (0..n).min_by(|a, b| all(a).total_cmp(&all(b))).unwrap_or(0);
    let mut order = Vec::with_capacity(n);
    for _ in 0..n {
        order.push(first + last);
        let before = best[set * n + last].1;
        set &= !(1 << last);
        last = before;
    }
    order.reverse();
    let rest = free.end..steps.records();
    (0..first).chain(order).chain(rest).collect()
}

/// Always on to the nearest that is left, from the first.
fn nearest_first(steps: &StepCosts<'_>, free: std::ops::Range<usize>, stop: &dyn Fn() -> bool) -> Vec<usize> {
    let mut left: Vec<usize> = free.clone().collect();
    let mut order: Vec<usize> = (0..free.start).collect();
    while !left.is_empty() && !stop() {
        let at = order.last().map_or(0, |last| nearest(steps, *last, &left));
        order.push(left.remove(at));
    }
    order.extend(left);
    order.extend(free.end..steps.records());
    order
}

/// Where the first of the cheapest that are left stands. Nothing is cheaper than what costs nothing.
fn nearest(steps: &StepCosts<'_>, from: usize, left: &[usize]) -> usize {
    let (mut best, mut least) = (0, f32::INFINITY);
    for (at, &to) in left.iter().enumerate() {
        let cost = steps.cost(from, to);
        if cost < least {
            (best, least) = (at, cost);
        }
        if least <= 0.0 {
            break;
        }
    }
    best
}

/// Moves stretches of up to three records elsewhere, and turns stretches round, as long as that costs less.
fn improved(
    steps: &StepCosts<'_>,
    mut order: Vec<usize>,
    free: &std::ops::Range<usize>,
    stop: &dyn Fn() -> bool,
) -> Vec<usize> {
    if free.len() > MOST {
        return order;
    }
    let reach = if free.len() > MANY { NEAR } else { free.len() };
    for _ in 0..ROUNDS {
        let mut better = false;
        for from in free.clone() {
            if stop() {
                return order;
            }
            for to in from.saturating_sub(reach).max(free.start)..(from + reach).min(free.end) {
                better |= turned(steps, &mut order, from, to);
                for long in (1..=STRETCH).filter(|long| from + long <= free.end) {
                    better |= moved(steps, &mut order, from, long, to);
                }
            }
        }
        if !better {
            break;
        }
    }
    order
}

/// Turns a stretch round, where that costs less.
fn turned(steps: &StepCosts<'_>, order: &mut [usize], from: usize, to: usize) -> bool {
    from < to && keeps(steps, order, from..to + 1, <[usize]>::reverse, <[usize]>::reverse)
}

/// Moves a stretch of `long` records so that it begins, or where it goes on ends, at `to`, where that costs less.
fn moved(steps: &StepCosts<'_>, order: &mut [usize], from: usize, long: usize, to: usize) -> bool {
    if to < from {
        let part = to..from + long;
        keeps(steps, order, part, |part| part.rotate_right(long), |part| part.rotate_left(long))
    } else if to >= from + long {
        let part = from..to + 1;
        keeps(steps, order, part, |part| part.rotate_left(long), |part| part.rotate_right(long))
    } else {
        false
    }
}

/// Changes a part of an order, and takes it back where that does not cost less.
fn keeps(
    steps: &StepCosts<'_>,
    order: &mut [usize],
    part: std::ops::Range<usize>,
    change: impl Fn(&mut [usize]),
    back: impl Fn(&mut [usize]),
) -> bool {
    // The steps into the part and out of it change too.
    let around = part.start.saturating_sub(1)..(part.end + 1).min(order.len());
    let before = steps.total(&order[around.clone()]);
    change(&mut order[part.clone()]);
    let better = steps.total(&order[around]) + LESS < before;
    if !better {
        back(&mut order[part]);
    }
    better
}

/// The order by a value that rises; with `ends` the first and the last record stay. What has no value stays behind the
/// record it stands behind.
#[must_use]
pub fn rising(values: &[Option<f32>], ends: bool) -> Vec<usize> {
    let fixed = usize::from(ends).min(values.len());
    let free = fixed..values.len().saturating_sub(usize::from(ends)).max(fixed);
    // A record with a value leads those behind it that have none; those before the first that has one stay.
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut before: Vec<usize> = (0..free.start).collect();
    for at in free.clone() {
        match (values[at], groups.last_mut()) {
            (Some(_), _) => groups.push(vec![at]),
            (None, Some(group)) => group.push(at),
            (None, None) => before.push(at),
        }
    }
    let of = |group: &Vec<usize>| values[group[0]].unwrap_or(0.0);
    groups.sort_by(|a, b| of(a).total_cmp(&of(b)));
    before.into_iter().chain(groups.into_iter().flatten()).chain(free.end..values.len()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GO_ON: &dyn Fn() -> bool = &|| false;

    /// Records on a line: a step costs how far apart they are.
    fn on_a_line(at: &[f32]) -> StepCosts<'_> {
        StepCosts::new(at.len(), |a, b| (at[a] - at[b]).abs())
    }

    #[test]
    fn the_ends_stay_and_what_is_between_goes_the_shortest_way() {
        let steps = on_a_line(&[0.0, 3.0, 1.0, 4.0, 2.0, 9.0]);
        assert_eq!(cheapest(&steps, true, GO_ON), [0, 2, 4, 1, 3, 5]);
        let free = on_a_line(&[5.0, 1.0, 9.0, 3.0]);
        assert_eq!(steps.records(), 6);
        assert!((free.total(&cheapest(&free, false, GO_ON)) - 8.0).abs() < 1e-6, "from one end to the other");
    }

    #[test]
    fn what_is_no_better_moves_nothing() {
        let same = StepCosts::new(9, |_, _| 1.0);
        assert_eq!(cheapest(&same, true, GO_ON), (0..9).collect::<Vec<_>>());
        for records in 0..3 {
            assert_eq!(
                cheapest(&StepCosts::new(records, |_, _| 1.0), true, GO_ON),
                (0..records).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn one_way_costs_are_kept() {
        // Going up is free, going down costs: only the rising order is free.
        let steps =
            StepCosts::new(6, |a, b| if [2, 0, 1, 5, 3, 4][b] > [2, 0, 1, 5, 3, 4][a] { 0.0 } else { 1.0 });
        let order = cheapest(&steps, false, GO_ON);
        assert_eq!(order, [1, 2, 0, 4, 5, 3]);
    }

    #[test]
    fn forty_records_on_a_line_are_nearly_in_their_order() {
        let at: Vec<f32> = (0..40).map(|i| ((i * 17) % 40) as f32).collect();
        let steps = on_a_line(&at);
        let found = steps.total(&cheapest(&steps, false, GO_ON));
        assert!(found <= 1.1 * 39.0, "{found}");
    }

    #[test]
    fn rising_leaves_the_ends_and_what_has_no_tempo_behind_its_record() {
        let values = [Some(130.0), Some(128.0), None, Some(120.0), Some(124.0), Some(121.0)];
        assert_eq!(rising(&values, true), [0, 3, 4, 1, 2, 5]);
        assert_eq!(rising(&values, false), [3, 5, 4, 1, 2, 0]);
        assert_eq!(rising(&[None, None, Some(1.0)], true), [0, 1, 2]);
        assert_eq!(rising(&[], true), Vec::<usize>::new());
        assert_eq!(rising(&[None], true), [0]);
    }

    #[test]
    fn thousands_of_records_are_ordered_too() {
        for records in [1000, MOST + 500] {
            let at: Vec<f32> = (0..records).map(|i| ((i * 337) % records) as f32).collect();
            let steps = on_a_line(&at);
            let order = cheapest(&steps, true, GO_ON);
            assert_eq!((order.len(), order[0], order[records - 1]), (records, 0, records - 1));
            assert!(steps.total(&order) < 3.0 * records as f64, "{}", steps.total(&order));
        }
    }

    #[test]
    fn who_stops_it_gets_every_record_once_and_soon() {
        for records in [40, MOST + 1] {
            let at: Vec<f32> = (0..records).map(|i| ((i * 337) % records) as f32).collect();
            let steps = on_a_line(&at);
            let asked = std::cell::Cell::new(0);
            let stop = || {
                asked.set(asked.get() + 1);
                asked.get() > 3
            };
            let mut order = cheapest(&steps, true, &stop);
            assert!(asked.get() < 10, "{}", asked.get());
            order.sort_unstable();
            assert_eq!(order, (0..records).collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn every_record_stands_once_and_nothing_costs_more(
            costs in proptest::collection::vec(0.0_f32..10.0, 196), records in 0_usize..=14, ends in any::<bool>(),
        ) {
            let steps = StepCosts::new(records, |a, b| costs[a * 14 + b]);
            let order = cheapest(&steps, ends, GO_ON);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            let all: Vec<usize> = (0..records).collect();
            prop_assert_eq!(&sorted, &all);
            prop_assert!(steps.total(&order) <= steps.total(&all) + 1e-6);
            if ends && records > 0 {
                prop_assert_eq!((order[0], order[records - 1]), (0, records - 1));
            }
        }

        #[test]
        fn few_records_stand_in_the_very_best_order(
            costs in proptest::collection::vec(0.0_f32..10.0, 25), ends in any::<bool>(),
        ) {
            let steps = StepCosts::new(5, |a, b| costs[a * 5 + b]);
            let found = steps.total(&cheapest(&steps, ends, GO_ON));
            let mut all = vec![vec![]];
            for _ in 0..5 {
                all = all.iter().flat_map(|order: &Vec<usize>| {
                    (0..5).filter(|at| !order.contains(at)).map(|at| [order.clone(), vec![at]].concat())
                }).collect();
            }
            let allowed = all.iter().filter(|order| !ends || (order[0], order[4]) == (0, 4));
            let best = allowed.map(|order| steps.total(order)).fold(f64::INFINITY, f64::min);
            prop_assert!((found - best).abs() < 1e-5, "{found} and not {best}");
        }
    }
}
