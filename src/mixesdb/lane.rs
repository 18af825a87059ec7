//! The lists that a walk through the wiki goes along, newest mixes first where the wiki can.

use super::scope::CrawlScope;

/// Titles of mixes begin with their year and so sort before this; all others stand behind.
const BEHIND_DATES: &str = "9999";

/// One list of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The members of a category, without its prefix.
    Category(String),
    /// The pages between two titles.
    Titles {
        /// Its first title; empty where it begins with the wiki.
        from: String,
        /// Its last title; `None` where it ends with the wiki.
        to: Option<String>,
        /// The known pages it answers for, by their keys: the first, and the one behind the last.
        answers_for: (String, Option<String>),
    },
}

impl Lane {
    /// The lists that hold a slice. Upwards the whole wiki is one list; downwards what has a date comes before what has none.
    pub fn of(scope: &CrawlScope, down: bool) -> Vec<Self> {
        let names = scope.lanes();
        if !names.is_empty() {
            return names.iter().cloned().map(Self::Category).collect();
        }
        let all = |from, to| Self::Titles { from, to, answers_for: (String::new(), None) };
        let (from, to) = scope.titles();
        if !down || from.is_some() || to.is_some() {
            return vec![all(from.unwrap_or_default(), to)];
        }
        let (end, behind) = (BEHIND_DATES.to_owned(), behind(BEHIND_DATES));
        let dated = (String::new(), Some(behind.clone()));
        vec![
            Self::Titles { from: String::new(), to: Some(end.clone()), answers_for: dated },
            Self::Titles { from: end, to: None, answers_for: (behind, None) },
        ]
    }

    /// The question's parameters that say which list; the first page's is left out where the list goes on.
    pub fn params(&self, down: bool, goes_on: bool) -> Vec<(&'static str, String)> {
        let param = |name, value: &str| (name, value.to_owned());
        match self {
            Self::Category(name) => {
                let mut params = vec![
                    param("generator", "categorymembers"),
                    param("gcmtitle", &format!("Category:{name}")),
                    param("gcmtype", "page"),
                    param("gcmnamespace", "0"),
                ];
                params.extend(down.then(|| param("gcmdir", "descending")));
                params
            }
            Self::Titles { from, to, .. } => {
                let (first, last) =
                    if down { (to.as_deref(), Some(&**from)) } else { (Some(&**from), to.as_deref()) };
                let given = |title: Option<&str>| title.map(str::to_owned).filter(|title| !title.is_empty());
                let mut params = vec![param("generator", "allpages"), param("gapnamespace", "0")];
                params.extend(down.then(|| param("gapdir", "descending")));
                params.extend(given(first).filter(|_| !goes_on).map(|title| ("gapfrom", title)));
                params.extend(given(last).map(|title| ("gapto", title)));
                params
            }
        }
    }

    /// The parameter that says how many pages an answer lists.
    pub fn limit(&self) -> &'static str {
        match self {
            Self::Category(_) => "gcmlimit",
            Self::Titles { .. } => "gaplimit",
        }
    }
}

/// The first key that sorts behind `key`.
pub(super) fn behind(key: &str) -> String {
    format!("{key}\0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(lane: &Lane, down: bool) -> String {
        let shown = |(name, value): &(&str, String)| format!("{name}={value}");
        lane.params(down, false).iter().map(shown).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn downwards_the_newest_year_comes_first_and_what_has_no_date_last() {
        let everything = Lane::of(&CrawlScope::default(), true);
        assert_eq!(
            everything.iter().map(|lane| params(lane, true)).collect::<Vec<_>>(),
            [
                "generator=allpages&gapnamespace=0&gapdir=descending&gapfrom=9999",
                "generator=allpages&gapnamespace=0&gapdir=descending&gapto=9999"
            ]
        );
        let years = Lane::of(&CrawlScope::new(&[], &[], "1995..2005").expect("a slice"), true);
        assert_eq!(
            params(&years[0], true),
            "generator=allpages&gapnamespace=0&gapdir=descending&gapfrom=2006&gapto=1995"
        );
        assert_eq!(params(&years[0], false), "generator=allpages&gapnamespace=0&gapfrom=1995&gapto=2006");
        let style = Lane::of(&CrawlScope::new(&["House".into()], &[], "2015..").expect("a slice"), true);
        assert!(
            params(&style[0], true)
                .ends_with("gcmtitle=Category:House&gcmtype=page&gcmnamespace=0&gcmdir=descending")
        );
        assert_eq!(
            params(&Lane::of(&CrawlScope::default(), false)[0], false),
            "generator=allpages&gapnamespace=0"
        );
    }

    #[test]
    fn every_known_page_has_a_list_that_answers_for_it() {
        let lanes = Lane::of(&CrawlScope::default(), true);
        for title in ["1988-06_-_A", "9999", "9999-01", "24/7", "2026-0X", "Main_Page", "Ø"] {
            let answers = lanes.iter().filter(|lane| match lane {
                Lane::Titles { answers_for: (from, to), .. } => {
                    title >= from.as_str() && to.as_ref().is_none_or(|to| title < to.as_str())
                }
                Lane::Category(_) => false,
            });
            assert_eq!(answers.count(), 1, "{title}");
        }
    }
}
