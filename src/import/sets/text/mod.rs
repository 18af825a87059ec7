//! Lists as people write them: video descriptions, forum posts, notes.
//!
//! The lines of a list are alike, so they vote on what begins them and what parts artist and title; a figure that opens a name is then
//! told from one that counts.

mod begin;
mod clean;
mod head;
mod split;
mod vote;

use begin::Kinds;
use split::{Separator, time_behind};
use vote::Form;

use super::{
    Found, LeftOut, Read, Skipped,
    title::{self, About},
};
use crate::{
    catalogue::{DjSet, SetPlay, entry_name},
    import::report::NOT_FOUND,
    track::{Name, Seconds},
    wikitext::{self, Entry, EntryKind},
};

/// With a beginning so many entries make a list, without one so many.
const ENOUGH: usize = 3;
const ENOUGH_BARE: usize = 5;
/// More lines are no tracklist.
const MOST: usize = 50_000;

/// A line that says something.
struct Line {
    number: u64,
    /// As it stands.
    raw: String,
    text: String,
    /// An empty line stands before it.
    after_gap: bool,
    /// A line of dashes stands below it, or it is one of Markdown's headings.
    heading: bool,
}

/// What the catalogue knows of artists and records.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    /// Whether it has an artist of that name; not asked where the user says whether titles stand first.
    pub is_artist: &'k dyn Fn(&str) -> bool,
    /// The one record that a line names without a sign between artist and title.
    pub record: &'k dyn Fn(&str) -> Option<Name>,
}

/// Reads a list. `stem` is the file's name, which says what the text itself does not.
pub(super) fn read(text: &str, stem: &str, known: Known<'_>, titles_first: Option<bool>) -> Found {
    let lines = lines(text);
    let longer = text.lines().nth(MOST).is_some();
    let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let is_record = |line: &str| (known.record)(line).is_some();
    let Some(form) = vote::form(&words, &is_record) else { return Found::default() };
    let mut list = List { form, known, read: Read::default(), chapter: None, number: 0, bare: 0, begun: 0 };
    let first = head::first_entry(&lines, form, &is_record);
    for (at, line) in lines.iter().enumerate() {
        let begins_chapter = || lines.get(at + 1).is_some_and(|next| list_entry(&next.text, form));
        if let Some(name) = head::chapter(line, form).filter(|_| begins_chapter()) {
            list.chapter = Some(name);
            list.number = 0;
        } else if at >= first && !title::is_marker(&line.text) {
            list.take(line);
        }
    }
    let mut found = list.finish(head::about(&lines[..first], stem), titles_first);
    if longer {
        let reason = format!("of a text of more than {MOST} lines the first are read");
        found.skipped.push(Skipped { line: MOST as u64 + 1, reason });
    }
    found
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut gap = false;
    for (raw, number) in text.lines().zip(1..).take(MOST) {
        let mut text = clean::line(raw);
        if text.chars().count() > 2 && text.chars().all(|c| "-=_~*#–—".contains(c)) {
            if let Some(above) = lines.last_mut().filter(|_| !gap) {
                above.heading = true;
            }
            gap = true;
            continue;
        }
        let heading = text.trim_start_matches('#');
        let is_heading = heading.len() < text.len() && heading.starts_with(' ');
        if is_heading {
            text = String::from(heading.trim());
        }
        if let Some(at) = clean::address(&text) {
            // An entry's link goes, and what only leads to a link goes whole.
            text.truncate(at);
            let kept = text.trim_end_matches(|c: char| c.is_whitespace() || "([-–|".contains(c)).len();
            text.truncate(kept);
            if text.ends_with(':') || split::ALL.iter().all(|separator| separator.split(&text).is_none()) {
                text.clear();
            }
        }
        if text.is_empty()
            || clean::only_hashtags(&text)
            || !text.contains(|c: char| c.is_alphanumeric() || c == '?')
        {
            gap |= raw.trim().is_empty();
            continue;
        }
        let raw = raw.trim().to_owned();
        lines.push(Line { number, raw, text, after_gap: gap, heading: is_heading });
        gap = false;
    }
    lines
}

/// Whether a line is an entry of a list of that form.
fn list_entry(text: &str, form: Form) -> bool {
    let begin = begin::take(text, form.kinds);
    let begun = begin.time.is_some() || begin.minutes.is_some() || begin.number.is_some();
    let wanted = Kinds { bullet: false, ..form.kinds }.any() || form.tail;
    let tail = form.tail && time_behind(begin.rest).is_some();
    match () {
        () if begun || tail || begin.layered || form.bare => true,
        () if wanted => false,
        () if form.kinds.bullet => begin.bullet,
        () => form.separator.split(begin.rest).is_some(),
    }
}

/// The list as far as it is read.
struct List<'k> {
    form: Form,
    known: Known<'k>,
    read: Read,
    chapter: Option<String>,
    /// The last entry's number.
    number: u32,
    /// Entries without a beginning, and with one.
    bare: usize,
    begun: usize,
}

