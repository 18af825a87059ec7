//! Histories as tables: Serato's and djay's export of a session, and others with the same heads.

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    Found,
    plays::{Row, Session, sets},
};
use crate::sound::key::MusicalKey;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Title,
    Artist,
    Start,
    End,
    Played,
    Deck,
    Bpm,
    Key,
    Label,
    Year,
    File,
}

fn column(head: &str) -> Option<Column> {
    let plain: String = head.chars().filter(char::is_ascii_alphanumeric).collect();
    Some(match plain.to_ascii_lowercase().as_str() {
        "name" | "title" | "song" | "track" | "tracktitle" => Column::Title,
        "artist" => Column::Artist,
        "starttime" | "start" => Column::Start,
        "endtime" | "end" => Column::End,
        "playtime" => Column::Played,
        "deck" => Column::Deck,
        "bpm" => Column::Bpm,
        "key" => Column::Key,
        "label" => Column::Label,
        "year" => Column::Year,
        "file" | "location" | "path" | "filename" => Column::File,
        _ => return None,
    })
}

/// What parts the cells of a history's head: one that names title, artist and when each began.
fn delimiter(head: &str) -> Option<u8> {
    [b',', b';', b'\t'].into_iter().find(|&delimiter| {
        let columns: Vec<_> =
            head.split(char::from(delimiter)).filter_map(|h| column(h.trim().trim_matches('"'))).collect();
        [Column::Title, Column::Artist, Column::Start].iter().all(|wanted| columns.contains(wanted))
    })
}

/// Whether the first line is the head of a history.
pub(in crate::import) fn is_history(head: &str) -> bool {
    delimiter(head).is_some()
}

/// Where the first row is the session itself (it has no artist and is as long as the others together), it says date and start.
pub(super) fn read(text: &str, zone: &TimeZone, shortest: f32) -> Found {
    let head = text.lines().next().unwrap_or_default();
    let Some(delimiter) = delimiter(head) else { return Found::default() };
    let mut table = ::csv::ReaderBuilder::new();
    let mut table = table.delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut found = Found::default();
    let mut columns: Vec<Option<Column>> = Vec::new();
    let mut rows: Vec<(Row, Clock)> = Vec::new();
    let mut session: Option<Clock> = None;
    for record in table.records().map_while(Result::ok) {
        let line = record.position().map_or(0, ::csv::Position::line);
        if columns.is_empty() {
            columns = record.iter().map(column).collect();
            continue;
        }
        let (row, clock) = row(&columns, &record, line);
        match (&session, clock.date) {
            (None, Some(_))
                if rows.is_empty() && row.artist.is_empty() && super::at_dash(&row.title).is_none() =>
            {
                session = Some(clock);
            }
            _ => rows.push((row, clock)),
        }
    }
    let begin = session.as_ref().and_then(|clock| at(clock, clock.date?, None, zone));
    let date = session.and_then(|clock| clock.date).or_else(|| rows.iter().find_map(|(_, clock)| clock.date));
    let mut before = begin;
    let mut played = Vec::new();
    for (mut row, clock) in rows {
        row.start = date.and_then(|date| at(&clock, clock.date.unwrap_or(date), before, zone));
        before = row.start.or(before);
        played.push(row);
    }
    let first = begin.or_else(|| played.iter().find_map(|row| row.start));
    let session = Session {
        id: first.map(|at| format!("@{at}")),
        date: date.map(|date| date.to_string()),
        start: begin,
        ..Session::new("Serato", zone, played)
    };
    found.sets = sets(session, shortest);
    found
}

/// A stamp as the computer writes it: the time, and the date where it has one.
struct Clock {
    date: Option<Date>,
    time: Option<Time>,
}

fn row(columns: &[Option<Column>], record: &::csv::StringRecord, line: u64) -> (Row, Clock) {
    let value = |wanted: Column| {
        let found = columns.iter().zip(record).find(|(column, _)| **column == Some(wanted));
        found.map(|(_, cell)| cell.trim()).unwrap_or_default()
    };
    let some = |wanted: Column| Some(value(wanted).to_owned()).filter(|text| !text.is_empty());
    let start = clock(value(Column::Start));
    let spent = || Some(seconds(clock(value(Column::End)).time?, start.time?));
    let row = Row {
        row: line,
        seconds: length(value(Column::Played)).or_else(spent),
        artist: value(Column::Artist).to_owned(),
        title: value(Column::Title).to_owned(),
        location: some(Column::File),
        label: some(Column::Label),
        year: value(Column::Year).get(..4).and_then(|year| year.parse().ok()),
        bpm: value(Column::Bpm).replace(',', ".").parse().ok().and_then(super::bpm),
        key: MusicalKey::parse(value(Column::Key)),
        deck: some(Column::Deck),
        ..Row::default()
    };
    (row, start)
}

/// From one time of day to the next.
fn seconds(end: Time, start: Time) -> f32 {
    end.duration_since(start).as_secs().rem_euclid(86_400) as f32
}

/// `00:04:30`.
fn length(text: &str) -> Option<f32> {
    let parts = text.split(':').map(|part| part.parse::<f32>().ok()).collect::<Option<Vec<_>>>()?;
    Some(parts.iter().fold(0.0, |sum, part| sum * 60.0 + part))
}

