//! The ids and units that cross module borders.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A track's number: given once, never reused, from 1 on. Written `id:N`; 0 is a track that this catalogue does not
/// hold, `null` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u32);

/// A mix's number in this catalogue: given once, never reused. Written `id:N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MixId(pub u32);

/// A whole number of seconds from the start of a chapter, or of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub u32);

macro_rules! written_id {
    ($id:ident) => {
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "id:{}", self.0)
            }
        }

        impl FromStr for $id {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                text.strip_prefix("id:").and_then(|n| n.parse().ok()).map(Self).ok_or(())
            }
        }

        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                if self.0 == 0 {
                    return s.serialize_none();
                }
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                text.parse().map_err(|()| D::Error::custom(format!("{text:?} is no id, expected id:N")))
            }
        }
    };
}

written_id!(TrackId);
written_id!(MixId);
