//! MusicBrainz' dump of releases, one a line of JSON: those of a group that is a DJ-mix are mixes.
//!
//! Most fields are CC0; tags, genres, ratings and annotations are not, and are not read. Of the releases of a group an official one
//! counts, then the earliest.

use memchr::memmem::Finder;
use serde::Deserialize;

use super::{Released, names};
use crate::{
    catalogue::few_or_none,
    track::{fold, sortable_date},
    wikitext::{Entry, EntryKind},
};

/// What a release ends with.
pub(super) const END: &[u8] = b"\n";

/// As a release group says it.
const MIX: &str = "DJ-mix";
/// Whom a compilation is credited to.
const NOBODY: &str = "Various Artists";
/// A track of the DJ's own that is longer, in milliseconds, is the mix itself.
const LONGEST: f64 = 20.0 * 60_000.0;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::struct_field_names)] // a release's release group is what the database calls it
struct Release {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, 1_000>")]
    artist_credit: Vec<Credit>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, 1_000>")]
    label_info: Vec<LabelInfo>,
    #[serde(default)]
    release_group: Option<Group>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, 1_000>")]
    media: Vec<Medium>,
}

#[derive(Deserialize)]
struct Credit {
    #[serde(default)]
    name: String,
    #[serde(default)]
    joinphrase: Option<String>,
}

#[derive(Deserialize)]
struct LabelInfo {
    label: Option<Label>,
}

