use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn space() -> Space {
    Space { model: "network".into(), projection: "1".into() }
}

fn pool() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("two threads")
}

/// Unit vectors as the projection makes them: clusters, the leading coordinates the widest.
fn vectors(n: usize, seed: u64) -> Vec<Vector> {
    let mut state = seed | 1;
    let mut normal = move || {
        let sum: f32 = (0..4)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
            })
            .sum();
        sum * 1.7
    };
    let width = |axis: usize| (1.0 + axis as f32).powf(-0.8);
    let centres: Vec<Vector> = (0..300).map(|_| std::array::from_fn(|axis| normal() * width(axis))).collect();
    (0..n)
        .map(|i| {
            let own: Vector =
                std::array::from_fn(|axis| centres[i % 300][axis] + 0.6 * normal() * width(axis));
            middle(&[own]).expect("some length")
        })
        .collect()
}

fn index(vectors: &[Vector]) -> Index {
    let ids: Vec<u32> = (0..vectors.len() as u32).map(|i| i * 3 + 5).collect();
    let values: Vec<f32> = cast_slice(vectors).to_vec();
    Index::new(space(), Arc::new(ids), Arc::new(values), &pool()).expect("lengths fit")
}

fn ids(near: &[Near]) -> Vec<u32> {
    near.iter().map(|n| n.id).collect()
}

const ALL: &dyn Fn(u32) -> bool = &|_| true;

#[test]
fn a_tree_finds_the_twenty_nearest() {
    let vectors = vectors(TREE_FROM + 1_000, 1);
    let index = index(&vectors);
    assert!(index.base.tree.is_some());
    let queries = 100;
    let found: usize = (0..queries)
        .map(|q| {
            let query = &vectors[q * 171];
            let exact: HashSet<u32> = ids(&index.nearest_exact(query, 20, ALL)).into_iter().collect();
            index.nearest(query, 20, ALL).iter().filter(|near| exact.contains(&near.id)).count()
        })
        .sum();
    assert!(found as f32 >= 0.99 * (queries * 20) as f32, "{found} of {}", queries * 20);
}

#[test]
fn distances_are_euclidean_and_the_nearest_comes_first() {
    let vectors = vectors(500, 2);
    let near = index(&vectors).nearest(&vectors[7], 500, ALL);
    assert_eq!((near.len(), near[0].id, near[0].distance), (500, 7 * 3 + 5, 0.0));
    assert!(near.is_sorted_by(|a, b| a.distance <= b.distance));
    let other = vectors[((near[99].id - 5) / 3) as usize];
    let distance = vectors[7].iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
    assert!((distance - near[99].distance).abs() < 1e-6);
}

#[test]
fn a_filter_is_exact_and_leaves_nothing_out() {
    let vectors = vectors(TREE_FROM, 3);
    let index = index(&vectors);
    for keep in [1_u32, 3, 7, 50, 5_000] {
        let keep = move |id: u32| (id / 3).is_multiple_of(keep);
        for q in [0, 100, 9_000] {
            let near = index.nearest(&vectors[q], 20, &keep);
            let exact = index.nearest_exact(&vectors[q], 20, &keep);
            assert!(near.iter().all(|n| keep(n.id)));
            assert_eq!(near.len(), exact.len());
            let same = ids(&near).iter().filter(|id| ids(&exact).contains(id)).count();
            assert_eq!(same, exact.len(), "of query {q}");
        }
    }
    assert!(index.nearest(&vectors[0], 20, &|_| false).is_empty());
}

#[test]
fn what_was_added_is_found_at_once_and_moves_with_a_second_listening() {
    let vectors = vectors(200, 4);
    let before = index(&vectors[..100]);
    let after = before.with(&space(), &[(9_000, vectors[150]), (5, vectors[151])]).expect("the same space");
    assert_eq!(after.nearest(&vectors[150], 1, ALL)[0].id, 9_000);
    assert_eq!(after.nearest(&vectors[151], 1, ALL)[0].id, 5, "5 was at vectors[0] before");
    assert_eq!(ids(&after.nearest(&vectors[0], 101, ALL)).iter().filter(|&&id| id == 5).count(), 1);
    assert_eq!((before.len(), after.len()), (100, 101));
    let moved = after.with(&space(), &[(9_000, vectors[0])]).expect("the same space");
    assert_eq!((moved.len(), moved.vector(9_000)), (101, Some(vectors[0])));
    assert_eq!(moved.vector(5), Some(vectors[151]));
    assert_eq!(moved.vector(1), None);
}

