//! What of a program's history is a play, and where one set ends and the next begins.

use jiff::{Timestamp, tz::TimeZone};

use super::{LeftOut, Read};
use crate::{
    catalogue::{DjSet, SetPlay},
    sound::key::MusicalKey,
    track::Seconds,
    wikitext::Entry,
};

/// The same file again so many seconds after its end is the same play.
const AGAIN: i64 = 60;
/// A longer pause, in seconds, ends a set.
const PAUSE: i64 = 3 * 3600;

/// One row of a history, as the program wrote it.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::struct_field_names)] // a row's row is what every program calls it
pub(super) struct Row {
    /// Its number there.
    pub row: u64,
    /// Whether the program says that it was played; `None` where it says nothing of that.
    pub played: Option<bool>,
    /// When it began, in Unix seconds.
    pub start: Option<i64>,
    /// For how long it was played.
    pub seconds: Option<f32>,
    /// How long the whole record is, in seconds.
    pub length: Option<f32>,
    /// Empty where the program has none.
    pub artist: String,
    /// With its version.
    pub title: String,
    pub location: Option<String>,
    pub label: Option<String>,
    pub year: Option<u16>,
    pub bpm: Option<f32>,
    pub key: Option<MusicalKey>,
    pub isrc: Option<String>,
    pub deck: Option<String>,
}

impl Row {
    /// What it is, to tell whether it is the same again.
    fn record(&self) -> (&str, &str, &str) {
        match &self.location {
            Some(location) => (location, "", ""),
            None => ("", &self.artist, &self.title),
        }
    }

    /// What to call it where it is left out.
    fn said(&self) -> String {
        match (self.artist.trim(), self.title.trim()) {
            ("", "") => self.location.clone().unwrap_or_else(|| "a row without a name".to_owned()),
            ("", title) => title.to_owned(),
            (artist, title) => format!("{artist} - {title}"),
        }
    }
}

/// A history, or a part of one that the program itself calls a session.
pub(super) struct Session {
    pub program: &'static str,
    /// The program's own id.
    pub id: Option<String>,
    /// The local date where the program says it, else that of the first play.
    pub date: Option<String>,
    pub show: Option<String>,
    /// When it began, where that was before its first play.
    pub start: Option<i64>,
    /// In which the program's days are.
    pub zone: TimeZone,
    /// In the order in which they began.
    pub rows: Vec<Row>,
    /// Rows that could not be read.
    pub left_out: Vec<LeftOut>,
}

impl Session {
    /// Of which nothing but its rows is known.
    pub(super) fn new(program: &'static str, zone: &TimeZone, rows: Vec<Row>) -> Self {
        Self {
            program,
            id: None,
            date: None,
            show: None,
            start: None,
            zone: zone.clone(),
            rows,
            left_out: Vec::new(),
        }
    }
}

/// The sets of a session; `shortest` is how long a play has to be, in seconds.
pub(super) fn sets(session: Session, shortest: f32) -> Vec<Read> {
    let Session { program, id, date, show, start: begin, zone, rows, mut left_out } = session;
    let lengths = lengths(&rows);
    let played: Vec<Played> = rows
        .into_iter()
        .zip(lengths)
        .filter_map(|(row, seconds)| match row.played {
            Some(false) => {
                left_out.push(LeftOut { row: row.row, reason: format!("{}: not played", row.said()) });
                None
            }
            _ => Some(Played { row, seconds }),
        })
        .collect();
    let plays = long_enough(joined(played), shortest, &mut left_out);
    let mut reads: Vec<Read> = Vec::new();
    for (part, plays) in parts(plays).into_iter().enumerate() {
        let first = plays.first().and_then(|play| play.row.start);
        let start = begin.filter(|begin| part == 0 && first.is_some_and(|first| *begin <= first)).or(first);
        let local = start.and_then(|at| Timestamp::from_second(at).ok()).map(|at| at.to_zoned(zone.clone()));
        let own_date = local.map(|at| at.date().to_string());
        let set = DjSet {
            program: program.to_owned(),
            foreign_id: id
                .as_ref()
                .map(|id| if part == 0 { id.clone() } else { format!("{id} part {}", part + 1) }),
            date: if part == 0 { date.clone().or(own_date) } else { own_date },
            show: show.clone(),
            start,
            zone: zone.iana_name().map(str::to_owned),
            ..DjSet::default()
        };
        let mut read = Read { set, ..Read::default() };
        lines(plays, start, &mut read);
        reads.push(read);
    }
    match reads.first_mut() {
        Some(first) => first.left_out.splice(0..0, left_out).for_each(drop),
        None if !left_out.is_empty() => reads.push(Read { left_out, ..Read::default() }),
        None => {}
    }
    reads.retain(|read| !read.set.plays.is_empty() || !read.left_out.is_empty());
    reads
}

