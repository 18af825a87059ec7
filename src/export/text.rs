//! `Artist - Title (Version)` a line: for pasting, and for everything that takes nothing else.

use super::{ExportRecord, NamedQueue, one_line};
use crate::{
    track::{Name, split_at_dash},
    wikitext::Entry,
};

/// The lines alone.
pub fn plain(playlist: NamedQueue<'_>) -> String {
    playlist.records.iter().map(|record| line(record) + "\n").collect()
}

/// The record's line. Where its own would be read as another record, a dash of the artist's stands without spaces, and a last bracket, which
/// is a label's in a tracklist, is a round one.
fn line(record: &ExportRecord) -> String {
    let key = record.name.key();
    let reads_back = |line: &String| read(line).is_some_and(|name| name.key() == key);
    let (artist, title) = (without_dash(&record.name.artist), record.title());
    let round = title.replace('[', "(").replace(']', ")");
    let others = [title, round].into_iter().map(|title| one_line(&format!("{artist} - {title}")));
    std::iter::once(record.line()).chain(others).find(reads_back).unwrap_or_else(|| record.line())
}

/// The record of a tracklist's line.
fn read(line: &str) -> Option<Name> {
    let (artist, title) = split_at_dash(line)?;
    let entry = Entry::of_halves(artist, title, line);
    Some(Name::parse(&entry.artist?, &entry.title?))
}

fn without_dash(artist: &str) -> String {
    let mut artist = artist.to_owned();
    while let Some((before, after)) = split_at_dash(&artist) {
        artist = format!("{}-{}", before.trim_end(), after.trim_start());
    }
    artist
}

/// `01. [mm:ss] Artist - Title`: with numbers, and with when each would begin if every record were played to its end, as far as their
/// lengths are known.
pub fn numbered(playlist: NamedQueue<'_>) -> String {
    let mut starts = Some(0.0);
    let lines = playlist.records.iter().zip(1..).map(|(record, number)| {
        let time = starts.map(|seconds| format!("[{}] ", clock(seconds))).unwrap_or_default();
        starts = starts.zip(record.seconds).map(|(start, length)| start + length.max(0.0));
        format!("{number:02}. {time}{}\n", line(record))
    });
    lines.collect()
}

/// `mm:ss`, from an hour on `h:mm:ss`.
fn clock(seconds: f32) -> String {
    let seconds = seconds.round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{export::ExportRecord, track::Name};

    #[test]
    fn lines_have_numbers_and_times_as_far_as_lengths_are_known() {
        let record =
            |title: &str, seconds| ExportRecord { seconds, ..ExportRecord::new(Name::parse("A", title)) };
        let records = [
            record("One", Some(3590.0)),
            record("Two", Some(70.4)),
            record("Three", None),
            record("Four", None),
        ];
        let text = numbered(NamedQueue { title: "x", records: &records });
        assert_eq!(text, "01. [00:00] A - One\n02. [59:50] A - Two\n03. [1:01:00] A - Three\n04. A - Four\n");
    }
}
