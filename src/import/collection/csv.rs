//! Tables: our own, those of DJ programs and services (see [`super::heads`]), and whatever else names its columns.

use std::{collections::HashMap, path::Path};

use super::{
    Collection, Entry, List, Reading, bpm, file_title,
    heads::{self, Column, Head},
    named,
    rows::Rows,
    seconds,
};
use crate::{
    export::unguard,
    import::{input::Input, report::ImportError},
    sound::key::{Mode, MusicalKey},
    spotify::{SpotifyLink, link::LinkKind},
    track::{Name, clean_line, squash},
};

/// Whether a text begins as a table with artists and titles.
pub(in crate::import) fn is_table(start: &str) -> bool {
    heads::find(start).is_some()
}

pub(super) fn read(
    input: &mut Input,
    file: &Path,
    reading: &mut Reading<'_, '_>,
) -> Result<Collection, ImportError> {
    let mut collection = Collection::default();
    let Some(head) = heads::find(&input.start()) else {
        return Err(ImportError::nothing(file, 1, "no columns for artist and title"));
    };
    let unreadable = |e| ImportError::unreadable(file, &e);
    for _ in 0..head.lines {
        input.next_line(&mut String::new(), 0).map_err(unreadable)?;
    }
    let mut lists = Lists::default();
    let mut rows = Rows::new(input, head.delimiter, head.columns.len());
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(e) => {
                collection.breaks_off(rows.line(), &e);
                break;
            }
        };
        if row.unclosed {
            collection.skip(row.line, "a quote that is never closed; it is read as a plain sign");
        }
        let row = Cells { head: &head, texts: &row.cells, line: row.line };
        if let Some(entry) = row.entry(&mut collection) {
            let list = row.text(Column::Playlist).unwrap_or_else(|| file_title(file));
            lists.add(list, entry);
        }
        reading.step(&collection)?;
    }
    collection.lists = lists.all;
    Ok(collection)
}

/// A row with what its columns hold.
struct Cells<'r> {
    head: &'r Head,
    texts: &'r [String],
    line: u64,
}