fn at(clock: &Clock, date: Date, before: Option<i64>, zone: &TimeZone) -> Option<i64> {
    const DAY: i64 = 86_400;
    let at = date.to_datetime(clock.time?).to_zoned(zone.clone()).ok()?.timestamp().as_second();
    // Rows may overlap; what is half a day earlier is of the next day.
    let next = before.is_some_and(|before| before - at > DAY / 2);
    Some(if next { at + DAY } else { at })
}

/// `3/9/22, 9:00:00 PM PST`, `16.42.21 EET`, `2022-03-09 21:00:10`.
fn clock(text: &str) -> Clock {
    let words: Vec<&str> =
        text.split([' ', ',', 'T', '\u{202f}', '\u{a0}']).filter(|word| !word.is_empty()).collect();
    let half = words.iter().find_map(|word| match word.to_ascii_uppercase().as_str() {
        "AM" | "A.M." => Some(0),
        "PM" | "P.M." => Some(12),
        _ => None,
    });
    let mut clock = Clock { date: None, time: None };
    // Where nothing has a colon, points part the time; behind a date written with points, or alone.
    let colons = text.contains(':');
    let points = words
        .iter()
        .filter(|word| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()))
        .count();
    for word in words {
        let fields: Vec<&str> = word.split([':', '.', '/', '-']).filter(|field| !field.is_empty()).collect();
        let numbers: Option<Vec<i16>> = fields.iter().map(|field| field.parse().ok()).collect();
        let Some(numbers) = numbers else { continue };
        let is_time =
            word.contains(':') || !colons && word.contains('.') && (points == 1 || clock.date.is_some());
        match numbers.as_slice() {
            [h, m, rest @ ..] if is_time && rest.len() < 2 && *h < 24 => {
                let hour = half.map_or(*h, |half| h % 12 + half);
                let second = rest.first().copied().unwrap_or(0);
                clock.time = Time::new(hour as i8, *m as i8, second as i8, 0).ok();
            }
            [a, b, c] => clock.date = date([*a, *b, *c], word, half.is_some()),
            _ => {}
        }
    }
    clock
}

/// Years first as in ISO dates; else the month first where the hours are of twelve or the second number is no month.
fn date([a, b, c]: [i16; 3], written: &str, american: bool) -> Option<Date> {
    let (year, month, day) = match () {
        () if a > 31 => (a, b, c),
        () if written.contains('/') && (american || b > 12) => (c, a, b),
        () => (c, b, a),
    };
    let year = if year < 100 { 2000 + year } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("3/9/22, 9:00:00 PM PST", Some("2022-03-09"), "21:00:00")]
    #[case("12:04:20 AM PDT", None, "00:04:20")]
    #[case("16.42.21 EET", None, "16:42:21")]
    #[case("09.03.22, 21:00:10 MEZ", Some("2022-03-09"), "21:00:10")]
    #[case("9/3/2022 21:00", Some("2022-03-09"), "21:00:00")]
    #[case("2022-03-09 21:00:10", Some("2022-03-09"), "21:00:10")]
    fn stamps_are_read_as_computers_write_them(
        #[case] text: &str,
        #[case] date: Option<&str>,
        #[case] time: &str,
    ) {
        let clock = clock(text);
        assert_eq!(clock.date.map(|date| date.to_string()).as_deref(), date);
        assert_eq!(clock.time.map(|time| time.to_string()).as_deref(), Some(time));
    }

    #[test]
    fn the_first_row_is_the_session_and_short_ones_are_no_plays() {
        let text = "\"name\",\"artist\",\"start time\",\"end time\",\"playtime\",\"deck\",\"notes\"\n\
            \"3/9/22\",\"\",\"3/9/22, 9:00:00 PM PST\",\"3/9/22, 11:30:00 PM PST\",\"02:30:00\",\"\",\"\"\n\
            \"Vogue\",\"Madonna\",\"9:00:10 PM PST\",\"9:04:40 PM PST\",\"00:04:30\",\"1\",\"\"\n\
            \"Tick\",\"Preview\",\"9:04:00 PM PST\",\"9:04:06 PM PST\",\"00:00:06\",\"2\",\"\"\n\
            \"Orkidea - Unity\",\"\",\"9:04:20 PM PST\",\"9:10:00 PM PST\",\"00:05:40\",\"2\",\"\"\n\
            \"Late\",\"Night\",\"12:01:00 AM PST\",\"12:05:00 AM PST\",\"00:04:00\",\"1\",\"\"\n";
        assert!(is_history(text.lines().next().unwrap()));
        let found = read(text, &TimeZone::UTC, 30.0);
        let read = &found.sets[0];
        let plays: Vec<_> =
            read.set.plays.iter().map(|p| (p.entry.raw.as_str(), p.entry.cue.unwrap().0)).collect();
        assert_eq!(
            plays,
            [("Madonna - Vogue", 10), ("Orkidea - Unity", 260), ("Night - Late", 3 * 3600 + 60)]
        );
        assert_eq!(read.set.date.as_deref(), Some("2022-03-09"));
        assert_eq!((read.left_out.len(), read.left_out[0].row), (1, 4));
    }
}
