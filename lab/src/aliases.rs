//! Pairs of records that may be one: of names that differ by a letter, by an artist or by a catalogue number.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use segue::track::reviewed;

/// A shorter title or version says too little for one letter to be a slip.
const LONG: usize = 5;
/// The same of artists.
const LONG_ARTISTS: usize = 6;
/// A shorter title is shared by too many records.
const TITLE: usize = 4;

/// A key in its three parts.
type Parts<'a> = [&'a str; 3];

/// Pairs of keys, each in order, that nobody has reviewed.
#[must_use]
pub fn unreviewed(keys: &[String]) -> BTreeSet<[&str; 2]> {
    let mut pairs = candidates(keys);
    let known: HashSet<[&str; 2]> = reviewed().map(|pair| ordered(pair.keys[0], pair.keys[1])).collect();
    pairs.retain(|pair| !known.contains(pair));
    pairs
}

/// All pairs that differ in one of the ways, reviewed or not.
#[must_use]
pub fn candidates(keys: &[String]) -> BTreeSet<[&str; 2]> {
    let parts: Vec<(&str, Parts<'_>)> =
        keys.iter().filter_map(|key| Some((key.as_str(), key_parts(key)?))).collect();
    let mut found = BTreeSet::new();
    for (differs, long) in [(0, LONG_ARTISTS), (1, LONG), (2, LONG)] {
        let rest = |p: &Parts<'_>| [p[(differs + 1) % 3].to_owned(), p[(differs + 2) % 3].to_owned()];
        let mut groups: BTreeMap<[String; 2], Vec<(&str, &str)>> = BTreeMap::new();
        let long_enough = |p: &Parts<'_>| p[differs].len() >= long && (differs != 0 || p[1].len() >= TITLE);
        for (key, p) in parts.iter().filter(|(_, p)| long_enough(p)) {
            groups.entry(rest(p)).or_default().push((p[differs], key));
        }
        for group in groups.values() {
            near(group, &mut found);
        }
    }
    let mut titles: BTreeMap<[&str; 2], Vec<(&str, &Parts<'_>)>> = BTreeMap::new();
    for (key, p) in parts.iter().filter(|(_, p)| p[1].len() >= TITLE) {
        titles.entry([p[1], p[2]]).or_default().push((key, p));
    }
    for group in titles.values() {
        fewer_artists(group, &mut found);
    }
    numbered(&parts, &mut found);
    found
}

fn key_parts(key: &str) -> Option<Parts<'_>> {
    let mut parts = key.split('\t');
    Some([parts.next()?, parts.next()?, parts.next()?])
}

fn ordered<'a>(a: &'a str, b: &'a str) -> [&'a str; 2] {
    if a < b { [a, b] } else { [b, a] }
}

/// Pairs of a group that one slip of the pen makes of each other: they share what is left without a letter.
fn near<'a>(group: &[(&str, &'a str)], found: &mut BTreeSet<[&'a str; 2]>) {
    if group.len() < 2 {
        return;
    }
    let mut left: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (text, _)) in group.iter().enumerate() {
        left.entry((*text).to_owned()).or_default().push(at);
        for (from, letter) in text.char_indices() {
            let without = format!("{}{}", &text[..from], &text[from + letter.len_utf8()..]);
            left.entry(without).or_default().push(at);
        }
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    for places in left.values() {
        for (i, &a) in places.iter().enumerate() {
            for &b in &places[i + 1..] {
                let (one, other) = (group[a], group[b]);
                if one.0 != other.0
                    && digits(one.0) == digits(other.0)
                    && strsim::osa_distance(one.0, other.0) == 1
                {
                    found.insert(ordered(one.1, other.1));
                }
            }
        }
    }
}

/// Pairs of one title of which one has all artists of the other, and more.
fn fewer_artists<'a>(group: &[(&'a str, &Parts<'_>)], found: &mut BTreeSet<[&'a str; 2]>) {
    let of = |p: &Parts<'_>| -> HashSet<String> { p[0].split(' ').map(str::to_owned).collect() };
    for (key, p) in group.iter().filter(|(_, p)| !p[0].is_empty()) {
        for (other, more) in group.iter().filter(|(_, more)| more[0].len() > p[0].len()) {
            if of(p).is_subset(&of(more)) {
                found.insert(ordered(key, other));
            }
        }
    }
}

/// Pairs of which one title is the other's and a number with letters, as labels number their releases.
fn numbered<'a>(all: &[(&'a str, Parts<'_>)], found: &mut BTreeSet<[&'a str; 2]>) {
    let mut by: BTreeMap<[&str; 2], Vec<(&str, &str)>> = BTreeMap::new();
    for (key, p) in all.iter().filter(|(_, p)| p[1].len() >= TITLE && !p[0].is_empty()) {
        by.entry([p[0], p[2]]).or_default().push((p[1], key));
    }
    for group in by.values() {
        for (title, key) in group {
            for (longer, other) in group {
                let rest = longer.strip_prefix(title).unwrap_or_default();
                let (letters, number) =
                    rest.split_at(rest.trim_end_matches(|c: char| c.is_ascii_digit()).len());
                if letters.len() >= 2 && number.len() >= 2 && letters.chars().all(char::is_alphabetic) {
                    found.insert(ordered(key, other));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.replace(" / ", "\t")).collect()
    }

    #[test]
    fn a_letter_an_artist_and_a_catalogue_number_are_candidates() {
        let keys = keys(&[
            "plasticman / spastik / ",
            "plasticman / spastick / ",
            "ann bob / night / ",
            "ann / night / ",
            "mark / longtune / ",
            "mark / longtunexyz012 / ",
            "seetheta / same / mix",
            "seethetas / same / mix",
        ]);
        assert_eq!(candidates(&keys).len(), 4, "{:?}", candidates(&keys));
    }

    #[test]
    fn sides_parts_and_short_names_are_none() {
        let keys = keys(&[
            "ann / part1 / ",
            "ann / part2 / ",
            "dan / song / ",
            "don / song / ",
            "dan / untitled12 / ",
            "dan / untitled13 / ",
        ]);
        assert!(candidates(&keys).is_empty(), "{:?}", candidates(&keys));
    }

    #[test]
    fn reviewed_pairs_are_not_offered_again() {
        let pair = reviewed().find(|pair| !pair.same && pair.keys[0].contains("johannesheil")).expect("one");
        let keys = pair.keys.map(str::to_owned);
        assert_eq!((candidates(&keys).len(), unreviewed(&keys).len()), (1, 0));
    }
}
