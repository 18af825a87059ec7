//! The mix that an address leads to: where its own audio is.

use reqwest::Url;

use super::{
    Library, LibraryError,
    query::{PageHit, PageKind},
    snapshot::Snapshot,
};
use crate::track::MixId;

/// Where something is heard, however its address is written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Recording {
    site: String,
    /// The part that names it there.
    name: String,
}

impl Recording {
    /// The recording at an address; `None` where the text is none, or names no recording.
    fn at(address: &str) -> Option<Self> {
        let address = address.trim();
        let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        let url = Url::parse(&whole).ok().filter(|_| !address.contains(char::is_whitespace))?;
        let host = url.host_str().filter(|host| host.contains('.'))?.to_ascii_lowercase();
        let site = ["www.", "m.", "music."].iter().find_map(|sub| host.strip_prefix(sub)).unwrap_or(&host);
        if matches!(site, "youtube.com" | "youtu.be" | "youtube-nocookie.com") {
            let watched = url.query_pairs().find(|(name, _)| name == "v").map(|(_, id)| id.into_owned());
            let last = || url.path_segments()?.rfind(|part| !part.is_empty()).map(str::to_owned);
            let name = watched.or_else(last)?;
            return Some(Self { site: "youtube".to_owned(), name });
        }
        let name = url.path().trim_matches('/').to_lowercase();
        (!name.is_empty()).then(|| Self { site: site.to_owned(), name })
    }
}

impl Library {
    /// The page of the mix whose own audio is at this address.
    pub(super) fn mix_heard_at(&self, address: &str) -> Result<Option<PageHit>, LibraryError> {
        let Some(wanted) = Recording::at(address) else { return Ok(None) };
        let snapshot = self.snapshot();
        let mixes = self.catalogue().heard_at(&wanted.name)?;
        let is_it = |audio: &[String]| audio.iter().any(|at| Recording::at(at).as_ref() == Some(&wanted));
        Ok(mixes.iter().filter(|(_, audio)| is_it(audio)).find_map(|(id, _)| page(&snapshot, *id)))
    }
}

fn page(snapshot: &Snapshot, id: MixId) -> Option<PageHit> {
    let tables = &snapshot.tables;
    let mix = tables.mix_by_id(id)?;
    let records = tables.plays.get(mix).iter().collect::<std::collections::HashSet<_>>().len() as u32;
    let name = tables.mix_title.get(mix).to_owned();
    Some(PageHit { kind: PageKind::Mix, name, mixes: 1, records, mix: Some(id) })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=62", "https://youtu.be/dQw4w9WgXcQ?t=1")]
    #[case("youtube.com/embed/dQw4w9WgXcQ", "https://m.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ")]
    #[case("https://soundcloud.com/Ann/first-show#t=1:00", "http://www.soundcloud.com/ann/first-show/")]
    #[case("https://www.mixcloud.com/ann/first-show/?utm=1", "mixcloud.com/ann/first-show")]
    fn one_recording_has_many_addresses(#[case] one: &str, #[case] other: &str) {
        assert!(Recording::at(one).is_some());
        assert_eq!(Recording::at(one), Recording::at(other));
    }

    #[rstest]
    #[case("https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dqw4w9wgxcq")]
    #[case("https://soundcloud.com/ann/first-show", "https://mixcloud.com/ann/first-show")]
    fn others_are_others(#[case] one: &str, #[case] other: &str) {
        assert_ne!(Recording::at(one), Recording::at(other));
    }

    #[rstest]
    #[case("Burial - Archangel")]
    #[case("AC/DC")]
    #[case("https://")]
    #[case("https://youtube.com/")]
    #[case("")]
    fn words_are_no_address(#[case] words: &str) {
        assert_eq!(Recording::at(words), None);
    }
}
