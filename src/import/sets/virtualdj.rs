//! `VirtualDJ`'s histories: a playlist a day, and `tracklist.txt`.

use std::path::Path;

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    Found, not_before,
    plays::{Row, Session, sets},
};

/// How a line of a history's playlist begins.
pub(in crate::import) const TAGS: &str = "#EXTVDJ:";
/// How a heading of `tracklist.txt` begins.
pub(in crate::import) const HEADING: &str = "VirtualDJ History ";

/// `History/YYYY-MM-DD.m3u`: tags, then a path, or an address of a streaming service.
pub(super) fn playlist(text: &str, path: &Path, zone: &TimeZone, shortest: f32) -> Found {
    let mut rows = Vec::new();
    let mut next: Option<Row> = None;
    for (line, number) in text.lines().zip(1..) {
        if let Some(tags) = line.strip_prefix(TAGS) {
            rows.extend(next.replace(tagged(tags, number)));
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            let mut row = next.take().unwrap_or(Row { row: number, ..Row::default() });
            let line = line.trim();
            row.location = Some(line).filter(|line| !line.contains("://")).map(str::to_owned);
            rows.push(row);
        }
    }
    rows.extend(next);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let date = stem.parse::<Date>().ok().map(|date| date.to_string());
    let first = rows.iter().find_map(|row| row.start).unwrap_or(0);
    let id = Some(date.clone().unwrap_or_else(|| format!("@{first}")));
    let session = Session { id, date, ..Session::new("VirtualDJ", zone, rows) };
    Found { sets: sets(session, shortest), ..Found::default() }
}

fn tagged(tags: &str, number: u64) -> Row {
    let value = |name: &str| {
        let (_, rest) = tags.split_once(&format!("<{name}>"))?;
        let (value, _) = rest.split_once(&format!("</{name}>"))?;
        let value = quick_xml::escape::unescape(value)
            .map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned);
        Some(value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let title = value("title").unwrap_or_default();
    Row {
        row: number,
        start: value("lastplaytime").and_then(|at| at.parse().ok()).filter(|at| *at > 0),
        length: value("songlength").and_then(|seconds| seconds.parse().ok()).filter(|seconds| *seconds > 0.0),
        artist: value("artist").unwrap_or_default(),
        title: super::with_remix(&title, &value("remix").unwrap_or_default()),
        ..Row::default()
    }
}

/// `tracklist.txt`: a heading with its date is a set; a time that is earlier than the one before is past midnight. A day whose playlist
/// is among `known` is left out: that one says more.
pub(super) fn tracklist(text: &str, zone: &TimeZone, shortest: f32, known: &dyn Fn(Date) -> bool) -> Found {
    let mut found = Found::default();
    let mut days: Vec<(Date, Vec<Row>)> = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if let Some(date) = line.trim().strip_prefix(HEADING).and_then(day) {
            days.push((date, Vec::new()));
        } else if let Some((date, rows)) = days.last_mut()
            && let Some((time, record)) = line.trim().split_once(" : ")
            && let Some(time) = clock(time)
        {
            let before = rows.last().and_then(|row: &Row| row.start);
            rows.push(Row { start: at(*date, time, before, zone), ..named(record, number) });
        }
    }
    for (place, (date, rows)) in days.iter().enumerate() {
        if known(*date) {
            continue;
        }
        let earlier = days[..place].iter().filter(|(other, _)| other == date).count();
        let id = if earlier == 0 { date.to_string() } else { format!("{date} ({})", earlier + 1) };
        let session = Session {
            id: Some(id),
            date: Some(date.to_string()),
            ..Session::new("VirtualDJ", zone, rows.clone())
        };
        found.sets.extend(sets(session, shortest));
    }
    found
}

/// `2024/05/04`.
fn day(text: &str) -> Option<Date> {
    text.trim().replace('/', "-").parse().ok()
}

/// `23:57`.
fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn at(date: Date, time: Time, before: Option<i64>, zone: &TimeZone) -> Option<i64> {
    let at = date.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp().as_second();
    Some(not_before(before, at))
}

fn named(record: &str, row: u64) -> Row {
    let (artist, title) = super::at_dash(record).unwrap_or(("", record.trim()));
    Row { row, artist: artist.to_owned(), title: title.to_owned(), ..Row::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_playlist_is_a_set_and_a_stream_is_no_file() {
        let text = "#EXTVDJ:<time>21:39</time><lastplaytime>1674884385</lastplaytime><artist>Q-Tip &amp; Friend</artist>\
             <title>Buddy</title><remix>Club Mix</remix><songlength>224.4</songlength>\nnetsearch://dz715352532\n\
             #EXTVDJ:<lastplaytime>1674884510</lastplaytime><artist>Kid &apos;N Play</artist><title>Can You Dig That</title>\n\
             C:\\Music\\kid.mp3\n";
        let found = playlist(text, Path::new("/h/2023-01-28.m3u"), &TimeZone::UTC, 30.0);
        let set = &found.sets[0].set;
        assert_eq!(set.date.as_deref(), Some("2023-01-28"));
        let plays: Vec<_> = set
            .plays
            .iter()
            .map(|p| (p.entry.raw.as_str(), p.entry.cue.unwrap().0, p.location.as_deref()))
            .collect();
        assert_eq!(
            plays,
            [
                ("Q-Tip & Friend - Buddy (Club Mix)", 0, None),
                ("Kid 'N Play - Can You Dig That", 125, Some("C:\\Music\\kid.mp3"))
            ]
        );
    }

    #[test]
    fn a_tracklist_leaves_out_the_days_that_have_a_playlist() {
        let text = "VirtualDJ History 2024/05/04\n----\n23:59 : A - One\n00:03 : A - Two\nVirtualDJ History 2024/05/05\n22:00 : A - Three\n";
        let of = |known: &dyn Fn(Date) -> bool| {
            let found = tracklist(text, &TimeZone::UTC, 30.0, known);
            found
                .sets
                .iter()
                .map(|read| (read.set.date.clone().unwrap(), read.set.plays.len()))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&|_| false), [("2024-05-04".to_owned(), 2), ("2024-05-05".to_owned(), 1)]);
        assert_eq!(of(&|date| date.day() == 4), [("2024-05-05".to_owned(), 1)]);
    }
}
