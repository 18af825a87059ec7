//! The flags that keep what mixes with the seeds. They leave rows out and never change the order of the others.

use clap::Args;

use super::{Context, Failure};
use crate::{
    jobs::Pools,
    library::{Library, MixingFacts, similar::controls::Only, sound::Kin},
    track::TrackId,
};

/// What has to fit.
#[derive(Args, Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct MixableArgs {
    /// Only what is in the key of a seed
    #[arg(long)]
    same_key: bool,
    /// Only what is within so many beats per minute of a seed, at half and double time too
    #[arg(long, value_name = "BPM", value_parser = bpm)]
    bpm_within: Option<f32>,
    /// Only what no mix here has, as far as it was heard: by sound, and in the blend
    #[arg(long)]
    pub unplayed: bool,
    /// Only what is of the genre of a seed, as they sound
    #[arg(long, conflicts_with = "other_genre")]
    same_genre: bool,
    /// Only what is of another genre than the seeds, as they sound
    #[arg(long)]
    other_genre: bool,
}

impl MixableArgs {
    /// The records that each flag leaves; what is asked of seeds must be known of one of them.
    pub fn only(
        &self,
        context: &Context,
        library: &Library,
        pools: &Pools,
        seeds: &[TrackId],
    ) -> Result<Vec<Only>, Failure> {
        let mut only = Vec::new();
        let kin = [(self.same_genre, Kin::Same), (self.other_genre, Kin::Other)];
        if let Some((_, kin)) = kin.into_iter().find(|(on, _)| *on) {
            let sounds = library.sounds(pools.interactive())?;
            only.push(library.of_genre(&sounds, seeds, kin).ok_or_else(|| unknown("genre"))?);
        }
        if !self.same_key && self.bpm_within.is_none() {
            return Ok(only);
        }
        let user = context.user()?;
        let seeds = library.facts_of(&user, seeds)?;
        let known = library.known_facts(&user)?;
        let any = |fits: &dyn Fn(&MixingFacts, &MixingFacts) -> bool| {
            let fitting = known.iter().filter(|(_, facts)| seeds.iter().any(|seed| fits(seed, facts)));
            fitting.map(|(id, _)| *id).collect::<Vec<_>>()
        };
        if self.same_key {
            wanted(&seeds, "key", |seed| seed.key.is_some())?;
            only.push(Only { name: "in the same key".into(), tracks: any(&MixingFacts::same_key) });
        }
        if let Some(bpm) = self.bpm_within {
            wanted(&seeds, "tempo", |seed| seed.sure_tempo().is_some())?;
            let tracks = any(&|seed, facts| seed.within_bpm(facts, bpm));
            only.push(Only { name: format!("within {bpm} bpm"), tracks });
        }
        Ok(only)
    }
}

fn wanted(seeds: &[MixingFacts], what: &str, known: impl Fn(&MixingFacts) -> bool) -> Result<(), Failure> {
    if seeds.iter().any(known) {
        return Ok(());
    }
    Err(unknown(what))
}

fn unknown(what: &str) -> Failure {
    let hint =
        "segue import takes it from your rekordbox XML or your files; segue embed FILE listens to one.";
    Failure::new("unknown_facts", format!("the {what} of the seed is not known"), hint)
}

fn bpm(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(bpm) if (0.0..=100.0).contains(&bpm) => Ok(bpm),
        _ => Err("a number from 0 to 100".to_owned()),
    }
}