impl List<'_> {
    fn take(&mut self, line: &Line) {
        let form = self.form;
        let Some(kinds) = self.kinds(&line.text) else {
            let why =
                if parted(&line.text) { "does not begin as the other lines" } else { "names no record" };
            return self.read.leave_out(line.number, format!("{why}: {}", line.text));
        };
        let begin = begin::take(&line.text, kinds);
        let counted = begin.number.filter(|number| number.sure || self.follows(number.value));
        // A figure that does not count on is a name's.
        let begin = match (begin.number, counted) {
            (Some(_), None) => begin::take(&line.text, Kinds { number: false, ..kinds }),
            _ => begin,
        };
        if let Some(number) = counted {
            self.number = number.value;
        }
        let (rest, tail) = match time_behind(begin.rest) {
            Some((rest, seconds)) if form.tail => (rest, Some(seconds)),
            _ => (begin.rest, None),
        };
        let cue = begin.time.flatten().or(begin.minutes.map(|minutes| minutes * 60)).or(tail);
        let entry = self.entry(rest, &line.raw);
        if matches!(entry.kind, EntryKind::Partial | EntryKind::Gap) && !parted(rest) {
            self.read.leave_out(line.number, format!("{NOT_FOUND}: {rest}"));
            if form.bare {
                return;
            }
        }
        let begun = begin.time.is_some()
            || begin.minutes.is_some()
            || counted.is_some()
            || begin.bullet && form.kinds.bullet
            || tail.is_some();
        if begun {
            self.begun += 1;
        } else if !begin.layered {
            self.bare += 1;
        }
        let entry = Entry {
            chapter: self.chapter.clone(),
            cue: cue.map(Seconds),
            layered: begin.layered || entry.layered,
            raw: line.raw.clone(),
            ..entry
        };
        self.read.lines.push(line.number);
        self.read.set.plays.push(SetPlay::new(entry));
    }

    /// What may be taken off a line's beginning; `None` where it is no entry. A line that begins otherwise than the list's is one
    /// where it is sure: behind a time or a marked number it names a record, the catalogue knows it, or it says that nobody does.
    fn kinds(&self, text: &str) -> Option<Kinds> {
        let form = self.form;
        let entry = list_entry(text, form);
        if entry && !form.bare {
            return Some(form.kinds);
        }
        let is_record = |text: &str| (self.known.record)(text).is_some();
        let kinds = Kinds { time: true, number: true, ..form.kinds };
        let begin = begin::take(text, kinds);
        let begun = begin.time.is_some() || begin.number.is_some_and(|number| number.sure);
        if begun && (form.separator.split(begin.rest).is_some() || is_record(begin.rest)) {
            return Some(kinds);
        }
        let sure = || is_record(text) || self.entry(text, text).kind == EntryKind::Unknown;
        (entry || sure()).then_some(form.kinds)
    }

    fn follows(&self, number: u32) -> bool {
        number == 1 || number.abs_diff(self.number) <= 2
    }

    /// Reads what stands behind a line's beginning: by the list's separator, else as the wiki's grammar does (typing errors of the
    /// dash, and what is unknown), as the record that the catalogue knows by these words, or by another sign.
    fn entry(&self, rest: &str, raw: &str) -> Entry {
        let record = || {
            let Name { artist, title, version } = (self.known.record)(rest)?;
            let version = version.map(|version| format!(" ({version})")).unwrap_or_default();
            Some(Entry::of_halves(&artist, &format!("{title}{version}"), raw))
        };
        // A separator that few lines have may stand in a name.
        let sure = self.form.common || self.form.separator == Separator::Dash;
        let known = if sure { None } else { record() };
        if let Some(entry) = known.or_else(|| halves(rest, self.form.separator, raw)) {
            return entry;
        }
        let read = wikitext::parse_lines("", &[rest.to_owned()]).entries.into_iter().next();
        let read = read.filter(|entry| entry.kind != EntryKind::Gap);
        if let Some(entry) = read.as_ref().filter(|entry| entry.kind != EntryKind::Partial) {
            return entry.clone();
        }
        let other = || split::SURE.iter().find_map(|separator| halves(rest, *separator, raw));
        record().or_else(other).or(read).unwrap_or_else(|| Entry::of_halves("", "", raw))
    }

    fn finish(mut self, about: About, told: Option<bool>) -> Found {
        let lengths = self.form.tail && !ascends(&self.read.set);
        self.order_of_times(lengths);
        let by = self.form.separator == Separator::By;
        if told.unwrap_or_else(|| !by && title_first(&self.read.set, self.known.is_artist)) {
            self.read.swap();
            let how = if told.is_some() { "as you said" } else { "as the catalogue's artists tell" };
            self.read.note = Some(format!("its titles stand first, {how}"));
        }
        let (enough, enough_bare) = (self.begun >= ENOUGH, self.bare + self.begun >= ENOUGH_BARE);
        if !enough && !enough_bare {
            self.read.doubt =
                Some(format!("only {} of its lines read as records", self.read.set.plays.len()));
        }
        if self.read.set.plays.is_empty() || self.is_nothing_found() {
            let skip = |left: LeftOut| Skipped { line: left.row, reason: left.reason };
            let skipped = self.read.left_out.into_iter().map(skip).collect();
            return Found { skipped, ..Found::default() };
        }
        self.read.bare = self.begun == 0 && about.title.is_none();
        self.read.set = DjSet {
            program: "list".to_owned(),
            show: about.show,
            dj: about.dj,
            title: about.title,
            date: about.date,
            plays: self.read.set.plays,
            ..DjSet::default()
        };
        Found { sets: vec![self.read], ..Found::default() }
    }

    /// Whether none of the lines names a record, and some were looked for in vain.
    fn is_nothing_found(&self) -> bool {
        let named = |play: &SetPlay| entry_name(&play.entry).is_some();
        let missed = self.read.left_out.iter().any(LeftOut::is_not_found);
        missed && !self.read.set.plays.iter().any(named)
    }

    /// A time that is before the one above is unknown, unless it begins a part; lengths are no times.
    fn order_of_times(&mut self, lengths: bool) {
        /// A part begins within so many seconds.
        const BEGINS: u32 = 60;
        let mut last: Option<u32> = None;
        let mut chapter: Option<String> = None;
        let mut part = 1;
        for (play, line) in self.read.set.plays.iter_mut().zip(&self.read.lines) {
            let entry = &mut play.entry;
            if lengths {
                entry.cue = None;
            }
            if entry.chapter != chapter {
                chapter.clone_from(&entry.chapter);
                last = None;
            }
            let Some(Seconds(cue)) = entry.cue else { continue };
            let backwards = last.is_some_and(|last| cue < last);
            if backwards && cue <= BEGINS {
                part += 1;
            } else if backwards {
                let reason =
                    format!("its time is before that of the line above, so it is left out: {}", entry.raw);
                self.read.left_out.push(LeftOut { row: *line, reason });
                entry.cue = None;
                continue;
            }
            if part > 1 && entry.chapter.is_none() {
                entry.chapter = Some(format!("Part {part}"));
                chapter.clone_from(&entry.chapter);
            }
            last = Some(cue);
        }
    }
}

