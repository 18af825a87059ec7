//! From names to the index.

use std::{cmp::Reverse, collections::HashMap};

use super::{
    fit::BETWEEN,
    index::SearchIndex,
    text::{cut, push_words},
    vocabulary::{Vocabulary, masks},
};

/// The names to search and what ranks them; rows are dense and start at 0.
pub trait Names {
    /// How many rows.
    fn len(&self) -> usize;
    /// No row at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// As shown.
    fn artist(&self, row: u32) -> &str;
    /// As shown, without its version.
    fn title(&self, row: u32) -> &str;
    /// As shown; empty where neutral.
    fn version(&self, row: u32) -> &str;
    /// As shown; empty where unknown.
    fn label(&self, row: u32) -> &str;
    /// The number that versions of one record share.
    fn work(&self, row: u32) -> u32;
    /// Whether a name that is the words and nothing else stands before those that hold more: of pages, not of records.
    fn whole_first(&self) -> bool {
        false
    }
    /// How many DJs play it.
    fn djs(&self, row: u32) -> u32;
    /// In how many mixes it is played.
    fn mixes(&self, row: u32) -> u32;
}

/// A word of the vocabulary keeps this many bytes.
const WORD_BYTES: usize = 64;
/// Texts end here: their offsets are 32 bits wide.
const TEXT_BYTES: usize = u32::MAX as usize - (1 << 16);

impl SearchIndex {
    /// Builds the index. The same names give the same bytes.
    pub fn build(names: &dyn Names) -> Self {
        let order = by_popularity(names);
        let mut texts = String::new();
        let mut starts = Vec::with_capacity(order.len() + 1);
        starts.push(0);
        for &row in &order {
            let fields = [names.artist(row), names.title(row), names.version(row), names.label(row)];
            push_fields(&mut texts, fields);
            starts.push(texts.len().min(u32::MAX as usize) as u32);
        }
        let vocabulary = vocabulary(&texts, &starts);
        let popularity: Vec<u16> =
            order.iter().map(|&row| names.djs(row).min(u32::from(u16::MAX)) as u16).collect();
        Self {
            order: order.into(),
            djs: popularity.into(),
            texts: texts.into_bytes().into(),
            starts: starts.into(),
            vocabulary,
        }
    }
}

/// All rows: more DJs first, then more mixes, then the lower row.
pub(super) fn by_popularity(names: &dyn Names) -> Vec<u32> {
    let rows = u32::try_from(names.len()).unwrap_or(u32::MAX);
    let mut keys: Vec<_> =
        (0..rows).map(|row| (Reverse(names.djs(row)), Reverse(names.mixes(row)), row)).collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, _, row)| row).collect()
}

/// Appends a row's text, up to the last field that has words.
pub(super) fn push_fields(texts: &mut String, fields: [&str; 4]) {
    let start = texts.len();
    for (at, field) in fields.into_iter().enumerate() {
        if at > 0 {
            texts.push(char::from(BETWEEN));
        }
        if texts.len() < TEXT_BYTES {
            push_words(texts, field);
        }
    }
    let kept = texts[start..].trim_end_matches(char::from(BETWEEN)).len();
    texts.truncate(start + kept);
}

/// The words of one row's text, some of them twice.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', char::from(BETWEEN)]).filter(|word| !word.is_empty()).map(|word| cut(word, WORD_BYTES))
}

/// Two passes over the texts: count, then place.
fn vocabulary(texts: &str, starts: &[u32]) -> Vocabulary {
    struct Seen {
        count: u32,
        /// The row that had it last, plus one.
        last: u32,
    }
    let row_texts = || starts.windows(2).map(|pair| &texts[pair[0] as usize..pair[1] as usize]);

    let mut ids: HashMap<&str, u32> = HashMap::new();
    let mut seen: Vec<Seen> = Vec::new();
    for (row, text) in row_texts().enumerate() {
        for word in words(text) {
            let id = *ids.entry(word).or_insert_with(|| {
                seen.push(Seen { count: 0, last: 0 });
                seen.len() as u32 - 1
            });
            let seen = &mut seen[id as usize];
            if seen.last != row as u32 + 1 {
                seen.last = row as u32 + 1;
                seen.count += 1;
            }
        }
    }

    let mut sorted: Vec<(&str, u32)> = ids.iter().map(|(&word, &id)| (word, id)).collect();
    sorted.sort_unstable();
    let mut text = Vec::with_capacity(sorted.iter().map(|(word, _)| word.len()).sum());
    let (mut word_starts, mut firsts) = (vec![0], vec![0]);
    // Where the next row of each word goes.
    let mut next = vec![0_u32; sorted.len()];
    let mut total = 0;
    for &(word, id) in &sorted {
        text.extend_from_slice(word.as_bytes());
        word_starts.push(text.len() as u32);
        next[id as usize] = total;
        total += seen[id as usize].count;
        firsts.push(total);
        seen[id as usize].last = 0;
    }
    let mut postings = vec![0_u32; total as usize];
    for (row, text) in row_texts().enumerate() {
        for word in words(text) {
            let Some(&id) = ids.get(word) else { continue };
            let id = id as usize;
            if seen[id].last != row as u32 + 1 {
                seen[id].last = row as u32 + 1;
                postings[next[id] as usize] = row as u32;
                next[id] += 1;
            }
        }
    }
    Vocabulary {
        masks: masks(sorted.iter().map(|(word, _)| word.as_bytes())),
        text: text.into(),
        starts: word_starts.into(),
        firsts: firsts.into(),
        postings: postings.into(),
    }
}
