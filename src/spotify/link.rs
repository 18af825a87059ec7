//! Links to Spotify: `spotify:track:…` and `https://open.spotify.com/…`.

use std::fmt;

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// A record.
    Track,
    /// A playlist.
    Playlist,
}

/// A link that was understood.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SpotifyLink {
    /// What it leads to.
    pub kind: LinkKind,
    /// Spotify's own id, 22 letters and digits.
    pub id: String,
}

impl LinkKind {
    fn name(self) -> &'static str {
        match self {
            Self::Track => "track",
            Self::Playlist => "playlist",
        }
    }
}

impl SpotifyLink {
    /// A record's.
    pub fn track(id: &str) -> Self {
        Self { kind: LinkKind::Track, id: id.to_owned() }
    }

    /// Reads an address, with or without scheme, language and parameters, or an URI.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let path = if let Some(uri) = text.strip_prefix("spotify:") {
            uri.replace(':', "/")
        } else {
            let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
            rest.strip_prefix("open.spotify.com/")?.split(['?', '#']).next()?.to_owned()
        };
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let [.., kind, id] = parts[..] else { return None };
        let kind = [LinkKind::Track, LinkKind::Playlist].into_iter().find(|k| k.name() == kind)?;
        is_id(id).then(|| Self { kind, id: id.to_owned() })
    }

    /// The URI.
    pub fn uri(&self) -> String {
        format!("spotify:{}:{}", self.kind.name(), self.id)
    }

    /// The address for a browser.
    pub fn address(&self) -> String {
        format!("https://open.spotify.com/{}/{}", self.kind.name(), self.id)
    }
}

impl fmt::Display for SpotifyLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address())
    }
}

/// Whether the text is meant as a link to Spotify, understood or not.
pub fn is_link(text: &str) -> bool {
    text.starts_with("spotify:") || text.contains("open.spotify.com/")
}

fn is_id(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ID: &str = "2TpxZ7JUBn3uw46aR7qd6V";

    #[rstest]
    #[case("spotify:track:2TpxZ7JUBn3uw46aR7qd6V", LinkKind::Track)]
    #[case("https://open.spotify.com/track/2TpxZ7JUBn3uw46aR7qd6V?si=0123456789abcdef", LinkKind::Track)]
    #[case(" open.spotify.com/intl-de/track/2TpxZ7JUBn3uw46aR7qd6V#x ", LinkKind::Track)]
    #[case("https://open.spotify.com/embed/track/2TpxZ7JUBn3uw46aR7qd6V", LinkKind::Track)]
    #[case("spotify:user:somebody:playlist:2TpxZ7JUBn3uw46aR7qd6V", LinkKind::Playlist)]
    #[case("http://open.spotify.com/playlist/2TpxZ7JUBn3uw46aR7qd6V/", LinkKind::Playlist)]
    fn links_are_read_in_all_their_spellings(#[case] text: &str, #[case] kind: LinkKind) {
        assert_eq!(SpotifyLink::parse(text), Some(SpotifyLink { kind, id: ID.into() }));
        assert!(is_link(text.trim()));
    }

    #[rstest]
    #[case("spotify:album:2TpxZ7JUBn3uw46aR7qd6V")]
    #[case("spotify:track:short")]
    #[case("spotify:track:2TpxZ7JUBn3uw46aR7qd6/")]
    #[case("https://example.com/track/2TpxZ7JUBn3uw46aR7qd6V")]
    #[case("Artist - Title")]
    #[case("")]
    fn everything_else_is_none(#[case] text: &str) {
        assert_eq!(SpotifyLink::parse(text), None);
    }

    #[test]
    fn a_link_is_written_both_ways() {
        let link = SpotifyLink::track(ID);
        assert_eq!(SpotifyLink::parse(&link.uri()), Some(link.clone()));
        assert_eq!(SpotifyLink::parse(&link.address()), Some(link));
    }
}
