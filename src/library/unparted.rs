//! A record that a line names without a sign between artist and title: `Plastikman Spastik`.

use super::{query::TrackRow, snapshot::Snapshot};
use crate::track::{Name, artists, fold, is_neutral_version};

/// So many records that have the words are looked at.
const HITS: usize = 50;
/// A line of fewer or more words names none.
const WORDS: std::ops::RangeInclusive<usize> = 2..=20;
/// Between names, and never part of one that another word could not tell.
const JOINING: [&str; 12] =
    ["and", "feat", "ft", "featuring", "vs", "with", "pres", "presents", "by", "x", "the", "mix"];
/// A longer word may have one typing error.
const LONG: usize = 5;

impl Snapshot {
    /// The record that all words of a line name: its whole title, one artist at the least, and nothing else but its version, in
    /// whatever order. `None` where no record fits, or more than one.
    #[must_use]
    pub fn unparted(&self, line: &str) -> Option<Name> {
        let line = line.split(" [").next().unwrap_or(line);
        let words = words(line);
        if !WORDS.contains(&words.len()) {
            return None;
        }
        let answer = self.search(&words.join(" "), HITS, &|| false)?;
        let rows = answer.tracks.iter().flat_map(|hit| std::iter::once(&hit.row).chain(&hit.spellings));
        let mut fits: Vec<(Fit, &TrackRow)> = rows.filter_map(|row| Some((fit(&words, row)?, row))).collect();
        for better in [|fit: &Fit| fit.exact, |fit: &Fit| fit.all_artists] {
            if fits.iter().any(|(fit, _)| better(fit)) {
                fits.retain(|(fit, _)| better(fit));
            }
        }
        let (_, first) = *fits.first()?;
        let plain = |row: &TrackRow| Name { version: None, ..row.name() }.key();
        if fits.iter().any(|(_, row)| plain(row) != plain(first)) {
            return None;
        }
        let versioned = fits.iter().find(|(fit, _)| fit.version);
        Some(versioned.map_or_else(|| Name { version: None, ..first.name() }, |(_, row)| row.name()))
    }
}

/// How the words of a line fit a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fit {
    /// Without a typing error.
    exact: bool,
    /// They name every artist.
    all_artists: bool,
    /// They name its version.
    version: bool,
}

fn fit(line: &[String], row: &TrackRow) -> Option<Fit> {
    let (mut left, mut exact) = (line.to_vec(), true);
    exact &= take(&mut left, &words(&row.title))?;
    let all = artists(&row.artist);
    let mut named = 0;
    for artist in &all {
        if let Some(rightly) = take(&mut left, &called(artist)) {
            exact &= rightly;
            named += 1;
        }
    }
    if named == 0 {
        return None;
    }
    let version = row.version.as_deref().filter(|version| !is_neutral_version(version));
    let version = version.is_some_and(|version| take(&mut left, &words(version)).is_some());
    left.retain(|word| !JOINING.contains(&word.as_str()));
    let neutral = left.is_empty() || is_neutral_version(&format!("{} mix", left.join(" ")));
    neutral.then_some(Fit { exact, all_artists: named == all.len(), version })
}

/// An artist's words; `The` is left out by many.
fn called(artist: &str) -> Vec<String> {
    let mut words = words(artist);
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    words
}

/// Takes all of these words out of a line, and says whether none had a typing error; where one is missing, takes none.
fn take(line: &mut Vec<String>, wanted: &[String]) -> Option<bool> {
    let (mut left, mut exact) = (line.clone(), true);
    for word in wanted {
        let same = left.iter().position(|other| other == word);
        exact &= same.is_some();
        left.remove(same.or_else(|| left.iter().position(|other| is_near(other, word)))?);
    }
    *line = left;
    (!wanted.is_empty()).then_some(exact)
}

fn is_near(a: &str, b: &str) -> bool {
    a.chars().count().min(b.chars().count()) >= LONG && strsim::osa_distance(a, b) <= 1
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::library::fixture::tables;

    fn snapshot() -> Snapshot {
        Snapshot::new(tables(&[
            (
                "2001-01-01 - One - Set",
                &[
                    "Plastikman - Spastik",
                    "Plastikman - Spastik (Dubfire Rework)",
                    "Plastikman - Spastick (Live)",
                    "The Chemical Brothers - Hey Boy Hey Girl",
                    "Ed Rush & Optical - Alien Girl",
                    "Surgeon - Magneze",
                    "Blawan - Magneze",
                ],
            ),
            ("2002-01-01 - Two - Set", &["Burial - Archangel", "Burial - Near Dark", "Kolsch - Hello"]),
        ]))
    }

    #[rstest]
    #[case("Plastikman Spastik", Some("Plastikman – Spastik"))]
    #[case("spastik plastikman", Some("Plastikman – Spastik"))]
    #[case("Plastikman Spastik Original Mix", Some("Plastikman – Spastik"))]
    #[case("Plastikman Spastik (Dubfire Rework) [Novamute]", Some("Plastikman – Spastik (Dubfire Rework)"))]
    #[case("Optical Alien Girl", Some("Ed Rush & Optical – Alien Girl"))]
    #[case("Spastik by Plastikman", Some("Plastikman – Spastik"))]
    #[case("Burial Archangl", Some("Burial – Archangel"))]
    #[case("Chemical Brothers Hey Boy Hey Girl", Some("The Chemical Brothers – Hey Boy Hey Girl"))]
    #[case("Surgeon Magneze", Some("Surgeon – Magneze"))]
    fn one_record_fits(#[case] line: &str, #[case] record: Option<&str>) {
        assert_eq!(snapshot().unparted(line).map(|name| name.to_string()).as_deref(), record);
    }

    #[rstest]
    #[case::a_title_alone("Magneze")]
    #[case::an_artist_alone("Ed Rush Optical")]
    #[case::more_than_the_record("Plastikman Spastik was great tonight")]
    #[case::half_a_title("Burial Dark")]
    #[case::another_version("Plastikman Spastik Somebody Remix")]
    #[case::talk("hello there everybody")]
    #[case::nothing("")]
    fn nothing_is_made_up(#[case] line: &str) {
        assert_eq!(snapshot().unparted(line), None);
    }
}
