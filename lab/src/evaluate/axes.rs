//! What `tune` may change, and the values it tries.

use std::fmt::Write;

use super::Settings;
use crate::baselines::Decay;

/// Settings searched together, in this order; each is a model of the table.
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
    /// *Played with*, told what the DJ had played before.
    You,
    /// Co-occurrence.
    CoOccurrence,
    /// Item-kNN with the cosine.
    Cosine,
    /// Item-kNN with BM25.
    Bm25,
    /// `RP3beta`.
    Rp3,
    /// V-SKNN.
    Vsknn,
    /// VSTAN.
    Vstan,
    /// EASE.
    Ease,
    /// EASE with rows for artists and labels.
    EaseSide,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Played,
        Self::Walk,
        Self::Blend,
        Self::Next,
        Self::Continue,
        Self::You,
        Self::CoOccurrence,
        Self::Cosine,
        Self::Bm25,
        Self::Rp3,
        Self::Vsknn,
        Self::Vstan,
        Self::Ease,
        Self::EaseSide,
    ];

    /// The model's name in the table.
    #[must_use]
    pub fn model(self) -> &'static str {
        match self {
            Self::Played => "played",
            Self::Walk => "walk",
            Self::Blend => "blend",
            Self::Next => "next",
            Self::Continue => "continue",
            Self::You => "played, you",
            Self::CoOccurrence => "co-occurrence",
            Self::Cosine => "item-knn-cosine",
            Self::Bm25 => "item-knn-bm25",
            Self::Rp3 => "rp3beta",
            Self::Vsknn => "v-sknn",
            Self::Vstan => "vstan",
            Self::Ease => "ease",
            Self::EaseSide => "ease-side",
        }
    }

    /// Whether a stage's result depends on another stage's settings.
    fn needs(self, other: Self) -> bool {
        match self {
            Self::Blend => matches!(other, Self::Played | Self::Walk | Self::Blend),
            Self::Next => matches!(other, Self::Played | Self::Walk | Self::Blend | Self::Next),
            Self::Continue => matches!(other, Self::Played | Self::Walk | Self::Blend | Self::Continue),
            Self::You => matches!(other, Self::Played | Self::You),
            _ => self == other,
        }
    }

    /// Whether its fit stays while its own settings are tried.
    pub(super) fn keeps_its_fit(self) -> bool {
        !matches!(self, Self::Played | Self::Ease | Self::EaseSide)
    }
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// Its stage.
    pub stage: Stage,
    /// Where it stands in a settings file, or `baselines`.
    pub section: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// The values tried.
    pub values: &'static [f32],
    /// Reads it.
    pub get: fn(&Settings) -> f32,
    /// Sets it.
    pub set: fn(&mut Settings, f32),
}

macro_rules! axis {
    ($stage:ident, $section:ident.$name:ident, $values:expr) => {
        Axis {
            stage: Stage::$stage,
            section: stringify!($section),
            name: stringify!($name),
            values: $values,
            get: |s| s.segue.$section.$name as f32,
            set: |s, v| s.segue.$section.$name = v as _,
        }
    };
    ($stage:ident, $name:literal, $values:expr, $($field:ident).+ $(, $more:ident . $last:ident)*) => {
        Axis {
            stage: Stage::$stage,
            section: "baselines",
            name: $name,
            values: $values,
            get: |s| s.baselines.$($field).+ as f32,
            set: |s, v| {
                s.baselines.$($field).+ = v as _;
                $(s.baselines.$more.$last = v as _;)*
            },
        }
    };
}

