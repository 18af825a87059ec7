//! Which format it is, seen from the first bytes.

use std::io::{self, BufRead};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Nothing but white space.
    Empty,
    /// One mix a line.
    JsonLines,
    /// MediaWiki's export: pages with their text.
    MediaWikiExport,
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
            Some(b'<') if head.windows(10).any(|tag| tag == b"<mediawiki") => Format::MediaWikiExport,
            _ => Format::Unknown,
        };
        input.consume(start);
        return Ok(format);
    }
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
    fn formats_are_told_apart(#[case] text: &str, #[case] format: Format) {
        assert_eq!(detect(&mut text.as_bytes()).unwrap(), format);
    }
}
