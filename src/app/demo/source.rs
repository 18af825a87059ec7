//! The made-up records' sound: synthesised when it is asked for.

use std::collections::BTreeMap;

use super::records::{DemoRecord, records};
use crate::{
    preview::{ClipBytes, Match, PreviewProvider, Provider, ProviderMatch, Refusal, Wanted},
    sound::{
        synth::{SECONDS, clip, facts},
        wav,
    },
    track::TrackKey,
};

/// Has every made-up record and nothing else.
pub struct MadeUp {
    records: BTreeMap<TrackKey, DemoRecord>,
}

impl MadeUp {
    /// All of them.
    pub fn new() -> Self {
        Self { records: records().into_iter().map(|record| (record.name().key(), record)).collect() }
    }
}

impl Default for MadeUp {
    fn default() -> Self {
        Self::new()
    }
}

impl PreviewProvider for MadeUp {
    fn provider(&self) -> Provider {
        Provider::Local
    }

    fn find(&self, wanted: &Wanted, _: &(dyn Fn() -> bool + Sync)) -> Result<ProviderMatch, Refusal> {
        let record = self.records.get(&wanted.key).ok_or(Refusal::Unknown)?;
        Ok(ProviderMatch {
            provider: Provider::Local,
            id: wanted.key.as_str().to_owned(),
            name: record.name(),
            grade: Match::Exact,
            page: None,
            bpm: facts(record.style, record.number).tempo,
            seconds: Some(SECONDS as f32),
        })
    }

    fn fetch(&self, found: &ProviderMatch, _: &(dyn Fn() -> bool + Sync)) -> Result<ClipBytes, Refusal> {
        let record = self.records.get(&found.name.key()).ok_or(Refusal::Unknown)?;
        Ok(ClipBytes::Bytes(wav::encode(&clip(record.style, record.number)).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sound::decode, track::Name};

    fn wanted(name: Name) -> Wanted {
        Wanted::new(name, None)
    }

    #[test]
    fn a_made_up_record_can_be_played_and_a_real_one_is_not_known() {
        let source = MadeUp::new();
        let found = source.find(&wanted(Name::parse("Harbour Fog", "Buoy")), &|| false).unwrap();
        let ClipBytes::Bytes(bytes) = source.fetch(&found, &|| false).unwrap() else { panic!("in memory") };
        let sound = decode::decode(&bytes[..], &decode::Limits::default()).unwrap();
        assert_eq!(sound.frames(), 30 * 44_100);
        let real = wanted(Name::parse("Plastikman", "Spastik"));
        assert_eq!(source.find(&real, &|| false), Err(Refusal::Unknown));
    }
}
