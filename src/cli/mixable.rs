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
    /// Only what no mix here has, as far as it was analysed: by sound, and in the blend
    #[arg(long)]
    unplayed: bool,
    /// Only what is of the style of a seed, as they sound
    #[arg(long, alias = "same-genre", conflicts_with = "other_style")]
    same_style: bool,
    /// Only what is of another style than the seeds, as they sound
    #[arg(long, alias = "other-genre")]
    other_style: bool,
}

impl From<MixableArgs> for MixingFilters {
    fn from(args: MixableArgs) -> Self {
        let MixableArgs { same_key, bpm_within, unplayed, same_style, other_style } = args;
        let kin = [(same_style, Kin::Same), (other_style, Kin::Other)];
        let genre = kin.into_iter().find(|(on, _)| *on).map(|(_, kin)| kin);
        Self { same_key, bpm_within, unplayed, genre }
    }
}
