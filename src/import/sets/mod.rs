//! Sets: what a DJ has played, from the histories of DJ programs, from text and from open data.
//!
//! One file a form, each a plain reader; `plays` decides what of a history is a play, `keep` stores.

mod cue;
mod engine;
#[cfg(test)]
mod house;
mod itunes;
mod keep;
mod mixxx;
#[cfg(test)]
mod odd;
mod playlists;
mod plays;
mod preview;
mod rekordbox_pdb;
mod serato;
mod serato4;
mod serato_crate;
mod sqlite;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod title;
mod traktor;
pub(super) mod virtualdj;
mod virtualdj_xml;
mod windows;
mod xml;

use std::{
    collections::HashMap,
    io::{self, Read as _},
    path::Path,
};

use super::{
    collection::{Collection, Entry},
    input::Input,
    refused,
    report::{AGAIN, ImportError, LeftOut, Skipped, TOO_LARGE},
};
use crate::{
    catalogue::{DjSet, OwnedSource},
    files::{open_file, read_file},
    track::{LONGEST_NAME, Name, reads_as_version},
};

pub(super) use cue::is_track as is_cue_track;
pub(super) use itunes::is_library as is_itunes;
pub use keep::{Confirm, OwnImport, SetOrder};
pub(super) use playlists::of_playlists;
use plays::Row;
pub use preview::{ListPreview, PreviewLine, preview};
pub(super) use rekordbox_pdb::is_pdb;
pub(super) use serato::text as serato_text;
use sqlite::Database;
pub(super) use sqlite::MAGIC as SQLITE;
pub(super) use table::is_history as is_history_table;

/// A form in which sets and collections are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A session of Serato's history.
    SeratoSession,
    /// Serato's collection.
    SeratoDatabase,
    /// A playlist of Serato's.
    SeratoCrate,
    /// Traktor's collection or history.
    Traktor,
    /// A day of `VirtualDJ`'s history.
    VirtualDjDay,
    /// `VirtualDJ`'s `tracklist.txt`.
    VirtualDjTracklist,
    /// `VirtualDJ`'s collection.
    VirtualDjDatabase,
    /// A playlist of `VirtualDJ`'s.
    VirtualDjFolder,
    /// An SQLite database: Engine DJ's, Serato 4's, Mixxx's.
    Database,
    /// A stick of rekordbox.
    Pdb,
    /// A history as a table.
    Table,
    /// A CUE sheet.
    Cue,
    /// The library of iTunes, or of Apple's Music.
    Itunes,
    /// Playlists of players.
    Asx,
    Jspf,
    Pls,
    /// WPL and ZPL.
    Wpl,
    Xspf,
    /// A list as people write it.
    List,
}

/// What a file holds: sets, and in some programs' files the collection too.
#[derive(Default)]
pub(super) struct Found {
    pub sets: Vec<Read>,
    pub collection: Option<(OwnedSource, Collection)>,
    /// What of the file could not be read.
    pub skipped: Vec<Skipped>,
}

/// A set that was read, and what of it was not taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Read {
    pub set: DjSet,
    pub left_out: Vec<LeftOut>,
    /// Of a text: the line of each of its entries.
    pub lines: Vec<u64>,
    /// Why it may be no set.
    pub doubt: Option<String>,
    /// A DJ program of the user's wrote it, whoever it names.
    pub own: bool,
    /// What the user should know of how it was read.
    pub note: Option<String>,
    /// Titles stood first, and are titles now.
    pub titles_first: bool,
    /// Nothing but `Artist - Title`: it may be any list of records.
    pub bare: bool,
}

impl Read {
    /// Takes titles for artists and artists for titles.
    fn swap(&mut self) {
        for play in &mut self.set.plays {
            let entry = &mut play.entry;
            std::mem::swap(&mut entry.artist, &mut entry.title);
        }
        self.titles_first = true;
    }

    /// Leaves out plays whose names have a length that no name has.
    fn leave_out_endless(&mut self) {
        let mut rows =
            std::mem::take(&mut self.lines).into_iter().map(Some).chain(std::iter::repeat(None)).zip(1..);
        for play in std::mem::take(&mut self.set.plays) {
            let Some((line, number)) = rows.next() else { return };
            let endless =
                [&play.entry.artist, &play.entry.title].into_iter().flatten().any(|n| n.len() > LONGEST_NAME);
            if endless {
                let reason = format!("an artist or title of more than {LONGEST_NAME} letters");
                self.leave_out(line.unwrap_or(number), reason);
            } else {
                self.lines.extend(line);
                self.set.plays.push(play);
            }
        }
    }

    fn leave_out(&mut self, row: u64, reason: String) {
        self.left_out.push(LeftOut { row, reason });
    }
}

/// Of a larger collection the beginning is read; that of 100,000 records takes about 100 MiB. It is held in memory.
const LARGEST: u64 = 192 << 20;
/// Histories, playlists and lists as people write them are far smaller.
const LARGEST_LIST: u64 = 16 << 20;