impl Cells<'_> {
    /// What a column says; of several of one kind the first that says something.
    fn text(&self, wanted: Column) -> Option<String> {
        self.head.columns.iter().zip(self.texts).filter(|(column, _)| **column == Some(wanted)).find_map(
            |(_, cell)| {
                let cell = clean_line(cell);
                let cell = unguard(&cell);
                (!cell.is_empty()).then(|| cell.to_owned())
            },
        )
    }

    /// The row's record among the collection's entries.
    fn entry(&self, collection: &mut Collection) -> Option<usize> {
        let Some((name, in_title)) = self.name() else {
            if !self.texts.iter().all(|cell| cell.trim().is_empty()) {
                collection.skip(self.line, "a row without artist and title");
            }
            return None;
        };
        let location = self.location();
        let entry = Entry {
            isrc: self.text(Column::Isrc).as_deref().and_then(isrc),
            bpm: self.tempo().as_deref().and_then(bpm),
            key: self.key().or(in_title),
            seconds: self.seconds(),
            spotify: self.spotify(),
            // In a table that tells where files lie, a row without one is merely a name.
            mine: !self.head.has(Column::File) || location.is_some(),
            location: location.unwrap_or_default(),
            ..Entry::new(name)
        };
        collection.push(entry, self.line)
    }

    fn name(&self) -> Option<(Name, Option<MusicalKey>)> {
        let (title, version) = (self.text(Column::Title).unwrap_or_default(), self.text(Column::Version));
        if self.head.own {
            let artist = self.text(Column::Artist)?;
            // Ours say which part of the title is the version.
            let base = version.as_ref().and_then(|version| title.strip_suffix(&format!(" ({version})")));
            let name = match base {
                Some(base) => Name { artist, title: base.to_owned(), version },
                None => Name::parse(&artist, &title),
            };
            return (!title.is_empty()).then_some((name, None));
        }
        let version = version.filter(|version| !squash(&title).contains(&squash(version)));
        let title = match version {
            Some(version) if !title.is_empty() => format!("{title} ({version})"),
            _ => title,
        };
        named(&without_featured(&self.artist(), &title), &title)
    }

    fn artist(&self) -> String {
        let several = |text: String| joined(&parts(&text, Commas::All));
        let one = |text: String| match parts(&text, commas(&text)).as_slice() {
            [whole] if !text.contains('\\') => whole.clone(),
            artists => joined(artists),
        };
        self.text(Column::Artists)
            .map(several)
            .or_else(|| self.text(Column::Artist).map(one))
            .unwrap_or_default()
    }

    /// A path; a file's name without its folder is none.
    fn location(&self) -> Option<String> {
        let name = || self.text(Column::FileName).filter(|name| name.contains(['/', '\\']));
        self.text(Column::File).or_else(name)
    }

    fn tempo(&self) -> Option<String> {
        self.text(Column::Bpm).or_else(|| self.text(Column::Tempo).filter(|text| !text.contains(':')))
    }

    fn seconds(&self) -> Option<f32> {
        let text =
            self.text(Column::Seconds).or_else(|| self.text(Column::Tempo).filter(|t| t.contains(':')));
        let milliseconds = || self.text(Column::Milliseconds)?.parse::<f32>().ok().filter(|ms| *ms > 0.0);
        text.as_deref().and_then(seconds).or_else(|| milliseconds().map(|ms| ms / 1000.0))
    }

    /// Beside a mode a key is a pitch class from C, as Spotify states it.
    fn key(&self) -> Option<MusicalKey> {
        let text = self.text(Column::Key)?;
        let class = text.parse::<f32>().ok().filter(|class| (0.0..12.0).contains(class));
        match (class, self.text(Column::Mode)) {
            (Some(class), Some(mode)) => {
                let minor = mode.starts_with('0') || mode.to_lowercase().starts_with("min");
                let mode = if minor { Mode::Minor } else { Mode::Major };
                Some(MusicalKey { tonic: class as u8, mode })
            }
            (None, Some(mode)) => {
                MusicalKey::parse(&text).or_else(|| MusicalKey::parse(&format!("{text} {mode}")))
            }
            _ => MusicalKey::parse(&text),
        }
    }

    fn spotify(&self) -> Option<String> {
        let text = self.text(Column::Spotify)?;
        let link =
            SpotifyLink::parse(&text).or_else(|| SpotifyLink::parse(&format!("spotify:track:{text}")))?;
        (link.kind == LinkKind::Track).then_some(link.id)
    }
}

/// An ISRC as it is looked for: twelve letters and digits.
fn isrc(text: &str) -> Option<String> {
    let isrc: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    (isrc.len() == 12 && isrc.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| isrc.to_ascii_uppercase())
}

/// Which commas of a cell part artists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Commas {
    All,
    /// Those without a blank behind them: no name has one.
    Tight,
}

/// Of a cell that is of one artist by its head: whoever writes `\,` for a comma in a name parts names by plain ones.
fn commas(cell: &str) -> Commas {
    if cell.contains("\\,") { Commas::All } else { Commas::Tight }
}

