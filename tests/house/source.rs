//! The files of `src/` as the compiler sees them without tests: their modules, and what each names of the others.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// A file of `src/`.
pub struct Source {
    /// Its path below `src/`.
    pub path: String,
    /// Its code without comments, texts and tests.
    pub code: String,
}

/// Every file that is compiled into the program, by its module.
pub fn sources(root: &Path) -> BTreeMap<Vec<String>, Source> {
    let mut all = BTreeMap::new();
    let text = fs::read_to_string(root.join("lib.rs")).expect("lib.rs");
    walk(root, Vec::new(), "lib.rs".to_owned(), &text, &mut all);
    all
}

fn walk(root: &Path, module: Vec<String>, path: String, text: &str, all: &mut BTreeMap<Vec<String>, Source>) {
    let code = without_tests(&bare(text));
    for child in declared(&code) {
        let folder = module.join("/");
        let tried = [format!("{folder}/{child}.rs"), format!("{folder}/{child}/mod.rs")];
        let found = tried.into_iter().map(|p| p.trim_start_matches('/').to_owned()).find_map(|path| {
            let text = fs::read_to_string(root.join(&path)).ok()?;
            Some((path, text))
        });
        let Some((path, text)) = found else { panic!("{path} declares {child}, which is no file") };
        let inner: Vec<String> = module.iter().cloned().chain([child]).collect();
        walk(root, inner, path, &text, all);
    }
    all.insert(module, Source { path, code });
}

/// The text with comments, strings and characters blanked out, so that only code is left.
pub fn bare(text: &str) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = |n: usize| bytes.get(at + n).copied().unwrap_or('\0');
        let end = match bytes[at] {
            '/' if rest(1) == '/' => (at..bytes.len()).find(|&i| bytes[i] == '\n').unwrap_or(bytes.len()),
            '/' if rest(1) == '*' => (at + 2..bytes.len())
                .find(|&i| bytes[i - 1] == '*' && bytes[i] == '/')
                .map_or(bytes.len(), |i| i + 1),
            '"' => string_end(&bytes, at),
            'r' if (rest(1) == '"' || rest(1) == '#') && !before_is_word(&bytes, at) => raw_end(&bytes, at),
            '\'' if rest(1) == '\\' => {
                (at + 3..bytes.len()).find(|&i| bytes[i] == '\'').map_or(bytes.len(), |i| i + 1)
            }
            '\'' if rest(2) == '\'' => at + 3,
            c => {
                out.push(c);
                at += 1;
                continue;
            }
        };
        // Lines stay lines.
        out.extend(bytes[at..end].iter().filter(|c| **c == '\n'));
        out.push(' ');
        at = end;
    }
    out
}

fn before_is_word(bytes: &[char], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_alphanumeric() || bytes[at - 1] == '_') && bytes[at - 1] != 'b'
}

