//! The settings and their defaults. `config.example.toml` shows every one of them; a test holds the two together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    BlendSettings, ListeningSettings, Me, Mixesdb, Preview, Sets, Sound, Spotify, TempoRange, Update,
    spotify, tempo_range,
};

/// All settings, as the file, the environment and the flags leave them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the records come from.
    pub library: LibrarySettings,
    /// How the recommender is fitted.
    pub recommend: Recommend,
    /// What is listened to in the background.
    pub listening: ListeningSettings,
    /// How the other models are weighed.
    pub blend: BlendSettings,
    /// How the screen looks.
    pub screen: ScreenSettings,
    /// What is heard.
    pub sound: Sound,
    /// What counts as mixable.
    pub mixing: Mixing,
    /// The wiki that the catalogue follows.
    pub mixesdb: Mixesdb,
    /// When it is asked.
    pub update: Update,
    /// Who the user is.
    pub me: Me,
    /// What of a history is a play.
    pub sets: Sets,
    /// The user's own Spotify app.
    pub spotify: Spotify,
    /// Where a record can be heard.
    pub preview: Preview,
    /// Keys by action name, each a list; an empty list unbinds.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// `[library]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct LibrarySettings {
    /// Load the built-in starter catalogue into a fresh data folder.
    pub starter: bool,
    /// Stay off the network.
    pub offline: bool,
}

impl Default for LibrarySettings {
    fn default() -> Self {
        Self { starter: true, offline: false }
    }
}

/// `[screen]`
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScreenSettings {
    /// `auto` (that of the terminal's background), `dark`, `light`, or a theme file's path.
    pub theme: String,
    /// How many colours the terminal has.
    pub colours: ColourSetting,
    /// Which characters it can show.
    pub glyphs: GlyphSetting,
    /// Take mouse clicks and the wheel.
    pub mouse: bool,
}

impl Default for ScreenSettings {
    fn default() -> Self {
        Self { theme: "auto".into(), colours: ColourSetting::Auto, glyphs: GlyphSetting::Auto, mouse: true }
    }
}

/// `[mixing]`
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mixing {
    /// How far a deck is pitched at most, in per cent.
    pub pitch: f32,
    /// How keys are written.
    pub keys: KeyNames,
    /// Heard tempi are halved or doubled into it; empty: as they are heard.
    #[serde(with = "tempo_range::optional")]
    pub tempo_range: Option<TempoRange>,
}

impl Default for Mixing {
    fn default() -> Self {
        Self { pitch: 6.0, keys: KeyNames::Camelot, tempo_range: None }
    }
}

/// `mixing.keys`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyNames {
    /// `8A`.
    #[default]
    Camelot,
    /// `Am`.
    Musical,
}

/// `screen.colours`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum ColourSetting {
    /// From `TERM`, `COLORTERM` and `NO_COLOR`.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// Weights only.
    #[serde(rename = "none")]
    None,
    /// The terminal's own.
    #[serde(rename = "16")]
    Sixteen,
    /// The xterm palette.
    #[serde(rename = "256")]
    Palette,
    /// 24 bits.
    #[serde(rename = "true")]
    True,
}

/// `screen.glyphs`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GlyphSetting {
    /// From the locale and `TERM`.
    #[default]
    Auto,
    /// ASCII only.
    Ascii,
    /// Lines, blocks and signs.
    Unicode,
}

/// `[recommend]`: implicit-feedback ALS after Hu, Koren and Volinsky (2008).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recommend {
    /// Latent factors, 1 to 512.
    pub factors: usize,
    /// Regularisation (lambda), above 0.
    pub regularisation: f32,
    /// Confidence of a play is 1 + alpha. Zero makes a play weigh like a missing one, as `implicit` does with ones in its matrix.
    pub alpha: f32,
    /// Iterations of a cold fit.
    pub iterations: usize,
    /// Weight of the extra row each artist has.
    pub artist_weight: f32,
    /// Weight of the extra row each label has.
    pub label_weight: f32,
    /// Weight of the extra row each period has.
    pub period_weight: f32,
    /// Random starts whose fits are added up, 1 or 2.
    pub starts: usize,
    /// Seed of the starting factors.
    pub seed: u64,
    /// The rarity dial: s in x·y / (|y| + s); 0 is off, larger favours rarer records.
    pub rarity: f32,
}

impl Default for Recommend {
    fn default() -> Self {
        Self {
            factors: 128,
            regularisation: 20.0,
            alpha: 80.0,
            iterations: 6,
            artist_weight: 0.35,
            label_weight: 0.4,
            period_weight: 0.02,
            starts: 2,
            seed: 1,
            rarity: 0.0,
        }
    }
}

