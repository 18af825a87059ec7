//! Real records are found by queries damaged as people damage them, on the starter catalogue.

use std::collections::{BTreeSet, HashSet};

use segue::{
    catalogue::{Change, starter},
    config::{Paths, Settings},
    library::{Library, OwnedIndex, resolve},
    track::{Agreement, Grade, Name, agrees, fold, grade},
    wikitext::EntryKind,
};
use tempfile::TempDir;

/// A small generator of repeatable numbers (splitmix64, Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % below as u64) as usize
    }
}

/// One typing error in a word of four letters or more: a letter missing, doubled, wrong, or two swapped.
fn typo(words: &mut [String], numbers: &mut Numbers) {
    let long: Vec<usize> = (0..words.len()).filter(|&i| words[i].chars().count() >= 4).collect();
    let Some(&word) = long.get(numbers.next(long.len().max(1))) else { return };
    let mut letters: Vec<char> = words[word].chars().collect();
    let at = 1 + numbers.next(letters.len() - 2);
    match numbers.next(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = if letters[at] == 'e' { 'a' } else { 'e' },
        _ => letters.swap(at, at + 1),
    }
    words[word] = letters.into_iter().collect();
}

/// The query as somebody in a hurry types it, and what was done to it.
fn damaged(artist: &str, title: &str, numbers: &mut Numbers) -> (&'static str, String) {
    let mut words: Vec<String> =
        fold(&format!("{artist} {title}")).split_whitespace().map(str::to_owned).collect();
    let kind = match numbers.next(5) {
        0 => {
            typo(&mut words, numbers);
            "a typo"
        }
        1 if words.len() > 3 => {
            words.remove(numbers.next(words.len()));
            "a missing word"
        }
        2 => {
            let turn = 1 + numbers.next(words.len().max(2) - 1);
            let len = words.len();
            words.rotate_left(turn.min(len));
            "swapped words"
        }
        3 => {
            for word in &mut words {
                let half: String = word.chars().take(word.chars().count().div_ceil(2).max(3)).collect();
                *word = half;
            }
            "half words"
        }
        _ => "no accents",
    };
    (kind, words.join(" "))
}

/// A library of the starter's mixes without those at these places.
fn library(without: &BTreeSet<usize>) -> (TempDir, Library) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let paths = Paths::find(None, Some(dir.path().to_owned())).expect("a folder");
    paths.make().expect("made");
    let mut settings = Settings::default();
    settings.library.starter = false;
    let library = Library::open(&paths, &settings).expect("opens");
    let mixes = starter::changes().expect("the starter").into_iter().enumerate();
    let mixes: Vec<Change> = mixes.filter(|(at, _)| !without.contains(at)).map(|(_, mix)| mix).collect();
    library.writer().expect("free").apply(&mixes).expect("applied");
    library.publish_names().expect("published");
    (dir, library)
}

#[test]
fn damaged_queries_find_their_record_among_the_first_five() {
    let (_dir, library) = library(&BTreeSet::new());
    let snapshot = library.snapshot();
    let tables = &snapshot.tables;
    let mut numbers = Numbers(7);
    let mut missed = Vec::new();
    for _ in 0..200 {
        let row = numbers.next(tables.n_tracks()) as u32;
        let (kind, query) = damaged(tables.artist.get(row), tables.title.get(row), &mut numbers);
        let found = snapshot.search(&query, 5, &|| false).expect("not stopped");
        // Another version of the record is the record somebody meant who named none.
        let versions = tables.versions_of(row);
        let hit = found.tracks.iter().any(|t| tables.row_of(t.row.id).is_some_and(|r| versions.contains(&r)));
        if !hit {
            missed.push(format!(
                "{kind}: '{query}' for {} – {}",
                tables.artist.get(row),
                tables.title.get(row)
            ));
        }
    }
    assert!(missed.len() <= 14, "{} of 200 missed:\n{}", missed.len(), missed.join("\n"));
}

