//! Discogs' dump of releases (CC0): mixed ones are mixes.
//!
//! A release is one where a format is `Mixed` or somebody is credited with a `DJ Mix`, and where most tracks have artists of their own.
//! Of the releases of a master the main one counts, else the one of the lowest number.

use std::collections::HashSet;

use memchr::{memchr2_iter, memmem::Finder};

use super::{Released, element::Element, names};
use crate::wikitext::Entry;

/// What a release ends with.
pub(super) const END: &[u8] = b"</release>";

/// How a rank of a main release is written; others are below, a lower number higher.
const MAIN: u64 = 1 << 40;

/// Tells the blocks that need not be parsed.
pub(super) struct Sieve {
    mixed: Finder<'static>,
    begin: Finder<'static>,
}

impl Sieve {
    pub(super) fn new() -> Self {
        Self { mixed: Finder::new(">Mixed<"), begin: Finder::new("<release ") }
    }

    /// The element of a block that may be a mix.
    pub(super) fn candidate<'b>(&self, block: &'b [u8]) -> Option<&'b [u8]> {
        let may_be = self.mixed.find(block).is_some() || names_dj_mix(block);
        may_be.then(|| self.begin.find(block).map(|at| &block[at..])).flatten()
    }
}

/// Whether `DJ Mix` stands in it, in capitals or not. `j` is rare.
fn names_dj_mix(block: &[u8]) -> bool {
    let here = |at: usize| block.get(at.wrapping_sub(1)..at + 5).is_some_and(is_dj_mix);
    memchr2_iter(b'J', b'j', block).any(here)
}

fn is_dj_mix(text: &[u8]) -> bool {
    text.eq_ignore_ascii_case(b"DJ Mix")
}

/// The number of the release that a block is, to name a place by.
pub(super) fn number(block: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(&block[..block.len().min(200)]).ok()?;
    let (_, id) = text.split_once("<release id=\"")?;
    id.split('"').next()?.parse().ok()
}

/// The mix of a block; `None` where it is none. An error says why it cannot be read.
pub(super) fn read(block: &[u8]) -> Result<Option<Released>, String> {
    let release = Element::parse(&String::from_utf8_lossy(block))?;
    let djs = djs(&release);
    if djs.is_empty() && !is_mixed(&release) {
        return Ok(None);
    }
    let tracks = tracks(&release);
    let own = tracks.iter().filter(|track| !track.artist.is_empty()).count();
    if own < 3 || own * 2 < tracks.len() {
        return Ok(None);
    }
    let of_release = credits(release.within("artists", "artist"));
    let entries = tracks.into_iter().map(|track| track.entry(&of_release.joined)).collect();
    let (by, djs) =
        if djs.is_empty() { (of_release.joined, of_release.names) } else { (djs.join(" & "), djs) };
    let id: u64 = release.attribute("id").parse().map_err(|_| "a release without a number".to_owned())?;
    let master = release.first("master_id");
    let main = master.is_some_and(|master| master.attribute("is_main_release") == "true");
    let foreign_id = match master.map(Element::text).filter(|id| !id.is_empty() && id != "0") {
        Some(master) => format!("discogs master {master}"),
        None => format!("discogs release {id}"),
    };
    Ok(Some(Released {
        date: date(&release.text_of("released")),
        title: release.text_of("title"),
        by,
        djs,
        categories: categories(&release),
        url: format!("https://www.discogs.com/release/{id}"),
        foreign_id,
        rank: if main { MAIN } else { MAIN.saturating_sub(id.saturating_add(1)) },
        entries,
    }))
}

fn is_mixed(release: &Element) -> bool {
    let formats = release.within("formats", "format");
    formats.flat_map(|format| format.within("descriptions", "description")).any(|d| d.text() == "Mixed")
}

/// Who has mixed it, as a `DJ Mix` credit says; "Mixed By" is an engineer.
fn djs(release: &Element) -> Vec<String> {
    let mixed = |artist: &&Element| {
        let roles = artist.text_of("role");
        roles.split(',').any(|role| role.trim().as_bytes().get(..6).is_some_and(is_dj_mix))
    };
    unique(release.within("extraartists", "artist").filter(mixed).map(name))
}

/// Styles, then labels: they are the mix's, and not of its tracks.
fn categories(release: &Element) -> Vec<String> {
    let styles = release.within("styles", "style").map(Element::text);
    let labels =
        release.within("labels", "label").map(|label| without_number(label.attribute("name")).to_owned());
    unique(styles.chain(labels).filter(|name| name != "Not On Label"))
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names.filter(|name| !name.is_empty() && seen.insert(name.clone())).collect()
}

/// Artists as they are credited.
struct Credits {
    names: Vec<String>,
    /// With what stands between them.
    joined: String,
}

