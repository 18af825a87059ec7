//! Which lines of a tracklist section are chapters, gaps and entries.

/// A line of a tracklist by its outer form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A DJ's name, "Part 1", "CD 2": all entries up to the next are its.
    Chapter(&'a str),
    /// An entry or a gap, without list markup, and the line as it stands.
    Item { text: &'a str, raw: &'a str },
}

/// Reads a section line by line: `#` lines count anywhere, other lines between `<list>` and `</list>`, or with a cue.
pub(super) fn items<'a>(section: &[&'a str]) -> Vec<Line<'a>> {
    let mut found = Vec::new();
    let mut in_list = false;
    for &raw in section {
        let mut rest = raw;
        while let Some((at, end, opens)) = list_tag(rest) {
            found.extend(item(&rest[..at], &rest[..at], in_list));
            in_list = opens;
            rest = &rest[end..];
        }
        found.extend(item(rest, rest, in_list));
    }
    found
}

/// Reads lines that are known to be a tracklist's.
pub(super) fn bare_items<'a>(lines: &[&'a str]) -> Vec<Line<'a>> {
    lines.iter().filter_map(|line| item(line, line, true)).collect()
}

fn item<'a>(line: &'a str, raw: &'a str, in_list: bool) -> Option<Line<'a>> {
    let text = line.trim();
    if let Some(name) = text.strip_prefix(';') {
        return Some(name.trim()).filter(|name| !name.is_empty()).map(Line::Chapter);
    }
    if let Some(item) = text.strip_prefix('#') {
        // A `#` that is part of a name stands directly before it, and only a list has names without markup.
        if !in_list || item.starts_with(char::is_whitespace) {
            let item = item.trim_start_matches('#').trim();
            // `#:` and `#*` are notes below an item.
            return (!item.is_empty() && !item.starts_with([':', '*']))
                .then_some(Line::Item { text: item, raw });
        }
    }
    let counts = in_list || is_gap(text) || starts_with_cue(text);
    (counts && !text.is_empty()).then_some(Line::Item { text, raw })
}

/// `...`, `…` or `--`: some time of which nobody wrote anything.
pub(super) fn is_gap(text: &str) -> bool {
    let all = |marks: &[char]| text.chars().all(|c| marks.contains(&c) || c == ' ');
    let bare = text.trim_matches(['[', ']', '(', ')']).trim();
    match bare.chars().next() {
        Some('.') => bare.len() > 1 && all(&['.', '…', '[', ']', '(', ')']),
        Some('…' | '–' | '—') => all(&['.', '…', '–', '—', '-', '[', ']', '(', ')']),
        Some('-') => bare.len() > 1 && all(&['-', '–', '—', '[', ']', '(', ')']),
        _ => false,
    }
}

fn starts_with_cue(text: &str) -> bool {
    text.strip_prefix('[').is_some_and(|inside| {
        let end =
            inside.find(|c: char| !(c.is_ascii_digit() || matches!(c, '?' | ':'))).unwrap_or(inside.len());
        end > 0 && inside[end..].starts_with(']')
    })
}

/// Start, end and kind of the next `<list ...>` or `</list>`.
fn list_tag(line: &str) -> Option<(usize, usize, bool)> {
    line.match_indices('<').find_map(|(at, _)| {
        let inside = &line[at + 1..];
        let (opens, name) = inside.strip_prefix('/').map_or((true, inside), |name| (false, name));
        let is_list = name.as_bytes().get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case(b"list"));
        let close = name.find('>').filter(|_| is_list)?;
        let fits = name[4..close].is_empty() || name[4..].starts_with([' ', '/', '\t']);
        fits.then(|| (at, at + 1 + (inside.len() - name.len()) + close + 1, opens))
    })
}
