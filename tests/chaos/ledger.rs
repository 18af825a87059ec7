//! What a data folder has acknowledged, and whether it is still there and true.

use std::{collections::HashMap, fmt::Write as _, fs};

use serde_json::Value;

use crate::{home::Home, random::Random};

/// Mixes of one import.
const MIXES: usize = 12;
/// Records of one mix.
const RECORDS: usize = 6;

/// A home, and what it owes.
pub struct Ledger {
    /// The home.
    pub home: Home,
    imports: Vec<usize>,
    imported: usize,
    queued: Vec<String>,
    /// Rows that a killed program may have queued or not.
    doubtful: Vec<String>,
}

impl Ledger {
    /// Of a home that holds one import and nothing queued.
    pub fn new(home: Home) -> Self {
        let mut ledger =
            Self { home, imports: Vec::new(), imported: 0, queued: Vec::new(), doubtful: Vec::new() };
        let (number, file) = ledger.next_import();
        ledger.home.json(&["import", &file]);
        ledger.imports.push(number);
        ledger
    }

    /// Writes the file of another import; its number and path.
    pub fn next_import(&mut self) -> (usize, String) {
        self.imported += 1;
        let file = self.home.path(&format!("import-{}.jsonl", self.imported));
        fs::write(&file, import(self.imported)).expect("written");
        (self.imported, file.display().to_string())
    }

    /// An import was acknowledged.
    pub fn imports(&mut self, number: usize) {
        self.imports.push(number);
    }

    /// A record that is surely there, `Artist - Title`.
    pub fn record(&self, random: &mut Random) -> String {
        let number = *random.pick(&self.imports);
        let (mix, line) = (random.below(MIXES), random.below(RECORDS));
        format!("{} - {}", artist(number, mix), title(number, mix, line))
    }

    /// Adding this row was acknowledged.
    pub fn queues(&mut self, row: String) {
        self.queued.push(row);
    }

    /// Adding this row was begun, and nothing was said.
    pub fn may_queue(&mut self, row: String) {
        self.doubtful.push(row);
    }

    /// Whatever the queue holds is acknowledged from now on: another program has seen it.
    pub fn takes_queue(&mut self, after: &str) {
        let there = self.queue();
        let mut rows = there.iter();
        for owed in &self.queued {
            assert!(
                rows.any(|row| row == owed),
                "after {after}: {owed} was acknowledged and is gone; {there:?}"
            );
        }
        self.queued = there;
        self.doubtful.clear();
    }

    /// The queue as a new program reads it.
    pub fn queue(&self) -> Vec<String> {
        let queue = self.home.json(&["queue", "list"]);
        let row = |track: &Value| format!("{} - {}", text(&track["artist"]), text(&track["title"]));
        queue["tracks"].as_array().expect("rows").iter().map(row).collect()
    }

    /// Fails where something acknowledged is gone, an answer is not the catalogue's, or litter is left. What was doubtful is
    /// certain from then on.
    pub fn check(&mut self, random: &mut Random, after: &str) {
        self.check_queue(after);
        let (number, mix) = (*random.pick(&self.imports), random.below(MIXES));
        self.check_mix(number, mix, after);
        let newest = *self.imports.last().expect("an import");
        self.check_mix(newest, random.below(MIXES), after);
        self.check_search(number, mix, random.below(RECORDS), after);
        let litter = self.home.litter();
        assert!(litter.is_empty(), "after {after} and another start: {litter:?}");
    }

    fn check_queue(&mut self, after: &str) {
        let there = self.queue();
        let mut owed = self.queued.iter().peekable();
        let mut extra = HashMap::<&str, usize>::new();
        for row in &there {
            if owed.next_if(|owed| *owed == row).is_none() {
                *extra.entry(row).or_default() += 1;
            }
        }
        assert!(
            owed.peek().is_none(),
            "after {after}: {:?} was acknowledged and is gone; {there:?}",
            owed.next()
        );
        for (row, many) in extra {
            let begun = self.doubtful.iter().filter(|begun| *begun == row).count();
            assert!(many <= begun, "after {after}: {row} stands {many} times more than it was queued");
        }
        self.queued = there;
        self.doubtful.clear();
    }

    fn check_mix(&self, number: usize, mix: usize, after: &str) {
        let page = self.home.json(&["mix", &mix_title(number, mix)]);
        let shown: Vec<_> =
            page["entries"].as_array().expect("lines").iter().map(|e| text(&e["title"]).to_owned()).collect();
        let owed: Vec<_> = (0..RECORDS).map(|line| title(number, mix, line)).collect();
        assert_eq!(shown, owed, "after {after}: mix {mix} of import {number}");
    }

    fn check_search(&self, number: usize, mix: usize, line: usize, after: &str) {
        let title = title(number, mix, line);
        let found = self.home.json(&["search", &title]);
        let hit = &found["tracks"][0];
        assert_eq!(
            (text(&hit["artist"]), text(&hit["title"])),
            (&*artist(number, mix), &*title),
            "after {after}: the search for {title}"
        );
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn artist(number: usize, mix: usize) -> String {
    format!("Band {}", word(number * MIXES + mix))
}

fn title(number: usize, mix: usize, line: usize) -> String {
    format!("Song {}", word((number * MIXES + mix) * RECORDS + line))
}

fn mix_title(number: usize, mix: usize) -> String {
    format!("20{:02}-{:02} - Taker {mix} - Take {}", number % 25, mix % 12 + 1, word(number))
}

/// A made-up word of its own for each number, so that no two records look alike.
fn word(number: usize) -> String {
    const PARTS: [&str; 16] =
        ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "xu", "za"];
    let mut rest = number + 16 * 16 * 16;
    let mut word = String::new();
    while rest > 0 {
        word += PARTS[rest % 16];
        rest /= 16;
    }
    word
}

fn import(number: usize) -> String {
    let mut lines = String::new();
    for mix in 0..MIXES {
        let list: Vec<_> = (0..RECORDS)
            .map(|line| format!("{} - {}", artist(number, mix), title(number, mix, line)))
            .collect();
        let mix = serde_json::json!({"title": mix_title(number, mix), "url": null, "tracklist": list});
        let _ = writeln!(lines, "{mix}");
    }
    lines
}
