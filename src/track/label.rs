//! Record labels: one label's spellings to one key.

use super::fold::{fold, squash, words};

/// Written where a label should be, and none.
const NONE: &[&str] = &[
    "unreleased",
    "previouslyunreleased",
    "white",
    "whitelabel",
    "whitelbl",
    "cdr",
    "promo",
    "promocdr",
    "promoonly",
    "dubplate",
    "testpress",
    "testpressing",
    "free",
    "freedownload",
    "freetrack",
    "freedl",
    "selfreleased",
    "selfrelease",
    "notonlabel",
    "na",
    "unknown",
    "unknownlabel",
    "forthcoming",
    "bootleg",
    "download",
    "acetate",
    "none",
    "nolabel",
    "tba",
    "tbc",
    "soundcloud",
    "bandcamp",
    "exclusive",
    "unsigned",
    "records",
    "label",
    "id",
    "wl",
    "internetbootleg",
    "dub",
];

/// Words at a name's end that say only that it is a label.
const COMPANY: &[&str] = &[
    "records",
    "recordings",
    "recording",
    "record",
    "recs",
    "rec",
    "music",
    "label",
    "ltd",
    "inc",
    "llc",
    "gmbh",
];

/// The key of a label: `Warp`, `WARP` and `Warp Records` are one; `Unreleased`, `White` and `CDR` are none.
#[must_use]
pub fn label_key(label: &str) -> Option<String> {
    let folded = fold(label);
    // `Doorn (Spinnin')`: whose sublabel it is.
    let own = folded.split_once(" (").map_or(folded.as_str(), |(own, _)| own);
    let mut names: Vec<&str> = words(own).collect();
    while names.len() > 1 && names.last().is_some_and(|last| COMPANY.contains(last)) {
        names.pop();
    }
    let key = if names.is_empty() { squash(own) } else { squash(&names.join(" ")) };
    let is_none = key.chars().all(|c| !c.is_alphanumeric()) || NONE.contains(&key.as_str());
    (!is_none).then_some(key)
}