fn credits<'e>(artists: impl Iterator<Item = &'e Element>) -> Credits {
    let (mut names, mut joined) = (Vec::new(), String::new());
    let mut join: Option<String> = None;
    for artist in artists {
        let name = name(artist);
        if name.is_empty() {
            continue;
        }
        match join.as_deref() {
            None => {}
            Some("" | ",") => joined.push_str(", "),
            Some(join) => joined = format!("{joined} {join} "),
        }
        joined.push_str(&name);
        names.push(name);
        join = Some(artist.text_of("join"));
    }
    names.retain(|name| !is_nobody(name));
    Credits { joined: if names.is_empty() { String::new() } else { joined }, names }
}

fn is_nobody(name: &str) -> bool {
    ["various", "various artists"].contains(&name.to_lowercase().as_str())
}

/// As credited on the release, else as Discogs calls the artist, without the number that tells artists of a name apart.
fn name(artist: &Element) -> String {
    let as_credited = artist.text_of("anv");
    if as_credited.is_empty() { without_number(&artist.text_of("name")).to_owned() } else { as_credited }
}

/// `Care Company (2)`: Discogs' own number.
fn without_number(name: &str) -> &str {
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    match name.trim().strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
        Some((front, inside)) if number(inside) => front,
        _ => name.trim(),
    }
}

/// `1999-10-00` is October 1999.
fn date(released: &str) -> Option<String> {
    let mut parts = Vec::new();
    for (part, digits) in released.trim().split('-').zip([4, 2, 2]) {
        let known = part.len() == digits
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.bytes().any(|b| b != b'0');
        if !known {
            break;
        }
        parts.push(part);
    }
    (!parts.is_empty()).then(|| parts.join("-"))
}

/// A track as the release has it.
struct Track {
    chapter: Option<String>,
    /// Empty where the release's artists are meant.
    artist: String,
    title: String,
}

impl Track {
    fn entry(self, of_release: &str) -> Entry {
        let artist = if self.artist.is_empty() { of_release } else { &self.artist };
        Entry { chapter: self.chapter, ..names::entry(artist, &self.title) }
    }
}

/// All tracks; a medley's parts in its place.
fn tracks(release: &Element) -> Vec<Track> {
    let mut reading = Reading::default();
    for track in release.within("tracklist", "track") {
        reading.take(track);
    }
    reading.tracks
}

#[derive(Default)]
struct Reading {
    tracks: Vec<Track>,
    heading: Option<String>,
    disc: Option<String>,
}

impl Reading {
    fn take(&mut self, track: &Element) {
        let artist = credits(track.within("artists", "artist")).joined;
        let parts: Vec<&Element> = track.within("sub_tracks", "track").collect();
        let position = track.text_of("position");
        if !parts.is_empty() {
            for part in parts {
                let own = credits(part.within("artists", "artist")).joined;
                let place = Some(part.text_of("position")).filter(|p| !p.is_empty());
                self.push(
                    &place.unwrap_or_else(|| position.clone()),
                    if own.is_empty() { &artist } else { &own },
                    part,
                );
            }
        } else if position.is_empty() && artist.is_empty() {
            self.heading = Some(track.text_of("title")).filter(|title| !title.is_empty());
            self.disc = None;
        } else {
            self.push(&position, &artist, track);
        }
    }

    fn push(&mut self, position: &str, artist: &str, track: &Element) {
        let disc = disc(position);
        if disc.is_some() && disc != self.disc {
            // A heading stands before its first track.
            if self.disc.is_some() {
                self.heading = None;
            }
            self.disc = disc;
        }
        let chapter = self.heading.clone().or_else(|| self.disc.clone());
        self.tracks.push(Track { chapter, artist: artist.to_owned(), title: track.text_of("title") });
    }
}

