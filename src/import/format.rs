//! Which format it is, seen from the first bytes.

use std::io::{self, BufRead};

use super::collection;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Nothing but white space.
    Empty,
    /// One mix a line.
    JsonLines,
    /// MediaWiki's export: pages with their text.
    MediaWikiExport,
    /// rekordbox XML: a collection and its playlists.
    Rekordbox,
    /// A playlist of files.
    M3u,
    /// A table of records.
    Csv,
    /// None of these.
    Unknown,
}

/// Passes over white space and a byte order mark, takes nothing else.
pub(super) fn detect(input: &mut impl BufRead) -> io::Result<Format> {
    loop {
        let bytes = input.fill_buf()?;
        let Some(start) = bytes.iter().position(|byte| !byte.is_ascii_whitespace()) else {
            match bytes.len() {
                0 => return Ok(Format::Empty),
                len => input.consume(len),
            }
            continue;
        };
        let start = if bytes[start..].starts_with("\u{feff}".as_bytes()) { start + 3 } else { start };
        let head = &bytes[start..bytes.len().min(start + 4096)];
        let format = match head.first() {
            Some(b'{') => Format::JsonLines,
            Some(b'<') if holds(head, b"<mediawiki") => Format::MediaWikiExport,
            Some(b'<') if holds(head, b"<DJ_PLAYLISTS") => Format::Rekordbox,
            Some(b'#') if head.starts_with(b"#EXTM3U") => Format::M3u,
            _ if is_table(head) => Format::Csv,
            _ => Format::Unknown,
        };
        input.consume(start);
        return Ok(format);
    }
}

fn holds(head: &[u8], tag: &[u8]) -> bool {
    head.windows(tag.len()).any(|part| part == tag)
}

fn is_table(head: &[u8]) -> bool {
    let first = head.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    collection::is_table(&String::from_utf8_lossy(first))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("  \n", Format::Empty)]
    #[case("\u{feff}{\"title\":\"a\"}", Format::JsonLines)]
    #[case("\n\n<?xml version=\"1.0\"?>\n<mediawiki xmlns=\"x\">", Format::MediaWikiExport)]
    #[case("<html><body>", Format::Unknown)]
    #[case("artist - title", Format::Unknown)]
    #[case("<?xml version=\"1.0\"?><DJ_PLAYLISTS Version=\"1.0.0\">", Format::Rekordbox)]
    #[case("\u{feff}#EXTM3U\n#EXTINF:1,A - B\n", Format::M3u)]
    #[case("Track name,Artist name,Album\r\n", Format::Csv)]
    #[case("\"title\";\"artist\"\n", Format::Csv)]
    #[case("title,album\n", Format::Unknown)]
    fn formats_are_told_apart(#[case] text: &str, #[case] format: Format) {
        assert_eq!(detect(&mut text.as_bytes()).unwrap(), format);
    }
}
