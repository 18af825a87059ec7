//! The label bracket at an entry's end: `[label - catalogue number, year]`.

use crate::track::label_key;

/// What a label bracket says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Label {
    pub name: Option<String>,
    pub catalogue_number: Option<String>,
    pub year: Option<u16>,
}

/// Takes the last bracket off an entry, closed as it should be or by the wrong sign. A bracket that is a version or
/// names a guest (`[Damfunk Remix]`, `[Feat. Homesick]`) belongs to the title and stays.
pub(super) fn take(text: &str) -> (String, Label) {
    let text = text.trim_end();
    match last_bracket(text) {
        Some((front, inside, after)) if !front.trim().is_empty() && !belongs_to_title(inside) => {
            let after = after.trim();
            let rest = if after.is_empty() {
                front.trim_end().to_owned()
            } else {
                format!("{} {after}", front.trim_end())
            };
            (rest, read(inside))
        }
        _ => (text.to_owned(), Label::default()),
    }
}

/// Before, inside and after the last bracket.
fn last_bracket(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    if let Some(close) = text.rfind(']') {
        let open = opening(bytes, close).or_else(|| text[..close].rfind('('))?;
        let after = &text[close + 1..];
        // Only a bracketed remark may follow a label.
        (after.trim().is_empty() || after.trim_start().starts_with('('))
            .then(|| (&text[..open], &text[open + 1..close], after))
    } else {
        let open = text.rfind('[')?;
        let inside = text[open + 1..].trim_end_matches([')', '}', '|']);
        Some((&text[..open], inside, ""))
    }
}

/// The `[` that the `]` at `close` belongs to, or the last unclosed one before it.
fn opening(bytes: &[u8], close: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..=close).rev() {
        match bytes[at] {
            b']' => depth += 1,
            b'[' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    bytes[..close].iter().rposition(|b| *b == b'[')
}

fn belongs_to_title(inside: &str) -> bool {
    let mut words = inside.split_whitespace();
    let first = words.next().unwrap_or_default().to_lowercase();
    let last = words.next_back().unwrap_or_default().to_lowercase();
    let guest = ["feat.", "feat", "ft.", "ft"].contains(&first.as_str()) && !last.is_empty();
    let version =
        ["remix", "rmx", "rework", "re-edit", "mix", "edit", "re-lift", "remaster", "remastered", "bootleg"]
            .contains(&last.as_str());
    guest
        || version
        || (last.is_empty()
            && ["remix", "edit", "remaster", "remastered", "instrumental", "vip"].contains(&first.as_str()))
}

fn read(inside: &str) -> Label {
    let inside = inside.trim().trim_matches(['[', ']']).trim();
    let (inside, year) = without_year(inside);
    let (label, number) = inside
        .split_once(" - ")
        .or_else(|| inside.split_once(" – "))
        .or_else(|| inside.split_once(" — "))
        .unwrap_or((inside, ""));
    let number = Some(number.trim()).filter(|number| label_key(number).is_some());
    Label {
        name: Some(label.trim()).filter(|label| label.chars().any(char::is_alphanumeric)).map(str::to_owned),
        catalogue_number: number.map(str::to_owned),
        year,
    }
}

/// `Label - 1, 1991`, `1991, Label` and a year alone.
fn without_year(inside: &str) -> (&str, Option<u16>) {
    if let Some(year) = year(inside) {
        return ("", Some(year));
    }
    let back = inside.rsplit_once(',').and_then(|(rest, end)| Some((rest.trim_end(), year(end.trim())?)));
    let front =
        || inside.split_once(',').and_then(|(start, rest)| Some((rest.trim_start(), year(start.trim())?)));
    back.or_else(front).map_or((inside, None), |(rest, year)| (rest, Some(year)))
}

fn year(text: &str) -> Option<u16> {
    let number = text.parse().ok().filter(|year| (1900..2100).contains(year))?;
    (text.len() == 4).then_some(number)
}