/// Whether most times are after the one before, and the first one is near the start.
fn ascends(set: &DjSet) -> bool {
    let cues: Vec<u32> = set.plays.iter().filter_map(|play| play.entry.cue).map(|cue| cue.0).collect();
    let steps = cues.windows(2).filter(|pair| pair[1] >= pair[0]).count();
    cues.len() < 2 || steps * 10 >= (cues.len() - 1) * 8
}

/// Artist and title as a separator parts them.
fn halves(rest: &str, separator: Separator, raw: &str) -> Option<Entry> {
    let (artist, title) = separator.split(rest)?;
    let (artist, title) = if separator == Separator::By {
        label_last(artist, title)
    } else {
        (artist.to_owned(), title.to_owned())
    };
    Some(Entry::of_halves(&unquoted(&artist), &unquoted(&title), raw))
}

/// Whether any sign may part artist and title.
fn parted(rest: &str) -> bool {
    split::ALL.iter().any(|separator| separator.split(rest).is_some())
}

/// `Title by Artist [Label]`: the label stands behind the title, as elsewhere.
fn label_last(artist: &str, title: &str) -> (String, String) {
    match artist.find(" [").filter(|_| artist.ends_with(']')) {
        Some(at) => (artist[..at].to_owned(), format!("{title}{}", &artist[at..])),
        None => (artist.to_owned(), title.to_owned()),
    }
}

/// Without quotation marks around all of it.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    let pairs = [('"', '"'), ('“', '”'), ('„', '“'), ('‘', '’'), ('\'', '\''), ('「', '」')];
    let bare = pairs.iter().find_map(|&(open, close)| {
        let inner = text.strip_prefix(open)?;
        let (inner, behind) = inner.rsplit_once(close)?;
        let behind = behind.trim();
        (behind.is_empty() || behind.starts_with(['(', '[']))
            .then(|| format!("{inner} {behind}").trim().to_owned())
    });
    bare.unwrap_or_else(|| text.to_owned())
}

/// Whether the catalogue's artists stand where the titles should.
fn title_first(set: &DjSet, is_artist: &dyn Fn(&str) -> bool) -> bool {
    const FEWEST: usize = 3;
    let known = |half: fn(&Entry) -> &Option<String>| {
        set.plays.iter().filter(|play| half(&play.entry).as_deref().is_some_and(is_artist)).count()
    };
    let (artists, titles) = (known(|entry| &entry.artist), known(|entry| &entry.title));
    titles >= FEWEST && titles >= 2 * artists
}

#[cfg(test)]
mod styles;
#[cfg(test)]
mod tests;
