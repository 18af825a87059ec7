//! The ids and units that cross module borders.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::key::TrackKey;

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

/// Numbers from here on are made from keys, for records that are in no mix.
const OUTSIDE: u32 = 1 << 31;

impl TrackId {
    /// A number for a record that is in no mix, the same wherever its key is. Two keys may make the same one: see
    /// [`TrackId::next_outside`].
    pub fn outside(key: &TrackKey) -> Self {
        let hash = key
            .as_str()
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self(hash | OUTSIDE)
    }

    /// The number after it.
    #[must_use]
    pub fn next_outside(self) -> Self {
        Self(self.0.wrapping_add(1) | OUTSIDE)
    }

    /// Whether it stands for a record that is in no mix.
    pub fn is_outside(self) -> bool {
        self.0 >= OUTSIDE
    }
}

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
