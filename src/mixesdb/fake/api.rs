//! The questions the wiki answers.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::wiki::{Stored, Wiki};
use crate::mixesdb::page::key;

/// The parameters of a question.
pub(crate) type Params = HashMap<String, String>;

impl Wiki {
    /// Answers one question.
    pub(crate) fn answer(&mut self, params: &Params) -> Value {
        self.forget();
        let get = |name: &str| params.get(name).map_or("", String::as_str);
        if get("action") != "query" || get("formatversion") != "2" {
            return json!({"error": {"code": "badvalue", "info": "not what a polite crawler asks"}});
        }
        let mut query = json!({});
        let mut next = serde_json::Map::new();
        if get("meta") == "siteinfo" {
            self.siteinfo(&mut query);
        }
        if get("list").contains("recentchanges") {
            self.recent_changes(params, &mut query, &mut next);
        }
        if get("list").contains("logevents") {
            self.log_events(params, &mut query, &mut next);
        }
        let mut complete = true;
        if !get("generator").is_empty() || !get("pageids").is_empty() || !get("titles").is_empty() {
            complete = self.pages(params, &mut query, &mut next);
        }
        let mut answer = json!({"curtimestamp": self.now(), "query": query});
        if complete {
            answer["batchcomplete"] = json!(true);
        }
        if !next.is_empty() {
            answer["continue"] = Value::Object(next);
        }
        answer
    }

    fn siteinfo(&self, query: &mut Value) {
        let articles = self.pages.values().filter(|p| !p.text.starts_with("#REDIRECT")).count();
        query["general"] = json!({"sitename": self.name, "wikiid": "mixesdb", "server": "https://wiki.example",
            "articlepath": "/w/$1", "generator": "MediaWiki 1.44.0"});
        query["rightsinfo"] =
            json!({"text": "CC BY-SA 3.0", "url": "https://creativecommons.org/licenses/by-sa/3.0/"});
        query["statistics"] = json!({"articles": articles});
    }

    fn recent_changes(&self, params: &Params, query: &mut Value, next: &mut serde_json::Map<String, Value>) {
        let limit = number(params, "rclimit", 10);
        let start = params.get("rcstart").map_or("", String::as_str);
        let newer = params.get("rcdir").is_some_and(|dir| dir == "newer");
        let mut rows: Vec<_> = self
            .recent
            .iter()
            .filter(|r| if newer { &*r.when >= start } else { &*r.when <= start })
            .collect();
        rows.sort_by(|a, b| a.when.cmp(&b.when));
        if !newer {
            rows.reverse();
        }
        let from = number(params, "rccontinue", 0);
        if rows.len() > from + limit {
            next.insert("rccontinue".into(), json!((from + limit).to_string()));
        }
        let row = |r: &&super::wiki::Recent| json!({"type": "edit", "ns": 0, "title": r.title, "pageid": r.page, "revid": r.revision, "timestamp": r.when});
        query["recentchanges"] = rows.iter().skip(from).take(limit).map(row).collect();
    }

    fn log_events(&self, params: &Params, query: &mut Value, next: &mut serde_json::Map<String, Value>) {
        let limit = number(params, "lelimit", 10);
        let start = params.get("lestart").map_or("", String::as_str);
        let rows: Vec<_> = self.log.iter().filter(|r| &*r.when >= start).collect();
        let from = number(params, "lecontinue", 0);
        if rows.len() > from + limit {
            next.insert("lecontinue".into(), json!((from + limit).to_string()));
        }
        let row = |r: &&super::wiki::Logged| {
            let details = r.target.as_ref().map_or(json!({}), |t| json!({"target_ns": 0, "target_title": t}));
            json!({"type": r.kind, "action": r.action, "ns": 0, "title": r.title, "pageid": self.id(&r.title).unwrap_or(0),
                "logpage": r.page, "params": details, "timestamp": r.when})
        };
        query["logevents"] = rows.iter().skip(from).take(limit).map(row).collect();
    }

    fn pages(&self, params: &Params, query: &mut Value, next: &mut serde_json::Map<String, Value>) -> bool {
        let get = |name: &str| params.get(name).map(String::as_str);
        let mut pages = Vec::new();
        match get("generator") {
            Some("allpages") => {
                let from = get("gapcontinue").or(get("gapfrom")).map(key).unwrap_or_default();
                let to = get("gapto").map(key);
                let mut all: Vec<_> = self.pages.iter().map(|(id, p)| (key(&p.title), *id, p)).collect();
                all.retain(|(key, ..)| *key >= from && to.as_ref().is_none_or(|to| key <= to));
                all.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
                let limit = number(params, "gaplimit", 10);
                if let Some((key, ..)) = all.get(limit) {
                    next.insert("gapcontinue".into(), json!(key));
                }
                pages.extend(all.into_iter().take(limit).map(|(_, id, page)| (id, Some(page))));
            }
            Some("categorymembers") => {
                let category = get("gcmtitle").unwrap_or_default();
                let from = number(params, "gcmcontinue", 0);
                let limit = number(params, "gcmlimit", 10);
                let all: Vec<_> =
                    self.pages.iter().filter(|(_, p)| p.text.contains(&format!("[[{category}]]"))).collect();
                if all.len() > from + limit {
                    next.insert("gcmcontinue".into(), json!((from + limit).to_string()));
                }
                pages.extend(all.into_iter().skip(from).take(limit).map(|(id, page)| (*id, Some(page))));
            }
            _ => {
                let ids = get("pageids").into_iter().flat_map(|ids| ids.split('|'));
                let ids: Vec<u64> = ids.filter_map(|id| id.parse().ok()).collect();
                assert!(ids.len() <= 50, "too many pages for one question");
                pages.extend(ids.into_iter().map(|id| (id, self.pages.get(&id))));
                for title in get("titles").into_iter().flat_map(|titles| titles.split('|')) {
                    if let Some(id) = self.id(title) {
                        pages.push((id, self.pages.get(&id)));
                    }
                }
            }
        }
        let from = number(params, "rvcontinue", 0);
        let to = from.saturating_add(self.texts_an_answer);
        let texts = get("prop") == Some("revisions");
        let complete = !texts || pages.len() <= to;
        if !complete {
            next.clear();
            next.insert("rvcontinue".into(), json!(to.to_string()));
            if let Some(from) = get("gapcontinue") {
                next.insert("gapcontinue".into(), json!(from));
            }
        }
        let shown = pages.into_iter().enumerate().map(|(place, (id, page))| {
            let with_text = texts && (from..to).contains(&place);
            page.map_or_else(|| json!({"pageid": id, "missing": true}), |page| show(id, page, with_text))
        });
        query["pages"] = shown.collect();
        complete
    }
}

fn show(id: u64, page: &Stored, with_text: bool) -> Value {
    let mut shown = json!({"pageid": id, "ns": 0, "title": page.title, "lastrevid": page.revision});
    if with_text {
        shown["revisions"] = json!([{"revid": page.revision, "timestamp": page.saved,
            "slots": {"main": {"contentmodel": "wikitext", "content": page.text}}}]);
    }
    shown
}

fn number(params: &Params, name: &str, otherwise: usize) -> usize {
    params.get(name).and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}
