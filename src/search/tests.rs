//! What a search finds, and in which order.

use std::cell::Cell;

use proptest::prelude::*;

use super::{Names, SearchIndex, Sections, sections::Damaged};
use crate::slab::Slab;

/// Artist, title, version, label, DJs.
type Record = (&'static str, &'static str, &'static str, &'static str, u32);

struct Shelf {
    records: Vec<Record>,
    /// All are versions of one record.
    one_work: bool,
}

impl Shelf {
    fn new(records: Vec<Record>) -> Self {
        Self { records, one_work: false }
    }
}

impl Names for Shelf {
    fn len(&self) -> usize {
        self.records.len()
    }
    fn artist(&self, row: u32) -> &str {
        self.records[row as usize].0
    }
    fn title(&self, row: u32) -> &str {
        self.records[row as usize].1
    }
    fn version(&self, row: u32) -> &str {
        self.records[row as usize].2
    }
    fn label(&self, row: u32) -> &str {
        self.records[row as usize].3
    }
    fn work(&self, row: u32) -> u32 {
        if self.one_work { 0 } else { row }
    }
    fn djs(&self, row: u32) -> u32 {
        self.records[row as usize].4
    }
    fn mixes(&self, row: u32) -> u32 {
        self.records[row as usize].4
    }
}

/// Records that have a title alone.
pub(super) struct Titles(pub Vec<String>);

impl Names for Titles {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn artist(&self, _: u32) -> &'static str {
        ""
    }
    fn title(&self, row: u32) -> &str {
        &self.0[row as usize]
    }
    fn version(&self, _: u32) -> &'static str {
        ""
    }
    fn label(&self, _: u32) -> &'static str {
        ""
    }
    fn work(&self, row: u32) -> u32 {
        row
    }
    fn djs(&self, _: u32) -> u32 {
        1
    }
    fn mixes(&self, _: u32) -> u32 {
        1
    }
}

fn shelf() -> Shelf {
    Shelf::new(vec![
        ("Aphex Twin", "Windowlicker", "Feed Me Edit", "Warp", 1),
        ("Aphex Twin", "Windowlicker", "", "Warp", 9),
        ("Digital & Spirit", "Phantom Force", "", "Phantom Audio", 8),
        ("Digital & Spirit", "Phantom Force", "Fracture Remix", "Phantom Audio", 2),
        ("Björk", "Jóga", "", "One Little Indian", 3),
        ("Plastikman", "Spastik", "", "Plus 8", 5),
        ("東京事変", "群青日和", "", "", 1),
        ("!!!", "Heart Of Hearts", "", "Warp", 1),
        ("Joy Orbison", "Hyph Mngo", "", "Hotflush", 6),
        ("Lickety", "Split", "", "", 1),
        ("S.P.Y", "Don't Stop", "", "", 2),
        ("مصطفى", "ليلة", "", "", 1),
    ])
}

fn rows(query: &str) -> Vec<u32> {
    let shelf = shelf();
    let found = SearchIndex::build(&shelf).search(query, 100, &shelf, &|| false).expect("nobody stops it");
    assert_eq!(found.total as usize, found.hits.len());
    found.hits.iter().map(|hit| hit.row).collect()
}

#[test]
fn words_match_in_any_order_and_any_field() {
    assert_eq!(rows("force phantom"), [2, 3]);
    assert_eq!(rows("remix spirit"), [3]);
    assert_eq!(rows("WARP windowl"), [1, 0], "more DJs first");
    assert_eq!(rows("Digital and Spirit"), [2, 3], "what joins names may be written otherwise");
    assert_eq!(rows("“phantom” ‹force› «audio» feat."), [2, 3]);
    assert_eq!(rows("joga bjork"), [4]);
    assert_eq!(rows("spy dont"), [10]);
    assert_eq!(rows("事変"), [6]);
    assert_eq!(rows("ليلة"), [11]);
    assert_eq!(rows("!!!"), [7]);
}

#[test]
fn starts_stand_before_insides_before_left_out_letters() {
    assert_eq!(rows("lick"), [9, 1, 0], "however many more DJs play the others");
    assert_eq!(rows("wndlckr"), [1, 0]);
    assert_eq!(rows("hyphmngo"), [8], "a blank is missing");
}

#[test]
fn a_row_that_lacks_a_word_is_never_a_hit() {
    let shelf = Shelf::new(vec![
        ("Sunnery James & Ryan Marciano", "Borderline Vanishing Angel", "Bootleg", "", 9),
        ("Plastikman", "Spastik", "", "Plus 8", 5),
    ]);
    let index = SearchIndex::build(&shelf);
    let search = |query: &str| index.search(query, 5, &shelf, &|| false).expect("nobody stops it");
    for letters_over_words in ["jms rynmrc", "sunryan", "burial archangel", "brdrlngel", "spstk mnp"] {
        let found = search(letters_over_words);
        assert!(found.hits.is_empty() || found.closest, "{letters_over_words}: {found:?}");
    }
    let found = search("plstkmn");
    assert_eq!((found.hits[0].row, found.closest), (1, true), "letters left out of one word");
    let found = search("spastik nowhere");
    assert_eq!((found.hits[0].row, found.closest), (1, true), "a word short");
}

