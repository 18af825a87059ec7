//! Where on a page the tracklist stands.

use std::collections::HashSet;

/// The lines of a text; a line ends with `\n` or `\r\n` and with nothing else, as U+2028 occurs inside lines.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// The lines below every heading that says "Tracklist", up to the next heading or the first category.
pub(super) fn tracklist(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in lines(text) {
        if let Some(heading) = heading(line) {
            inside = starts_with_ignoring_case(heading, "tracklist");
        } else if inside {
            match find_category(line) {
                Some(at) => {
                    found.push(&line[..at]);
                    inside = false;
                }
                None => found.push(line),
            }
        }
    }
    found
}

/// What stands above the first tracklist; all of a page without one.
pub(super) fn above_tracklist(text: &str) -> &str {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let tracklist = |at: &usize| {
        let line = text[*at..].lines().next().and_then(heading);
        line.is_some_and(|name| starts_with_ignoring_case(name, "tracklist"))
    };
    starts.into_iter().find(tracklist).map_or(text, |at| &text[..at])
}

/// The names of the page's categories, without sort keys, each once.
pub(super) fn categories(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let mut rest = text;
    while let Some(at) = find_category(rest) {
        let inside = &rest[at + CATEGORY.len()..];
        let end = inside.find(['\n', ']', '[']).unwrap_or(inside.len());
        let name = inside[..end].split('|').next().unwrap_or_default().trim().replace('_', " ");
        if !name.is_empty() && inside[end..].starts_with("]]") && seen.insert(name.clone()) {
            found.push(name);
        }
        rest = &inside[end..];
    }
    found
}

/// The page to which a `#REDIRECT [[Target]]` leads, underscores as spaces.
pub(super) fn redirect(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let rest = text
        .get(..9)
        .filter(|word| word.eq_ignore_ascii_case("#redirect"))
        .map(|word| &text[word.len()..])?;
    let (target, _) = rest.trim_start_matches([' ', '\t', ':']).strip_prefix("[[")?.split_once("]]")?;
    let page = target.split(['|', '#']).next()?.trim().trim_start_matches(':').replace('_', " ");
    (!page.is_empty() && !page.contains('\n')).then_some(page)
}

/// The duration in the file details, in seconds: the first table cell that is a time and nothing else.
pub(super) fn duration(text: &str) -> Option<u32> {
    lines(text)
        .take_while(|line| heading(line).is_none_or(|h| !starts_with_ignoring_case(h, "tracklist")))
        .find_map(|line| {
            let cell = line.strip_prefix('|')?.split("||").next()?.trim();
            let fields: Option<Vec<u32>> = cell.split(':').map(|field| field.parse().ok()).collect();
            match fields?[..] {
                [m, s] if s < 60 && m < 6000 => Some(m * 60 + s),
                [h, m, s] if m < 60 && s < 60 && h < 100 => Some(h * 3600 + m * 60 + s),
                _ => None,
            }
        })
}

/// A line up to a category that stands in it.
pub(super) fn before_category(line: &str) -> &str {
    find_category(line).map_or(line, |at| &line[..at])
}

const CATEGORY: &str = "[[category:";

fn find_category(text: &str) -> Option<usize> {
    text.match_indices("[[").map(|(at, _)| at).find(|&at| starts_with_ignoring_case(&text[at..], CATEGORY))
}

/// The text of `== a heading ==`.
fn heading(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let text = line.strip_prefix("==")?.strip_suffix("==")?;
    let text = text.trim_matches('=').trim_matches(|c: char| c.is_whitespace() || c == '\'');
    (!text.is_empty()).then_some(text)
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{categories, duration, redirect, tracklist};

    #[test]
    fn the_section_ends_at_a_heading_or_a_category() {
        let text = "# no\n== Tracklist ==\n# a\r\n# b[[Category:X]]\n# no\n== Notes ==\n# no\n==Tracklist Part 2==\n# c\n";
        assert_eq!(tracklist(text), ["# a", "# b", "# c", ""]);
    }

    #[test]
    fn lines_end_at_line_feeds_alone() {
        assert_eq!(tracklist("== Tracklist ==\r\na\u{2028}b\u{85}c\rd\r\n"), ["a\u{2028}b\u{85}c\rd", ""]);
    }

    #[test]
    fn categories_stand_anywhere() {
        let text = "[[Category:2025]] x\n[[category:Deep_House|sort]]\n[[Category:2025]][[Category:]][[Category:open\n";
        assert_eq!(categories(text), ["2025", "Deep House"]);
    }

    #[rstest]
    #[case("#REDIRECT [[2001-01-31 - A_B - Show]]", Some("2001-01-31 - A B - Show"))]
    #[case("\n#redirect[[A#Section|text]]", Some("A"))]
    #[case("#REDIRECT nowhere", None)]
    #[case("text #REDIRECT [[A]]", None)]
    fn a_page_may_lead_to_another(#[case] text: &str, #[case] target: Option<&str>) {
        assert_eq!(redirect(text).as_deref(), target);
    }

    #[rstest]
    #[case("! dur\n|-\n| 2:24:17\n| \n", Some(8657))]
    #[case("| 59:10 || 80\n", Some(3550))]
    #[case("| 320\n", None)]
    #[case("== Tracklist ==\n| 2:24:17\n", None)]
    fn the_file_details_have_the_duration(#[case] text: &str, #[case] seconds: Option<u32>) {
        assert_eq!(duration(text), seconds);
    }
}
