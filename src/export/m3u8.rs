//! M3U8: a list of files that players read.
//!
//! A record without a file, and one whose name cannot be read back from the usual line, also stands in a comment, so that
//! an import finds the same queue again; players pass over it.

use std::fmt::Write as _;

use super::{ExportRecord, NamedQueue, one_line};
use crate::{catalogue::location, sound::key::without_key, track::Name};

/// What our comments begin with; a JSON object follows.
pub const OWN_LINE: &str = "#SEGUE:";

pub(super) fn render(playlist: NamedQueue<'_>) -> String {
    let mut out = format!("#EXTM3U\n#PLAYLIST:{}\n", one_line(playlist.title));
    for record in playlist.records {
        if record.file.is_none() || !reads_back(record) {
            let Name { artist, title, version } = &record.name;
            let name = serde_json::json!({ "artist": artist, "title": title, "version": version });
            let _ = writeln!(out, "{OWN_LINE}{name}");
        }
        if let Some(file) = &record.file {
            let seconds = record.seconds.map_or(-1, |s| s.round() as i64);
            let _ = writeln!(out, "#EXTINF:{seconds},{}\n{}", record.line(), path(file));
        }
    }
    out
}

/// A path with a sign that players take for a comment, a query or a code becomes an address; all of them read that. A relative path has none:
/// mpv reads it as it is and VLC by its codes, so it stays as it is.
fn path(file: &std::path::Path) -> String {
    let written = location::written(file);
    let whole = file.is_absolute() || written.as_bytes().get(1) == Some(&b':');
    match written.find(['#', '?', '%']) {
        Some(_) if whole => location::to_uri(file, ""),
        // No comment.
        Some(0) if written.starts_with('#') => format!("./{written}"),
        _ => written,
    }
}

/// Whether an import finds the record in its line.
fn reads_back(record: &ExportRecord) -> bool {
    let line = record.line();
    let (key, line) = without_key(&line);
    key.is_none() && Name::from_line(line).is_some_and(|name| name.key() == record.name.key())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::path;

    #[rstest]
    #[case("/m/a b.mp3", "/m/a b.mp3")]
    #[case("/m/ä é & co's.mp3", "/m/ä é & co's.mp3")]
    #[case("/m/c#d.mp3", "file:///m/c%23d.mp3")]
    #[case("/m/g?h.mp3", "file:///m/g%3Fh.mp3")]
    #[case("/m/e%41f.mp3", "file:///m/e%2541f.mp3")]
    #[case("C:/m/#1.mp3", "file:///C:/m/%231.mp3")]
    #[case("m/c#d.mp3", "m/c#d.mp3")]
    #[case("#lead.mp3", "./#lead.mp3")]
    fn a_path_is_written_as_players_read_it(#[case] file: &str, #[case] line: &str) {
        assert_eq!(path(file.as_ref()), line);
    }
}
