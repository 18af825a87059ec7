//! DJs: the artists' part of a page title to single names.

use super::fold::fold;

/// How two DJs stand beside each other in a title.
const JOINS: &[(&str, bool)] = &[
    (", ", true),
    (" b2b ", true),
    (" vs. ", true),
    (" vs ", true),
    (" & ", false),
    (" x ", false),
    (" and ", false),
    (" + ", false),
];

/// Names joined in one artist's name at most: Crosby, Stills, Nash & Young has four.
const LONGEST_NAME: usize = 6;

/// The DJs of a joined credit, as the page's artist categories split it.
///
/// What no category covers is split at `, `, ` b2b ` and ` vs `; at ` & ` only where every part of the pair plays
/// alone elsewhere, which `alone` knows by the name as written: Above & Beyond is one. `VA` is nobody.
pub fn split_djs(joined: &str, categories: &[String], alone: &dyn Fn(&str) -> bool) -> Vec<String> {
    let known: Vec<String> = categories.iter().flat_map(|category| as_credited(category)).collect();
    let atoms = atoms(joined);
    let mut djs = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        let longest = atoms.len().min(at + LONGEST_NAME);
        let is_known = |end: &usize| known.contains(&fold(span(joined, &atoms[at..=*end])));
        let covered = (at..longest).rev().filter(|_| !known.is_empty()).find(is_known);
        let end = covered.unwrap_or_else(|| uncovered_end(joined, &atoms, at, &known));
        let run = &atoms[at..=end];
        if covered.is_none() && run.len() > 1 && run.iter().all(|atom| alone(atom.name(joined))) {
            for atom in run {
                push(&mut djs, atom.name(joined));
            }
        } else {
            push(&mut djs, span(joined, run));
        }
        at = end + 1;
    }
    djs
}

/// How a title may write a category: whole, and without the bracket that tells it from another of the name: `Boris (Boris Inzhin)`.
fn as_credited(category: &str) -> impl Iterator<Item = String> {
    let name = category.split_once(" (").filter(|(_, bracket)| bracket.ends_with(')'));
    [Some(fold(category)), name.map(|(name, _)| fold(name))].into_iter().flatten()
}

fn push(djs: &mut Vec<String>, name: &str) {
    let name = name.trim();
    let nobody = name.is_empty() || ["VA", "V.A.", "Various Artists"].contains(&name);
    if !nobody && !djs.iter().any(|dj| dj == name) {
        djs.push(name.to_owned());
    }
}

/// One name between joins, and whether the join after it always parts two people.
struct Atom {
    start: usize,
    end: usize,
    parts: bool,
}

impl Atom {
    fn name<'a>(&self, joined: &'a str) -> &'a str {
        joined[self.start..self.end].trim()
    }
}

fn atoms(joined: &str) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < joined.len() {
        let join = JOINS.iter().find(|(join, _)| {
            joined
                .as_bytes()
                .get(at..at + join.len())
                .is_some_and(|here| here.eq_ignore_ascii_case(join.as_bytes()))
        });
        match join {
            Some((join, parts)) if at > start => {
                atoms.push(Atom { start, end: at, parts: *parts });
                // The space of one join may begin the next.
                at += join.len();
                start = at;
            }
            _ => at += 1,
        }
    }
    atoms.push(Atom { start, end: joined.len(), parts: true });
    atoms
}

fn span<'a>(joined: &'a str, atoms: &[Atom]) -> &'a str {
    match (atoms.first(), atoms.last()) {
        (Some(first), Some(last)) => joined[first.start..last.end].trim(),
        _ => "",
    }
}

/// The end of the run of names that only weak joins hold together, up to where a category begins.
fn uncovered_end(joined: &str, atoms: &[Atom], at: usize, known: &[String]) -> usize {
    let mut end = at;
    while !atoms[end].parts && !begins_category(joined, &atoms[end + 1..], known) {
        end += 1;
    }
    end
}

fn begins_category(joined: &str, atoms: &[Atom], known: &[String]) -> bool {
    (0..atoms.len().min(LONGEST_NAME)).any(|end| known.contains(&fold(span(joined, &atoms[..=end]))))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::split_djs;

    fn split(joined: &str, categories: &[&str], alone: &[&str]) -> Vec<String> {
        let categories: Vec<String> = categories.iter().map(|c| (*c).to_owned()).collect();
        split_djs(joined, &categories, &|name| alone.contains(&name))
    }

    #[rstest]
    #[case("dESUS, Apjok Csaba", &["2025", "dESUS", "Apjok Csaba", "Dub"], &["dESUS", "Apjok Csaba"])]
    #[case("Above & Beyond, Matthias Vogt", &["Above & Beyond", "Matthias Vogt"], &["Above & Beyond", "Matthias Vogt"])]
    #[case("Gridlok & MC Dino", &["Gridlok", "MC Dino"], &["Gridlok", "MC Dino"])]
    #[case("KP vs Gene Hoffmann", &["KP", "Gene Hoffmann"], &["KP", "Gene Hoffmann"])]
    #[case("Tyler, The Creator", &["Tyler, The Creator"], &["Tyler, The Creator"])]
    #[case("Boris & Supreme", &["Boris (Boris Inzhin)", "Supreme (1)"], &["Boris", "Supreme"])]
    #[case("Amé b2b Dixon", &["Ame", "Dixon"], &["Amé", "Dixon"])]
    #[case("A & B & C", &["B & C", "A"], &["A", "B & C"])]
    #[case("A & B & C", &["B & C"], &["A", "B & C"])]
    fn categories_decide(#[case] joined: &str, #[case] categories: &[&str], #[case] djs: &[&str]) {
        assert_eq!(split(joined, categories, &[]), djs);
    }

    #[rstest]
    #[case("Above & Beyond", &[], &["Above & Beyond"])]
    #[case("Above & Beyond", &["Above"], &["Above & Beyond"])]
    #[case("Sasha & John Digweed", &["Sasha", "John Digweed"], &["Sasha", "John Digweed"])]
    #[case("A, B b2b C vs D", &[], &["A", "B", "C", "D"])]
    #[case("A, A", &[], &["A"])]
    #[case("VA", &[], &[])]
    #[case("", &[], &[])]
    fn without_them_a_pair_is_two_only_where_each_plays_alone(
        #[case] joined: &str,
        #[case] alone: &[&str],
        #[case] djs: &[&str],
    ) {
        assert_eq!(split(joined, &[], alone), djs);
    }
}
