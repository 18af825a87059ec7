//! The wiki's pages, revisions and memory of changes.

use std::{collections::BTreeMap, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::time::{Clock, FakeClock};

/// A page that is there.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) title: String,
    pub(crate) revision: u64,
    pub(crate) saved: String,
    pub(crate) text: String,
}

/// A row of the recent changes.
#[derive(Clone, Debug)]
pub(crate) struct Recent {
    pub(crate) page: u64,
    pub(crate) title: String,
    pub(crate) revision: u64,
    pub(crate) when: String,
}

/// A row of the log.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) kind: &'static str,
    pub(crate) action: &'static str,
    pub(crate) page: u64,
    pub(crate) title: String,
    pub(crate) target: Option<String>,
    pub(crate) when: String,
}

/// What a wiki makes of `dir=descending`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Down {
    /// It lists from the end.
    Known,
    /// It refuses the value.
    Refused,
    /// It warns, and lists from the begin.
    Ignored,
}

/// The whole wiki. Its time is `epoch` plus the clock.
#[derive(Clone, Debug)]
pub(crate) struct Wiki {
    pub(crate) clock: FakeClock,
    pub(crate) epoch: Timestamp,
    pub(crate) pages: BTreeMap<u64, Stored>,
    pub(crate) deleted: BTreeMap<u64, Stored>,
    pub(crate) recent: Vec<Recent>,
    pub(crate) log: Vec<Logged>,
    pub(crate) name: String,
    /// Recent changes older than this are forgotten.
    pub(crate) horizon: Duration,
    /// How it lists from the end.
    pub(crate) down: Down,
    /// So many revisions with text fit into one answer.
    pub(crate) texts_an_answer: usize,
    last_page: u64,
    last_revision: u64,
}

impl Wiki {
    pub(crate) fn new(clock: FakeClock) -> Self {
        Self {
            clock,
            epoch: "2026-01-01T00:00:00Z".parse().expect("a time"),
            pages: BTreeMap::new(),
            deleted: BTreeMap::new(),
            recent: Vec::new(),
            log: Vec::new(),
            name: "MixesDB".into(),
            horizon: Duration::from_hours(2160),
            down: Down::Known,
            texts_an_answer: usize::MAX,
            last_page: 0,
            last_revision: 0,
        }
    }

    /// A wiki of `count` mixes of two tracks each.
    pub(crate) fn with_mixes(clock: FakeClock, count: u64) -> Self {
        let mut wiki = Self::new(clock);
        for number in 0..count {
            wiki.save(&title(number), &text(number, 0));
        }
        wiki
    }

    pub(crate) fn now(&self) -> String {
        let passed = SignedDuration::try_from(self.clock.now()).expect("a short time");
        (self.epoch + passed).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    pub(crate) fn id(&self, title: &str) -> Option<u64> {
        self.pages.iter().find(|(_, page)| page.title == title).map(|(id, _)| *id)
    }

    fn revise(&mut self, id: u64, title: &str, text: &str) {
        self.last_revision += 1;
        let (revision, when) = (self.last_revision, self.now());
        let saved = when.clone();
        self.pages.insert(id, Stored { title: title.into(), revision, saved, text: text.into() });
    }

    /// Makes or edits a page.
    pub(crate) fn save(&mut self, title: &str, text: &str) {
        let id = self.id(title).unwrap_or_else(|| {
            self.last_page += 1;
            self.last_page
        });
        self.revise(id, title, text);
        let (revision, when) = (self.last_revision, self.now());
        self.recent.push(Recent { page: id, title: title.into(), revision, when });
    }

    /// Moves a page, over a redirect if one is there; a redirect stays behind.
    pub(crate) fn rename(&mut self, old: &str, new: &str) {
        let Some(id) = self.id(old).filter(|_| old != new) else { return };
        if let Some(there) = self.id(new) {
            if !self.pages[&there].text.starts_with("#REDIRECT") {
                return;
            }
            self.remove(there, "delete_redir");
        }
        let text = self.pages[&id].text.clone();
        self.revise(id, new, &text);
        self.last_page += 1;
        let redirect = self.last_page;
        self.revise(redirect, old, &format!("#REDIRECT [[{new}]]"));
        let when = self.now();
        let target = Some(new.to_owned());
        self.log.push(Logged { kind: "move", action: "move", page: id, title: old.into(), target, when });
    }

    pub(crate) fn delete(&mut self, title: &str) {
        if let Some(id) = self.id(title) {
            self.remove(id, "delete");
        }
    }

    fn remove(&mut self, id: u64, action: &'static str) {
        let page = self.pages.remove(&id).expect("a page");
        self.recent.retain(|row| row.page != id);
        let (title, when) = (page.title.clone(), self.now());
        self.log.push(Logged { kind: "delete", action, page: id, title, target: None, when });
        self.deleted.insert(id, page);
    }

    /// Brings a deleted page back under its number, as MediaWiki does.
    pub(crate) fn restore(&mut self, title: &str) {
        if self.id(title).is_some() {
            return;
        }
        let Some(id) = self.deleted.iter().rfind(|(_, page)| page.title == title).map(|(id, _)| *id) else {
            return;
        };
        let page = self.deleted.remove(&id).expect("a page");
        self.pages.insert(id, page);
        let when = self.now();
        self.log.push(Logged {
            kind: "delete",
            action: "restore",
            page: id,
            title: title.into(),
            target: None,
            when,
        });
    }

    /// Forgets recent changes beyond the horizon.
    pub(crate) fn forget(&mut self) {
        let passed = SignedDuration::try_from(self.clock.now()).expect("a short time");
        let age = SignedDuration::try_from(self.horizon).expect("a short time");
        let oldest = (self.epoch + passed - age).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        self.recent.retain(|row| row.when >= oldest);
    }
}

/// The title of mix `number`.
pub(crate) fn title(number: u64) -> String {
    format!("{}-01-{:02} - DJ {number:03} - Show", 2000 + number % 20, 1 + number % 28)
}

/// The text of mix `number` in its `edition`.
pub(crate) fn text(number: u64, edition: u64) -> String {
    let style = ["House", "Dub Techno", "Trance"][number as usize % 3];
    format!(
        "== Tracklist ==\n\n<list>\n[00] Artist {number} - Title {edition}\n[05] Hit Maker - Hit\n</list>\n\n\
         [[Category:{}]]\n[[Category:{style}]]\n[[Category:DJ {number:03}]]\n",
        2000 + number % 20
    )
}