/// The titles in the order in which they are found.
fn order(records: &[Record], query: &str) -> Vec<&'static str> {
    let shelf = Shelf::new(records.to_vec());
    let found = SearchIndex::build(&shelf).search(query, 100, &shelf, &|| false).expect("nobody stops it");
    found.hits.iter().map(|hit| records[hit.row as usize].1).collect()
}

#[test]
fn whole_words_stand_before_starts_before_insides_before_errors() {
    let records = [
        ("Pinkpantheress", "Start", "", "", 300),
        ("Spinks", "Inside", "", "", 400),
        ("Pimk", "Error", "", "", 500),
        ("P!nk", "Whole", "", "", 1),
    ];
    assert_eq!(order(&records, "pink"), ["Whole", "Start", "Inside", "Error"]);
}

#[test]
fn an_artists_own_records_stand_before_remixes_and_more_djs_before_fewer() {
    let records = [
        ("Somebody", "Remixed", "Ricardo Villalobos Remix", "", 200),
        ("Ricardo Villalobos", "Few", "", "", 1),
        ("Ricardo Villalobos", "Many", "", "", 30),
        ("Los Updates & Ricardo Villalobos", "Together", "", "", 9),
    ];
    assert_eq!(order(&records, "ricardo villalobos"), ["Many", "Together", "Few", "Remixed"]);
    assert_eq!(order(&records, "villalobos remix"), ["Remixed"]);
}

#[test]
fn a_record_in_three_spellings_of_its_version_stands_once() {
    let shelf = Shelf {
        records: vec![
            ("Shakedown", "At Night", "Kid Crème Remix", "", 2),
            ("Shakedown", "At Night", "Kid Creme Mix", "", 7),
            ("Shakedown", "At Night", "", "", 9),
            ("Shakedown", "At Night", "Kid Creme", "", 1),
            ("Shakedown", "At Night", "Kid Creme Dub", "", 1),
        ],
        one_work: true,
    };
    let found = SearchIndex::build(&shelf).search("at night", 2, &shelf, &|| false).expect("nobody stops it");
    let rows: Vec<_> = found.hits.iter().map(|hit| (hit.row, hit.spellings.clone())).collect();
    assert_eq!(rows, [(2, vec![]), (1, vec![0, 3])]);
}

#[test]
fn typing_errors_are_forgiven_where_little_else_is_found() {
    let shelf = shelf();
    let index = SearchIndex::build(&shelf);
    for (query, row, closest) in [
        ("aphex widnowlicker", 1, true),
        ("plastikmann spastik", 5, true),
        ("spastic", 5, true),
        ("phantom farce", 2, true),
        ("wijdovlicker", 1, true),
        ("phantom forc", 2, false),
        ("bjork nothing joga", 4, true),
    ] {
        let found = index.search(query, 10, &shelf, &|| false).expect("nobody stops it");
        assert_eq!(found.hits.first().map(|hit| hit.row), Some(row), "{query}");
        assert_eq!(found.closest, closest, "{query}");
    }
    let nothing = index.search("xylophonequartet", 10, &shelf, &|| false).expect("nobody stops it");
    assert!(nothing.hits.is_empty() && !nothing.closest);
}

#[test]
fn what_is_typed_so_far_finds_what_it_becomes() {
    let query = "digital & spirit phantom force";
    for end in 2..=query.len() {
        assert_eq!(rows(&query[..end]).first(), Some(&2), "{}", &query[..end]);
    }
}

#[test]
fn counting_ends_at_ten_thousand() {
    let many = Shelf::new((0..10_500).map(|_| ("Moby", "Go", "", "", 1)).collect());
    let found = SearchIndex::build(&many).search("mob", 5, &many, &|| false).expect("nobody stops it");
    assert_eq!((found.total, found.total_is_lower_bound), (10_000, true));
    assert_eq!(
        found.hits.iter().map(|hit| hit.row).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4],
        "ties go to the lower row"
    );
}

#[test]
fn loose_matches_fill_the_list_and_are_not_counted_for_ever() {
    let mut many = vec![("Moby", "Go", "", "", 1); 2500];
    many.push(("Mboy", "Go", "", "", 1));
    let many = Shelf::new(many);
    let index = SearchIndex::build(&many);
    let search = |limit| index.search("mboy", limit, &many, &|| false).expect("nobody stops it");
    assert_eq!((search(5).total, search(5).total_is_lower_bound, search(5).hits[0].row), (2001, true, 2500));
    assert_eq!((search(2200).hits.len(), search(2200).closest), (2200, false), "as many as are wanted");
}

