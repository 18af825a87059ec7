//! Walking the wiki's lists of pages: the first fill, and the comparison of revisions.

use std::collections::HashSet;

use super::{
    answer::{Answer, ApiPage, Continue},
    crawl::{Crawl, Progress},
    error::Error,
    page,
    state::{How, State, Walk},
};

impl Crawl<'_> {
    /// Goes on with the walk under way to its end; nothing where there is none.
    pub(super) async fn walk(&mut self) -> Result<(), Error> {
        let mut seen = HashSet::new();
        while let Some(walk) = self.state.walk.clone() {
            (self.on)(Progress::Fetching { done: walk.done, total: walk.total });
            match self.step(&walk, &mut seen).await {
                // The place where it stood is no place any more: from the start, comparing.
                Err(Error::Api { code, .. }) if code == "badcontinue" && !walk.next.is_empty() => {
                    seen.clear();
                    let (how, next, done_to) = (How::Compare, Continue::new(), String::new());
                    self.state.walk = Some(Walk { how, lane: 0, next, done_to, done: 0, ..walk });
                }
                other => other?,
            }
        }
        Ok(())
    }

    /// One window of a list, to its last page.
    async fn step(&mut self, walk: &Walk, seen: &mut HashSet<u64>) -> Result<(), Error> {
        let lanes = self.state.scope.lanes().to_vec();
        let with_text = walk.how == How::Fill && lanes.is_empty();
        let answer = self.list(walk, lanes.get(walk.lane), with_text).await?;
        let next = answer.next();
        let last = next.is_none() && walk.lane + 1 >= lanes.len();
        let listed: Vec<ApiPage> =
            answer.query.pages.into_iter().filter(|p| !p.missing && p.ns == 0).collect();
        let done = walk.done + listed.len() as u64;
        let to = next.as_ref().and_then(|n| n.get("gapcontinue")).cloned();
        if !with_text {
            let mut differ = self.differing(walk, &listed, seen)?;
            if walk.how == How::Compare {
                // Whatever is known and not listed where it should be is asked after, never just dropped: it may
                // have moved between two windows.
                let absent = if lanes.is_empty() {
                    self.store.between(&walk.done_to, to.as_deref()).map_err(Error::Store)?
                } else if last {
                    self.store.between("", None).map_err(Error::Store)?
                } else {
                    Vec::new()
                };
                differ.extend(absent.into_iter().filter(|id| !seen.contains(id)));
            }
            differ.sort_unstable();
            differ.dedup();
            self.fetch(&differ).await?;
        }
        self.state.walk = (!last).then(|| Walk {
            lane: walk.lane + usize::from(next.is_none()),
            done_to: to.unwrap_or_else(|| walk.done_to.clone()),
            next: next.unwrap_or_default(),
            done,
            total: walk.total.map(|total| total.max(done)),
            ..walk.clone()
        });
        let changes =
            if with_text { listed.into_iter().filter_map(page::read).collect() } else { Vec::new() };
        let kept = self.keep(changes);
        if kept.is_err() {
            self.state = State { walk: Some(walk.clone()), ..self.state.clone() };
        }
        kept
    }

    async fn list(&mut self, walk: &Walk, lane: Option<&String>, with_text: bool) -> Result<Answer, Error> {
        let (from, to) = self.state.scope.titles();
        let category = lane.map(|name| format!("Category:{name}"));
        let mut params = match &category {
            Some(title) => vec![
                ("generator", "categorymembers"),
                ("gcmtitle", title.as_str()),
                ("gcmtype", "page"),
                ("gcmnamespace", "0"),
                ("gcmlimit", "500"),
            ],
            None => vec![
                ("generator", "allpages"),
                ("gapnamespace", "0"),
                ("gaplimit", if with_text { "50" } else { "500" }),
            ],
        };
        if category.is_none() {
            params.extend(from.as_deref().map(|from| ("gapfrom", from)));
            params.extend(to.as_deref().map(|to| ("gapto", to)));
        }
        if with_text {
            params.extend([("prop", "revisions"), ("rvprop", "ids|timestamp|content"), ("rvslots", "main")]);
        } else {
            params.push(("prop", "info"));
        }
        // `gapcontinue` takes the place of `gapfrom`.
        if !walk.next.is_empty() {
            params.retain(|(name, _)| *name != "gapfrom");
        }
        self.client.ask_batch(&params, &walk.next).await
    }

    /// The listed pages that can be in the slice and are not known as they stand; all that can be go to `seen`.
    fn differing(&self, walk: &Walk, listed: &[ApiPage], seen: &mut HashSet<u64>) -> Result<Vec<u64>, Error> {
        let scope = &self.state.scope;
        let may: Vec<&ApiPage> = listed.iter().filter(|p| scope.may_hold(&p.title)).collect();
        let ids: Vec<u64> = may.iter().map(|p| p.pageid).collect();
        seen.extend(&ids);
        let known = self.revisions(&ids)?;
        let same =
            |page: &&&ApiPage| page.lastrevid.is_some() && known.get(&page.pageid) == page.lastrevid.as_ref();
        Ok(may.iter().filter(|page| walk.recheck || !same(page)).map(|page| page.pageid).collect())
    }
}
