//! How large the house is and how it is cut, in figures that anyone can measure again.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

type Sources = BTreeMap<Vec<String>, Source>;

/// Lines that hold code: no tests, no comments, nothing empty.
pub fn lines(sources: &Sources) -> usize {
    sources.values().flat_map(|source| source.code.lines()).filter(|line| !line.trim().is_empty()).count()
}

/// Names of types that more than one room defines, with the rooms; `public` are those seen outside their room.
pub fn shared_types(sources: &Sources, public: bool) -> BTreeMap<String, BTreeSet<String>> {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, source) in sources.iter().filter(|(module, _)| !module.is_empty()) {
        for line in source.code.lines() {
            let Some(name) = type_name(line.trim(), public) else { continue };
            rooms.entry(name).or_default().insert(module[0].clone());
        }
    }
    rooms.retain(|_, rooms| rooms.len() > 1);
    rooms
}

/// How many public fields a struct has that stands at the margin.
pub fn fields(code: &str, name: &str) -> usize {
    let head = format!("pub struct {name} {{");
    let lines = code.lines().skip_while(|line| *line != head).skip(1).take_while(|line| *line != "}");
    lines.filter(|line| line.trim_start().starts_with("pub ")).count()
}

fn type_name(line: &str, public: bool) -> Option<String> {
    let rest = match line.strip_prefix("pub ") {
        Some(rest) => rest,
        None if public => return None,
        None => line.strip_prefix("pub(").and_then(|l| l.split_once(") ")).map_or(line, |(_, rest)| rest),
    };
    let word =
        ["struct ", "enum ", "trait ", "type "].into_iter().find_map(|word| rest.strip_prefix(word))?;
    let name: String = word.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Functions: how many there are, and those above so many lines of code.
pub fn functions(sources: &Sources, most: usize) -> (usize, Vec<String>) {
    let (mut count, mut long) = (0, Vec::new());
    for source in sources.values() {
        let mut rest = source.code.as_str();
        while let Some(at) = rest.find("fn ") {
            let before = rest[..at].chars().next_back();
            rest = &rest[at + 3..];
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let Some(body) = body(rest).filter(|_| !name.is_empty()) else { continue };
            count += 1;
            let lines = body.lines().filter(|line| !line.trim().is_empty()).count();
            if lines > most {
                long.push(format!("{}: {name}, {lines} lines", source.path));
            }
        }
    }
    (count, long)
}

/// What stands in a function's braces; nothing where it has none.
fn body(code: &str) -> Option<&str> {
    let open = code.find(['{', ';']).filter(|at| code[*at..].starts_with('{'))?;
    let mut depth = 0;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(&code[open..=open + at]);
        }
    }
    None
}
