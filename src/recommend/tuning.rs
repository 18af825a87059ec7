//! All settings of all models in one place; the defaults are what `segue tune` chose.

use super::als::Settings;
use super::blend::Scale;
use super::next::NextSettings;
use super::walk::WalkSettings;

/// Settings of every model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// The fit behind *Played with*.
    pub als: Settings,
    /// The walk.
    pub walk: WalkSettings,
    /// Transitions.
    pub next: NextSettings,
    /// How *Blend* adds its parts up.
    pub scale: Scale,
    /// What the walk weighs in *Blend* beside ALS's 1.
    pub blend_walk: f32,
    /// How deep *Blend* asks its parts.
    pub depth: usize,
    /// Norm shrink of ALS within *Next*.
    pub next_shrink: f32,
    /// What ALS weighs in *Next* beside the transitions' 1.
    pub next_played: f32,
    /// *Continue*: what each seed weighs of the one after it.
    pub newest: f32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            als: Settings::default(),
            walk: WalkSettings::default(),
            next: NextSettings::default(),
            scale: Scale::Rank(10.0),
            blend_walk: 0.7,
            depth: 200,
            next_shrink: 0.4,
            next_played: 2.0,
            newest: 0.8,
        }
    }
}