/// Names of DJs and labels, and the page that a name with a typing error leads to first.
#[test]
fn mistyped_djs_and_labels_are_the_first_page() {
    let (_dir, library) = library(&BTreeSet::new());
    let snapshot = library.snapshot();
    let tables = &snapshot.tables;
    let mut numbers = Numbers(42);
    let mut missed = Vec::new();
    for at in 0..200 {
        let names = if at % 2 == 0 { &tables.djs } else { &tables.labels };
        let (name, mut words) = loop {
            let name = names.get(numbers.next(names.len()) as u32);
            let words: Vec<String> = fold(name).split_whitespace().map(str::to_owned).collect();
            if words.iter().any(|word| word.chars().count() >= 4) {
                break (name, words);
            }
        };
        typo(&mut words, &mut numbers);
        let query = words.join(" ");
        let answer = library
            .search(&OwnedIndex::default(), &query, 5, &|| false)
            .expect("readable")
            .expect("not stopped");
        if answer.pages.first().is_none_or(|page| fold(&page.name) != fold(name)) {
            missed.push(format!("'{query}' for {name}: {:?}", answer.pages.first().map(|page| &page.name)));
        }
    }
    // Most of what is missed is a name of four letters that with its error is another name or begins one.
    assert!(missed.len() <= 16, "{} of 200 missed:\n{}", missed.len(), missed.join("\n"));
}

/// Mixes left out, and records asked for of each.
const LEFT_OUT: usize = 400;

/// The drawn mixes' places in the starter, and the records that no other mix has, one a mix.
fn absent() -> (BTreeSet<usize>, Vec<Name>) {
    let changes = starter::changes().expect("the starter");
    let mut numbers = Numbers(2026);
    let mut drawn = BTreeSet::new();
    while drawn.len() < LEFT_OUT {
        drawn.insert(numbers.next(changes.len()));
    }
    let records = |at: usize| {
        let Change::Upsert(incoming) = &changes[at] else { return Vec::new() };
        let tracks = incoming.mix.entries.iter().filter(|entry| entry.kind == EntryKind::Track);
        tracks.filter_map(|e| Some(Name::parse(e.artist.as_deref()?, e.title.as_deref()?))).collect()
    };
    let kept = (0..changes.len()).filter(|at| !drawn.contains(at));
    let known: HashSet<String> = kept.flat_map(records).map(|name| name.key().family().to_owned()).collect();
    let one = |at: &usize| {
        let mut gone = records(*at);
        gone.retain(|name| !known.contains(name.key().family()));
        let count = gone.len();
        (count > 0).then(|| gone.swap_remove(numbers.next(count)))
    };
    let asked = drawn.iter().filter_map(one).collect();
    (drawn, asked)
}

/// The record or a version of it, perhaps in another spelling.
fn is_it(asked: &Name, found: &Name) -> bool {
    let plain = |name: &Name| Name { version: None, ..name.clone() };
    agrees(&plain(asked), &plain(found)) == Some(Agreement::Same) || grade(asked, found) != Grade::Different
}

fn name(row: &segue::library::query::TrackRow) -> Name {
    Name { artist: row.artist.clone(), title: row.title.clone(), version: row.version.clone() }
}

#[test]
fn a_record_that_is_not_there_is_neither_found_nor_taken_for_another() {
    let (drawn, asked) = absent();
    let (_dir, library) = library(&drawn);
    let snapshot = library.snapshot();
    let mine = OwnedIndex::default();
    let (mut wrong, mut taken) = (Vec::new(), Vec::new());
    for record in &asked {
        let words = format!("{} {}", record.artist, record.title);
        let answer = snapshot.search(&words, 20, &|| false).expect("not stopped");
        if let Some(other) = answer.tracks.iter().find(|hit| !is_it(record, &name(&hit.row)))
            && !answer.closest
        {
            wrong.push(format!("{words} | {}", name(&other.row)));
        }
        for asked in [words, format!("{} - {}", record.artist, record.title)] {
            let known = resolve::resolve(&library, &mine, &asked).expect("readable");
            if let Ok(other) = known
                && !is_it(record, &other.seen.name)
            {
                taken.push(format!("{asked} | {}", other.seen.name));
            }
        }
    }
    assert!(asked.len() >= 350, "{} records", asked.len());
    assert!(
        (wrong.len() * 100 + asked.len() / 2) / asked.len() <= 2,
        "{} of {} wrong:\n{}",
        wrong.len(),
        asked.len(),
        wrong.join("\n")
    );
    assert!(
        // Each is asked for in two ways.
        taken.len() * 200 <= 2 * asked.len(),
        "{} of {} taken:\n{}",
        taken.len(),
        asked.len(),
        taken.join("\n")
    );
}