impl Form {
    /// So much of a file is read.
    fn largest(self) -> u64 {
        match self {
            Self::Traktor | Self::VirtualDjDatabase | Self::SeratoDatabase | Self::Pdb | Self::Itunes => {
                LARGEST
            }
            _ => LARGEST_LIST,
        }
    }

    /// Each line of it stands for itself.
    fn has_lines(self) -> bool {
        matches!(
            self,
            Self::List | Self::Table | Self::Cue | Self::Pls | Self::VirtualDjDay | Self::VirtualDjTracklist
        )
    }
}

/// The beginning of what is read, and why it is not all.
fn beginning(from: impl io::Read, largest: u64) -> (Vec<u8>, Option<io::Error>) {
    let mut bytes = Vec::new();
    let cut = from.take(largest + 1).read_to_end(&mut bytes).err();
    let is_longer = bytes.len() as u64 > largest;
    bytes.truncate(largest as usize);
    let said = || format!("the file is larger than {} MiB", largest >> 20);
    let longer = is_longer.then(|| io::Error::new(io::ErrorKind::FileTooLarge, said()));
    (bytes, cut.or(longer))
}

/// The name of what the user has at a path, for forms that name files alone.
pub(super) type KnownAt<'k> = &'k dyn Fn(&str) -> Option<Name>;

/// Reads a file of one of the forms.
pub(super) fn read(
    form: Form,
    file: &Path,
    input: Input,
    order: &SetOrder<'_>,
    known: KnownAt<'_>,
) -> Result<Found, ImportError> {
    let (zone, shortest) = (&order.zone, order.shortest);
    let failed = |reason: String| ImportError::nothing(file, 0, &reason);
    match form {
        Form::Database => return database(file, input, order).map_err(failed),
        Form::SeratoSession | Form::SeratoDatabase | Form::SeratoCrate | Form::Pdb => {
            let (bytes, cut) = beginning(input.into_raw(), form.largest());
            let found = match form {
                Form::SeratoSession => serato::read(&bytes, zone, shortest),
                Form::SeratoDatabase => serato_crate::database(&bytes, file),
                Form::Pdb => rekordbox_pdb::read(&bytes, zone, shortest),
                _ => serato_crate::playlist(&bytes, &beside_crate(file), file, known),
            };
            return Ok(cut_off(found, cut));
        }
        _ => {}
    }
    let (mut text, cut) = whole_text(input, form.largest());
    if cut.is_some() && form.has_lines() {
        // Half a name is another.
        text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
    }
    let found = match form {
        Form::Traktor => traktor::read(&text, zone, shortest),
        Form::VirtualDjDay => virtualdj::playlist(&text, file, zone, shortest),
        Form::VirtualDjTracklist => {
            let folder = file.parent().unwrap_or(file);
            virtualdj::tracklist(&text, zone, shortest, &|date| folder.join(format!("{date}.m3u")).exists())
        }
        Form::VirtualDjDatabase => virtualdj_xml::database(&text),
        Form::VirtualDjFolder => virtualdj_xml::folder(&text, file),
        Form::Table => table::read(&text, zone, shortest),
        Form::Cue => cue::read(&text, file),
        Form::Itunes => itunes::read(&text),
        Form::Asx => windows::asx(&text, file),
        Form::Wpl => windows::wpl(&text, file),
        Form::Jspf => playlists::jspf(&text, file).map_err(failed)?,
        Form::Pls => playlists::pls(&text, file),
        Form::Xspf => playlists::xspf(&text, file),
        _ => {
            let known = text::Known { is_artist: order.is_artist, record: order.record };
            text::read(&text, &stem(&file.to_string_lossy()), known, order.titles_first)
        }
    };
    let found = cut_off(found, cut);
    Ok(match form {
        Form::List => playlists::list(found, file, order),
        Form::Asx | Form::Itunes | Form::Jspf | Form::Pls | Form::Wpl | Form::Xspf => {
            match found.collection {
                Some((source, collection)) => {
                    let read = of_playlists(file, source, collection, order);
                    Found { skipped: [found.skipped, read.skipped].concat(), ..read }
                }
                None => found,
            }
        }
        _ => found,
    })
}

fn cut_off(mut found: Found, cut: Option<io::Error>) -> Found {
    if let Some(e) = cut {
        let reason = match e.kind() {
            io::ErrorKind::FileTooLarge => format!("{e}, {TOO_LARGE}"),
            _ => format!("the file breaks off: {e}; {AGAIN}"),
        };
        found.skipped.push(Skipped { line: 0, reason });
    }
    found
}

/// All of a text, and why it is not all.
fn whole_text(input: Input, largest: u64) -> (String, Option<io::Error>) {
    let (bytes, cut) = beginning(input, largest);
    (String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()), cut)
}

