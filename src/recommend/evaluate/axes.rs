//! What `tune` may change, and the values it tries.

use std::fmt::Write;

use crate::recommend::blend::Scale;
use crate::recommend::tuning::Tuning;

/// Settings searched together, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// *Played with*: the fit.
    Played,
    /// The walk.
    Walk,
    /// *Blend*.
    Blend,
    /// *Next*.
    Next,
    /// *Continue*.
    Continue,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Played, Self::Walk, Self::Blend, Self::Next, Self::Continue];

    fn name(self) -> &'static str {
        match self {
            Self::Played => "played",
            Self::Walk => "walk",
            Self::Blend => "blend",
            Self::Next => "next",
            Self::Continue => "continue",
        }
    }

    /// Whether a stage's result depends on another stage's settings.
    fn needs(self, other: Self) -> bool {
        match self {
            Self::Played | Self::Walk => self == other,
            Self::Blend => !matches!(other, Self::Next | Self::Continue),
            Self::Next => other != Self::Continue,
            Self::Continue => other != Self::Next,
        }
    }
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// Its stage.
    pub stage: Stage,
    /// Its name.
    pub name: &'static str,
    /// The values tried.
    pub values: &'static [f32],
    /// Reads it.
    pub get: fn(&Tuning) -> f32,
    /// Sets it.
    pub set: fn(&mut Tuning, f32),
}

macro_rules! axis {
    ($stage:ident, $name:literal, $($field:ident).+, $values:expr) => {
        Axis {
            stage: Stage::$stage,
            name: $name,
            values: $values,
            get: |t| t.$($field).+ as f32,
            set: |t, v| t.$($field).+ = v as _,
        }
    };
}

/// All settings in the order they are searched. With more than 128 factors two million tracks do not fit the memory they may take.
pub const AXES: [Axis; 22] = [
    axis!(Played, "alpha", als.alpha, &[20.0, 40.0, 80.0, 160.0, 320.0]),
    axis!(Played, "factors", als.factors, &[64.0, 96.0, 128.0]),
    axis!(Played, "regularisation", als.regularisation, &[1.0, 5.0, 20.0, 60.0]),
    axis!(Played, "label_weight", als.label_weight, &[0.0, 0.1, 0.2, 0.4, 0.6]),
    axis!(Played, "artist_weight", als.artist_weight, &[0.0, 0.25, 0.35, 0.5]),
    axis!(Played, "period_weight", als.period_weight, &[0.0, 0.01, 0.02, 0.03]),
    axis!(Played, "iterations", als.iterations, &[5.0, 6.0, 8.0, 12.0]),
    axis!(Walk, "support_power", walk.support_power, &[0.0, 0.1, 0.25]),
    axis!(Walk, "length_power", walk.length_power, &[0.35, 0.5, 0.65, 0.8]),
    axis!(Walk, "more", walk.more, &[0.0, 0.1, 0.2, 0.4, 0.6]),
    axis!(Walk, "near", walk.near, &[0.0, 0.3, 0.5, 0.7]),
    axis!(Walk, "decay", walk.decay, &[0.8, 0.9, 0.95]),
    axis!(Walk, "walk_artist", walk.artist, &[0.25, 0.5, 1.0]),
    axis!(Walk, "walk_label", walk.label, &[0.0, 0.15, 0.3]),
    axis!(Blend, "blend_walk", blend_walk, &[0.3, 0.5, 0.7, 1.0, 1.5]),
    Axis {
        stage: Stage::Blend,
        name: "rank",
        values: &[0.0, 5.0, 10.0, 20.0, 40.0],
        get: |t| match t.scale {
            Scale::Rank(c) => c,
            Scale::Score => 0.0,
        },
        set: |t, v| t.scale = if v > 0.0 { Scale::Rank(v) } else { Scale::Score },
    },
    axis!(Next, "next_after", next_after, &[0.05, 0.1, 0.15, 0.3, 0.6]),
    axis!(Next, "next_decay", next.decay, &[0.6, 0.8, 0.9]),
    axis!(Next, "back", next.back, &[0.0, 0.3, 0.6]),
    axis!(Next, "next_artist", next.artist, &[0.0, 0.1, 0.3]),
    axis!(Next, "next_newest", next_newest, &[0.25, 0.5, 0.75, 1.0]),
    axis!(Continue, "newest", newest, &[0.7, 0.8, 0.9, 0.95]),
];

/// What a trial is remembered under: its stage and every setting its result depends on.
#[must_use]
pub fn key(stage: Stage, tuning: &Tuning) -> String {
    let mut key = stage.name().to_owned();
    for axis in AXES.iter().filter(|axis| stage.needs(axis.stage)) {
        let _ = write!(key, " {}={}", axis.name, (axis.get)(tuning));
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_axis_sets_what_it_reads_and_the_defaults_are_among_its_values() {
        for axis in AXES {
            for &value in axis.values {
                let mut tuning = Tuning::default();
                (axis.set)(&mut tuning, value);
                assert!(((axis.get)(&tuning) - value).abs() < 1e-6, "{}", axis.name);
            }
            let present = (axis.get)(&Tuning::default());
            assert!(axis.values.contains(&present), "{} {present}", axis.name);
        }
    }

    #[test]
    fn a_trial_is_known_by_what_matters_to_it() {
        let mut other = Tuning::default();
        other.walk.more = 0.4;
        let plain = Tuning::default();
        assert_eq!(key(Stage::Played, &plain), key(Stage::Played, &other));
        assert_ne!(key(Stage::Walk, &plain), key(Stage::Walk, &other));
        assert_ne!(key(Stage::Blend, &plain), key(Stage::Blend, &other));
    }
}