/// The artists of one cell: parted by semicolons and by commas. `\,` is a comma in a name.
fn parts(cell: &str, commas: Commas) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = cell.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let number = before.is_ascii_digit() && next.is_ascii_digit();
        match c {
            '\\' if matches!(next, ',' | ';' | '\\') => {
                if let (Some(part), Some(escaped)) = (parts.last_mut(), chars.next()) {
                    part.push(escaped);
                }
            }
            ';' if !parts.last().is_some_and(|part| ends_in_entity(part)) => parts.push(String::new()),
            // 10,000 Maniacs are one.
            ',' if !number && (commas == Commas::All || next != ' ') => parts.push(String::new()),
            c => parts.last_mut().into_iter().for_each(|part| part.push(c)),
        }
        before = c;
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// `Simon &amp`: the semicolon behind it parts nothing.
fn ends_in_entity(text: &str) -> bool {
    let name = text.rsplit_once('&').map(|(_, name)| name.trim_start_matches('#'));
    name.is_some_and(|name| (2..=6).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// `A, B & C`.
fn joined(artists: &[String]) -> String {
    match artists {
        [] => String::new(),
        [one] => one.clone(),
        [front @ .., last] => format!("{} & {last}", front.join(", ")),
    }
}

/// A credit without the artists that the title names as featured: services list them in both.
fn without_featured(credit: &str, title: &str) -> String {
    let guests = squash(&Name::parse("", title).artist);
    let (names, last) = credit.rsplit_once(" & ").map_or((credit, None), |(front, last)| (front, Some(last)));
    let mut names: Vec<&str> = names.split(", ").chain(last).collect();
    let all = names.len();
    let mut at = 0;
    // Whoever stands first is the artist.
    names.retain(|name| {
        at += 1;
        at == 1 || guests.is_empty() || !guests.contains(&squash(name))
    });
    if names.len() == all {
        return credit.to_owned();
    }
    joined(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
}

/// Playlists in the order of their first rows.
#[derive(Default)]
struct Lists {
    all: Vec<List>,
    places: HashMap<String, usize>,
}

impl Lists {
    fn add(&mut self, name: String, entry: usize) {
        let place = *self.places.entry(name.clone()).or_insert_with(|| {
            self.all.push(List { name, entries: Vec::new() });
            self.all.len() - 1
        });
        self.all[place].entries.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Fred Falke;Elohim;Oliver", Commas::All, "Fred Falke, Elohim & Oliver")]
    #[case("Tyler\\, The Creator, Billie Eilish", Commas::All, "Tyler, The Creator & Billie Eilish")]
    #[case("Tyler\\, The Creator,Kali", Commas::All, "Tyler, The Creator & Kali")]
    #[case("Kora Mbeki,Anna-Lena Fuchs", Commas::All, "Kora Mbeki & Anna-Lena Fuchs")]
    #[case("10,000 Maniacs", Commas::All, "10,000 Maniacs")]
    #[case("A; B", Commas::Tight, "A & B")]
    #[case("A, B", Commas::Tight, "A, B")]
    #[case("A,B", Commas::Tight, "A & B")]
    #[case("10,000 Maniacs", Commas::Tight, "10,000 Maniacs")]
    #[case("Simon &amp; Garfunkel", Commas::Tight, "Simon &amp; Garfunkel")]
    #[case(" ; ", Commas::All, "")]
    fn several_artists_in_a_cell_are_told_apart(
        #[case] cell: &str,
        #[case] commas: Commas,
        #[case] credit: &str,
    ) {
        assert_eq!(joined(&parts(cell, commas)), credit);
    }

    #[rstest]
    #[case(
        "Daft Punk, Pharrell Williams & Nile Rodgers",
        "Get Lucky (feat. Pharrell Williams and Nile Rodgers)",
        "Daft Punk"
    )]
    #[case("A, B & C", "Song (feat. C)", "A & B")]
    #[case("A, B & C", "Song", "A, B & C")]
    #[case("A", "Song (feat. A)", "A")]
    fn whom_the_title_features_is_not_credited_twice(
        #[case] credit: &str,
        #[case] title: &str,
        #[case] left: &str,
    ) {
        assert_eq!(without_featured(credit, title), left);
    }

    #[test]
    fn isrcs_are_written_in_one_way() {
        assert_eq!(isrc("us-ep4-17-18138").as_deref(), Some("USEP41718138"));
        assert_eq!((isrc(""), isrc("US-EP4")), (None, None));
    }
}
