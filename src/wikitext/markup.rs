//! Wiki markup inside one line to plain text.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

use super::template;

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
    if text.contains("<ref") {
        text = template::without_footnotes(&text).into_owned().into();
    }
    if text.contains("{{") {
        text = template::as_text(&text).into_owned().into();
    }
    if text.contains("''") {
        text = without_runs(&without_leading_bold(&text)).into();
    }
    if text.contains("[[") {
        text = with_links_as_text(&text).into();
    }
    if text.contains("://") {
        text = without_addresses(&text).into();
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
        let is_file = ["File:", "Image:", "Media:"]
            .iter()
            .any(|space| inside.get(..space.len()).is_some_and(|start| start.eq_ignore_ascii_case(space)));
        if !is_file {
            out.push_str(inside.rsplit_once('|').map_or(inside, |(_, shown)| shown).trim_start_matches(':'));
        }
        rest = &rest[close + 2..];
    }
    out.push_str(rest);
    out
}

/// How far the end of what stands in brackets is looked for.
const NEAR: usize = 500;

/// What stands before a mark, if it is near, and what behind it.
fn near<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let found =
        text.as_bytes()[..text.len().min(NEAR)].windows(mark.len()).position(|w| w == mark.as_bytes())?;
    Some((&text[..found], &text[found + mark.len()..]))
}

/// `[http://address text]` is its text; an address alone is nothing.
fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("://") {
        let Some(front) = ["https", "http"].iter().find_map(|scheme| before.strip_suffix(scheme)) else {
            out.push_str(before);
            out.push_str("://");
            rest = behind;
            continue;
        };
        let end = behind.find(|c: char| c.is_whitespace() || matches!(c, ']' | '<')).unwrap_or(behind.len());
        let after = &behind[end..];
        if let (Some(front), Some((shown, after))) = (front.strip_suffix('['), near(after, "]")) {
            out.push_str(front);
            out.push_str(shown.trim());
            rest = after;
        } else {
            out.push_str(front);
            rest = after;
        }
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
            Some(end) if known && inside[end..].starts_with('>') => {
                rest = &inside[end + 1..];
                match &name[..name_len] {
                    "br" => out.push(' '),
                    // `<sup>[citation needed]</sup>`: a remark of the wiki's, no label.
                    "sup" if rest.starts_with('[') => {
                        rest = near(rest, "</sup>").map_or(rest, |(_, behind)| behind);
                    }
                    _ => {}
                }
            }
            _ => {
                out.push('<');
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Bytes of an entity's name at most: `CounterClockwiseContourIntegral` and its semicolon.
const LONGEST_ENTITY: usize = 32;

fn with_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name =
            rest.as_bytes().iter().take(LONGEST_ENTITY).position(|b| *b == b';').map(|end| &rest[..end]);
        let numbered = name.and_then(numbered);
        let named = name.and_then(resolve_html5_entity);
        match (name, numbered, named) {
            (Some(name), Some(c), _) => {
                out.push(c);
                rest = &rest[name.len() + 1..];
            }
            (Some(name), None, Some(text)) => {
                out.push_str(text);
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
    #[case("Caf&eacute; &hellip; &rsquo;97", "Café … ’97")]
    #[case("[http://x.invalid/y A B] - C", "A B - C")]
    #[case("A - B https://x.invalid/y", "A - B ")]
    #[case("A - B [[File:x.jpg|thumb]]", "A - B ")]
    #[case("A - B<br />C <sup>[citation needed]</sup>", "A - B C ")]
    #[case("A\u{2028}B\tC\u{feff}D", "A B CD")]
    fn markup_becomes_text(#[case] line: &str, #[case] text: &str) {
        assert_eq!(plain(line), text);
    }

    #[test]
    fn comments_go_over_lines() {
        assert_eq!(without_comments("a<!-- b\nc -->d<!-- e"), "ad");
    }
}