#[test]
fn it_asks_to_be_rebuilt_as_it_grows_and_its_sections_build_the_same() {
    let vectors = vectors(3_000, 5);
    let more: Vec<(u32, Vector)> = (0..2_900).map(|i| (i * 7, vectors[i as usize + 100])).collect();
    let grown = index(&vectors[..100]).with(&space(), &more).expect("the same space");
    assert!(grown.wants_rebuilding() && !index(&vectors).wants_rebuilding());
    let (section_ids, values) = grown.sections();
    assert_eq!(section_ids.len(), grown.len());
    let rebuilt = Index::new(space(), Arc::new(section_ids), Arc::new(values), &pool()).expect("lengths fit");
    assert!(!rebuilt.wants_rebuilding());
    for query in vectors.iter().step_by(333) {
        assert_eq!(rebuilt.nearest(query, 30, ALL), grown.nearest(query, 30, ALL));
    }
}

#[test]
fn vectors_of_another_network_or_projection_are_refused() {
    let index = index(&vectors(10, 6));
    for other in [Space { model: "other".into(), ..space() }, Space { projection: "2".into(), ..space() }] {
        assert!(matches!(index.with(&other, &[]), Err(IndexError::OtherSpace { .. })));
        assert!(index.accepts(&other).is_err());
    }
    let short = Index::new(space(), Arc::new(vec![1, 2]), Arc::new(vec![0.0; DIMENSIONS]), &pool());
    assert_eq!(short.err(), Some(IndexError::Length { ids: 2, values: DIMENSIONS }));
}

#[test]
fn an_empty_index_finds_nothing() {
    let empty = Index::empty(space());
    assert!(empty.is_empty() && empty.nearest(&vectors(1, 7)[0], 20, ALL).is_empty());
    assert!(index(&[]).nearest(&vectors(1, 7)[0], 20, ALL).is_empty());
}

#[test]
fn thousands_of_identical_vectors_do_no_harm() {
    let mut vectors = vectors(TREE_FROM + 5_000, 8);
    let same = vectors[0];
    vectors[..10_000].fill(same);
    let near = index(&vectors).nearest(&same, 20, ALL);
    assert_eq!(near.len(), 20);
    assert!(near.iter().all(|n| n.distance == 0.0));
}

#[test]
fn what_is_no_number_is_never_found_and_finds_nothing() {
    let mut vectors = vectors(TREE_FROM + 10, 9);
    let query = vectors[3];
    vectors[3] = [f32::NAN; DIMENSIONS];
    vectors[4][0] = f32::INFINITY;
    vectors[5][63] = f32::NAN;
    let index = index(&vectors);
    for near in [index.nearest(&query, 20, ALL), index.nearest_exact(&query, 20, ALL)] {
        assert_eq!(near.len(), 20);
        assert!(near.iter().all(|n| n.distance.is_finite() && ![3, 4, 5].contains(&((n.id - 5) / 3))));
    }
    assert!(index.nearest(&[f32::NAN; DIMENSIONS], 20, ALL).is_empty());
}

#[test]
fn the_middle_of_seeds_is_between_them() {
    let vectors = vectors(2, 10);
    let middle_of_two = middle(&vectors).expect("some length");
    let to = |v: &Vector| v.iter().zip(middle_of_two).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
    assert!((to(&vectors[0]) - to(&vectors[1])).abs() < 1e-5);
    assert_eq!(middle(&[]), None);
    assert_eq!(middle(&[vectors[0], vectors[0].map(|v| -v)]), None);
}

proptest! {
    #[test]
    fn scanning_gives_what_sorting_gives(seed in 1_u64..1_000, n in 0_usize..80, count in 0_usize..100) {
        let vectors = vectors(n.max(1), seed);
        let index = index(&vectors[..n]);
        let query = vectors[0];
        let mut expected: Vec<f32> =
            vectors[..n].iter().map(|v| flat::squared(v, &query).sqrt()).collect();
        expected.sort_by(f32::total_cmp);
        expected.truncate(count);
        let found: Vec<f32> = index.nearest(&query, count, ALL).iter().map(|near| near.distance).collect();
        prop_assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!((found - expected).abs() < 1e-5);
        }
    }
}
