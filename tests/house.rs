//! The order of the house: `use crate::` lines in `src/` go down this list, never up.

use std::{fs, path::Path};

/// From the door to the cellar.
const ROOMS: [&str; 20] = [
    "cli",
    "tui",
    "updater",
    "import",
    "jobs",
    "library",
    "export",
    "spotify",
    "preview",
    "search",
    "recommend",
    "sound",
    "mixesdb",
    "catalogue",
    "wikitext",
    "track",
    "slab",
    "config",
    "files",
    "chance",
];

/// Arrows that go up on purpose: `(from, to, why)`.
const ARROWS: [(&str, &str, &str); 0] = [];

fn rust_files(dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).expect("src is readable").map(|e| e.expect("entry")) {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("source is readable");
            found.push((path.display().to_string(), text));
        }
    }
}

/// The names after `crate::`, also inside a brace list.
fn rooms_used(text: &str) -> Vec<String> {
    let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            rooms.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (i, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if c.is_whitespace() => {}
                _ if start => {
                    rooms.push(word(&list[i..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    rooms
}

#[test]
fn a_room_uses_only_the_rooms_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(root.join("lib.rs")).expect("lib.rs");
    let mut built: Vec<&str> =
        lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let mut listed = ROOMS.to_vec();
    built.sort_unstable();
    listed.sort_unstable();
    assert_eq!(built, listed, "every room of src/lib.rs has its place in the list");
    let level = |room: &str| ROOMS.iter().position(|r| *r == room);

    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let mut wrong = Vec::new();
    for (path, text) in &files {
        let inner = Path::new(path).strip_prefix(&root).expect("below src");
        let own = inner.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let Some(own_level) = level(&own) else { continue };
        // What a test leans on may come from anywhere.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for room in rooms_used(code) {
            let up = level(&room).is_some_and(|l| l < own_level);
            if up && !ARROWS.iter().any(|(from, to, _)| *from == own && *to == room) {
                wrong.push(format!("{}: {own} uses {room}, which stands above it", inner.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn brace_lists_are_read() {
    assert_eq!(rooms_used("use crate::{a::{x, y}, b, c::z}; use crate::d::e;"), ["a", "b", "c", "d"]);
}
