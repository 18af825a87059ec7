//! Which categories of real mixes are styles: told by the program as somebody who looked at them told it.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use segue::catalogue::{Change, Writer, starter};

/// The two hundred most frequent categories of the starter, the most frequent first, then all other styles in it; `+` is a style.
const DECIDED: &str = include_str!("fixtures/categories.txt");
const MOST_FREQUENT: usize = 200;

fn decided(mark: &str) -> BTreeSet<&'static str> {
    DECIDED.lines().filter_map(|line| line.strip_prefix(mark)).map(str::trim).collect()
}

#[test]
fn the_list_has_the_most_frequent_categories() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for change in starter::changes().expect("the starter") {
        let Change::Upsert(incoming) = change else { continue };
        for category in incoming.mix.categories {
            *counts.entry(category).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let most: Vec<&str> = counts.iter().take(MOST_FREQUENT).map(|(name, _)| name.as_str()).collect();
    let listed: Vec<&str> = DECIDED.lines().take(MOST_FREQUENT).map(|line| line[1..].trim()).collect();
    assert_eq!(listed, most);
}

#[test]
fn the_styles_of_the_starter_are_those_that_were_decided_on() {
    let mut writer = Writer::in_memory().expect("a catalogue");
    starter::load(&mut writer).expect("the starter");
    let (mut found, mut with_a_style) = (BTreeSet::new(), 0);
    let contents = writer.contents().expect("contents");
    contents
        .mixes(|mix| {
            with_a_style += usize::from(!mix.styles.is_empty());
            found.extend(mix.styles.iter().cloned());
            ControlFlow::Continue(())
        })
        .expect("read");
    let found: BTreeSet<&str> = found.iter().map(String::as_str).collect();
    let (styles, others) = (decided("+"), decided("-"));
    assert_eq!(found.difference(&styles).collect::<Vec<_>>(), [""; 0].iter().collect::<Vec<_>>());
    assert_eq!(styles.difference(&found).collect::<Vec<_>>(), [""; 0].iter().collect::<Vec<_>>());
    assert!(found.is_disjoint(&others));
    assert!(with_a_style > 4_300, "{with_a_style} of 4,500 mixes have a style");
}
