//! Looking for a record on Spotify.

use std::collections::BTreeSet;

use super::{Matched, SpotifyTrack};
use crate::{
    preview::Wanted,
    spotify::{SpotifyClient, SpotifyError, wire::Track},
    track::{Grade, Name, artists, grade, squash},
};

/// Who can be asked.
pub trait Searcher {
    /// Records that fit a query.
    fn search(&mut self, query: &str) -> Result<Vec<Track>, SpotifyError>;
}

impl Searcher for SpotifyClient {
    fn search(&mut self, query: &str) -> Result<Vec<Track>, SpotifyError> {
        SpotifyClient::search(self, query)
    }
}

/// Candidates that are shown for one record.
const CANDIDATES: usize = 5;
/// A query longer than this is cut.
const LONGEST: usize = 200;
/// Names that share this much of their letter pairs may be one name, misspelt.
const NEAR: f64 = 0.8;

/// Looks until the recording itself is found. Ids in `refused` are passed over: the user said that it is not those.
pub fn look(search: &mut dyn Searcher, wanted: &Wanted, refused: &[String]) -> Result<Matched, SpotifyError> {
    let mut known = BTreeSet::new();
    let (mut exact, mut doubtful) = (Vec::new(), Vec::new());
    for query in queries(wanted) {
        let by_isrc = query.starts_with("isrc:");
        for hit in search.search(&query)?.iter().filter_map(SpotifyTrack::of) {
            if refused.contains(&hit.id) || !known.insert(hit.id.clone()) {
                continue;
            }
            match judge(&wanted.name, &hit.name()) {
                Judgement::Exact => exact.push(hit),
                Judgement::Doubtful(distance) => doubtful.push((distance, hit)),
                // One recording under quite another name: a person has to look.
                Judgement::No if by_isrc => doubtful.push((0, hit)),
                Judgement::No => {}
            }
        }
        if exact.iter().any(|hit| !hit.unplayable) {
            break;
        }
    }
    if let Some(best) = exact.into_iter().min_by_key(|hit| (hit.unplayable, cost(&wanted.name, hit))) {
        return Ok(Matched::Exact(best));
    }
    // Sorting keeps Spotify's order among equals.
    doubtful.sort_by_key(|(distance, _)| *distance);
    let doubtful: Vec<SpotifyTrack> = doubtful.into_iter().map(|(_, hit)| hit).take(CANDIDATES).collect();
    Ok(if doubtful.is_empty() { Matched::Missing } else { Matched::Doubtful(doubtful) })
}

/// What to ask for, the surest first.
fn queries(wanted: &Wanted) -> Vec<String> {
    let Name { artist, title, version } = &wanted.name;
    let title = match version {
        Some(version) => format!("{} {}", plain(title), plain(version)),
        None => plain(title),
    };
    let first = artists(artist).first().map(|name| plain(name)).unwrap_or_default();
    let mut queries: Vec<String> = Vec::new();
    queries.extend(wanted.isrc.as_ref().map(|isrc| format!("isrc:{}", squash(isrc).to_uppercase())));
    if !first.is_empty() && !title.is_empty() {
        queries.push(format!("track:{title} artist:{first}"));
    }
    let free = format!("{} {title}", plain(artist));
    queries.push(free.trim().to_owned());
    for query in &mut queries {
        cut(query);
    }
    queries.retain(|query| !query.is_empty());
    queries.dedup();
    queries
}

/// Words alone: quotes, colons and brackets steer a search.
fn plain(text: &str) -> String {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, '"' | ':' | '(' | ')' | '[' | ']' | '*'));
    words.filter(|word| word.chars().any(char::is_alphanumeric)).collect::<Vec<_>>().join(" ")
}

fn cut(query: &mut String) {
    if let Some((end, _)) = query.char_indices().nth(LONGEST) {
        query.truncate(end);
    }
}

enum Judgement {
    Exact,
    /// The smaller, the likelier.
    Doubtful(u32),
    No,
}

fn judge(wanted: &Name, found: &Name) -> Judgement {
    match grade(wanted, found) {
        Grade::Exact => Judgement::Exact,
        Grade::OtherVersion => Judgement::Doubtful(2),
        Grade::Different if is_near(wanted, found) => Judgement::Doubtful(1),
        Grade::Different => Judgement::No,
    }
}

/// The same version and numbers, and nearly the same letters: a typo in a tracklist.
fn is_near(wanted: &Name, found: &Name) -> bool {
    let parts = |name: &Name| {
        let key = name.key();
        let (family, version) = key.as_str().rsplit_once('\t').unwrap_or((key.as_str(), ""));
        (family.replace('\t', " "), version.to_owned())
    };
    let ((family_a, version_a), (family_b, version_b)) = (parts(wanted), parts(found));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let imitation = |name: &Name| {
        let text = squash(&format!("{} {}", name.artist, name.title));
        ["karaoke", "tribute", "cover"].iter().any(|mark| text.contains(mark))
    };
    version_a == version_b
        && digits(&family_a) == digits(&family_b)
        && imitation(wanted) == imitation(found)
        && likeness(&family_a, &family_b) >= NEAR
}

/// The share of letter pairs that two texts have in common (Dice).
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let mut pairs: Vec<[char; 2]> = chars.windows(2).map(|pair| [pair[0], pair[1]]).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0_u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * f64::from(shared) / (a.len() + b.len()) as f64
}

