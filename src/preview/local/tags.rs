//! One file's record: from its tags, else from its name.

use std::{
    fs::{self, File},
    io::{BufReader, Read as _},
    path::Path,
    time::UNIX_EPOCH,
};

use lofty::{
    config::ParseOptions,
    file::{AudioFile as _, FileType, TaggedFile, TaggedFileExt as _},
    mp4::{AtomData, AtomIdent, Mp4File},
    probe::Probe,
    tag::{ItemKey, Tag},
};

use super::{id3::Marked, mend::mend};
use crate::{
    catalogue::{Owned, Seen},
    files::open_file,
    sound::{
        decode::{ContentKind, counted_seconds, guarded, sniff},
        key::MusicalKey,
    },
    track::{Name, artists},
};

/// Names of files that can be sound.
const ENDINGS: [&str; 13] =
    ["mp3", "m4a", "m4b", "aac", "mp4", "flac", "ogg", "oga", "opus", "wav", "aif", "aiff", "alac"];

/// Whether a file's name says that it is sound.
pub(super) fn is_audio(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// What a file's tags say of its genre, one by one: `Hip-Hop/Rap` is two.
pub(super) fn genres(path: &Path) -> Vec<String> {
    let tagged = tagged(path);
    let tags = tagged.as_ref().map(TaggedFile::tags).unwrap_or_default();
    let written = tags.iter().flat_map(|tag| tag.get_strings(ItemKey::Genre));
    let parts = written.flat_map(|text| text.split(['/', ';', ',', '|']));
    parts.map(|genre| genre.trim().to_owned()).filter(|genre| !genre.is_empty()).collect()
}

/// Reads a file's record. The error says in words why it has none.
pub(super) fn read(path: &Path, now: i64) -> Result<Owned, String> {
    let location = path.to_str().ok_or("its name is not UTF-8")?.to_owned();
    let about = fs::metadata(path).map_err(|e| e.to_string())?;
    let mut head = Vec::new();
    let file = open_file(path).map_err(|e| format!("cannot be read: {e}"))?;
    file.take(512).read_to_end(&mut head).map_err(|e| format!("cannot be read: {e}"))?;
    let kind = sniff(&head);
    let tagged = match kind {
        ContentKind::Html | ContentKind::Json | ContentKind::Empty => None,
        _ => tagged(path),
    };
    // What the decoder does not know may have tags.
    if !kind.is_audio() && tagged.is_none() {
        return Err(format!("is {kind}, no sound"));
    }
    let tags = tagged.as_ref().map(TaggedFile::tags).unwrap_or_default();
    let text = |key: ItemKey| tags.iter().find_map(|tag| mend(tag.get_string(key)?));
    let in_mp4 = (kind == ContentKind::Mp4).then(|| joined(mp4_artists(path))).flatten();
    let credit = in_mp4.or_else(|| credit(tags)).or_else(|| text(ItemKey::AlbumArtist));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match (credit, text(ItemKey::TrackTitle)) {
        (Some(artist), Some(title)) => Name::parse(&artist, &title),
        // A title that is all of it, as some shops write.
        (None, Some(title)) => Name::from_line(&title).or_else(|| Name::from_line(&stem)).ok_or(NO_NAME)?,
        _ => Name::from_line(&stem).ok_or(NO_NAME)?,
    };
    let counted = kind.may_be_uncounted().then(|| counted_seconds(path)).flatten();
    let stated = || Some(tagged.as_ref()?.properties().duration().as_secs_f32());
    let seconds = counted.map(|seconds| seconds as f32).or_else(stated);
    let bpm = text(ItemKey::Bpm).or_else(|| text(ItemKey::IntegerBpm));
    let key = text(ItemKey::InitialKey).and_then(|key| MusicalKey::parse(&key));
    Ok(Owned {
        track: Seen::new(name),
        location,
        isrc: text(ItemKey::Isrc)
            .map(|isrc| isrc.replace(['-', ' '], "").to_uppercase())
            .filter(|i| i.len() == 12),
        bpm: bpm
            .and_then(|bpm| bpm.replace(',', ".").parse().ok())
            .filter(|bpm| (20.0..=400.0).contains(bpm)),
        tonic: key.map(MusicalKey::number),
        seconds: seconds.filter(|seconds| *seconds > 0.0),
        modified: modified(&about),
        at: now,
    })
}

const NO_NAME: &str = "has no artist and title in its tags, and its name is no 'Artist - Title'";

/// When a file was changed, in Unix milliseconds.
pub(super) fn modified(about: &fs::Metadata) -> Option<i64> {
    let since = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

/// The file with its tags, whatever its name's ending says. Damaged tags count as none.
fn tagged(path: &Path) -> Option<TaggedFile> {
    let options = ParseOptions::new().read_cover_art(false);
    // Tags are what strangers wrote: a panic of their reader is one more way a file can be broken.
    guarded(|| {
        let mut probe = Probe::new(BufReader::new(Marked::open(path).ok()?)).options(options);
        if let Some(by_name) = FileType::from_path(path) {
            probe = probe.set_file_type(by_name);
        }
        probe.guess_file_type().ok()?.read().ok()
    })
    .flatten()
}

/// The artist as it is shown. Where that field has several values, all of them; where it names fewer than the field of single artists,
/// those.
fn credit(tags: &[Tag]) -> Option<String> {
    tags.iter().find_map(|tag| {
        let shown = joined(values(tag, ItemKey::TrackArtist));
        let single = joined(values(tag, ItemKey::TrackArtists));
        match (shown, single) {
            (Some(shown), Some(single)) if artists(&shown).len() < artists(&single).len() => Some(single),
            (shown, single) => shown.or(single),
        }
    })
}

/// The artists of an MP4: of several values of one field the common form of its tags has only the first.
fn mp4_artists(path: &Path) -> Vec<String> {
    let options = ParseOptions::new().read_cover_art(false).read_properties(false);
    let read = || {
        let file = Mp4File::read_from(&mut File::open(path).ok()?, options).ok()?;
        let artists = file.ilst()?.get(&AtomIdent::Fourcc(*b"\xa9ART"))?;
        let text = |data: &AtomData| match data {
            AtomData::UTF8(text) | AtomData::UTF16(text) => mend(text),
            _ => None,
        };
        Some(artists.data().filter_map(text).collect::<Vec<_>>())
    };
    let artists = guarded(read).flatten().unwrap_or_default();
    if artists.len() > 1 { artists } else { Vec::new() }
}

/// The values of a field; some programs write several into one, parted by a zero or a semicolon.
fn values(tag: &Tag, key: ItemKey) -> Vec<String> {
    let all = tag.get_strings(key).flat_map(|text| text.split(['\0', ';']));
    let mut values: Vec<String> = Vec::new();
    for value in all.filter_map(mend) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// `A, B & C`.
fn joined(mut names: Vec<String>) -> Option<String> {
    let last = names.pop()?;
    Some(if names.is_empty() { last } else { format!("{} & {last}", names.join(", ")) })
}
