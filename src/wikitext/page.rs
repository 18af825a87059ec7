//! A whole page to a mix.

use serde::Serialize;

use super::{
    audio,
    cue::{self, Cue},
    entry::{self, Entry},
    line::{self, Line},
    markup, section, template,
    title::title_parts,
};
use crate::track::split_djs;

/// A mix as its page has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mix {
    /// The page's title, underscores as spaces.
    pub title: String,
    /// The date in the title, as written: `2001-01-31`, `2001`, `2026-0X`.
    pub date: Option<String>,
    /// The DJs, as the page's categories split them; `VA` is nobody.
    pub artists: Vec<String>,
    /// The page's categories: artists, styles, year, show, state of the tracklist.
    pub categories: Vec<String>,
    /// Where the mix itself is heard, web addresses, the page's players before its plain links.
    #[serde(skip)]
    pub audio: Vec<String>,
    /// The title of the page that this one leads to.
    #[serde(skip)]
    pub redirect: Option<String>,
    /// The tracklist in order.
    pub entries: Vec<Entry>,
}

impl Mix {
    /// The same mix filed under these categories, which say how its artists are split.
    #[must_use]
    pub fn filed_under(mut self, categories: Vec<String>) -> Self {
        self.artists = split_djs(title_parts(&self.title).artists, &categories, &|_| false);
        self.categories = categories;
        self
    }
}

/// Reads a page's wikitext. Any text is a page; one without a tracklist has no entries.
pub fn parse(title: &str, text: &str) -> Mix {
    let text = markup::without_comments(text);
    let items_of = template::without_blocks(&text);
    let items = line::items(first(&section::tracklist(&items_of)));
    let mut mix = head(title, section::categories(&text), &items, section::duration(&text));
    mix.redirect = section::redirect(&text);
    mix.audio = audio::addresses(&text);
    mix
}

/// Reads a tracklist that has no page around it.
pub fn parse_lines(title: &str, lines: &[String]) -> Mix {
    let lines: Vec<&str> = lines.iter().flat_map(|line| section::lines(line)).collect();
    let cut: Vec<&str> = first(&lines).iter().map(|line| section::before_category(line)).collect();
    head(title, Vec::new(), &line::bare_items(&cut), None)
}

/// Lines that are read of a tracklist: the longest real ones have some thousands.
const MOST: usize = 20_000;

fn first<'l, 't>(lines: &'l [&'t str]) -> &'l [&'t str] {
    lines.get(..MOST).unwrap_or(lines)
}

