//! M3U and M3U8: a playlist of files.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Collection, Entry, List, Reading, file_title, is_stdin, named, seconds};
use crate::{
    catalogue::location,
    export::OWN_LINE,
    import::{input::Input, report::ImportError},
    track::{Name, clean_line, fold, without_number},
};

/// Said of a file whose record nobody can tell.
pub(in crate::import) const NAMELESS: &str = "neither its line nor its name says artist and title";
/// And of an address.
pub(in crate::import) const STREAM: &str =
    "a stream, of which no line says artist and title: give a tracklist as text";

/// Longer lines are no paths.
const LONGEST: usize = 1 << 16;

/// What our own export says of a record that the usual lines cannot say.
#[derive(Deserialize)]
struct Own {
    artist: String,
    title: String,
    version: Option<String>,
}

/// Whether a text begins as a playlist: among comments with one of its own marks.
pub(in crate::import) fn is_playlist(start: &str) -> bool {
    let lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .take_while(|line| line.starts_with('#'))
        .any(|line| ["#EXTM3U", "#EXTINF:", "#PLAYLIST:"].iter().any(|mark| line.starts_with(mark)))
}

pub(super) fn read(
    input: &mut Input,
    file: &Path,
    reading: &mut Reading<'_, '_>,
) -> Result<Collection, ImportError> {
    let mut parser = Parser::new(file);
    let mut line = String::new();
    loop {
        let number = input.line();
        match input.next_line(&mut line, LONGEST) {
            Ok(true) => parser.line(line.trim(), number),
            Ok(false) => break,
            Err(e) => {
                parser.collection.breaks_off(number, &e);
                break;
            }
        }
        reading.step(&parser.collection)?;
    }
    parser.own_alone(0);
    parser.collection.lists = vec![parser.list];
    Ok(parser.collection)
}

struct Parser {
    /// Where relative paths begin.
    folder: Option<PathBuf>,
    collection: Collection,
    list: List,
    /// Of the next file.
    next: Info,
}

/// What stands before a file.
#[derive(Default)]
struct Info {
    seconds: Option<f32>,
    /// The line shown.
    shown: String,
    artist: String,
    /// What we wrote ourselves; perhaps of a record without a file.
    own: Option<Name>,
}

impl Parser {
    fn new(file: &Path) -> Self {
        let list = List { name: file_title(file), ..List::default() };
        let whole = if is_stdin(file) { None } else { crate::files::real_path(file).ok() };
        let folder = whole.and_then(|file| file.parent().map(Path::to_path_buf));
        Self { folder, collection: Collection::default(), list, next: Info::default() }
    }

