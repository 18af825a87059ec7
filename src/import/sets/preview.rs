//! What was understood of a list before it is kept, line by line.

use std::collections::HashMap;

use super::{Found, Read, SetOrder};
use crate::{
    catalogue::{SetPlay, entry_name},
    import::{self, ImportError, ImportWatch, report::NOT_FOUND},
    track::{Name, Seconds},
    wikitext::EntryKind,
};

/// A list as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPreview {
    /// What the set will be called.
    pub title: String,
    /// Its lines in order, headings among them.
    pub lines: Vec<PreviewLine>,
    /// How many of them name a record.
    pub records: usize,
    /// Titles were taken to stand before artists.
    pub titles_first: bool,
    /// Why it may be no set.
    pub doubt: Option<String>,
}

/// A line of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreviewLine {
    /// As it was written.
    pub text: String,
    /// When it begins.
    pub cue: Option<Seconds>,
    /// The record it names.
    pub name: Option<Name>,
    /// Why it is not sure, or not taken.
    pub doubt: Option<String>,
}

impl PreviewLine {
    /// Whether it was looked for in the catalogue in vain.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.doubt.as_deref() == Some(NOT_FOUND)
    }
}

/// Reads a text as a list that is to be kept as a set, and keeps nothing.
pub fn preview(text: &str, order: &SetOrder<'_>) -> Result<ListPreview, ImportError> {
    let mut watch = ImportWatch { progress: &mut |_| {}, stop: &|| false };
    let Found { mut sets, .. } = import::of_text(text)?.read_own(order, &|_| None, &mut watch)?;
    let mut preview = ListPreview {
        title: sets.first().map(|read| read.set.title(&order.called())).unwrap_or_default(),
        titles_first: sets.iter().any(|read| read.titles_first),
        doubt: sets.iter_mut().find_map(|read| read.doubt.take()),
        ..ListPreview::default()
    };
    for read in &sets {
        preview.lines.extend(if read.lines.is_empty() { of_set(read) } else { of_text(text, read) });
    }
    preview.records = preview.lines.iter().filter(|line| line.name.is_some()).count();
    Ok(preview)
}

/// Every line of the text that says something.
fn of_text(text: &str, read: &Read) -> Vec<PreviewLine> {
    let plays: HashMap<u64, &SetPlay> = read.lines.iter().copied().zip(&read.set.plays).collect();
    let why: HashMap<u64, &str> = read.left_out.iter().map(|left| (left.row, left.reason.as_str())).collect();
    let line = |(number, raw): (u64, &str)| {
        let (play, why) = (plays.get(&number), why.get(&number));
        let plain = PreviewLine { text: raw.trim().to_owned(), ..PreviewLine::default() };
        let line = play.map_or(plain, |play| of_play(play));
        (!line.text.is_empty())
            .then(|| PreviewLine { doubt: why.map(|why| told(why)).or(line.doubt), ..line })
    };
    (1..).zip(text.lines()).filter_map(line).collect()
}

/// The plays of a form that has no lines of text, and what of it is not taken.
fn of_set(read: &Read) -> Vec<PreviewLine> {
    let left = read.left_out.iter().map(|left| PreviewLine {
        text: format!("row {}", left.row),
        doubt: Some(left.reason.clone()),
        ..PreviewLine::default()
    });
    read.set.plays.iter().map(of_play).chain(left).collect()
}

fn of_play(play: &SetPlay) -> PreviewLine {
    let name = entry_name(&play.entry);
    let unknown = play.entry.kind == EntryKind::Unknown;
    let why = if unknown { "not known" } else { "no artist and title" };
    let doubt = name.is_none().then(|| why.to_owned());
    PreviewLine { text: play.entry.raw.clone(), cue: play.entry.cue, name, doubt }
}

/// A reason without the line that it repeats.
fn told(reason: &str) -> String {
    reason.split_once(": ").map_or(reason, |(reason, _)| reason).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "Kora @ Cellar, 2024-05-04\n\n00:00 Burial - Archangel\n03:10 ID - ID\n06:20 Mya - Boxcutter\n02:00 Skream - Rutten\nand thanks for listening\n";

    fn order<'o>() -> SetOrder<'o> {
        SetOrder { set: true, ..SetOrder::default() }
    }

    #[test]
    fn a_list_is_shown_line_by_line_with_what_is_not_sure() {
        let preview = preview(LIST, &order()).unwrap();
        let lines: Vec<(String, bool)> = preview
            .lines
            .iter()
            .map(|line| {
                (line.name.as_ref().map_or_else(|| line.text.clone(), Name::to_string), line.doubt.is_some())
            })
            .collect();
        assert_eq!(lines[1], ("Burial – Archangel".to_owned(), false));
        assert_eq!(lines[3], ("Mya – Boxcutter".to_owned(), false));
        assert!(lines[2].1 && lines[4].1, "unknown, and a time that runs backwards: {lines:?}");
        assert_eq!(lines.last().unwrap(), &("and thanks for listening".to_owned(), true), "left out");
        assert_eq!(preview.records, 3);
        assert_eq!(preview.lines[3].cue, Some(Seconds(380)));
    }

    #[test]
    fn lines_that_the_catalogue_does_not_know_are_named_as_not_found() {
        let record = |line: &str| (line == "Burial Archangel").then(|| Name::parse("Burial", "Archangel"));
        let text = "12:30 Burial Archangel\n16:00 Nobody Nothing\n20:10 Mya - Boxcutter\n";
        let preview = preview(text, &SetOrder { record: &record, ..order() }).unwrap();
        let lines: Vec<(Option<String>, bool)> = preview
            .lines
            .iter()
            .map(|line| (line.name.as_ref().map(Name::to_string), line.is_not_found()))
            .collect();
        assert_eq!(lines[0], (Some("Burial – Archangel".to_owned()), false));
        assert_eq!(lines[1], (None, true));
        assert_eq!((lines[2].1, preview.records), (false, 2));
    }

    #[test]
    fn whether_titles_stand_first_can_be_told() {
        let read = |titles_first| preview(LIST, &SetOrder { titles_first, ..order() }).unwrap();
        assert_eq!(read(Some(true)).lines[1].name.as_ref().unwrap().to_string(), "Archangel – Burial");
        let artists = |name: &str| matches!(name, "Archangel" | "Boxcutter" | "Rutten");
        let guessed = preview(LIST, &SetOrder { is_artist: &artists, ..order() }).unwrap();
        assert!(guessed.titles_first);
        let told = SetOrder { is_artist: &artists, titles_first: Some(false), ..order() };
        assert!(!preview(LIST, &told).unwrap().titles_first);
    }

    #[test]
    fn talk_is_no_list() {
        let talk = preview("hello there\nhow are you\nbye\n", &order());
        assert_eq!(talk.map_or(0, |preview| preview.records), 0);
    }
}
