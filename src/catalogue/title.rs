//! A page's title in its one normal form, and the address that follows from it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// What MediaWiki escapes in a title: all but letters, digits and these.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'!')
    .remove(b'*')
    .remove(b'(')
    .remove(b')')
    .remove(b';')
    .remove(b':')
    .remove(b'@')
    .remove(b'$')
    .remove(b',')
    .remove(b'/');

/// Titles as MediaWiki compares them: underscores are spaces, spaces are squeezed, composed letters, first letter upper case.
pub fn normal_title(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for word in title.split(|c: char| c == '_' || c.is_whitespace()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if !out.is_ascii() {
        out = out.nfc().collect();
    }
    match out.chars().next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(out.chars().skip(1)).collect(),
        _ => out,
    }
}

/// The address of a page of `MixesDB`, escaped as MediaWiki escapes it.
pub fn page_address(title: &str) -> String {
    let title = normal_title(title).replace(' ', "_");
    format!("https://www.mixesdb.com/w/{}", utf8_percent_encode(&title, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underscores_and_spaces_are_the_same_title() {
        assert_eq!(normal_title("1995_-_Sven  Väth_@ Omen "), "1995 - Sven Väth @ Omen");
        assert_eq!(normal_title("va\u{308}th"), "Väth");
    }

    #[test]
    fn addresses_are_escaped_as_the_wiki_does() {
        assert_eq!(
            page_address("1994-03-02 - Fabio & Grooverider - It's Väth"),
            "https://www.mixesdb.com/w/1994-03-02_-_Fabio_%26_Grooverider_-_It%27s_V%C3%A4th"
        );
    }
}
