//! What mixes with the seeds.

use crate::{
    app::failure::Failure,
    catalogue::User,
    jobs::Pools,
    library::{Library, MixingFacts, similar::controls::Only, sound::Kin},
    track::TrackId,
};

/// What has to fit a seed. It leaves rows out and never changes the order of the others.
#[derive(Clone, Copy, Debug, Default)]
pub struct MixingFilters {
    /// Only what is in the key of a seed.
    pub same_key: bool,
    /// Only what is within so many beats per minute of a seed, at half and double time too.
    pub bpm_within: Option<f32>,
    /// Only what no mix here has.
    pub unplayed: bool,
    /// Only what is of the genre of a seed, or of another.
    pub genre: Option<Kin>,
}

/// The records that each filter leaves; what is asked of seeds must be known of one of them.
pub(super) fn mixing(
    library: &Library,
    user: &User,
    pools: &Pools,
    seeds: &[TrackId],
    filters: MixingFilters,
) -> Result<Vec<Only>, Failure> {
    let mut only = Vec::new();
    if let Some(kin) = filters.genre {
        let sounds = library.sounds(pools.interactive())?;
        only.push(library.of_genre(&sounds, seeds, kin).ok_or_else(|| unknown("style"))?);
    }
    if !filters.same_key && filters.bpm_within.is_none() {
        return Ok(only);
    }
    let seeds = library.facts_of(user, seeds)?;
    let known = library.known_facts(user)?;
    let any = |fits: &dyn Fn(&MixingFacts, &MixingFacts) -> bool| {
        let fitting = known.iter().filter(|(_, facts)| seeds.iter().any(|seed| fits(seed, facts)));
        fitting.map(|(id, _)| *id).collect::<Vec<_>>()
    };
    if filters.same_key {
        wanted(&seeds, "key", |seed| seed.key.is_some())?;
        only.push(Only { name: "in the same key".into(), tracks: any(&MixingFacts::same_key) });
    }
    if let Some(bpm) = filters.bpm_within {
        wanted(&seeds, "tempo", |seed| seed.sure_tempo().is_some())?;
        let tracks = any(&|seed, facts| seed.within_bpm(facts, bpm));
        only.push(Only { name: format!("within {bpm} bpm"), tracks });
    }
    Ok(only)
}

fn wanted(seeds: &[MixingFacts], what: &str, known: impl Fn(&MixingFacts) -> bool) -> Result<(), Failure> {
    if seeds.iter().any(known) {
        return Ok(());
    }
    Err(unknown(what))
}

fn unknown(what: &str) -> Failure {
    let hint = "segue import takes it from your rekordbox XML or your files; segue embed FILE analyses one.";
    Failure::new("unknown_facts", format!("the {what} of the seed is not known"), hint)
}
