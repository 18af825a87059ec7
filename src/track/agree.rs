//! Whether somebody who names a record means this one.

use super::{
    artists::{artist_set, artists},
    fold::{fold, squash, words},
    name::Name,
    spelling::same_version,
};

/// From so many letters on, one wrong letter makes no other word.
const LETTERS: usize = 4;

/// How an asked name fits a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// Artist, title and version.
    Same,
    /// Artist and title; no version was named, and the record is one.
    VersionLeftOut,
}

/// Whether `asked` means `found`: the same artists, title and version, in another spelling and with one typing error a word.
/// No version means any; one that is named must be there.
pub fn agrees(asked: &Name, found: &Name) -> Option<Agreement> {
    if !alike(&asked.title, &found.title) || !same_artists(&asked.artist, &found.artist) {
        return None;
    }
    match (&asked.version, &found.version) {
        (None, None) => Some(Agreement::Same),
        (None, Some(_)) => Some(Agreement::VersionLeftOut),
        (Some(_), None) => None,
        (Some(a), Some(b)) => same_version(a, b).then_some(Agreement::Same),
    }
}

/// The same names in any order. None is no artist.
fn same_artists(asked: &str, found: &str) -> bool {
    let sets = [asked, found].map(artist_set);
    if sets[0] == sets[1] {
        return !sets[0].is_empty();
    }
    let (asked, mut left) = (artists(asked), artists(found));
    let mut taken = asked.iter().map(|name| {
        let at = left.iter().position(|other| alike(name, other));
        at.map(|at| left.swap_remove(at)).is_some()
    });
    !asked.is_empty() && taken.all(|taken| taken) && left.is_empty()
}

/// The same words in the same order, blanks and one typing error a word aside.
fn alike(a: &str, b: &str) -> bool {
    if squash(a) == squash(b) {
        return true;
    }
    let (a, b) = (fold(a), fold(b));
    let told = |text: &str| words(text).filter(|word| *word != "the").map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (told(&a), told(&b));
    !a.is_empty() && a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| nearly(a, b))
}

/// At most one typing error between two words; digits are no typing errors.
fn nearly(a: &str, b: &str) -> bool {
    let long = a.chars().count().min(b.chars().count()) >= LETTERS;
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    a == b || long && digits(a) == digits(b) && strsim::osa_distance(a, b) <= 1
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(("Plastikman", "Spastik"), ("Plastikman", "Spastik"), Some(Agreement::Same))]
    #[case(("Plastikmna", "Spastick"), ("Plastikman", "Spastik"), Some(Agreement::Same))]
    #[case(("The Prodigy", "Fire Starter"), ("Prodigy", "Firestarter"), Some(Agreement::Same))]
    #[case(("Bob & Ann", "Song"), ("Ann, Bob", "Song"), Some(Agreement::Same))]
    #[case(("Pig and Dan", "Song"), ("Pig&Dan", "Song"), Some(Agreement::Same))]
    #[case(("Plastikman", "Spastik"), ("Plastikman", "Spastik (Dubfire Rework)"), Some(Agreement::VersionLeftOut))]
    #[case(("Plastikman", "Spastik (Dubfier Rework)"), ("Plastikman", "Spastik (Dubfire Rework)"), Some(Agreement::Same))]
    #[case(("Shakedown", "At Night (Kid Creme Remix)"), ("Shakedown", "At Night (Kid Crème Mix)"), Some(Agreement::Same))]
    #[case(("Plastikman", "Spastik (Dubfire Rework)"), ("Plastikman", "Spastik"), None)]
    #[case(("Burial", "Archangel"), ("Sunnery James", "Archangel (Burial Bootleg)"), None)]
    #[case(("Burial", "Archangel"), ("Burial", "Archangels Dust"), None)]
    #[case(("Bruce", "Steals"), ("Bruce", "Deals"), None)]
    #[case(("Sabres", "Edge 5"), ("Sabres", "Edge 6"), None)]
    #[case(("Dan", "Song"), ("Don", "Song"), None)]
    #[case(("", "Song"), ("", "Song"), None)]
    fn a_record_is_meant_where_artist_and_title_agree(
        #[case] asked: (&str, &str),
        #[case] found: (&str, &str),
        #[case] agreement: Option<Agreement>,
    ) {
        let [asked, found] = [asked, found].map(|(artist, title)| Name::parse(artist, title));
        assert_eq!(agrees(&asked, &found), agreement);
    }
}