/// Of several releases of a recording, a DJ wants the whole of it, unmixed.
fn cost(wanted: &Name, hit: &SpotifyTrack) -> u32 {
    let title = hit.title.to_lowercase();
    let album = hit.album.as_deref().unwrap_or_default().to_lowercase();
    let asked = wanted.version.as_deref().unwrap_or_default().to_lowercase();
    let has = |word: &str| title.contains(word) && !asked.contains(word);
    let mixed =
        has("mixed") || album.contains("(mixed") || album.contains("dj mix") || album.contains("continuous");
    4 * u32::from(mixed) + 2 * u32::from(has("radio") || has("short")) + u32::from(has(" edit"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::spotify::wire::{Album, ExternalIds, NamedObject};

    /// Answers every query with everything, and remembers what was asked.
    struct All(Vec<Track>, Vec<String>);

    impl Searcher for All {
        fn search(&mut self, query: &str) -> Result<Vec<Track>, SpotifyError> {
            self.1.push(query.to_owned());
            Ok(self.0.clone())
        }
    }

    fn track(id: &str, artist: &str, name: &str) -> Track {
        Track {
            id: Some(id.into()),
            uri: format!("spotify:track:{id}"),
            name: name.into(),
            artists: artist.split(", ").map(|name| NamedObject { name: name.into() }).collect(),
            ..Track::default()
        }
    }

    fn wanted(artist: &str, title: &str) -> Wanted {
        let name = Name::parse(artist, title);
        Wanted { key: name.key(), name, isrc: None }
    }

    fn found(tracks: Vec<Track>, artist: &str, title: &str) -> Matched {
        look(&mut All(tracks, Vec::new()), &wanted(artist, title), &[]).unwrap()
    }

    #[test]
    fn the_surest_question_comes_first_and_an_answer_ends_the_asking() {
        let mut asked = wanted("Aphex Twin & X", "Windowlicker \"a:b\" (Feed Me Edit)");
        asked.isrc = Some("GB-AAA-99-00001".into());
        assert_eq!(
            queries(&asked),
            [
                "isrc:GBAAA9900001",
                "track:Windowlicker a b Feed Me Edit artist:Aphex Twin",
                "Aphex Twin X Windowlicker a b Feed Me Edit"
            ]
        );
        let mut all = All(vec![track("1", "A", "Song")], Vec::new());
        look(&mut all, &wanted("A", "Song"), &[]).unwrap();
        assert_eq!(all.1, ["track:Song artist:A"]);
        assert!(
            queries(&wanted("x", &"y ".repeat(500))).iter().all(|query| query.chars().count() <= LONGEST)
        );
    }

    #[test]
    fn another_remix_is_never_taken() {
        let remixes =
            vec![track("1", "A", "Song"), track("2", "A", "Song - C Remix"), track("3", "A", "Song (Live)")];
        let Matched::Doubtful(hits) = found(remixes, "A", "Song (B Remix)") else { panic!("taken") };
        assert_eq!(hits.len(), 3);
    }

    #[test]
    fn karaoke_and_covers_are_not_even_candidates() {
        let others = vec![
            track("1", "Karaoke Hits", "Song"),
            track("2", "Somebody", "Song"),
            track("3", "A", "Song (Karaoke Version)"),
        ];
        assert_eq!(found(others, "A", "Song"), Matched::Missing);
    }

    #[test]
    fn a_typo_is_a_candidate_and_another_part_is_not() {
        let Matched::Doubtful(hits) =
            found(vec![track("1", "Plastikman", "Spastik")], "Plastikman", "Spastick")
        else {
            panic!("taken or missed")
        };
        assert_eq!(hits[0].id, "1");
        assert_eq!(
            found(vec![track("1", "Sabres", "Smokebelch 1")], "Sabres", "Smokebelch 2"),
            Matched::Missing
        );
    }

    #[rstest]
    #[case(&["Song (Mixed)", "Song - Radio Edit", "Song - Original Mix"], 2)]
    #[case(&["Song - Radio Edit", "Song (Mixed)"], 0)]
    #[case(&["Song", "Song - Extended Mix"], 0)]
    fn of_several_releases_the_whole_record_is_taken(#[case] names: &[&str], #[case] best: usize) {
        let tracks = names.iter().enumerate().map(|(i, name)| track(&i.to_string(), "A", name)).collect();
        let matched = found(tracks, "A", "Song");
        assert_eq!(matched.certain().map(|hit| hit.id.clone()), Some(best.to_string()));
    }

    #[test]
    fn what_plays_is_taken_before_what_does_not() {
        let mut mute = track("1", "A", "Song");
        mute.is_playable = Some(false);
        let matched = found(vec![mute, track("2", "A", "Song (Extended)")], "A", "Song");
        assert_eq!(matched.certain().map(|hit| hit.id.as_str()), Some("2"));
    }

    #[test]
    fn what_was_refused_does_not_come_back() {
        let mut all = All(vec![track("1", "A", "Song"), track("2", "A", "Song")], Vec::new());
        let matched = look(&mut all, &wanted("A", "Song"), &["1".into()]).unwrap();
        assert_eq!(matched.certain().map(|hit| hit.id.as_str()), Some("2"));
    }

    #[test]
    fn one_number_under_another_name_is_for_a_person_to_judge() {
        let mut odd = track("1", "Other", "Thing");
        odd.external_ids = Some(ExternalIds { isrc: Some("GBAAA9900001".into()) });
        odd.album = Some(Album { name: "X".into(), release_date: Some("1999".into()) });
        let mut asked = wanted("A", "Song");
        asked.isrc = Some("GBAAA9900001".into());
        let Matched::Doubtful(hits) = look(&mut All(vec![odd], Vec::new()), &asked, &[]).unwrap() else {
            panic!()
        };
        assert_eq!((hits[0].year, hits[0].isrc.as_deref()), (Some(1999), Some("GBAAA9900001")));
    }
}
