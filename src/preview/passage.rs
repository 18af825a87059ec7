//! A passage of a mix: from some seconds before two records meet, out of the audio file that the mix is.

use std::{sync::Arc, time::Duration};

use reqwest::Url;

use super::{
    net::Net,
    open::{OpenedClip, opened},
    ranged::Ranged,
    remote::Asker,
    wanted::{Match, Provider, ProviderMatch, Refusal},
};
use crate::{
    sound::decode::{self, EncodedSource, Limits, mp3},
    time::SystemClock,
    track::Name,
};

/// So long before the moment it begins …
pub const BEFORE: Duration = Duration::from_secs(20);
/// … and so long it is.
const LENGTH: Duration = Duration::from_mins(1);

/// So many bytes tell how an MP3 is made …
const HEAD: usize = 32 << 10;
/// … and hold the beginning of a frame.
const NEAR: usize = 8 << 10;

/// A moment of a mix that somebody wants to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The address of the mix's audio file.
    pub address: String,
    /// When the second record comes in; `None` is the mix's start.
    pub at: Option<Duration>,
    /// Who plays it.
    pub djs: String,
    /// The record that comes in.
    pub name: Name,
}

impl Passage {
    /// Where in the mix it begins.
    pub fn start(&self) -> Duration {
        self.at.unwrap_or_default().saturating_sub(BEFORE)
    }
}

/// Fetches passages.
#[derive(Clone, Debug)]
pub struct Passages {
    net: Arc<Net>,
}

impl Passages {
    /// Over the network, or not at all where `offline`.
    pub fn new(offline: bool) -> Self {
        Self { net: Arc::new(Net::new(offline, Arc::new(SystemClock::default()))) }
    }

    #[cfg(test)]
    pub(super) fn over(net: Net) -> Self {
        Self { net: Arc::new(net) }
    }

    /// A minute of the mix, by ranged requests: fewer than three million bytes, whatever the file and the server are.
    pub fn hear(&self, passage: &Passage, stop: Asker<'_>) -> Result<(ProviderMatch, OpenedClip), Refusal> {
        let url = Url::parse(&passage.address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| Refusal::Unusable("its address is none of the web".into()))?;
        let file = Ranged::open(&self.net, url, stop)?;
        let unusable = |error: &dyn std::fmt::Display| Refusal::Unusable(error.to_string());
        let head = file.read(0, HEAD).map_err(|error| unusable(&error))?;
        let start = passage.start();
        let (source, from) = match mp3::byte_at(&head, start) {
            Some(byte) => {
                let near = file.read(byte, NEAR).map_err(|error| unusable(&error))?;
                let frame = mp3::first_frame(&near).unwrap_or_default() as u64;
                (EncodedSource::Frames(&file, byte + frame), Duration::ZERO)
            }
            None => (EncodedSource::Parts(&file), start),
        };
        let opened = opened(decode::decode(source, &Limits::window(from, LENGTH)), start)
            .map_err(|why| unusable(&why))?;
        Ok((passage.found(), opened))
    }
}

impl Passage {
    fn found(&self) -> ProviderMatch {
        ProviderMatch {
            provider: Provider::Mix,
            id: self.address.clone(),
            name: self.name.clone(),
            grade: Match::Exact,
            page: Some(self.address.clone()),
            bpm: None,
            seconds: None,
        }
    }
}
