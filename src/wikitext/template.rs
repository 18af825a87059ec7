//! Templates (`{{name|argument}}`) and footnotes, which are no part of a tracklist.

use std::{borrow::Cow, ops::Range};

/// Templates that only change how their last argument looks.
#[rustfmt::skip]
const LOOKS: &[&str] = &[
    "small", "smaller", "big", "nowrap", "nobr", "nobold", "i", "b", "em", "strong", "lang", "sic", "abbr", "tooltip", "hover", "s",
    "strike", "color", "colour", "font color", "font colour", "sc", "smallcaps", "sub", "sup", "noitalic", "mono", "code", "ill", "link",
];

/// Templates that state when a line begins.
const CUES: &[&str] = &["cue", "time", "timestamp", "start"];

/// A page's text without the templates and footnotes that go over several lines.
pub(super) fn without_blocks(text: &str) -> Cow<'_, str> {
    let text = if text.contains("{{") { without(text, &blocks(text)) } else { Cow::Borrowed(text) };
    if !text.contains("<ref") {
        return text;
    }
    let notes: Vec<_> =
        footnotes(&text).into_iter().filter(|note| text[note.clone()].contains('\n')).collect();
    Cow::Owned(without(&text, &notes).into_owned())
}

fn blocks(text: &str) -> Vec<Range<usize>> {
    templates(text).into_iter().filter(|template| text[template.clone()].contains('\n')).collect()
}

fn without<'t>(text: &'t str, gone: &[Range<usize>]) -> Cow<'t, str> {
    if gone.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for range in gone {
        out.push_str(&text[from..range.start]);
        from = range.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// The outermost templates, in order. One that is not closed before the next heading is none.
fn templates(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"{{" => open.push(at),
            b"}}" => {
                let start = open.pop();
                if let (Some(start), true) = (start, open.is_empty()) {
                    found.push(start..at + 2);
                }
            }
            b"\n=" => {
                open.clear();
                at += 1;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    for template in &mut found {
        // Of five braces the fifth stands alone at either end.
        let of = |brace: u8| bytes[template.clone()].split(|b| *b == brace).count();
        let missing = of(b'{').saturating_sub(of(b'}'));
        template.end += bytes[template.end..].iter().take(missing).take_while(|b| **b == b'}').count();
    }
    found
}

/// A line without its templates: those that change a text's look are that text, those that are all of an artist or title their last
/// argument, a time before the line its cue.
pub(super) fn as_text(line: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(line.len());
    let mut from = 0;
    for template in templates(line) {
        out.push_str(&line[from..template.start]);
        out.push_str(&shown(line, &template));
        from = template.end;
    }
    if from == 0 {
        return Cow::Borrowed(line);
    }
    out.push_str(&line[from..]);
    Cow::Owned(out)
}

fn shown<'l>(line: &'l str, template: &Range<usize>) -> Cow<'l, str> {
    let inside = line[template.clone()].trim_matches(['{', '}']);
    let Some((name, arguments)) = inside.split_once('|') else { return Cow::Borrowed("") };
    let last = arguments.rsplit('|').next().unwrap_or_default().trim();
    let last = last.rsplit_once('=').map_or(last, |(_, value)| value.trim());
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
    let (before, after) = (line[..template.start].trim(), line[template.end..].trim());
    let is_time = last.bytes().all(|b| b.is_ascii_digit() || b == b':') && !last.is_empty();
    if before.is_empty() && is_time && is(CUES) {
        return Cow::Owned(format!("[{last}] "));
    }
    let half = (before.is_empty() || before.ends_with(['-', '–', '—', ']']))
        && (after.is_empty() || after.starts_with(['-', '–', '—', '[', '(']));
    if is(LOOKS) || (half && !is_time && !last.contains('{')) {
        Cow::Borrowed(last)
    } else {
        Cow::Borrowed("")
    }
}

/// Bytes of a footnote's opening tag at most.
const LONGEST_TAG: usize = 300;

/// `<ref>…</ref>` and `<ref name="x" />`, in order. One that is not closed goes to its line's end.
fn footnotes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut from, mut line_end) = (0, 0);
    // Without any end behind it, no footnote has one.
    let last_end = text.rfind("</ref");
    while let Some(start) = text[from..].find("<ref").map(|at| from + at) {
        from = start + "<ref".len();
        if line_end <= start {
            line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        }
        let tag = text.as_bytes()[from..line_end].iter().take(LONGEST_TAG).position(|b| *b == b'>');
        let (Some(tag), true) = (tag, text[from..].starts_with(['>', ' ', '/', '\t'])) else { continue };
        let tag_end = from + tag + 1;
        let end = if text[..tag_end].ends_with("/>") {
            tag_end
        } else if last_end.is_some_and(|last| last >= tag_end) {
            let close = text[tag_end..].find("</ref").map_or(line_end, |at| tag_end + at);
            text[close..].find('>').map_or(line_end, |at| close + at + 1)
        } else {
            line_end
        };
        found.push(start..end.max(tag_end));
        from = end.max(tag_end);
    }
    found
}

pub(super) fn without_footnotes(line: &str) -> Cow<'_, str> {
    without(line, &footnotes(line))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Slow Tide {{rewind|x{{y}}}}", "Slow Tide ")]
    #[case("{{cue|05}} A - B", "[05]  A - B")]
    #[case("A - {{small|B}} [C]", "A - B [C]")]
    #[case("A - {{whatever|B}} [C]", "A - B [C]")]
    #[case("{{whatever|A}} - B", "A - B")]
    #[case("A - {{{{{1}}}}} B", "A -  B")]
    #[case("A - B {{note}}", "A - B ")]
    #[case("A - {{lang|fr|B}}", "A - B")]
    #[case("A {{ B", "A {{ B")]
    #[case("A }} B", "A }} B")]
    fn templates_are_text_or_nothing(#[case] line: &str, #[case] text: &str) {
        assert_eq!(as_text(line), text);
    }

    #[test]
    fn blocks_go_with_their_lines() {
        let page = "{{Box|a={{b|c={{{1|}}}}}|list=\n# x\n}}\n# a {{b}}\n<ref>one\ntwo</ref># c{{open\n== d ==\n# e {{f\n}}g";
        assert_eq!(without_blocks(page), "\n# a {{b}}\n# c{{open\n== d ==\n# e g");
    }

    #[rstest]
    #[case("A<ref>x, [http://y z]</ref> B", "A B")]
    #[case("A<ref name=\"x\" /> B", "A B")]
    #[case("A<ref>open", "A")]
    #[case("A <reference> B", "A <reference> B")]
    #[case("A <ref B", "A <ref B")]
    fn footnotes_are_no_text(#[case] line: &str, #[case] text: &str) {
        assert_eq!(without_footnotes(line), text);
    }

    #[test]
    fn a_page_of_open_marks_is_read_at_once() {
        for noise in ["{{", "}}", "<ref>", "<ref></ref", "{{{", "<ref/>"] {
            without_blocks(&noise.repeat(1_000_000));
            as_text(&noise.repeat(1_000_000));
            without_footnotes(&noise.repeat(1_000_000));
        }
    }
}
