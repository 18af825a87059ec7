//! Text without what no name has: control characters and byte order marks.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text in one line, control characters as spaces, and none at the ends. What stands in the range of the second control
/// characters (U+0080 to U+009F) was Windows-1252 read as Latin-1, and becomes what it was. Letters are composed (NFC): names of
/// files on a Mac have their accents apart.
pub fn clean_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.chars().any(|c| c.is_control() || clean_char(c) != Some(c)) && is_nfc(text) {
        return Cow::Borrowed(text);
    }
    let line: String =
        text.chars().filter_map(clean_char).map(|c| if c.is_control() { ' ' } else { c }).nfc().collect();
    Cow::Owned(line.trim().to_owned())
}

/// One character of a text, line breaks and tabs as they are; `None` where nothing stands for it.
pub fn clean_char(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' => Some(c),
        '\u{feff}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{80}'..='\u{9f}' => Some(from_windows(c as u8)),
        c if c.is_control() => Some(' '),
        c => Some(c),
    }
}

/// A byte of Windows-1252; a space for the five that it leaves undefined.
fn from_windows(byte: u8) -> char {
    let bytes = [byte];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next().filter(|c| !c.is_control()).unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Jürgen – Fluß", "Jürgen – Fluß")]
    #[case("a\0b\u{1b}]0;x\u{7}c\u{7f}", "a b ]0;x c")]
    #[case("Don\u{92}t\u{85} \u{96} Wait", "Don’t… – Wait")]
    #[case("\u{feff}A\u{2028}B\u{81}C", "A B C")]
    fn control_characters_go(#[case] text: &str, #[case] cleaned: &str) {
        assert_eq!(clean_line(text), cleaned);
    }

    #[test]
    fn a_line_has_no_breaks() {
        assert_eq!(clean_line(" a\tb\r\n"), "a b");
        assert_eq!(clean_line(" \0a\0 "), "a");
        assert_eq!(clean_line("Ro\u{308}yksopp \u{2013} E\u{301}ple"), "R\u{f6}yksopp \u{2013} \u{c9}ple");
    }

    proptest! {
        #[test]
        fn nothing_is_left_to_clean(text in "(\\PC|[\\x00-\\x1f\\x7f-\\x9f]){0,20}") {
            let line = clean_line(&text).into_owned();
            prop_assert!(!line.chars().any(char::is_control), "{line:?}");
            prop_assert_eq!(clean_line(&line), line.as_str());
        }
    }
}
