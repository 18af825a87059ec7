//! Where a mix itself is heard, at the second before two records meet in it.

use reqwest::Url;

use super::query::{EntryRow, MixPage};
use crate::track::{Seconds, TrackId};

/// A mix's player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixPlayer {
    /// The mix's title.
    pub title: String,
    /// The address to open.
    pub address: String,
    /// Where it begins; `None` where it begins at its start.
    pub at: Option<Seconds>,
    /// The audio file that the mix is, where its page names one.
    pub file: Option<MixFile>,
}

/// A mix as an audio file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MixFile {
    /// Its address.
    pub address: String,
    /// When the second of the records comes in, or the one of them; `None` where nobody knows.
    pub at: Option<Seconds>,
    /// Who plays it: `Andy C`, `Fabio & Grooverider`.
    pub djs: String,
}

/// The first player that can begin at the second before these records of the mix meet (or before the one of them begins), else the
/// first there is at its start. `None` of a mix whose page names none.
pub fn player(page: &MixPage, records: &[TrackId]) -> Option<MixPlayer> {
    let title = page.mix.title.clone();
    let cue = meeting(&page.entries, records);
    let at = cue.map(|Seconds(cue)| Seconds(cue.saturating_sub(1)));
    let file = page.audio.iter().find(|address| is_file(address)).map(|address| MixFile {
        address: address.clone(),
        at: cue,
        djs: page.djs.join(" & "),
    });
    let timed = at.and_then(|at| {
        let address = page.audio.iter().find_map(|address| at_second(address, at))?;
        Some((address, Some(at)))
    });
    let (address, at) = timed.or_else(|| Some((page.audio.first()?.clone(), None)))?;
    Some(MixPlayer { title, address, at, file })
}

/// Endings of files that can be played here.
const ENDINGS: [&str; 7] = ["mp3", "m4a", "ogg", "oga", "flac", "wav", "aiff"];

/// Whether a web address leads to an audio file, by its path's ending.
fn is_file(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let ending = url.path().rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    matches!(url.scheme(), "http" | "https") && ENDINGS.contains(&ending.as_str())
}

/// The cue of the later of two records where they stand nearest, or of one alone. Cues of a later part or disc count from its own begin,
/// and nobody knows where that is in the player.
fn meeting(entries: &[EntryRow], records: &[TrackId]) -> Option<Seconds> {
    let lines = |record: TrackId| {
        entries.iter().enumerate().filter(move |(_, entry)| entry.track == Some(record)).map(|(line, _)| line)
    };
    let later = match *records {
        [one] => lines(one).next()?,
        [one, other] => {
            let pairs = lines(one).flat_map(|a| lines(other).map(move |b| (a, b)));
            let (a, b) = pairs.min_by_key(|(a, b)| a.abs_diff(*b))?;
            a.max(b)
        }
        _ => return None,
    };
    let first_part = entries[later].chapter == entries.first()?.chapter;
    entries[later].cue.filter(|_| first_part)
}

