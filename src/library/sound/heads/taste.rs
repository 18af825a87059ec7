//! From sound to taste, learned on the records that are heard and in mixes.

use std::{collections::HashMap, sync::Arc};

use super::Known;
use crate::{
    library::{model::Fitted, snapshot::Snapshot},
    recommend::{
        Seed, fold_in,
        taste::{self, Case, Examples, Quality, Taste},
    },
    track::TrackId,
};

/// So many mixes are completed at most.
const CASES: usize = 1_000;

/// The regression on all of them, where on held-out ones it beats popularity; an error soon after `stop` turns true.
pub(super) fn learn(
    snapshot: &Snapshot,
    known: &[Known],
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<(Arc<Taste>, Quality), String> {
    let model = snapshot.model.as_ref().ok_or("nothing is fitted yet")?;
    let tables = &snapshot.tables;
    let model_row = |row: u32| tables.id_of(row).and_then(|id| model.row_of(id));
    let both: Vec<(&Known, u32)> = known.iter().filter_map(|k| Some((k, model_row(k.row)?))).collect();
    if both.len() < taste::FEWEST {
        return Err(format!("{} of {} records analysed and in mixes", both.len(), taste::FEWEST));
    }
    let sounds: Vec<&[f32]> = both.iter().map(|(k, _)| k.vector.as_slice()).collect();
    let view = model.view();
    let factors: Vec<&[f32]> = both.iter().filter_map(|(_, row)| view.item(*row)).collect();
    let plays: Vec<u32> = both.iter().map(|(k, _)| tables.mixes[k.row as usize]).collect();
    let examples = Examples { sounds: &sounds, factors: &factors, plays: &plays };
    let quality = taste::judge(examples, &cases(snapshot, model, &both, stop), 1, stop);
    let quality = quality.ok_or("nothing can be learned from what was analysed")?;
    if !quality.is_worth_it() {
        let Quality { taste, popularity, .. } = quality;
        return Err(format!("{taste:.3} on held-out records, popularity {popularity:.3}"));
    }
    let taste = Taste::fit(examples, quality.ridge).ok_or("nothing can be learned from what was analysed")?;
    Ok((Arc::new(taste), quality))
}

/// Mixes, each without one of its heard records.
fn cases(
    snapshot: &Snapshot,
    model: &Fitted,
    both: &[(&Known, u32)],
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<Case> {
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
        (!seeds.is_empty()).then(|| Case { user: fold_in(model.view(), &seeds, stop), held, known })
    };
    let step = both.len().div_ceil(CASES).max(1);
    both.iter().enumerate().step_by(step).take_while(|_| !stop()).filter_map(case).collect()
}
