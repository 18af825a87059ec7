//! A set that somebody played, as a program's history or a list has it.

use std::collections::{HashMap, HashSet, VecDeque};

use sha2::{Digest, Sha256};

use super::{Incoming, MixOrigin, MixSource};
use crate::{
    track::{Name, TrackKey, day_number, fold, sortable_date, split_djs},
    wikitext::{Entry, EntryKind, Mix},
};

/// A set: who played it, when, and what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DjSet {
    /// The program that wrote it, as people call it: `Serato`, `Traktor`; `list` where it is a text.
    pub program: String,
    /// That program's own id of the set; none where it has none.
    pub foreign_id: Option<String>,
    /// Who played it; `None` is the user, whatever they call themselves.
    pub dj: Option<String>,
    /// A friend's, and not the user's.
    pub friend: bool,
    /// The whole title, where the source gives one.
    pub title: Option<String>,
    /// What stands in the title behind the DJ, where that is not the program.
    pub show: Option<String>,
    /// The local date, as far as it is known: `2024-05-04`, `2024`.
    pub date: Option<String>,
    /// When it began, in UTC seconds.
    pub start: Option<i64>,
    /// The time zone in which the date is local.
    pub zone: Option<String>,
    /// The file it was read from.
    pub source: String,
    /// What was played, in order.
    pub plays: Vec<SetPlay>,
}

/// One line of a set.
#[derive(Clone, Debug, PartialEq)]
pub struct SetPlay {
    /// The line; its cue counts from the set's (or the chapter's) start.
    pub entry: Entry,
    /// For how long it was played, in seconds.
    pub seconds: Option<f32>,
    /// On which deck, as the program names it.
    pub deck: Option<String>,
    /// Where the file lies, as written there.
    pub location: Option<String>,
    /// Beats per minute.
    pub bpm: Option<f32>,
    /// Semitones above C, 12 more for minor.
    pub tonic: Option<u8>,
    /// The recording's ISRC.
    pub isrc: Option<String>,
}

impl SetPlay {
    /// A line of which nothing more is known.
    pub fn new(entry: Entry) -> Self {
        Self { entry, seconds: None, deck: None, location: None, bpm: None, tonic: None, isrc: None }
    }
}

/// Two sets are one where they have so many records in common …
const IN_COMMON: usize = 5;
/// … and these are such a part of what is in either.
const JACCARD: f64 = 0.6;

/// Whether sets of `a` and `b` records with `common` in common hold the same, as far as records go.
pub fn same_records(a: usize, b: usize, common: usize) -> bool {
    common >= IN_COMMON && common as f64 >= JACCARD * (a + b - common) as f64
}

/// Whether two dates (`yyyymmdd`) are at most a day apart; unknown ones are not.
pub fn within_a_day(a: u32, b: u32) -> bool {
    matches!((day_number(a), day_number(b)), (Some(a), Some(b)) if a.abs_diff(b) <= 1)
}

impl DjSet {
    /// `DATE - DJ - SHOW`, as the wiki writes titles; `me` is how the user is called.
    pub fn title(&self, me: &str) -> String {
        if let Some(title) = &self.title {
            return title.clone();
        }
        let dj = self.dj.as_deref().unwrap_or(me);
        let show = self.show.as_deref().unwrap_or(&self.program);
        self.date.iter().map(String::as_str).chain([dj, show]).collect::<Vec<_>>().join(" - ")
    }

    /// The keys of its records, each once.
    pub fn keys(&self) -> HashSet<TrackKey> {
        self.plays.iter().filter_map(|play| Some(name(&play.entry)?.key())).collect()
    }

    /// How many of its lines are plays.
    pub fn n_plays(&self) -> usize {
        self.plays.iter().filter(|play| play.entry.kind == EntryKind::Track).count()
    }

