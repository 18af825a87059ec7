//! What the crawl hands on: pages as they stand on the wiki now, and pages that are gone.

use super::answer::ApiPage;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WikiPage {
    /// Its number; a move keeps it.
    pub page_id: u64,
    /// Its current revision.
    pub revision: u64,
    /// Its title, with spaces.
    pub title: String,
    /// When the revision was saved, as the wiki writes it.
    pub timestamp: String,
    /// The wikitext; a redirect's begins with `#REDIRECT`.
    pub text: String,
}

/// What happened to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageChange {
    /// It stands like this now.
    Page(WikiPage),
    /// It is no page of the slice any more, or of the wiki.
    Gone { page_id: u64 },
}

/// Reads an answer's page; `None` where the answer does not say how the page stands.
pub fn read(page: ApiPage) -> Option<PageChange> {
    let page_id = page.pageid;
    if page.invalid || page_id == 0 {
        return None;
    }
    if page.missing || page.ns != 0 {
        return Some(PageChange::Gone { page_id });
    }
    let revision = page.revisions.into_iter().next()?;
    let main = revision.slots.main;
    match main.content {
        Some(text) if revision.revid > 0 => Some(PageChange::Page(WikiPage {
            page_id,
            revision: revision.revid,
            title: page.title,
            timestamp: revision.timestamp,
            text,
        })),
        _ if main.texthidden => Some(PageChange::Gone { page_id }),
        _ => None,
    }
}

/// A title as MediaWiki sorts it: with underscores, by bytes.
pub fn key(title: &str) -> String {
    title.replace(' ', "_")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(value: serde_json::Value) -> Option<PageChange> {
        read(serde_json::from_value(value).expect("a page"))
    }

    #[test]
    fn an_answer_without_text_says_nothing() {
        assert_eq!(change(json!({"pageid": 5, "ns": 0, "title": "A"})), None);
        assert_eq!(change(json!({"pageid": 5, "ns": 0, "title": "A", "revisions": [{"revid": 7}]})), None);
        assert_eq!(change(json!({"ns": 0, "title": "A", "missing": true})), None);
    }

    #[test]
    fn a_page_that_is_missing_hidden_or_elsewhere_is_gone() {
        let hidden = json!({"revid": 7, "slots": {"main": {"texthidden": true}}});
        for gone in [
            json!({"pageid": 5, "missing": true}),
            json!({"pageid": 5, "ns": 2, "title": "User:A", "revisions": [{"revid": 7, "slots": {"main": {"content": ""}}}]}),
            json!({"pageid": 5, "ns": 0, "title": "A", "revisions": [hidden]}),
        ] {
            assert_eq!(change(gone.clone()), Some(PageChange::Gone { page_id: 5 }), "{gone}");
        }
    }
}
