//! Which pages the crawl is for: all of them, or a slice by style, category and year.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::error::CrawlError;
use crate::track::{NoYears, Years};

/// A slice of the wiki. Each part that is given has to hold; of several names in one part, one is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrawlScope {
    /// Style categories, such as `Dub Techno`.
    pub styles: Vec<String>,
    /// Other categories: shows, artists, series.
    pub categories: Vec<String>,
    /// First and last year, both included.
    pub years: Option<(u16, u16)>,
}

impl CrawlScope {
    /// From the settings; `years` is `2015..`, `..1999`, `1995..2005`, `2020` or empty.
    pub fn new(styles: &[String], categories: &[String], years: &str) -> Result<Self, CrawlError> {
        let names = |list: &[String]| {
            let mut names: Vec<String> = list.iter().map(|n| category(n)).filter(|n| !n.is_empty()).collect();
            names.sort();
            names.dedup();
            names
        };
        Ok(Self { styles: names(styles), categories: names(categories), years: parse_years(years)? })
    }

    /// Whether it is the whole wiki.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// The categories whose members have to be listed; none where titles are enough.
    pub fn lanes(&self) -> &[String] {
        if self.styles.is_empty() { &self.categories } else { &self.styles }
    }

    /// The titles to list, as `allpages` wants them: from, to.
    pub fn titles(&self) -> (Option<String>, Option<String>) {
        let from = self.years.filter(|y| y.0 > 0).map(|y| format!("{:04}", y.0));
        // The next year sorts behind every title of the last one.
        let to = self.years.filter(|y| y.1 < 9999).map(|y| format!("{:04}", y.1 + 1));
        (from, to)
    }

    /// Whether a page of this title can be in the slice.
    pub fn may_hold(&self, title: &str) -> bool {
        self.years
            .is_none_or(|(from, to)| year(title).is_some_and(|y| RangeInclusive::new(from, to).contains(&y)))
    }

    /// Whether a page of this title in these categories is in the slice.
    pub fn holds(&self, title: &str, categories: &[String]) -> bool {
        let one_of = |wanted: &[String]| {
            wanted.is_empty() || categories.iter().any(|c| wanted.binary_search(&category(c)).is_ok())
        };
        self.may_hold(title) && one_of(&self.styles) && one_of(&self.categories)
    }
}

/// The year a page title begins with. A fuzzy one (`200X`) is in no slice.
fn year(title: &str) -> Option<u16> {
    let digits = title.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let ends = title[4..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    digits.parse().ok().filter(|_| ends)
}

/// A category's name as MediaWiki keeps it: without its prefix, spaces single, the first letter large.
fn category(name: &str) -> String {
    let name = name.replace('_', " ");
    let name = name.trim();
    let name = name.strip_prefix("Category:").or_else(|| name.strip_prefix("category:")).unwrap_or(name);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn parse_years(text: &str) -> Result<Option<(u16, u16)>, CrawlError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let years: Years = text.parse().map_err(|NoYears(text)| CrawlError::Years(text))?;
    Ok(Some((years.from, years.to)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn scope(styles: &[&str], categories: &[&str], years: &str) -> CrawlScope {
        let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        CrawlScope::new(&own(styles), &own(categories), years).expect("scope")
    }

    #[rstest]
    #[case("2015..", Some((2015, 9999)))]
    #[case("..1999", Some((0, 1999)))]
    #[case("1995..2005", Some((1995, 2005)))]
    #[case("1995..=2005", Some((1995, 2005)))]
    #[case("2020", Some((2020, 2020)))]
    #[case(" ", None)]
    fn years_are_a_range(#[case] text: &str, #[case] years: Option<(u16, u16)>) {
        assert_eq!(scope(&[], &[], text).years, years);
    }

    #[rstest]
    #[case("2005..1995")]
    #[case("the nineties")]
    #[case("20150..")]
    fn nonsense_years_are_refused(#[case] text: &str) {
        assert!(CrawlScope::new(&[], &[], text).is_err());
    }

    #[test]
    fn every_part_that_is_given_has_to_hold() {
        let slice = scope(&["dub_Techno", "Category:Ambient"], &["Monument"], "2015..");
        let categories = |names: &[&str]| names.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let both = categories(&["2025", "Monument", "Dub Techno"]);
        assert!(slice.holds("2025-10-16 - Hitam - Monument Podcast 490", &both));
        assert!(!slice.holds("2014-10-16 - Hitam - Monument Podcast 1", &both));
        assert!(!slice.holds("201X - Hitam - Monument Podcast 1", &both));
        assert!(!slice.holds("2025-10-16 - Hitam", &categories(&["Dub Techno"])));
        assert!(!slice.holds("2025-10-16 - Hitam", &categories(&["Monument", "House"])));
    }

    #[test]
    fn titles_between_the_years_are_listed_to_the_last_day() {
        let (from, to) = scope(&[], &[], "1995..2005").titles();
        assert_eq!((from.as_deref(), to.as_deref()), (Some("1995"), Some("2006")));
        assert!("2005-12-31 - X" < to.as_deref().expect("to"));
        assert_eq!(scope(&[], &[], "").titles(), (None, None));
    }

    #[test]
    fn an_empty_slice_is_everything() {
        assert!(scope(&[], &[""], "").is_everything());
        assert!(scope(&[], &[], "").holds("Main Page", &[]));
    }
}
