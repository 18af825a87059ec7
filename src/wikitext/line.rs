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
        let fits = is_list && name[4..].starts_with(['>', ' ', '/', '\t']);
        let close =
            fits.then(|| name.find(['>', '<'])).flatten().filter(|end| name[*end..].starts_with('>'))?;
        Some((at, at + 1 + (inside.len() - name.len()) + close + 1, opens))
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Line, is_gap, items};

    fn read(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.split('\n').collect();
        let shown = |line: &Line<'_>| match line {
            Line::Chapter(name) => format!("; {name}"),
            Line::Item { text, .. } => (*text).to_owned(),
        };
        items(&lines).iter().map(shown).collect()
    }

    #[rstest]
    #[case::numbers("# a\n#b\n## c", &["a", "b", "c"])]
    #[case::list("x\n<list>\na\n\nb\n</list>\ny", &["a", "b"])]
    #[case::both("# a\n<list>\nb\n</list>\n# c", &["a", "b", "c"])]
    #[case::list_with_attributes("<LIST type=x>a\nb</list>c", &["a", "b"])]
    #[case::numbers_in_a_list("<list>\n# a\n#ToughLove: b\n</list>", &["a", "#ToughLove: b"])]
    #[case::open_list("<list>\na", &["a"])]
    #[case::chapters(";One\n# a\n; Two\n<list>\nb\n;Three\n</list>", &["; One", "a", "; Two", "b", "; Three"])]
    #[case::gaps_outside("...\n--\n# a", &["...", "--", "a"])]
    #[case::cues_outside("[012] a\n[Note] b\n{{Template}}", &["[012] a"])]
    #[case::notes_and_nothing("#: note\n#\n# \n;\n", &[])]
    fn lines_count_one_by_one(#[case] text: &str, #[case] read_as: &[&str]) {
        assert_eq!(read(text), read_as);
    }

    #[test]
    fn an_item_keeps_its_line() {
        assert_eq!(items(&["#  [0?] a "]), [Line::Item { text: "[0?] a", raw: "#  [0?] a " }]);
    }

    #[rstest]
    #[case("...", true)]
    #[case("…", true)]
    #[case("--", true)]
    #[case("—", true)]
    #[case("[...]", true)]
    #[case(". . .", true)]
    #[case(".", false)]
    #[case("-", false)]
    #[case("...a", false)]
    #[case("", false)]
    fn a_gap_is_dots_or_dashes(#[case] text: &str, #[case] gap: bool) {
        assert_eq!(is_gap(text), gap);
    }
}
