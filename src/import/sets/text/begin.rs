//! What a line begins with: a bullet, a time, a number, the sign that it is laid over the one before.

/// Which beginnings may be taken off a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each may be there or not, with any of the others
pub(super) struct Kinds {
    pub time: bool,
    pub minutes: bool,
    pub number: bool,
    pub bullet: bool,
}

impl Kinds {
    pub(super) const ALL: Self = Self { time: true, minutes: true, number: true, bullet: true };

    pub(super) fn any(self) -> bool {
        self != Self::default()
    }
}

/// A line's beginning, taken apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Begin<'t> {
    pub bullet: bool,
    pub layered: bool,
    /// A time stood there; its seconds, where they are known.
    #[allow(clippy::option_option)] // none, one that nobody knows, one that is known
    pub time: Option<Option<u32>>,
    pub minutes: Option<u32>,
    pub number: Option<Number>,
    /// What stands behind it.
    pub rest: &'t str,
}

/// A line's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub value: u32,
    /// A sign stands behind it, not just a space.
    pub sure: bool,
}

/// Parts of a beginning, at most.
const MOST: usize = 5;

/// Takes off what a line begins with, as far as `kinds` allow.
pub(super) fn take(text: &str, kinds: Kinds) -> Begin<'_> {
    let mut begin = Begin { rest: text.trim_start_matches(' '), ..Begin::default() };
    for _ in 0..MOST {
        let rest = begin.rest;
        if let Some(after) = layered(rest) {
            begin.layered = true;
            begin.rest = after;
        } else if let Some(after) = bullet(rest) {
            begin.bullet = true;
            begin.rest = after;
        } else if let Some((time, after)) = time(rest).filter(|_| kinds.time && begin.time.is_none()) {
            begin.time = Some(time);
            begin.rest = after;
        } else if let Some((minutes, after)) =
            minutes(rest).filter(|_| kinds.minutes && begin.minutes.is_none() && begin.time.is_none())
        {
            begin.minutes = Some(minutes);
            begin.rest = after;
        } else if let Some((number, after)) = number(rest)
            .filter(|(number, _)| kinds.number && begin.number.is_none() && (number.sure || !begin.layered))
        {
            begin.number = Some(number);
            begin.rest = after;
        } else {
            break;
        }
    }
    begin
}

/// `w/`, `(w/)`, `+`, `&&`, `vs:`.
fn layered(text: &str) -> Option<&str> {
    let lower = text.get(..4).unwrap_or(text).to_ascii_lowercase();
    for sign in ["(w/)", "[w/]", "w/", "+", "&&", "vs:"] {
        if let Some(rest) = lower.starts_with(sign).then(|| &text[sign.len()..]) {
            let spaced = rest.starts_with([' ', '\t']);
            return (spaced || sign == "w/").then(|| rest.trim_start()).filter(|rest| !rest.is_empty());
        }
    }
    None
}

const BULLETS: &str = "•·▪►◦‣♪♫🎵🎶✅➤▶→●○■□◆◇★☆–—";

fn bullet(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let bare = BULLETS.contains(first) || matches!(first, '-' | '*' | '>');
    let spaced = rest.starts_with([' ', '\t']);
    // Signs that also begin names need the space.
    let free = "•▪►◦‣♪♫🎵🎶✅➤▶".contains(first);
    (bare && (spaced || free)).then(|| rest.trim_start()).filter(|rest| !rest.is_empty())
}

/// `[1:02:03] - `, `00:00`, `(4:31 - 9:02) | `: the seconds, and what stands behind.
fn time(text: &str) -> Option<(Option<u32>, &str)> {
    let open = text.starts_with(['[', '(', '{', '<']);
    let inner = if open { &text[1..] } else { text };
    let inner = inner.trim_start_matches(['@', '~', ' ']);
    let (seconds, rest) = clock(inner)?;
    let rest = range_end(rest);
    let rest = if open { rest.trim_start().strip_prefix([']', ')', '}', '>'])? } else { rest };
    let after = rest.trim_start_matches([' ', '\t']);
    let sign = after.strip_prefix(['-', '–', '—', '|', ':', '.', '→', '•']);
    match sign {
        Some(behind) if open || behind.is_empty() || behind.starts_with([' ', '\t']) => {
            Some((seconds, behind.trim_start()))
        }
        _ if open || rest.is_empty() || rest.starts_with([' ', '\t']) => Some((seconds, after)),
        _ => None,
    }
}

/// `h:mm:ss`, `mm:ss`; with question marks for digits it is unknown.
pub(super) fn clock(text: &str) -> Option<(Option<u32>, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '?'))).unwrap_or(text.len());
    let (written, rest) = text.split_at(end);
    let written_to = written.trim_end_matches(':');
    let rest = if written_to.len() == written.len() { rest } else { &text[written_to.len()..] };
    let fields: Vec<&str> = written_to.split(':').collect();
    let sizes: Vec<usize> = fields.iter().map(|field| field.len()).collect();
    if !matches!(sizes.as_slice(), [1..=3, 2] | [1..=2, 2, 2]) {
        return None;
    }
    if written_to.contains('?') {
        return Some((None, rest));
    }
    let numbers: Vec<u32> = fields.iter().filter_map(|field| field.parse().ok()).collect();
    let below = numbers.len() == fields.len() && numbers[1..].iter().all(|&number| number < 60);
    below.then(|| (Some(numbers.iter().fold(0, |sum, number| sum * 60 + number)), rest))
}