    fn line(&mut self, line: &str, number: u64) {
        if let Some(own) = line.strip_prefix(OWN_LINE) {
            self.own_alone(number);
            let own: Option<Own> = serde_json::from_str(own).ok();
            self.next.own = own.map(|Own { artist, title, version }| Name {
                artist: clean_line(&artist).into_owned(),
                title: clean_line(&title).into_owned(),
                version: version.map(|version| clean_line(&version).into_owned()),
            });
        } else if let Some(info) = line.strip_prefix("#EXTINF:") {
            let (about, shown) = info.split_once(',').unwrap_or((info, ""));
            self.next.seconds = about.split_whitespace().next().and_then(seconds);
            shown.trim().clone_into(&mut self.next.shown);
        } else if let Some(artist) = line.strip_prefix("#EXTART:") {
            artist.trim().clone_into(&mut self.next.artist);
        } else if let Some(name) = line.strip_prefix("#PLAYLIST:") {
            if !name.trim().is_empty() {
                name.trim().clone_into(&mut self.list.name);
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            self.path(line, number);
        }
    }

    fn path(&mut self, line: &str, number: u64) {
        let info = std::mem::take(&mut self.next);
        let path = location::from_uri(line).map(|path| self.decoded(path));
        let found = info.own.clone().map(|own| (own, None)).or_else(|| info.name(path.as_deref()));
        let Some((name, key)) = found else {
            let what = if path.is_none() { STREAM } else { NAMELESS };
            let reason = format!("{what}: {line}");
            return self.collection.skip(number, reason);
        };
        let location = path.map(|path| self.absolute(line, &path)).unwrap_or_default();
        // What is only an address elsewhere is not owned.
        let mine = !location.is_empty();
        self.push(Entry { location, seconds: info.seconds, key, mine, ..Entry::new(name) }, number);
    }

    /// Some players write relative paths as parts of addresses; a file that is there as it is written wins.
    fn decoded(&self, path: PathBuf) -> PathBuf {
        let (Some(folder), Some(text)) = (&self.folder, path.to_str().filter(|text| text.contains('%')))
        else {
            return path;
        };
        let decoded = location::from_uri(&format!("file:{text}"));
        match decoded {
            Some(decoded) if !folder.join(&path).exists() && folder.join(&decoded).exists() => decoded,
            _ => path,
        }
    }

    /// A relative path is meant from the playlist's folder.
    fn absolute(&self, line: &str, path: &Path) -> String {
        let other_system = line.contains('\\') || line.as_bytes().get(1) == Some(&b':');
        match &self.folder {
            Some(folder) if !path.is_absolute() && !other_system => location::written(&folder.join(path)),
            _ => location::written(path),
        }
    }

    /// A record that our export names and of which it knew no file.
    fn own_alone(&mut self, number: u64) {
        if let Some(name) = self.next.own.take() {
            self.push(Entry { mine: false, ..Entry::new(name) }, number);
        }
    }

    fn push(&mut self, entry: Entry, number: u64) {
        self.list.entries.extend(self.collection.push(entry, number));
    }
}

impl Info {
    /// From the artist that is named, the line shown, the file's name, and last the folder above the album's.
    fn name(&self, path: Option<&Path>) -> Option<(Name, Option<crate::sound::key::MusicalKey>)> {
        let stem = path.map(stem).unwrap_or_default();
        let shown = if self.shown.is_empty() { &stem } else { &self.shown };
        let whole = !self.artist.is_empty() && fold(shown).starts_with(&fold(&self.artist));
        if !self.artist.is_empty() && !whole {
            return named(&self.artist, without_number(shown));
        }
        let artist = || path.and_then(album_artist);
        named("", &self.shown)
            .or_else(|| named("", &stem))
            .or_else(|| named(&self.artist, shown))
            .or_else(|| named(&artist()?, without_number(shown)))
    }
}

/// A file's name without its ending; also of another system's path.
fn stem(path: &Path) -> String {
    let name = path.to_string_lossy();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// Folders that are named after no artist.
#[rustfmt::skip]
const NO_ARTISTS: &[&str] = &[
    "various artists", "various artist", "various", "va", "v.a.", "v/a", "verschiedene interpreten", "artistes divers", "varios artistas",
    "compilations", "compilation", "unknown artist", "unknown", "unbekannter interpret", "artiste inconnu", "music", "musik", "musique",
    "musica", "my music", "meine musik", "itunes", "itunes media", "media", "audio", "mp3", "mp3s", "flac", "wav", "downloads", "download",
    "desktop", "documents", "users", "home", "volumes", "mnt", "tracks", "songs", "albums", "singles", "dj", "playlists", "contents", "m",
];

/// `…/Artist/Album/file`: the folder above the album's, unless it is named after something else.
fn album_artist(path: &Path) -> Option<String> {
    let path = path.to_string_lossy();
    let mut folders = path.rsplit(['/', '\\']).skip(2);
    let folder = folders.next()?.trim();
    // Nothing stands above a disk or the first folder.
    let outermost = folders.next().is_none();
    let number = folder.chars().all(|c| c.is_numeric() || matches!(c, '.' | '-' | '_' | ' '));
    let named = !NO_ARTISTS.contains(&fold(folder).as_str()) && !folder.ends_with(':');
    (named && !number && !outermost).then(|| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/m/Toshihiko Horiyama/Mega Man/105 - Stage Select.mp3", Some("Toshihiko Horiyama"))]
    #[case("C:\\Music\\Kate Bush\\The Red Shoes\\01 Lily.mp3", Some("Kate Bush"))]
    #[case("/m/Various Artists/Hits/01 Lily.mp3", None)]
    #[case("/home/dj/Music/Techno/01 Lily.mp3", None)]
    #[case("/m/2023/05/01 Lily.mp3", None)]
    #[case("/Volumes/Lily.mp3", None)]
    #[case("Lily.mp3", None)]
    fn the_folder_above_an_album_is_its_artist(#[case] path: &str, #[case] artist: Option<&str>) {
        assert_eq!(album_artist(Path::new(path)).as_deref(), artist);
    }

    #[rstest]
    #[case("#EXTM3U\n", true)]
    #[case("# by hand, see https://x\n\n#EXTM3U\n", true)]
    #[case("#EXTINF:1,A - B\nx.mp3", true)]
    #[case("# comment\nx.mp3", false)]
    #[case("# 1\n#EXTVDJ:<time>", false)]
    fn a_playlist_is_told_by_its_marks(#[case] text: &str, #[case] playlist: bool) {
        assert_eq!(is_playlist(text), playlist);
    }
}