/// The address with which a player begins there; `None` where the site knows no such thing.
fn at_second(address: &str, at: Seconds) -> Option<String> {
    let mut url = Url::parse(address).ok()?;
    let host = url.host_str()?.to_ascii_lowercase();
    let is = |site: &str| host.strip_suffix(site).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
    if is("youtube.com") || is("youtu.be") {
        let others: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| name != "t" && name != "start")
            .map(|pair| (pair.0.into(), pair.1.into()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(others).append_pair("t", &at.0.to_string());
        url.set_fragment(None);
    } else if is("soundcloud.com") {
        url.set_fragment(Some(&format!("t={}", clock(at))));
    } else {
        return None;
    }
    Some(url.into())
}

/// `12:33`, `1:06:39`.
fn clock(Seconds(at): Seconds) -> String {
    let (hours, minutes, seconds) = (at / 3600, at / 60 % 60, at % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

impl std::fmt::Display for MixPlayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Some(at) => write!(f, "from {}: {}", clock(at), self.title),
            None => f.write_str(&self.title),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::track::Whose;
    use crate::{library::query::MixRow, track::MixId, wikitext::EntryKind};

    fn entry(track: u32, cue: Option<u32>, chapter: Option<&str>) -> EntryRow {
        EntryRow {
            kind: EntryKind::Track,
            chapter: chapter.map(str::to_owned),
            cue: cue.map(Seconds),
            layered: false,
            track: Some(TrackId(track)),
            artist: None,
            title: None,
            label: None,
            catalogue_number: None,
            year: None,
            isrc: None,
            raw: String::new(),
        }
    }

    fn page(audio: &[&str]) -> MixPage {
        let mix = MixRow {
            id: MixId(1),
            date: None,
            title: "2001 - A - B".into(),
            url: None,
            whose: Whose::default(),
        };
        let entries = vec![
            entry(1, Some(0), None),
            entry(2, Some(300), None),
            entry(3, Some(754), None),
            entry(2, Some(4000), None),
            entry(4, None, None),
            entry(5, Some(60), Some("Part 2")),
        ];
        MixPage { mix, djs: vec![], audio: audio.iter().map(|a| (*a).to_owned()).collect(), entries }
    }

    fn address(audio: &[&str], records: &[u32]) -> Option<String> {
        let records: Vec<TrackId> = records.iter().map(|id| TrackId(*id)).collect();
        player(&page(audio), &records).map(|player| player.address)
    }

    #[rstest]
    #[case::youtube("https://www.youtube.com/watch?v=ab_c", &[2, 3], "https://www.youtube.com/watch?v=ab_c&t=753")]
    #[case::order_does_not_matter("https://youtu.be/ab_c", &[3, 2], "https://youtu.be/ab_c?t=753")]
    #[case::another_time("https://youtu.be/ab_c?t=9&list=x#y", &[2], "https://youtu.be/ab_c?list=x&t=299")]
    #[case::soundcloud("https://soundcloud.com/a/b", &[2, 3], "https://soundcloud.com/a/b#t=12:33")]
    #[case::hours("https://soundcloud.com/a/b", &[2, 4], "https://soundcloud.com/a/b")]
    #[case::start("https://soundcloud.com/a/b", &[1], "https://soundcloud.com/a/b#t=0:00")]
    #[case::others("https://www.mixcloud.com/a/b/", &[2, 3], "https://www.mixcloud.com/a/b/")]
    #[case::files("https://archive.org/a.mp3", &[2, 3], "https://archive.org/a.mp3")]
    #[case::no_cue("https://youtu.be/x", &[4], "https://youtu.be/x")]
    #[case::another_part("https://youtu.be/x", &[5], "https://youtu.be/x")]
    #[case::unknown("https://youtu.be/x", &[9], "https://youtu.be/x")]
    #[case::whole_mix("https://youtu.be/x", &[], "https://youtu.be/x")]
    #[case::alike("https://notyoutube.com/x", &[2], "https://notyoutube.com/x")]
    fn a_mix_begins_where_the_records_meet(
        #[case] audio: &str,
        #[case] records: &[u32],
        #[case] opened: &str,
    ) {
        assert_eq!(address(&[audio], records).as_deref(), Some(opened));
    }

    #[test]
    fn a_player_that_can_begin_there_comes_before_one_that_cannot() {
        let audio = ["https://www.mixcloud.com/a/b/", "https://youtu.be/x"];
        assert_eq!(address(&audio, &[2, 3]).as_deref(), Some("https://youtu.be/x?t=753"));
        assert_eq!(address(&audio, &[]).as_deref(), Some("https://www.mixcloud.com/a/b/"));
        assert_eq!(address(&[], &[2, 3]), None);
        let player = player(&page(&audio), &[TrackId(2), TrackId(3)]).expect("a player");
        assert_eq!(player.to_string(), "from 12:33: 2001 - A - B");
    }

    #[rstest]
    #[case("https://archive.org/download/a/b%20c.mp3", true)]
    #[case("http://a.b/c.OGG?x=1#y", true)]
    #[case("https://soundcloud.com/a/b", false)]
    #[case("https://a.b/mp3", false)]
    #[case("https://a.mp3/b", false)]
    #[case("ftp://a.b/c.mp3", false)]
    #[case("not an address.mp3", false)]
    fn an_audio_file_is_told_by_its_ending(#[case] address: &str, #[case] file: bool) {
        assert_eq!(is_file(address), file);
    }

    #[test]
    fn a_file_is_there_beside_the_player_that_is_opened_and_knows_the_cue() {
        let audio = ["https://youtu.be/x", "https://archive.org/a.mp3"];
        let page = MixPage { djs: vec!["Ann".into(), "Bob".into()], ..page(&audio) };
        let player = player(&page, &[TrackId(2), TrackId(3)]).expect("a player");
        assert_eq!(player.address, "https://youtu.be/x?t=753");
        let file = MixFile { address: audio[1].into(), at: Some(Seconds(754)), djs: "Ann & Bob".into() };
        assert_eq!(player.file, Some(file));
    }

    #[test]
    fn a_later_hour_is_written_as_hours() {
        assert_eq!(
            at_second("https://soundcloud.com/a/b", Seconds(3999)).as_deref(),
            Some("https://soundcloud.com/a/b#t=1:06:39")
        );
    }
}