/// A row, and for how long it was played where that is known.
struct Played {
    row: Row,
    seconds: Option<f32>,
}

impl Played {
    fn end(&self) -> Option<i64> {
        Some(self.row.start? + self.seconds? as i64)
    }
}

/// As written, else until the next row begins.
fn lengths(rows: &[Row]) -> Vec<Option<f32>> {
    let next = |at: usize| rows[at + 1..].iter().find(|row| row.played != Some(false))?.start;
    let until = |at: usize| Some((next(at)? - rows[at].start?).max(0) as f32);
    (0..rows.len()).map(|at| rows[at].seconds.or_else(|| until(at))).collect()
}

/// The same file again shortly after its end is one play.
fn joined(rows: Vec<Played>) -> Vec<Played> {
    let mut joined: Vec<Played> = Vec::with_capacity(rows.len());
    for play in rows {
        let same = joined.iter_mut().rev().take(2).find(|before| before.row.record() == play.row.record());
        if let Some(before) = same
            && let (Some(end), Some(start)) = (before.end(), play.row.start)
            && start - end <= AGAIN
        {
            let until = play.end().unwrap_or(start).max(end);
            before.seconds = before.row.start.map(|begin| (until - begin) as f32);
        } else {
            joined.push(play);
        }
    }
    joined
}

/// Leaves out what is known to be shorter. Where no length is known, the row counts: the last one always.
fn long_enough(rows: Vec<Played>, shortest: f32, left_out: &mut Vec<LeftOut>) -> Vec<Played> {
    let long = |play: &Played| play.seconds.is_none_or(|seconds| seconds >= shortest);
    let (plays, short): (Vec<_>, Vec<_>) = rows.into_iter().partition(long);
    left_out.extend(short.into_iter().map(|play| {
        let seconds = play.seconds.unwrap_or_default();
        LeftOut { row: play.row.row, reason: format!("{}: played for {seconds:.0} s", play.row.said()) }
    }));
    plays
}

/// Apart where nothing was played for a long time.
fn parts(plays: Vec<Played>) -> Vec<Vec<Played>> {
    let mut parts: Vec<Vec<Played>> = Vec::new();
    let mut end: Option<i64> = None;
    for play in plays {
        let pause = end.zip(play.row.start).is_some_and(|(end, start)| start - end > PAUSE);
        end = play.end().or(play.row.start).max(end);
        match parts.last_mut() {
            Some(part) if !pause => part.push(play),
            _ => parts.push(vec![play]),
        }
    }
    parts
}

