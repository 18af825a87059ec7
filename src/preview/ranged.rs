//! A long file on the network of which parts are fetched, by ranged requests: each part once, and no more of all than a budget.

use std::{
    fmt, io,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::Url;

use super::{
    net::{Net, NetError, Part},
    remote::Asker,
    wanted::Refusal,
};
use crate::sound::decode::{Parts, mp3};

/// The first part: headers, and the first frames of an MP3.
const HEAD: u64 = 64 << 10;
/// The others.
const PART: u64 = 256 << 10;
/// No more of one file is fetched.
pub(super) const BUDGET: u64 = 2_900_000;
/// No more requests are made for one file: a server that sends a little at a time ends here.
const REQUESTS: u32 = 40;
/// So often in a row a part is asked for again that did not come.
const TRIES: u32 = 2;
/// How long a part may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A file on a server that sends parts of it.
pub(super) struct Ranged<'a> {
    net: &'a Net,
    stop: Asker<'a>,
    url: Url,
    /// Bytes of the `ID3v2` tag before the sound, which are passed over.
    tag: u64,
    state: Mutex<State>,
}

impl fmt::Debug for Ranged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ranged").field("host", &self.host()).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct State {
    /// As the server states it.
    length: u64,
    /// From here on it has answered that there is nothing.
    end: Option<u64>,
    parts: Vec<(u64, Vec<u8>)>,
    fetched: u64,
    requests: u32,
}

impl<'a> Ranged<'a> {
    /// Asks for the first part. A server that sends the file only whole is refused before it has sent it.
    pub(super) fn open(net: &'a Net, url: Url, stop: Asker<'a>) -> Result<Self, Refusal> {
        let mut file = Self { net, stop, url, tag: 0, state: Mutex::default() };
        let part = file.ask(0, HEAD).map_err(|error| match error {
            NetError::Offline => Refusal::Off,
            NetError::Unreachable(why) => Refusal::Unreachable(why),
            error => Refusal::Unusable(error.to_string()),
        })?;
        let length = file.check(&part, 0).map_err(Refusal::Unusable)?;
        file.tag = mp3::tag_len(&part.body);
        file.url = part.url.clone();
        file.keep(0, part, length);
        Ok(file)
    }

    /// So many bytes from `at` on, counted from behind the tag; fewer at the end.
    pub(super) fn read(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        let mut filled = 0;
        while filled < len {
            match self.read_at(at + filled as u64, &mut bytes[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn host(&self) -> &str {
        self.url.host_str().unwrap_or("the server")
    }

    /// One part, asked for again where the line breaks before it begins.
    fn ask(&self, from: u64, len: u64) -> Result<Part, NetError> {
        let mut tries = 0;
        loop {
            self.state().requests += 1;
            match self.net.part(self.url.clone(), from, len, PATIENCE, self.stop) {
                Err(NetError::Broken(_)) if tries < TRIES => tries += 1,
                answer => return answer,
            }
        }
    }

    /// The file's length by an answer that has what was asked for from `from` on; else what is wrong with it, in words.
    fn check(&self, part: &Part, from: u64) -> Result<u64, String> {
        let host = self.host();
        match (part.status, part.range) {
            (206, Some((first, Some(length)))) if first == from => Ok(length),
            (206, Some((first, None))) if first == from => Err(format!("{host} does not say how long it is")),
            (206, _) => Err(format!("{host} sends another part than the one asked for")),
            (200, _) => Err(format!("{host} sends it only whole, so that it cannot begin in the middle")),
            (status, _) => Err(format!("{host} answers HTTP {status}")),
        }
    }

    fn keep(&self, from: u64, part: Part, length: u64) {
        let mut state = self.state();
        state.length = length;
        state.fetched += part.body.len() as u64;
        state.parts.push((from, part.body));
    }

    /// Copies what is here of a place; `None` where nothing is.
    fn copy(&self, at: u64, to: &mut [u8]) -> Option<usize> {
        let state = self.state();
        let here = state.parts.iter().find_map(|(from, bytes)| {
            bytes.get(usize::try_from(at.checked_sub(*from)?).ok()?..).filter(|bytes| !bytes.is_empty())
        })?;
        let len = here.len().min(to.len());
        to[..len].copy_from_slice(&here[..len]);
        Some(len)
    }

    /// Fetches the part from `at` on; false where no more is to be had. A place behind the end that the server states is asked for all the
    /// same: it may be wrong.
    fn fetch(&self, at: u64) -> io::Result<bool> {
        let len = {
            let state = self.state();
            let over =
                at == state.length || state.end.is_some_and(|end| at >= end) || state.requests >= REQUESTS;
            if over { 0 } else { PART.min(BUDGET.saturating_sub(state.fetched)) }
        };
        if len == 0 {
            return Ok(false);
        }
        let part = self.ask(at, len).map_err(io::Error::other)?;
        if part.status == 416 {
            self.state().end = Some(at);
            return Ok(false);
        }
        let length = self.check(&part, at).map_err(io::Error::other)?;
        let came = !part.body.is_empty();
        if came {
            self.keep(at, part, length);
        }
        Ok(came)
    }
}

impl Parts for Ranged<'_> {
    fn length(&self) -> u64 {
        self.state().length.saturating_sub(self.tag)
    }

    fn read_at(&self, at: u64, to: &mut [u8]) -> io::Result<usize> {
        let at = at.saturating_add(self.tag);
        loop {
            if let Some(len) = self.copy(at, to) {
                return Ok(len);
            }
            if !self.fetch(at)? {
                return Ok(0);
            }
        }
    }
}
