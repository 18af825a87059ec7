//! How large slices of the wiki are, and how long their first fill takes: asked of the wiki in one question.

use std::{collections::HashMap, time::Duration};

use super::{answer::Continue, client::WikiClient, error::CrawlError, scope::CrawlScope};

/// A slice as the wiki counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// Its pages; those of a style and of years are estimated from both, as if they were independent.
    pub pages: u64,
    /// What the first fill takes at the pace that is kept.
    pub time: Duration,
}

/// Pages that one question gives with their texts.
const TEXTS: u64 = 50;
/// Pages that one question lists.
const LISTED: u64 = 500;
/// Categories that one question names at most.
const CATEGORIES: usize = 50;
/// The first year that a mix of a style or of years since then can be of.
const FIRST_YEAR: u16 = 1980;

/// The sizes of these slices; `this_year` is the last that counts. Asks robots.txt first, then one question.
pub async fn sizes(
    client: &mut WikiClient,
    slices: &[CrawlScope],
    this_year: u16,
) -> Result<Vec<Size>, CrawlError> {
    client.read_robots().await?;
    let names = names(slices, this_year);
    let titles = names.iter().map(|name| format!("Category:{name}")).collect::<Vec<_>>().join("|");
    let mut params = vec![("meta", "siteinfo"), ("siprop", "statistics")];
    if !titles.is_empty() {
        params.extend([("prop", "categoryinfo"), ("titles", titles.as_str())]);
    }
    let answer = client.ask_batch(&params, &Continue::new()).await?;
    let all = answer.query.statistics.map_or(0, |statistics| statistics.articles);
    let counted = answer.query.pages.iter().filter_map(|page| {
        let name = page.title.split_once(':')?.1.to_owned();
        Some((name, page.categoryinfo.as_ref()?.pages))
    });
    let counts = Counts { all, of: counted.collect(), this_year };
    let pace = client.pace();
    Ok(slices.iter().map(|slice| counts.size(slice, pace)).collect())
}

/// The categories that have to be counted: the slices' own and those of their years.
fn names(slices: &[CrawlScope], this_year: u16) -> Vec<String> {
    let own = slices.iter().flat_map(|slice| slice.lanes().iter().cloned());
    let years = slices.iter().filter_map(|slice| slice.years).flat_map(|years| span(years, this_year));
    let mut names: Vec<String> = own.chain(years.map(|year| year.to_string())).collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.dedup();
    names.truncate(CATEGORIES);
    names
}

fn span(years: (u16, u16), this_year: u16) -> std::ops::RangeInclusive<u16> {
    years.0.max(FIRST_YEAR)..=years.1.min(this_year)
}

struct Counts {
    all: u64,
    of: HashMap<String, u64>,
    this_year: u16,
}

impl Counts {
    fn size(&self, slice: &CrawlScope, pace: Duration) -> Size {
        let count = |name: &str| self.of.get(name).copied().unwrap_or(0);
        let years =
            slice.years.map(|years| span(years, self.this_year).map(|year| count(&year.to_string())).sum());
        let lanes = slice.lanes();
        let listed = if lanes.is_empty() {
            years.unwrap_or(self.all)
        } else {
            lanes.iter().map(|name| count(name)).sum()
        };
        let pages = match years {
            Some(years) if !lanes.is_empty() && self.all > 0 => {
                (listed as f64 * years as f64 / self.all as f64).round() as u64
            }
            _ => listed,
        };
        let lists = if lanes.is_empty() { 0 } else { listed.div_ceil(LISTED) };
        Size { pages, time: pace.saturating_mul((pages.div_ceil(TEXTS) + lists) as u32) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> Counts {
        let of = [("Techno", 60_000), ("2024", 9_000), ("2025", 8_000), ("2026", 3_000)];
        Counts { all: 280_000, of: of.map(|(name, count)| (name.to_owned(), count)).into(), this_year: 2026 }
    }

    fn size(styles: &[&str], years: &str) -> Size {
        let styles: Vec<String> = styles.iter().map(|style| (*style).to_owned()).collect();
        let slice = CrawlScope::new(&styles, &[], years).expect("a slice");
        counts().size(&slice, Duration::from_millis(4_500))
    }

    #[test]
    fn a_slice_takes_a_question_for_fifty_pages_and_one_more_for_five_hundred_that_are_listed() {
        assert_eq!(size(&[], ""), Size { pages: 280_000, time: Duration::from_hours(7) });
        assert_eq!(size(&[], "2025.."), Size { pages: 11_000, time: Duration::from_secs(990) });
        assert_eq!(size(&["Techno"], "").pages, 60_000);
        let both = size(&["Techno"], "2024..");
        assert_eq!(both.pages, 4_286, "as many of the style as of all");
        assert_eq!(both.time, Duration::from_millis(4_500) * (86 + 120));
        assert_eq!(size(&["Nobody Knows"], "").pages, 0);
    }

    #[test]
    fn the_years_of_a_slice_are_counted_each_and_never_more_than_one_question_names() {
        let slice = |styles: &[&str], years: &str| {
            CrawlScope::new(&styles.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>(), &[], years)
                .expect("a slice")
        };
        assert_eq!(
            names(&[slice(&["House"], "2025.."), slice(&[], "2024..")], 2026),
            ["House", "2026", "2025", "2024"]
        );
        assert_eq!(names(&[slice(&[], "..")], 2050).len(), CATEGORIES);
        assert!(names(&[slice(&[], "")], 2026).is_empty());
    }
}