    /// The same with what an earlier state of its file said and this one says nothing about: no table is believed about a column that it
    /// does not have.
    #[must_use]
    pub fn with_facts_of(mut self, before: &Self) -> Self {
        let or = |now: &mut Option<String>, before: &Option<String>| {
            if now.is_none() {
                now.clone_from(before);
            }
        };
        if self.start.is_none() && self.date == before.date {
            (self.start, self.zone) = (before.start, before.zone.clone());
        }
        // Times of two states would be counted from two starts.
        let timed = self.plays.iter().any(|play| play.entry.cue.is_some());
        let mut known: HashMap<TrackKey, VecDeque<&SetPlay>> = HashMap::new();
        for play in &before.plays {
            if let Some(name) = name(&play.entry) {
                known.entry(name.key()).or_default().push_back(play);
            }
        }
        for play in &mut self.plays {
            let before = name(&play.entry).and_then(|name| known.get_mut(&name.key())?.pop_front());
            let Some(before) = before else { continue };
            play.entry.cue = play.entry.cue.or(before.entry.cue.filter(|_| !timed));
            play.seconds = play.seconds.or(before.seconds);
            play.bpm = play.bpm.or(before.bpm);
            play.tonic = play.tonic.or(before.tonic);
            or(&mut play.deck, &before.deck);
            or(&mut play.location, &before.location);
            or(&mut play.isrc, &before.isrc);
            or(&mut play.entry.label, &before.entry.label);
        }
        self
    }

    /// By what it is known again: the program's own id, else its DJ, date and records. Never the title.
    pub fn identity(&self) -> String {
        if let Some(id) = &self.foreign_id {
            return format!("{} {id}", self.program);
        }
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        add(&fold(self.dj.as_deref().unwrap_or_default()));
        add(self.date.as_deref().unwrap_or_default());
        for play in &self.plays {
            match name(&play.entry) {
                Some(name) => add(name.key().as_str()),
                None => add("?"),
            }
        }
        let digest = hash.finalize();
        let hex: Vec<String> = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{} of {}", self.program, hex.concat())
    }

    /// The date as a number that sorts.
    pub fn sortable_date(&self) -> u32 {
        self.date.as_deref().map_or(0, sortable_date)
    }

    /// The mix it is in the catalogue, called `title` there; `me` is how the user is called.
    pub fn incoming(&self, origin: MixOrigin, title: String, me: &str) -> Incoming {
        let artists = match &self.dj {
            Some(dj) => split_djs(dj, &[], &|_| false),
            None => vec![me.to_owned()],
        };
        let foreign_id = Some(self.identity());
        let source = MixSource { page_id: None, revision: None, origin, url: None, foreign_id };
        let entries = self.plays.iter().map(|play| play.entry.clone()).collect();
        let date = self.date.clone();
        Incoming {
            source,
            mix: Mix {
                title,
                date,
                artists,
                categories: Vec::new(),
                redirect: None,
                audio: Vec::new(),
                entries,
            },
        }
    }
}

/// The record that a line names, where it is a play and no name has a length that none has.
pub fn name(entry: &Entry) -> Option<Name> {
    match (entry.kind, &entry.artist, &entry.title) {
        (EntryKind::Track, Some(artist), Some(title)) => {
            Some(Name::parse(artist, title)).filter(|name| !name.is_too_long())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(titles: &[&str]) -> DjSet {
        let play = |title: &&str| SetPlay::new(Entry::named("Artist", title, None));
        DjSet {
            program: "Serato".into(),
            date: Some("2024-05-04".into()),
            plays: titles.iter().map(play).collect(),
            ..DjSet::default()
        }
    }

    #[test]
    fn a_title_is_made_of_date_dj_and_program_unless_there_is_one() {
        let mut set = set(&["One"]);
        assert_eq!(set.title("Me"), "2024-05-04 - Me - Serato");
        set.dj = Some("Kora".into());
        set.show = Some("Club".into());
        set.date = None;
        assert_eq!(set.title("Me"), "Kora - Club");
        set.title = Some("Whole".into());
        assert_eq!(set.title("Me"), "Whole");
    }

    #[test]
    fn a_set_is_known_by_its_own_id_else_by_its_records_and_never_by_its_title() {
        let (mut one, mut other) = (set(&["One", "Two"]), set(&["one", "TWO"]));
        other.title = Some("Another".into());
        assert_eq!(one.identity(), other.identity());
        assert_ne!(one.identity(), set(&["One"]).identity());
        (one.foreign_id, other.foreign_id) = (Some("7".into()), Some("8".into()));
        assert_ne!(one.identity(), other.identity());
    }

    #[test]
    fn the_same_records_are_five_in_common_and_most_of_both() {
        assert!(same_records(6, 7, 5) && same_records(5, 5, 5));
        assert!(!same_records(4, 4, 4), "too few to tell");
        assert!(!same_records(5, 20, 5), "a part of a longer one");
        assert!(within_a_day(20_240_504, 20_240_505) && !within_a_day(20_240_504, 20_240_506));
        assert!(!within_a_day(20_240_500, 20_240_500), "no day is known");
    }
}
