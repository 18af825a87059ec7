//! A TRACK argument to a record: an existing file by its name, `id:N`, else what it names.

use std::path::Path;

pub use super::named::{Unknown, names};
use super::{Library, LibraryError, OwnedIndex, named::by_name, query::TrackRow};
use crate::{
    catalogue::Seen,
    search,
    track::{Name, TrackId},
};

const AUDIO: [&str; 9] = ["mp3", "m4a", "aac", "mp4", "flac", "ogg", "oga", "wav", "aif"];

/// A record that a user means.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedRecord {
    /// As a list shows it; its number is outside where no mix has it.
    pub row: TrackRow,
    /// As the user's stores keep it.
    pub seen: Seen,
}

/// Finds the record that a user means, of a mix or of `mine`. The outer error is a store that cannot be read.
pub fn resolve(
    library: &Library,
    mine: &OwnedIndex,
    words: &str,
) -> Result<Result<ResolvedRecord, Unknown>, LibraryError> {
    let unknown =
        || Unknown::new("No record here has this number", "segue search finds records and their numbers.");
    let found = id_of(library, mine, words.trim())?;
    Ok(found.and_then(|id| record(library, mine, id).ok_or_else(unknown)))
}

/// The record of a number, of a mix or of `mine`.
pub fn record(library: &Library, mine: &OwnedIndex, id: TrackId) -> Option<ResolvedRecord> {
    let snapshot = library.snapshot();
    let of_a_mix = snapshot.tables.row_of(id).map(|row| ResolvedRecord {
        row: snapshot.tables.track_row(row),
        seen: Seen::new(snapshot.tables.name(row)),
    });
    of_a_mix.or_else(|| Some(ResolvedRecord { row: mine.row(id)?, seen: mine.seen(id)?.clone() }))
}

fn id_of(
    library: &Library,
    mine: &OwnedIndex,
    words: &str,
) -> Result<Result<TrackId, Unknown>, LibraryError> {
    if let Some(file) = file(words) {
        return by_name(library, mine, &stem(file));
    }
    if is_link(words) {
        return Ok(Err(Unknown::new("No record here is known by this link", "Give it as 'Artist - Title'.")));
    }
    if let Ok(id) = words.parse::<TrackId>() {
        return Ok(Ok(library.catalogue().present_id(id)?.unwrap_or(id)));
    }
    match (by_name(library, mine, &search::name_in(words))?, search::bolder(words)) {
        (Err(unknown), Some(bolder)) => Ok(by_name(library, mine, &bolder)?.map_err(|_| unknown)),
        (named, _) => Ok(named),
    }
}

/// The code in `isrc:…`, or the words where they are one: `GBDUW0000059`, also with hyphens.
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
pub fn is_link(words: &str) -> bool {
    after_isrc(words).is_some()
        || isrc(words).is_some()
        || words.starts_with("spotify:")
        || words.contains("open.spotify.com/")
}

/// The words as an existing file: with a path separator or an audio extension.
pub fn file(words: &str) -> Option<&Path> {
    let path = Path::new(words);
    ((is_audio(path) || words.contains(std::path::MAIN_SEPARATOR)) && path.is_file()).then_some(path)
}

/// Whether the name ends as audio files' do.
pub fn is_audio(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| AUDIO.contains(&&*e.to_lowercase()))
}

/// What a file's stem names: `01 Artist - Title.mp3`.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | ' ')).to_owned()
}

/// The record that a file's name names; without a dash, only a title.
pub fn name_of(path: &Path) -> Name {
    let stem = stem(path);
    names(&stem).next().unwrap_or_else(|| Name::parse("", if stem.is_empty() { "?" } else { &stem }))
}