/// What stands behind the second time of `00:00 - 04:31`.
fn range_end(text: &str) -> &str {
    let after = text.trim_start().strip_prefix(['-', '–', '—']);
    after.and_then(|after| clock(after.trim_start())).map_or(text, |(_, rest)| rest)
}

/// `12 min`, `12'`.
fn minutes(text: &str) -> Option<(u32, &str)> {
    let open = text.starts_with(['[', '(']);
    let inner = if open { &text[1..] } else { text };
    let (value, rest) = digits(inner)?;
    let rest = rest.trim_start();
    let unit = ["mins", "min.", "min", "m", "'", "’", "′"].iter().find(|unit| rest.starts_with(**unit))?;
    let rest = &rest[unit.len()..];
    let rest = if open { rest.strip_prefix([']', ')'])? } else { rest };
    let spaced = rest.starts_with([' ', '\t', ':', '|', '-', '–']);
    spaced.then(|| (value, rest.trim_start_matches([' ', '\t', ':', '|', '-', '–'])))
}

fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&end).then(|| text[..end].parse().ok().map(|value| (value, &text[end..]))).flatten()
}

/// `#1 `, `01.`, `(1)`, `1) `, `1 - `, `1a. `, `Track 1: `.
fn number(text: &str) -> Option<(Number, &str)> {
    let lower = text.get(..6).unwrap_or_default();
    let inner = if lower.eq_ignore_ascii_case("track ") { text[6..].trim_start() } else { text };
    let named = inner.len() != text.len();
    let open = inner.starts_with(['#', '(', '[']);
    let inner = if open { &inner[1..] } else { inner };
    let (value, rest) = digits(inner)?;
    let lettered = rest.strip_prefix(['a', 'b', 'c', 'd']).filter(|rest| rest.starts_with(['.', ')']));
    let rest = lettered.unwrap_or(rest);
    if let Some(after) = rest.strip_prefix(['.', ')', ']', ':', '、']) {
        let after = after.trim_start_matches([' ', '\t']);
        let after = after.strip_prefix("- ").or_else(|| after.strip_prefix("| ")).unwrap_or(after);
        // A figure behind the point is a time or a decimal number.
        let figure = rest.starts_with(['.', ':'])
            && after.len() + 1 == rest.len()
            && after.starts_with(|c: char| c.is_ascii_digit());
        return (!after.is_empty() && !figure).then_some((Number { value, sure: true }, after));
    }
    let spaced = rest.trim_start_matches([' ', '\t']);
    if spaced.len() == rest.len() || spaced.is_empty() {
        return None;
    }
    let signed = spaced.strip_prefix(['-', '–', '—', '|']).filter(|after| after.starts_with([' ', '\t']));
    match signed {
        Some(after) => Some((Number { value, sure: true }, after.trim_start())),
        None => Some((Number { value, sure: named || open || rest.starts_with('\t') }, spaced)),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn taken(text: &str) -> (Option<u32>, Option<u32>, bool, &str) {
        let begin = take(text, Kinds::ALL);
        let at = begin.time.flatten().or(begin.minutes.map(|minutes| minutes * 60));
        (begin.number.map(|number| number.value), at, begin.layered, begin.rest)
    }

    #[rstest]
    #[case("01. A - B", Some(1), None, false)]
    #[case("#1 A - B", Some(1), None, false)]
    #[case("(12) A - B", Some(12), None, false)]
    #[case("1 - A - B", Some(1), None, false)]
    #[case("1\tA - B", Some(1), None, false)]
    #[case("Track 3: A - B", Some(3), None, false)]
    #[case("12b. A - B", Some(12), None, false)]
    #[case("• 00:00 A - B", None, Some(0), false)]
    #[case("[1:02:03] A - B", None, Some(3723), false)]
    #[case("(4:31) - A - B", None, Some(271), false)]
    #[case("00:00 - 04:31 A - B", None, Some(0), false)]
    #[case("[00:00 – 04:31] A - B", None, Some(0), false)]
    #[case("04:31: A - B", None, Some(271), false)]
    #[case("01. [04:31] A - B", Some(1), Some(271), false)]
    #[case("[04:31] 01. A - B", Some(1), Some(271), false)]
    #[case("1 | 04:31 | A - B", Some(1), Some(271), false)]
    #[case("12 min A - B", None, Some(720), false)]
    #[case("12' A - B", None, Some(720), false)]
    #[case("w/ A - B", None, None, true)]
    #[case("(w/) A - B", None, None, true)]
    #[case("+ A - B", None, None, true)]
    #[case("[??:??] A - B", None, None, false)]
    #[case("- A - B", None, None, false)]
    #[case("* A - B", None, None, false)]
    fn a_beginning_is_taken_off(
        #[case] text: &str,
        #[case] number: Option<u32>,
        #[case] at: Option<u32>,
        #[case] layered: bool,
    ) {
        assert_eq!(taken(text), (number, at, layered, "A - B"));
    }

    #[rstest]
    #[case("4hero - B")]
    #[case("65daysofstatic - B")]
    #[case("*NSYNC - B")]
    #[case("2:3:4 - B")]
    #[case("10.5 - B")]
    #[case("-M- - B")]
    fn names_are_no_beginnings(#[case] text: &str) {
        assert_eq!(take(text, Kinds::ALL).rest, text);
    }

    #[test]
    fn behind_the_sign_of_a_layer_a_bare_number_is_a_name() {
        assert_eq!(taken("w/ 808 State - B"), (None, None, true, "808 State - B"));
        assert_eq!(taken("+ 3. A - B"), (Some(3), None, true, "A - B"));
    }
}
