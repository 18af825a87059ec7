//! The folding rules as a value, so that a catalogue keyed with one set can be keyed again with another.

use std::{collections::HashMap, sync::LazyLock};

use super::alias;

/// Version of [`Rules::current`]. It goes up with every change after which a name may get another key.
pub const RULES: u32 = 2;

/// What folds away when a name becomes a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Stored beside every key that was made with these rules.
    pub version: u32,
    /// Versions that say nothing about which recording it is, as folded words without years: `original mix`.
    pub neutral: Vec<String>,
    /// Keys of records that are spelt in two ways, each to the key that stands for both.
    pub aliases: HashMap<&'static str, &'static str>,
}

static CURRENT: LazyLock<Rules> = LazyLock::new(|| Rules {
    version: RULES,
    neutral: NEUTRAL.split(',').map(|phrase| phrase.trim().to_owned()).collect(),
    aliases: alias::reviewed().filter(|pair| pair.same).map(|pair| pair.keys.into()).collect(),
});

/// Lengths, formats, masterings and notes. A club mix, a dub, an instrumental, a live take or a VIP is a record of its
/// own and stands in no such list.
const NEUTRAL: &str = "mix, version, original, original mix, original version, original edit, the original, \
    original extended, original extended mix, original extended version, \
    extended, extended mix, extended version, extended edit, extended original mix, extended mixx, \
    radio edit, radio mix, radio version, album version, album mix, album edit, lp version, lp mix, \
    single version, single edit, single mix, full version, full length, full length mix, full length version, \
    12, 12 mix, 12 version, 12 inch, 12 inch mix, 12 inch version, 12 extended, 12 extended mix, 12 extended version, \
    original 12 mix, original 12 version, original 12 inch mix, original 12 inch version, \
    7, 7 mix, 7 version, 7 edit, 7 inch, 7 inch mix, 7 inch version, 7 inch edit, \
    remaster, remastered, remastered version, remastered mix, digital remaster, digitally remastered, \
    original remaster, original remastered, original remastered mix, original mix remastered, album version remastered, \
    mixed, mixed version, explicit, explicit version, unreleased, promo, bonus track, free download, free track, \
    out now, forthcoming, exclusive, exclusive track, digital only, working title";

impl Rules {
    /// The rules of this program.
    pub fn current() -> &'static Self {
        &CURRENT
    }

    /// The same, with every reviewed spelling a record of its own.
    #[must_use]
    pub fn without_aliases(&self) -> Self {
        Self { aliases: HashMap::new(), ..self.clone() }
    }

    /// Whether these words, in this order and without years, are a neutral version.
    pub(super) fn is_neutral(&self, words: &[&str]) -> bool {
        let phrase = words.join(" ");
        !phrase.is_empty() && self.neutral.contains(&phrase)
    }
}
