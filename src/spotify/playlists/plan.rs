//! From the rows that a playlist has to those that it should have (pure).

use std::collections::HashMap;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanStep {
    /// These in place of all there are.
    Replace(Vec<String>),
    /// These go, wherever they stand.
    Remove(Vec<String>),
    /// These come before the row at a place.
    Insert(usize, Vec<String>),
}

/// The next step towards `desired`, of `chunk` tracks at most; `None` where nothing is left to do. Only where `whole` is
/// set may everything be replaced: then no row is anybody else's.
pub fn next(current: &[String], desired: &[String], whole: bool, chunk: usize) -> Option<PlanStep> {
    if current == desired {
        return None;
    }
    let kept = kept(current, desired);
    let mut gone: Vec<String> = Vec::new();
    for (uri, kept) in current.iter().zip(&kept) {
        if kept.is_none() && !gone.contains(uri) {
            gone.push(uri.clone());
        }
    }
    if !gone.is_empty() {
        let stay = kept.iter().flatten().count();
        let foreign = gone.iter().any(|uri| !uri.starts_with("spotify:track:"));
        if whole && (foreign || stay * 2 < current.len()) {
            return Some(PlanStep::Replace(desired[..desired.len().min(chunk)].to_vec()));
        }
        gone.truncate(chunk);
        return Some(PlanStep::Remove(gone));
    }
    // What is there is in order; the first gap is filled.
    let places: Vec<usize> = kept.into_iter().flatten().collect();
    let gap = (0..desired.len()).find(|&at| places.get(at) != Some(&at))?;
    let end = places.get(gap).copied().unwrap_or(desired.len()).min(gap + chunk);
    Some(PlanStep::Insert(gap, desired[gap..end].to_vec()))
}

/// Does a step on a list as Spotify does it.
pub fn apply(list: &mut Vec<String>, step: &PlanStep) {
    match step {
        PlanStep::Replace(uris) => list.clone_from(uris),
        PlanStep::Remove(uris) => list.retain(|uri| !uris.contains(uri)),
        PlanStep::Insert(at, uris) => {
            list.splice(at..at, uris.iter().cloned());
        }
    }
}

/// For each row its place among the desired ones where it can stay: the longest run that is in order.
fn kept(current: &[String], desired: &[String]) -> Vec<Option<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, uri) in desired.iter().enumerate().rev() {
        places.entry(uri).or_default().push(at);
    }
    let wanted: Vec<Option<usize>> =
        current.iter().map(|uri| places.get_mut(uri.as_str()).and_then(Vec::pop)).collect();
    // Patience sorting: `ends[n]` is the row that ends the best run of length n + 1.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; current.len()];
    for (row, place) in wanted.iter().enumerate() {
        let Some(place) = place else { continue };
        let length = ends.partition_point(|&end| wanted[end] < Some(*place));
        before[row] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(row);
        } else {
            ends[length] = row;
        }
    }
    let mut kept = vec![None; current.len()];
    let mut at = ends.last().copied();
    while let Some(row) = at {
        kept[row] = wanted[row];
        at = before[row];
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn uris(letters: &str) -> Vec<String> {
        letters.chars().map(|c| format!("spotify:track:{c}")).collect()
    }

    /// Goes all the way; the steps come back.
    fn go(current: &[String], desired: &[String], whole: bool) -> Vec<PlanStep> {
        let (mut list, mut steps) = (current.to_vec(), Vec::new());
        while let Some(step) = next(&list, desired, whole, 100) {
            apply(&mut list, &step);
            steps.push(step);
            assert!(steps.len() <= 2 * (current.len() + desired.len()) + 2, "{steps:?}");
        }
        assert_eq!(list, desired);
        steps
    }

    #[test]
    fn a_playlist_is_filled_and_what_is_there_is_left_alone() {
        assert_eq!(go(&[], &uris("abc"), true), [PlanStep::Insert(0, uris("abc"))]);
        assert_eq!(go(&uris("ab"), &uris("abc"), true), [PlanStep::Insert(2, uris("c"))]);
        assert_eq!(
            go(&uris("ac"), &uris("abcd"), true),
            [PlanStep::Insert(1, uris("b")), PlanStep::Insert(3, uris("d"))]
        );
        assert_eq!(go(&uris("abc"), &uris("abc"), true), []);
        assert_eq!(go(&uris("abcd"), &uris("abd"), true), [PlanStep::Remove(uris("c"))]);
    }

    #[test]
    fn what_came_twice_goes_and_comes_once() {
        assert_eq!(
            go(&uris("abcc"), &uris("abc"), true),
            [PlanStep::Remove(uris("c")), PlanStep::Insert(2, uris("c"))]
        );
    }

    #[test]
    fn what_has_little_in_common_is_replaced_where_that_is_allowed() {
        assert_eq!(go(&uris("xyz"), &uris("abc"), true), [PlanStep::Replace(uris("abc"))]);
        assert_eq!(go(&uris("a"), &[], true), [PlanStep::Replace(vec![])]);
        let with_file = vec!["spotify:local:x".to_owned(), "spotify:track:a".to_owned()];
        assert_eq!(go(&with_file, &uris("a"), true), [PlanStep::Replace(uris("a"))]);
    }

    #[test]
    fn somebody_elses_rows_stay_where_they_are() {
        let mut desired = vec!["spotify:local:x".to_owned(), "spotify:episode:y".to_owned()];
        desired.extend(uris("aa"));
        let mut current = desired.clone();
        desired.extend(uris("bc"));
        current.extend(uris("cb"));
        let steps = go(&current, &desired, false);
        assert!(!steps.iter().any(|step| matches!(step, PlanStep::Replace(_))), "{steps:?}");
    }

    #[test]
    fn long_lists_go_in_chunks() {
        let desired: Vec<String> = (0..250).map(|n| format!("spotify:track:{n}")).collect();
        let steps = go(&[], &desired, true);
        let sizes: Vec<usize> = steps
            .iter()
            .map(|step| if let PlanStep::Insert(_, uris) = step { uris.len() } else { 0 })
            .collect();
        assert_eq!(sizes, [100, 100, 50]);
    }

    proptest! {
        #[test]
        fn every_list_comes_to_every_other(current in "[a-h]{0,12}", desired in "[a-h]{0,12}", whole: bool) {
            go(&uris(&current), &uris(&desired), whole);
        }
    }
}
