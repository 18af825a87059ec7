//! Text of tags in wrong encodings: what was written as UTF-8 or in Cyrillic and is marked as Latin.

/// The text as it was meant, or `None` where nobody can tell any more.
pub(super) fn mend(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    if text.is_empty() || text.contains('\u{fffd}') {
        return None;
    }
    let mended = match bytes(text) {
        Some(bytes) if bytes.iter().any(|byte| *byte >= 0x80) => String::from_utf8(bytes.clone())
            .ok()
            .or_else(|| cyrillic(&bytes))
            .unwrap_or_else(|| text.to_owned()),
        _ => text.to_owned(),
    };
    let readable = mended.chars().all(|c| !c.is_control() || c == '\n' || c == '\t');
    readable.then_some(mended)
}

/// The bytes that a reader of Latin 1 or of Windows' 1252 made this text of; `None` where it is no such text.
fn bytes(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| match u8::try_from(u32::from(c)) {
            Ok(byte) => Some(byte),
            Err(_) => WINDOWS_1252.iter().position(|w| *w == c).map(|at| 0x80 + at as u8),
        })
        .collect()
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
    bytes
        .iter()
        .map(|&byte| match byte {
            0..0x80 => Some(char::from(byte)),
            0xa8 => Some('Ё'),
            0xb8 => Some('ё'),
            0xc0.. => char::from_u32(0x410 + u32::from(byte - 0xc0)),
            _ => None,
        })
        .collect()
}

/// What Windows' 1252 has where Latin 1 has control characters; its five holes are those characters themselves.
#[rustfmt::skip]
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

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
    #[case("Sp\u{fffd}stik", None)]
    #[case("\u{1}\u{2}", None)]
    #[case("", None)]
    fn wrong_encodings_are_mended(#[case] text: &str, #[case] expected: Option<&str>) {
        assert_eq!(mend(text).as_deref(), expected);
    }
}
