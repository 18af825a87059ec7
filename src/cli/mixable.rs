//! The flags that keep what mixes with the seeds. They leave rows out and never change the order of the others.

use clap::Args;

use super::controls::up_to;
use crate::app::{MixingFilters, answer::Kin};

/// What has to fit.
#[derive(Args, Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct MixableArgs {
    /// Only what is in the key of a seed
    #[arg(long)]
    same_key: bool,
    /// Only what is within so many beats per minute of a seed, at half and double time too
    #[arg(long, value_name = "BPM", value_parser = up_to(100.0))]
    bpm_within: Option<f32>,
    /// Only what no mix here has, as far as it was heard: by sound, and in the blend
    #[arg(long)]
    unplayed: bool,
    /// Only what is of the genre of a seed, as they sound
    #[arg(long, conflicts_with = "other_genre")]
    same_genre: bool,
    /// Only what is of another genre than the seeds, as they sound
    #[arg(long)]
    other_genre: bool,
}

impl From<MixableArgs> for MixingFilters {
    fn from(args: MixableArgs) -> Self {
        let MixableArgs { same_key, bpm_within, unplayed, same_genre, other_genre } = args;
        let kin = [(same_genre, Kin::Same), (other_genre, Kin::Other)];
        let genre = kin.into_iter().find(|(on, _)| *on).map(|(_, kin)| kin);
        Self { same_key, bpm_within, unplayed, genre }
    }
}