fn head(title: &str, categories: Vec<String>, items: &[Line<'_>], duration: Option<u32>) -> Mix {
    let title = title.replace('_', " ").trim().to_owned();
    let parts = title_parts(&title);
    let date = parts.date.map(str::to_owned);
    let artists = split_djs(parts.artists, &categories, &|_| false);
    let entries = entries(items, duration);
    Mix { date, artists, categories, audio: Vec::new(), redirect: None, entries, title }
}

/// Letters of a chapter's name that are kept: every entry below has a copy.
const LONGEST_CHAPTER: usize = 200;

fn entries(items: &[Line<'_>], duration: Option<u32>) -> Vec<Entry> {
    let numbered = is_numbered(items);
    let mut entries = Vec::with_capacity(items.len());
    let mut cues: Vec<Vec<Cue>> = vec![Vec::new()];
    let mut chapter: Option<String> = None;
    for item in items {
        match *item {
            Line::Chapter(name) => {
                let name: String = markup::plain(name).trim().chars().take(LONGEST_CHAPTER).collect();
                chapter = (!name.is_empty()).then_some(name);
                cues.push(Vec::new());
            }
            Line::Item { text, raw } => {
                let text = if numbered { without_number(text).unwrap_or(text) } else { text };
                let (mut entry, cue) = entry::read(text, raw);
                entry.chapter.clone_from(&chapter);
                entries.push(entry);
                if let Some(chapter) = cues.last_mut() {
                    chapter.push(cue);
                }
            }
        }
    }
    let pairs = cue::decide(&cues, duration);
    for (entry, cue) in entries.iter_mut().zip(cues.iter().flatten()) {
        entry.cue = cue.seconds(pairs);
    }
    entries
}

/// Whether the lines bear typed numbers: `(20) A - B`, `01. A - B`.
fn is_numbered(items: &[Line<'_>]) -> bool {
    let count = |fits: fn(&str) -> bool| {
        items.iter().filter(|item| matches!(item, Line::Item { text, .. } if fits(text))).count()
    };
    let numbered = count(|text| without_number(text).is_some());
    numbered > 2 && numbered * 2 > count(|_| true)
}

fn without_number(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let rest = inner[digits..].strip_prefix(['.', ')'])?;
    ((1..=3).contains(&digits) && rest.starts_with(' ')).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Mix, parse, parse_lines};
    use crate::{
        track::Seconds,
        wikitext::{Entry, EntryKind},
    };

    fn lines(lines: &[&str]) -> Mix {
        parse_lines("2001 - A - Show", &lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    fn cues(mix: &Mix) -> Vec<Option<u32>> {
        mix.entries.iter().map(|entry| entry.cue.map(|Seconds(s)| s)).collect()
    }

    #[test]
    fn entries_know_their_chapter() {
        let mix = parse("T", "== Tracklist ==\n# a - b\n;One\n# c - d\n...\n;Two\n# e - f");
        let chapters: Vec<_> = mix.entries.iter().map(|entry| entry.chapter.as_deref()).collect();
        assert_eq!(chapters, [None, Some("One"), Some("One"), Some("Two")]);
    }

    #[test]
    fn pairs_are_decided_with_the_page_s_duration() {
        let page =
            |duration| format!("| {duration}\n== Tracklist ==\n# [0:10] a - b\n# [1:05] c - d\n# [70] e - f");
        assert_eq!(cues(&parse("T", &page("2:00:00"))), [Some(600), Some(3900), Some(4200)]);
        assert_eq!(cues(&parse("T", &page("59:00"))), [None, None, Some(4200)]);
    }

    #[test]
    fn typed_numbers_are_no_names() {
        let mix = lines(&["(3) A - B", "(2) C - D", "(1) E - F"]);
        assert_eq!(mix.entries[0].artist.as_deref(), Some("A"));
        assert_eq!(lines(&["(703) A - B", "C - D"]).entries[0].artist.as_deref(), Some("(703) A"));
    }

    #[test]
    fn bare_lines_need_no_list() {
        let mix = lines(&["Intro", " [12] A - B [Warp]", "...", ";Part 2", "+ C - D[[Category:]]", ""]);
        let kinds: Vec<EntryKind> = mix.entries.iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, [EntryKind::Segment, EntryKind::Track, EntryKind::Gap, EntryKind::Track]);
        assert_eq!(mix.entries[1].raw, " [12] A - B [Warp]");
        let last = &mix.entries[3];
        assert_eq!(
            (last.chapter.as_deref(), last.title.as_deref(), last.layered),
            (Some("Part 2"), Some("D"), true)
        );
    }

    #[test]
    fn the_title_names_date_and_artists() {
        let mix = parse("2026-0X_-_Above_&_Beyond_b2b_VA_-_Show", "");
        assert_eq!(
            (mix.title.as_str(), mix.date.as_deref()),
            ("2026-0X - Above & Beyond b2b VA - Show", Some("2026-0X"))
        );
        assert_eq!(mix.artists, ["Above & Beyond"]);
        assert!(mix.entries.is_empty());
    }

    #[test]
    fn a_page_is_written_in_the_shape_that_parse_promises() {
        let mix = parse(
            "2001 - A - S",
            "== Tracklist ==\n# [01] + B - C (D Remix) [E - F 1, 1999]\n[[Category:2001]]",
        );
        let json = serde_json::to_value(&mix).expect("plain values");
        let expected = serde_json::json!({
            "title": "2001 - A - S", "date": "2001", "artists": ["A"], "categories": ["2001"],
            "entries": [{
                "kind": "track", "chapter": null, "cue": 60, "layered": true, "artist": "B", "title": "C (D Remix)",
                "label": "E", "catalogue_number": "F 1", "year": 1999, "raw": "# [01] + B - C (D Remix) [E - F 1, 1999]"
            }]
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn ten_megabytes_of_noise_are_read() {
        let pieces = [
            "[",
            "]",
            "[[",
            "]]",
            "(",
            "''",
            "<list ",
            "<",
            "{{",
            "&",
            "[[Category:",
            "- ",
            "-",
            "a (b] ",
            "Classic: ",
            "[12:34] ",
            ";x\n",
            "# a - b [c]\n",
            "<!--",
            "|1:00\n",
            "[[Category:é]]\n",
            "\u{2028}",
            "?",
        ];
        for piece in pieces {
            let noise =
                format!("<list>\n== Tracklist ==\n<list>\n{}", piece.repeat(10_000_000 / 20 / piece.len()));
            assert_eq!(parse("T", &noise).title, "T");
        }
        let mut state = 1_u32;
        let mut text = String::from("== Tracklist ==\n<list>\n");
        while text.len() < 10_000_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(state >> 16) as usize % (pieces.len() - 5)]);
        }
        assert!(!parse("T", &text).entries.is_empty());
    }

    fn has_its_lines(text: &str, entries: &[Entry]) -> bool {
        let lines: Vec<&str> = text.split('\n').collect();
        entries.iter().all(|entry| lines.iter().any(|line| line.contains(&entry.raw)))
    }

    proptest! {
        #[test]
        fn any_text_is_a_page(title in ".{0,30}", text in "(\\PC|[\n\r\\[\\]#;<>'= ]|== Tracklist ==\n|<list>|</list>|\\[\\[Category:|\u{2028}){0,80}") {
            let text = format!("== Tracklist ==\n{text}");
            let mix = parse(&title, &text);
            prop_assert!(has_its_lines(&text, &mix.entries));
        }

        #[test]
        fn any_lines_are_a_tracklist(lines in proptest::collection::vec(".{0,40}", 0..8)) {
            let count = parse_lines("T", &lines).entries.len();
            prop_assert!(count <= lines.iter().map(|line| line.split('\n').count()).sum::<usize>());
        }
    }
}