#[derive(Deserialize)]
struct Label {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Group {
    id: String,
    #[serde(default, deserialize_with = "few_or_none::<_, _, 1_000>")]
    secondary_types: Vec<String>,
    #[serde(default)]
    first_release_date: Option<String>,
}

#[derive(Deserialize)]
struct Medium {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    position: Option<u32>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, 10_000>")]
    tracks: Vec<Track>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Track {
    #[serde(default)]
    title: String,
    #[serde(default)]
    length: Option<f64>,
    #[serde(default, deserialize_with = "few_or_none::<_, _, 1_000>")]
    artist_credit: Vec<Credit>,
    #[serde(default)]
    recording: Option<Recording>,
}

#[derive(Deserialize)]
struct Recording {
    #[serde(default, deserialize_with = "few_or_none::<_, _, 1_000>")]
    isrcs: Vec<String>,
}

/// Tells the lines that need not be parsed.
pub(super) struct Sieve(Finder<'static>);

impl Sieve {
    pub(super) fn new() -> Self {
        Self(Finder::new("\"DJ-mix\""))
    }

    /// The line, where it may be a mix.
    pub(super) fn candidate<'b>(&self, line: &'b [u8]) -> Option<&'b [u8]> {
        self.0.find(line).map(|_| line)
    }
}

/// Whether a file begins as a line of this dump.
pub(in crate::import) fn is_release(head: &str) -> bool {
    head.contains("\"release-group\"") && head.contains("\"media\"")
        || head.contains("\"artist-credit\"")
            && (head.contains("\"release-group\"") || head.contains("\"media\""))
}

/// The mix of a line; `None` where it is none. An error says why it cannot be read.
pub(super) fn read(line: &[u8]) -> Result<Option<Released>, String> {
    let release: Release = serde_json::from_slice(line)
        .map_err(|e| e.to_string().replacen(" at line 1 column ", " at column ", 1))?;
    let Some(group) = release.release_group else { return Ok(None) };
    if !group.secondary_types.iter().any(|kind| kind == MIX) {
        return Ok(None);
    }
    let credits = release.artist_credit;
    let dj = joined(&credits);
    let entries = entries(release.media, &dj);
    if !entries.iter().any(|entry| entry.kind == EntryKind::Track) {
        return Ok(None);
    }
    let known = |date: Option<String>| date.filter(|date| !date.is_empty());
    let date = known(release.date).or_else(|| known(group.first_release_date));
    let labels = release.label_info.into_iter().filter_map(|info| info.label);
    let mut categories: Vec<String> =
        labels.map(|label| clean(&label.name)).filter(|name| !name.is_empty()).collect();
    categories.dedup();
    Ok(Some(Released {
        rank: rank(release.status.as_deref(), date.as_deref(), &release.id),
        date,
        title: clean(&release.title),
        by: dj,
        djs: credits
            .iter()
            .map(|credit| clean(&credit.name))
            .filter(|name| name != NOBODY && !name.is_empty())
            .collect(),
        categories,
        url: format!("https://musicbrainz.org/release/{}", clean(&release.id)),
        foreign_id: format!("musicbrainz {}", clean(&group.id)),
        entries,
    }))
}

/// Official before others, the earlier before the later; of the same day one always.
fn rank(status: Option<&str>, date: Option<&str>, id: &str) -> u64 {
    const DATES: u64 = 1 << 27;
    let official = u64::from(status == Some("Official"));
    let date = date.map_or(0, sortable_date);
    let date = if date == 0 { 0 } else { DATES - 1 - u64::from(date) };
    let hex: String = id.chars().filter(char::is_ascii_hexdigit).take(8).collect();
    official << 62 | date << 32 | u64::from(u32::from_str_radix(&hex, 16).unwrap_or(0))
}

fn joined(credits: &[Credit]) -> String {
    let text: String =
        credits.iter().flat_map(|c| [c.name.as_str(), c.joinphrase.as_deref().unwrap_or_default()]).collect();
    let text = clean(&text);
    if text == NOBODY { String::new() } else { text }
}

fn clean(text: &str) -> String {
    crate::track::clean_line(text).trim().to_owned()
}

fn entries(media: Vec<Medium>, dj: &str) -> Vec<Entry> {
    let several = media.len() > 1;
    let mut entries = Vec::new();
    for (medium, number) in media.into_iter().zip(1..) {
        let title = medium.title.as_deref().map(clean).filter(|title| !title.is_empty());
        let place =
            || format!("{} {}", medium.format.as_deref().unwrap_or("CD"), medium.position.unwrap_or(number));
        let chapter = several.then(|| title.unwrap_or_else(place));
        let lines = medium.tracks.into_iter();
        entries.extend(lines.map(|track| Entry { chapter: chapter.clone(), ..entry(track, dj) }));
    }
    entries
}

fn entry(track: Track, dj: &str) -> Entry {
    let artist = joined(&track.artist_credit);
    let title = clean(&track.title);
    let isrc = track.recording.and_then(|recording| recording.isrcs.into_iter().next());
    let entry = Entry { isrc, ..names::entry(&artist, &title) };
    let whole = track.length.is_some_and(|length| length > LONGEST) && fold(&artist) == fold(dj);
    if whole { Entry { kind: EntryKind::Segment, artist: None, title: Some(title), ..entry } } else { entry }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(change: impl FnOnce(&mut Value)) -> Option<Released> {
        let track = |artist: &str, title: &str, length: u64| json!({ "title": title, "length": length, "artist-credit": [{ "name": artist, "joinphrase": "" }] });
        let mut release = json!({
            "id": "11111111-0000", "title": "DJ-Kicks", "date": "1996-03-25", "status": "Official",
            "artist-credit": [{ "name": "Kora", "joinphrase": " & " }, { "name": "Oda" }],
            "label-info": [{ "label": { "name": "Studio !K7" } }, { "label": null }],
            "release-group": { "id": "22222222-0000", "secondary-types": ["Compilation", "DJ-mix"] },
            "tags": [{ "name": "not free" }],
            "media": [{ "position": 1, "format": "CD", "tracks": [track("A", "One (mixed)", 300_000), track("B", "Two", 0)] }]
        });
        change(&mut release);
        read(release.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_release_of_a_dj_mix_group_is_a_mix() {
        let mix = line(|_| {}).unwrap();
        assert_eq!(
            (mix.djs, mix.categories),
            (vec!["Kora".to_owned(), "Oda".to_owned()], vec!["Studio !K7".to_owned()])
        );
        let titles: Vec<_> = mix.entries.iter().map(|entry| entry.title.as_deref().unwrap()).collect();
        assert_eq!(titles, ["One", "Two"]);
        assert!(
            line(|release| release["release-group"]["secondary-types"] = json!(["Compilation"])).is_none()
        );
        assert!(line(|release| release["release-group"]["secondary-types"] = Value::Null).is_none());
        assert!(line(|release| release["media"] = Value::Null).is_none(), "nothing is in it");
    }

    #[test]
    fn the_whole_mix_as_one_track_is_a_segment() {
        let long = |artist: &str| {
            let mix = line(|release| {
                release["media"][0]["tracks"][1] = json!({
                    "title": "Continuous Mix", "length": 3_600_000, "artist-credit": [{ "name": artist }]
                });
            });
            mix.unwrap().entries[1].kind
        };
        assert_eq!((long("kora & ODA"), long("Somebody")), (EntryKind::Segment, EntryKind::Track));
    }

    #[test]
    fn official_comes_first_then_the_earliest() {
        let rank = |status: &str, date: &str| {
            line(|release| {
                release["status"] = json!(status);
                release["date"] = json!(date);
            })
            .unwrap()
            .rank
        };
        assert!(rank("Official", "2001-01-01") > rank("Bootleg", "1996-01-01"));
        assert!(rank("Official", "1996-01-01") > rank("Official", "2001-01-01"));
        assert!(rank("Official", "2001") > rank("Official", ""), "an unknown date is no early one");
    }

    #[test]
    fn several_media_are_chapters() {
        let mix = line(|release| {
            let first = release["media"][0].clone();
            let mut second = first.clone();
            second["title"] = json!("Night");
            release["media"] = json!([first, second]);
        });
        let chapters: Vec<_> = mix.unwrap().entries.into_iter().map(|entry| entry.chapter.unwrap()).collect();
        assert_eq!(chapters, ["CD 1", "CD 1", "Night", "Night"]);
    }
}
