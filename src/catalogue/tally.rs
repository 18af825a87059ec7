//! How a track is written in its plays: the most frequent way is the one shown.
//!
//! Nearly all tracks are written one way, most have one play; only where plays disagree is there a [`Tally`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::track::{Name, label_key};

/// What the catalogue shows of a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub name: Name,
    pub label: Option<String>,
    pub year: Option<u16>,
}

/// What one play says about its track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Play<'a> {
    pub name: Name,
    pub label: Option<&'a str>,
    pub year: Option<u16>,
}

impl<'a> Play<'a> {
    /// Names that mean "no label" count as none.
    pub(super) fn new(name: Name, label: Option<&'a str>, year: Option<u16>) -> Self {
        Self { name, label: label.filter(|label| label_key(label).is_some()), year }
    }

    pub(super) fn shown(&self) -> Shown {
        Shown { name: self.name.clone(), label: self.label.map(str::to_owned), year: self.year }
    }

    fn agrees(&self, shown: &Shown) -> bool {
        self.name == shown.name && self.label == shown.label.as_deref() && self.year == shown.year
    }
}

/// A track's plays and how they write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// What is shown; of a track without plays what was shown last.
    pub shown: Shown,
    plays: u32,
    tally: Option<Box<Tally>>,
}

impl Written {
    /// Nothing yet.
    pub(super) fn unplayed(shown: Shown) -> Self {
        Self { shown, plays: 0, tally: None }
    }

    /// As stored: with a tally only where the plays disagree.
    pub(super) fn stored(shown: Shown, plays: u32, tally: Option<Tally>) -> Self {
        Self { shown, plays, tally: tally.map(Box::new) }
    }

    pub(super) fn plays(&self) -> u32 {
        self.plays
    }

    /// For storing; `None` where all plays agree with what is shown.
    pub(super) fn tally(&self) -> Option<&Tally> {
        self.tally.as_deref()
    }

    pub(super) fn add(&mut self, play: &Play<'_>) {
        if self.plays == 0 {
            (self.shown, self.tally) = (play.shown(), None);
        } else if self.tally.is_some() || !play.agrees(&self.shown) {
            let tally = self.tally.get_or_insert_with(|| Box::new(Tally::alike(&self.shown, self.plays)));
            tally.add(play);
        }
        self.plays += 1;
    }

    pub(super) fn remove(&mut self, play: &Play<'_>) {
        if let Some(tally) = &mut self.tally {
            tally.remove(play);
        }
        self.plays = self.plays.saturating_sub(1);
    }

    /// Makes what is shown follow from the plays.
    pub(super) fn settle(&mut self) {
        let Some(tally) = &self.tally else { return };
        if let Some(shown) = tally.shown() {
            self.shown = shown;
        }
        if tally.is_alike() {
            self.tally = None;
        }
    }
}

/// Every way of writing a track, with how many plays do so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    names: Vec<(String, String, Option<String>, u32)>,
    labels: Vec<(String, u32)>,
    years: Vec<(u16, u32)>,
}

impl Tally {
    /// The tally of a track whose plays all write it alike.
    fn alike(shown: &Shown, plays: u32) -> Self {
        let Name { artist, title, version } = shown.name.clone();
        Self {
            names: vec![(artist, title, version, plays)],
            labels: shown.label.iter().map(|label| (label.clone(), plays)).collect(),
            years: shown.year.iter().map(|year| (*year, plays)).collect(),
        }
    }

    fn plays(&self) -> u32 {
        self.names.iter().map(|name| name.3).sum()
    }

    fn add(&mut self, play: &Play<'_>) {
        let Name { artist, title, version } = &play.name;
        match self.names.iter_mut().find(|n| n.0 == *artist && n.1 == *title && n.2 == *version) {
            Some(name) => name.3 += 1,
            None => self.names.push((artist.clone(), title.clone(), version.clone(), 1)),
        }
        if let Some(label) = play.label {
            match self.labels.iter_mut().find(|l| l.0 == label) {
                Some(known) => known.1 += 1,
                None => self.labels.push((label.to_owned(), 1)),
            }
        }
        if let Some(year) = play.year {
            match self.years.iter_mut().find(|y| y.0 == year) {
                Some(known) => known.1 += 1,
                None => self.years.push((year, 1)),
            }
        }
    }

