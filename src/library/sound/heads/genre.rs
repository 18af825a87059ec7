//! From sound to style, learned on the records whose mixes say theirs.

use std::{collections::HashMap, ops::ControlFlow};

use super::Known;
use crate::{
    catalogue::Catalogue,
    library::{LibraryError, snapshot::Snapshot},
    sound::styles::{self, Accuracy, Labelled, Styles, StylesError},
};

type Learned = Result<(Styles, Accuracy), StylesError>;

/// Learns the style that most of a record's mixes are filed under.
pub(super) fn learn(
    catalogue: &Catalogue,
    snapshot: &Snapshot,
    known: &[Known],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Learned, LibraryError> {
    let tables = &snapshot.tables;
    let mut of_mix: HashMap<u32, Vec<String>> = HashMap::new();
    catalogue.contents()?.mixes(|mix| {
        of_mix.insert(mix.id.0, mix.styles.to_vec());
        ControlFlow::Continue(())
    })?;
    let style = |row: u32| -> Option<String> {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for mix in tables.mixes_of(row) {
            for style in of_mix.get(tables.mix_ids.get(mix as usize)?).into_iter().flatten() {
                *counts.entry(style).or_default() += 1;
            }
        }
        let best = counts.iter().max_by_key(|(style, n)| (**n, std::cmp::Reverse(**style)))?;
        // Two styles equally often say nothing.
        let alone = counts.values().filter(|n| *n == best.1).count() == 1;
        alone.then(|| (*best.0).to_owned())
    };
    let labelled: Vec<(&Known, String)> = known.iter().filter_map(|k| Some((k, style(k.row)?))).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, style) in &labelled {
        *counts.entry(style).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> =
        counts.into_iter().filter(|(_, n)| *n >= styles::FEWEST_OF_ONE).collect();
    counts.sort_unstable_by_key(|&(name, n)| (std::cmp::Reverse(n), name));
    counts.truncate(styles::MOST_GENRES);
    let names: Vec<String> = counts.into_iter().map(|(name, _)| name.to_owned()).collect();
    let records: Vec<Labelled<'_>> = labelled
        .iter()
        .filter_map(|(k, style)| {
            let genre = names.iter().position(|name| name == style)?;
            let group = u64::from(tables.artists_of.get(k.row).first().copied().unwrap_or(k.row));
            Some(Labelled { pools: &k.pools, genre, group })
        })
        .collect();
    Ok(Styles::fit(&names, &records, stop))
}
