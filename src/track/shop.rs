//! Where a record can be looked for: sites that search by an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in an address as it is beside letters and digits (RFC 3986, 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shop {
    /// Spotify.
    Spotify,
    /// Discogs.
    Discogs,
    /// Beatport.
    Beatport,
    /// Bandcamp.
    Bandcamp,
    /// Deezer, for its previews.
    Deezer,
}

impl Shop {
    /// Where one gets a record.
    pub const ALL: [Self; 4] = [Self::Spotify, Self::Discogs, Self::Beatport, Self::Bandcamp];

    /// As it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Spotify => "Spotify",
            Self::Discogs => "Discogs",
            Self::Beatport => "Beatport",
            Self::Bandcamp => "Bandcamp",
            Self::Deezer => "Deezer",
        }
    }

    /// The address that looks for these words there.
    pub fn search(self, words: &str) -> String {
        let words = utf8_percent_encode(words, ENCODED);
        match self {
            Self::Spotify => format!("https://open.spotify.com/search/{words}"),
            Self::Discogs => format!("https://www.discogs.com/search/?type=all&q={words}"),
            Self::Beatport => format!("https://www.beatport.com/search?q={words}"),
            Self::Bandcamp => format!("https://bandcamp.com/search?q={words}"),
            Self::Deezer => format!("https://www.deezer.com/search/{words}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_whatever_they_are() {
        assert_eq!(
            Shop::Discogs.search("Âme & Dixon/Rej?"),
            "https://www.discogs.com/search/?type=all&q=%C3%82me%20%26%20Dixon%2FRej%3F"
        );
    }
}