fn string_end(bytes: &[char], at: usize) -> usize {
    let mut i = at + 1;
    while i < bytes.len() && bytes[i] != '"' {
        i += if bytes[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(bytes.len())
}

/// The end of `r"…"` and `r#"…"#`; of `r#name` only its mark.
fn raw_end(bytes: &[char], at: usize) -> usize {
    let hashes = bytes[at + 1..].iter().take_while(|c| **c == '#').count();
    if bytes.get(at + 1 + hashes) != Some(&'"') {
        return at + 1;
    }
    let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    let from = at + 2 + hashes;
    (from..bytes.len()).find(|&i| bytes[i..].starts_with(&close)).map_or(bytes.len(), |i| i + close.len())
}

/// The code without what only tests compile.
pub fn without_tests(code: &str) -> String {
    const MARKS: [&str; 2] = ["#[cfg(test)]", "#[cfg(all(test"];
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = MARKS.iter().filter_map(|mark| rest.find(mark)).min() {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[item_end(rest)..];
    }
    out + rest
}

/// Where the item ends that the code begins with.
fn item_end(code: &str) -> usize {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                // `use a::{b};` goes on to its semicolon.
                let after = code[at + 1..].trim_start();
                if depth == 0 && !after.starts_with(';') {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// The modules that the code declares as files of their own.
fn declared(code: &str) -> Vec<String> {
    let name = |line: &str| {
        let line = line.trim();
        let line = line.strip_prefix("pub").map_or(line, |l| l.trim_start_matches(|c| c != ' ').trim_start());
        Some(line.strip_prefix("mod ")?.strip_suffix(';')?.trim().to_owned())
    };
    code.lines().filter_map(name).collect()
}

/// One name that a `use` brings in: the path it stands for, and how it is called here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// As written, without its alias.
    pub path: Vec<String>,
    /// How it is called.
    pub name: String,
    /// It is handed on.
    pub is_public: bool,
}

/// All that the `use` lines of the code bring in, and the code without them.
pub fn imports(code: &str) -> (Vec<Import>, String) {
    let (mut found, mut left, mut rest) = (Vec::new(), String::new(), code);
    while let Some(at) = next_use(rest) {
        let end = rest[at..].find(';').map_or(rest.len(), |i| at + i);
        let line = rest[..at].rsplit(['\n', ';', '}', '{']).next().unwrap_or_default();
        let is_public = line.contains("pub");
        let mut words = tokens(&rest[at + "use ".len()..end]);
        words.reverse();
        branch(&mut words, &[], is_public, &mut found);
        left.push_str(&rest[..at]);
        rest = &rest[end..];
    }
    (found, left + rest)
}

fn next_use(code: &str) -> Option<usize> {
    let starts = |at: usize| {
        let line = code[..at].rsplit(['\n', ';', '}', '{']).next().unwrap_or_default().trim();
        line.is_empty() || line.starts_with("pub") && !line.contains("fn ")
    };
    code.match_indices("use ").map(|(at, _)| at).find(|at| starts(*at))
}

fn tokens(path: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in path.chars() {
        if c.is_alphanumeric() || c == '_' || c == '*' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if "{},".contains(c) {
            words.push(c.to_string());
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// Reads one tree of a `use`; the words stand in reverse.
fn branch(words: &mut Vec<String>, before: &[String], is_public: bool, found: &mut Vec<Import>) {
    let mut path = before.to_vec();
    while let Some(word) = words.pop() {
        match word.as_str() {
            "{" => {
                while words.last().is_some_and(|w| w != "}") {
                    branch(words, &path, is_public, found);
                    if words.last().is_some_and(|w| w == ",") {
                        words.pop();
                    }
                }
                words.pop();
                return;
            }
            "self" if !path.is_empty() => break,
            "as" => {
                let name = words.pop().unwrap_or_default();
                found.push(Import { path, name, is_public });
                return;
            }
            _ => path.push(word),
        }
        if words.last().is_none_or(|w| w == "," || w == "}") {
            break;
        }
    }
    if words.last().is_some_and(|w| w == "as") {
        words.pop();
        let name = words.pop().unwrap_or_default();
        found.push(Import { path, name, is_public });
        return;
    }
    let name = path.last().cloned().unwrap_or_default();
    found.push(Import { path, name, is_public });
}

/// Every `a::b::c` of the code.
pub fn paths(code: &str) -> BTreeSet<Vec<String>> {
    let mut all = BTreeSet::new();
    let mut rest = code;
    while let Some(at) = rest.find("::") {
        let word =
            |s: &str| s.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        let first: String = word(&rest[..at]).chars().rev().collect();
        let mut path = vec![first];
        let mut tail = &rest[at..];
        while let Some(next) = tail.strip_prefix("::") {
            let name: String = next.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            tail = &next[name.len()..];
            if name.is_empty() {
                break;
            }
            path.push(name);
        }
        if !path[0].is_empty() && path.len() > 1 {
            all.insert(path);
        }
        let used = rest.len() - tail.len();
        rest = &rest[used.max(at + 2)..];
    }
    all
}
