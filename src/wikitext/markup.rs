//! Wiki markup inside one line to plain text.

use std::borrow::Cow;

/// Tags that may stand around names; what only looks like a tag (`T>I`, `Wreck<`) stays.
#[rustfmt::skip]
const TAGS: &[&str] = &[
    "nowiki", "small", "big", "s", "u", "i", "b", "br", "span", "sup", "sub", "ref", "del", "ins", "font", "center",
    "em", "strong",
];

/// A line's text: comments and known tags gone, links their text, entities their characters, apostrophe runs gone, all
/// white space plain.
pub(super) fn plain(line: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(line);
    if text.contains("''") {
        text = without_runs(&without_leading_bold(&text)).into();
    }
    if text.contains("[[") {
        text = with_links_as_text(&text).into();
    }
    if text.contains('<') {
        text = without_tags(&text).into();
    }
    if text.contains('&') && text.contains(';') {
        text = with_entities(&text).into();
    }
    let is_common = text.bytes().all(|b| (b' '..=b'~').contains(&b));
    if !is_common && text.contains(is_odd) {
        let cleaned = text
            .chars()
            .filter(|c| !is_invisible(*c))
            .map(|c| if is_odd(c) { ' ' } else { c })
            .collect::<String>();
        text = cleaned.into();
    }
    text
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

fn is_odd(c: char) -> bool {
    c != ' ' && (c.is_control() || c.is_whitespace() || is_invisible(c))
}

/// The line without a bold that opens it, closes, and ends in a colon: `'''CLASSIC OF THE WEEK:'''`. A cue may stand
/// before it.
fn without_leading_bold(line: &str) -> Cow<'_, str> {
    let after_cue = line.find("''").unwrap_or(0);
    let before = line[..after_cue].trim();
    if !(before.is_empty() || (before.starts_with('[') && before.ends_with(']'))) {
        return Cow::Borrowed(line);
    }
    let inside = line[after_cue..].trim_start_matches('\'');
    let Some((bold, after)) = inside.split_once("''") else { return Cow::Borrowed(line) };
    if bold.trim_end().ends_with(':') && !bold.contains(" - ") {
        Cow::Owned(format!("{}{}", &line[..after_cue], after.trim_start_matches('\'').trim_start()))
    } else {
        Cow::Borrowed(line)
    }
}

/// Runs of two or more apostrophes are bold and italic, not text.
fn without_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("''") {
        out.push_str(&rest[..at]);
        rest = rest[at..].trim_start_matches('\'');
    }
    out.push_str(rest);
    out
}

/// `[[link|text]]` is its text and `[[link]]` itself.
fn with_links_as_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(close) = rest.find("]]") {
        let Some(open) = rest[..close].rfind("[[") else {
            out.push_str(&rest[..close + 2]);
            rest = &rest[close + 2..];
            continue;
        };
        let inside = &rest[open + 2..close];
        out.push_str(&rest[..open]);
        out.push_str(inside.rsplit_once('|').map_or(inside, |(_, shown)| shown).trim_start_matches(':'));
        rest = &rest[close + 2..];
    }
    out.push_str(rest);
    out
}

fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let name = inside.trim_start_matches('/');
        let name_len = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
        let known = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(&name[..name_len]));
        match inside.find(['>', '<']) {
            Some(end) if known && inside[end..].starts_with('>') => rest = &inside[end + 1..],
            _ => {
                out.push('<');
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    out
}

fn with_entities(text: &str) -> String {
    const NAMED: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("ndash", '–'),
        ("mdash", '—'),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.as_bytes().iter().take(9).position(|b| *b == b';').map(|end| &rest[..end]);
        let known = name.and_then(|name| {
            NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c).or_else(|| numbered(name))
        });
        match (name, known) {
            (Some(name), Some(c)) => {
                out.push(c);
                rest = &rest[name.len() + 1..];
            }
            _ => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(number.ok()?)
}

/// A text without `<!-- comments -->`; an unclosed one goes to the end.
pub(super) fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains("<!--") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<!--") {
        out.push_str(&rest[..at]);
        rest = rest[at..].find("-->").map_or("", |end| &rest[at + end + 3..]);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{plain, without_comments};

    #[rstest]
    #[case("A - B", "A - B")]
    #[case("'''CLASSIC OF THE WEEK:''' A - B", "A - B")]
    #[case("[12] '''CLASSIC:''' A - B", "[12] A - B")]
    #[case("'''A''' - ''B''", "A - B")]
    #[case("'''A - B", "A - B")]
    #[case("'''CLASSIC:", "CLASSIC:")]
    #[case("Rollin' & Scratchin'", "Rollin' & Scratchin'")]
    #[case("[[link|text]] - B", "text - B")]
    #[case("[[A]] - [[:Category:B]]", "A - Category:B")]
    #[case("A [[B - C", "A [[B - C")]
    #[case("A - B [[Emotional] Especial]", "A - B [[Emotional] Especial]")]
    #[case("<nowiki>#.4.26</Nowiki>. - Remton", "#.4.26. - Remton")]
    #[case("T>I - Wreck<", "T>I - Wreck<")]
    #[case("A &amp; B &#39;x&#x27; R&B; &bogus;", "A & B 'x' R&B; &bogus;")]
    #[case("A\u{2028}B\tC\u{feff}D", "A B CD")]
    fn markup_becomes_text(#[case] line: &str, #[case] text: &str) {
        assert_eq!(plain(line), text);
    }

    #[test]
    fn comments_go_over_lines() {
        assert_eq!(without_comments("a<!-- b\nc -->d<!-- e"), "ad");
    }
}
