//! `segue-lab aliases`: pairs of records that may be one, for the reviewed list.

use std::collections::HashMap;

use clap::Args;
use serde::Serialize;

use super::{Global, Outcome, mixes::Mixes};
use crate::aliases::unreviewed;

/// What `segue-lab aliases` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct AliasesArgs {
    #[command(flatten)]
    mixes: Mixes,
}

#[derive(Serialize)]
struct Candidate<'a> {
    /// The keys; that in more mixes stands second, as the one to be found under.
    keys: [&'a str; 2],
    /// In how many mixes each is.
    mixes: [usize; 2],
}

pub(super) fn run(global: &Global, args: &AliasesArgs) -> Outcome {
    let corpus = args.mixes.corpus()?;
    let mut mixes: HashMap<&str, usize> = HashMap::new();
    for record in corpus.mixes.iter().flat_map(|mix| &mix.records) {
        *mixes.entry(&corpus.keys[*record as usize]).or_default() += 1;
    }
    let pairs: Vec<Candidate<'_>> = unreviewed(&corpus.keys)
        .into_iter()
        .map(|[a, b]| {
            let keys = if mixes[a] > mixes[b] { [b, a] } else { [a, b] };
            Candidate { keys, mixes: keys.map(|key| mixes[key]) }
        })
        .collect();
    global.print(&pairs, |out| {
        writeln!(
            out,
            "# {} pairs; write same or other for ?, and take the line into assets/aliases.tsv",
            pairs.len()
        )?;
        pairs.iter().try_for_each(|Candidate { keys: [one, other], .. }| writeln!(out, "?\t{one}\t{other}"))
    })
}