/// The `database V2` that a crate's names stand in; empty where it is not there.
fn beside_crate(file: &Path) -> Vec<u8> {
    let folder = file.parent().and_then(Path::parent);
    folder.and_then(|folder| read_file(&folder.join("database V2")).ok()).unwrap_or_default()
}

/// A database of another program, told by its tables.
fn database(file: &Path, input: Input, order: &SetOrder<'_>) -> Result<Found, String> {
    let (zone, shortest) = (&order.zone, order.shortest);
    let mut head = [0; SQLITE.len()];
    let plain = open_file(file).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *SQLITE;
    let db = Database::copy(file, (!plain).then_some(&mut input.into_raw()))?;
    let has = |tables: &[&str]| tables.iter().all(|table| db.has(table));
    match () {
        () if has(&["Historylist", "HistorylistEntity"]) => engine::history(&db, file, zone, shortest),
        () if has(&["history_session", "history_entry"]) => serato4::read(&db, zone, shortest),
        () if has(&["Playlists", "PlaylistTracks", "track_locations"]) => mixxx::read(&db, zone, shortest),
        () if has(&["List", "ListTrackList", "Track"]) => engine::version_1(&db, file, zone, shortest),
        () if has(&["Track", "Information"]) => engine::collection(&db, file),
        () => Err(refused::database(has).to_owned()),
    }
}

/// For a file without lines that ends in the middle of something.
fn breaks_off(at: usize) -> Skipped {
    let reason = format!("the file breaks off at byte {at}; {AGAIN}");
    Skipped { line: 0, reason }
}

/// Adds a record to a collection and notes at which place; one without a name is told.
fn collect(row: &Row, collection: &mut Collection, id: i64, places: &mut HashMap<i64, usize>) {
    match named(&row.artist, &row.title, row.location.as_deref()) {
        Ok((artist, title)) => {
            let entry = Entry {
                location: row.location.clone().unwrap_or_default(),
                isrc: row.isrc.clone(),
                bpm: row.bpm,
                key: row.key,
                seconds: row.length,
                ..Entry::new(Name::parse(&artist, &title))
            };
            places.extend(collection.push(entry, id.unsigned_abs()).map(|at| (id, at)));
        }
        Err(said) => collection.skip(id.unsigned_abs(), format!("a track without an artist: {said}")),
    }
}

/// The records of a library by their ids, as a collection, and where in it each is.
fn collected(tracks: &HashMap<i64, Row>) -> (Collection, HashMap<i64, usize>) {
    let (mut collection, mut places) = (Collection::default(), HashMap::new());
    let mut ids: Vec<&i64> = tracks.keys().collect();
    ids.sort_unstable();
    for id in ids {
        collect(&tracks[id], &mut collection, *id, &mut places);
    }
    (collection, places)
}

/// Whether a path does not depend on where it is written: it begins at a root or names a drive.
fn is_whole(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

/// When something began that was noted with a date alone: at `at`, or so many days later that it is not before the row `before`.
fn not_before(before: Option<i64>, at: i64) -> i64 {
    const DAY: i64 = 86_400;
    at + before.map_or(0, |before| (before - at + DAY - 1).max(0) / DAY * DAY)
}

/// Artist and title of a row: as written, from a title that holds both, or from the file's name; what to call it where
/// no artist is known.
fn named(artist: &str, title: &str, location: Option<&str>) -> Result<(String, String), String> {
    let (artist, title) = (artist.trim(), title.trim());
    if !artist.is_empty() && !title.is_empty() {
        return Ok((artist.to_owned(), title.to_owned()));
    }
    let stem = location.map(stem).unwrap_or_default();
    for text in [title, &stem] {
        if let Some((artist, title)) = at_dash(text) {
            return Ok((artist.to_owned(), title.to_owned()));
        }
    }
    match (title, stem.as_str()) {
        ("", "") => Err("a row without a name".to_owned()),
        ("", stem) => Err(stem.to_owned()),
        (title, _) => Err(title.to_owned()),
    }
}

/// The two halves of `Artist - Title`, at the first dash with spaces around it.
fn at_dash(text: &str) -> Option<(&str, &str)> {
    let (artist, title) = [" - ", " – ", " — "].iter().find_map(|dash| text.split_once(dash))?;
    let (artist, title) = (artist.trim(), title.trim());
    (!artist.is_empty() && !title.is_empty()).then_some((artist, title))
}

/// A file's name without its folders and its ending, whichever system's path it is.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// The title with the version that stands apart from it.
fn with_remix(title: &str, remix: &str) -> String {
    let there = title.to_lowercase().contains(&remix.to_lowercase());
    if remix.is_empty() || there || !reads_as_version(remix) {
        title.to_owned()
    } else {
        format!("{title} ({remix})")
    }
}

/// A tempo as it can be; 0 and nonsense are none.
fn bpm(bpm: f32) -> Option<f32> {
    Some(bpm).filter(|bpm| (20.0..1000.0).contains(bpm))
}
