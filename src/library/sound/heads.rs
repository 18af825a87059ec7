//! What can be learned from what was heard: from sound to taste, and from sound to style; each judged on records it did not learn
//! from, and off where too few are known or it does no better than its baseline.

use std::{collections::HashMap, ops::ControlFlow};

use crate::{
    catalogue::Catalogue,
    library::{Library, LibraryError, model::Fitted, snapshot::Snapshot},
    recommend::{
        Seed, fold_in,
        taste::{self, Case, Examples, Quality},
    },
    sound::styles::{self, Accuracy, Labelled, Styles},
    track::TrackId,
};

/// So many records are learned from at most.
const MOST: usize = 4_000;
/// So many mixes are completed at most.
const CASES: usize = 1_000;

/// Both, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Heads {
    /// How well mixes are completed by sound, beside popularity.
    pub taste: Result<Quality, String>,
    /// How well styles are told by sound, beside always saying the commonest.
    pub styles: Result<Accuracy, String>,
}

/// A record of the mixes that was heard.
struct Known {
    row: u32,
    vector: Vec<f32>,
    pools: Vec<f32>,
}

impl Library {
    /// Learns and judges both on everything that was heard of the mixes' records.
    pub fn judge_heads(&self, stop: &(dyn Fn() -> bool + Sync)) -> Result<Heads, LibraryError> {
        let ear = self.ear()?;
        let snapshot = self.snapshot();
        let own = Catalogue::open(&self.paths().catalogue_db())?;
        let mut known: Vec<Known> = Vec::new();
        own.all_heard(&ear.space().model, None, |track, heard| {
            let row = track.and_then(|id| snapshot.tables.row_of(id));
            if let Some(row) = row.filter(|_| known.len() < MOST && !heard.pools.is_empty()) {
                let vector = ear.projection().apply(&heard.pools).to_vec();
                known.push(Known { row, vector, pools: heard.pools });
            }
        })?;
        let taste = taste_of(&snapshot, &known);
        let styles = styles_of(&own, &snapshot, &known, stop)?;
        Ok(Heads { taste, styles })
    }
}

fn taste_of(snapshot: &Snapshot, known: &[Known]) -> Result<Quality, String> {
    let model = snapshot.model.as_ref().ok_or("the recommender is not fitted yet")?;
    let tables = &snapshot.tables;
    let model_row = |row: u32| tables.id_of(row).and_then(|id| model.row_of(id));
    let both: Vec<(&Known, u32)> = known.iter().filter_map(|k| Some((k, model_row(k.row)?))).collect();
    if both.len() < taste::FEWEST {
        let fewest = taste::FEWEST;
        return Err(format!("{} records are heard and in mixes, {fewest} are needed", both.len()));
    }
    let sounds: Vec<&[f32]> = both.iter().map(|(k, _)| k.vector.as_slice()).collect();
    let view = model.view();
    let factors: Vec<&[f32]> = both.iter().filter_map(|(_, row)| view.item(*row)).collect();
    let plays: Vec<u32> = both.iter().map(|(k, _)| tables.mixes[k.row as usize]).collect();
    let examples = Examples { sounds: &sounds, factors: &factors, plays: &plays };
    let quality = taste::judge(examples, &cases(snapshot, model, &both), 1);
    let quality = quality.ok_or("nothing can be learned from what was heard")?;
    if quality.is_worth_it() {
        Ok(quality)
    } else {
        let Quality { taste, popularity, .. } = quality;
        Err(format!(
            "it ranks {taste:.3} of the others behind the record held out, popularity {popularity:.3}"
        ))
    }
}

/// Mixes, each without one of its heard records.
fn cases(snapshot: &Snapshot, model: &Fitted, both: &[(&Known, u32)]) -> Vec<Case> {
    let tables = &snapshot.tables;
    let places: HashMap<u32, usize> = both.iter().enumerate().map(|(at, (k, _))| (k.row, at)).collect();
    let case = |(held, (known, _)): (usize, &(&Known, u32))| -> Option<Case> {
        let mix = tables.mixes_of(known.row).next()?;
        let others: Vec<u32> =
            tables.plays.get(mix).iter().copied().filter(|row| *row != known.row).collect();
        let seed = |row: &u32| {
            let row = model.row_of(TrackId(*tables.ids.get(*row as usize)?))?;
            Some(Seed { row, weight: 1.0 })
        };
        let seeds: Vec<Seed> = others.iter().filter_map(seed).collect();
        let known = others.iter().filter_map(|row| places.get(row).copied()).collect();
        (!seeds.is_empty()).then(|| Case { user: fold_in(model.view(), &seeds), held, known })
    };
    let step = both.len().div_ceil(CASES).max(1);
    both.iter().enumerate().step_by(step).filter_map(case).collect()
}

fn styles_of(
    catalogue: &Catalogue,
    snapshot: &Snapshot,
    known: &[Known],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Result<Accuracy, String>, LibraryError> {
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
    let mut names: Vec<String> = counts
        .into_iter()
        .filter(|(_, n)| *n >= styles::FEWEST_OF_ONE)
        .map(|(name, _)| name.to_owned())
        .collect();
    names.sort();
    let records: Vec<Labelled<'_>> = labelled
        .iter()
        .filter_map(|(k, style)| {
            let genre = names.iter().position(|name| name == style)?;
            let group = u64::from(tables.artists_of.get(k.row).first().copied().unwrap_or(k.row));
            Some(Labelled { pools: &k.pools, genre, group })
        })
        .collect();
    Ok(match Styles::fit(&names, &records, stop) {
        Ok((_, accuracy)) if accuracy.is_worth_it() => Ok(accuracy),
        Ok((_, Accuracy { accuracy, baseline, .. })) => Err(format!(
            "{accuracy:.3} of held-out records are right, the commonest style would be {baseline:.3}"
        )),
        Err(e) => Err(e.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Paths, Settings};

    #[test]
    fn with_little_heard_both_are_off_and_say_why() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let paths =
            Paths::find(Some(dir.path().join("c.toml")), Some(dir.path().join("data"))).expect("paths");
        paths.make().expect("made");
        let mut settings = Settings::default();
        settings.library.starter = false;
        let library = Library::open(&paths, &settings).expect("opens");
        let heads = library.judge_heads(&|| false).expect("judged");
        assert_eq!(heads.taste, Err("the recommender is not fitted yet".to_owned()));
        assert!(heads.styles.expect_err("off").contains("300"));
    }
}
