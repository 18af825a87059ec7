//! The documents keep to the program: the keys are the action table's, every command parses, every link leads somewhere.
//! `UPDATE=1 cargo test --test docs` writes the list of keys anew.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use clap::Parser;
use segue::{
    cli::Cli,
    config::actions::{ACTIONS, Group},
};

const BEGIN: &str = "<!-- keys: made from src/config/actions.rs -->\n";
const END: &str = "<!-- end of keys -->";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and all pages of docs/.
fn pages() -> Vec<(PathBuf, String)> {
    let mut paths = vec![root().join("README.md")];
    let docs = fs::read_dir(root().join("docs")).expect("docs");
    paths.extend(docs.map(|e| e.expect("entry").path()).filter(|p| p.extension().is_some_and(|e| e == "md")));
    paths
        .into_iter()
        .map(|p| {
            let text = fs::read_to_string(&p).expect("a page");
            (p, text)
        })
        .collect()
}

/// The table as docs/keys.md shows it.
fn markdown() -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let _ = write!(out, "\n**{}**\n\n| key | does | name in `[keys]` |\n|---|---|---|\n", group.title());
        for entry in ACTIONS.iter().filter(|entry| entry.group == group) {
            let keys: Vec<String> = entry.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(out, "| {} | {} | `{}` |", keys.join(" "), entry.does, entry.name);
        }
    }
    out
}

#[test]
fn the_keys_are_those_of_the_table() {
    let path = root().join("docs/keys.md");
    let text = fs::read_to_string(&path).expect("the page of keys");
    let (before, rest) = text.split_once(BEGIN).expect("the mark before the keys");
    let (keys, after) = rest.split_once(END).expect("the mark after the keys");
    if std::env::var_os("UPDATE").is_some() {
        let text = format!("{before}{BEGIN}{}\n{END}{after}", markdown());
        fs::write(&path, text).expect("the page is written");
    } else {
        assert_eq!(keys.trim(), markdown().trim(), "run UPDATE=1 cargo test --test docs");
    }
}

/// Lines of code blocks that call the program, without comment, redirection or what comes behind a pipe.
fn calls(text: &str) -> Vec<String> {
    let mut calls = Vec::new();
    for block in text.split("```").skip(1).step_by(2) {
        for line in block.lines() {
            let line = line.split("  #").next().unwrap_or_default().trim();
            let line = line.strip_prefix("ssh HOST ").unwrap_or(line);
            if line.starts_with("segue ") {
                let end = line.find([';', '|', '<', '>']).unwrap_or(line.len());
                calls.push(line[..end].trim().to_owned());
            }
        }
    }
    calls
}

/// As a shell splits it: blanks, and quotation marks around what belongs together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            (' ', None) => words.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty())),
            (c, _) => word.push(c),
        }
    }
    words.extend(Some(word).filter(|w| !w.is_empty()));
    words
}

#[test]
fn every_command_of_the_documents_is_one() {
    let mut seen = 0;
    for (path, text) in pages() {
        for call in calls(&text) {
            seen += 1;
            if let Err(e) = Cli::try_parse_from(words(&call)) {
                panic!("{}: {call}\n{e}", path.display());
            }
        }
    }
    assert!(seen > 40, "only {seen} commands found");
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    for (path, text) in pages() {
        let pictures = ["src=\"", "srcset=\""].map(|at| text.split(at).skip(1));
        for part in text.split("](").skip(1).chain(pictures.into_iter().flatten()) {
            let target = part.split([')', '#', '"']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            let file = path.parent().expect("a folder").join(target);
            assert!(file.exists(), "{}: {target} is not there", path.display());
        }
    }
}

#[test]
fn the_readme_is_short() {
    let text = fs::read_to_string(root().join("README.md")).expect("the README");
    assert!(text.lines().count() <= 150, "what does not fit belongs into docs/");
}

#[test]
fn the_readme_begins_with_a_picture_that_moves_by_itself_and_one_that_stands() {
    let text = fs::read_to_string(root().join("README.md")).expect("the README");
    let top = text.lines().take(12).collect::<String>();
    for name in ["moving.svg", "wide.svg"] {
        assert!(top.contains(&format!("assets/pictures/{name}")), "{name} is not at the top");
    }
    let moving = fs::read_to_string(root().join("assets/pictures/moving.svg")).expect("the picture");
    assert!(moving.len() <= 400_000, "{} bytes", moving.len());
    assert!(moving.contains("@keyframes film") && moving.contains("prefers-reduced-motion"));
    // As an image it may neither run nor fetch anything.
    assert!(!moving.contains("<script") && !moving.contains("href=\"http"));
    let mut reader = quick_xml::Reader::from_str(&moving);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => break,
            Ok(_) => {}
            Err(e) => panic!("at byte {}: {e}", reader.error_position()),
        }
    }
}
