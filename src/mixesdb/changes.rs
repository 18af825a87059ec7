//! Following the wiki: what was edited, made, moved, deleted and restored since the last look.
//!
//! The lists only say where to look. Each page they name is then kept as it stands now, so that it does not matter
//! whether a change is seen twice, late, or after a later one.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::{
    answer::{ApiAnswer, Continue, LogEvent, RecentChange},
    crawl::{Crawl, CrawlProgress},
    error::CrawlError,
    page::PageChange,
};

/// Looks overlap by this much: a change may become visible after one that is younger.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);
/// Every wiki remembers its changes for this long; the default is 90 days.
const SHORT: SignedDuration = SignedDuration::from_hours(24);
/// Events that change no page's text, title or existence. A new page is among the recent changes already.
const IDLE: [&str; 11] = [
    "protect", "patrol", "review", "stable", "tag", "upload", "block", "newusers", "rights", "thanks",
    "create",
];

/// Answers without a change in a row.
const MOST_IDLE: u32 = 100;

impl PageChange {
    /// The page it is about.
    pub fn page_id(&self) -> u64 {
        match self {
            Self::Page(page) => page.page_id,
            Self::Gone { page_id } => *page_id,
        }
    }
}

/// Pages to look at.
#[derive(Debug, Default)]
struct Touched {
    pages: BTreeSet<u64>,
    titles: BTreeSet<String>,
}

impl Crawl<'_> {
    /// Keeps all that changed since the last look. Where the wiki no longer remembers that far, nothing is done and
    /// the server's time is the answer.
    pub(super) async fn follow(&mut self) -> Result<Option<String>, CrawlError> {
        (self.on)(CrawlProgress::Asking);
        let looked = self.state.looked.clone();
        let since = before(&looked)?;
        let (mut next, mut now) = (Continue::new(), None);
        let mut idle = 0;
        loop {
            let answer = self.changes_since(&since, &next).await?;
            if now.is_none() {
                now.clone_from(&answer.curtimestamp);
                let server = now.clone().unwrap_or_else(|| looked.clone());
                let oldest = answer.query.recentchanges.first().map(|row| row.timestamp.as_str());
                let in_reach = oldest.is_some_and(|oldest| oldest <= looked.as_str())
                    || time(&server)?.duration_since(time(&looked)?) <= SHORT;
                if !in_reach && !self.remembers(&looked).await? {
                    return Ok(Some(server));
                }
            }
            let onward = answer.next();
            let is_idle = answer.query.recentchanges.is_empty() && answer.query.logevents.is_empty();
            idle = if is_idle { idle + 1 } else { 0 };
            if idle > MOST_IDLE {
                return Err(CrawlError::Endless { what: "its list of changes" });
            }
            let touched = self.touched(&answer.query.recentchanges, &answer.query.logevents)?;
            let pages: Vec<u64> = touched.pages.into_iter().collect();
            let titles: Vec<String> = touched.titles.into_iter().collect();
            let total = (pages.len() + titles.len()) as u64;
            if total > 0 {
                (self.on)(CrawlProgress::Fetching { done: 0, total: Some(total), at: None });
            }
            for (place, chunk) in pages.chunks(50).enumerate() {
                self.fetch(chunk).await?;
                let done = (place * 50 + chunk.len()) as u64;
                (self.on)(CrawlProgress::Fetching { done, total: Some(total), at: None });
            }
            self.fetch_titles(&titles).await?;
            match onward {
                Some(onward) if onward == next => {
                    return Err(CrawlError::Circle { at: format!("{onward:?}") });
                }
                Some(onward) => next = onward,
                None => break,
            }
        }
        self.state.looked = now.unwrap_or(looked);
        self.keep(Vec::new())?;
        Ok(None)
    }

    async fn changes_since(&mut self, since: &str, next: &Continue) -> Result<ApiAnswer, CrawlError> {
        let params = [
            ("list", "recentchanges|logevents"),
            ("curtimestamp", "1"),
            ("rcdir", "newer"),
            ("rcstart", since),
            ("rcnamespace", "0"),
            ("rctype", "edit|new"),
            ("rcprop", "ids|title|timestamp"),
            ("rclimit", "500"),
            ("ledir", "newer"),
            ("lestart", since),
            ("leprop", "ids|title|type|timestamp|details"),
            ("lelimit", "500"),
        ];
        self.client.ask(&params, next).await
    }

    /// Whether the wiki still has a recent change of `time` or before: then none after it is forgotten, for the
    /// oldest go first.
    async fn remembers(&mut self, time: &str) -> Result<bool, CrawlError> {
        let params = [
            ("list", "recentchanges"),
            ("rcdir", "older"),
            ("rcstart", time),
            ("rclimit", "1"),
            ("rcprop", "ids"),
        ];
        Ok(!self.client.ask(&params, &Continue::new()).await?.query.recentchanges.is_empty())
    }

    fn touched(&self, changes: &[RecentChange], events: &[LogEvent]) -> Result<Touched, CrawlError> {
        let ids: Vec<u64> = changes.iter().map(|row| row.pageid).collect();
        let known = self.revisions(&ids)?;
        let scope = &self.state.scope;
        let is_news = |row: &&RecentChange, known: &HashMap<u64, u64>| match known.get(&row.pageid) {
            Some(revision) => *revision < row.revid,
            None => scope.may_hold(&row.title),
        };
        let mut touched = Touched::default();
        let news = changes.iter().filter(|row| row.pageid != 0 && is_news(row, &known));
        touched.pages.extend(news.map(|row| row.pageid));
        for event in events.iter().filter(|event| !IDLE.contains(&event.kind.as_str())) {
            self.touched_by(event, &mut touched)?;
        }
        Ok(touched)
    }

    fn touched_by(&self, event: &LogEvent, touched: &mut Touched) -> Result<(), CrawlError> {
        let params = &event.params;
        let ends = [
            (Some(event.ns), Some(&event.title)),
            (params.target_ns, params.target_title.as_ref()),
            (params.dest_ns, params.dest_title.as_ref()),
        ];
        let titles: Vec<&String> =
            ends.into_iter().filter(|(ns, _)| *ns == Some(0)).filter_map(|(_, title)| title).collect();
        if titles.is_empty() {
            return Ok(());
        }
        touched.pages.extend([event.logpage, if event.ns == 0 { event.pageid } else { 0 }]);
        for title in &titles {
            touched.pages.extend(self.store.titled(title).map_err(CrawlError::Store)?);
        }
        // Where the event names no page, or another title is concerned, the title is asked for as well.
        if event.logpage == 0 || params.dest_title.is_some() {
            touched.titles.extend(titles.into_iter().cloned());
        }
        touched.pages.remove(&0);
        Ok(())
    }
}

fn time(text: &str) -> Result<Timestamp, CrawlError> {
    text.parse()
        .map_err(|_| CrawlError::Api { code: "curtimestamp".into(), info: format!("{text} is no time") })
}

/// A time less the overlap.
fn before(text: &str) -> Result<String, CrawlError> {
    let time = time(text)?;
    Ok(time.saturating_sub(OVERLAP).unwrap_or(time).strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_overlap_by_ten_minutes() {
        assert_eq!(before("2026-11-23T00:05:00Z").expect("a time"), "2026-11-22T23:55:00Z");
        assert!(before("yesterday").is_err());
    }
}
