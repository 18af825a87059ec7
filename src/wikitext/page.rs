//! A whole page to a mix.

use serde::Serialize;

use super::{
    cue::{self, Cue},
    entry::{self, Entry},
    line::{self, Line},
    markup, section,
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
    /// The title of the page that this one leads to.
    #[serde(skip)]
    pub redirect: Option<String>,
    /// The tracklist in order.
    pub entries: Vec<Entry>,
}

/// Reads a page's wikitext. Any text is a page; one without a tracklist has no entries.
#[must_use]
pub fn parse(title: &str, text: &str) -> Mix {
    let text = markup::without_comments(text);
    let items = line::items(&section::tracklist(&text));
    let mut mix = head(title, section::categories(&text), &items, section::duration(&text));
    mix.redirect = section::redirect(&text);
    mix
}

/// Reads a tracklist that has no page around it.
#[must_use]
pub fn parse_lines(title: &str, lines: &[String]) -> Mix {
    let lines: Vec<&str> = lines.iter().flat_map(|line| section::lines(line)).collect();
    let cut: Vec<&str> = lines.iter().map(|line| section::before_category(line)).collect();
    head(title, Vec::new(), &line::bare_items(&cut), None)
}

fn head(title: &str, categories: Vec<String>, items: &[Line<'_>], duration: Option<u32>) -> Mix {
    let title = title.replace('_', " ").trim().to_owned();
    let parts = title_parts(&title);
    let date = parts.date.map(str::to_owned);
    let artists = split_djs(parts.artists, &categories, &|_| false);
    Mix { date, artists, categories, redirect: None, entries: entries(items, duration), title }
}

fn entries(items: &[Line<'_>], duration: Option<u32>) -> Vec<Entry> {
    let numbered = is_numbered(items);
    let mut entries = Vec::with_capacity(items.len());
    let mut cues: Vec<Vec<Cue>> = vec![Vec::new()];
    let mut chapter: Option<String> = None;
    for item in items {
        match *item {
            Line::Chapter(name) => {
                let name = markup::plain(name).trim().to_owned();
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
