//! Walking the wiki's lists of pages: the first fill, what a wider slice lacks, and the comparison of revisions.

use std::collections::HashSet;

use super::{
    answer::{ApiAnswer, ApiPage},
    crawl::{Crawl, CrawlProgress},
    error::CrawlError,
    lane::{Lane, behind},
    page,
    state::{CrawlState, How, PageWalk},
};
use crate::wikitext::title_parts;

/// Windows of a list without a page in a row; a filter of the wiki's may empty a few.
const MOST_IDLE: u32 = 100;

impl Crawl<'_> {
    /// Goes on with the walk under way to its end; nothing where there is none.
    pub(super) async fn walk(&mut self) -> Result<(), CrawlError> {
        let mut seen = HashSet::new();
        let mut idle = 0;
        while let Some(walk) = self.state.walk.clone() {
            self.tell(&walk, 0, None);
            let (done, lane) = (walk.done, walk.lane);
            match self.step(&walk, &mut seen).await {
                // The place where it stood is no place any more: from the start, comparing.
                Err(CrawlError::Api { code, .. }) if code == "badcontinue" && !walk.next.is_empty() => {
                    seen.clear();
                    self.state.walk = Some(walk.again(How::Compare, walk.down));
                }
                Err(CrawlError::Api { code, info }) if walk.down && is_about_direction(&code, &info) => {
                    tracing::info!(code, info, "this wiki lists only upwards");
                    self.state.walk = Some(walk.again(walk.how, false));
                }
                other => other?,
            }
            let stands = self.state.walk.as_ref().is_some_and(|walk| walk.done <= done && walk.lane == lane);
            idle = if stands { idle + 1 } else { 0 };
            if idle > MOST_IDLE {
                return Err(CrawlError::Endless { what: "a list of pages" });
            }
        }
        Ok(())
    }

    /// One window of a list, to its last page.
    async fn step(&mut self, walk: &PageWalk, seen: &mut HashSet<u64>) -> Result<(), CrawlError> {
        let lanes = Lane::of(&self.state.scope, walk.down);
        let Some(lane) = lanes.get(walk.lane) else {
            self.state.walk = None;
            return self.keep(Vec::new());
        };
        let titles = matches!(lane, Lane::Titles { .. });
        let with_text = walk.how == How::Fill && titles;
        let answer = self.list(walk, lane, with_text).await?;
        let next = answer.next();
        let to = next.as_ref().and_then(|n| n.get("gapcontinue")).cloned();
        let last = next.is_none() && walk.lane + 1 >= lanes.len();
        let mut listed: Vec<ApiPage> =
            answer.query.pages.into_iter().filter(|p| !p.missing && p.ns == 0).collect();
        listed.sort_by_cached_key(|page| page::key(&page.title));
        if walk.down {
            listed.reverse();
        }
        let done = walk.done + listed.len() as u64;
        if !with_text {
            let mut differ = self.differing(&listed, seen)?;
            if walk.how == How::Compare {
                let absent = self.absent(walk, lane, to.as_deref(), last)?;
                differ
                    .extend(absent.into_iter().filter(|id| !seen.contains(id)).map(|id| (id, String::new())));
            }
            self.fetch_listed(walk, &differ).await?;
        }
        self.state.walk = (!last).then(|| PageWalk {
            lane: walk.lane + usize::from(next.is_none()),
            done_to: to.map(|to| if walk.down { behind(&to) } else { to }).unwrap_or_default(),
            next: next.unwrap_or_default(),
            done,
            total: walk.total.map(|total| total.max(done)),
            ..walk.clone()
        });
        let at = listed.last().map(|page| page.title.clone());
        let changes =
            if with_text { listed.into_iter().filter_map(page::read).collect() } else { Vec::new() };
        let kept = self.keep(changes);
        if kept.is_err() {
            self.state = CrawlState { walk: Some(walk.clone()), ..self.state.clone() };
        } else {
            self.tell(walk, done - walk.done, at.as_deref());
        }
        kept
    }

    async fn list(&mut self, walk: &PageWalk, lane: &Lane, with_text: bool) -> Result<ApiAnswer, CrawlError> {
        let own = lane.params(walk.down, !walk.next.is_empty());
        let mut params: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if with_text {
            params.push((lane.limit(), "50"));
            params.extend([("prop", "revisions"), ("rvprop", "ids|timestamp|content"), ("rvslots", "main")]);
        } else {
            params.extend([(lane.limit(), "500"), ("prop", "info")]);
        }
        let answer = self.client.ask_batch(&params, &walk.next).await?;
        match answer.warning_about("dir") {
            // It has listed in the other direction, from where the list was to begin.
            Some(info) if walk.down => Err(CrawlError::Api { code: "badvalue".into(), info }),
            _ => Ok(answer),
        }
    }

    /// Fetches listed pages in their order, fifty at a time.
    async fn fetch_listed(&mut self, walk: &PageWalk, pages: &[(u64, String)]) -> Result<(), CrawlError> {
        for (place, chunk) in pages.chunks(50).enumerate() {
            let ids: Vec<u64> = chunk.iter().map(|page| page.0).collect();
            self.fetch(&ids).await?;
            let at = chunk.iter().rev().map(|page| page.1.as_str()).find(|title| !title.is_empty());
            self.tell(walk, (place * 50 + chunk.len()) as u64, at);
        }
        Ok(())
    }

    /// Known pages that this window should have listed. They are asked after, never just dropped: one may have moved between two
    /// windows.
    fn absent(
        &self,
        walk: &PageWalk,
        lane: &Lane,
        to: Option<&str>,
        last: bool,
    ) -> Result<Vec<u64>, CrawlError> {
        let (from, to) = match lane {
            Lane::Titles { answers_for: (first, end), .. } => {
                let done = Some(walk.done_to.clone()).filter(|done| !done.is_empty());
                if walk.down {
                    (to.map_or_else(|| first.clone(), behind), done.or_else(|| end.clone()))
                } else {
                    (done.unwrap_or_else(|| first.clone()), to.map(str::to_owned).or_else(|| end.clone()))
                }
            }
            Lane::Category(_) if last => (String::new(), None),
            Lane::Category(_) => return Ok(Vec::new()),
        };
        self.store.between(&from, to.as_deref()).map_err(CrawlError::Store)
    }

    /// The listed pages that can be in the slice and are not known as they stand, with their titles; all that can be go to `seen`.
    fn differing(
        &self,
        listed: &[ApiPage],
        seen: &mut HashSet<u64>,
    ) -> Result<Vec<(u64, String)>, CrawlError> {
        let scope = &self.state.scope;
        let may: Vec<&ApiPage> = listed.iter().filter(|p| scope.may_hold(&p.title)).collect();
        let ids: Vec<u64> = may.iter().map(|p| p.pageid).collect();
        seen.extend(&ids);
        let known = self.revisions(&ids)?;
        let same =
            |page: &&&ApiPage| page.lastrevid.is_some() && known.get(&page.pageid) == page.lastrevid.as_ref();
        Ok(may.iter().filter(|page| !same(page)).map(|page| (page.pageid, page.title.clone())).collect())
    }

    /// Says how far the walk is: so many pages of the window under way are done, the last of them of that title.
    fn tell(&mut self, walk: &PageWalk, more: u64, title: Option<&str>) {
        let at = title.and_then(month);
        let done = walk.done + more;
        (self.on)(CrawlProgress::Fetching { done, total: walk.total.map(|total| total.max(done)), at });
    }
}

/// The month that a title begins with, or its year where it has no month.
fn month(title: &str) -> Option<String> {
    let date = title_parts(title).date?;
    date.get(..7).or_else(|| date.get(..4)).map(str::to_owned)
}

/// What wikis say that do not know the direction: newer ones of the value, older ones of the parameter.
fn is_about_direction(code: &str, info: &str) -> bool {
    matches!(code, "unknown_gapdir" | "unknown_gcmdir") || (code == "badvalue" && info.contains("dir"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_stands_in_a_month() {
        assert_eq!(month("2024-03-17 - A - Show").as_deref(), Some("2024-03"));
        assert_eq!(month("2024-0X - A").as_deref(), Some("2024-0X"));
        assert_eq!(month("1999 - A").as_deref(), Some("1999"));
        assert_eq!(month("Main Page"), None);
    }
}
