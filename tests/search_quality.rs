//! Real records are found by queries damaged as people damage them, on the starter catalogue.

use segue::{
    config::{Paths, Settings},
    library::Library,
    track::fold,
};

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

#[test]
fn nine_of_ten_damaged_queries_find_their_record_among_the_first_five() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let paths = Paths::find(None, Some(dir.path().to_owned())).expect("a folder");
    paths.make().expect("made");
    let library = Library::open(&paths, &Settings::default()).expect("opens with the starter");
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
    assert!(missed.len() <= 20, "{} missed:\n{}", missed.len(), missed.join("\n"));
}
