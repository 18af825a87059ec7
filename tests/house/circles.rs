//! Which file uses which, and whether that ever leads back.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Import, Source, imports, paths};

type Module = Vec<String>;

/// Files by their module, and what each hands on.
pub struct House<'s> {
    sources: &'s BTreeMap<Module, Source>,
    imports: BTreeMap<Module, Vec<Import>>,
}

/// From each file to those it uses, with a name that ties them.
pub type Arrows = BTreeMap<String, BTreeMap<String, String>>;

impl<'s> House<'s> {
    pub fn new(sources: &'s BTreeMap<Module, Source>) -> Self {
        let imports =
            sources.iter().map(|(module, source)| (module.clone(), imports(&source.code).0)).collect();
        Self { sources, imports }
    }

    /// Every arrow between two files. Handing a name on is none: who uses it uses the file it comes from.
    pub fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (module, source) in self.sources {
            let (uses, code) = imports(&source.code);
            let private = uses.iter().filter(|import| !import.is_public).map(|import| import.path.clone());
            let spoken = paths(&code).into_iter().map(|path| spelt_out(&uses, path));
            for path in private.chain(spoken) {
                let Some((to, name)) = self.find(module, &path, 0) else { continue };
                let to = &self.sources[&to].path;
                if *to != source.path {
                    arrows.entry(source.path.clone()).or_default().entry(to.clone()).or_insert(name);
                }
            }
        }
        arrows
    }

    /// What a module hands on of other files: the file that defines it, and its name.
    pub fn handed_on(&self, module: &Module) -> BTreeSet<(String, String)> {
        let public = self.imports[module].iter().filter(|import| import.is_public);
        let found = public.filter_map(|import| self.find(module, &import.path, 0));
        found.map(|(file, name)| (self.sources[&file].path.clone(), name)).collect()
    }

    /// The module that defines what a path leads to, seen from another, and the name it has there; `None` where that is a
    /// module as a whole, or nothing of this house.
    fn find(&self, from: &[String], path: &[String], depth: usize) -> Option<(Module, String)> {
        if depth > 8 {
            return None;
        }
        let (mut at, mut rest) = (from.to_vec(), path);
        match path.first().map(String::as_str)? {
            "crate" => (at, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {}
            first => {
                let child: Module = from.iter().cloned().chain([first.to_owned()]).collect();
                if !self.sources.contains_key(&child) {
                    return None;
                }
            }
        }
        while let Some(name) = rest.first() {
            if name == "super" {
                at.pop()?;
            } else {
                let inner: Module = at.iter().cloned().chain([name.clone()]).collect();
                if !self.sources.contains_key(&inner) {
                    return self.defined(&at, rest, depth);
                }
                at = inner;
            }
            rest = &rest[1..];
        }
        None
    }

    /// Follows what a module hands on.
    fn defined(&self, module: &[String], rest: &[String], depth: usize) -> Option<(Module, String)> {
        let name = rest.first()?;
        if name == "*" {
            return Some((module.to_vec(), name.clone()));
        }
        let handed = self.imports.get(module)?.iter().find(|import| import.name == *name);
        match handed {
            Some(import) => {
                let whole: Vec<String> =
                    import.path.iter().cloned().chain(rest[1..].iter().cloned()).collect();
                self.find(module, &whole, depth + 1)
            }
            None => Some((module.to_vec(), name.clone())),
        }
    }
}

/// The rooms that a file's code names, as a reader sees them: who takes a room's type from another room names that one.
pub fn rooms_named(module: &[String], code: &str) -> BTreeSet<String> {
    let (uses, code) = imports(code);
    let all = uses.into_iter().map(|import| import.path).chain(paths(&code));
    all.filter_map(|path| {
        let up = path.iter().take_while(|name| *name == "super").count();
        let top = if up > 0 { up == module.len() } else { path[0] == "crate" };
        path.get(up.max(1)).filter(|_| top).cloned()
    })
    .collect()
}

/// A path that begins with an imported name, as if it was written whole.
fn spelt_out(uses: &[Import], path: Module) -> Module {
    match uses.iter().find(|import| import.name == path[0]) {
        Some(import) => import.path.iter().cloned().chain(path[1..].iter().cloned()).collect(),
        None => path,
    }
}

/// The circles: sets of files each of which leads to all others.
pub fn circles(arrows: &Arrows) -> Vec<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        arrows.keys().map(|file| (file, reached(arrows, file))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (file, all) in &reach {
        if !all.contains(*file) || found.iter().any(|circle| circle.contains(file)) {
            continue;
        }
        let back = |other: &&&String| reach.get(**other).is_some_and(|r| r.contains(*file));
        found.push(all.iter().filter(back).map(|other| (*other).clone()).collect());
    }
    found
}

fn reached<'a>(arrows: &'a Arrows, from: &String) -> BTreeSet<&'a String> {
    let mut all = BTreeSet::new();
    let mut next: Vec<&String> = arrows.get(from).into_iter().flat_map(BTreeMap::keys).collect();
    while let Some(file) = next.pop() {
        if all.insert(file) {
            next.extend(arrows.get(file).into_iter().flat_map(BTreeMap::keys));
        }
    }
    all
}

/// A circle in words: who takes what from whom.
pub fn told(arrows: &Arrows, circle: &[String]) -> String {
    let mut lines = Vec::new();
    for from in circle {
        let inside = arrows.get(from).into_iter().flatten().filter(|(to, _)| circle.contains(to));
        lines.extend(inside.map(|(to, name)| format!("  {from} takes {name} from {to}")));
    }
    lines.join("\n")
}
