//! All settings of all models in one place; the defaults are what `segue-lab tune` chose.

use super::als::FitSettings;
use super::blend::Scale;
use super::next::NextSettings;
use super::walk::WalkSettings;

/// Settings of every model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// The fit behind *Played with*.
    pub als: FitSettings,
    /// The walk.
    pub walk: WalkSettings,
    /// Transitions.
    pub next: NextSettings,
    /// How *Blend* adds its parts up.
    pub scale: Scale,
    /// What the walk weighs in *Blend* beside ALS's 1.
    pub blend_walk: f32,
    /// What the sound weighs in *Blend*. No tracklist says how much it should: a row that only sounds like the seeds comes
    /// behind the first screenful.
    pub blend_sound: f32,
    /// What the user's own plays weigh beside one seed; 0 for nothing.
    pub you: f32,
    /// With more seeds that weight falls as their number to minus this power.
    pub you_fading: f32,
    /// So many of their records are asked about, those that count most.
    pub you_records: usize,
    /// How deep *Blend* asks its parts.
    pub depth: usize,
    /// What the directed transitions weigh in *Next* beside ALS's 1 and the walk's share of *Blend*.
    pub next_after: f32,
    /// What each seed weighs of the one after it in *Next*'s transitions.
    pub next_newest: f32,
    /// The same in *Continue*, where the seeds' mean weight stays 1.
    pub newest: f32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            als: FitSettings::default(),
            walk: WalkSettings::default(),
            next: NextSettings::default(),
            scale: Scale::Rank(10.0),
            blend_walk: 0.7,
            blend_sound: 0.3,
            you: 0.1,
            you_fading: 0.0,
            you_records: 60,
            depth: 200,
            next_after: 0.15,
            next_newest: 0.5,
            newest: 0.9,
        }
    }
}
