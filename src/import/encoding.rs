//! Which characters a file is written in, seen from its first bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// `None`: UTF-8, and Windows-1252 where a line is none.
    pub(super) encoding: Option<&'static Encoding>,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
}

/// A byte order mark decides, then what the user told, then zeros as only UTF-16 has them, then an XML declaration.
pub(super) fn find(head: &[u8], told: Option<&'static Encoding>) -> Found {
    if let Some((encoding, mark)) = Encoding::for_bom(head) {
        // A byte order mark of UTF-8 stands before files with single bad bytes as well.
        return Found { encoding: Some(encoding).filter(|e| *e != UTF_8), mark };
    }
    let encoding = told.or_else(|| utf_16(head)).or_else(|| declared(head));
    Found { encoding, mark: 0 }
}

/// UTF-32 has the byte order mark of UTF-16 with two zeros behind it.
pub(super) fn is_utf_32(head: &[u8]) -> bool {
    head.starts_with(&[0xff, 0xfe, 0, 0]) || head.starts_with(&[0, 0, 0xfe, 0xff])
}

/// UTF-16 without a mark: there are plain letters or line ends among its characters, and no control character.
fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 4096;
    let head = &head[..head.len().min(LOOKED_AT)];
    let zeros = head.split(|byte| *byte == 0).count() - 1;
    // In plain letters every second byte is zero; in others fewer are, but the rest is no text of single bytes.
    let enough = if is_bytes(head) { zeros * 4 >= head.len() } else { zeros * 8 >= head.len() };
    if zeros == 0 || !enough || !head.len().is_multiple_of(2) {
        return None;
    }
    [(UTF_16LE, u16::from_le_bytes as fn([u8; 2]) -> u16), (UTF_16BE, u16::from_be_bytes)]
        .into_iter()
        .find(|(_, unit)| is_text(head.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]))))
        .map(|(encoding, _)| encoding)
}

/// Text of single bytes but for zeros.
fn is_bytes(head: &[u8]) -> bool {
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x1b);
    std::str::from_utf8(head).is_ok() && !head.iter().any(control)
}

fn is_text(units: impl Iterator<Item = u16>) -> bool {
    let mut plain = false;
    // The last character may be cut in two.
    let mut broken = false;
    for c in char::decode_utf16(units) {
        match c {
            _ if broken => return false,
            Ok('\t' | '\n' | '\r' | ' '..='~') => plain = true,
            Ok(c) if c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c) || c >= '\u{fff0}' => {
                return false;
            }
            Ok(_) => {}
            Err(_) => broken = true,
        }
    }
    plain
}

/// `<?xml version="1.0" encoding="ISO-8859-1"?>`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let head = &head[..head.len().min(256)];
    let end = head.windows(2).position(|w| w == b"?>")?;
    let declaration = std::str::from_utf8(&head[..end]).ok()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // What could be read until here is no UTF-16, whatever it says.
    Some(encoding).filter(|e| e.is_ascii_compatible() && *e != UTF_8)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{SHIFT_JIS, WINDOWS_1252};
    use rstest::rstest;

    use super::*;

    fn utf_16_bytes(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[rstest]
    #[case(b"\xff\xfea\0", Some(UTF_16LE), 2)]
    #[case(b"\xfe\xff\0a", Some(UTF_16BE), 2)]
    #[case(b"\xef\xbb\xbfa", None, 3)]
    #[case(b"plain", None, 0)]
    #[case(b"", None, 0)]
    #[case(b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", Some(WINDOWS_1252), 0)]
    #[case(b"\n<?xml version=\"1.0\" encoding = \"Shift_JIS\" ?>", Some(SHIFT_JIS), 0)]
    #[case(b"<?xml version=\"1.0\" encoding=\"UTF-16\"?>", None, 0)]
    #[case(b"<?xml version=\"1.0\"?><a encoding=\"latin1\">", None, 0)]
    fn marks_and_declarations_are_seen(
        #[case] head: &[u8],
        #[case] encoding: Option<&'static Encoding>,
        #[case] mark: usize,
    ) {
        assert_eq!(find(head, None), Found { encoding, mark });
    }

    #[test]
    fn a_mark_counts_more_than_what_is_told() {
        assert_eq!(find(b"\xff\xfea\0", Some(SHIFT_JIS)).encoding, Some(UTF_16LE));
        assert_eq!(find(b"a", Some(SHIFT_JIS)).encoding, Some(SHIFT_JIS));
    }

    #[rstest]
    #[case("#EXTM3U\r\n#EXTINF:312,Öd – Gläserne Fähre\r\n")]
    #[case("Кино - Группа крови\r\nКино - Кукушка\r\n")]
    #[case("東京事変 - 群青日和\n")]
    #[case("ab")]
    fn utf_16_is_seen_without_a_mark(#[case] text: &str) {
        assert_eq!(find(&utf_16_bytes(text, false), None).encoding, Some(UTF_16LE));
        assert_eq!(find(&utf_16_bytes(text, true), None).encoding, Some(UTF_16BE));
    }

    #[rstest]
    #[case(b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20\0\0\0\x0c")]
    #[case(b"vrsn\0\0\0\x3c\x001\0.\x000\0/\0S\0e\0r\0a\0t\0o")]
    #[case(b"a\0b")]
    #[case(b"Title,Artist\nOne\0,Two\n")]
    #[case(b"\0\0\0\0\0\x10\0\0")]
    fn other_zeros_are_no_utf_16(#[case] head: &[u8]) {
        assert_eq!(find(head, None).encoding, None);
    }
}