impl Settings {
    /// The tables in which `new` has something that works from the next start on only; everything else takes effect at once.
    pub fn at_next_start(&self, new: &Self) -> Vec<&'static str> {
        // Rarity is read with each question.
        let fitted = |s: &Self| Recommend { rarity: 0.0, ..s.recommend };
        let changed = [
            ("library", self.library != new.library),
            ("recommend", fitted(self) != fitted(new)),
            ("listening", self.listening != new.listening),
            ("sound.model", self.sound.model != new.sound.model),
            ("preview", self.preview != new.preview),
            ("mixing.tempo_range", self.mixing.tempo_range != new.mixing.tempo_range),
        ];
        changed.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
    }

    /// The settings that differ, by their names: `screen.theme`.
    pub fn changed(&self, new: &Self) -> Vec<String> {
        let mut names = Vec::new();
        if let (Ok(old), Ok(new)) = (serde_json::to_value(self), serde_json::to_value(new)) {
            differences("", &old, &new, &mut names);
        }
        names
    }

    /// Says what is out of range, naming the setting; `None` where all is well.
    pub fn out_of_range(&self) -> Option<String> {
        let r = &self.recommend;
        let p = &self.preview;
        let country = p.country.len() == 2 && p.country.bytes().all(|b| b.is_ascii_alphabetic());
        let checks = [
            ((1..=512).contains(&r.factors), "recommend.factors", "a whole number from 1 to 512"),
            (r.regularisation > 0.0 && r.regularisation.is_finite(), "recommend.regularisation", "above 0"),
            (r.alpha > 0.0 && r.alpha.is_finite(), "recommend.alpha", "above 0"),
            ((1..=200).contains(&r.iterations), "recommend.iterations", "a whole number from 1 to 200"),
            ((0.0..=10.0).contains(&r.artist_weight), "recommend.artist_weight", "from 0 to 10"),
            ((0.0..=10.0).contains(&r.label_weight), "recommend.label_weight", "from 0 to 10"),
            ((0.0..=10.0).contains(&r.period_weight), "recommend.period_weight", "from 0 to 10"),
            ((1..=2).contains(&r.starts), "recommend.starts", "1 or 2"),
            ((0.0..=10.0).contains(&r.rarity), "recommend.rarity", "from 0 to 10"),
            (self.spotify.port >= 1024, "spotify.port", "from 1024 to 65535"),
            (spotify::is_safe(&self.spotify.api), "spotify.api", "an https address"),
            (spotify::is_safe(&self.spotify.accounts), "spotify.accounts", "an https address"),
            (country, "preview.country", "a country's two letters, such as GB"),
            ((0.0..=600.0).contains(&self.sets.shortest), "sets.shortest", "from 0 to 600"),
            (p.cache_mb <= 100_000, "preview.cache_mb", "a whole number from 0 to 100000"),
            ((0.0..=1.0).contains(&self.sound.volume), "sound.volume", "from 0 to 1"),
            (
                (1..=120).contains(&self.sound.run_seconds),
                "sound.run_seconds",
                "a whole number from 1 to 120",
            ),
            ((0.1..=50.0).contains(&self.mixing.pitch), "mixing.pitch", "from 0.1 to 50"),
        ];
        let first = checks.iter().find(|(ok, ..)| !ok);
        first.map(|(_, name, range)| format!("{name} must be {range}")).or_else(|| self.blend.out_of_range())
    }
}

/// The names of the values that differ below a table's name.
fn differences(table: &str, old: &Value, new: &Value, names: &mut Vec<String>) {
    if old == new {
        return;
    }
    let (Value::Object(olds), Value::Object(news)) = (old, new) else {
        names.push(table.to_owned());
        return;
    };
    let all: BTreeSet<&String> = olds.keys().chain(news.keys()).collect();
    for name in all {
        let below = if table.is_empty() { name.clone() } else { format!("{table}.{name}") };
        let of = |table: &serde_json::Map<String, Value>| table.get(name).cloned().unwrap_or_default();
        differences(&below, &of(olds), &of(news), names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_is_named() {
        let old = Settings::default();
        let mut new = old.clone();
        assert!(old.changed(&new).is_empty());
        new.screen.theme = "light".into();
        new.sound.volume = 0.5;
        new.keys.insert("like".into(), vec!["ctrl-f".into()]);
        assert_eq!(old.changed(&new), ["keys.like", "screen.theme", "sound.volume"]);
        assert_eq!(new.changed(&old), ["keys.like", "screen.theme", "sound.volume"]);
    }

    #[test]
    fn what_works_from_the_next_start_on_is_named() {
        let old = Settings::default();
        let mut new = old.clone();
        new.sound.volume = 0.5;
        new.recommend.rarity = 0.2;
        new.blend.back = 0.4;
        new.screen.theme = "light".into();
        assert!(old.at_next_start(&new).is_empty());
        new.recommend.factors = 64;
        new.preview.deezer = false;
        assert_eq!(old.at_next_start(&new), ["recommend", "preview"]);
    }
}