#[test]
fn an_outdated_search_ends_soon() {
    let many = Shelf::new((0..20_000).map(|_| ("Moby", "Go", "", "", 1)).collect());
    let index = SearchIndex::build(&many);
    let asked = Cell::new(0);
    for patience in [0, 1, 5, 10] {
        asked.set(0);
        let answer = index.search("mxb", 5, &many, &|| {
            asked.set(asked.get() + 1);
            asked.get() > patience
        });
        assert!(answer.is_none(), "stopped after {patience} looks");
        assert_eq!(asked.get(), patience + 1, "nothing goes on after the answer");
    }
}

#[test]
fn one_letter_and_any_script_find_their_record() {
    let records = vec![
        ("ลำไย ไหทองคำ", "ผู้สาวขาเลาะ", "", "", 1),
        ("مصطفى", "ليلة", "", "", 1),
        ("Ａｒｔｉｓｔ", "Ｔｉｔｌｅ", "", "", 1),
        ("Кино", "Группа крови", "", "", 1),
        ("砂原良徳", "Love Beat", "", "", 1),
        ("X", "Y", "", "", 1),
        ("Moderat", "🔥 Bad Kingdom", "", "", 1),
    ];
    let shelf = Shelf::new(records);
    let index = SearchIndex::build(&shelf);
    for (query, row) in [
        ("ผู้สาว", 0),
        ("مصطفى ليلة", 1),
        ("artist title", 2),
        ("кино крови", 3),
        ("砂原 love beat", 4),
        ("love 砂原良徳", 4),
        ("„love” ‚beat‘ «砂原» \"", 4),
        ("x", 5),
        ("bad 🔥 kingdom", 6),
        ("moderat feat. bad", 6),
    ] {
        let found = index.search(query, 5, &shelf, &|| false).expect("nobody stops it");
        assert_eq!(found.hits.first().map(|hit| (hit.row, found.closest)), Some((row, false)), "{query}");
    }
}

#[test]
fn odd_queries_are_harmless() {
    for query in ["", " ", "\u{0}\u{1b}[2J", "(((", "🔥", "\u{202e}", "?"] {
        rows(query);
    }
    rows(&"windowlicker ".repeat(100_000));
    rows(&"東".repeat(400_000));
    assert_eq!(rows(&format!("windowlicker{}", " ".repeat(1 << 20))), [1, 0]);
    let empty = Shelf::new(Vec::new());
    let found = SearchIndex::build(&empty).search("a", 5, &empty, &|| false).expect("nobody stops it");
    assert!(found.hits.is_empty());
    let shelf = shelf();
    let found = SearchIndex::build(&shelf).search("aphex", 0, &shelf, &|| false).expect("nobody stops it");
    assert!(found.hits.is_empty());
}

/// Sections in memory.
struct Stored(Vec<(&'static str, Vec<u8>)>);

impl Stored {
    fn of(index: &SearchIndex) -> Self {
        Self(index.sections().into_iter().map(|(name, bytes)| (name, bytes.to_vec())).collect())
    }
}

impl Sections for Stored {
    type Error = String;

    fn slab<T: bytemuck::Pod>(&self, name: &str) -> Result<Slab<T>, String> {
        let (_, bytes) = self.0.iter().find(|(own, _)| *own == name).ok_or_else(|| name.to_owned())?;
        let values: Vec<T> = bytes.chunks_exact(size_of::<T>()).map(bytemuck::pod_read_unaligned).collect();
        Ok(values.into())
    }
}

#[test]
fn a_stored_index_answers_the_same() {
    let shelf = shelf();
    let index = SearchIndex::build(&shelf);
    let mut stored = Stored::of(&index);
    let loaded = SearchIndex::from_sections(&stored).expect("loads");
    for query in ["aphex", "widnow", "f", "bjork zzz"] {
        assert_eq!(loaded.search(query, 9, &shelf, &|| false), index.search(query, 9, &shelf, &|| false));
    }
    stored.0[1].1.truncate(2);
    let short = SearchIndex::from_sections(&stored);
    assert!(matches!(short, Err(Damaged::Contradiction("search.djs"))));
    stored.0.remove(0);
    assert!(matches!(SearchIndex::from_sections(&stored), Err(Damaged::Section(_))));
}

proptest! {
    #[test]
    fn a_damaged_index_does_no_harm(damage in prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index, u8)>(), 1..60)) {
        let shelf = shelf();
        let mut stored = Stored::of(&SearchIndex::build(&shelf));
        for (section, at, byte) in damage {
            let bytes = &mut stored.0[section.index(9)].1;
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let index = SearchIndex::from_sections(&stored).expect("lengths agree");
        for query in ["a", "aphex windowl", "widnow", "wndlckr", "hyphmngo", "bjork zzz", "東"] {
            let found = index.search(query, 20, &shelf, &|| false).expect("nobody stops it");
            prop_assert!(found.hits.iter().all(|hit| hit.row < 12));
        }
    }

    #[test]
    fn any_query_is_answered(query in any::<String>()) {
        rows(&query);
    }
}
