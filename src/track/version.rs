//! Versions: telling a remix from a subtitle, and a neutral word from a remix.

use super::{
    fold::{fold, words},
    rules::Rules,
};

/// Words that make a bracketed text a version wherever they stand in it.
#[rustfmt::skip]
const ANYWHERE: &[&str] = &[
    "remix", "remixed", "rework", "reworked", "bootleg", "mashup", "remaster", "remastered", "reedit", "mix",
    "edit", "version", "vip", "acapella", "instrumental", "karaoke", "rerub", "refix", "reconstruction", "remake",
    "reinterpretation", "reboot", "redub", "unplugged", "retouch",
];

/// Words that do so only as the last one, numbers aside.
#[rustfmt::skip]
const AT_THE_END: &[&str] = &[
    "dub", "dubb", "extended", "original", "vocal", "vocals", "vox", "beats", "tool", "cut", "rub", "live",
    "acoustic", "reprise", "take", "touch", "treatment", "interpretation", "revision", "reshape", "repaint",
    "remode", "remodel", "redux", "demo", "session", "deconstruction", "smashup", "blend", "mixed", "mono",
    "stereo", "respray", "reduction", "translation", "flip", "length", "explicit", "unreleased", "promo",
    "forthcoming", "cover", "tribute", "dubplate", "re", "process", "exclusive",
];

/// Ends of coined words that do so at the end: `Harmonimix`, `GHedit`, `2012VIP`.
#[rustfmt::skip]
const COINED: &[&str] = &[
    "mix", "mixx", "edit", "dub", "appella", "apella", "vip",
];

/// Words that do so only as the first one.
#[rustfmt::skip]
const AT_THE_START: &[&str] =
    &[
    "live", "dub", "acoustic", "originally", "made", "style", "re", "bonus", "free",
];

/// Whole texts that are versions though none of their words is.
#[rustfmt::skip]
const WHOLE: &[&str] =
    &[
    "12", "12 inch", "7", "7 inch", "out now", "free download", "free track", "bonus track", "club",
];

/// A version after which "mix" or "version" adds nothing: a dub mix is a dub.
#[rustfmt::skip]
const NOUNS: &[&str] = &[
    "remix", "mix", "edit", "dub", "rework", "vip", "bootleg", "instrumental", "acapella", "mashup", "vocal",
    "acoustic", "live", "reedit", "version",
];

/// Words in the longest neutral end.
const LONGEST_NEUTRAL: usize = 6;

/// Whether a bracketed text, or one after a dash at a title's end, names a version: `Feed Me Edit`, `Live At Fabric`.
pub fn reads_as_version(text: &str) -> bool {
    let folded = fold(text);
    if folded.starts_with("re-") || folded.contains(" re-") {
        return true;
    }
    let words = joined_words(&folded);
    is_version(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// As [`reads_as_version`] for a text after a dash, where titles stand as well: `Live And Let Die` is none.
pub(super) fn tail_reads_as_version(text: &str) -> bool {
    let folded = fold(text);
    let words = joined_words(&folded);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    is_version(&words) && (words.len() <= 8)
}

fn is_version(words: &[&str]) -> bool {
    let Some(first) = words.first() else { return false };
    let end = words.iter().rposition(|word| !is_ordinal(word)).unwrap_or(0);
    words.iter().any(|word| ANYWHERE.contains(word))
        || AT_THE_END.contains(&words[end])
        || COINED.iter().any(|coined| words[end].ends_with(coined))
        || (AT_THE_START.contains(first) && starts_version(words))
        || WHOLE.iter().any(|whole| whole.split(' ').eq(words.iter().copied()))
        || is_pitch(words)
}

fn starts_version(words: &[&str]) -> bool {
    let place = matches!(words, ["live" | "acoustic", "at" | "from" | "in" | "on" | "session" | "pa", ..]);
    let imitation = matches!(words, ["originally", "performed", ..] | ["made", "famous", ..]);
    let note =
        matches!(words, ["bonus", "track" | "beats"] | ["free", "download" | "track" | "dl"] | ["dub", _]);
    place || imitation || note
}

/// `(at -8)`: how a turntable was set.
fn is_pitch(words: &[&str]) -> bool {
    matches!(words, ["at", number] if is_number(number))
}

/// Whether a version says nothing about which recording it is: `Original Mix`, `2011 Remaster`.
pub fn is_neutral_version(version: &str) -> bool {
    version_key(version, Rules::current()).is_empty()
}

/// The version's part in a key: folded, without neutral words; empty where the version is neutral.
pub(super) fn version_key(version: &str, rules: &Rules) -> String {
    let folded = fold(version);
    let words = joined_words(&folded);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let mut rest = &words[..];
    if is_pitch(rest) || rules.is_neutral(&without_years(rest)) {
        return String::new();
    }
    while let Some(shorter) = without_neutral_end(rest, rules) {
        rest = shorter;
    }
    let extended_folds = rules.is_neutral(&["extended"]);
    rest.iter().filter(|word| !(extended_folds && **word == "extended")).copied().collect()
}

/// `x remix` of `x remix remastered 2003`, if the end is neutral and a version stands before it.
fn without_neutral_end<'a, 'b>(words: &'b [&'a str], rules: &Rules) -> Option<&'b [&'a str]> {
    (words.len().saturating_sub(LONGEST_NEUTRAL).max(1)..words.len()).find_map(|cut| {
        let (front, end) = words.split_at(cut);
        let named = NOUNS.contains(front.last()?);
        (named && rules.is_neutral(&without_years(end))).then_some(front)
    })
}

/// A remaster's year says nothing; that of a `2009 Version` tells it from the first.
fn without_years<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let is_remaster = words.iter().any(|word| word.starts_with("remaster"));
    words.iter().copied().filter(|word| !(is_remaster && is_year(word))).collect()
}

/// Words with the spellings of one thing made one: `Re-Edit` is `reedit`, `Rmx` is `remix`, `Pt` is `part`.
pub(super) fn joined_words(folded: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in words(folded) {
        match (out.last_mut(), word) {
            (Some(last), _) if last == "re" => last.push_str(word),
            (Some(last), "cappella" | "capella") if last == "a" => "acapella".clone_into(last),
            (Some(last), "up") if last == "mash" => last.push_str(word),
            (_, "rmx" | "remx") => out.push("remix".to_owned()),
            (_, "acappella" | "accapella" | "accappella") => out.push("acapella".to_owned()),
            (_, "pt") => out.push("part".to_owned()),
            (_, word) => out.push(word.to_owned()),
        }
    }
    out
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// `2`, `III`, `#1`.
fn is_ordinal(word: &str) -> bool {
    is_number(word) || word.bytes().all(|b| matches!(b, b'i' | b'v'))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && is_number(word) && (word.starts_with("19") || word.starts_with("20"))
}