/// All settings in the order they are searched. With more than 128 factors two million tracks do not fit the memory they may take.
pub const AXES: [Axis; 48] = [
    axis!(Played, recommend.alpha, &[20.0, 40.0, 80.0, 160.0, 320.0]),
    axis!(Played, recommend.factors, &[64.0, 96.0, 128.0]),
    axis!(Played, recommend.regularisation, &[1.0, 5.0, 20.0, 60.0]),
    axis!(Played, recommend.label_weight, &[0.0, 0.1, 0.2, 0.4, 0.6]),
    axis!(Played, recommend.artist_weight, &[0.0, 0.25, 0.35, 0.5]),
    axis!(Played, recommend.period_weight, &[0.0, 0.01, 0.02, 0.03]),
    axis!(Played, recommend.starts, &[1.0, 2.0]),
    axis!(Played, recommend.iterations, &[5.0, 6.0, 8.0, 12.0]),
    axis!(Walk, blend.support_power, &[0.0, 0.1, 0.25]),
    axis!(Walk, blend.length_power, &[0.35, 0.5, 0.65, 0.8]),
    axis!(Walk, blend.more, &[0.0, 0.1, 0.2, 0.4, 0.6]),
    axis!(Walk, blend.near, &[0.0, 0.3, 0.5, 0.7]),
    axis!(Walk, blend.decay, &[0.8, 0.9, 0.95]),
    axis!(Walk, blend.walk_artist, &[0.25, 0.5, 1.0]),
    axis!(Walk, blend.walk_label, &[0.0, 0.15, 0.3]),
    axis!(Blend, blend.blend_walk, &[0.3, 0.5, 0.7, 1.0, 1.5]),
    axis!(Blend, blend.rank, &[0.0, 5.0, 10.0, 20.0, 40.0]),
    axis!(Next, blend.next_after, &[0.05, 0.1, 0.15, 0.3, 0.6]),
    axis!(Next, blend.next_decay, &[0.6, 0.8, 0.9]),
    axis!(Next, blend.back, &[0.0, 0.3, 0.6]),
    axis!(Next, blend.next_artist, &[0.0, 0.1, 0.3]),
    axis!(Next, blend.next_newest, &[0.25, 0.5, 0.75, 1.0]),
    axis!(Continue, blend.newest, &[0.7, 0.8, 0.9, 0.95]),
    axis!(You, blend.you, &[0.0, 0.05, 0.1, 0.15, 0.2, 0.3]),
    axis!(You, blend.you_records, &[30.0, 60.0, 120.0, 300.0]),
    axis!(You, blend.you_fading, &[0.0, 0.25, 0.5]),
    axis!(CoOccurrence, "co_mix", &[0.0, 0.25, 0.5, 0.75, 1.0], co_occurrence.mix),
    axis!(CoOccurrence, "co_record", &[0.0, 0.1, 0.2, 0.4], co_occurrence.record),
    axis!(Cosine, "cosine_power", &[0.0, 0.1, 0.25, 0.5, 0.75], cosine.record, cosine.seed),
    axis!(Cosine, "cosine_mix", &[0.0, 0.5, 1.0], cosine.mix),
    axis!(Bm25, "k1", &[0.3, 0.6, 1.2, 2.4], bm25.k1),
    axis!(Bm25, "b", &[0.0, 0.25, 0.5, 0.75, 1.0], bm25.b),
    axis!(Rp3, "rp3_alpha", &[0.25, 0.5, 0.75, 1.0, 1.25], rp3.mix, rp3.seed),
    axis!(Rp3, "rp3_beta", &[0.0, 0.1, 0.2, 0.4, 0.6], rp3.record),
    axis!(Vsknn, "vsknn_neighbours", &[50.0, 100.0, 200.0, 500.0, 1500.0], vsknn.neighbours),
    axis!(Vsknn, "vsknn_length", &[0.0, 0.25, 0.5, 0.75, 1.0], vsknn.length),
    axis!(Vsknn, "vsknn_rare", &[-0.2, 0.0, 0.1, 0.2, 0.4], vsknn.rare),
    axis!(Vsknn, "vsknn_near", &[0.0, 5.0, 10.0, 20.0], vsknn.near),
    axis!(Vstan, "vstan_neighbours", &[50.0, 100.0, 200.0, 500.0, 1500.0], vstan.neighbours),
    Axis {
        stage: Stage::Vstan,
        section: "baselines",
        name: "vstan_seeds",
        values: &[1.0, 2.0, 4.0, 8.0],
        get: |s| match s.baselines.vstan.seeds {
            Decay::Exponential(x) => x,
            Decay::Linear => 0.0,
        },
        set: |s, v| s.baselines.vstan.seeds = Decay::Exponential(v),
    },
    axis!(Vstan, "vstan_near", &[0.0, 5.0, 10.0, 20.0], vstan.near),
    axis!(Vstan, "vstan_length", &[0.0, 0.25, 0.5, 0.75, 1.0], vstan.length),
    axis!(Vstan, "vstan_rare", &[-0.2, 0.0, 0.1, 0.2, 0.4], vstan.rare),
    axis!(Vstan, "vstan_years", &[0.0, 3.0, 10.0, 30.0], vstan.years),
    axis!(Ease, "ease_lambda", &[20.0, 50.0, 100.0, 200.0, 500.0], ease.lambda),
    axis!(EaseSide, "ease_side_lambda", &[50.0, 100.0, 200.0, 500.0], ease_side.lambda),
    axis!(EaseSide, "ease_side_artist", &[0.0, 0.25, 0.5, 1.0], ease_side.artist),
    axis!(EaseSide, "ease_side_label", &[0.0, 0.15, 0.3, 0.6], ease_side.label),
];

/// What a trial is remembered under: its stage and every setting its result depends on.
#[must_use]
pub fn key(stage: Stage, settings: &Settings) -> String {
    let mut key = stage.model().to_owned();
    for axis in AXES.iter().filter(|axis| stage.needs(axis.stage)) {
        let _ = write!(key, " {}={}", axis.name, (axis.get)(settings));
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
                let mut settings = Settings::default();
                (axis.set)(&mut settings, value);
                assert!(((axis.get)(&settings) - value).abs() < 1e-6, "{}", axis.name);
            }
            let present = (axis.get)(&Settings::default());
            assert!(axis.values.contains(&present), "{} {present}", axis.name);
        }
    }

    #[test]
    fn a_trial_is_known_by_what_matters_to_it() {
        let mut other = Settings::default();
        other.segue.blend.more = 0.4;
        let plain = Settings::default();
        assert_eq!(key(Stage::Played, &plain), key(Stage::Played, &other));
        assert_ne!(key(Stage::Walk, &plain), key(Stage::Walk, &other));
        assert_ne!(key(Stage::Blend, &plain), key(Stage::Blend, &other));
    }
}
