//! CUE sheets: what a recording holds, or an album's tracks.

use std::path::Path;

use super::{Found, Read, Skipped, title};
use crate::{
    catalogue::{DjSet, SetPlay},
    track::Seconds,
    wikitext::Entry,
};

/// Frames a second.
const FRAMES: u32 = 75;
/// No sheet has so many tracks; the form allows 99.
const MOST: usize = 10_000;
/// What is shorter is no set, in seconds.
const SHORT: u32 = 20 * 60;

/// Whether a line begins a track of a sheet: `TRACK 01 AUDIO`.
pub(in crate::import) fn is_track(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is = |word: Option<&str>, what: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(what));
    is(words.next(), "TRACK")
        && words.next().is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
        && is(words.next(), "AUDIO")
}

/// One mix. A sheet that may be an album's says so: of several files, or short, or all by one artist.
pub(super) fn read(text: &str, path: &Path) -> Found {
    let mut sheet = Sheet::default();
    for (line, number) in text.lines().zip(1..) {
        sheet.line(line.trim(), number);
    }
    let mut read = Read::default();
    let mut about = title::About::default();
    if !sheet.title.is_empty() {
        about.take(&sheet.title, title::From::Heading);
    }
    let stem = super::stem(&path.to_string_lossy());
    about.take(&stem, title::From::FileName);
    let dj = Some(sheet.performer.clone()).filter(|dj| !dj.is_empty());
    let date = super::title::whole_date(&sheet.date).or(about.date);
    read.set = DjSet {
        program: "list".to_owned(),
        show: about.title.or_else(|| title::of_file(&stem)),
        dj: dj.or(about.dj),
        date,
        source: String::new(),
        ..DjSet::default()
    };
    read.doubt = sheet.doubt();
    read.own = sheet.recorded;
    for track in &sheet.tracks {
        let artist = if track.performer.is_empty() { "" } else { &track.performer };
        match super::named(artist, &track.title, track.file.as_deref()) {
            Ok((artist, title)) => {
                let entry = Entry { cue: track.start.map(Seconds), ..Entry::of_halves(&artist, &title, "") };
                let raw = format!("{artist} - {title}");
                let location = track.file.clone();
                read.set.plays.push(SetPlay { location, ..SetPlay::new(Entry { raw, ..entry }) });
            }
            Err(said) => read.leave_out(track.line, format!("{said}: no artist is known")),
        }
    }
    let more = sheet
        .more
        .then(|| Skipped { line: 0, reason: format!("of more than {MOST} tracks the first are read") });
    Found { sets: vec![read], skipped: more.into_iter().collect(), ..Found::default() }
}

#[derive(Default)]
struct Sheet {
    title: String,
    performer: String,
    date: String,
    /// A program recorded it.
    recorded: bool,
    files: usize,
    tracks: Vec<Track>,
    /// There are more than are read.
    more: bool,
}

#[derive(Default)]
struct Track {
    line: u64,
    title: String,
    performer: String,
    /// The record's own file, as rekordbox names it.
    file: Option<String>,
    /// In seconds.
    start: Option<u32>,
}

impl Sheet {
    fn line(&mut self, line: &str, number: u64) {
        let (command, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        match (command.to_ascii_uppercase().as_str(), self.tracks.last_mut()) {
            ("TRACK", _) => self.begin(number),
            ("TITLE", None) => self.title = unquoted(rest),
            ("TITLE", Some(track)) => track.title = unquoted(rest),
            ("PERFORMER", None) => self.performer = unquoted(rest),
            ("PERFORMER", Some(track)) => track.performer = unquoted(rest),
            // Behind a track's start it begins the next part of an album; before it, it is the track's own.
            ("FILE", Some(track)) if track.start.is_none() => track.file = Some(file_name(rest)),
            ("FILE", _) => self.files += 1,
            ("INDEX", Some(track)) => {
                if let Some(time) = rest.strip_prefix("01").or_else(|| rest.strip_prefix("1 ")) {
                    track.start = time_of(time.trim());
                }
            }
            ("REM", None) => self.remark(rest),
            _ => {}
        }
    }

    fn begin(&mut self, line: u64) {
        if self.tracks.len() < MOST {
            self.tracks.push(Track { line, ..Track::default() });
        } else {
            self.more = true;
        }
    }

    fn remark(&mut self, text: &str) {
        let (name, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        match name.to_ascii_uppercase().as_str() {
            "DATE" => self.date = unquoted(value.trim()),
            "RECORDED_BY" => self.recorded = true,
            _ => {}
        }
    }

    fn doubt(&self) -> Option<String> {
        let last = self.tracks.iter().filter_map(|track| track.start).max().unwrap_or(0);
        let own = |track: &Track| track.performer.is_empty() || track.performer == self.performer;
        match () {
            () if self.recorded => None,
            () if self.files > 1 => Some("it names several files, as an album's sheet does".to_owned()),
            () if last < SHORT => Some("it is shorter than twenty minutes".to_owned()),
            () if self.tracks.iter().all(own) => {
                Some("all its tracks are by one artist, as an album's".to_owned())
            }
            () => None,
        }
    }
}

fn unquoted(text: &str) -> String {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).trim().to_owned()
}

/// Without the type that stands behind it.
fn file_name(text: &str) -> String {
    match text.strip_prefix('"').and_then(|text| text.split_once('"')) {
        Some((name, _)) => name.to_owned(),
        None => text.rsplit_once(' ').map_or(text, |(name, _)| name).to_owned(),
    }
}

/// `mm:ss:ff`, in whole seconds.
fn time_of(text: &str) -> Option<u32> {
    let fields: Option<Vec<u32>> = text.split(':').map(|field| field.trim().parse().ok()).collect();
    match fields?.as_slice() {
        [minutes, seconds, frames] if *seconds < 60 && *frames < FRAMES => Some(minutes * 60 + seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(text: &str) -> Option<String> {
        read(text, Path::new("x.cue")).sets[0].doubt.clone()
    }

    #[test]
    fn an_albums_sheet_asks() {
        let track = |artist: &str, minute: u32| {
            format!(
                "TRACK 01 AUDIO\nTITLE T\nPERFORMER {artist}\nINDEX 00 00:00:00\nINDEX 01 {minute}:00:00\n"
            )
        };
        let head = "PERFORMER \"DJ\"\nFILE \"a.wav\" WAVE\n";
        let long = format!("{head}{}{}", track("A", 0), track("B", 30));
        assert_eq!(doubt(&long), None);
        assert!(doubt(&format!("{head}{}{}", track("A", 0), track("B", 3))).unwrap().contains("twenty"));
        assert!(
            doubt(&format!("{head}{}{}", track("DJ", 0), track("DJ", 30))).unwrap().contains("one artist")
        );
        let files = format!("{head}{}FILE \"b.wav\" WAVE\n{}", track("A", 0), track("B", 30));
        assert!(doubt(&files).unwrap().contains("several files"));
    }
}
