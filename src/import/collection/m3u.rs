//! M3U and M3U8: a playlist of files.

use std::path::Path;

use serde::Deserialize;

use super::{Collection, Entry, List, Reading, at_dash, file_title, is_stdin, seconds};
use crate::{
    catalogue::location,
    export::OWN_LINE,
    import::{input::Input, report::ImportError},
    track::Name,
};

/// Longer lines are no paths.
const LONGEST: usize = 1 << 16;

/// What our own export says of a record that the usual lines cannot say.
#[derive(Deserialize)]
struct Own {
    artist: String,
    title: String,
    version: Option<String>,
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
                let reason = format!("the file breaks off here: {e}; what stands before is imported");
                parser.collection.skip(number, reason);
                break;
            }
        }
        reading.step(&parser.collection)?;
    }
    parser.own_alone();
    parser.collection.lists = vec![parser.list];
    Ok(parser.collection)
}

struct Parser<'f> {
    file: &'f Path,
    collection: Collection,
    list: List,
    /// Of the next file: seconds and the line shown.
    info: Option<(Option<f32>, String)>,
    /// Of the next file, or of a record without one.
    own: Option<Name>,
}

impl<'f> Parser<'f> {
    fn new(file: &'f Path) -> Self {
        let list = List { name: file_title(file), ..List::default() };
        Self { file, collection: Collection::default(), list, info: None, own: None }
    }

    fn line(&mut self, line: &str, number: u64) {
        if let Some(own) = line.strip_prefix(OWN_LINE) {
            self.own_alone();
            let own: Option<Own> = serde_json::from_str(own).ok();
            self.own = own.map(|Own { artist, title, version }| Name { artist, title, version });
        } else if let Some(info) = line.strip_prefix("#EXTINF:") {
            let (about, shown) = info.split_once(',').unwrap_or((info, ""));
            let length = about.split_whitespace().next().and_then(seconds);
            self.info = Some((length, shown.trim().to_owned()));
        } else if let Some(name) = line.strip_prefix("#PLAYLIST:") {
            if !name.trim().is_empty() {
                name.trim().clone_into(&mut self.list.name);
            }
        } else if !line.is_empty() && !line.starts_with('#') {
            self.path(line, number);
        }
    }

    fn path(&mut self, line: &str, number: u64) {
        let (length, shown) = self.info.take().unwrap_or_default();
        let path = location::from_uri(line);
        let stem = path.as_deref().map(stem).unwrap_or_default();
        let name = self.own.take().or_else(|| at_dash(&shown)).or_else(|| at_dash(&stem));
        let Some(name) = name else {
            self.collection
                .skip(number, format!("neither its line nor its name says artist and title: {line}"));
            return;
        };
        let location = path.map(|path| self.absolute(line, &path)).unwrap_or_default();
        // What is only an address elsewhere is not owned.
        let mine = !location.is_empty();
        self.push(Entry { location, seconds: length, mine, ..Entry::new(name) });
    }

    /// A relative path is meant from the playlist's folder.
    fn absolute(&self, line: &str, path: &Path) -> String {
        let other_system = line.contains('\\') || line.as_bytes().get(1) == Some(&b':');
        if path.is_absolute() || other_system || is_stdin(self.file) {
            return location::written(path);
        }
        let folder = std::fs::canonicalize(self.file).ok().and_then(|f| f.parent().map(Path::to_path_buf));
        location::written(&folder.unwrap_or_default().join(path))
    }

    /// A record that our export names and of which it knew no file.
    fn own_alone(&mut self) {
        if let Some(name) = self.own.take() {
            self.push(Entry { mine: false, ..Entry::new(name) });
        }
    }

    fn push(&mut self, entry: Entry) {
        self.list.entries.push(self.collection.entries.len());
        self.collection.entries.push(entry);
    }
}

/// A file's name without number and ending; also of another system's path.
fn stem(path: &Path) -> String {
    let name = path.to_string_lossy();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).replace('_', " ");
    // `01. `, `01 - `, `A1 - `: a number only where a separator or two digits say that it is one.
    let numbered = stem
        .split_once([' ', '.', '-'])
        .filter(|(number, _)| number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()));
    numbered.map_or(stem.as_str(), |(_, rest)| rest.trim_start_matches([' ', '.', '-'])).to_owned()
}