/// The plays as lines of the set. A row without a name is left out; where others follow it stands as unknown, so that its
/// neighbours are not taken for each other's.
fn lines(plays: Vec<Played>, start: Option<i64>, read: &mut Read) {
    let mut unknown: Vec<SetPlay> = Vec::new();
    for Played { row, seconds } in plays {
        let cue = row.start.zip(start).and_then(|(at, start)| u32::try_from(at - start).ok()).map(Seconds);
        let entry = match super::named(&row.artist, &row.title, row.location.as_deref()) {
            Ok((artist, title)) => Entry::named(&artist, &title, cue),
            Err(said) => {
                let at = cue.map(|cue| format!(" at {}:{:02}", cue.0 / 60, cue.0 % 60)).unwrap_or_default();
                let reason = format!("{said}{at}: no artist is known");
                read.left_out.push(LeftOut { row: row.row, reason });
                let entry = Entry { cue, ..Entry::of_halves("", "", &said) };
                unknown.push(SetPlay { location: row.location, seconds, ..SetPlay::new(entry) });
                continue;
            }
        };
        read.set.plays.append(&mut unknown);
        let entry = Entry { label: row.label, year: row.year, ..entry };
        read.set.plays.push(SetPlay {
            entry,
            seconds,
            deck: row.deck,
            location: row.location,
            bpm: row.bpm,
            tonic: row.key.map(MusicalKey::number),
            isrc: row.isrc,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64, start: i64, seconds: f32, title: &str) -> Row {
        Row {
            row: number,
            start: Some(start),
            seconds: (seconds > 0.0).then_some(seconds),
            artist: "A".into(),
            title: title.into(),
            ..Row::default()
        }
    }

    fn read(rows: Vec<Row>) -> Vec<Read> {
        sets(Session { id: Some("7".into()), ..Session::new("Serato", &TimeZone::UTC, rows) }, 30.0)
    }

    fn said(read: &Read) -> Vec<(u32, &str)> {
        let line = |play: &SetPlay| {
            (
                play.entry.cue.unwrap_or(Seconds(9999)).0,
                play.entry.title.clone().unwrap_or_default().leak() as &str,
            )
        };
        read.set.plays.iter().map(line).collect()
    }

    #[test]
    fn what_was_cued_or_short_is_no_play_and_the_last_always_is() {
        let mut cued = row(2, 100, 300.0, "Cued");
        cued.played = Some(false);
        let reads =
            read(vec![row(1, 0, 200.0, "One"), cued, row(3, 150, 20.0, "Short"), row(4, 210, 0.0, "Last")]);
        assert_eq!(said(&reads[0]), [(0, "One"), (210, "Last")]);
        let reasons: Vec<_> = reads[0].left_out.iter().map(|left| (left.row, left.reason.as_str())).collect();
        assert_eq!(reasons, [(2, "A - Cued: not played"), (3, "A - Short: played for 20 s")]);
    }

    #[test]
    fn without_lengths_a_row_lasts_until_the_next() {
        let reads = read(vec![row(1, 0, 0.0, "One"), row(2, 100, 0.0, "Short"), row(3, 110, 0.0, "Last")]);
        assert_eq!(said(&reads[0]), [(0, "One"), (110, "Last")]);
    }

    #[test]
    fn the_same_file_again_is_one_play_also_with_another_between() {
        let rows = vec![
            row(1, 0, 100.0, "One"),
            row(2, 90, 100.0, "Two"),
            row(3, 150, 100.0, "One"),
            row(4, 400, 100.0, "One"),
        ];
        assert_eq!(said(&read(rows)[0]), [(0, "One"), (90, "Two"), (400, "One")]);
    }

    #[test]
    fn a_pause_of_three_hours_begins_the_next_set() {
        let reads = read(vec![
            row(1, 86_000, 300.0, "One"),
            row(2, 86_300 + PAUSE, 60.0, "Two"),
            row(3, 86_361 + 2 * PAUSE, 60.0, "Three"),
        ]);
        let sets: Vec<_> = reads
            .iter()
            .map(|r| (r.set.foreign_id.as_deref(), r.set.date.as_deref(), r.set.plays.len()))
            .collect();
        assert_eq!(sets, [(Some("7"), Some("1970-01-01"), 2), (Some("7 part 2"), Some("1970-01-02"), 1)]);
        assert_eq!(said(&reads[1]), [(0, "Three")], "cues count from the set's own start");
    }

    #[test]
    fn a_row_without_a_name_is_told_and_keeps_its_neighbours_apart() {
        let nameless = |number, start| Row {
            artist: String::new(),
            title: String::new(),
            location: Some("D:/M/gone.mp3".into()),
            ..row(number, start, 100.0, "")
        };
        let reads = read(vec![
            row(1, 0, 100.0, "One"),
            nameless(2, 100),
            row(3, 200, 100.0, "Two"),
            nameless(4, 500),
        ]);
        assert_eq!(said(&reads[0]), [(0, "One"), (100, ""), (200, "Two")]);
        assert_eq!(
            reads[0].left_out[1],
            LeftOut { row: 4, reason: "gone at 8:20: no artist is known".into() }
        );
    }
}
