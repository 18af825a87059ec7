//! A TRACK argument to a row: an existing file by its name, `id:N`, `Artist - Title` by key (the folding makes exact and
//! folded spellings one), then the best search hit where it is clearly ahead of the second.

use std::path::Path;

use super::{
    Library, LibraryError,
    query::{SearchHit, TrackRow},
    snapshot::Snapshot,
};
use crate::track::{self, Name, TrackId};

/// Why nothing was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// What is wrong, to stand before the words asked for.
    pub reason: &'static str,
    /// What to do.
    pub hint: String,
    /// The nearest, at most five.
    pub candidates: Vec<TrackRow>,
}

const CANDIDATES: usize = 5;
const AUDIO: [&str; 9] = ["mp3", "m4a", "aac", "mp4", "flac", "ogg", "oga", "wav", "aif"];

/// Finds the row of what a user typed. The outer error is a store that cannot be read.
pub fn resolve(library: &Library, words: &str) -> Result<Result<u32, Unknown>, LibraryError> {
    let words = words.trim();
    let snapshot = library.snapshot();
    if let Some(file) = file(words) {
        return by_name(library, &snapshot, &stem(file));
    }
    let unknown =
        |reason, hint: &str| Ok(Err(Unknown { reason, hint: hint.to_owned(), candidates: Vec::new() }));
    if is_link(words) {
        return unknown("No record here is known by this link", "Give it as 'Artist - Title'.");
    }
    if let Ok(id) = words.parse::<TrackId>() {
        let present = library.catalogue().present_id(id)?;
        return match present.and_then(|id| snapshot.tables.row_of(id)) {
            Some(row) => Ok(Ok(row)),
            None => {
                unknown("No record here has this number", "segue search finds records and their numbers.")
            }
        };
    }
    by_name(library, &snapshot, words)
}

/// The code in `isrc:…`, or the words where they are one: `GBDUW0000059`, also with hyphens.
#[must_use]
pub fn isrc(words: &str) -> Option<String> {
    let words = words.trim();
    let code = after_isrc(words).unwrap_or(words).trim().replace('-', "").to_ascii_uppercase();
    // Two letters for the country, three for who gave it, two digits for the year, five for the recording.
    let (head, digits) = code.split_at_checked(5)?;
    let right = head.bytes().all(|b| b.is_ascii_alphanumeric())
        && head.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && digits.len() == 7
        && digits.bytes().all(|b| b.is_ascii_digit());
    right.then_some(code)
}

const ISRC: &str = "isrc:";

fn after_isrc(words: &str) -> Option<&str> {
    words
        .split_at_checked(ISRC.len())
        .filter(|(start, _)| start.eq_ignore_ascii_case(ISRC))
        .map(|(_, code)| code)
}

/// A Spotify address or an ISRC.
#[must_use]
pub fn is_link(words: &str) -> bool {
    after_isrc(words).is_some()
        || isrc(words).is_some()
        || words.starts_with("spotify:")
        || words.contains("open.spotify.com/")
}

/// The words as an existing file: with a path separator or an audio extension.
#[must_use]
pub fn file(words: &str) -> Option<&Path> {
    let path = Path::new(words);
    ((is_audio(path) || words.contains(std::path::MAIN_SEPARATOR)) && path.is_file()).then_some(path)
}

/// Whether the name ends as audio files' do.
#[must_use]
pub fn is_audio(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| AUDIO.contains(&&*e.to_lowercase()))
}

/// What a file's stem names: `01 Artist - Title.mp3`.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | ' ')).to_owned()
}

/// The record that a file's name names; without a dash, only a title.
#[must_use]
pub fn name_of(path: &Path) -> Name {
    let stem = stem(path);
    names(&stem).next().unwrap_or_else(|| Name::parse("", if stem.is_empty() { "?" } else { &stem }))
}

/// `Artist - Title` at every place where the words can be split.
pub fn names(words: &str) -> impl Iterator<Item = Name> + '_ {
    words
        .match_indices(" - ")
        .chain(words.match_indices(" – "))
        .map(|(at, dash)| Name::parse(words[..at].trim(), words[at + dash.len()..].trim()))
}

fn by_name(
    library: &Library,
    snapshot: &Snapshot,
    words: &str,
) -> Result<Result<u32, Unknown>, LibraryError> {
    if let Some(row) = by_key(library, snapshot, words)? {
        return Ok(Ok(row));
    }
    let answer = snapshot.search(words, CANDIDATES, &|| false).unwrap_or_default();
    let hits = answer.tracks.as_slice();
    let ahead = match hits {
        [only] => Some(only),
        [first, second, ..] if clearly_ahead(words, first, second) => Some(first),
        _ => None,
    };
    let found = ahead.filter(|_| !answer.closest).and_then(|hit| snapshot.tables.row_of(hit.row.id));
    Ok(found.ok_or_else(|| Unknown {
        reason: if answer.closest || hits.is_empty() {
            "No record here is called"
        } else {
            "Several records fit"
        },
        hint: if hits.is_empty() {
            "segue search finds records by parts of their names.".into()
        } else {
            "Give one of these, by number or name:".into()
        },
        candidates: hits.iter().map(|hit| hit.row.clone()).collect(),
    }))
}

/// The track whose key, now or before, is that of `Artist - Title`, at any place where the words can be split.
fn by_key(library: &Library, snapshot: &Snapshot, words: &str) -> Result<Option<u32>, LibraryError> {
    let catalogue = library.catalogue();
    for name in names(words) {
        if let Some(row) = catalogue.find(&name.key())?.and_then(|id| snapshot.tables.row_of(id)) {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// All words stand whole in the first hit's artist and title, and not so in the second's; or the first is far better.
fn clearly_ahead(words: &str, first: &SearchHit, second: &SearchHit) -> bool {
    let words: Vec<String> = track::fold(words).split_whitespace().map(str::to_owned).collect();
    let whole = |hit: &SearchHit| {
        let text = format!(
            "{} {} {}",
            hit.row.artist,
            hit.row.title,
            hit.row.version.as_deref().unwrap_or_default()
        );
        let folded = track::fold(&text);
        let have: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
        words.iter().all(|w| have.contains(&w.as_str()))
    };
    let versions = first.row.artist == second.row.artist && first.row.title == second.row.title;
    match (whole(first), whole(second)) {
        (true, false) => true,
        // The plain record is meant where no version was named.
        (true, true) => versions && first.row.version.is_none(),
        _ => first.score > 1.5 * second.score,
    }
}
