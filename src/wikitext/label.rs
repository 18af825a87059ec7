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
    let Some(found) = Bracket::last(text) else { return (text.to_owned(), Label::default()) };
    let front = text[..found.open].trim_end();
    let inside = text[found.open + 1..found.close].trim();
    if front.is_empty() || inside.is_empty() || belongs_to_title(inside) {
        return (text.to_owned(), Label::default());
    }
    let mut label = read(inside);
    let after = text.get(found.close + 1..).unwrap_or_default().trim();
    label.year = year(after).or(label.year);
    let names = if after.starts_with('(') { format!("{front} {after}") } else { front.to_owned() };
    (names, label)
}

/// Byte places of the signs around a label.
struct Bracket {
    open: usize,
    close: usize,
}

impl Bracket {
    fn last(text: &str) -> Option<Self> {
        let Some(close) = text.rfind(']') else {
            // Closed by the wrong sign, or not at all.
            let open = text.rfind('[')?;
            let close = open + text[open..].trim_end_matches([')', '}', '|', ' ']).len();
            return Some(Self { open, close });
        };
        let open = opening(text.as_bytes(), close).or_else(|| text[..close].rfind(['(', '{', ']']))?;
        is_remark(text[close + 1..].trim())
            .then(|| Self { open: opened_twice(text, open).unwrap_or(open), close })
    }
}

/// What may follow a label: nothing, a bracketed remark, a year, `PROMO`, a stray bracket.
fn is_remark(after: &str) -> bool {
    after.starts_with('(') || year(after).is_some() || label_key(after).is_none()
}

/// The first bracket of `[Battery Park - [BTRY 011]`.
fn opened_twice(text: &str, open: usize) -> Option<usize> {
    let front = text[..open].trim_end().strip_suffix('-')?;
    let first = front.rfind('[')?;
    (first > front.find(" - ")? && !front[first..].contains([']', ')'])).then_some(first)
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
    let number = Some(number.trim().trim_start_matches('[')).filter(|number| label_key(number).is_some());
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

/// Labels are called `1605` and `2062`; nothing was put out so late.
fn year(text: &str) -> Option<u16> {
    let number = text.parse().ok().filter(|year| (1900..2040).contains(year))?;
    (text.len() == 4).then_some(number)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Label, take};

    #[rstest]
    #[case("A - B", "A - B", None, None, None)]
    #[case("A - B [Warp]", "A - B", Some("Warp"), None, None)]
    #[case("A - B [Warp - WAP 105]", "A - B", Some("Warp"), Some("WAP 105"), None)]
    #[case("A - B [Elektra - 0-66488, 1991]", "A - B", Some("Elektra"), Some("0-66488"), Some(1991))]
    #[case("A - B [Strut, 2014]", "A - B", Some("Strut"), None, Some(2014))]
    #[case("A - B [1992, Convex]", "A - B", Some("Convex"), None, Some(1992))]
    #[case("A - B [1990]", "A - B", None, None, Some(1990))]
    #[case("A - B [1605]", "A - B", Some("1605"), None, None)]
    #[case("A - B [2062]", "A - B", Some("2062"), None, None)]
    #[case("A - B [J-Records]", "A - B", Some("J-Records"), None, None)]
    #[case("A - B (Scissor And Thread]", "A - B", Some("Scissor And Thread"), None, None)]
    #[case("A - B [Promo)", "A - B", Some("Promo"), None, None)]
    #[case("A - B [Warp", "A - B", Some("Warp"), None, None)]
    #[case("A - B {Pharmacy]", "A - B", Some("Pharmacy"), None, None)]
    #[case("A - B [Interscope])", "A - B", Some("Interscope"), None, None)]
    #[case("A - B] Autofake]", "A - B", Some("Autofake"), None, None)]
    #[case("A - B [Capitol (EMI)]", "A - B", Some("Capitol (EMI)"), None, None)]
    #[case("A - B [Battery Park - [BTRY 011]", "A - B", Some("Battery Park"), Some("BTRY 011"), None)]
    #[case("A - B [C Remix] [Stones Throw]", "A - B [C Remix]", Some("Stones Throw"), None, None)]
    #[case("A - B [Armada] (From Cycles 4)", "A - B (From Cycles 4)", Some("Armada"), None, None)]
    #[case("A - B [Respekt] PROMO", "A - B", Some("Respekt"), None, None)]
    #[case("A - B [C Remix]", "A - B [C Remix]", None, None, None)]
    #[case("A - B [Feat. C]", "A - B [Feat. C]", None, None, None)]
    #[case("A - B [Edit Select]", "A - B", Some("Edit Select"), None, None)]
    #[case("A - B ([a:rpia:r] Edit)", "A - B ([a:rpia:r] Edit)", None, None, None)]
    #[case("Ø [Phase] - B", "Ø [Phase] - B", None, None, None)]
    #[case("[Interview]", "[Interview]", None, None, None)]
    #[case("A - B [Hypercolour - Forthcoming]", "A - B", Some("Hypercolour"), None, None)]
    fn the_last_bracket_is_the_label(
        #[case] text: &str,
        #[case] names: &str,
        #[case] name: Option<&str>,
        #[case] number: Option<&str>,
        #[case] year: Option<u16>,
    ) {
        let label =
            Label { name: name.map(str::to_owned), catalogue_number: number.map(str::to_owned), year };
        assert_eq!(take(text), (names.to_owned(), label));
    }
}
