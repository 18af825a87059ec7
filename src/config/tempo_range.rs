//! `mixing.tempo_range`: the octave that tempi are halved or doubled into, as DJ programs have it.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use serde::{Deserialize, Serialize};

/// Slower and faster tempi are not looked for.
const POSSIBLE: RangeInclusive<f32> = 40.0..=240.0;

/// Lowest and highest tempo, beats per minute; the one at least twice the other, so that every tempo has a place inside.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TempoRange {
    low: f32,
    high: f32,
}

impl TempoRange {
    /// The tempi inside.
    pub fn tempi(self) -> RangeInclusive<f32> {
        self.low..=self.high
    }
}

impl fmt::Display for TempoRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.low, self.high)
    }
}

impl From<TempoRange> for String {
    fn from(range: TempoRange) -> Self {
        range.to_string()
    }
}

impl FromStr for TempoRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once("..").and_then(|(low, high)| {
            Some(Self { low: low.trim().parse().ok()?, high: high.trim().parse().ok()? })
        });
        let range =
            parsed.ok_or_else(|| format!("{text:?} is no range of tempi: write it as \"88..176\""))?;
        if !POSSIBLE.contains(&range.low) || !POSSIBLE.contains(&range.high) {
            let (low, high) = POSSIBLE.into_inner();
            return Err(format!("the range of tempi {range} is not between {low} and {high}"));
        }
        if range.high < 2.0 * range.low {
            return Err(format!(
                "the range of tempi {range} is less than an octave: it has to end at {} or above",
                2.0 * range.low
            ));
        }
        Ok(range)
    }
}

impl TryFrom<String> for TempoRange {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// An empty text is no range.
pub(super) mod optional {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use super::TempoRange;

    #[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "serde's signature")]
    pub fn serialize<S: Serializer>(range: &Option<TempoRange>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&range.map(String::from).unwrap_or_default())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<TempoRange>, D::Error> {
        let text = String::deserialize(from)?;
        Some(text.trim())
            .filter(|text| !text.is_empty())
            .map(str::parse)
            .transpose()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_octave_or_more_is_a_range_and_nothing_else() {
        let range: TempoRange = " 88 .. 176".parse().expect("an octave");
        assert_eq!((range.to_string().as_str(), range.tempi()), ("88..176", 88.0..=176.0));
        for wrong in
            ["88", "88-176", "90..170", "0..200", "100..nan", "100..inf", "176..88", "120..400", ".."]
        {
            assert!(wrong.parse::<TempoRange>().is_err(), "{wrong}");
        }
    }
}
