//! What a file is, by its first bytes.

use std::fmt;

/// A kind of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// MPEG audio, with or without an ID3 tag.
    Mp3,
    /// MP4 (AAC inside).
    Mp4,
    /// Raw AAC frames.
    Adts,
    /// FLAC.
    Flac,
    /// Ogg.
    Ogg,
    /// RIFF WAVE.
    Wav,
    /// AIFF and AIFF-C.
    Aiff,
    /// Windows Media, which nothing here decodes.
    Wma,
    /// A web page.
    Html,
    /// A JSON document: an error message, most likely.
    Json,
    /// Nothing at all.
    Empty,
    /// None of these.
    Unknown,
}

impl ContentKind {
    /// Whether it can be sound.
    pub fn is_audio(self) -> bool {
        !matches!(self, Self::Html | Self::Json | Self::Empty | Self::Unknown)
    }

    /// Whether it is frame after frame, with nothing that has to say how many.
    pub fn may_be_uncounted(self) -> bool {
        matches!(self, Self::Mp3 | Self::Adts)
    }
}

impl fmt::Display for ContentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mp3 => "MP3",
            Self::Mp4 => "MP4",
            Self::Adts => "AAC",
            Self::Flac => "FLAC",
            Self::Ogg => "Ogg",
            Self::Wav => "WAV",
            Self::Aiff => "AIFF",
            Self::Wma => "WMA",
            Self::Html => "a web page",
            Self::Json => "a JSON answer",
            Self::Empty => "an empty file",
            Self::Unknown => "an unknown format",
        })
    }
}

/// The kind of content that begins with `head` (a few hundred bytes are enough).
pub fn sniff(head: &[u8]) -> ContentKind {
    match head {
        [] => ContentKind::Empty,
        [b'I', b'D', b'3', ..] => ContentKind::Mp3,
        [b'f', b'L', b'a', b'C', ..] => ContentKind::Flac,
        [b'O', b'g', b'g', b'S', ..] => ContentKind::Ogg,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => ContentKind::Wav,
        [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C', ..] => ContentKind::Aiff,
        [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, ..] => ContentKind::Wma,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => ContentKind::Mp4,
        // Frame sync: eleven ones; layer 0 is AAC's ADTS.
        [0xff, second, ..] if second & 0xf6 == 0xf0 => ContentKind::Adts,
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => ContentKind::Mp3,
        _ => text(head),
    }
}

fn text(head: &[u8]) -> ContentKind {
    let start = head.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    match start.first() {
        Some(b'<') => ContentKind::Html,
        Some(b'{' | b'[') => ContentKind::Json,
        _ => ContentKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_told_by_its_first_bytes() {
        assert_eq!(sniff(b"ID3\x03"), ContentKind::Mp3);
        assert_eq!(sniff(&[0xff, 0xfb, 0x90, 0x64]), ContentKind::Mp3);
        assert_eq!(sniff(&[0xff, 0xf1, 0x50, 0x80]), ContentKind::Adts);
        assert_eq!(sniff(b"\0\0\0\x20ftypM4A "), ContentKind::Mp4);
        assert_eq!(sniff(b"  \n<!DOCTYPE html>"), ContentKind::Html);
        assert_eq!(sniff(b"{\"error\":1}"), ContentKind::Json);
        assert_eq!(sniff(b""), ContentKind::Empty);
        assert_eq!(sniff(b"hello"), ContentKind::Unknown);
        assert!(ContentKind::Ogg.is_audio() && !ContentKind::Html.is_audio());
    }
}