/// The disc of `2-11` or `CD2-11`.
fn disc(position: &str) -> Option<String> {
    let (disc, _) = position.split_once(['-', '.'])?;
    let bare = disc.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim();
    let medium = disc[..disc.len() - bare.len()].trim();
    let number: u32 = bare.parse().ok()?;
    Some(format!("{} {number}", if medium.is_empty() { "CD" } else { medium }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn track(position: &str, artist: &str, title: &str) -> String {
        let artists = if artist.is_empty() {
            String::new()
        } else {
            format!("<artists><artist><name>{artist}</name></artist></artists>")
        };
        format!("<track><position>{position}</position><title>{title}</title>{artists}</track>")
    }

    fn release(head: &str, tracks: &[String]) -> Option<Released> {
        let text = format!("<release id=\"7\">{head}<tracklist>{}</tracklist></release>", tracks.concat());
        let sieve = Sieve::new();
        sieve.candidate(text.as_bytes()).and_then(|block| read(block).unwrap())
    }

    const MIXED: &str = "<formats><format name=\"CD\"><descriptions><description>Mixed</description></descriptions></format></formats>";

    fn three() -> Vec<String> {
        ["A", "B", "C"].iter().map(|artist| track("1", artist, "One")).collect()
    }

    fn role(role: &str) -> String {
        format!("<extraartists><artist><name>Kora (3)</name><role>{role}</role></artist></extraartists>")
    }

    #[rstest]
    #[case("DJ Mix", true)]
    #[case("dj mix [Mixed By]", true)]
    #[case("Compiled By, DJ Mix", true)]
    #[case("Mixed By", false)]
    #[case("Not A DJ Mix", false)]
    fn a_dj_mix_credit_makes_a_mix_and_an_engineer_does_not(#[case] said: &str, #[case] is: bool) {
        let found = release(&role(said), &three());
        assert_eq!(found.map(|mix| mix.djs), is.then(|| vec!["Kora".to_owned()]));
    }

    #[test]
    fn most_tracks_and_three_have_artists_of_their_own() {
        let with = |own: usize, all: usize| {
            let tracks: Vec<_> =
                (0..all).map(|n| track("1", if n < own { "A" } else { "" }, "One")).collect();
            release(MIXED, &tracks).is_some()
        };
        assert!(with(3, 3) && with(3, 6));
        assert!(!with(2, 2) && !with(3, 7) && !with(0, 0));
    }

    #[test]
    fn a_track_without_artists_is_by_the_release_s_unless_those_are_various() {
        let tracks = [three(), vec![track("4", "", "Four")]].concat();
        let last = |name: &str| {
            let head = format!("{MIXED}<artists><artist><name>{name}</name></artist></artists>");
            let mix = release(&head, &tracks).unwrap();
            (mix.djs, mix.entries.last().unwrap().artist.clone())
        };
        assert_eq!(last("Josh Wink"), (vec!["Josh Wink".to_owned()], Some("Josh Wink".to_owned())));
        assert_eq!(last("Various"), (vec![], None));
    }

    #[test]
    fn headings_and_discs_are_chapters() {
        let chapters = |tracks: &[(&str, &str)]| {
            let tracks: Vec<_> =
                tracks.iter().map(|(position, artist)| track(position, artist, position)).collect();
            let mix = release(MIXED, &tracks).unwrap();
            mix.entries.into_iter().map(|entry| entry.chapter.unwrap_or_default()).collect::<Vec<_>>()
        };
        assert_eq!(chapters(&[("1-1", "A"), ("1-2", "B"), ("2-1", "C")]), ["CD 1", "CD 1", "CD 2"]);
        assert_eq!(chapters(&[("CD1-01", "A"), ("CD2-01", "B"), ("DVD-1", "C")]), ["CD 1", "CD 2", "CD 2"]);
        assert_eq!(chapters(&[("A1", "A"), ("A2", "B"), ("B1", "C")]), ["", "", ""]);
        let titled =
            [track("", "", "Night"), track("1-1", "A", "x"), track("2-1", "B", "y"), track("2-2", "C", "z")];
        let mix = release(MIXED, &titled).unwrap();
        let chapters: Vec<_> = mix.entries.iter().map(|entry| entry.chapter.as_deref()).collect();
        assert_eq!(chapters, [Some("Night"), Some("CD 2"), Some("CD 2")]);
    }

    #[test]
    fn artists_stand_as_credited_with_what_joins_them() {
        let artists = "<r><artists><artist><name>A (2)</name><join>,</join></artist><artist><name>B</name><anv>Bee</anv>\
            <join>Feat.</join></artist><artist><name>C (Live)</name><join/></artist></artists></r>";
        let all = Element::parse(artists).unwrap();
        assert_eq!(credits(all.within("artists", "artist")).joined, "A, Bee Feat. C (Live)");
    }

    #[rstest]
    #[case("1999-10-00", Some("1999-10"))]
    #[case("1999-07-13", Some("1999-07-13"))]
    #[case("1999-00-00", Some("1999"))]
    #[case("1999", Some("1999"))]
    #[case("0", None)]
    #[case("", None)]
    #[case("199?", None)]
    fn dates_are_as_far_as_they_are_known(#[case] released: &str, #[case] known: Option<&str>) {
        assert_eq!(date(released).as_deref(), known);
    }

    #[test]
    fn of_a_master_the_main_release_ranks_highest_then_the_lowest_number() {
        let rank = |id: u64, main: &str| {
            let master = format!("<master_id is_main_release=\"{main}\">9</master_id>");
            let text = format!(
                "<release id=\"{id}\">{MIXED}{master}<tracklist>{}</tracklist></release>",
                three().concat()
            );
            let mix = read(text.as_bytes()).unwrap().unwrap();
            assert_eq!(mix.foreign_id, "discogs master 9");
            mix.rank
        };
        assert!(rank(900, "true") > rank(2, "false") && rank(2, "false") > rank(3, "false"));
    }

    #[test]
    fn a_damaged_release_is_an_error_and_no_crash() {
        for text in ["<release id=\"7\"><title>x</release>", "<release id=\"7\"", "<release>"] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(number(b"\n<release id=\"42\" status=\"Accepted\">"), Some(42));
    }
}
