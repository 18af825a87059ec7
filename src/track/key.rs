//! Keys: what identifies a record across spellings.

use std::fmt;

use super::{artists::artist_set, fold::squash, rules::Rules, version::version_key};

/// A record's identity: the set of its folded artists, its folded base title, its folded version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackKey(String);

impl TrackKey {
    /// Artists sorted and parted by spaces, then title and version, each after a tab; no part holds white space.
    pub(super) fn of(artist: &str, title: &str, version: Option<&str>, rules: &Rules) -> Self {
        let mut text = artist_set(artist).join(" ");
        text.push('\t');
        text.push_str(&squash(title));
        text.push('\t');
        if let Some(version) = version {
            text.push_str(&version_key(version, rules));
        }
        match rules.aliases.get(text.as_str()) {
            Some(record) => Self((*record).to_owned()),
            None => Self(text),
        }
    }

    /// Takes back what [`TrackKey::as_str`] gave.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The key as text, for storing.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folded base title, which other versions and other credits of a record share.
    pub fn base(&self) -> &str {
        self.0.split('\t').nth(1).unwrap_or_default()
    }

    /// The part that all versions of a record have in common.
    pub fn family(&self) -> &str {
        Self::family_of(&self.0)
    }

    /// [`TrackKey::family`] of a key as it is stored.
    pub fn family_of(stored: &str) -> &str {
        stored.rsplit_once('\t').map_or(stored, |(family, _)| family)
    }
}

impl fmt::Display for TrackKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::TrackKey;
    use crate::track::Name;
    use crate::track::Rules;

    fn key(artist: &str, title: &str) -> TrackKey {
        Name::parse(artist, title).key()
    }

    #[rstest]
    #[case(("Aphex Twin", "Windowlicker"), ("APHEX TWIN", "windowlicker (Original Mix)"))]
    #[case(("Mr. G & Âme", "Rej"), ("Ame, Mr G", "REJ [Extended]"))]
    #[case(("Armin van Buuren Feat. Kensington", "Heading Up High"), ("Armin van Buuren", "Heading Up High (feat. Kensington)"))]
    #[case(("Marc Romboy vs Blake Baxter", "Freakin'"), ("Blake Baxter & Marc Romboy", "Freakin’"))]
    #[case(("Surgeon", "Atol (2014 Remaster)"), ("Surgeon", "Atol"))]
    #[case(("Drax", "Amphetamine (Kr!z Remix Remastered 2003)"), ("Drax", "Amphetamine (Kr!z Rmx)"))]
    #[case(("Rødhåd", "Perplexed (Rødhåd Extended Mix)"), ("Rodhad", "Perplexed (Rødhåd Mix)"))]
    #[case(("A", "Song (Dub Mix)"), ("A", "Song (Dub)"))]
    #[case(("A", "Song (Instrumental Version)"), ("A", "Song - Instrumental"))]
    #[case(("A", "Song (B Re-Edit)"), ("A", "Song (B Reedit)"))]
    #[case(("A", "Song (Acappella)"), ("A", "Song (A Cappella)"))]
    #[case(("Moodymann", "J.A.N."), ("Moodymann", "JAN"))]
    fn one_record_has_one_key(#[case] one: (&str, &str), #[case] other: (&str, &str)) {
        assert_eq!(key(one.0, one.1), key(other.0, other.1));
    }

    #[rstest]
    #[case("Windowlicker", "Windowlicker (Feed Me Edit)")]
    #[case("Song (B Remix)", "Song (C Remix)")]
    #[case("Song (B Remix)", "Song (B Mix)")]
    #[case("Song (B Remix)", "Song (B Dub)")]
    #[case("Song", "Song (Club Mix)")]
    #[case("Song", "Song (Live)")]
    #[case("Song", "Song (VIP)")]
    #[case("Song", "Song (Instrumental)")]
    #[case("Song", "Song (Edit)")]
    #[case("Song (Original Mix)", "Song (Original Def Mix)")]
    #[case("Song", "Song (2009 Version)")]
    #[case("Song", "Song (Karaoke Version)")]
    #[case("Song (Remix)", "Song (Remix 2)")]
    #[case("Untitled (A1)", "Untitled (B1)")]
    #[case("Song (Part 1)", "Song (Part 2)")]
    #[case("???", "!!!")]
    fn other_records_have_other_keys(#[case] one: &str, #[case] other: &str) {
        assert_ne!(key("A", one), key("A", other));
    }

    #[test]
    fn versions_of_one_record_share_its_family() {
        assert_eq!(key("A", "Song").family(), key("A", "Song (B Remix)").family());
        assert_ne!(key("A", "Song").family(), key("B", "Song").family());
        assert_eq!(key("A", "Song (B Remix)").base(), key("B", "Song").base());
        assert_eq!(TrackKey::from_stored("a\tsong\tbremix".to_owned()), key("A", "Song (B Remix)"));
    }

    #[test]
    fn other_rules_make_other_keys() {
        let mut rules = Rules::current().clone();
        rules.version += 1;
        rules.neutral.push("club mix".to_owned());
        let key_with = |title| Name::parse_with("A", title, &rules).key_with(&rules);
        assert_eq!(key_with("Song (Club Mix)"), key_with("Song"));
        assert_ne!(key("A", "Song (Club Mix)"), key("A", "Song"));
    }

    /// Names as people write them.
    fn text() -> impl Strategy<Value = String> {
        "[A-Za-z0-9éøßÅ.'&!?()\\[\\] -]{0,30}|.{0,12}"
    }

    proptest! {
        #[test]
        fn a_key_survives_being_shown_and_read_again(artist in text(), title in text()) {
            let name = Name::parse(&artist, &title);
            let version = name.version.as_ref().map_or(String::new(), |version| format!(" ({version})"));
            let again = Name { artist: name.artist.clone(), title: name.title.clone(), version: name.version.clone() };
            prop_assert_eq!(again.key(), name.key());
            prop_assert!(version.is_empty() || !name.key().as_str().ends_with('\t'));
        }

        #[test]
        fn case_does_not_change_a_key(artist in "[a-zé0-9 ]{1,12}", title in "[a-zé0-9 ]{1,12}", version in "[a-z ]{0,8}( remix)?") {
            let title = format!("{title} ({version})");
            prop_assert_eq!(key(&artist, &title), key(&artist.to_uppercase(), &title.to_uppercase()));
        }

        #[test]
        fn the_order_of_artists_does_not_change_a_key(a in "[c-eg-m]{1,8}", b in "[c-eg-m]{3,8} [c-eg-m]{3,8}", join in " & |, | vs | feat\\. | b2b ") {
            prop_assert_eq!(key(&format!("{a}{join}{b}"), "Song"), key(&format!("{b} & {a}"), "Song"));
        }

        #[test]
        fn a_key_has_three_parts_whatever_the_names(artist in ".{0,20}", title in ".{0,20}") {
            prop_assert_eq!(key(&artist, &title).as_str().matches('\t').count(), 2);
        }
    }
}
