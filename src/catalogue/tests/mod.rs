//! The stores as a whole: identity, order, rules.

mod identity;
mod orders;
mod rules;

use std::ops::ControlFlow;

use super::*;
use crate::wikitext;

/// A mix from a page's lines, without a page id.
fn imported(title: &str, lines: &[&str]) -> Change {
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let source =
        MixSource { page_id: None, revision: None, origin: MixOrigin::Import, url: None, foreign_id: None };
    Change::Upsert(Incoming { source, mix: wikitext::parse_lines(title, &lines) })
}

/// A page as the wiki has it.
fn page(id: u64, revision: u64, title: &str, text: &str) -> Change {
    let source = MixSource {
        page_id: Some(id),
        revision: Some(revision),
        origin: MixOrigin::Wiki,
        url: None,
        foreign_id: None,
    };
    Change::Upsert(Incoming { source, mix: wikitext::parse(title, text) })
}

/// A page's text around lines.
fn text(lines: &[&str]) -> String {
    format!("== Tracklist ==\n<list>\n{}\n</list>\n", lines.join("\n"))
}

fn removed(id: u64) -> Change {
    Change::Remove(Which::Page(id))
}

fn moved(id: u64, from: &str, to: &str) -> Change {
    Change::Move { page_id: Some(id), from: from.into(), to: to.into(), url: None }
}

/// Everything that is shown, without ids: tracks by name, mixes with their lines.
fn shown(catalogue: &Catalogue) -> (Vec<String>, Vec<String>) {
    let contents = catalogue.contents().unwrap();
    let mut names = std::collections::HashMap::new();
    let mut tracks = Vec::new();
    contents
        .tracks(|t| {
            names.insert(t.id, t.key.to_owned());
            tracks.push(format!(
                "{} | {} – {} ({:?}) [{:?} {:?}] x{}",
                t.key, t.artist, t.title, t.version, t.label, t.year, t.plays
            ));
            ControlFlow::Continue(())
        })
        .unwrap();
    let mut heads = std::collections::HashMap::new();
    contents
        .mixes(|m| {
            heads
                .insert(m.id, format!("{:?} {} {:?} {:?} {:?}", m.page_id, m.title, m.date, m.djs, m.styles));
            ControlFlow::Continue(())
        })
        .unwrap();
    let mut mixes = Vec::new();
    contents
        .tracklists(|id, list| {
            let lines: Vec<_> =
                list.lines().map(|(track, line)| (track.map(|track| &names[&track]), line.raw)).collect();
            mixes.push(format!("{} {lines:?}", heads[&id]));
            ControlFlow::Continue(())
        })
        .unwrap();
    tracks.sort();
    mixes.sort();
    assert_eq!(mixes.len(), heads.len());
    (tracks, mixes)
}
