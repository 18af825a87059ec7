//! Text of tags in wrong encodings: what was written as UTF-8, in Cyrillic or by Windows and is marked as Latin 1, and UTF-16
//! without a byte order mark.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

/// The text as it was meant, or `None` where nobody can tell any more.
pub(super) fn mend(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    if text.is_empty() || text.contains('\u{fffd}') {
        return None;
    }
    let mended = match bytes(text) {
        Some(bytes) if bytes.contains(&0) => utf_16(&bytes).unwrap_or_else(|| text.to_owned()),
        Some(bytes) if bytes.iter().any(|byte| *byte >= 0x80) => String::from_utf8(bytes.clone())
            .ok()
            .or_else(|| cyrillic(&bytes))
            .unwrap_or_else(|| of_windows(&bytes)),
        _ => text.to_owned(),
    };
    let readable = mended.chars().all(|c| !c.is_control() || c == '\n' || c == '\t');
    readable.then_some(mended)
}

/// The bytes that a reader of Latin 1 or of Windows' 1252 made this text of; `None` where it is no such text.
fn bytes(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok().or_else(|| windows_1252(c))).collect()
}

fn windows_1252(c: char) -> Option<u8> {
    let mut utf_8 = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut utf_8));
    bytes.first().copied().filter(|_| !unmappable)
}

/// Of Latin 1 all but its control characters, which Windows uses for quotes and dashes.
fn of_windows(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// Plain letters of UTF-16 have a zero in every second place. What was cut off the ends were zeros too.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (encoding, whole) = if zeros(1) >= zeros(0) {
        (UTF_16LE, [bytes, &[0][..bytes.len() % 2]].concat())
    } else {
        (UTF_16BE, [&[0][..bytes.len() % 2], bytes].concat())
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(&whole)?;
    Some(text.trim_matches('\0').to_owned())
}

/// Windows' 1251, where nearly all letters are its: no Latin word has only accented capitals and no plain letter.
fn cyrillic(bytes: &[u8]) -> Option<String> {
    let words = bytes.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic());
    let long: Vec<&[u8]> = words.filter(|word| word.len() >= 3).collect();
    let foreign = |word: &&[u8]| word.iter().all(|byte| *byte >= 0xc0 || matches!(byte, 0xa8 | 0xb8));
    let all = long.iter().filter(|word| word.iter().any(|byte| *byte >= 0x80));
    if long.iter().filter(|word| foreign(word)).count() == 0 || !all.clone().all(foreign) {
        return None;
    }
    let letters = bytes.iter().all(|byte| byte.is_ascii() || *byte >= 0xc0 || matches!(byte, 0xa8 | 0xb8));
    letters.then(|| WINDOWS_1251.decode_without_bom_handling(bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Plastikman", Some("Plastikman"))]
    #[case("Röyksopp", Some("Röyksopp"))]
    #[case("Âme", Some("Âme"))]
    #[case("RÃ¶yksopp", Some("Röyksopp"))]
    #[case("Donâ€™t Stop", Some("Don’t Stop"))]
    #[case("Êèíî", Some("Кино"))]
    #[case("Ãðóïïà êðîâè", Some("Группа крови"))]
    #[case("Кино", Some("Кино"))]
    #[case("  Spastik\0\0", Some("Spastik"))]
    #[case("Don\u{92}t \u{93}Stop\u{94} \u{96} Mix", Some("Don’t “Stop” – Mix"))]
    #[case("S\0p\0a\0s\0t\0i\0k\0", Some("Spastik"))]
    #[case("\0S\0p\0a\0s\0t\0i\0k", Some("Spastik"))]
    #[case("R\0ö\0y\0k\0", Some("Röyk"))]
    #[case("Sp\u{fffd}stik", None)]
    #[case("\u{1}\u{2}", None)]
    #[case("", None)]
    fn wrong_encodings_are_mended(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(mend(text).as_deref(), expected);
    }
}
