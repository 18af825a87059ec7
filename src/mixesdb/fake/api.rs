//! The questions the wiki answers.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::wiki::{Down, Stored, Wiki};
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
        let asks_down = ["gapdir", "gcmdir"].into_iter().find(|name| params.contains_key(*name));
        if let (Down::Refused, Some(name)) = (self.down, asks_down) {
            let info = format!("Unrecognized value for parameter \"{name}\": descending.");
            return json!({"error": {"code": "badvalue", "info": info}});
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
        if let (Down::Ignored, Some(name)) = (self.down, asks_down) {
            answer["warnings"] = json!({"main": {"warnings": format!("Unrecognized parameter: {name}.")}});
        }
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
        let (mut pages, mut counted) = (Vec::new(), Vec::new());
        if let Some(continues) = self.list_goes_on(params) {
            next.insert(continues.0, json!(continues.1));
        }
        match get("generator") {
            Some("allpages") => {
                let listed = self.listed(params, "gap", |_| true);
                pages.extend(listed.into_iter().map(|(id, page)| (id, Some(page))));
            }
            Some("categorymembers") => {
                let category = format!("[[{}]]", get("gcmtitle").unwrap_or_default());
                let listed = self.listed(params, "gcm", |page| page.text.contains(&category));
                pages.extend(listed.into_iter().map(|(id, page)| (id, Some(page))));
            }
            _ => {
                let ids = get("pageids").into_iter().flat_map(|ids| ids.split('|'));
                let ids: Vec<u64> = ids.filter_map(|id| id.parse().ok()).collect();
                assert!(ids.len() <= 50, "too many pages for one question");
                pages.extend(ids.into_iter().map(|id| (id, self.pages.get(&id))));
                for title in get("titles").into_iter().flat_map(|titles| titles.split('|')) {
                    if get("prop") == Some("categoryinfo") {
                        counted.push(self.counted(title));
                    } else if let Some(id) = self.id(title) {
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
            for name in ["gapcontinue", "gcmcontinue"] {
                next.extend(get(name).map(|from| (name.to_owned(), json!(from))));
            }
        }
        let shown = pages.into_iter().enumerate().map(|(place, (id, page))| {
            let with_text = texts && (from..to).contains(&place);
            page.map_or_else(|| json!({"pageid": id, "missing": true}), |page| show(id, page, with_text))
        });
        query["pages"] = shown.chain(counted).collect();
        complete
    }
}

impl Wiki {
    /// The pages of a list that passes `holds`, in its order, from where the question begins; one window and the page behind it.
    fn window(&self, params: &Params, prefix: &str, holds: impl Fn(&Stored) -> bool) -> Vec<(String, u64)> {
        let get = |name: &str| params.get(&format!("{prefix}{name}"));
        let down = self.down == Down::Known && get("dir").is_some_and(|dir| dir == "descending");
        let mut all: Vec<(String, u64)> = self
            .pages
            .iter()
            .filter(|(_, page)| holds(page))
            .map(|(id, page)| (key(&page.title), *id))
            .collect();
        all.sort();
        if down {
            all.reverse();
        }
        let begin = get("continue").or_else(|| get("from")).map(|title| key(title));
        let before = |key: &str, place: &str| if down { key > place } else { key < place };
        all.retain(|(key, _)| {
            begin.as_ref().is_none_or(|begin| !before(key, begin))
                && get("to").is_none_or(|to| !before(&crate::mixesdb::page::key(to), key))
        });
        all.truncate(number(params, &format!("{prefix}limit"), 10) + 1);
        all
    }

    fn listed(&self, params: &Params, prefix: &str, holds: impl Fn(&Stored) -> bool) -> Vec<(u64, &Stored)> {
        let all = self.window(params, prefix, holds);
        let limit = number(params, &format!("{prefix}limit"), 10);
        all.into_iter().take(limit).map(|(_, id)| (id, &self.pages[&id])).collect()
    }

    fn counted(&self, title: &str) -> Value {
        let members = self.pages.values().filter(|page| page.text.contains(&format!("[[{title}]]"))).count();
        json!({"ns": 14, "title": title, "missing": members == 0, "categoryinfo": {"pages": members}})
    }

    /// The parameter with which a list goes on, and the page it goes on with.
    fn list_goes_on(&self, params: &Params) -> Option<(String, String)> {
        let prefix = match params.get("generator")?.as_str() {
            "allpages" => "gap",
            _ => "gcm",
        };
        let category = params.get("gcmtitle").map(|title| format!("[[{title}]]"));
        let holds = |page: &Stored| category.as_ref().is_none_or(|category| page.text.contains(category));
        let all = self.window(params, prefix, holds);
        let (key, _) = all.get(number(params, &format!("{prefix}limit"), 10))?;
        Some((format!("{prefix}continue"), key.clone()))
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