    fn remove(&mut self, play: &Play<'_>) {
        let Name { artist, title, version } = &play.name;
        let written = self.names.iter().position(|n| n.0 == *artist && n.1 == *title && n.2 == *version);
        // A later version of the program may show a name differently under the same rules; the play goes all the same.
        if let Some(name) = written.or_else(|| (0..self.names.len()).max_by_key(|n| self.names[*n].3)) {
            self.names[name].3 -= 1;
        }
        self.names.retain(|n| n.3 > 0);
        self.labels.retain_mut(|l| {
            l.1 -= u32::from(play.label == Some(&l.0));
            l.1 > 0
        });
        self.years.retain_mut(|y| {
            y.1 -= u32::from(play.year == Some(y.0));
            y.1 > 0
        });
    }

    /// The most frequent name, the most frequent label, the earliest year. Ties go to the first in the alphabet, so that the order
    /// of imports does not matter. `None` without a play.
    fn shown(&self) -> Option<Shown> {
        let (artist, title, version, _) = self
            .names
            .iter()
            .min_by(|a, b| b.3.cmp(&a.3).then_with(|| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2))))?;
        Some(Shown {
            name: Name { artist: artist.clone(), title: title.clone(), version: version.clone() },
            label: self.label(),
            year: self.years.iter().map(|y| y.0).min(),
        })
    }

    /// Spellings of one label count together; the most frequent of them is shown.
    fn label(&self) -> Option<String> {
        if let [(only, _)] = self.labels.as_slice() {
            return Some(only.clone());
        }
        let mut labels = BTreeMap::<_, (u32, (u32, &str))>::new();
        for (label, plays) in &self.labels {
            let (all, best) = labels.entry(label_key(label)).or_default();
            *all += plays;
            if *plays > best.0 || *plays == best.0 && label.as_str() < best.1 {
                *best = (*plays, label);
            }
        }
        let best = labels.values().rev().max_by_key(|label| label.0)?;
        Some(best.1.1.to_owned())
    }

    /// Whether all plays write it alike.
    fn is_alike(&self) -> bool {
        let plays = self.plays();
        self.names.len() < 2
            && matches!(self.labels.as_slice(), [] | [_])
            && self.labels.iter().all(|label| label.1 == plays)
            && matches!(self.years.as_slice(), [] | [_])
            && self.years.iter().all(|year| year.1 == plays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play<'a>(artist: &str, label: Option<&'a str>, year: Option<u16>) -> Play<'a> {
        Play::new(Name { artist: artist.into(), title: "Spastik".into(), version: None }, label, year)
    }

    #[test]
    fn the_most_frequent_writing_is_shown_whatever_the_order() {
        let plays = [
            play("Plastikman", Some("Plus 8"), Some(1994)),
            play("plastikman", Some("Novamute"), None),
            play("Plastikman", Some("plus 8"), Some(1993)),
            play("Plastikman", Some("White"), None),
        ];
        let (mut forward, mut back) = (Tally::default(), Tally::default());
        for play in &plays {
            forward.add(play);
        }
        for play in plays.iter().rev() {
            back.add(play);
        }
        let shown = forward.shown().unwrap();
        assert_eq!(shown.name.artist, "Plastikman");
        assert_eq!(shown.label.as_deref(), Some("Plus 8"));
        assert_eq!(shown.year, Some(1993));
        assert_eq!(back.shown().unwrap(), shown);
    }

    #[test]
    fn removing_a_play_undoes_adding_it() {
        let (one, two) = (play("A", Some("X"), None), play("a", None, Some(1990)));
        let mut written = Written::unplayed(two.shown());
        written.add(&one);
        written.add(&one);
        written.settle();
        assert_eq!(written, Written::stored(one.shown(), 2, None));
        let before = written.clone();
        written.add(&two);
        written.settle();
        let text = serde_json::to_string(written.tally().unwrap()).unwrap();
        let mut back = Written::stored(written.shown.clone(), 3, serde_json::from_str(&text).unwrap());
        assert_eq!(back, written);
        back.remove(&two);
        back.settle();
        assert_eq!(back, before);
        back.remove(&one);
        back.remove(&one);
        back.settle();
        assert_eq!((back.plays(), &back.shown), (0, &one.shown()));
        written.remove(&one);
        written.remove(&one);
        written.remove(&two);
        written.add(&two);
        written.settle();
        assert_eq!(written, Written::stored(two.shown(), 1, None));
    }
}
