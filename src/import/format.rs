//! Which format it is, seen from the first bytes.

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

/// `text` is the start of a file, decoded.
pub(super) fn detect(text: &str) -> Format {
    let text = text.trim_start();
    match text.chars().next() {
        None => Format::Empty,
        Some('{') => Format::JsonLines,
        Some('<') if text.contains("<mediawiki") => Format::MediaWikiExport,
        Some('<') if text.contains("<DJ_PLAYLISTS") => Format::Rekordbox,
        Some('#') if collection::is_playlist(text) => Format::M3u,
        _ if collection::is_table(text) => Format::Csv,
        _ => Format::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("  \n", Format::Empty)]
    #[case("{\"title\":\"a\"}", Format::JsonLines)]
    #[case("\n\n<?xml version=\"1.0\"?>\n<mediawiki xmlns=\"x\">", Format::MediaWikiExport)]
    #[case("<html><body>", Format::Unknown)]
    #[case("artist - title", Format::Unknown)]
    #[case("<?xml version=\"1.0\"?><DJ_PLAYLISTS Version=\"1.0.0\">", Format::Rekordbox)]
    #[case("#EXTM3U\n#EXTINF:1,A - B\n", Format::M3u)]
    #[case("Track name,Artist name,Album\r\n", Format::Csv)]
    #[case("\"title\";\"artist\"\n", Format::Csv)]
    #[case("title,album\n", Format::Unknown)]
    fn formats_are_told_apart(#[case] text: &str, #[case] format: Format) {
        assert_eq!(detect(text), format);
    }
}
