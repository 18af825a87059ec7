//! Record labels: one label's spellings to one key.

use super::fold::{fold, squash, words};

/// Written where a label should be, and none.
#[rustfmt::skip]
const NONE: &[&str] = &[
    "unreleased", "previouslyunreleased", "white", "whitelabel", "whitelbl", "cdr", "promo", "promocdr",
    "promoonly", "dubplate", "testpress", "testpressing", "free", "freedownload", "freetrack", "freedl",
    "selfreleased", "selfrelease", "notonlabel", "na", "unknown", "unknownlabel", "forthcoming", "bootleg",
    "download", "acetate", "none", "nolabel", "tba", "tbc", "soundcloud", "bandcamp", "exclusive", "unsigned",
    "records", "label", "id", "wl", "internetbootleg", "dub",
];

/// Words at a name's end that say only that it is a label.
#[rustfmt::skip]
const COMPANY: &[&str] = &[
    "records", "recordings", "recording", "record", "recs", "rec", "music", "label", "ltd", "inc", "llc", "gmbh",
];

/// The key of a label: `Warp`, `WARP` and `Warp Records` are one; `Unreleased`, `White` and `CDR` are none.
pub fn label_key(label: &str) -> Option<String> {
    let folded = fold(label);
    // `Doorn (Spinnin')`: whose sublabel it is.
    let own = folded.split_once(" (").map_or(folded.as_str(), |(own, _)| own);
    let mut names: Vec<&str> = words(own).collect();
    while names.len() > 1 && names.last().is_some_and(|last| COMPANY.contains(last)) {
        names.pop();
    }
    let key = if names.is_empty() { squash(own) } else { squash(&names.join(" ")) };
    let is_none = |key: &str| key.chars().all(|c| !c.is_alphanumeric()) || NONE.contains(&key);
    (!is_none(&key) && !is_none(&squash(own))).then_some(key)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::label_key;

    #[rstest]
    #[case("Warp", "warp")]
    #[case("WARP", "warp")]
    #[case("Warp Records", "warp")]
    #[case("Soma Quality Recordings", "somaquality")]
    #[case("Spinnin’", "spinnin")]
    #[case("Doorn (Spinnin')", "doorn")]
    #[case("Analytic Trail", "analytictrail")]
    #[case("Music Man", "musicman")]
    #[case("1605", "1605")]
    #[case("Ava White", "avawhite")]
    fn a_label_has_one_key(#[case] label: &str, #[case] key: &str) {
        assert_eq!(label_key(label).as_deref(), Some(key));
    }

    #[rstest]
    #[case("Unreleased")]
    #[case("White")]
    #[case("White Label")]
    #[case("CDR")]
    #[case("CD-R")]
    #[case("PROMO")]
    #[case("Not On Label")]
    #[case("N/A")]
    #[case("?")]
    #[case("")]
    fn what_is_no_label_has_none(#[case] label: &str) {
        assert_eq!(label_key(label), None);
    }
}
